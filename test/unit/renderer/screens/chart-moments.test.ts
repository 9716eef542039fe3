import fc from 'fast-check'
import { expect, test } from 'vitest'
import { momentsOf, toldAt } from '../../../../renderer/screens/live/chart-moments.ts'
import { nearestPlace } from '../../../../renderer/screens/live/nearest-place.ts'

const line = (t: readonly number[], avg: readonly number[] = t.map(() => 0.5)) => ({ t: Float64Array.from(t), avg: Float64Array.from(avg), min: Float64Array.from(avg), max: Float64Array.from(avg) })
const moments = (lines: readonly (readonly number[])[], since = -Infinity) => momentsOf(lines.map((t) => Float64Array.from(t)), since)

test('two lines that were read a little apart have one moment for both', () => {
  expect(moments([[1_000, 2_000, 3_000], [1_005, 2_005, 3_005]])).toEqual([1_000, 2_000, 3_000])
})
test('a line that began later has no moments before', () => {
  expect(moments([[0, 10, 20, 30], [20, 30]])).toEqual([0, 10, 20, 30])
})
test('what has left the chart is no moment of it', () => {
  expect(moments([[0, 10, 20, 30]], 15)).toEqual([20, 30])
  expect(moments([[], []])).toEqual([])
})

test('step by step every value is read, and at no two steps the same', () => {
  const times = fc.uniqueArray(fc.integer({ min: 0, max: 400 }), { maxLength: 40 }).map((all) => all.toSorted((a, b) => a - b))
  fc.assert(fc.property(times, times, (blue, green) => {
    const lines = [Float64Array.from(blue), Float64Array.from(green)]
    const read = momentsOf(lines, -Infinity).map((at) => nearestPlace(lines, at))
    const seen = read.map((found) => lines.map((one) => found.get(one) ?? '').join(' '))
    seen.forEach((one, index) => expect(one).not.toBe(seen[index - 1]))
    lines.forEach((one) => expect(new Set(read.flatMap((found) => found.get(one) ?? [])).size).toBe(one.length))
  }))
})

test('a moment is told with each environment’s value and unit; what is missing is no data', () => {
  const lines = { blue: line([0, 10], [0.012, 0.5]), green: line([0, 10], [Number.NaN, 0.25]) }
  expect(toldAt({ metric: 'error_rate', statistic: 'ratio', zero: true }, lines, 0)).toEqual(['blue 1.2 %', 'green no data'])
  expect(toldAt({ metric: 'error_rate', statistic: 'ratio', zero: true, only: 'green' }, lines, 9)).toEqual(['green 25.0 %'])
})
