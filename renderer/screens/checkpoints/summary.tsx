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
import styles from './checkpoints-screen.module.css'
import { sizeText } from './words.ts'

type SummaryProps = { readonly plan: Plan; readonly state: CheckpointState; readonly status: CheckpointStatus | undefined; readonly mayAct: boolean; readonly free: boolean }

function Last({ of, plan, state, wall }: Pick<SummaryProps, 'plan' | 'state'> & { readonly of: Environment; readonly wall: number }) {
  const last = lastProven(state, of)
  if (last === undefined) return <Mark tone="warn" word="none was proven" size={13} />
  const age = wall - last.taken.at
  const { fits, text } = fitOf(plan, last.proof.ms)
  const old = plan.checkpoints !== undefined && age > plan.checkpoints.stale
  return (
    <>
      <Mark tone={fits && !old ? 'calm' : 'warn'} size={13} word={`${durationText(Math.max(0, age))} old${old ? ', stale' : ''}`} />
      <span>, restore takes {durationText(last.proof.ms)}{of === plan.rollback.target && <>, {text}</>}</span>
    </>
  )
}

export function Summary({ plan, state, status, mayAct, free }: SummaryProps) {
  const { act } = useActs()
  const { wall } = useNow(10_000)
  const [asking, setAsking] = useState(false)
  const section = plan.checkpoints
  if (section === undefined) return <Panel title="What is kept"><p className={styles['said']}>The plan asks for no checkpoints: they stand under <code>checkpoints</code>.</p></Panel>
  const due = status?.due
  return (
    <Panel title="What can be restored" aside={mayAct && <Button look="primary" isDisabled={!free} onPress={() => setAsking(true)}>Take one now…</Button>}>
      <dl className={styles['facts']}>
        {section.environments.map((environment) => (
          <div key={environment}><dt><EnvironmentName of={environment} /></dt><dd><Last of={environment} plan={plan} state={state} wall={wall} /></dd></div>
        ))}
        <div><dt>Next</dt><dd>{section.every === undefined ? 'before phases and on demand' : due === undefined ? `every ${durationText(section.every)} while a phase runs` : <><Time at={due} full />, {due > wall ? `in ${durationText(due - wall)}` : 'as soon as nothing else is under way'}</>}</dd></div>
        <div><dt>Kept</dt><dd>the newest {section.keep.count} of each for {durationText(section.keep.age)}; the last proven one always</dd></div>
        <div><dt>Room</dt><dd>{status?.free === undefined ? 'not known' : `${sizeText(status.free)} free`}</dd></div>
      </dl>
      {asking && (
        <ReasonDialog
          title="Take a checkpoint now" text={`One of ${section.environments.join(' and of ')}, one after the other: dumped, then restored beside the database and compared. Nothing live is changed; a rollback ends it.`} action="Take it"
          onClose={() => setAsking(false)} onAct={async (reason) => (await act('The checkpoint', (client) => client.checkpoints.take({ reason }), ({ checkpoint }) => `Checkpoint ${checkpoint} is being taken`)) !== undefined}
        />
      )}
    </Panel>
  )
}
