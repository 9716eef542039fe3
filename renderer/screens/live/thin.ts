/** As many places of a line as a chart has pixels: more cost time to draw and can't be seen. Pure. */
import type { Line } from '../../../shared/contract.ts'

type Values = Line['avg']

function reduced(values: Values, from: number, to: number, reduce: (a: number, b: number) => number): { readonly value: number | null; readonly count: number } {
  let value: number | null = null
  let count = 0
  for (let at = from; at < to; at += 1) {
    const one = values[at]
    if (one === null || one === undefined) continue
    value = value === null ? one : reduce(value, one)
    count += 1
  }
  return { value, count }
}
const sum = (a: number, b: number): number => a + b

/**
 * Stretches of equal count, each by its lowest, its highest and its mean, so that no peak is lost. A stretch that is missing by
 * half or more is a gap.
 * @param most places, 1 at least
 */
export function thin(line: Line, most: number): Line {
  const { t, avg, min, max } = line
  if (t.length <= most) return line
  const each = Math.ceil(t.length / most)
  const thinned: { t: number[]; avg: (number | null)[]; min: (number | null)[]; max: (number | null)[] } = { t: [], avg: [], min: [], max: [] }
  for (let from = 0; from < t.length; from += each) {
    const to = Math.min(t.length, from + each)
    const mean = reduced(avg, from, to, sum)
    const gap = 2 * mean.count <= to - from && mean.count < to - from
    thinned.t.push(t[to - 1] ?? 0)
    thinned.avg.push(gap || mean.value === null ? null : mean.value / mean.count)
    thinned.min.push(gap ? null : reduced(min, from, to, Math.min).value)
    thinned.max.push(gap ? null : reduced(max, from, to, Math.max).value)
  }
  return thinned
}
