/** Where a chart's axis of values begins and ends. Pure. */
import { metricInfo, type MetricName } from '../../../shared/metrics.ts'

/** How much of the height stays free beyond the lines. */
export const grace = 0.04

/**
 * @param least of all that is drawn; infinite where nothing is
 * @param most likewise
 * @returns Chart.js's bounds: what it should hold, and `max` where nothing can be beyond it: a share ends at 100 %
 */
export function axisOf(metric: MetricName, least: number, most: number): { readonly suggestedMin: number | undefined; readonly suggestedMax: number | undefined; readonly max: number | undefined } {
  // A mean of ones may be a little more than one; a share that is truly beyond all of it is shown as it was told.
  const isWhole = metricInfo(metric).unit === 'ratio' && most <= 1 + 1e-9 && most * (1 + grace) > 1
  return { suggestedMin: Number.isFinite(least) ? least : undefined, suggestedMax: Number.isFinite(most) ? most : undefined, max: isWhole ? 1 : undefined }
}
