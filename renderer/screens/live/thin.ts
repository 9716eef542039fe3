/** As many places of a line as a chart has pixels: more cost time to draw and can't be seen. Pure. */
import type { Line } from '../../../shared/contract.ts'

/** A line as it is drawn, moments going up; NaN where nothing is known, so that no line is drawn through it. */
export type Places = { readonly [Key in keyof Line]: Float64Array }

/** All four in one piece of memory: what is handed to another thread is one thing a line. */
function room(places: number): Places {
  const all = new Float64Array(4 * places)
  return { t: all.subarray(0, places), avg: all.subarray(places, 2 * places), min: all.subarray(2 * places, 3 * places), max: all.subarray(3 * places) }
}

function whole({ t, avg, min, max }: Line): Places {
  const places = room(t.length)
  for (let at = 0; at < t.length; at += 1) {
    places.t[at] = t[at] ?? Number.NaN
    places.avg[at] = avg[at] ?? Number.NaN
    places.min[at] = min[at] ?? Number.NaN
    places.max[at] = max[at] ?? Number.NaN
  }
  return places
}

/**
 * Columns of time, each by its lowest, its highest and its mean, so that no peak is lost. They stand at round times: as time
 * goes on a value stays in its column, and only the newest column changes. A column that is missing by half or more breaks the
 * line, and what is known of it is shown all the same.
 * @param last ms that the chart shows
 * @param most columns of that time, 1 at least
 */
export function thin(line: Line, last: number, most: number): Places {
  const { t, avg, min, max } = line
  const length = t.length
  if (length <= most) return whole(line)
  const width = last / most
  const columnOf = (index: number): number => Math.floor((t[index] ?? 0) / width)
  const columns = columnOf(length - 1) - columnOf(0) + 1
  // One that is broken takes two places, of two samples at least: there are never more places than samples.
  const wide = room(Math.min(length, 2 * columns))
  let places = 0
  const put = (at: number, mean: number, lowest: number, highest: number): void => {
    wide.t[places] = at
    wide.avg[places] = mean
    wide.min[places] = lowest
    wide.max[places] = highest
    places += 1
  }
  for (let from = 0, to = 0; from < length; from = to) {
    const column = columnOf(from)
    let count = 0
    let sum = 0
    let lowest = Infinity
    let highest = -Infinity
    let lastKnown = from
    do {
      const value = avg[to]
      if (value !== null && value !== undefined) {
        count += 1
        sum += value
        lastKnown = to
        lowest = Math.min(lowest, min[to] ?? value)
        highest = Math.max(highest, max[to] ?? value)
      }
      to += 1
    } while (to < length && columnOf(to) === column)
    const at = t[to - 1] ?? 0
    const broken = 2 * count <= to - from && count < to - from
    // What is missing stands before what is known where that reaches the column's end, else after it.
    if (broken && count > 0 && lastKnown === to - 1) put(t[from] ?? 0, Number.NaN, Number.NaN, Number.NaN)
    if (count > 0) put(t[broken ? lastKnown : to - 1] ?? 0, sum / count, lowest, highest)
    if (broken && (count === 0 || lastKnown < to - 1)) put(at, Number.NaN, Number.NaN, Number.NaN)
  }
  const thinned = room(places)
  for (const of of ['t', 'avg', 'min', 'max'] as const) thinned[of].set(wide[of].subarray(0, places))
  return thinned
}
