/** The places of several lines that belong to one moment. Pure. */

/** The index of the moment that is nearest; none of an empty line. Moments go up. */
export function nearest(t: ArrayLike<number>, at: number): number | undefined {
  let [low, high] = [0, t.length - 1]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((t[middle] ?? 0) < at) low = middle + 1
    else high = middle
  }
  const [before, after] = [t[low - 1], t[low]]
  if (before !== undefined && (after === undefined || at - before < after - at)) return low - 1
  return after === undefined ? undefined : low
}

/** @returns of each line whose nearest moment is the nearest of all, its index: what is shown together was at one time */
export function nearestPlace(lines: readonly Float64Array[], at: number): ReadonlyMap<Float64Array, number> {
  const found = lines.flatMap((line) => {
    const index = nearest(line, at)
    return index === undefined ? [] : [{ line, index, t: line[index] ?? 0, width: (line.at(-1) ?? 0) - (line[0] ?? 0), count: line.length }]
  })
  const best = found.toSorted((a, b) => Math.abs(a.t - at) - Math.abs(b.t - at))[0]
  if (best === undefined) return new Map()
  const step = Math.max(...found.map(({ width, count }) => width / Math.max(1, count - 1)))
  return new Map(found.filter(({ t }) => Math.abs(t - best.t) <= step).map(({ line, index }) => [line, index]))
}
