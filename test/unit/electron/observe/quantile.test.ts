import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { quantile } from '../../../../electron/observe/quantile.ts'
import { createSeriesStore } from '../../../../electron/observe/series.ts'
import { responseBuckets } from '../../../../shared/metrics.ts'

const buckets = (at: Readonly<Record<number, number>>): number[] => [...responseBuckets, Infinity].map((bound) => at[bound] ?? 0)

/** Prometheus's bucketQuantile, written down again over cumulative counts. */
const oracle = (q: number, counts: readonly number[]): number => {
  const bounds = [...responseBuckets, Infinity]
  const cumulative = counts.map((_, index) => counts.slice(0, index + 1).reduce((sum, one) => sum + one, 0))
  const rank = q * (cumulative.at(-1) ?? 0)
  const found = cumulative.slice(0, -1).findIndex((count) => count >= rank)
  const at = found === -1 ? bounds.length - 1 : found
  if (at === bounds.length - 1) return responseBuckets.at(-1) ?? Number.NaN
  const start = at === 0 ? 0 : (bounds[at - 1] ?? 0)
  const below = at === 0 ? 0 : (cumulative[at - 1] ?? 0)
  return start + ((bounds[at] ?? 0) - start) * ((rank - below) / (counts[at] ?? 0))
}

describe('the percentile of a histogram', () => {
  it('is interpolated within its bucket', () => {
    expect(quantile(0.5, buckets({ 0.2: 10 }))).toEqual({ value: 0.175, atLeast: false })
  })
  it('starts the first bucket at 0', () => {
    expect(quantile(0.5, buckets({ 0.005: 4 }))?.value).toBeCloseTo(0.0025, 12)
  })
  it('skips empty buckets', () => {
    expect(quantile(0.5, buckets({ 0.005: 1, 5: 1 }))?.value).toBe(0.005)
    expect(quantile(0.51, buckets({ 0.005: 1, 5: 1 }))?.value).toBeGreaterThan(2.5)
  })
  it('gives the highest finite bound for the +Inf bucket, and says that it is at least that', () => {
    expect(quantile(0.99, buckets({ 0.1: 10, [Infinity]: 10 }))).toEqual({ value: 10, atLeast: true })
  })
  it('has no value without observations', () => {
    expect(quantile(0.5, buckets({}))).toBeUndefined()
  })
  it("equals Prometheus's histogram_quantile", () => {
    const counts = fc.array(fc.nat(50), { minLength: responseBuckets.length + 1, maxLength: responseBuckets.length + 1 })
    fc.assert(
      fc.property(counts, fc.constantFrom(0.5, 0.95, 0.99), (given, q) => {
        fc.pre(given.some((count) => count > 0))
        expect(quantile(q, given)?.value).toBeCloseTo(oracle(q, given), 9)
      }),
    )
  })

  it('of seconds merged is that of all their answers: as near to it as its bucket is wide', () => {
    const answers = fc.array(fc.array(fc.double({ min: 0, max: 9.99, noNaN: true }), { maxLength: 40 }), { minLength: 1, maxLength: 30 })
    const bucketOf = (answer: number): number => responseBuckets.findIndex((bound) => answer <= bound)
    fc.assert(
      fc.property(answers, fc.constantFrom(0.5, 0.95, 0.99), (seconds, q) => {
        const all = seconds.flat().toSorted((a, b) => a - b)
        fc.pre(all.length > 0)
        const store = createSeriesStore({ start: 0 })
        seconds.forEach((own, second) => {
          const buckets = Array.from({ length: responseBuckets.length + 1 }, () => 0)
          for (const answer of own) buckets[bucketOf(answer)] = (buckets[bucketOf(answer)] ?? 0) + 1
          store.record({ metric: 'response_time', environment: 'green', kind: 'histogram', buckets, sum: own.reduce((sum, one) => sum + one, 0) }, second * 1_000, second * 1_000)
        })
        const now = (seconds.length - 1) * 1_000
        const statistic = ({ 0.5: 'p50', 0.95: 'p95', 0.99: 'p99' } as const)[q]
        const exact = all[Math.max(0, Math.ceil(q * all.length) - 1)] ?? 0
        const { value = -1, samples } = store.window('response_time', 'green', statistic, 60_000, now)
        expect(samples).toBe(all.length)
        const bucket = bucketOf(exact)
        expect(value).toBeGreaterThanOrEqual(responseBuckets[bucket - 1] ?? 0)
        expect(value).toBeLessThanOrEqual(responseBuckets[bucket] ?? 10)
        // An average of each second's own percentile would be another figure altogether.
        expect(store.window('response_time', 'green', 'avg', 60_000, now).value).toBeCloseTo(all.reduce((sum, one) => sum + one, 0) / all.length, 9)
      }),
      { numRuns: 200 },
    )
  })
})
