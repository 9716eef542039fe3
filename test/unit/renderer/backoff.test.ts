import fc from 'fast-check'
import { expect, test } from 'vitest'
import { backoff } from '../../../renderer/backoff.ts'

test('the wait doubles from a quarter of a second to five seconds', () => {
  expect([0, 1, 2, 3, 4, 5, 6, 1_000].map((attempt) => backoff(attempt, 1))).toEqual([250, 500, 1_000, 2_000, 4_000, 5_000, 5_000, 5_000])
})

test('half of it is random, so that a room does not return in step', () => {
  fc.assert(fc.property(fc.nat(10_000), fc.double({ min: 0, max: 1, noNaN: true }), (attempt, random) => {
    const whole = backoff(attempt, 1)
    expect(backoff(attempt, random)).toBeGreaterThanOrEqual(whole / 2)
    expect(backoff(attempt, random)).toBeLessThanOrEqual(whole)
  }))
})
