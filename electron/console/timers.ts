import type { Timers } from '../observe/sampler.ts'

export const systemTimers: Timers = {
  after: (ms, then) => {
    const timer = setTimeout(then, ms)
    return () => clearTimeout(timer)
  },
}

/**
 * Runs `act` at every whole multiple of `every` (ms) after now. Late ticks are skipped, never run twice, so that the
 * schedule does not drift.
 * @param act gets the tick's planned time, monotonic ms
 */
export function everyTick(options: {
  readonly every: number
  readonly now: () => number
  readonly timers: Timers
  readonly act: (planned: number) => void
}): () => void {
  const { every, now, timers, act } = options
  const start = now()
  let number = 0
  let cancel = (): void => undefined
  const schedule = (): void => {
    number = Math.max(number + 1, Math.ceil((now() - start) / every))
    const planned = start + number * every
    cancel = timers.after(Math.max(0, planned - now()), () => {
      schedule()
      act(planned)
    })
  }
  schedule()
  return () => cancel()
}
