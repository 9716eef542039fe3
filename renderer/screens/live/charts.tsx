import type { MetricName, Statistic } from '../../../shared/metrics.ts'
import { LineChart } from './line-chart.tsx'
import { charts as words } from '../../words/live.ts'
import styles from './charts.module.css'
import { ranges, type RangeId } from './ranges.ts'

const charts: readonly { readonly metric: MetricName; readonly statistic: Statistic; readonly title: string; readonly zero: boolean }[] = [
  { metric: 'rows_per_second', statistic: 'ratio', title: words.performance, zero: false },
  { metric: 'error_rate', statistic: 'ratio', title: words.errorRate, zero: true },
  { metric: 'response_time', statistic: 'p95', title: words.responseTimeP95, zero: true },
  { metric: 'requests', statistic: 'rate', title: words.requests, zero: true },
  { metric: 'cpu_usage', statistic: 'avg', title: 'CPU', zero: true },
  { metric: 'memory_usage', statistic: 'avg', title: words.memory, zero: true },
]

export function Charts({ range }: { readonly range: RangeId }) {
  const chosen = ranges.find((one) => one.id === range) ?? ranges[0]
  return (
    <div className={styles['grid']}>
      {charts.map((chart) => <LineChart key={chart.metric} {...chart} range={chosen} />)}
    </div>
  )
}
