/** "Correct by a later entry, never by an edit." Issue 6, the incident. */
import { expect, test } from 'vitest'
import { correctionsOf } from '../../../../renderer/screens/incidents/corrections.ts'
import type { Entry } from '../../../../shared/journal.ts'

const note = (seq: number, text: string, corrects?: number): Entry => ({ kind: 'incident.note', seq, data: { text, ...(corrects !== undefined && { corrects }) } }) as Entry

test('a chain of corrections is told from its beginning to what stands now', () => {
  const found = correctionsOf([note(1, 'four'), note(2, 'fourteen', 1), note(3, 'other'), note(4, 'forty', 2)])
  expect(found.get(1)).toEqual([{ by: 2, text: 'fourteen' }, { by: 4, text: 'forty' }])
  expect(found.get(2)).toEqual([{ by: 4, text: 'forty' }])
  expect(found.has(3)).toBe(false)
})

test('two corrections of one entry stand both, the later last', () => {
  expect(correctionsOf([note(1, 'a'), note(2, 'b', 1), note(3, 'c', 1)]).get(1)).toEqual([{ by: 2, text: 'b' }, { by: 3, text: 'c' }])
})

test('an entry that claims to correct itself or a later one ends no loop', () => {
  expect(correctionsOf([note(1, 'a', 2), note(2, 'b', 1), note(3, 'c', 3)]).get(1)).toEqual([{ by: 2, text: 'b' }])
})
