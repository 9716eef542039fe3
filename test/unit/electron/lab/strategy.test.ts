import fc from 'fast-check'
import { expect, test } from 'vitest'
import { backtester, windowsOf, type Windows } from '../../../../electron/lab/strategy.ts'

/** The definition, word by word: averages over the last prices, hold while the fast one is above. */
const plainly = ({ fast, slow }: Windows, prices: readonly number[]): string => {
  const sum = (end: number, length: number): number => prices.slice(end - length + 1, end + 1).reduce((a, b) => a + b, 0)
  let cents = 0
  for (let day = slow - 1; day + 1 < prices.length; day += 1)
    if (sum(day, fast) * slow > sum(day, slow) * fast) cents += (prices[day + 1] ?? 0) - (prices[day] ?? 0)
  return (cents / 100).toFixed(2)
}

test('the running computation is the plain definition', () => {
  const windows = fc.tuple(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 12 })).map(([fast, more]) => ({ fast, slow: fast + more }))
  fc.assert(
    fc.property(windows, fc.array(fc.integer({ min: 1, max: 100_000 }), { maxLength: 120 }), (given, prices) => {
      const test = backtester(given)
      for (const price of prices) test.feed(price)
      expect(test.pnl()).toBe(plainly(given, prices))
    }),
  )
})

test.each(['', 'sma', 'sma-0-5', 'sma-20-5', 'sma-5-5', 'sma-5-20-1', 'sma-a-b', 'sma-5-2000'])('"%s" is no strategy', (text) => {
  expect(windowsOf(text)).toBeUndefined()
})

test('a strategy names its two windows', () => {
  expect(windowsOf('sma-5-20')).toEqual({ fast: 5, slow: 20 })
})
