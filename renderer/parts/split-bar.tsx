/** Who serves: blue solid, green hatched, as long as their share. The words stand beside it. */
import type { Environment } from '../../shared/metrics.ts'
import { cx } from './cx.ts'
import { percentText } from './format.ts'
import { splitBar as say } from '../words/parts.ts'
import styles from './split-bar.module.css'

type SplitBarProps = { readonly share: Readonly<Record<Environment, number>> | undefined; readonly size?: 'thick' | 'wall' }

export function SplitBar({ share, size }: SplitBarProps) {
  const label = share ? say.trafficBlueGreen(percentText(share.blue, 0), percentText(share.green, 0)) : say.trafficNotKnown
  return (
    <div className={cx(styles['bar'], size && styles[size])} role="img" aria-label={label}>
      {share === undefined || share.blue + share.green === 0
        ? <span className={styles['none']} />
        : (['blue', 'green'] as const).map((environment) => share[environment] > 0 && (
          <span key={environment} className={cx(styles['part'], styles[environment])} style={{ flexGrow: share[environment] }} />
        ))}
    </div>
  )
}
