/** What is left of the day's allowed downtime, our own switches and drills included. Pure. Plan: "Uptime Requirement". */
import type { Budget } from '../../shared/contract/live.ts'
import type { Plan } from '../../shared/plan.ts'
import type { WindowReading } from './evaluate.ts'

/** All readings are over the budget's window. Each sample of `up` stands for `every` ms. */
export type Availability = {
  /** Average of `up`. */
  readonly up: WindowReading
  readonly every: number
  /** Ratio of the requests that failed, outside of our own switches and drills. */
  readonly errors: WindowReading
  /** Recorded baseline of `error_rate`: errors up to it are the ordinary state, not a loss. */
  readonly errorBaseline: number
  /** Milliseconds that our own switches and drills took users away in the window. */
  readonly switches: number
  /** Milliseconds that those lasted: judged by what they took, and by nothing else. */
  readonly switching?: number
}

/**
 * Time down, plus the time up weighed with the share of requests that failed beyond the baseline,
 * plus our own switches. 99.9 % of 24 h allows 86.4 s.
 */
export function errorBudget({ objective, window }: Plan['errorBudget'], { up, every, errors, errorBaseline, switches, switching = 0 }: Availability): Budget {
  const observed = up.value === undefined ? 0 : Math.min(window, up.samples * every)
  const down = observed * (1 - (up.value ?? 1))
  const failing = Math.max(0, observed - down - switching) * Math.max(0, (errors.value ?? 0) - errorBaseline)
  const allowed = window * (1 - objective)
  const spent = down + failing + switches
  return { allowed, spent, left: allowed - spent, parts: { down, errors: failing, switches }, observed }
}
