/** Time that goes on only when told to, so that tests never sleep. */
import type { Timers } from '../../electron/observe/sampler.ts'

export type ManualTime = {
  readonly now: () => number
  readonly timers: Timers
  /** The clock moves and no timer runs: a busy loop, or a machine asleep. */
  readonly pass: (ms: number) => void
  /** Runs every timer that falls due within so many milliseconds, in their order. */
  readonly run: (ms: number) => void
}

export function createManualTime(start: number): ManualTime {
  let now = start
  let number = 0
  const waiting = new Map<number, { readonly at: number; readonly then: () => void }>()
  return {
    now: () => now,
    timers: {
      after: (ms, then) => {
        const id = (number += 1)
        waiting.set(id, { at: now + ms, then })
        return () => waiting.delete(id)
      },
    },
    pass: (ms) => {
      now += ms
    },
    run: (ms) => {
      const end = now + ms
      for (;;) {
        const [next] = [...waiting].toSorted(([a, one], [b, other]) => one.at - other.at || a - b)
        if (next === undefined || next[1].at > end) break
        waiting.delete(next[0])
        now = Math.max(now, next[1].at)
        next[1].then()
      }
      now = Math.max(now, end)
    },
  }
}
