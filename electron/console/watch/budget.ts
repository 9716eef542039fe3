/** The day's error budget, as users met it. Plan: "Uptime Requirement: 99.9 %"; design.md's table. */
import type { Budget } from '../../../shared/contract.ts'
import { environments, type Environment } from '../../../shared/metrics.ts'
import type { Plan } from '../../../shared/plan.ts'
import { runEnded, type Run } from '../../../shared/rollback.ts'
import type { State } from '../../../shared/state.ts'
import { errorBudget } from '../../judge/budget.ts'
import type { ReadWindow } from './figures.ts'

type OwnRun = Pick<Run, 'target' | 'drill' | 'startedAt' | 'validatedAt' | 'exposedSince' | 'endedAt'>

/** Runs that moved users or were to, on this boot: series of another are gone, and its times can't be compared. */
export const ownRuns = ({ run, pastRuns }: Pick<State, 'run' | 'pastRuns'>, boot: string): readonly Run[] =>
  [...pastRuns, ...(run && !runEnded(run) ? [run] : [])].filter((one) => one.boot === boot && one.validatedAt !== undefined)

type Requests = { readonly all: number; readonly failed: number }

/** Requests through the balancer in a span (monotonic ms), whoever answered. */
function requestsIn(read: ReadWindow, from: number, to: number): Requests & { readonly most: Environment } {
  const each = environments.map((environment) => ({ environment, ...read('balancer_errors', environment, 'ratio', to - from, to) }))
  return {
    all: each.reduce((sum, { samples }) => sum + samples, 0),
    failed: each.reduce((sum, { samples, value = 0 }) => sum + samples * value, 0),
    most: each.reduce((a, b) => (b.samples > a.samples ? b : a)).environment,
  }
}

/** When a run is to blame for what fails: from its switch on; in a drill from its beginning, for its fault is ours too. */
function spanOf({ drill, exposedSince, startedAt, validatedAt = startedAt, endedAt }: OwnRun, since: number, now: number): { readonly from: number; readonly to: number } {
  const from = Math.max(since, drill ? Math.min(exposedSince, startedAt) : validatedAt)
  return { from, to: Math.max(from, endedAt ?? now) }
}

/**
 * Errors are those of the balancer; `up` is that of the environment which served most of the window's requests.
 * A run costs the share of requests that failed in its time, or, where nobody could ask, the time in which the environment
 * that users were sent to was down. Undefined until something was measured.
 */
export function budgetOf(plan: Pick<Plan, 'errorBudget' | 'baselines'>, read: ReadWindow, now: number, runs: readonly OwnRun[]): Budget | undefined {
  const { window } = plan.errorBudget
  const errorBaseline = plan.baselines.error_rate?.value ?? 0
  const whole = requestsIn(read, now - window, now)
  const up = read('up', whole.most, 'avg', window, now)
  if (up.value === undefined) return undefined
  const own = runs.map((run) => {
    const { from, to } = spanOf(run, now - window, now)
    if (to - from < 1_000) return { ms: 0, cost: 0, all: 0, failed: 0 }
    const { all, failed } = requestsIn(read, from, to)
    const { value: targetUp = 1 } = read('up', run.target, 'avg', to - from, to)
    // Where most of the day's requests went there, its time down is counted as down already.
    const lost = all > 0 ? Math.max(0, failed / all - errorBaseline) : run.target === whole.most ? 0 : 1 - targetUp
    return { ms: to - from, cost: (to - from) * lost, all, failed }
  })
  const sum = (of: (one: (typeof own)[number]) => number): number => own.reduce((total, one) => total + of(one), 0)
  const all = Math.max(0, whole.all - sum((one) => one.all))
  const failed = Math.max(0, whole.failed - sum((one) => one.failed))
  return errorBudget(plan.errorBudget, {
    up, every: 1_000, errorBaseline,
    errors: { samples: all, missing: 0, ...(all > 0 && { value: failed / all }) },
    switches: sum(({ cost }) => cost),
    switching: sum(({ ms }) => ms),
  })
}
