import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fits, ranked } from '../../../../renderer/shell/fuzzy.ts'
import { recentFirst } from '../../../../renderer/shell/recent.ts'

const titles = ['Go to Live', 'Go to Checklists', 'Go to Checkpoints', 'Tick a checklist…', 'Set the automation to watch only…', 'Theme: dark', 'Help: Quick reference', 'Überfällig'].map((title) => ({ title }))
const first = (typed: string): string | undefined => ranked(typed, titles)[0]?.title

describe('what is typed', () => {
  it.each([['chkl', 'Go to Checklists'], ['gl', 'Go to Live'], ['tick', 'Tick a checklist…'], ['watch', 'Set the automation to watch only…'], ['qr', 'Help: Quick reference'], ['DARK theme', 'Theme: dark'], ['uberf', 'Überfällig']])('%s finds %s first', (typed, title) => {
    expect(first(typed)).toBe(title)
  })
  it('and is in no title finds nothing', () => {
    expect(ranked('xyzzy', titles)).toEqual([])
  })
  it('nothing leaves all as they stand', () => {
    expect(ranked(' ', titles)).toEqual(titles)
  })
})

/** The naive oracle: every word's letters in order. */
const inOrder = (typed: string, title: string): boolean =>
  typed.toLowerCase().split(/\s+/).filter((word) => word !== '').every((word) => {
    let at = -1
    return [...word].every((letter) => (at = title.toLowerCase().indexOf(letter, at + 1)) >= 0)
  })

it('a title fits exactly where its letters hold those that were typed, in their order', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', ' '), maxLength: 12 })
  fc.assert(fc.property(text, text, (typed, title) => {
    const isFound = fits(typed, title) !== undefined
    return isFound === inOrder(typed, title)
  }))
})

it('a long text against a long title is no work to speak of', () => {
  // Each way to find it tried by itself would not end.
  expect(fits('a'.repeat(500), 'a'.repeat(400))).toBeDefined()
  expect(fits(`${'a'.repeat(30)}b`, 'a'.repeat(400))).toBeUndefined()
})

it('what was chosen last stands first', () => {
  expect(recentFirst([{ id: 'a' }, { id: 'b' }, { id: 'c' }, { id: 'd' }], ['c', 'gone', 'a']).map(({ id }) => id)).toEqual(['c', 'a', 'b', 'd'])
})
