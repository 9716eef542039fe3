/** Latencies in an HdrHistogram (Node's own, which is the C library's), to three digits from 1 µs to an hour. */
import { createHistogram } from 'node:perf_hooks'

export type LatencySummary = {
  readonly count: number
  /** All in ms. */
  readonly min: number
  readonly mean: number
  readonly max: number
  readonly p50: number
  readonly p90: number
  readonly p95: number
  readonly p99: number
  readonly p999: number
  /** Percentile and ms, each step halving what is left above: what a chart of the tail draws. */
  readonly percentiles: readonly (readonly [percentile: number, ms: number])[]
}

export type Latencies = {
  /** @param ms 0 or more; more than an hour counts as one */
  readonly record: (ms: number) => void
  /** Undefined without a value: zero samples are no percentile. */
  readonly summary: () => LatencySummary | undefined
}

const hourUs = 3_600_000_000

export function createLatencies(): Latencies {
  const histogram = createHistogram({ lowest: 1, highest: hourUs, figures: 3 })
  let sum = 0
  return {
    record: (ms) => {
      sum += ms
      histogram.record(Math.min(hourUs, Math.max(1, Math.round(ms * 1_000))))
    },
    summary: () => {
      if (histogram.count === 0) return undefined
      // The library rounds the rank; of few values that would be one too low.
      const at = (percentile: number): number => histogram.percentile((100 * Math.ceil((percentile * histogram.count) / 100)) / histogram.count) / 1_000
      return {
        count: histogram.count, min: histogram.min / 1_000, mean: sum / histogram.count, max: histogram.max / 1_000,
        p50: at(50), p90: at(90), p95: at(95), p99: at(99), p999: at(99.9),
        percentiles: [...histogram.percentiles].map(([percentile, value]) => [percentile, value / 1_000] as const),
      }
    },
  }
}
