/** A chart's place on a screen: made when it comes, let go when it leaves. It fills what it stands in. */
import { useEffect, useRef } from 'react'
import { ChartKeys } from '../../parts/chart-keys.tsx'
import { createChart, type ChartHandle, type Shown } from './chart.ts'
import type { ChartOptions } from './chart-message.ts'
import styles from './chart-view.module.css'

type ChartViewProps = ChartOptions & {
  readonly title: string
  /** What it shows, in words. */
  readonly label: string
  /** What tells more of it. */
  readonly describedBy?: string
  /** The same value is the same picture, and is not drawn again. */
  readonly shown: Shown | undefined
}

export function ChartView({ metric, statistic, zero, only, axisWidth, title, label, describedBy, shown }: ChartViewProps) {
  const host = useRef<HTMLDivElement>(null)
  const chart = useRef<ChartHandle>(undefined)
  useEffect(() => {
    if (host.current === null) return undefined
    const made = createChart(host.current, { metric, statistic, zero, ...(only && { only }), ...(axisWidth !== undefined && { axisWidth }) })
    chart.current = made
    return () => {
      made.destroy()
      chart.current = undefined
    }
  }, [metric, statistic, zero, only, axisWidth])
  useEffect(() => {
    if (shown) chart.current?.show(shown)
  }, [shown])
  return (
    <ChartKeys title={title} describedBy={describedBy} onMove={(move) => chart.current?.move(move) ?? ''}>
      <div ref={host} className={styles['host']} role="img" aria-label={label} />
    </ChartKeys>
  )
}
