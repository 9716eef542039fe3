import { describe, expect, it } from 'vitest'
import { evaluate, gateThreshold, inScope, MissingBaselineError, type Circumstances, type WindowReading } from '../../../../electron/judge/evaluate.ts'
import { missingReasons } from '../../../../shared/metrics.ts'
import { exampleGate, reading } from './examples.ts'

const baselines = { rows_per_second: { value: 37_303, recorded: '2025-01-24', reason: 'validated', margin: 0.01 } }
const usual: Circumstances = { baselines, phase: null, watched: 3_600_000 }
const performance = (ratio: number, level: 'warning' | 'critical') =>
  exampleGate({ id: 'performance', metric: 'rows_per_second', direction: 'below', threshold: { ratio, of: 'rows_per_second' }, level })

describe('a verdict', () => {
  it('error rate above 5 % fails a critical gate and warns at a warning', () => {
    const at = (level: string) => exampleGate({ threshold: { value: 0.05 }, level })
    expect(evaluate(at('critical'), reading(0.051), usual)).toEqual({ outcome: 'fail', value: 0.051, threshold: 0.05, samples: 100 })
    expect(evaluate(at('warning'), reading(0.051), usual).outcome).toBe('warn')
    expect(evaluate(at('critical'), reading(0.05), usual).outcome).toBe('pass')
  })
  it('performance below 75 % of the recorded baseline fails', () => {
    expect(evaluate(performance(0.75, 'critical'), reading(27_977), usual)).toMatchObject({ outcome: 'fail', threshold: 27_977.25 })
    expect(evaluate(performance(0.75, 'critical'), reading(27_977.25), usual).outcome).toBe('pass')
    expect(evaluate(performance(0.8, 'warning'), reading(29_842), usual).outcome).toBe('warn')
  })
  it('follows a new baseline', () => {
    const slower = { ...usual, baselines: { rows_per_second: { ...baselines.rows_per_second, value: 30_000 } } }
    expect(evaluate(performance(0.75, 'critical'), reading(27_977), slower).outcome).toBe('pass')
  })
  it('cannot be had against a baseline that was never recorded', () => {
    expect(() => gateThreshold(performance(0.75, 'critical'), {})).toThrow(MissingBaselineError)
    expect(() => gateThreshold(performance(0.75, 'critical'), {})).toThrow(/performance.*baselines\.rows_per_second/)
  })
})

describe('passing needs real successes', () => {
  it('fewer observations than the minimum are no data, in words', () =>
    expect(evaluate(exampleGate(), reading(0, { samples: 19 }), usual)).toMatchObject({
      outcome: 'no data', value: 0, cause: '19 observations in 30 s, at least 20 are needed',
    }))
  it('nor do too few fail', () => expect(evaluate(exampleGate(), reading(1, { samples: 19 }), usual).outcome).toBe('no data'))
  it('no observation never passes, even where the plan asks for none', () =>
    expect(evaluate(exampleGate({ minimum: 0 }), reading(0, { samples: 0 }), usual).outcome).toBe('no data'))
  it('a window without a figure is no data', () =>
    expect(evaluate(exampleGate(), reading(undefined), usual)).toMatchObject({ outcome: 'no data', cause: 'no ratio over 30 s' }))
})

describe('silence', () => {
  it.each([
    ['timeout', 'error', 'no answer in time'],
    ['refused', 'error', 'connection refused'],
    ['unreachable', 'error', 'host not reachable'],
    ['auth', 'error', 'credentials refused'],
    ['version', 'error', 'another version than expected'],
    ['invalid', 'error', 'an answer that makes no sense'],
    ['nan', 'error', 'not a number (NaN)'],
    ['tls', 'error', 'a TLS certificate that is not trusted'],
    ['none', 'no data', 'never measured'],
    ['empty', 'no data', 'the source gave nothing'],
    ['stale', 'no data', 'the last sample is too old'],
    ['restart', 'no data', 'the process had restarted'],
  ] as const)('a newest sample missing by %s is %s: %s', (reason, outcome, cause) =>
    expect(evaluate(exampleGate(), reading(0.5, { missing: 1, reason }), usual)).toMatchObject({ outcome, cause, value: 0.5 }))

  it('tells every reason apart', () => {
    const causes = missingReasons.map((reason) => evaluate(exampleGate(), reading(0, { missing: 1, reason }), usual).cause)
    expect(new Set(causes).size).toBe(missingReasons.length)
  })
  it('longer than the gap is called what the plan calls it', () => {
    const long = reading(0, { missing: 4, reason: 'timeout' })
    expect(evaluate(exampleGate(), reading(0, { missing: 3, reason: 'timeout' }), usual).outcome).toBe('error')
    expect(evaluate(exampleGate(), long, usual)).toMatchObject({ outcome: 'inconclusive', cause: '4 samples missing in a row: no answer in time' })
    expect(evaluate(exampleGate({ missing: { policy: 'no data' } }), long, usual).outcome).toBe('no data')
  })
})

