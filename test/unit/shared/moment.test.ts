/** How time goes on in a replay. Issue 6, replay. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { eventFrom, playOn, speeds } from '../../../shared/moment.ts'

const stretch = { from: 1_000, to: 61_000 }

test.each(speeds)('at %i× a second plays so many seconds', (speed) => {
  const played = playOn({ at: 1_000, speed, playing: true }, stretch, 1_000)
  expect(played.at).toBe(1_000 + speed * 1_000)
})

test('at its end it stands still, and never leaves its stretch', () => {
  expect(playOn({ at: 60_900, speed: 60, playing: true }, stretch, 250)).toEqual({ at: 61_000, speed: 60, playing: false })
  expect(playOn({ at: 5_000, speed: 60, playing: false }, stretch, 250)).toEqual({ at: 5_000, speed: 60, playing: false })
})

test('played in any steps it comes to where one step would bring it', () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 900 })), (steps) => {
    const played = steps.reduce((one, elapsed) => playOn(one, stretch, elapsed), { at: 1_000, speed: 2 as const, playing: true } as Parameters<typeof playOn>[0])
    expect(played.at).toBe(Math.min(stretch.to, 1_000 + 2 * steps.reduce((sum, one) => sum + one, 0)))
  }))
})

test('from event to event, never the one that it stands at', () => {
  const events = [{ at: 1 }, { at: 5 }, { at: 5 }, { at: 9 }]
  expect(eventFrom(events, 5, 'next')).toEqual({ at: 9 })
  expect(eventFrom(events, 5, 'previous')).toEqual({ at: 1 })
  expect(eventFrom(events, 9, 'next')).toBeUndefined()
  expect(eventFrom(events, 0, 'previous')).toBeUndefined()
})
