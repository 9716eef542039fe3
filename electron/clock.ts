/**
 * The machine's clocks, and the watch that notices time which the console did not see.
 * Semantics 8 of the design: durations are monotonic, wall time is for people; sleep and a clock jump are entries.
 */
import { existsSync, readFileSync } from 'node:fs'
import { uptime } from 'node:os'
import type { Clock } from '../shared/clock.ts'

/** What a clock is read from. All but `boot` in milliseconds. */
export type ClockReadings = {
  /** Monotonic, fine, from the machine's boot; on Linux it stands still while the machine sleeps. */
  readonly hrtime: () => number
  /** Since boot, sleep included; may be as coarse as a second. */
  readonly uptime: () => number
  /** Since 1970, UTC. */
  readonly wall: () => number
  readonly boot: string
}

/** The two sources part by less than this through coarseness alone; by more, the machine slept. */
const apartMs = 1_000
/** The uptime is a file that is read: it is asked for after so many ms awake, or once the wall clock and hrtime part by so many ms. */
const askEvery = 100
const partedMs = 5

/**
 * A clock with hrtime's resolution that counts sleep, and never goes backwards.
 * It moves forward only: an uptime behind hrtime is a container's own and says nothing of this boot.
 * Over a restart of the process on one boot the base is the same to the coarseness of `uptime` (Linux: 10 ms), and
 * to a second where single sleeps were shorter than a second.
 */
export function createClock({ hrtime, uptime: sinceBoot, wall, boot }: ClockReadings): Clock {
  let asleep = 0
  let last = 0
  let asked = { awake: -Infinity, wall: 0 }
  const countSleep = (awake: number): void => {
    const behind = sinceBoot() - (awake + asleep)
    if (behind > apartMs) asleep += behind
  }
  return {
    wall,
    boot,
    mono: () => {
      const [awake, now] = [hrtime(), wall()]
      const passed = awake - asked.awake
      // A sleep parts them; one in which the wall clock was set back by as much is found a moment later.
      if (passed >= askEvery || Math.abs(now - asked.wall - passed) > partedMs) {
        countSleep(awake)
        asked = { awake, wall: now }
      }
      last = Math.max(last, awake + asleep)
      return last
    },
  }
}

/**
 * A name for the boot where the system gives none: its minute.
 * Its limit: after the wall clock was set, or by rounding, the same boot gets another name, and what was timed before
 * counts as another boot's. Two boots in one minute share a name.
 * @param wall ms since 1970
 * @param sinceBoot ms
 */
export const bootByTime = (wall: number, sinceBoot: number): string =>
  `booted-${new Date(Math.round((wall - sinceBoot) / 60_000) * 60_000).toISOString().slice(0, 16)}Z`

const linuxBootId = '/proc/sys/kernel/random/boot_id'

const bootName = (): string =>
  existsSync(linuxBootId) ? readFileSync(linuxBootId, 'utf8').trim() : bootByTime(Date.now(), uptime() * 1_000)

/** The machine's own clock. */
export const systemClock = (): Clock =>
  createClock({ hrtime: () => Number(process.hrtime.bigint()) / 1e6, uptime: () => uptime() * 1_000, wall: Date.now, boot: bootName() })

/** setTimeout as an argument; what it gives cancels it. The same shape as the sampler's. */
export type Timers = { readonly after: (ms: number, then: () => void) => () => void }

/** Time that was not seen (sleep; a process that was stopped looks the same), or by how much the wall clock was set. */
export type Gap = { readonly cause: 'sleep' | 'clock'; readonly ms: number }
export type Moment = { readonly wall: number; readonly mono: number }

const watchEvery = 1_000
const sleepMs = 3_000
const clockMs = 2_000

/**
 * What happened between two looks, `expected` ms apart by plan: nothing, a sleep, a set clock, or both.
 * A clock that was set back has negative ms.
 */
export function gapBetween(before: Moment, after: Moment, expected: number = watchEvery): readonly Gap[] {
  const passed = after.mono - before.mono
  const unseen = passed - expected
  const setBy = after.wall - before.wall - passed
  return [
    ...(unseen > sleepMs ? [{ cause: 'sleep', ms: unseen } as const] : []),
    ...(Math.abs(setBy) > clockMs ? [{ cause: 'clock', ms: setBy } as const] : []),
  ]
}

/** Looks once a second. @returns its stop */
export function watchClock(options: { readonly clock: Clock; readonly timers: Timers; readonly onGap: (gap: Gap) => void }): () => void {
  const { clock, timers, onGap } = options
  const look = (): Moment => ({ wall: clock.wall(), mono: clock.mono() })
  let before = look()
  const schedule = (): (() => void) =>
    timers.after(watchEvery, () => {
      const after = look()
      const gaps = gapBetween(before, after)
      before = after
      // Scheduled first: a listener that throws does not end the watch.
      cancel = schedule()
      for (const gap of gaps) onGap(gap)
    })
  let cancel = schedule()
  return () => cancel()
}
