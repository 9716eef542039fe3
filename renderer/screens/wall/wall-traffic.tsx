import { environments } from '../../../shared/metrics.ts'
import { countText, numberText } from '../../parts/format.ts'
import { EnvironmentName, Mark } from '../../parts/mark.tsx'
import { SplitBar } from '../../parts/split-bar.tsx'
import styles from './wall-parts.module.css'
import { useShown } from './wall-shown.ts'

/** What the balancer reports, read back. */
export function WallTraffic() {
  const { frame, plan, moment } = useShown()
  const share = frame?.share
  const away = (plan?.target ?? 'blue') === 'blue' ? 'green' : 'blue'
  const left = frame?.sticky?.[away]
  return (
    <section className={styles['part']} aria-label="Traffic">
      <div className={styles['split']}>
        {environments.map((one) => (
          <span key={one}><EnvironmentName of={one} /><span>{share ? <><strong data-figure>{numberText(share[one] * 100)}</strong> %</> : <strong>—</strong>}</span></span>
        ))}
      </div>
      <SplitBar share={share} size="wall" />
      <p className={styles['note']}>
        {left === undefined ? <Mark tone="unsure" word={moment ? 'users: not recorded' : 'balancer: no report'} /> : left > 0 ? <>{countText(left, 'user')} still on {away}</> : <>nobody is on {away}</>}
      </p>
    </section>
  )
}
