/** The strategy that the lab's backtests compute: trading on two moving averages. */
export type Windows = { readonly fast: number; readonly slow: number }

/** Reads `sma-<fast>-<slow>`; undefined for any other text. */
export const windowsOf = (strategy: string): Windows | undefined => {
  const match = /^sma-(\d{1,3})-(\d{1,3})$/.exec(strategy)
  const fast = Number(match?.[1])
  const slow = Number(match?.[2])
  return fast >= 1 && slow > fast ? { fast, slow } : undefined
}

/** A moving sum over the last `length` values; undefined until there are so many. */
const movingSum = (length: number): ((value: number) => number | undefined) => {
  const ring = new Float64Array(length)
  let count = 0
  let sum = 0
  return (value) => {
    sum += value - (ring[count % length] ?? 0)
    ring[count % length] = value
    count += 1
    return count < length ? undefined : sum
  }
}

/** Holds one share while the fast average is above the slow one. Prices in cents; the result in whole currency, two decimals. */
export const backtester = ({ fast, slow }: Windows): { readonly feed: (cents: number) => void; readonly pnl: () => string } => {
  const fastSum = movingSum(fast)
  const slowSum = movingSum(slow)
  let holding = false
  let last = 0
  let cents = 0
  return {
    feed: (price) => {
      if (holding) cents += price - last
      last = price
      const quick = fastSum(price)
      const steady = slowSum(price)
      // Compared crosswise, which keeps whole cents whole.
      holding = quick !== undefined && steady !== undefined && quick * slow > steady * fast
    },
    pnl: () => (cents / 100).toFixed(2),
  }
}
