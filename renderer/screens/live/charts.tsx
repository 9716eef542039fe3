import type { MetricName, Statistic } from '../../../shared/metrics.ts'
import { LineChart } from './line-chart.tsx'
import styles from './charts.module.css'
import { ranges, type RangeId } from './ranges.ts'

const charts: readonly { readonly metric: MetricName; readonly statistic: Statistic; readonly title: string; readonly zero: boolean }[] = [
  { metric: 'rows_per_second', statistic: 'ratio', title: 'Performance', zero: false },
  { metric: 'error_rate', statistic: 'ratio', title: 'Error rate', zero: true },
  { metric: 'response_time', statistic: 'p95', title: 'Response time p95', zero: true },
  { metric: 'requests', statistic: 'rate', title: 'Requests', zero: true },
  { metric: 'cpu_usage', statistic: 'avg', title: 'CPU', zero: true },
  { metric: 'memory_usage', statistic: 'avg', title: 'Memory', zero: true },
]

export function Charts({ range }: { readonly range: RangeId }) {
  const chosen = ranges.find((one) => one.id === range) ?? ranges[0]
  return (
    <div className={styles['grid']}>
      {charts.map((chart) => <LineChart key={chart.metric} {...chart} range={chosen} />)}
    </div>
  )
}
