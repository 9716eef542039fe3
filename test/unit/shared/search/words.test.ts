import fc from 'fast-check'
import { expect, it } from 'vitest'
import { wordsOf } from '../../../../shared/search/words.ts'

it('divides plain text as it divides any other', () => {
  const ascii = fc.string({ unit: 'binary-ascii', maxLength: 200 })
  fc.assert(fc.property(ascii, (text) => {
    // One letter that is not plain, and all of it goes the long way.
    expect(wordsOf(`${text} é`).slice(0, -1)).toEqual(wordsOf(text))
  }))
})

it('knows words without case and accents, and where they stand', () => {
  expect(wordsOf('Zürich, GATE-7')).toEqual([{ word: 'zurich', from: 0, to: 6 }, { word: 'gate', from: 8, to: 12 }, { word: '7', from: 13, to: 14 }])
  expect(wordsOf(`${'A'.repeat(100)} b`)).toEqual([{ word: 'a'.repeat(64), from: 0, to: 100 }, { word: 'b', from: 101, to: 102 }])
})
