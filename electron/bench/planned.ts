/** A benchmark of the plan, made into a job. Pure. */
import { thresholdValue } from '../../shared/gate.ts'
import type { Benchmark, BenchRequest, Plan, Target } from '../../shared/plan.ts'
import { barOf, shareOf } from '../../shared/plan/benchmark-bars.ts'
import { targetsOf } from '../../shared/plan/benchmarks.ts'
import { benchJob, type BenchJob } from './job.ts'
import type { LoadLimit } from './judge-load.ts'

/** Where a target takes requests: its own address, or a balancer's way in. */
const addressOf = (target: Target): string | undefined => {
  const found = target['through'] ?? target['address']
  return typeof found === 'string' ? found : undefined
}
const needTarget = (plan: Pick<Plan, 'targets'>, id: string): Target => {
  const found = plan.targets.find((target) => target.id === id)
  if (found === undefined) throw new RangeError(`the plan has no target ${id}`)
  return found
}

const requestTo = (target: Target, { path, method, headers, body }: BenchRequest): object => ({
  url: `${(addressOf(target) ?? '').replace(/\/$/, '')}${path}`, method, headers, ...(body !== undefined && { body }),
})

/** How many users a load has: its own number, or the most of a phase. */
export function usersOf(one: Extract<Benchmark, { kind: 'load' }>, plan: Pick<Plan, 'phases'>): number | undefined {
  if (!('users' in one.traffic)) return undefined
  const { users } = one.traffic
  return typeof users === 'number' ? users : plan.phases.find(({ id }) => id === users.phase)?.users?.max
}

/** @throws RangeError, ZodError for a plan that was not checked: `planReferences` and `checkBenchmarks` tell it beforehand */
export function jobOf(one: Benchmark, plan: Pick<Plan, 'targets' | 'baselines' | 'gates' | 'phases'>): BenchJob {
  if (one.kind === 'load') {
    const { request, traffic, duration, ramp, warmUp, timeout } = one
    const loop = 'users' in traffic ? { kind: 'closed', users: usersOf(one, plan), think: traffic.think } : { kind: 'open', ...traffic }
    return benchJob.parse({ kind: 'load', request: requestTo(needTarget(plan, one.target), request), loop, duration, ramp, warmUp: warmUp + ramp, timeout })
  }
  if (one.kind === 'compare') {
    const side = (id: string): object => ({ request: requestTo(needTarget(plan, id), one.request) })
    const { warmUp, pairs, timeout, margin, alpha } = one
    return benchJob.parse({ kind: 'compare', blue: side(one.blue), green: side(one.green), warmUp, pairs, timeout, margin, alpha })
  }
  const { queries, warmUp, runs, timeout } = one
  return benchJob.parse({ kind: 'rows', target: needTarget(plan, one.target), queries, warmUp, runs, timeout, bar: rowsBar(one, plan) })
}

/** The bar of rows, and whose baseline it is. @throws RangeError */
export function rowsBar(one: Extract<Benchmark, { kind: 'rows' }>, plan: Pick<Plan, 'baselines' | 'gates'>) {
  const [pass, warn] = [shareOf(plan, one.pass), shareOf(plan, one.warn)]
  const recorded = pass && plan.baselines[pass.of]
  if (pass === undefined || warn === undefined || recorded === undefined) throw new RangeError(`benchmark ${one.id}: its gates are no shares of a recorded baseline`)
  return { baseline: recorded.value, pass: pass.ratio, warn: warn.ratio, margin: recorded.margin }
}

export function limitsOf(one: Extract<Benchmark, { kind: 'load' }>, plan: Pick<Plan, 'baselines' | 'gates' | 'phases'>): readonly LoadLimit[] {
  return one.limits.flatMap((limit) => {
    const bar = barOf(plan, limit)
    const value = bar && thresholdValue(bar.threshold, plan.baselines)
    if (bar === undefined || value === undefined || (bar.metric !== 'response_time' && bar.metric !== 'error_rate')) return []
    return [{ title: bar.title, metric: bar.metric, statistic: bar.statistic, bad: bar.bad, value, missed: bar.missed, minimum: bar.minimum }]
  })
}

export type BenchmarkMistake = { readonly path: readonly (string | number)[]; readonly message: string }

const sqlKinds: ReadonlySet<string> = new Set(['heavydb', 'mysql'])

/** What a plan's benchmarks ask of targets that can't do it, each with its path from the plan's root. */
export const checkBenchmarks = (plan: Pick<Plan, 'benchmarks' | 'targets'>): readonly BenchmarkMistake[] =>
  plan.benchmarks.flatMap((one, index): readonly BenchmarkMistake[] => {
    const at = ['benchmarks', index]
    const target = (id: string): Target | undefined => plan.targets.find((found) => found.id === id)
    if (one.kind === 'rows') {
      const found = target(one.target)
      if (found === undefined) return []
      const wants = sqlKinds.has(found.kind) ? 'sql' : found.kind === 'app' ? 'rows' : undefined
      if (wants === undefined) return [{ path: [...at, 'target'], message: `a ${found.kind} answers no queries: name a heavydb, mysql or app target` }]
      return one.queries.flatMap((query, place) => (wants in query ? [] : [{ path: [...at, 'queries', place], message: wants === 'sql' ? `a ${found.kind} is asked by sql` : 'an app is asked by a journey over so many rows' }]))
    }
    return targetsOf(one).flatMap((id) => {
      const found = target(id)
      if (found === undefined || addressOf(found) !== undefined) return []
      return [{ path: [...at, one.kind === 'load' ? 'target' : id === one.blue ? 'blue' : 'green'], message: `a ${found.kind} takes no web requests: name a target with an address` }]
    })
  })
