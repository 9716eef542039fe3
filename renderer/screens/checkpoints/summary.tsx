/** What can be restored now, of which environment, and when the next is taken. */
import { useState } from 'react'
import type { CheckpointState } from '../../../shared/checkpoint.ts'
import { fitOf, lastProven } from '../../../shared/checkpoint-rules.ts'
import type { CheckpointStatus } from '../../../shared/contract.ts'
import { durationText } from '../../../shared/duration.ts'
import type { Environment } from '../../../shared/metrics.ts'
import type { Plan } from '../../../shared/plan.ts'
import { useActs } from '../../act.tsx'
import { useNow } from '../../now.ts'
import { Button } from '../../parts/controls.tsx'
import { EnvironmentName, Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { ReasonDialog } from '../../parts/reason-dialog.tsx'
import { Time } from '../../parts/time.tsx'
import { fill } from '../../words/fill.ts'
import { common } from '../../words/common.ts'
import { summary as words } from '../../words/checkpoints.ts'
import styles from './checkpoints-screen.module.css'
import { sizeText } from '../../words/checkpoints-states.ts'

type SummaryProps = { readonly plan: Plan; readonly state: CheckpointState; readonly status: CheckpointStatus | undefined; readonly mayAct: boolean; readonly free: boolean }

function Last({ of, plan, state, wall }: Pick<SummaryProps, 'plan' | 'state'> & { readonly of: Environment; readonly wall: number }) {
  const last = lastProven(state, of)
  if (last === undefined) return <Mark tone="warn" word={words.noneWasProven} size={13} />
  const age = wall - last.taken.at
  const { fits, text } = fitOf(plan, last.proof.ms)
  const old = plan.checkpoints !== undefined && age > plan.checkpoints.stale
  return (
    <>
      <Mark tone={fits && !old ? 'calm' : 'warn'} size={13} word={words.old(durationText(Math.max(0, age)), old ? ', stale' : '')} />
      <span>{fill(words.restoreTakes, { duration: durationText(last.proof.ms), text: of === plan.rollback.target && <>, {text}</> })}</span>
    </>
  )
}

export function Summary({ plan, state, status, mayAct, free }: SummaryProps) {
  const { act } = useActs()
  const { wall } = useNow(10_000)
  const [asking, setAsking] = useState(false)
  const section = plan.checkpoints
  if (section === undefined) return <Panel title={words.whatIsKept}><p className={styles['said']}>{fill(words.planAsksNoCheckpoints, { code: <code>{words.checkpoints}</code> })}</p></Panel>
  const due = status?.due
  return (
    <Panel title={words.whatCanBeRestored} aside={mayAct && <Button look="primary" isDisabled={!free} onPress={() => setAsking(true)}>{words.takeOneNowAsk}</Button>}>
      <dl className={styles['facts']}>
        {section.environments.map((environment) => (
          <div key={environment}><dt><EnvironmentName of={environment} /></dt><dd><Last of={environment} plan={plan} state={state} wall={wall} /></dd></div>
        ))}
        <div><dt>{words.next}</dt><dd>{section.every === undefined ? words.beforePhasesDemand : due === undefined ? words.everyWhilePhaseRuns(durationText(section.every)) : <><Time at={due} full />, {due > wall ? words.inIt(durationText(due - wall)) : words.soonNothingElseUnder}</>}</dd></div>
        <div><dt>{words.kept}</dt><dd>{fill(words.newestEachLastProven, { count: section.keep.count, duration: durationText(section.keep.age) })}</dd></div>
        <div><dt>{words.room}</dt><dd>{status?.free === undefined ? common.notKnown : words.free(sizeText(status.free))}</dd></div>
      </dl>
      {asking && (
        <ReasonDialog
          title={words.takeACheckpointNow} text={words.oneOneAfterOther(section.environments.join(words.andOf))} action={words.takeIt}
          onClose={() => setAsking(false)} onAct={async (reason) => (await act(words.theCheckpoint, (client) => client.checkpoints.take({ reason }), ({ checkpoint }) => words.checkpointIsBeingTaken(checkpoint))) !== undefined}
        />
      )}
    </Panel>
  )
}
