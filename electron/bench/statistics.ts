/** The statistics of the benchmarks. Pure; randomness comes in. Semantics 16 of the design. */

/** Numbers in [0, 1). */
export type Random = () => number
export type Interval = { readonly low: number; readonly high: number }

const ascending = (values: readonly number[]): number[] => values.toSorted((a, b) => a - b)

/** The q-quantile of sorted values, interpolated linearly (R's type 7). */
const quantileOf = (sorted: ArrayLike<number>, q: number): number => {
  const place = q * (sorted.length - 1)
  const below = sorted[Math.floor(place)] ?? Number.NaN
  const above = sorted[Math.ceil(place)] ?? Number.NaN
  return below + (above - below) * (place - Math.floor(place))
}

/** Undefined for no values. */
export const quantile = (values: readonly number[], q: number): number | undefined => (values.length === 0 ? undefined : quantileOf(ascending(values), q))
export const median = (values: readonly number[]): number | undefined => quantile(values, 0.5)

const middle = (values: Float64Array): number => quantileOf(values.toSorted(), 0.5)

const resampled = (values: readonly number[], random: Random, into: Float64Array): Float64Array => {
  for (let index = 0; index < into.length; index += 1) into[index] = values[Math.floor(random() * values.length)] ?? 0
  return into
}

export type Resampling = { readonly random: Random; readonly resamples: number; readonly level: number }

const between = (found: Float64Array, level: number): Interval => {
  const sorted = found.toSorted()
  return { low: quantileOf(sorted, (1 - level) / 2), high: quantileOf(sorted, (1 + level) / 2) }
}

/**
 * Percentile bootstrap of the median: between these two it lies with the given level. Its cover falls short with fewer
 * than about ten values. Undefined for fewer than two: one run says nothing of the next.
 */
export function medianInterval(values: readonly number[], { random, resamples, level }: Resampling): Interval | undefined {
  if (values.length < 2) return undefined
  const room = new Float64Array(values.length)
  return between(Float64Array.from({ length: resamples }, () => middle(resampled(values, random, room))), level)
}

/** The same of median(b) / median(a). Undefined for fewer than two values on a side, and where a's median may be 0. */
export function ratioInterval(a: readonly number[], b: readonly number[], { random, resamples, level }: Resampling): Interval | undefined {
  if (a.length < 2 || b.length < 2) return undefined
  const [roomA, roomB] = [new Float64Array(a.length), new Float64Array(b.length)]
  const found = Float64Array.from({ length: resamples }, () => middle(resampled(b, random, roomB)) / middle(resampled(a, random, roomA)))
  return found.every(Number.isFinite) ? between(found, level) : undefined
}

/** Ranks from 1 on, equal values sharing the mean of theirs; `ties` is Σ(t³ − t) over groups of t equal values. */
const ranksOf = (values: readonly number[]): { readonly ranks: readonly number[]; readonly ties: number } => {
  const order = values.map((_, index) => index).toSorted((i, j) => (values[i] ?? 0) - (values[j] ?? 0))
  const ranks = Array.from(values, () => 0)
  let ties = 0
  for (let start = 0; start < order.length; ) {
    let end = start + 1
    while (end < order.length && values[order[end] ?? 0] === values[order[start] ?? 0]) end += 1
    const size = end - start
    ties += size ** 3 - size
    for (let place = start; place < end; place += 1) ranks[order[place] ?? 0] = (start + 1 + end) / 2
    start = end
  }
  return { ranks, ties }
}

/** Upper tail of the standard normal distribution, to 1.2e-7 relative (Numerical Recipes' erfc, Chebyshev). */
export function normalTail(z: number): number {
  const x = Math.abs(z) / Math.SQRT2
  const t = 1 / (1 + x / 2)
  const series = [-1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223, 0.17087277]
  const tail = (t * Math.exp(-x * x + series.reduceRight((sum, one) => sum * t + one, 0))) / 2
  return z >= 0 ? tail : 1 - tail
}

export type MannWhitney = {
  /** Pairs in which b's value is larger, equal ones counted half. */
  readonly u: number
  /** Two-sided: how likely so large a difference is where there is none. */
  readonly p: number
}

/**
 * Mann-Whitney U of two samples, by the normal approximation with correction for ties and continuity; good from about
 * eight values a side. Undefined for an empty sample.
 */
export function mannWhitney(a: readonly number[], b: readonly number[]): MannWhitney | undefined {
  const [m, n] = [a.length, b.length]
  if (m === 0 || n === 0) return undefined
  const { ranks, ties } = ranksOf([...a, ...b])
  const u = ranks.slice(m).reduce((sum, rank) => sum + rank, 0) - (n * (n + 1)) / 2
  const all = m + n
  const variance = ((m * n) / 12) * (all + 1 - ties / (all * (all - 1)))
  if (!(variance > 0)) return { u, p: 1 }
  const off = Math.max(0, Math.abs(u - (m * n) / 2) - 0.5)
  return { u, p: Math.min(1, 2 * normalTail(off / Math.sqrt(variance))) }
}

/**
 * Cliff's delta: how much more often b's value is the larger than the smaller, −1 to 1.
 * Its size in words by Romano: below 0.147 negligible, 0.33 small, 0.474 medium, else large.
 */
export function cliffsDelta(a: readonly number[], b: readonly number[]): number | undefined {
  const found = mannWhitney(a, b)
  return found === undefined ? undefined : (2 * found.u) / (a.length * b.length) - 1
}

export function effectSize(delta: number): 'negligible' | 'small' | 'medium' | 'large' {
  const size = Math.abs(delta)
  return size < 0.147 ? 'negligible' : size < 0.33 ? 'small' : size < 0.474 ? 'medium' : 'large'
}
