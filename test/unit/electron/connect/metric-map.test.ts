import { describe, expect, it } from 'vitest'
import { metricMap, readMetrics, type MetricMap } from '../../../../electron/connect/metric-map.ts'
import { readPage } from '../../../../electron/connect/open-metrics.ts'
import { responseBuckets } from '../../../../shared/metrics.ts'

const page = (text: string) => readPage(text, { ended: false })
const map = (given: unknown): MetricMap => metricMap.parse(given)
const first = (given: unknown, text: string) => readMetrics(map(given), 'green', page(text), {})
const then = (given: unknown, before: string, text: string, seconds = 1) => readMetrics(map(given), 'green', page(text), { before: { page: page(before), seconds } })
const green = { environment: 'green' } as const

describe('a level', () => {
  it('is read as it stands; several series are summed', () => {
    expect(first({ active_users: { gauge: 'users' } }, 'users{a="1"} 2\nusers{a="2"} 3').measured).toEqual([{ metric: 'active_users', ...green, kind: 'gauge', value: 5 }])
  })
  it('may be a quotient', () => {
    expect(first({ memory_usage: { gauge: 'used', over: 'all' } }, 'used 3\nall 4').measured).toMatchObject([{ value: 0.75 }])
  })
  it.each([
    ['is missing', 'other 1', 'empty'],
    ['is divided by 0', 'used 3\nall 0', 'empty'],
    ['is NaN', 'used NaN\nall 4', 'nan'],
    ['is infinite', 'used +Inf\nall 4', 'nan'],
  ])('that %s has no value, for its reason', (_, text, reason) => {
    expect(first({ memory_usage: { gauge: 'used', over: 'all' } }, text)).toMatchObject({ measured: [], missing: [{ metric: 'memory_usage', reason }] })
  })
  it('that is NaN leaves the others alone', () => {
    const { measured, missing } = first({ memory_usage: { gauge: 'used' }, active_users: { gauge: 'users' } }, 'used NaN\nusers 1')
    expect(measured.map(({ metric }) => metric)).toEqual(['active_users'])
    expect(missing.map(({ metric }) => metric)).toEqual(['memory_usage'])
  })
})

describe('a counter', () => {
  const failures = { db_connection_failures: { counter: 'failures_total' } }
  it('gives no increment at the first scrape', () => {
    expect(first(failures, 'failures_total 7')).toMatchObject({ measured: [], missing: [{ reason: 'empty' }] })
  })
  it('gives what it grew by', () => {
    expect(then(failures, 'failures_total 7', 'failures_total 9').measured).toEqual([{ metric: 'db_connection_failures', ...green, kind: 'counter', increment: 2 }])
  })
  it('that was reset counts from zero, series by series', () => {
    expect(then(failures, 'failures_total{a="1"} 7\nfailures_total{a="2"} 10', 'failures_total{a="1"} 3\nfailures_total{a="2"} 11').measured).toMatchObject([{ increment: 4 }])
  })
  it('counts a series that is new from zero', () => {
    expect(then(failures, 'failures_total{a="1"} 7', 'failures_total{a="1"} 7\nfailures_total{a="2"} 2').measured).toMatchObject([{ increment: 2 }])
  })
  it('knows a series by its labels in whatever order', () => {
    expect(then(failures, 'failures_total{a="1",b="2"} 7', 'failures_total{b="2",a="1"} 8').measured).toMatchObject([{ increment: 1 }])
  })
  it('that is declared and has nothing to show is 0; one that the page does not have is missing', () => {
    const declared = '# TYPE failures counter\nother 1'
    expect(then(failures, declared, declared).measured).toMatchObject([{ increment: 0 }])
    expect(then(failures, 'other 1', 'other 1')).toMatchObject({ measured: [], missing: [{ reason: 'empty' }] })
  })
  it('that is NaN is not a number', () => {
    expect(then(failures, 'failures_total 1', 'failures_total NaN').missing).toMatchObject([{ reason: 'nan' }])
  })
  it('after a restart has its reason', () => {
    expect(readMetrics(map(failures), 'green', page('failures_total 1'), { cut: 'restart' }).missing).toMatchObject([{ reason: 'restart' }])
  })
  it('may be held as a rate', () => {
    expect(then({ cpu_usage: { rate: 'cpu_seconds_total' } }, 'cpu_seconds_total 10', 'cpu_seconds_total 11', 2).measured).toEqual([{ metric: 'cpu_usage', ...green, kind: 'gauge', value: 0.5 }])
  })
})

