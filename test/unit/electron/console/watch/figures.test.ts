import { describe, expect, test } from 'vitest'
import { figureOf, tilesOf, type FigureOptions, type ReadWindow } from '../../../../../electron/console/watch/figures.ts'
import type { GateState, GateView } from '../../../../../shared/gate.ts'
import type { Plan } from '../../../../../shared/plan.ts'

const options = (read: ReadWindow, source: string | undefined = 'green'): FigureOptions => ({ read, sourceOf: () => source, now: 0 })
const answer = (value: number | undefined, rest: Partial<ReturnType<ReadWindow>> = {}): ReadWindow => () =>
  ({ samples: 20, filled: 10, expected: 10, missing: 0, ...(value !== undefined && { value }), ...rest })
const views = (...states: readonly GateState[]): readonly GateView[] =>
  states.map((state, index) => ({ gate: `g${index}`, environment: 'green', progress: 0, status: { state } }) as GateView)

const baselines: Plan['baselines'] = { rows_per_second: { value: 37_303, recorded: '2025-01-24', reason: 'the plan', margin: 0.01 } }
type Tile = Plan['dashboard']['tiles'][number]
const tile = (rest: Partial<Tile>): Pick<Plan, 'dashboard' | 'baselines'> =>
  ({ baselines, dashboard: { title: 'd', tiles: [{ id: 't', title: 'T', row: 'system', environment: 'green', ...rest }] } })
const error = tile({ metric: 'error_rate', statistic: 'ratio', window: 60_000, target: { direction: 'below', threshold: { value: 0.05 } } })

describe('a figure', () => {
  test('bears its source, its samples and its age', () => {
    expect(figureOf({ metric: 'error_rate', environment: 'green' }, options(answer(0.012, { missing: 2 })))).toEqual({ value: 0.012, age: 2_000, samples: 20, source: 'green' })
  })
  test('without a value says why, and is never a zero', () => {
    expect(figureOf({ metric: 'error_rate', environment: 'green' }, options(answer(undefined, { reason: 'timeout' })))).toEqual({ samples: 20, source: 'green', why: 'timeout' })
    expect(figureOf({ metric: 'critical_bugs', environment: 'green' }, { ...options(answer(undefined)), sourceOf: () => undefined })).toEqual({ samples: 20, why: 'none' })
  })
})

describe('a tile of the dashboard', () => {
  test.each([[0.012, 'pass'], [0.05, 'fail'], [0.2, 'fail']] as const)('error rate %d of a target below 5 %% is %s', (value, outcome) => {
    expect(tilesOf(error, [], options(answer(value)))[0]?.outcome).toBe(outcome)
  })
  test.each([['timeout', 'error'], ['empty', 'no data'], ['stale', 'no data'], ['nan', 'no data']] as const)('a source that is %s is no pass: %s', (reason, outcome) => {
    expect(tilesOf(error, [], options(answer(undefined, { reason })))[0]?.outcome).toBe(outcome)
  })
  test('a bar that hangs on a baseline which is not recorded is inconclusive', () => {
    const unknown = tile({ metric: 'response_time', target: { direction: 'below', threshold: { ratio: 1, of: 'response_time' } } })
    expect(tilesOf(unknown, [], options(answer(0.1)))[0]?.outcome).toBe('inconclusive')
  })
  test('says its share of the baseline, as the plan writes it', () => {
    const performance = tile({ metric: 'rows_per_second', of: { baseline: 'rows_per_second' } })
    expect(tilesOf(performance, [], options(answer(37_245)))[0]?.text).toBe('99.8 % of the baseline')
  })
  test('says how many of the places are taken, as the plan writes it', () => {
    expect(tilesOf(tile({ metric: 'active_users', of: { capacity: 20 } }), [], options(answer(12)))[0]?.text).toBe('of 20 (60 % concurrent)')
  })
  test.each([
    [views('ok', 'ok'), 'pass', 'all 2 gates within their bars'],
    [views('ok', 'pending'), 'warn', '1 of 2 gates pending'],
    [views('firing', 'pending', 'ok'), 'fail', '1 of 3 gates firing'],
    [views('no data'), 'no data', 'no gate has a verdict yet'],
  ] as const)('without a metric sums up the gates', (given, outcome, text) => {
    expect(tilesOf(tile({}), given, options(answer(1)))[0]).toMatchObject({ outcome, text })
  })
})
