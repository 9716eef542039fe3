import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { bootByTime, createClock, gapBetween, systemClock, watchClock, type Gap, type Timers } from '../../../electron/clock.ts'

const second = 1_000
const minute = 60 * second
const hour = 60 * minute

/** A machine: time passes awake or asleep; hrtime stands still in sleep, uptime is cut to `coarse` ms. */
function machine({ coarse = 10, since = 5 * minute } = {}) {
  const now = { awake: since, asleep: 0, wall: 1_700_000_000_000 }
  const readings = {
    hrtime: () => now.awake,
    uptime: () => Math.floor((now.awake + now.asleep) / coarse) * coarse,
    wall: () => now.wall,
    boot: 'boot-1',
  }
  return {
    readings,
    wake: (ms: number) => void ((now.awake += ms), (now.wall += ms)),
    sleep: (ms: number) => void ((now.asleep += ms), (now.wall += ms)),
    setWall: (ms: number) => void (now.wall += ms),
    sinceBoot: () => now.awake + now.asleep,
  }
}

/** Timers that fire when they are told to. */
function handTimers() {
  let waiting: (() => void) | undefined
  const timers: Timers = {
    after: (_ms, then) => {
      waiting = then
      return () => void (waiting = undefined)
    },
  }
  return { timers, waits: () => waiting !== undefined, fire: () => waiting?.() }
}

describe('the monotonic clock', () => {
  it('counts from the boot with a resolution finer than the uptime', () => {
    const { readings, wake } = machine()
    const clock = createClock(readings)
    const before = clock.mono()
    wake(0.25)
    expect(clock.mono() - before).toBeCloseTo(0.25, 6)
    expect(before).toBe(5 * minute)
  })

  it('counts ten minutes of sleep', () => {
    const { readings, wake, sleep } = machine()
    const clock = createClock(readings)
    const before = clock.mono()
    wake(second)
    sleep(10 * minute)
    expect(Math.abs(clock.mono() - before - 10 * minute - second)).toBeLessThanOrEqual(10)
  })

  it('asks for the uptime no more often than time passes unseen', () => {
    const { readings, wake } = machine()
    let asked = 0
    const clock = createClock({ ...readings, uptime: () => { asked += 1; return readings.uptime() } })
    for (let look = 0; look < 1_000; look += 1) {
      wake(1)
      clock.mono()
    }
    expect(asked).toBeLessThanOrEqual(11)
  })

  it('counts a sleep in which the wall clock was set back by as much, a moment later', () => {
    const { readings, wake, sleep, setWall } = machine()
    const clock = createClock(readings)
    const before = clock.mono()
    sleep(10 * minute)
    setWall(-10 * minute)
    wake(100)
    expect(Math.abs(clock.mono() - before - 10 * minute - 100)).toBeLessThanOrEqual(10)
  })

  it('goes on over a restart of the process, after a sleep too', () => {
    const { readings, wake, sleep } = machine()
    const first = createClock(readings)
    sleep(10 * minute)
    const before = first.mono()
    wake(2 * second)
    expect(Math.abs(createClock(readings).mono() - before - 2 * second)).toBeLessThanOrEqual(10)
  })

  it('is not moved by a wall clock that is set', () => {
    const { readings, setWall } = machine()
    const clock = createClock(readings)
    const before = clock.mono()
    setWall(-hour)
    expect(clock.mono()).toBe(before)
  })

  it('does not follow the uptime of a container that is younger than the boot', () => {
    const { readings, wake } = machine()
    const clock = createClock({ ...readings, uptime: () => 3 * second })
    const before = clock.mono()
    wake(second)
    expect(before).toBe(5 * minute)
    expect(clock.mono() - before).toBe(second)
  })

  test.each([{ coarse: 10 }, { coarse: second }])('never goes backwards and stays within a second of the truth, with an uptime of $coarse ms', ({ coarse }) => {
    const step = fc.record({ awake: fc.double({ min: 0, max: 5_000, noNaN: true }), asleep: fc.oneof(fc.constant(0), fc.double({ min: 0, max: hour, noNaN: true })) })
    fc.assert(fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const { readings, wake, sleep, sinceBoot } = machine({ coarse })
      const clock = createClock(readings)
      let last = clock.mono()
      for (const { awake, asleep } of steps) {
        wake(awake)
        sleep(asleep)
        const now = clock.mono()
        expect(now).toBeGreaterThanOrEqual(last)
        expect(Math.abs(now - sinceBoot())).toBeLessThanOrEqual(second + coarse + 5)
        last = now
      }
    }))
  })

  it('names the boot: the same for two clocks of this machine', () => {
    expect(systemClock().boot).toBe(systemClock().boot)
    expect(systemClock().boot).not.toBe('')
  })

  it('names a boot by its minute where the system has no name for it', () => {
    expect(bootByTime(Date.UTC(2025, 0, 1, 12, 0, 20), 20 * second)).toBe('booted-2025-01-01T12:00Z')
    expect(bootByTime(Date.UTC(2025, 0, 1, 15, 0, 20), 20 * second + 3 * hour)).toBe('booted-2025-01-01T12:00Z')
  })
})

