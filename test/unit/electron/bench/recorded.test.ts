import { describe, expect, it } from 'vitest'
import { checkBenchmarks, jobOf } from '../../../../electron/bench/planned.ts'
import { recordedOf, stepsOf } from '../../../../electron/bench/recorded.ts'
import type { BenchResult } from '../../../../electron/bench/job.ts'
import { fewErrors, mostSteps } from '../../../../shared/bench.ts'
import type { Plan } from '../../../../shared/plan.ts'
import { planReferences } from '../../../../shared/plan/references.ts'
import { tbsPlan } from '../../shared/plan/tbs-plan.ts'

const raw = tbsPlan()
/** With addresses in place of what only a running lab knows. */
const plan: Plan = { ...raw, targets: raw.targets.map((target) => ('address' in target ? { ...target, address: 'http://127.0.0.1:9' } : target)) }
const benchmark = (id: string): Plan['benchmarks'][number] => {
  const found = plan.benchmarks.find((one) => one.id === id)
  if (found === undefined) throw new Error(`the plan has no benchmark ${id}`)
  return found
}

describe("the plan's benchmarks as jobs", () => {
  it('twenty users of phase 3, who think for 200 ms', () => {
    expect(jobOf(benchmark('users'), plan)).toMatchObject({ kind: 'load', loop: { kind: 'closed', users: 20, think: 200 }, duration: 30_000, ramp: 2_000, warmUp: 5_000 })
  })
  it("rows against the gates' shares of the baseline", () => {
    expect(jobOf(benchmark('rows'), plan)).toMatchObject({ kind: 'rows', target: { id: 'green' }, bar: { baseline: 37_303, pass: 0.9, warn: 0.75, margin: 0.01 } })
  })
  it('no figure of a bar is in the benchmarks themselves', () => {
    expect(JSON.stringify(plan.benchmarks.map(({ source: _, ...rest }) => rest))).not.toMatch(/37_?303|33_?573|0\.3\b|\b300\b/)
  })
})

describe('a plan whose benchmarks do not fit is told where', () => {
  const mistakes = (change: (one: Record<string, unknown>) => void, at: number) => {
    const changed = structuredClone(plan)
    change(changed.benchmarks[at] as unknown as Record<string, unknown>)
    return [...planReferences(changed), ...checkBenchmarks(changed)].map(({ path, message }) => `${path.join('.')}: ${message}`)
  }
  it.each([
    [0, { target: 'balancr' }, 'benchmarks.0.target: there is no target "balancr"'],
    [0, { target: 'archive' }, 'benchmarks.0.target: a lab-archive takes no web requests: name a target with an address'],
    [0, { limits: [{ gate: 'cpu-alert' }] }, 'benchmarks.0.limits.0: load does not measure cpu_usage as avg'],
    [0, { limits: [{ criterion: 'p3-concurrent' }] }, 'benchmarks.0.limits.0.criterion: there is no criterion with a measure "p3-concurrent"'],
    [0, { traffic: { users: { phase: 'phase-9' }, think: 0 } }, 'benchmarks.0.traffic.users.phase: there is no phase "phase-9"'],
    [1, { queries: [{ name: 'a', sql: 'SELECT 1' }] }, 'benchmarks.1.queries.0: an app is asked by a journey over so many rows'],
    [1, { pass: 'response-time-p95' }, 'benchmarks.1.pass: the bar of gate "response-time-p95" is no share of a baseline'],
    [1, { pass: 'performance-critical', warn: 'performance-phase-1' }, 'benchmarks.1.warn: it warns from 0.9 of the baseline on and passes from 0.75 on: it never warns'],
    [2, { green: 'blue' }, 'benchmarks.2.green: target "blue" is blue, here green is compared'],
    [2, { id: 'rows' }, 'benchmarks.2.id: there is a benchmark "rows" already'],
  ] as const)('%i %j', (at, change, told) => {
    expect(mistakes((one) => Object.assign(one, change), at)).toEqual([told])
  })
})

describe('what an entry keeps', () => {
  const second = (index: number, p95: number) => ({ second: index, answered: 10, errors: index % 7 === 0 ? 1 : 0, p95 })
  it('is bounded however long the load was, and loses no answer and no slowest second', () => {
    const { every, steps } = stepsOf(Array.from({ length: 3_600 }, (_, index) => second(index, index === 1_234 ? 900 : 20)))
    expect([every, steps.length <= mostSteps]).toEqual([30, true])
    expect(steps.reduce((sum, { answered }) => sum + answered, 0)).toBe(36_000)
    expect(Math.max(...steps.map(({ p95 = 0 }) => p95))).toBe(900)
  })
  it('begins where counting began, and has silent seconds as zeros', () => {
    const quiet = { second: 0, answered: 0, errors: 0 }
    expect(stepsOf([quiet, { ...quiet, second: 1 }, second(2, 5), { ...quiet, second: 3 }, second(4, 6)]).steps.map(({ second: at, answered }) => [at, answered])).toEqual([[2, 10], [3, 0], [4, 10]])
    expect(stepsOf([]).steps).toEqual([])
  })
  it('names the most frequent errors and sums up the rest', () => {
    const all = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`error ${index}`, index + 1]))
    const few = fewErrors(all)
    expect(Object.keys(few)).toHaveLength(21)
    expect(Object.values(few).reduce((sum, one) => sum + one, 0)).toBe(820)
  })
  const result = (rowsPerSecond: readonly number[]): BenchResult => ({
    startedAt: 0, tookMs: 1, cancelled: false, settings: {}, environment: { node: 'v24', platform: 'linux x64', cpu: 'x', cpus: 2, memoryBytes: 1, loadAverage: [3, 2, 1] },
    figures: { kind: 'rows', verdict: { outcome: 'pass', why: '99 % of the baseline' }, rowsPerSecond, median: 37_000, interval: { low: 36_000, high: 38_000 }, queries: [], failedRounds: 0, errors: {} },
  })
  it('of what ended early does not pass, and says what ended it', () => {
    const one = benchmark('rows')
    expect(recordedOf(one, plan, result([36_000, 38_000]), undefined)).toMatchObject({ outcome: 'pass', figures: { spread: { count: 2, p50: 37_000 } }, machine: { load: 3 } })
    expect(recordedOf(one, plan, result([36_000, 38_000]), 'cancelled by ada')).toMatchObject({ outcome: 'inconclusive', why: 'cancelled by ada; until then: 99 % of the baseline' })
  })
})
