import { expect, test } from 'vitest'
import { mostHeld, newest } from '../../../../renderer/screens/incidents/use-timeline.ts'
import type { Entry } from '../../../../shared/journal.ts'

const entries = (count: number): readonly Entry[] => Array.from({ length: count }, (_, index) => ({ seq: 10 + index })) as unknown as readonly Entry[]

test('a timeline that is followed lets go of its oldest entries, some at once, and says that there are others before', () => {
  const few = entries(mostHeld + 199)
  expect(newest(few, { room: mostHeld, from: 9 })).toEqual({ entries: few, from: 9 })
  const many = newest(entries(mostHeld + 200), { room: mostHeld, from: 9 })
  expect(many.entries).toHaveLength(mostHeld)
  expect(many.entries.at(-1)?.seq).toBe(10 + mostHeld + 199)
  // Every entry after number `from` is there.
  expect(many.from).toBe((many.entries[0]?.seq ?? 0) - 1)
})

test('what a person asked for stays', () => {
  const asked = entries(mostHeld + 399)
  expect(newest(asked, { room: mostHeld + 200, from: 9 }).entries).toHaveLength(mostHeld + 399)
})
