import { environments, otherOf } from '../../../shared/metrics.ts'
import { countText, numberText } from '../../parts/format.ts'
import { EnvironmentName, Mark } from '../../parts/mark.tsx'
import { SplitBar } from '../../parts/split-bar.tsx'
import { fill } from '../../words/fill.ts'
import { wallTraffic as words } from '../../words/wall.ts'
import styles from './wall-parts.module.css'
import { useShown } from './wall-shown.ts'

/** What the balancer reports, read back. */
export function WallTraffic() {
  const { frame, plan, moment } = useShown()
  const share = frame?.share
  const away = otherOf(plan?.target ?? 'blue')
  const left = frame?.sticky?.[away]
  return (
    <section className={styles['part']} aria-label={words.traffic}>
      <div className={styles['split']}>
        {environments.map((one) => (
          <span key={one}><EnvironmentName of={one} /><span>{share ? <><strong data-figure>{numberText(share[one] * 100)}</strong> %</> : <strong>—</strong>}</span></span>
        ))}
      </div>
      <SplitBar share={share} size="wall" />
      <p className={styles['note']}>
        {left === undefined ? <Mark tone="unsure" word={moment ? words.usersNotRecorded : words.balancerNoReport} /> : left > 0 ? <>{fill(words.stillOn, { count: countText(left, 'user'), away })}</> : <>{fill(words.nobodyIsOn, { away })}</>}
      </p>
    </section>
  )
}
