/**
 * Shares of small groups, with the exact interval. Clopper-Pearson: between these two the true share lies with at least
 * the level, whatever it is; for groups of 2 to 20 an approximation would say more than was asked. Pure.
 * Semantics 18 of the design: "Small groups are shown as counts with an interval".
 */

export type Share = { readonly low: number; readonly high: number }

/** P(X ≤ k) of so many independent answers that are positive with p each. */
function atMost(k: number, n: number, p: number): number {
  if (k >= n || p <= 0) return 1
  if (p >= 1) return 0
  // By its logarithm, so that no group is too large for it.
  let term = n * Math.log1p(-p)
  let sum = Math.exp(term)
  for (let i = 1; i <= k; i += 1) {
    term += Math.log((n - i + 1) / i) + Math.log(p) - Math.log1p(-p)
    sum += Math.exp(term)
  }
  return Math.min(1, sum)
}

/** Where a function that falls from above 0 to below it on 0 to 1 crosses it; 60 halvings are the precision of a number. */
function crossing(falling: (p: number) => number): number {
  let [low, high] = [0, 1]
  for (let halving = 0; halving < 60; halving += 1) {
    const middle = (low + high) / 2
    if (falling(middle) > 0) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/** @param level 0.95: nineteen of twenty such intervals hold the true share, at the least */
export function shareInterval(positive: number, of: number, level = 0.95): Share {
  if (of === 0) return { low: 0, high: 1 }
  const tail = (1 - level) / 2
  return {
    low: positive === 0 ? 0 : crossing((p) => tail - (1 - atMost(positive - 1, of, p))),
    high: positive === of ? 1 : crossing((p) => atMost(positive, of, p) - tail),
  }
}
