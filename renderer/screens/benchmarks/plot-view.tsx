import { useEffect, useRef } from 'react'
import { ChartKeys } from '../../parts/chart-keys.tsx'
import { onThemeChange } from '../../theme/theme.ts'
import { createPlot, type Plot, type PlotHandle } from './plot.ts'
import styles from './benchmarks.module.css'

/** @param label what is drawn, in words with its figures: all that is known to who can't see it */
export function PlotView({ plot, label, title }: { readonly plot: Plot; readonly label: string; readonly title: string }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const handle = useRef<PlotHandle>(undefined)
  useEffect(() => {
    if (canvas.current === null) return undefined
    const made = createPlot(canvas.current)
    handle.current = made
    const stop = onThemeChange(made.recolour)
    return () => {
      stop()
      made.destroy()
      handle.current = undefined
    }
  }, [])
  useEffect(() => handle.current?.show(plot), [plot])
  return (
    <figure className={styles['plot']}>
      <figcaption>{title}</figcaption>
      <div className={styles['canvas']} data-figure><ChartKeys title={title} onMove={(move) => handle.current?.move(move) ?? ''}><canvas ref={canvas} role="img" aria-label={label} /></ChartKeys></div>
    </figure>
  )
}
