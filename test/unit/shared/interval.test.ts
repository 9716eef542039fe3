import fc from 'fast-check'
import { expect, test } from 'vitest'
import { shareInterval } from '../../../shared/interval.ts'

/** Published exact 95 % intervals (Clopper and Pearson's): 0 of 10, 5 of 10, 8 of 10, 20 of 20. */
test.each([[0, 10, 0, 0.3085], [5, 10, 0.1871, 0.8129], [8, 10, 0.4439, 0.9748], [20, 20, 0.8316, 1], [1, 2, 0.0126, 0.9874]])('%i of %i lie between %f and %f', (positive, of, low, high) => {
  const found = shareInterval(positive, of)
  expect(found.low).toBeCloseTo(low, 4)
  expect(found.high).toBeCloseTo(high, 4)
})

/** Oracle: every way in which a group of 2 to 20 may answer, weighted; the interval holds the true share at least as often as it says. */
test('it holds the true share in at least 95 of 100 groups, whatever the share', () => {
  const choose = (n: number, k: number): number => (k === 0 ? 1 : (choose(n, k - 1) * (n - k + 1)) / k)
  fc.assert(fc.property(fc.integer({ min: 2, max: 20 }), fc.double({ min: 0, max: 1, noNaN: true }), (n, p) => {
    const cover = Array.from({ length: n + 1 }, (_, k) => {
      const { low, high } = shareInterval(k, n)
      return low <= p && p <= high ? choose(n, k) * p ** k * (1 - p) ** (n - k) : 0
    }).reduce((sum, one) => sum + one, 0)
    expect(cover).toBeGreaterThanOrEqual(0.95 - 1e-9)
  }))
})

test('nobody asked says nothing', () => expect(shareInterval(0, 0)).toEqual({ low: 0, high: 1 }))
