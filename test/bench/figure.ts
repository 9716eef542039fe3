/** One measured figure and what it is held against in the same run. `ratio` is value / baseline. */
export type Figure = {
  readonly name: string
  readonly value: number
  readonly unit: string
  /** What the figure is compared with: a peer measured in the same run, or the plan's own bar. */
  readonly baseline: number
  readonly ratio: number
}

const rounded = (value: number): number => Number(value.toPrecision(4))

export const figure = (name: string, value: number, unit: string, baseline: number): Figure =>
  ({ name, value: rounded(value), unit, baseline: rounded(baseline), ratio: rounded(value / baseline) })

/** The value below which `share` of the values lie, nearest rank: never one that was not measured. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
}
