/** What a gate held against its bar over the range, with the plan's bar and the changed one. */
import { useMemo } from 'react'
import { metricInfo } from '../../../shared/metrics.ts'
import type { Gate } from '../../../shared/plan.ts'
import { ChartView } from '../live/chart-view.tsx'
import { gateChart as words } from '../../words/replay.ts'
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
  const { metric, statistic } = gate
  const shown = useMemo(() => {
    const { environment, present, changed } = result
    const line = (changed ?? present).line
    return {
      series: { lines: { blue: environment === 'blue' ? line : none, green: environment === 'green' ? line : none }, offset: 0, end: to },
      range: { last: to - from, tick: tickOf(to - from) },
      bars: [{ kind: 'plan', value: present.threshold } as const, ...(changed && changed.threshold !== present.threshold ? [{ kind: 'changed', value: changed.threshold } as const] : [])],
    }
  }, [result, from, to])
  return <div className={styles['canvas']} data-figure><ChartView metric={metric} statistic={statistic} zero={metric !== 'rows_per_second'} axisWidth={stripName} shown={shown} title={metricInfo(metric).title} label={words.overRangeBar(metricInfo(metric).title, statistic, result.environment)} /></div>
}
