import { expect, test } from 'vitest'
import { between, pick, seededRandom, seedOf, whole } from '../../../../electron/lab/random.ts'

const row = (seed: number, count: number): readonly number[] => {
  const random = seededRandom(seed)
  return Array.from({ length: count }, random)
}

test('the same seed repeats its numbers, another seed has others', () => {
  expect(row(15, 50)).toEqual(row(15, 50))
  expect(row(15, 50)).not.toEqual(row(16, 50))
})

test('numbers lie in [0, 1) and spread evenly', () => {
  const numbers = row(1, 20_000)
  expect(numbers.every((number) => number >= 0 && number < 1)).toBe(true)
  for (let tenth = 0; tenth < 10; tenth += 1) {
    const share = numbers.filter((number) => Math.floor(number * 10) === tenth).length / numbers.length
    expect(share).toBeGreaterThan(0.09)
    expect(share).toBeLessThan(0.11)
  }
})

test('whole reaches both ends and nothing beyond them', () => {
  const random = seededRandom(2)
  expect(new Set(Array.from({ length: 200 }, () => whole(random, 3, 5)))).toEqual(new Set([3, 4, 5]))
})

test('between and pick follow the source at its ends', () => {
  expect(between(() => 0, 350, 900)).toBe(350)
  expect(between(() => 0.5, 350, 900)).toBe(625)
  expect(pick(() => 0.999_999, ['a', 'b', 'c'])).toBe('c')
})

test('parts that only join to the same text have different seeds', () => {
  expect(seedOf(1, 'ab', 'c')).not.toBe(seedOf(1, 'a', 'bc'))
})
