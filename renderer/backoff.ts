const first = 250
const longest = 5_000

/**
 * Milliseconds to wait before the next attempt to connect: 0.25 s doubling to 5 s, half of it random so
 * that the screens of a room do not return in step.
 *
 * @param attempt 0 for the first after a loss
 * @param random 0 to 1
 */
export function backoff(attempt: number, random: number): number {
  const whole = Math.min(longest, first * 2 ** Math.min(attempt, 10))
  return whole / 2 + (whole / 2) * random
}
