/** Who began a run, why, where it goes, at which pace; and the way to stop it. */
import { useState } from 'react'
import { clockText, durationText } from '../../../shared/duration.ts'
import { paceOf, runEnded, type Run } from '../../../shared/rollback.ts'
import { usualStepTimes } from '../../../shared/state.ts'
import { useActs } from '../../act.tsx'
import { Button } from '../../parts/controls.tsx'
import { hashText } from '../../parts/format.ts'
import { EnvironmentName, Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { ReasonDialog } from '../../parts/reason-dialog.tsx'
import { Time } from '../../parts/time.tsx'
import { useTitles } from '../../parts/titles.ts'
import { runWords } from '../../words/states.ts'
import { runNow, useNow } from '../../now.ts'
import { addressOf } from '../../route.ts'
import { useView } from '../../store.ts'
import { fill } from '../../words/fill.ts'
import { runFacts as words } from '../../words/rollback.ts'
import styles from './side.module.css'

function Stop({ run }: { readonly run: Run }) {
  const { act } = useActs()
  const [asking, setAsking] = useState(false)
  return (
    <>
      <Button onPress={() => setAsking(true)}>{words.stopTheRunAsk}</Button>
      {asking && (
        <ReasonDialog
          danger title={words.stopTheRun(run.id)} action={words.stopTheRunWord} onClose={() => setAsking(false)}
          text={words.stepRunsEndedSoon}
          onAct={async (reason) => (await act(words.stoppingTheRun, (client) => client.rollback.stop({ run: run.id, reason }), words.theRunIsStopped)) !== undefined}
        />
      )}
    </>
  )
}

function PaceText({ run }: { readonly run: Run }) {
  const past = useView((view) => view.state?.pastRuns)
  const now = useNow()
  const { projected, left } = paceOf(run, runNow(run, now), usualStepTimes(past ?? []))
  if (projected === undefined) return <>{fill(words.noEarlierRun, { clock: clockText(left) })}</>
  const spare = run.deadline - projected
  return spare >= 0
    ? <>{fill(words.endsAboutBeforeDeadline, { clock: clockText(projected), clock2: clockText(spare) })}</>
    : <Mark tone="bad" word={words.endsAboutAfterDeadline(clockText(projected), clockText(-spare))} size={13} />
}

export function RunFacts({ run, mayAct }: { readonly run: Run; readonly mayAct: boolean }) {
  const titleOf = useTitles()
  const ended = runEnded(run)
  return (
    <Panel title={`${run.drill ? words.drill : words.run} ${run.id}`} aside={<Mark {...runWords[run.state]} size={13} />}>
      <div className={styles['stack']}>
        <dl className={styles['facts']}>
          {!ended && <><dt>{words.pace}</dt><dd><PaceText run={run} /></dd></>}
          <dt>{words.trigger}</dt><dd>{titleOf('trigger', run.trigger)}</dd>
          <dt>{words.opened}</dt><dd>{fill(words.by, { time: <Time at={run.startedWall} full record />, openedBy: run.manual ? run.openedBy : words.rule(titleOf('gate', run.openedBy)) })}</dd>
          <dt>{words.target}</dt><dd><EnvironmentName of={run.target} size={10} /> <span className={styles['mono']}>{run.identity}</span></dd>
          <dt>{words.driver}</dt><dd>{run.holder === undefined ? words.nobodyDrivesYet : words.fencingNumber(run.holder, run.fencing)}</dd>
          {run.joined > 0 && <><dt>{words.joined}</dt><dd>{run.joined === 1 ? 'once' : words.times(run.joined)}</dd></>}
          {run.vetoLapse !== undefined && <><dt>{words.veto}</dt><dd>{fill(words.ruleStaysQuiet, { duration: durationText(run.vetoLapse) })}</dd></>}
          <dt>{words.incident}</dt><dd><a href={addressOf('incidents', run.incident)}>{run.incident}</a></dd>
          <dt>{words.plan}</dt><dd className={styles['mono']}>{hashText(run.planHash)}</dd>
        </dl>
        {mayAct && !ended && <Stop run={run} />}
      </div>
    </Panel>
  )
}
