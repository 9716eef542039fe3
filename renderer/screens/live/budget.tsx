import { durationText } from '../../../shared/duration.ts'
import { percentText } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { useView } from '../../store.ts'
import styles from './budget.module.css'

const parts = [
  { id: 'down', title: 'Down' },
  { id: 'errors', title: 'Failed requests' },
  { id: 'switches', title: 'Our switches and drills' },
] as const

/** Plan: "Uptime Requirement". Our own switches and drills count. */
export function Budget() {
  const budget = useView((view) => view.frame?.budget)
  const promise = useView((view) => view.opened?.plan.errorBudget)
  if (budget === undefined || promise === undefined) return undefined
  const spent = budget.allowed === 0 ? 1 : budget.spent / budget.allowed
  return (
    <Panel title="Error budget" aside={`${percentText(promise.objective)} up in ${durationText(promise.window)}`}>
      <div className={styles['budget']} data-figure>
        <div className={styles['track']} role="meter" aria-label="Error budget spent" aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round(Math.min(1, spent) * 100)}>
          <span className={styles['fill']} data-over={spent >= 1 || undefined} style={{ transform: `scaleX(${Math.min(1, spent)})` }} />
        </div>
        <div className={styles['words']}>
          <span>{durationText(budget.spent)} of {durationText(budget.allowed)} spent</span>
          {budget.left > 0 ? <strong>{durationText(budget.left)} left</strong> : <Mark tone="bad" word={`overspent by ${durationText(-budget.left)}`} size={13} />}
        </div>
        <dl className={styles['parts']}>
          {parts.map(({ id, title }) => <div key={id}><dt>{title}</dt><dd>{durationText(budget.parts[id])}</dd></div>)}
          <div><dt>Measured</dt><dd>{durationText(budget.observed)} of {durationText(promise.window)}</dd></div>
        </dl>
      </div>
    </Panel>
  )
}
