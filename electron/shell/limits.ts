import type { Clock } from '../../shared/clock.ts'

/** True while there is room: `rate` a second on average, `burst` at once. Calling it takes one. */
export function createBucket(clock: Clock, rate: number, burst: number): () => boolean {
  let left = burst
  let at = clock.mono()
  return () => {
    const now = clock.mono()
    left = Math.min(burst, left + ((now - at) / 1_000) * rate)
    at = now
    if (left < 1) return false
    left -= 1
    return true
  }
}
