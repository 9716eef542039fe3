import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { editDistance, nearest } from '../../../../shared/plan/nearest.ts'

const word = fc.string({ maxLength: 12 })

describe('a mistyped name', () => {
  it('is led to the one that was meant', () => expect(nearest('treshold', ['window', 'threshold', 'title'])).toBe('threshold'))
  it('is led nowhere when it is like none', () => expect(nearest('colour', ['window', 'threshold', 'for'])).toBeUndefined())
  it('is led nowhere when nothing is known', () => expect(nearest('x', [])).toBeUndefined())
})

describe('the distance of two words', () => {
  it('is nought for the same word alone, and the same both ways', () =>
    fc.assert(fc.property(word, word, (a, b) => {
      expect(editDistance(a, b) === 0).toBe(a === b)
      expect(editDistance(a, b)).toBe(editDistance(b, a))
    })))
  it('is never longer than by way of a third', () =>
    fc.assert(fc.property(word, word, word, (a, b, c) => {
      expect(editDistance(a, c)).toBeLessThanOrEqual(editDistance(a, b) + editDistance(b, c))
    })))
  it('is at most one for each letter changed', () => expect(editDistance('error-rate', 'eror-rates')).toBe(2))
})
