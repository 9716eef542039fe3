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
import { runWords } from '../../parts/words.ts'
import { runNow, useNow } from '../../now.ts'
import { addressOf } from '../../route.ts'
import { useView } from '../../store.ts'
import styles from './side.module.css'

function Stop({ run }: { readonly run: Run }) {
  const { act } = useActs()
  const [asking, setAsking] = useState(false)
  return (
    <>
      <Button onPress={() => setAsking(true)}>Stop the run…</Button>
      {asking && (
        <ReasonDialog
          danger title={`Stop the run ${run.id}`} action="Stop the run" onClose={() => setAsking(false)}
          text="The step that runs is ended as soon as it can be; nothing after it is done. What was done stays as it is, and traffic stays where it is now."
          onAct={async (reason) => (await act('Stopping the run', (client) => client.rollback.stop({ run: run.id, reason }), 'The run is stopped')) !== undefined}
        />
      )}
    </>
  )
}

function PaceText({ run }: { readonly run: Run }) {
  const past = useView((view) => view.state?.pastRuns)
  const now = useNow()
  const { projected, left } = paceOf(run, runNow(run, now), usualStepTimes(past ?? []))
  if (projected === undefined) return <>no earlier run to go by; the deadline is in {clockText(left)}</>
  const spare = run.deadline - projected
  return spare >= 0
    ? <>ends about {clockText(projected)}, {clockText(spare)} before the deadline</>
    : <Mark tone="bad" word={`ends about ${clockText(projected)}, ${clockText(-spare)} after the deadline`} size={13} />
}

export function RunFacts({ run, mayAct }: { readonly run: Run; readonly mayAct: boolean }) {
  const titleOf = useTitles()
  const ended = runEnded(run)
  return (
    <Panel title={`${run.drill ? 'Drill' : 'Run'} ${run.id}`} aside={<Mark {...runWords[run.state]} size={13} />}>
      <div className={styles['stack']}>
        <dl className={styles['facts']}>
          {!ended && <><dt>Pace</dt><dd><PaceText run={run} /></dd></>}
          <dt>Trigger</dt><dd>{titleOf('trigger', run.trigger)}</dd>
          <dt>Opened</dt><dd><Time at={run.startedWall} full record /> by {run.manual ? run.openedBy : `rule ${titleOf('gate', run.openedBy)}`}</dd>
          <dt>Target</dt><dd><EnvironmentName of={run.target} size={10} /> <span className={styles['mono']}>{run.identity}</span></dd>
          <dt>Driver</dt><dd>{run.holder === undefined ? 'nobody drives yet' : `${run.holder}, fencing number ${run.fencing}`}</dd>
          {run.joined > 0 && <><dt>Joined</dt><dd>{run.joined === 1 ? 'once' : `${run.joined} times`}</dd></>}
          {run.vetoLapse !== undefined && <><dt>Veto</dt><dd>the rule stays quiet for {durationText(run.vetoLapse)}</dd></>}
          <dt>Incident</dt><dd><a href={addressOf('incidents', run.incident)}>{run.incident}</a></dd>
          <dt>Plan</dt><dd className={styles['mono']}>{hashText(run.planHash)}</dd>
        </dl>
        {mayAct && !ended && <Stop run={run} />}
      </div>
    </Panel>
  )
}
