/** Figures of a metric in words, for sentences that are made where no screen is: findings, evidence, decisions. */
import { metricInfo } from '../metrics.ts'
import type { Measure } from '../plan.ts'

export const percent = (ratio: number): string => `${Number((ratio * 100).toFixed(2))} %`

/** "1.5 %", "250 ms", "33,573 rows/s" */
export const written = (measure: Pick<Measure, 'metric'>, value: number): string => {
  const { unit } = metricInfo(measure.metric)
  if (unit === 'ratio') return percent(value)
  return unit === 'seconds' ? `${Number((value * 1_000).toFixed(1))} ms` : `${Number(value.toFixed(1)).toLocaleString('en-GB')} ${unit}`
}
