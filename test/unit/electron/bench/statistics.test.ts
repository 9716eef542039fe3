import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cliffsDelta, effectSize, mannWhitney, median, medianInterval, normalTail, ratioInterval } from '../../../../electron/bench/statistics.ts'
import { seededRandom } from '../../../../electron/lab/random.ts'

/** Every way to choose n places of m + n. */
const choices = (from: number, count: number): readonly (readonly number[])[] => {
  const found: (readonly number[])[] = []
  const take = (start: number, taken: readonly number[]): void => {
    if (taken.length === count) found.push(taken)
    else for (let next = start; next < from; next += 1) take(next + 1, [...taken, next])
  }
  take(0, [])
  return found
}
const pairsWon = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, x) => sum + b.reduce((won, y) => won + (y > x ? 1 : y === x ? 0.5 : 0), 0), 0)
/** The exact two-sided p: of all ways to split these values, those that are as far from the middle, and those that are farther. */
const exactP = (a: readonly number[], b: readonly number[]): { readonly asFar: number; readonly farther: number } => {
  const all = [...a, ...b]
  const half = (a.length * b.length) / 2
  const seen = Math.abs(pairsWon(a, b) - half)
  const ways = choices(all.length, b.length)
  const offs = ways.map((places) => {
    const chosen = new Set(places)
    return Math.abs(pairsWon(all.filter((_, index) => !chosen.has(index)), all.filter((_, index) => chosen.has(index))) - half)
  })
  return { asFar: offs.filter((off) => off >= seen - 1e-9).length / ways.length, farther: offs.filter((off) => off > seen + 1e-9).length / ways.length }
}
/** Standard normal by Box and Muller. */
const normal = (random: () => number): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())

describe('the median', () => {
  it('of none is none', () => expect(median([])).toBeUndefined())
  it('is the one in the middle, or between the two', () => expect([median([3, 1, 2]), median([4, 1, 3, 2])]).toEqual([2, 2.5]))
  it('has as many below as above', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: -1_000, max: 1_000 }), { minLength: 1 }), (values) => {
      const found = median(values) ?? Number.NaN
      const half = values.length / 2
      expect(values.filter((one) => one < found).length).toBeLessThanOrEqual(half)
      expect(values.filter((one) => one > found).length).toBeLessThanOrEqual(half)
    }))
  })
})

