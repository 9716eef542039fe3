/** One figure out of a metric's merged slots. Plan: "QUALITY GATES & AUTOMATED MONITORING". */
import { statisticsOf, type MetricKind, type Statistic } from '../../shared/metrics.ts'
import { quantile } from './quantile.ts'
import type { Merged, Ring } from './ring.ts'

/** `samples`: values of a gauge or counter, Σ denominator of a ratio, observations of a histogram. */
export type Figured = { readonly value?: number; readonly samples: number; readonly atLeast?: true }

const quantiles: Partial<Record<Statistic, number>> = { p50: 0.5, p95: 0.95, p99: 0.99 }

export const fits = (kind: MetricKind, statistic: Statistic): boolean => (statisticsOf[kind] as readonly Statistic[]).includes(statistic)

/** Observations of a histogram: the sum of its buckets, which stand in all columns but the last. */
const observations = (figures: Float64Array, at: number, columns: number): number => {
  let total = 0
  for (let column = 0; column < columns - 1; column += 1) total += figures[at + column] ?? 0
  return total
}

/**
 * The statistic of merged slots. No slots, a zero denominator or an empty histogram: no value, 0 samples.
 * @param last value of the last slot, for a gauge
 * @param seconds that one slot stands for: how often the metric is sampled
 */
export function figureOf(kind: MetricKind, statistic: Statistic, merged: Merged, last: number, seconds: number): Figured {
  const { filled, sums, min, max } = merged
  const first = sums[0] ?? 0
  if (filled === 0) return { samples: 0 }
  switch (kind) {
    case 'gauge': {
      const value = statistic === 'last' ? last : statistic === 'min' ? min : statistic === 'max' ? max : first / filled
      return { value, samples: filled }
    }
    case 'counter':
      return { value: statistic === 'rate' ? first / (filled * seconds) : first, samples: filled }
    case 'ratio': {
      const denominator = sums[1] ?? 0
      return denominator > 0 ? { value: first / denominator, samples: denominator } : { samples: 0 }
    }
    case 'histogram': {
      const samples = observations(sums, 0, sums.length)
      if (samples <= 0) return { samples: 0 }
      const q = quantiles[statistic]
      if (q === undefined) return { value: (sums[sums.length - 1] ?? 0) / samples, samples }
      const found = quantile(q, sums)
      return { samples, ...(found && { value: found.value }), ...(found?.atLeast && { atLeast: true }) }
    }
  }
}

/**
 * The statistic of a single slot that has a value; NaN for a zero denominator or an empty histogram.
 * A counter's `sum` is its increment, whatever time the slot stands for.
 */
export function slotFigure({ kind, statistic, ring, slot, seconds }: {
  readonly kind: MetricKind
  readonly statistic: Statistic
  readonly ring: Ring
  readonly slot: number
  readonly seconds: number
}): number {
  const { values, columns } = ring
  const at = ring.offset(slot)
  const first = values[at] ?? Number.NaN
  if (kind === 'gauge') return first
  if (kind === 'counter') return statistic === 'rate' ? first / seconds : first
  if (kind === 'ratio') {
    const denominator = values[at + 1] ?? 0
    return denominator > 0 ? first / denominator : Number.NaN
  }
  const q = quantiles[statistic]
  if (q !== undefined) return quantile(q, values, at)?.value ?? Number.NaN
  const samples = observations(values, at, columns)
  return samples > 0 ? (values[at + columns - 1] ?? 0) / samples : Number.NaN
}
