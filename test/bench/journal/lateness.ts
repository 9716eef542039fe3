/** How late the loop is: a tick each 5 ms, as a run's steps and frames would be. */
import { quantile } from '../figure.ts'

const every = 5

/** @returns its end: the 99th percentile of the lateness, ms */
export function watchLateness(): () => number {
  const late: number[] = []
  let planned = performance.now() + every
  const timer = setInterval(() => {
    const now = performance.now()
    late.push(Math.max(0, now - planned))
    planned = now + every
  }, every)
  return () => {
    clearInterval(timer)
    return quantile(late, 0.99)
  }
}
