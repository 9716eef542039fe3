import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nearestPlace } from '../../../../renderer/screens/live/nearest-place.ts'

const found = (lines: readonly (readonly number[])[], at: number) => {
  const kept = lines.map((line) => Float64Array.from(line))
  const places = nearestPlace(kept, at)
  return kept.map((line) => places.get(line))
}

test('both lines are read at the same moment, however many places each of them has', () => {
  expect(found([[0, 10, 20, 30], [0, 9, 10, 20, 30]], 21)).toEqual([2, 3])
})
test('a line that ended long before is not read with the other', () => {
  expect(found([[0, 10, 20, 30, 40, 50], [0, 10, 20]], 49)).toEqual([5, undefined])
})
test('of nothing there is nothing', () => {
  expect(found([[], []], 5)).toEqual([undefined, undefined])
})
test('it is the nearest of all', () => {
  const times = fc.uniqueArray(fc.integer({ min: 0, max: 10_000 }), { minLength: 1, maxLength: 60 }).map((all) => all.toSorted((a, b) => a - b))
  fc.assert(fc.property(times, fc.integer({ min: -100, max: 10_100 }), (line, at) => {
    const [index] = found([line], at)
    expect(Math.abs((line[index ?? -1] ?? Infinity) - at)).toBe(Math.min(...line.map((one) => Math.abs(one - at))))
  }))
})
