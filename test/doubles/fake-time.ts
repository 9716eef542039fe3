/** A clock that stands still until it is moved; timers fire in their order. */
import { setImmediate as turn } from 'node:timers/promises'
import type { Clock } from '../../shared/clock.ts'
import type { Timers } from '../../electron/observe/sampler.ts'

export function fakeTime({ mono = 1_000_000, wall = Date.UTC(2025, 9, 1, 12), boot = 'boot-1' } = {}) {
  const offset = wall - mono
  let now = mono
  let number = 0
  let waiting: { readonly at: number; readonly number: number; readonly fire: () => void }[] = []
  const settle = async (): Promise<void> => {
    for (let turns = 0; turns < 5; turns += 1) await turn()
  }
  const advance = async (ms: number): Promise<void> => {
    const until = now + ms
    for (;;) {
      await settle()
      const [next] = waiting.filter(({ at }) => at <= until).toSorted((a, b) => a.at - b.at || a.number - b.number)
      if (next === undefined) break
      waiting = waiting.filter((one) => one !== next)
      now = Math.max(now, next.at)
      next.fire()
    }
    now = Math.max(now, until)
    await settle()
  }
  const clock: Clock = { mono: () => now, wall: () => now + offset, boot }
  const timers: Timers = {
    after: (ms, then) => {
      const timer = { at: now + ms, number: (number += 1), fire: then }
      waiting = [...waiting, timer]
      return () => {
        waiting = waiting.filter((one) => one !== timer)
      }
    },
  }
  return {
    clock, timers, advance, settle,
    /** Time goes on while nothing runs: timers are late, as after a sleep. */
    sleep: (ms: number) => {
      now += ms
    },
    waiting: () => waiting.length,
  }
}
