import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { judgeComparison, judgeRows, type Bar, type Comparing } from '../../../../electron/bench/verdict.ts'
import { seededRandom } from '../../../../electron/lab/random.ts'

/** The plan's: baseline 37,303 rows/s, at least 90 % passes, below 75 % rolls back. */
const bar: Bar = { baseline: 37_303, pass: 0.9, warn: 0.75, margin: 0 }
const around = (value: number) => ({ low: value * 0.999, high: value * 1.001 })

describe('rows/s against the baseline', () => {
  it.each([
    [37_303, 'pass'], [33_700, 'pass'], [33_000, 'warn'], [28_100, 'warn'], [27_900, 'fail'], [0, 'fail'],
  ] as const)('%d rows/s: %s', (value, outcome) => {
    expect(judgeRows(value, around(value), bar).outcome).toBe(outcome)
  })
  it('37,245 rows/s is 100 % of the baseline with a margin of 1 %, and is not without', () => {
    const whole = { ...bar, pass: 1 }
    expect(judgeRows(37_245, around(37_245), { ...whole, margin: 0.01 }).outcome).toBe('pass')
    expect(judgeRows(37_245, around(37_245), whole).outcome).toBe('warn')
  })
  it('an interval across a threshold decides nothing', () => {
    expect(judgeRows(34_000, { low: 33_000, high: 35_000 }, bar)).toEqual({
      outcome: 'inconclusive', why: '91.1 % of the baseline (88.5 % to 93.8 %): from warn to pass; more runs narrow it',
    })
  })
  it('no run is no data, one run is inconclusive, however fast: neither passes', () => {
    expect(judgeRows(undefined, undefined, bar).outcome).toBe('no data')
    expect(judgeRows(1e9, undefined, bar).outcome).toBe('inconclusive')
  })
  it('never passes where the lower end of the interval would not', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 100_000 }), fc.integer({ min: 0, max: 50_000 }), (low, width) => {
      const { outcome } = judgeRows(low + width / 2, { low, high: low + width }, bar)
      if (outcome === 'pass') expect(low / bar.baseline).toBeGreaterThanOrEqual(bar.pass)
      if (outcome === 'fail') expect((low + width) / bar.baseline).toBeLessThan(bar.warn)
    }))
  })
})

describe('green against blue', () => {
  const settings = (seed = 1): Comparing => ({ random: seededRandom(seed), resamples: 500, level: 0.95, margin: 0.05, alpha: 0.05, better: 'lower' })
  const values = (seed: number, middle: number, spread: number, count = 30): readonly number[] => {
    const random = seededRandom(seed)
    return Array.from({ length: count }, () => middle + spread * (random() - 0.5))
  }

  it('the same, with little noise, is equivalent', () => {
    expect(judgeComparison(values(1, 100, 4), values(2, 100, 4), settings()).verdict).toMatchObject({ outcome: 'pass', why: expect.stringMatching(/^equivalent: /) as string })
  })
  it('20 % slower is worse, 20 % faster is better', () => {
    expect(judgeComparison(values(1, 100, 4), values(2, 120, 4), settings()).verdict).toMatchObject({ outcome: 'fail', why: expect.stringMatching(/^worse: green is 1[12]\d/) as string })
    expect(judgeComparison(values(1, 100, 4), values(2, 80, 4), settings()).verdict).toMatchObject({ outcome: 'pass', why: expect.stringMatching(/^better: /) as string })
    expect(judgeComparison(values(1, 100, 4), values(2, 80, 4), { ...settings(), better: 'higher' }).verdict.outcome).toBe('fail')
  })
  it('a true but small difference, within the margin, is no regression', () => {
    const { verdict, figures } = judgeComparison(values(1, 100, 2), values(2, 102, 2), settings())
    expect(figures?.test.p).toBeLessThan(0.001)
    expect(verdict.outcome).toBe('pass')
  })
  it('much noise is inconclusive, not a regression', () => {
    expect(judgeComparison(values(1, 100, 180, 8), values(2, 110, 180, 8), settings()).verdict.outcome).toBe('inconclusive')
  })
  it('nothing measured is no data, one value is inconclusive', () => {
    expect(judgeComparison([], [1, 2], settings()).verdict.outcome).toBe('no data')
    expect(judgeComparison([1], [2], settings()).verdict.outcome).toBe('inconclusive')
  })
  it('noise alone is called a regression in fewer than 1 of 100', () => {
    const called = Array.from({ length: 200 }, (_, seed) => judgeComparison(values(seed * 2 + 1, 100, 60), values(seed * 2 + 2, 100, 60), settings(seed))).filter(({ verdict }) => verdict.outcome === 'fail').length
    expect(called).toBeLessThanOrEqual(2)
  })
})
