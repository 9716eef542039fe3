/** When the requests of a fixed rate are meant to be sent: known beforehand, whatever the answers take. Pure. */

/**
 * @param rate requests a second, reached evenly over `rampMs`
 * @returns ms from the start at which request `index` (from 0) is meant to be sent
 */
export function intendedAt(index: number, rate: number, rampMs: number): number {
  const perMs = rate / 1_000
  // While ramping the rate at t is rate × t / ramp: by then rate × t² / (2 × ramp) were due.
  const duringRamp = (perMs * rampMs) / 2
  return index < duringRamp ? Math.sqrt((2 * rampMs * index) / perMs) : rampMs + (index - duringRamp) / perMs
}

/** How many are due in the whole of a run. */
export function dueWithin(durationMs: number, rate: number, rampMs: number): number {
  const perMs = rate / 1_000
  return Math.ceil(durationMs < rampMs ? (perMs * durationMs ** 2) / (2 * rampMs) : (perMs * rampMs) / 2 + perMs * (durationMs - rampMs))
}

/** When user `index` of `users` begins, evenly over the ramp. */
export const userStartsAt = (index: number, users: number, rampMs: number): number => (rampMs * index) / users
