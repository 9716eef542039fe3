import { describe, expect, it } from 'vitest'
import { budgetOf, ownRuns } from '../../../../../electron/console/watch/budget.ts'
import { createSeriesStore } from '../../../../../electron/observe/series.ts'
import { environments, type Environment } from '../../../../../shared/metrics.ts'
import type { Run } from '../../../../../shared/rollback.ts'
import { emptyState } from '../../../../../shared/state.ts'
import { tbsPlan } from '../../../shared/plan/tbs-plan.ts'

const s = 1_000
const hour = 3_600
const plan = tbsPlan()

/** An hour in which ten requests a second are answered by `serving`, and so many of them fail. */
function history({ failing = () => 0, up = () => 1, asks = () => 10, serving = () => 'blue' }: {
  readonly failing?: (second: number) => number
  readonly up?: (second: number, environment: Environment) => number
  readonly asks?: (second: number) => number
  readonly serving?: (second: number) => Environment
}) {
  const store = createSeriesStore({ start: 0 })
  for (let second = 0; second < hour; second += 1)
    for (const environment of environments) {
      const own = serving(second) === environment
      store.record({ metric: 'up', environment, kind: 'gauge', value: up(second, environment) }, second * s, second * s)
      store.record({ metric: 'balancer_errors', environment, kind: 'ratio', numerator: own ? failing(second) : 0, denominator: own ? asks(second) : 0 }, second * s, second * s)
    }
  return (runs: Parameters<typeof budgetOf>[3] = []) => budgetOf(plan, store.window, hour * s - 1, runs)
}
const run = (from: number, to: number, changes = {}) =>
  ({ target: 'blue', drill: false, startedAt: (from - 120) * s, validatedAt: from * s, exposedSince: (from - 300) * s, endedAt: to * s, ...changes }) as const

describe('the budget of an hour', () => {
  it('is whole while nothing fails beyond the baseline', () =>
    expect(history({})()).toMatchObject({ spent: 0, parts: { down: 0, errors: 0, switches: 0 }, observed: 3_600_000 }))
  it('counts a minute down of where users are as a minute', () => {
    const budget = history({ up: (second, environment) => Number(environment === 'green' || second < 100 || second >= 160) })()
    expect(budget?.parts.down).toBeCloseTo(60_000, 3)
  })
  it('does not count what is down where nobody is', () =>
    expect(history({ up: (second, environment) => Number(environment === 'blue' || second < 100) })()?.spent).toBe(0))
  it('counts failed requests in the time of a run as the run\'s, and the rest as errors', () => {
    // All fail for a minute within the run, and one in ten for ten minutes that no run has to do with.
    const spent = history({ failing: (second) => (second >= 1_000 && second < 1_060 ? 10 : second >= 2_000 && second < 2_600 ? 1 : 0) })
    const budget = spent([run(1_000, 1_060)])
    // The second in which the run ended is its last, and good: 59 of 60 failed, of which the baseline's 1.5 % is no loss.
    expect(budget?.parts.switches).toBeCloseTo(60_000 * (59 / 60 - 0.015), 3)
    expect(budget?.parts.errors).toBeCloseTo(3_540_000 * (60 / 3_540 - 0.015), -4)
    expect(spent()?.parts.switches).toBe(0)
    expect(spent()?.parts.errors).toBeGreaterThan(budget?.parts.errors ?? Infinity)
  })
  it('blames a run from its switch on, and a drill for its fault as well', () => {
    const spent = history({ failing: (second) => (second >= 800 && second < 1_000 ? 10 : 0) })
    expect(spent([run(1_010, 1_060)])?.parts.switches).toBe(0)
    expect(spent([run(1_010, 1_060, { drill: true })])?.parts.switches).toBeGreaterThan(190_000)
  })
  it('counts the time in which users had no environment, where nobody could ask', () => {
    const during = (second: number): boolean => second >= 1_000 && second <= 1_060
    const spent = history({
      serving: () => 'green', asks: (second) => (during(second) ? 0 : 10), up: (second, environment) => Number(environment === 'green' || !during(second)),
    })
    expect(spent([run(1_000, 1_060)])?.parts.switches).toBeCloseTo(60_000, 3)
  })
  it('is not known before anything was measured', () =>
    expect(budgetOf(plan, createSeriesStore({ start: 0 }).window, 1_000, [])).toBeUndefined())
})

const exampleRun = (changes: Partial<Run>): Run => ({
  id: 'r-1', incident: 'i-1', trigger: 'error-burst', manual: false, drill: true, openedBy: 'error-burst', target: 'blue', identity: '', planHash: 'hash',
  state: 'completed', boot: 'boot-1', startedAt: 0, exposedSince: 0, startedWall: 0, deadline: 900_000, validation: 120_000, overDeadline: false, fencing: 1,
  joined: 0, stages: [], ...changes,
})

it('looks at runs of this boot whose switch began, the open one among them', () => {
  const open = exampleRun({ id: 'open', state: 'running', validatedAt: 1 })
  const state = { ...emptyState, run: open, pastRuns: [exampleRun({ id: 'done', state: 'completed', validatedAt: 1 }), exampleRun({ id: 'vetoed', state: 'vetoed' }), exampleRun({ id: 'earlier', boot: 'another', validatedAt: 1 })] }
  expect(ownRuns(state, open.boot).map(({ id }) => id)).toEqual(['done', 'open'])
})
