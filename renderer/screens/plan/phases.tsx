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
  const titleOf = (id: string | null): string => (id === null ? 'No phase' : (plan.phases.find((phase) => phase.id === id)?.title ?? id))
  return (
    <Panel flush title="Phases" aside={present === null ? 'none runs' : mayAct && !hold && <Button onPress={() => setAsked(null)}>End the phase…</Button>}>
      {hold && (
        <div className={styles['hold']} role="status">
          <Mark tone="bad" word={<strong>{titleOf(hold.phase)} is held</strong>} />
          <span>{hold.text}, since <Time at={hold.at} />. It does not go on until someone releases it.</span>
          {mayAct && <Button onPress={() => setReleasing(true)}>Release…</Button>}
        </div>
      )}
      {waits && (
        <div className={styles['hold']} role="status">
          <Mark tone="busy" word={<strong>{titleOf(waits.phase)} waits for its checkpoint</strong>} />
          <span>Asked for by {waits.by} at <Time at={waits.at} />: it begins once a checkpoint is <a href={addressOf('checkpoints')}>taken and proven</a>.</span>
        </div>
      )}
      <ol className={styles['phases']}>
        {plan.phases.map((phase) => {
          const runs = phase.id === present
          return (
            <li key={phase.id} data-runs={runs || undefined}>
              <div className={styles['phaseHead']}>
                <strong>{phase.title}</strong>
                {runs ? <Mark tone="busy" word="runs" size={13} /> : mayAct && !hold && <Button aria-label={`Set the phase to ${phase.title}`} onPress={() => setAsked(phase.id)}>Set…</Button>}
              </div>
              <span>days {phase.days.from} to {phase.days.to}{phase.users && `, ${phase.users.title.toLowerCase()}`}</span>
              <ul className={styles['criteria']}>
                {phase.criteria.map((criterion) => <li key={criterion.id}><span>{criterion.title}</span><span>{criterion.target}</span></li>)}
              </ul>
            </li>
          )
        })}
      </ol>
      {releasing && hold && (
        <ReasonDialog
          title={`Release ${titleOf(hold.phase)}`} text="The gate goes on measuring; it holds the phase again when it fires anew." label="Why may it go on?" action="Release" onClose={() => setReleasing(false)}
          onAct={async (reason) => (await act('The release', (client) => client.programme.release({ reason }), `${titleOf(hold.phase)} goes on`)) !== undefined}
        />
      )}
      {asked !== undefined && (
        <ReasonDialog
          title={asked === null ? `End ${titleOf(present)}` : `Set the phase to ${titleOf(asked)}`} action={asked === null ? 'End it' : 'Set it'}
          text={before ? 'A checkpoint is taken and proven first, and the phase begins after. It decides which gates are judged from then on.' : 'It decides which gates are judged, from the next second on.'}
          onClose={() => setAsked(undefined)}
          onAct={async (reason) => (await act(
            'Setting the phase',
            (client) => client.programme.phase({ phase: asked, reason, ...(before && checkpoint === 'without' && { withoutCheckpoint: true }) }),
            ({ waits: later }) => (asked === null ? 'No phase runs now' : later ? `${titleOf(asked)} begins once its checkpoint is proven` : `${titleOf(asked)} runs now`),
          )) !== undefined}
        >
          {before && <Segments label="Checkpoint" value={checkpoint} onChange={setCheckpoint} options={[{ id: 'first', title: 'Checkpoint first' }, { id: 'without', title: 'Go on without one' }]} />}
        </ReasonDialog>
      )}
    </Panel>
  )
}
