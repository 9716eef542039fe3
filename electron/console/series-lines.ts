/** Recorded figures as the lines of a report's charts. */
import type { SeriesLine } from '../../shared/contract.ts'
import { metricInfo, statisticsOf, type Environment, type MetricName, type Statistic } from '../../shared/metrics.ts'
import { readPastSeries } from '../observe/past.ts'
import type { SeriesFile } from '../observe/series-file.ts'

const usual: Readonly<Record<'gauge' | 'counter' | 'ratio' | 'histogram', Statistic>> = { gauge: 'avg', counter: 'rate', ratio: 'ratio', histogram: 'p95' }
/** How a metric's line is drawn. */
const lineStatistic = (metric: MetricName): Statistic => {
  const { kind } = metricInfo(metric)
  return statisticsOf[kind].some((one) => one === usual[kind]) ? usual[kind] : statisticsOf[kind][0]
}

export async function linesOf(file: Pick<SeriesFile, 'sessions' | 'groups'>, { from, to, metrics, environments, points }: {
  readonly from: number
  readonly to: number
  readonly metrics: readonly MetricName[]
  readonly environments: readonly Environment[]
  readonly points: number
}): Promise<readonly SeriesLine[]> {
  const read = await readPastSeries({ file, from, to, wanted: (metric, environment) => metrics.includes(metric) && environments.includes(environment) })
  return metrics.flatMap((metric) => environments.flatMap((environment): readonly SeriesLine[] => {
    const { t, avg } = read.store.range(metric, environment, lineStatistic(metric), read.from, read.to, points)
    const { title, unit } = metricInfo(metric)
    return avg.some((value) => value !== null) ? [{ metric, title, unit: lineStatistic(metric) === 'rate' ? `${unit}/s` : unit, environment, t: [...t], values: [...avg] }] : []
  }))
}