describe('what happened between two looks a second apart', () => {
  const table: readonly { what: string; wall: number; mono: number; gaps: readonly Gap[] }[] = [
    { what: 'a second', wall: second, mono: second, gaps: [] },
    { what: 'a late timer', wall: 3_900, mono: 3_900, gaps: [] },
    { what: 'exactly three seconds more', wall: 4_000, mono: 4_000, gaps: [] },
    { what: 'a sleep', wall: 601_000, mono: 601_000, gaps: [{ cause: 'sleep', ms: 600_000 }] },
    { what: 'a wall clock set forward by an hour', wall: hour + second, mono: second, gaps: [{ cause: 'clock', ms: hour }] },
    { what: 'a wall clock set back by an hour', wall: second - hour, mono: second, gaps: [{ cause: 'clock', ms: -hour }] },
    { what: 'a wall clock that is two seconds off', wall: 3_000, mono: second, gaps: [] },
    { what: 'a wall clock that is a little more off', wall: 3_001, mono: second, gaps: [{ cause: 'clock', ms: 2_001 }] },
    { what: 'a sleep in which the clock was set', wall: 601_000 - hour, mono: 601_000, gaps: [{ cause: 'sleep', ms: 600_000 }, { cause: 'clock', ms: -hour }] },
  ]
  test.each(table)('$what', ({ wall, mono, gaps }) => {
    expect(gapBetween({ wall: 5_000_000, mono: 70_000 }, { wall: 5_000_000 + wall, mono: 70_000 + mono })).toEqual(gaps)
  })
})

describe('the watch', () => {
  const watched = (onGap: (gap: Gap) => void = () => undefined) => {
    const hand = handTimers()
    const part = machine()
    const seen: Gap[] = []
    const stop = watchClock({
      clock: createClock(part.readings), timers: hand.timers,
      onGap: (gap) => {
        seen.push(gap)
        onGap(gap)
      },
    })
    return { ...hand, ...part, seen, stop }
  }

  it('tells a sleep once, and goes on watching', () => {
    const { wake, sleep, fire, seen } = watched()
    wake(second)
    fire()
    sleep(10 * minute)
    wake(second)
    fire()
    wake(second)
    fire()
    expect(seen).toEqual([{ cause: 'sleep', ms: 10 * minute }])
  })

  it('tells a wall clock that was set by an hour', () => {
    const { wake, setWall, fire, seen } = watched()
    setWall(-hour)
    wake(second)
    fire()
    expect(seen).toEqual([{ cause: 'clock', ms: -hour }])
  })

  it('goes on after a listener that throws', () => {
    const { setWall, fire, waits } = watched(() => {
      throw new Error('the journal is closed')
    })
    setWall(hour)
    expect(fire).toThrow('the journal is closed')
    expect(waits()).toBe(true)
  })

  it('is over when it is stopped', () => {
    const { stop, waits } = watched()
    stop()
    expect(waits()).toBe(false)
  })
})
