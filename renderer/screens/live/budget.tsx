import { durationText } from '../../../shared/duration.ts'
import { percentText } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { useView } from '../../store.ts'
import { fill } from '../../words/fill.ts'
import { budget as say } from '../../words/live.ts'
import styles from './budget.module.css'

const parts = [
  { id: 'down', title: say.down },
  { id: 'errors', title: say.failedRequests },
  { id: 'switches', title: say.ourSwitchesAndDrills },
] as const

/** Plan: "Uptime Requirement". Our own switches and drills count. */
export function Budget() {
  const budget = useView((view) => view.frame?.budget)
  const promise = useView((view) => view.opened?.plan.errorBudget)
  if (budget === undefined || promise === undefined) return undefined
  const spent = budget.allowed === 0 ? 1 : budget.spent / budget.allowed
  return (
    <Panel title={say.errorBudget} aside={say.upIn(percentText(promise.objective), durationText(promise.window))}>
      <div className={styles['budget']} data-figure>
        <div className={styles['track']} role="meter" aria-label={say.errorBudgetSpent} aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round(Math.min(1, spent) * 100)}>
          <span data-over={spent >= 1 || undefined} style={{ transform: `scaleX(${Math.min(1, spent)})` }} />
        </div>
        <div className={styles['words']}>
          <span>{fill(say.ofSpent, { duration: durationText(budget.spent), duration2: durationText(budget.allowed) })}</span>
          {budget.left > 0 ? <strong>{fill(say.left, { duration: durationText(budget.left) })}</strong> : <Mark tone="bad" word={say.overspentBy(durationText(-budget.left))} size={13} />}
        </div>
        <dl className={styles['parts']}>
          {parts.map(({ id, title }) => <div key={id}><dt>{title}</dt><dd>{durationText(budget.parts[id])}</dd></div>)}
          <div><dt>{say.measured}</dt><dd>{fill(say.of, { duration: durationText(budget.observed), duration2: durationText(promise.window) })}</dd></div>
        </dl>
      </div>
    </Panel>
  )
}
