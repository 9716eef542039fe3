import { describe, expect, it } from 'vitest'
import { explain, figureText } from '../../../../electron/judge/explain.ts'
import type { Evaluation, GateStatus } from '../../../../shared/gate.ts'
import type { MetricName } from '../../../../shared/metrics.ts'
import { exampleGate, failing, firing } from './examples.ts'

const tail = 'rule error-burst, plan: Error Rate >5% → Auto Rollback'
const say = (status: Partial<GateStatus>, evaluation: Partial<Evaluation> = {}, gate = exampleGate()) =>
  explain({ gate: gate.id, environment: 'green', status: firing({ ...status, evaluation: { ...failing, ...evaluation } }), progress: 0 }, gate)

describe('why a gate fired, or did not', () => {
  it('pending: how long of how long', () =>
    expect(say({ state: 'pending', sustained: 14_000 })).toBe(`Error rate of green over 30 s is 12.4 % (bar 10 %), true for 14 s of the 20 s it needs; ${tail}`))
  it('pending, no value now', () =>
    expect(say({ state: 'pending', sustained: 14_000 }, { outcome: 'error', cause: 'no answer in time' })).toBe(
      `Error rate of green over 30 s reads 12.4 % (bar 10 %), true for 14 s of the 20 s it needs; that time stands still: no answer in time; ${tail}`))
  it('within the bar', () =>
    expect(say({ state: 'ok' }, { outcome: 'pass', value: 0.0149 })).toBe(
      `Error rate of green over 30 s is 1.49 % (bar 10 %), did not fire because it is within the bar; ${tail}`))
  it('no data', () => {
    const none = exampleGate()
    const { value: _, ...without } = failing
    const status = firing({ state: 'no data', evaluation: { ...without, outcome: 'no data', cause: '3 observations in 30 s, at least 20 are needed' } })
    expect(explain({ gate: none.id, environment: 'green', status, progress: 0 }, none)).toBe(
      'Error rate of green over 30 s has no value (bar 10 %), did not fire because there is no verdict (no data): '
      + `3 observations in 30 s, at least 20 are needed; ${tail}`)
  })
  it.each([
    ['firing', { sustained: 34_000 }, {}, 'fires: true for 34 s, it needs 20 s'],
    ['firing in silence', {}, { outcome: 'error', cause: 'connection refused' }, 'fired, and silence does not resolve it: connection refused'],
    ['resolved', { state: 'resolved' }, { outcome: 'pass' }, 'within the bar again: resolved'],
    ['a short gap', { state: 'ok' }, { outcome: 'error', cause: 'no answer in time' }, 'was within the bar, now without a verdict: no answer in time'],
  ] as const)('%s', (_, status, evaluation, words) => expect(say(status, evaluation)).toContain(words))
  it('kept firing', () =>
    expect(say({}, { outcome: 'pass' }, exampleGate({ keepFiringFor: '1m' }))).toContain('within the bar again, fires on until that has held for 1 min'))
  it('no time asked for', () => expect(say({}, {}, exampleGate({ for: '0s' }))).toContain('fires at the first sight of it'))
  it('names the statistic, and no window for a level', () => {
    const p95 = exampleGate({ metric: 'response_time', statistic: 'p95', window: '1m' })
    expect(say({}, { value: 0.312, threshold: 0.3 }, p95)).toContain('Response time (p95) of green over 1 min is 312 ms (bar 300 ms)')
    expect(say({}, { value: 0.96, threshold: 0.95 }, exampleGate({ metric: 'cpu_usage', statistic: 'last' }))).toContain('CPU of green is 96 % (bar 95 %)')
  })
})

it.each([
  ['rows_per_second', 27_977.25, '27,977.3 rows/s'], ['up', 0.99913, '99.91 %'], ['response_time', 0.3, '300 ms'],
  ['archive_lag', 42.06, '42.1 s'], ['db_connection_failures', 4, '4 failures'],
] as const satisfies readonly (readonly [MetricName, number, string])[])('%s of %d reads %s', (metric, value, text) => expect(figureText(metric, value)).toBe(text))
