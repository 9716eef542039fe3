import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readToken, sameSecret, signToken } from '../../../../electron/lab/token.ts'

const claims = { user: 'amara', sessionId: '7f0c', issued: 1_764_000_000_000 }

test('a token made with a key is read with the same key and with no other', () => {
  const token = signToken('key', claims)
  expect(readToken('key', token)).toEqual(claims)
  expect(readToken('another key', token)).toBeUndefined()
})

test('a token altered in any one character is refused', () => {
  const token = signToken('key', claims)
  fc.assert(
    fc.property(fc.nat(token.length - 1), fc.constantFrom(...'aZ0-_.'), (at, character) => {
      fc.pre(token[at] !== character)
      expect(readToken('key', token.slice(0, at) + character + token.slice(at + 1))).toBeUndefined()
    }),
  )
})

test('any other text is refused and never throws', () => {
  fc.assert(fc.property(fc.string(), (text) => readToken('key', text) === undefined))
})

test('secrets are the same only when equal, whatever their length', () => {
  expect(sameSecret('secret', 'secret')).toBe(true)
  expect(sameSecret('secre', 'secret')).toBe(false)
  expect(sameSecret('', 'secret')).toBe(false)
})
