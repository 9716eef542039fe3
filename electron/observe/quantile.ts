/** Percentiles of histograms, as Prometheus's histogram_quantile has them. */
import { responseBuckets } from '../../shared/metrics.ts'

/** `atLeast`: it fell in the +Inf bucket, so the truth is this or more. */
export type Quantile = { readonly value: number; readonly atLeast: boolean }

/**
 * The q-quantile of a histogram, interpolated linearly within its bucket; the first bucket begins at 0.
 * A rank in the +Inf bucket gives the highest finite bound. Undefined for an empty histogram.
 * @param buckets observations per bucket of `responseBuckets`, +Inf last, from index `at` on; not cumulative
 */
export function quantile(q: number, buckets: ArrayLike<number>, at = 0): Quantile | undefined {
  const count = responseBuckets.length + 1
  let total = 0
  for (let index = 0; index < count; index += 1) total += buckets[at + index] ?? 0
  if (total <= 0) return undefined
  const rank = q * total
  let before = 0
  for (let index = 0; index < responseBuckets.length; index += 1) {
    const own = buckets[at + index] ?? 0
    if (own > 0 && before + own >= rank) {
      const lower = responseBuckets[index - 1] ?? 0
      const upper = responseBuckets[index] ?? lower
      return { value: lower + (upper - lower) * ((rank - before) / own), atLeast: false }
    }
    before += own
  }
  return { value: responseBuckets.at(-1) ?? 0, atLeast: true }
}
