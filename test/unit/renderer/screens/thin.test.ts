import fc from 'fast-check'
import { expect, test } from 'vitest'
import { thin } from '../../../../renderer/screens/live/thin.ts'

const lineOf = (avg: readonly (number | null)[]) => ({ t: avg.map((_, at) => at * 1_000), avg, min: avg.map((one) => one && one - 1), max: avg.map((one) => one && one + 1) })

test('a line that fits is left as it is', () => {
  const line = lineOf([1, null, 3])
  expect(thin(line, 3)).toBe(line)
})
test('of each stretch the lowest, the highest and the mean stand at its end', () => {
  expect(thin(lineOf([1, 2, 3, 10, 20, 30]), 2)).toEqual({ t: [2_000, 5_000], avg: [2, 20], min: [0, 9], max: [4, 31] })
})
test('a stretch that is missing by half is a gap, one that lacks a sample is none', () => {
  expect(thin(lineOf([1, null, null, 4, 5, null, 7, 8, 9]), 3).avg).toEqual([null, 4.5, 8])
})
test('no peak is lost, time goes on, and there are no more places than asked for', () => {
  const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 400 })
  fc.assert(fc.property(values, fc.integer({ min: 1, max: 500 }), (avg, most) => {
    const line = { t: avg.map((_, at) => at), avg, min: avg, max: avg }
    const { t, min, max } = thin(line, most)
    expect(t.length).toBeLessThanOrEqual(most)
    expect(Math.max(...max.map(Number))).toBe(Math.max(...avg))
    expect(Math.min(...min.map(Number))).toBe(Math.min(...avg))
    expect(t).toEqual(t.toSorted((a, b) => a - b))
    expect(t.at(-1)).toBe(avg.length - 1)
  }))
})
