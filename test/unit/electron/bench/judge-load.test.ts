import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createLatencies } from '../../../../electron/bench/histogram.ts'
import type { LoadResult } from '../../../../electron/bench/job.ts'
import { answeredWithin, judgeLoad, type LoadLimit } from '../../../../electron/bench/judge-load.ts'

const p95: LoadLimit = { title: 'Response Times', metric: 'response_time', statistic: 'p95', bad: 'above', value: 0.3, missed: 'fail', minimum: 1 }
const errors: LoadLimit = { title: 'Error Rate', metric: 'error_rate', statistic: 'ratio', bad: 'above', value: 0.05, missed: 'warn', minimum: 1 }
const healthy = { limited: false, utilization: 0.1, latenessP99: 0.4 } as const

/** @param unanswered requests that timed out beside those that were answered in `times` ms */
const resultOf = (times: readonly number[], unanswered = 0, more: Partial<LoadResult> = {}): LoadResult => {
  const latencies = createLatencies()
  for (const ms of times) latencies.record(ms)
  const latency = latencies.summary()
  const sent = times.length + unanswered
  return {
    kind: 'load', sent, answered: times.length, good: times.length, errors: unanswered > 0 ? { timeout: unanswered } : {}, throughput: 1, unsent: 0, perSecond: [], generator: healthy,
    ...(sent > 0 && { errorRate: unanswered / sent }), ...(latency && { latency }), ...more,
  }
}
const same = (ms: number, count = 100): readonly number[] => Array.from({ length: count }, () => ms)

describe("a load against the plan's 300 ms for 95 % of requests", () => {
  it.each([
    ['all within', resultOf(same(100)), 'pass'],
    ['one in ten above', resultOf([...same(100, 90), ...same(400, 10)]), 'fail'],
    ['no request sent', resultOf([]), 'no data'],
    ['no request answered', resultOf([], 50), 'no data'],
    ['fewer than a percentile needs', resultOf(same(100, 19)), 'no data'],
    ['one in ten never answered, the rest fast', resultOf(same(10, 90), 10), 'fail'],
    ['the generator late, all within', resultOf(same(100), 0, { generator: { ...healthy, limited: true, why: 'late' } }), 'inconclusive'],
    ['the generator late, all above', resultOf(same(900), 0, { generator: { ...healthy, limited: true, why: 'late' } }), 'inconclusive'],
    ['requests never sent, the rest within', resultOf(same(100), 0, { unsent: 7 }), 'inconclusive'],
  ] as const)('%s', (_, result, outcome) => {
    expect(judgeLoad(result, [p95]).verdict.outcome).toBe(outcome)
  })
  it('names the gravest, and keeps what each bar says', () => {
    const { verdict, held } = judgeLoad(resultOf(same(100, 94), 6), [p95, errors])
    expect([verdict.outcome, ...held.map(({ outcome }) => outcome)]).toEqual(['fail', 'fail', 'warn'])
    expect(verdict.why).toBe('only 94 % of requests were answered; the bar is 300 ms')
  })
  it('without a bar is no pass', () => {
    expect(judgeLoad(resultOf(same(100)), []).verdict.outcome).toBe('no data')
  })
})

it('a request without an answer counts as slower than any: never below the true percentile of all that were sent', () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 5_000 }), { minLength: 1, maxLength: 300 }), fc.nat(60), fc.constantFrom(0.5, 0.9, 0.95, 0.99), (times, lost, q) => {
    const { latency, sent } = resultOf(times, lost)
    if (latency === undefined) throw new Error('times were recorded')
    const all = [...times.toSorted((a, b) => a - b), ...Array.from({ length: lost }, () => Number.POSITIVE_INFINITY)]
    const truth = all[Math.ceil(q * sent) - 1] ?? Number.NaN
    const own = { 0.5: latency.p50, 0.9: latency.p90, 0.95: latency.p95, 0.99: latency.p99 }[String(q)] ?? Number.NaN
    // To the three digits that the histogram keeps.
    expect(answeredWithin(latency, sent, q, own) * 1.002).toBeGreaterThanOrEqual(Number.isFinite(truth) ? truth : 0)
    if (lost > 0 && truth === Number.POSITIVE_INFINITY) expect(answeredWithin(latency, sent, q, own)).toBe(Number.POSITIVE_INFINITY)
  }))
})
