/** What a gate held against its bar over the range, with the plan's bar and the changed one. */
import { useEffect, useRef } from 'react'
import { metricInfo } from '../../../shared/metrics.ts'
import type { Gate } from '../../../shared/plan.ts'
import { onThemeChange } from '../../theme/theme.ts'
import { createChart, type ChartHandle } from '../live/chart.ts'
import styles from './results.module.css'
import type { GateResult } from './use-replay.ts'

const none = { t: [], min: [], max: [], avg: [] }
/** As wide as a strip's name and the gap after it: both share the axis of time. */
const stripName = 80
const minute = 60_000
/** Marks on the time's axis: about eight, at a round time. */
const steps = [1, 2, 5, 10, 30, 60, 120, 240].map((minutes) => minutes * minute)
const tickOf = (length: number): number => steps.find((step) => length / step <= 9) ?? 240 * minute

type GateChartProps = { readonly gate: Gate; readonly result: GateResult; readonly from: number; readonly to: number }

export function GateChart({ gate, result, from, to }: GateChartProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const chart = useRef<ChartHandle>(undefined)
  const { metric, statistic } = gate
  useEffect(() => {
    if (canvas.current === null) return undefined
    const made = createChart(canvas.current, { metric, statistic, zero: metric !== 'rows_per_second', axisWidth: stripName })
    chart.current = made
    const stop = onThemeChange(made.recolour)
    return () => {
      stop()
      made.destroy()
      chart.current = undefined
    }
  }, [metric, statistic])
  useEffect(() => {
    const { environment, present, changed } = result
    const line = (changed ?? present).line
    chart.current?.show(
      { lines: { blue: environment === 'blue' ? line : none, green: environment === 'green' ? line : none }, offset: 0, end: to },
      { last: to - from, tick: tickOf(to - from) },
      [{ kind: 'plan', value: present.threshold }, ...(changed && changed.threshold !== present.threshold ? [{ kind: 'changed', value: changed.threshold } as const] : [])],
    )
  }, [result, from, to])
  return <div className={styles['canvas']} data-figure><canvas ref={canvas} role="img" aria-label={`${metricInfo(metric).title} (${statistic}) of ${result.environment} over the range, with its bar`} /></div>
}