describe('a ratio', () => {
  const errors = { error_rate: { ratio: 'r_total{code=~"5.."}', of: 'r_total' } }
  it('is made of the increments of two counters', () => {
    expect(then(errors, 'r_total{code="200"} 90\nr_total{code="500"} 10', 'r_total{code="200"} 108\nr_total{code="500"} 12').measured)
      .toEqual([{ metric: 'error_rate', ...green, kind: 'ratio', numerator: 2, denominator: 20 }])
  })
  it('without an error so far is 0 of so many', () => {
    expect(then(errors, 'r_total{code="200"} 90', 'r_total{code="200"} 100').measured).toMatchObject([{ numerator: 0, denominator: 10 }])
  })
  it('may be turned into its complement', () => {
    const success = { session_success: { ratio: 'ops_total{outcome="failed"}', of: 'ops_total', complement: true } }
    expect(then(success, 'ops_total{outcome="ok"} 0\nops_total{outcome="failed"} 0', 'ops_total{outcome="ok"} 9\nops_total{outcome="failed"} 1').measured)
      .toMatchObject([{ numerator: 9, denominator: 10 }])
  })
})

const histogram = (counts: readonly number[], sum: number, bounds: readonly (number | string)[] = [...responseBuckets, '+Inf']): string => {
  let total = 0
  const lines = bounds.map((bound, index) => `t_bucket{le="${bound === 1 ? '1.0' : bound}"} ${(total += counts[index] ?? 0)}`)
  return `${lines.join('\n')}\nt_count ${total}\nt_sum ${sum}`
}

describe('a histogram', () => {
  const times = { response_time: { histogram: 't' } }
  const none = responseBuckets.map(() => 0)
  it('is taken bucket by bucket, no longer cumulative', () => {
    const { measured } = then(times, histogram([1, 1], 3), histogram([1, 4, 0, 2], 5.5))
    expect(measured).toEqual([{ metric: 'response_time', ...green, kind: 'histogram', buckets: [0, 3, 0, 2, ...none.slice(3)], sum: 2.5 }])
  })
  it('of several series is summed', () => {
    const two = (counts: readonly number[]) => `${histogram(counts, 1).replaceAll('{', '{route="/a",').replace('t_sum', 't_sum{route="/a"}')}\n${histogram(counts, 1).replaceAll('{', '{route="/b",').replace('t_sum', 't_sum{route="/b"}').replace(/t_count.*\n/, '')}`
    expect(then(times, two([0]), two([5])).measured).toMatchObject([{ buckets: [10, ...none] }])
  })
  it('with other bounds is refused, and the difference is named', () => {
    const bounds = [0.005, 0.3, 7, '+Inf']
    const { missing } = then(times, histogram([1], 1, bounds), histogram([2], 1, bounds))
    expect(missing).toMatchObject([{ reason: 'invalid', detail: expect.stringMatching(/without 0\.01, .*besides 7$/) as string }])
  })
  it('whose buckets contradict each other is refused', () => {
    const before = histogram([0, 0], 0)
    const broken = histogram([0, 0], 0).replace(/le="0.005"} 0/, 'le="0.005"} 5')
    expect(then(times, before, broken).missing).toMatchObject([{ reason: 'invalid' }])
  })
})

describe('the settings', () => {
  const mistake = (given: unknown) => metricMap.safeParse(given).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
  it.each([
    [{ up: { gauge: 'up' } }, /^up: up is measured by the console itself/],
    [{ error_rate: { gauge: 'errors' } }, /^error_rate: error_rate is a ratio: it can't be read as a gauge/],
    [{ cpu_usage: { gauge: '5xx' } }, /expected a metric name/],
    [{ cpu_usage: { guage: 'cpu' } }, /expected \{gauge, over\?\}/],
    [{ speed: { gauge: 'speed' } }, /speed/],
  ])('%j is refused', (given, message) => {
    expect(mistake(given)?.join('\n')).toMatch(message)
  })
})