describe("the Mann-Whitney test", () => {
  const sample = (size: number) => fc.array(fc.integer({ min: 0, max: 12 }), { minLength: size, maxLength: size })

  it('counts the pairs that b wins, ties half', () => {
    fc.assert(fc.property(fc.array(fc.nat(9), { minLength: 1, maxLength: 20 }), fc.array(fc.nat(9), { minLength: 1, maxLength: 20 }), (a, b) => {
      expect(mannWhitney(a, b)?.u).toBeCloseTo(pairsWon(a, b), 9)
      expect(cliffsDelta(a, b)).toBeCloseTo((2 * pairsWon(a, b)) / (a.length * b.length) - 1, 9)
    }))
  })
  it('says what the enumeration of all splits says, between its steps; where it matters, closely', () => {
    // Six a side with many ties are the worst case: a step of the exact p is then as large as 0.5.
    fc.assert(fc.property(sample(6), sample(6), (a, b) => {
      const p = mannWhitney(a, b)?.p ?? Number.NaN
      const { asFar, farther } = exactP(a, b)
      const off = Math.max(p - asFar, farther - p)
      expect(off).toBeLessThan(0.12)
      if (p < 0.2 || farther < 0.2) expect(off).toBeLessThan(0.05)
    }), { numRuns: 60 })
  })
  it('without ties is closer still', () => {
    fc.assert(fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 10_000 }), { minLength: 13, maxLength: 13 }), (values) => {
      const [a, b] = [values.slice(0, 6), values.slice(6)]
      expect(Math.abs((mannWhitney(a, b)?.p ?? Number.NaN) - exactP(a, b).asFar)).toBeLessThan(0.025)
    }), { numRuns: 40 })
  })
  it('equals R: wilcox.test(c(1.1,2.2,3.3,4.4,5.5), c(2.5,3.5,4.5,5.6,6.6,7.7), exact=FALSE) has W 6, p 0.1207', () => {
    const found = mannWhitney([1.1, 2.2, 3.3, 4.4, 5.5], [2.5, 3.5, 4.5, 5.6, 6.6, 7.7])
    expect(30 - (found?.u ?? 0)).toBe(6)
    expect(found?.p).toBeCloseTo(0.1207, 3)
  })
  it('finds no difference between equal values, and has none to say of an empty sample', () => {
    expect(mannWhitney([5, 5, 5], [5, 5])).toEqual({ u: 3, p: 1 })
    expect(mannWhitney([], [1])).toBeUndefined()
    expect(cliffsDelta([1], [])).toBeUndefined()
  })
  it('calls noise a difference as often as it is told to: 5 in 100', () => {
    const random = seededRandom(7)
    const values = () => Array.from({ length: 20 }, () => normal(random))
    const called = Array.from({ length: 2_000 }, () => mannWhitney(values(), values())?.p ?? 1).filter((p) => p < 0.05).length
    expect(called / 2_000).toBeGreaterThan(0.035)
    expect(called / 2_000).toBeLessThan(0.065)
  })
  it('rests on the tail of the normal distribution', () => {
    for (const [z, tail] of [[0, 0.5], [1, 0.158655254], [1.959963985, 0.025], [3, 0.001349898], [-1, 0.841344746]] as const) expect(normalTail(z)).toBeCloseTo(tail, 6)
  })
  it('says the effect in words', () => {
    expect([0, -0.2, 0.4, -1].map(effectSize)).toEqual(['negligible', 'small', 'medium', 'large'])
  })
})

describe('the bootstrap interval', () => {
  it('covers the true median about as often as it says', () => {
    const random = seededRandom(11)
    const covers = Array.from({ length: 400 }, () => {
      const found = medianInterval(Array.from({ length: 25 }, () => Math.exp(normal(random))), { random, resamples: 400, level: 0.95 })
      return found !== undefined && found.low <= 1 && found.high >= 1
    }).filter(Boolean).length
    expect(covers / 400).toBeGreaterThan(0.9)
    expect(covers / 400).toBeLessThan(0.99)
  })
  it('of a ratio covers the true ratio about as often as it says', () => {
    const random = seededRandom(13)
    const covers = Array.from({ length: 300 }, () => {
      const [a, b] = [Array.from({ length: 20 }, () => 10 + normal(random)), Array.from({ length: 20 }, () => 12 + normal(random))]
      const found = ratioInterval(a, b, { random, resamples: 400, level: 0.95 })
      return found !== undefined && found.low <= 1.2 && found.high >= 1.2
    }).filter(Boolean).length
    expect(covers / 300).toBeGreaterThan(0.9)
  })
  it('lies within the values, around the median, and is the same for the same random numbers', () => {
    fc.assert(fc.property(fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 2, maxLength: 30 }), fc.integer(), (values, seed) => {
      const again = () => medianInterval(values, { random: seededRandom(seed), resamples: 200, level: 0.95 })
      const found = again()
      expect(found?.low).toBeGreaterThanOrEqual(Math.min(...values))
      expect(found?.high).toBeLessThanOrEqual(Math.max(...values))
      expect(again()).toEqual(found)
    }))
  })
  it('one value has none: a run says nothing of the next', () => {
    const settings = { random: seededRandom(1), resamples: 10, level: 0.95 }
    expect([medianInterval([5], settings), medianInterval([], settings), ratioInterval([1], [1, 2], settings), ratioInterval([0, 0], [1, 2], settings)]).toEqual([undefined, undefined, undefined, undefined])
  })
})
