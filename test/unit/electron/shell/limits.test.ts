import { expect, test } from 'vitest'
import { createBucket } from '../../../../electron/shell/limits.ts'

test('lets a burst through, then the rate, and saves up no more than a burst', () => {
  let now = 0
  const take = createBucket({ mono: () => now, wall: () => 0, boot: 'b' }, 10, 5)
  const taken = (tries: number): number => Array.from({ length: tries }, take).filter(Boolean).length
  expect(taken(20)).toBe(5)
  now = 300
  expect(taken(20)).toBe(3)
  now = 60_000
  expect(taken(20)).toBe(5)
})