describe('the fixed precedence', () => {
  const scoped = exampleGate({ phases: ['phase-1'], window: '30s' })
  const everything: WindowReading = { value: Number.NaN, samples: 0, missing: 9, reason: 'refused', series: 2 }
  const worst: Circumstances = { baselines, phase: 'phase-2', watched: 4_000, down: 'green is down' }

  it('takes the first that holds and keeps all causes', () =>
    expect(evaluate(scoped, everything, worst)).toEqual({
      outcome: 'not yet', threshold: 0.1, samples: 0,
      cause: 'not judged in phase 2; 2 series answered where one is expected; the value is NaN; green is down; '
        + '9 samples missing in a row: connection refused; 4 s measured, the window is 30 s; '
        + '0 observations in 30 s, at least 20 are needed',
    }))
  it.each([
    ['several series', everything, { ...worst, phase: 'phase-1' }, 'error'],
    ['a value that is no number', { ...everything, series: 1 }, { ...worst, phase: 'phase-1' }, 'error'],
    ['a dead environment', reading(0.5, { missing: 9 }), { ...worst, phase: 'phase-1' }, 'inconclusive'],
    ['a long gap', reading(0.5, { missing: 9, reason: 'refused' }), { ...usual, phase: 'phase-1', watched: 4_000 }, 'inconclusive'],
    ['a failed sample', reading(0.5, { missing: 1, reason: 'refused' }), { ...usual, phase: 'phase-1', watched: 4_000 }, 'error'],
    ['an unfilled window', reading(0.5, { missing: 1, reason: 'empty', samples: 2 }), { ...usual, phase: 'phase-1', watched: 4_000 }, 'not yet'],
    ['a verdict', reading(0.5), { ...usual, phase: 'phase-1' }, 'fail'],
  ] as const)('%s comes next', (_, found, circumstances, outcome) => expect(evaluate(scoped, found, circumstances).outcome).toBe(outcome))
})

describe('not yet', () => {
  it('while the window has not filled since the start, even where it would fail', () => {
    expect(evaluate(exampleGate(), reading(1), { ...usual, watched: 29_999 })).toMatchObject({
      outcome: 'not yet', value: 1, cause: '29 s measured, the window is 30 s',
    })
    expect(evaluate(exampleGate(), reading(1), { ...usual, watched: 30_000 }).outcome).toBe('fail')
  })
  it('but a level needs no window', () => {
    const cpu = exampleGate({ metric: 'cpu_usage', statistic: 'last', minimum: 1 })
    expect(evaluate(cpu, reading(0.96, { samples: 1 }), { ...usual, watched: 0 }).outcome).toBe('fail')
  })
  it('in phases for which the gate is not', () => {
    const phased = exampleGate({ phases: ['phase-1', 'none'] })
    expect(inScope(phased, 'phase-1') && inScope(phased, null) && inScope(exampleGate(), 'phase-2')).toBe(true)
    expect(evaluate(phased, reading(1), { ...usual, phase: 'phase-2' })).toMatchObject({ outcome: 'not yet', cause: 'not judged in phase 2', value: 1 })
    expect(evaluate(exampleGate({ phases: ['phase-1'] }), reading(1), usual)).toMatchObject({ outcome: 'not yet', cause: 'not judged while no phase runs' })
  })
})

it('a dead environment silences what it measures itself, and nothing else', () => {
  const down = { ...usual, down: 'green is down' }
  expect(evaluate(exampleGate(), reading(0.5), down)).toMatchObject({ outcome: 'inconclusive', cause: 'green is down' })
  expect(evaluate(exampleGate({ metric: 'balancer_errors' }), reading(0.5), down).outcome).toBe('fail')
  expect(evaluate(exampleGate({ metric: 'up', statistic: 'avg', direction: 'below' }), reading(0), down).outcome).toBe('fail')
})
