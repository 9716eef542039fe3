/** A line's points out of a ring: each with the least, the greatest and the mean of its slots. */
import type { Line } from '../../shared/contract/live.ts'
import type { MetricKind, Statistic } from '../../shared/metrics.ts'
import type { Ring } from './ring.ts'
import { figureOf, slotFigure } from './statistic.ts'

type Cut = {
  readonly kind: MetricKind
  readonly statistic: Statistic
  /** Undefined: a series that nothing was ever recorded in. */
  readonly ring: Ring | undefined
  /** First and last slot. */
  readonly from: number
  readonly to: number
  readonly points: number
  /** Slots from one sample to the next: no point is narrower, or a line would fall apart into dots. */
  readonly every: number
}

/**
 * Times are slots here. Points begin at multiples of their width, so that they stand still while time goes on.
 * The mean of a ratio is Σ/Σ and of a percentile the percentile of the merged buckets; a level's is its average
 * whatever was asked. A counter's `sum` is drawn as increments a sample, its `rate` as increments a second.
 */
export function downsample({ kind, statistic, ring, from, to, points, every }: Cut): Line {
  const start = Math.max(0, from)
  const span = Math.max(1, to - start + 1)
  // One point fewer than asked for: aligned to multiples, a span touches one place more than fits in it.
  const width = Math.ceil(Math.ceil(span / Math.max(1, points - 1)) / every) * every
  const meanBy = kind === 'gauge' ? 'avg' : kind === 'counter' ? 'rate' : statistic
  const seconds = statistic === 'sum' ? 1 : every
  const t: number[] = []
  const min: (number | null)[] = []
  const max: (number | null)[] = []
  const avg: (number | null)[] = []
  for (let begin = Math.floor(start / width) * width; begin <= to; begin += width) {
    const first = Math.max(start, begin)
    const last = Math.min(to, begin + width - 1)
    let least = Infinity
    let greatest = -Infinity
    for (let slot = first; ring !== undefined && slot <= last; slot += 1) {
      if (!ring.hasValue(slot)) continue
      const value = slotFigure({ kind, statistic, ring, slot, seconds })
      if (value < least) least = value
      if (value > greatest) greatest = value
    }
    const none = ring === undefined || least === Infinity
    t.push(first)
    min.push(none ? null : least)
    max.push(none ? null : greatest)
    avg.push(none ? null : (figureOf(kind, meanBy, ring.merge(first, last), Number.NaN, seconds).value ?? null))
  }
  return { t, min, max, avg }
}
