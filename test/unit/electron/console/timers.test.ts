import fc from 'fast-check'
import { expect, test } from 'vitest'
import { everyTick } from '../../../../electron/console/timers.ts'
import { fakeTime } from '../../../doubles/fake-time.ts'

test('ticks keep to whole multiples of their interval, however late each comes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 4_000 }), { minLength: 1, maxLength: 40 }), async (delays) => {
      const time = fakeTime({ mono: 5 })
      const planned: number[] = []
      const late = [...delays]
      const stop = everyTick({
        every: 1_000, now: time.clock.mono, timers: time.timers,
        act: (at) => {
          planned.push(at)
          // The tick's own work takes a while.
          time.sleep(late.shift() ?? 0)
        },
      })
      await time.advance(60_000)
      stop()
      expect(planned.every((at) => (at - 5) % 1_000 === 0)).toBe(true)
      expect(planned).toEqual([...new Set(planned)].toSorted((a, b) => a - b))
    }),
  )
})

test('a tick that is overdue is left out, never run twice', async () => {
  const time = fakeTime({ mono: 0 })
  const planned: number[] = []
  everyTick({ every: 1_000, now: time.clock.mono, timers: time.timers, act: (at) => { planned.push(at); if (at === 2_000) time.sleep(3_500) } })
  await time.advance(8_000)
  expect(planned).toEqual([1_000, 2_000, 3_000, 6_000, 7_000, 8_000])
})

test('no tick comes after the stop', async () => {
  const time = fakeTime({ mono: 0 })
  const planned: number[] = []
  const stop = everyTick({ every: 1_000, now: time.clock.mono, timers: time.timers, act: (at) => planned.push(at) })
  await time.advance(2_000)
  stop()
  await time.advance(5_000)
  expect(planned).toEqual([1_000, 2_000])
})
