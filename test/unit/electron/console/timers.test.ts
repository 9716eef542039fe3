import fc from 'fast-check'
import { expect, test } from 'vitest'
import { everyTick } from '../../../../electron/console/timers.ts'
import { createManualTime } from '../../../doubles/time.ts'

test('ticks keep to whole multiples of their interval, however late each comes', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 4_000 }), { minLength: 1, maxLength: 40 }), (delays) => {
      const time = createManualTime(5)
      const planned: number[] = []
      const late = [...delays]
      const stop = everyTick({
        every: 1_000, now: time.now, timers: time.timers,
        act: (at) => {
          planned.push(at)
          // The tick's own work takes a while.
          time.pass(late.shift() ?? 0)
        },
      })
      time.run(60_000)
      stop()
      expect(planned.every((at) => (at - 5) % 1_000 === 0)).toBe(true)
      expect(planned).toEqual([...new Set(planned)].toSorted((a, b) => a - b))
    }),
  )
})

test('a tick that is overdue is left out, never run twice', () => {
  const time = createManualTime(0)
  const planned: number[] = []
  everyTick({ every: 1_000, now: time.now, timers: time.timers, act: (at) => { planned.push(at); if (at === 2_000) time.pass(3_500) } })
  time.run(8_000)
  expect(planned).toEqual([1_000, 2_000, 3_000, 6_000, 7_000, 8_000])
})

test('no tick comes after the stop', () => {
  const time = createManualTime(0)
  const planned: number[] = []
  const stop = everyTick({ every: 1_000, now: time.now, timers: time.timers, act: (at) => planned.push(at) })
  time.run(2_000)
  stop()
  time.run(5_000)
  expect(planned).toEqual([1_000, 2_000])
})
