/** The day's error budget, as users met it. Plan: "Uptime Requirement: 99.9 %"; design.md's table. */
import type { Budget } from '../../shared/contract.ts'
import { environments } from '../../shared/metrics.ts'
import type { Plan } from '../../shared/plan.ts'
import { errorBudget } from '../judge/budget.ts'
import type { ReadWindow } from './figures.ts'

/**
 * Errors are those of the balancer, so that what our own switches and drills cost is in them; `up` is that of the
 * environment which served most of the window's requests. Undefined until something was measured.
 */
export function budgetOf(plan: Pick<Plan, 'errorBudget' | 'baselines'>, read: ReadWindow, now: number): Budget | undefined {
  const { window } = plan.errorBudget
  const errors = environments.map((environment) => ({ environment, ...read('balancer_errors', environment, 'ratio', window, now) }))
  const requests = errors.reduce((sum, { samples }) => sum + samples, 0)
  const failed = errors.reduce((sum, { samples, value = 0 }) => sum + samples * value, 0)
  const most = errors.reduce((a, b) => (b.samples > a.samples ? b : a)).environment
  const up = read('up', most, 'avg', window, now)
  if (up.value === undefined) return undefined
  const { spent, allowed, left } = errorBudget(plan.errorBudget, {
    up, every: 1_000,
    errors: { samples: requests, missing: 0, ...(requests > 0 && { value: failed / requests }) },
    errorBaseline: plan.baselines.error_rate?.value ?? 0,
    switches: 0,
  })
  return { spent, allowed, left }
}
