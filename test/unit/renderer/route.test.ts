import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addressOf, readRoute, screens } from '../../../renderer/route.ts'

test('an address names a screen and what is chosen on it', () => {
  expect(readRoute('#/incidents/i-12')).toEqual({ screen: 'incidents', item: 'i-12' })
  expect(readRoute('#/plan')).toEqual({ screen: 'plan' })
  expect(readRoute('#plan/')).toEqual({ screen: 'plan' })
})

test('an address that means nothing is Live', () => {
  expect(['', '#', '#/', '#/nowhere'].map((hash) => readRoute(hash))).toEqual(Array.from({ length: 4 }, () => ({ screen: 'live' })))
})

test('what was written is read again, whatever the id', () => {
  fc.assert(fc.property(fc.constantFrom(...screens.map(({ id }) => id)), fc.string({ minLength: 1, unit: 'grapheme' }), (screen, item) => {
    expect(readRoute(addressOf(screen, item))).toEqual({ screen, item })
  }))
})

test('a mangled address is still an address', () => {
  expect(readRoute('#/incidents/%E0%A4%A')).toEqual({ screen: 'incidents', item: '%E0%A4%A' })
})

test('no two screens share a key', () => {
  expect(new Set(screens.map(({ key }) => key)).size).toBe(screens.length)
})
