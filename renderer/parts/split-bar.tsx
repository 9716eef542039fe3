/** Who serves: blue solid, green hatched, as long as their share. The words stand beside it. */
import type { Environment } from '../../shared/metrics.ts'
import { cx } from './cx.ts'
import { percentText } from './format.ts'
import styles from './split-bar.module.css'

type SplitBarProps = { readonly share: Readonly<Record<Environment, number>> | undefined; readonly size?: 'thick' | 'wall' }

export function SplitBar({ share, size }: SplitBarProps) {
  const label = share ? `Traffic: blue ${percentText(share.blue, 0)}, green ${percentText(share.green, 0)}` : 'Traffic: not known'
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
