import { useState } from 'react'
import type { Plan } from '../../../shared/plan.ts'
import { useActs } from '../../act.tsx'
import { Button, Segments } from '../../parts/controls.tsx'
import { Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { addressOf } from '../../route.ts'
import { Time } from '../../parts/time.tsx'
import { ReasonDialog } from '../../parts/reason-dialog.tsx'
import { useView } from '../../store.ts'
import { fill } from '../../words/fill.ts'
import { common } from '../../words/common.ts'
import { phases as words } from '../../words/plan.ts'
import styles from './phases.module.css'

/** The phases, which of them runs, and the choice of another: it decides which gates are judged. */
export function Phases({ plan, mayAct }: { readonly plan: Plan; readonly mayAct: boolean }) {
  const { act } = useActs()
  const present = useView((view) => view.state?.phase) ?? null
  /** The phase asked for; null ends the one that runs. */
  const [asked, setAsked] = useState<string | null>()
  const hold = useView((view) => view.state?.hold)
  const waits = useView((view) => view.state?.checkpoints.waits)
  const [releasing, setReleasing] = useState(false)
  const [checkpoint, setCheckpoint] = useState<'first' | 'without'>('first')
  const before = asked !== null && plan.checkpoints?.beforePhases === true
  const titleOf = (id: string | null): string => (id === null ? words.noPhase : (plan.phases.find((phase) => phase.id === id)?.title ?? id))
  return (
    <Panel flush title={words.phases} aside={present === null ? common.noPhaseRuns : mayAct && !hold && <Button onPress={() => setAsked(null)}>{words.endThePhaseAsk}</Button>}>
      {hold && (
        <div className={styles['hold']} role="status">
          <Mark tone="bad" word={<strong>{fill(words.isHeld, { phase: titleOf(hold.phase) })}</strong>} />
          <span>{fill(common.isHeldSince, { text: hold.text, time: <Time at={hold.at} /> })}</span>
          {mayAct && <Button onPress={() => setReleasing(true)}>{common.releaseAsk}</Button>}
        </div>
      )}
      {waits && (
        <div className={styles['hold']} role="status">
          <Mark tone="busy" word={<strong>{fill(words.waitsForItsCheckpoint, { phase: titleOf(waits.phase) })}</strong>} />
          <span>{fill(words.askedBeginsOnceCheckpoint, { by: waits.by, time: <Time at={waits.at} />, link: <a href={addressOf('checkpoints')}>{common.takenAndProven}</a> })}</span>
        </div>
      )}
      <ol className={styles['phases']}>
        {plan.phases.map((phase) => {
          const runs = phase.id === present
          return (
            <li key={phase.id} data-runs={runs || undefined}>
              <div className={styles['phaseHead']}>
                <strong>{phase.title}</strong>
                {runs ? <Mark tone="busy" word="runs" size={13} /> : mayAct && !hold && <Button aria-label={words.setThePhaseTo(phase.title)} onPress={() => setAsked(phase.id)}>{words.setAsk}</Button>}
              </div>
              <span>{fill(words.daysTo, { from: phase.days.from, to: phase.days.to, users: phase.users && `, ${phase.users.title.toLowerCase()}` })}</span>
              <ul className={styles['criteria']}>
                {phase.criteria.map((criterion) => <li key={criterion.id}><span>{criterion.title}</span><span>{criterion.target}</span></li>)}
              </ul>
            </li>
          )
        })}
      </ol>
      {releasing && hold && (
        <ReasonDialog
          title={words.release(titleOf(hold.phase))} text={words.gateGoesMeasuringHolds} label={common.whyMayItGoOn} action={common.release} onClose={() => setReleasing(false)}
          onAct={async (reason) => (await act(common.theRelease, (client) => client.programme.release({ reason }), words.goesOn(titleOf(hold.phase)))) !== undefined}
        />
      )}
      {asked !== undefined && (
        <ReasonDialog
          title={asked === null ? words.end(titleOf(present)) : words.setThePhaseToAsked(titleOf(asked))} action={asked === null ? words.endIt : words.setIt}
          text={before ? words.checkpointTakenProvenFirst : words.decidesGatesJudgedNext}
          onClose={() => setAsked(undefined)}
          onAct={async (reason) => (await act(
            words.settingThePhase,
            (client) => client.programme.phase({ phase: asked, reason, ...(before && checkpoint === 'without' && { withoutCheckpoint: true }) }),
            ({ waits: later }) => (asked === null ? words.noPhaseRunsNow : later ? words.beginsOnceCheckpointProven(titleOf(asked)) : words.runsNow(titleOf(asked))),
          )) !== undefined}
        >
          {before && <Segments label={words.checkpoint} value={checkpoint} onChange={setCheckpoint} options={[{ id: 'first', title: words.checkpointFirst }, { id: 'without', title: words.goOnWithoutOne }]} />}
        </ReasonDialog>
      )}
    </Panel>
  )
}
