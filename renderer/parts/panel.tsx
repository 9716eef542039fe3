import { useId } from 'react'
import { cx } from './cx.ts'
import styles from './panel.module.css'

type PanelProps = {
  readonly title: string
  readonly aside?: React.ReactNode
  readonly flush?: boolean
  readonly children: React.ReactNode
}

/** A titled part of a screen. `flush`: its content brings its own margins. */
export function Panel({ title, aside, flush = false, children }: PanelProps) {
  const id = useId()
  return (
    <section className={styles['panel']} aria-labelledby={id}>
      <header className={styles['head']}>
        <h2 id={id}>{title}</h2>
        {aside !== undefined && <div className={styles['aside']}>{aside}</div>}
      </header>
      <div className={cx(styles['body'], flush && styles['flush'])}>{children}</div>
    </section>
  )
}
