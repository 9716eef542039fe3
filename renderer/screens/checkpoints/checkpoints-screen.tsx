/** Checkpoints: what stands and was proven, what is under way, and the way back to a moment. Plan: "Backup Strategy", "Point-in-Time Recovery". */
import { lastProven } from '../../../shared/checkpoint-rules.ts'
import { useMayAct } from '../../act.tsx'
import { Empty } from '../../parts/controls.tsx'
import { Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { useView } from '../../store.ts'
import { CheckpointDetail } from './checkpoint-detail.tsx'
import { CheckpointList } from './checkpoint-list.tsx'
import { fill } from '../../words/fill.ts'
import { common } from '../../words/common.ts'
import { checkpointsScreen as words } from '../../words/checkpoints.ts'
import styles from './checkpoints-screen.module.css'
import { RecoveryList } from './recovery-list.tsx'
import { Summary } from './summary.tsx'
import { useProgress, useStatus } from './use-checkpoints.ts'
import { Working } from './working.tsx'

/** @param chosen the id of a checkpoint; without it the last proven one of the rollback's target */
export function CheckpointsScreen({ chosen }: { readonly chosen: string | undefined }) {
  const mayAct = useMayAct()
  const plan = useView((view) => view.opened?.plan)
  const state = useView((view) => view.state?.checkpoints)
  const { answer: status, failure } = useStatus()
  const told = useProgress()
  if (plan === undefined || state === undefined) return undefined
  // The stream's first word is what is under way; the status bears it where that is older than this page.
  const active = told ?? status?.active
  const { checkpoints, recoveries } = state
  const shown = checkpoints.find(({ id }) => id === chosen) ?? lastProven(state, plan.rollback.target) ?? checkpoints.at(-1)
  const free = status !== undefined && status.unable === undefined && active === undefined
  return (
    <div className={styles['screen']}>
      <header className={styles['head']}>
        <h1>{words.checkpoints}</h1>
        {failure && <Mark tone="unsure" word={common.notKnownNow(failure.what)} />}
        {status?.unable !== undefined && <Mark tone="warn" word={<>{fill(words.plansArchiveCantCheckpointed, { unable: status.unable })}</>} />}
      </header>
      <div className={styles['grid']}>
        <div className={styles['column']}>
          {active && <Working active={active} mayAct={mayAct} />}
          {checkpoints.length > 0
            ? <CheckpointList checkpoints={checkpoints} shown={shown?.id} plan={plan} />
            : (
              <Panel title={words.noCheckpointYet}>
                <Empty title={words.dumpNobodyRestoredHope}>
                  <p>{words.checkpointConsistentDumpOne}</p>
                  <p>{words.oneProvenAnyLater}</p>
                </Empty>
              </Panel>
            )}
          {recoveries.length > 0 && <RecoveryList recoveries={recoveries} mayAct={mayAct} free={free} />}
        </div>
        <div className={styles['column']}>
          <Summary plan={plan} state={state} status={status} mayAct={mayAct} free={free} />
          {shown && <CheckpointDetail key={shown.id} checkpoint={shown} state={state} mayAct={mayAct} free={free} />}
        </div>
      </div>
    </div>
  )
}
