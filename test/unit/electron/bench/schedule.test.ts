import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { interleaved } from '../../../../electron/bench/order.ts'
import { createLatencies } from '../../../../electron/bench/histogram.ts'
import { dueWithin, intendedAt, userStartsAt } from '../../../../electron/bench/schedule.ts'

describe('a fixed rate', () => {
  const rate = fc.integer({ min: 1, max: 5_000 })
  const ramp = fc.integer({ min: 0, max: 10_000 })

  it('without a ramp sends evenly from the start', () => {
    expect([0, 1, 2, 3].map((index) => intendedAt(index, 100, 0))).toEqual([0, 10, 20, 30])
  })
  it('with a ramp never goes back, and ends at the full rate', () => {
    fc.assert(fc.property(rate, ramp, fc.nat(5_000), (of, over, index) => {
      expect(intendedAt(index + 1, of, over)).toBeGreaterThan(intendedAt(index, of, over))
      const late = of * over
      expect(intendedAt(late + 1, of, over) - intendedAt(late, of, over)).toBeCloseTo(1_000 / of, 3)
    }))
  })
  it('as many are due as are meant to be sent before the end', () => {
    fc.assert(fc.property(rate, ramp, fc.integer({ min: 1, max: 20_000 }), (of, over, duration) => {
      const due = dueWithin(duration, of, over)
      if (due > 0) expect(intendedAt(due - 1, of, over)).toBeLessThan(duration + 1e-6)
      expect(intendedAt(due, of, over)).toBeGreaterThanOrEqual(duration - 1e-6)
    }))
  })
  it('half the rate is reached in the middle of the ramp', () => {
    const sent = (ms: number): number => dueWithin(ms, 1_000, 10_000)
    expect(sent(5_050) - sent(4_950)).toBeCloseTo(50, -1)
  })
})

it('the users of a closed loop begin evenly over the ramp', () => {
  expect([0, 1, 2, 3].map((index) => userStartsAt(index, 4, 2_000))).toEqual([0, 500, 1_000, 1_500])
})

describe('blue and green are measured in turn', () => {
  it('A B B A', () => expect(interleaved(2)).toEqual(['blue', 'green', 'green', 'blue']))
  it('a drift that grows evenly falls on both alike', () => {
    const order = interleaved(20)
    const placesOf = (side: string): number => order.reduce((sum, one, place) => sum + (one === side ? place : 0), 0)
    expect(placesOf('blue')).toBe(placesOf('green'))
  })
})

describe('latencies', () => {
  it('are kept to a thousandth of their value', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 60_000_000 }), { minLength: 1, maxLength: 300 }), (us) => {
      const latencies = createLatencies()
      for (const one of us) latencies.record(one / 1_000)
      const sorted = us.toSorted((a, b) => a - b)
      const found = latencies.summary()
      for (const [q, value] of [[0.5, found?.p50], [0.95, found?.p95], [0.99, found?.p99]] as const) {
        const truth = (sorted[Math.ceil(q * sorted.length) - 1] ?? 0) / 1_000
        expect(Math.abs((value ?? 0) - truth)).toBeLessThanOrEqual(truth * 0.001 + 0.001)
      }
      expect(found?.count).toBe(us.length)
    }))
  })
  it('none are no percentile', () => expect(createLatencies().summary()).toBeUndefined())
})
