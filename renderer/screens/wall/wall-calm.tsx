/** The wall while no run is open: who serves, whether the way back is proven, what is left of the budget. */
import { clockText, durationText } from '../../../shared/duration.ts'
import type { Run } from '../../../shared/rollback.ts'
import { agoText } from '../../parts/format.ts'
import { Mark, ToneShape, toneClass } from '../../parts/mark.tsx'
import { readyLine } from '../../parts/ready.ts'
import { automationWords, runWords } from '../../parts/words.ts'
import { useNow } from '../../now.ts'
import { useUnknown, useView } from '../../store.ts'
import styles from './wall-calm.module.css'

export function WallCalm({ last }: { readonly last: Run | undefined }) {
  const readiness = useView((view) => view.frame?.readiness)
  const budget = useView((view) => view.frame?.budget)
  const automation = useView((view) => view.state?.automation)
  const phase = useView((view) => (view.state?.phase === null ? 'none runs' : view.opened?.plan.phases.find((one) => one.id === view.state?.phase)?.title))
  const { wall } = useNow()
  const unknown = useUnknown()
  const ready = readyLine(readiness, wall, unknown)
  // The word is for six metres; what blocks stands under it.
  const [head, ...what] = ready.head.split(': ')
  return (
    <section className={styles['calm']} aria-label="State of the deployment">
      <div className={styles['block']}>
        <span className={styles['label']}>Way back</span>
        <span className={styles['big']}><i className={toneClass(ready.tone)}><ToneShape tone={ready.tone} /></i><span>{head}</span></span>
        <span className={styles['rest']}>{[...(what.length > 0 ? [what.join(': ')] : []), ...ready.rest].join(' · ')}</span>
      </div>
      <div className={styles['block']}>
        <span className={styles['label']}>Error budget</span>
        <span className={styles['big']}>{budget === undefined ? unknown : budget.left > 0 ? `${durationText(budget.left)} left` : <Mark tone="bad" word={`over by ${durationText(-budget.left)}`} />}</span>
        <span className={styles['rest']}>{budget !== undefined && `${durationText(budget.spent)} of ${durationText(budget.allowed)} spent`}</span>
      </div>
      <div className={styles['block']}>
        <span className={styles['label']}>Automation</span>
        <span className={styles['big']}>{automation === undefined ? 'not known' : automation === 'automatic' ? automationWords[automation].title : <Mark tone="warn" word={automationWords[automation].title} />}</span>
        <span className={styles['rest']}>Phase: {phase ?? 'not known'}</span>
      </div>
      <div className={styles['block']}>
        <span className={styles['label']}>Last run</span>
        <span className={styles['big']}>{last?.endedAt === undefined ? 'never run' : clockText(last.endedAt - last.startedAt)}</span>
        <span className={styles['rest']}>{last && <Mark {...runWords[last.state]} />} {last?.endedWall !== undefined && agoText(wall - last.endedWall)}</span>
      </div>
    </section>
  )
}
