import { environments } from '../../../shared/metrics.ts'
import { countText, numberText } from '../../parts/format.ts'
import { EnvironmentName, Mark } from '../../parts/mark.tsx'
import { SplitBar } from '../../parts/split-bar.tsx'
import { useReplaying, useView } from '../../store.ts'
import styles from './wall-parts.module.css'

/** What the balancer reports, read back. */
export function WallTraffic() {
  const routing = useView((view) => view.frame?.routing)
  const share = useView((view) => view.frame?.routing?.share ?? view.frame?.share)
  const replaying = useReplaying()
  const target = useView((view) => view.opened?.plan.rollback.target) ?? 'blue'
  const away = target === 'blue' ? 'green' : 'blue'
  const left = routing?.sticky[away] ?? 0
  return (
    <section className={styles['part']} aria-label="Traffic">
      <div className={styles['split']}>
        {environments.map((one) => (
          <span key={one}><EnvironmentName of={one} /><span>{share ? <><strong>{numberText(share[one] * 100)}</strong> %</> : <strong>—</strong>}</span></span>
        ))}
      </div>
      <SplitBar share={share} size="wall" />
      <p className={styles['note']}>
        {routing === undefined && <Mark tone="unsure" word={replaying ? 'users: not recorded' : 'the balancer does not report'} />}
        {routing !== undefined && (left > 0 ? <>{countText(left, 'user')} still on {away}</> : <>nobody is on {away}</>)}
      </p>
    </section>
  )
}
