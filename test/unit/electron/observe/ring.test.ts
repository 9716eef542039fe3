import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRing } from '../../../../electron/observe/ring.ts'

it('takes a figure that is none, out of a file that others made, as a slot without a value', () => {
  const ring = createRing(100, 1)
  ring.fill(0, { states: Uint8Array.of(1, 1, 1, 1), values: Float64Array.of(2, Number.NaN, Infinity, 4) }, 0)
  const { filled, sums } = ring.merge(0, 3)
  expect([filled, ...sums]).toEqual([2, 6])
  expect(ring.reason(0, 2)).toBe('nan')
})

describe('a merged window', () => {
  it('is what its slots add up to, whatever blocks it is made of and however often the ring went round', () => {
    const capacity = 9_000
    const range = fc.tuple(fc.nat(20_000), fc.oneof(fc.nat(40), fc.nat(600), fc.nat(capacity - 1)))
    const ring = createRing(capacity, 2)
    const held: (readonly [number, number] | undefined)[] = []
    for (let slot = 0; slot <= 20_000; slot += 1) {
      // Gaps of every length: a slot, a block, blocks of blocks.
      const missing = slot % 7 === 3 || (slot > 3_000 && slot < 3_050) || (slot > 12_000 && slot < 12_900)
      if (!missing) ring.put(slot, (held[slot] = [(slot * 7) % 101, slot % 5]))
    }
    fc.assert(fc.property(range, ([to, length]) => {
      const from = Math.max(to - length, 20_000 - capacity + 1, 0)
      fc.pre(from <= to)
      const own = held.slice(from, to + 1).filter((one) => one !== undefined)
      const { filled, sums, min, max } = ring.merge(from, to)
      expect({ filled, sums: [...sums], min, max }).toEqual({
        filled: own.length,
        sums: [own.reduce((sum, [one]) => sum + one, 0), own.reduce((sum, [, one]) => sum + one, 0)],
        min: Math.min(...own.map(([one]) => one)), max: Math.max(...own.map(([one]) => one)),
      })
    }), { numRuns: 500 })
  })
})
