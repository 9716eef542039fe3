/** The moments of a chart one after the other, and what is read at one of them. Pure. */
import { environments, type Environment, type MetricName, type Statistic } from '../../../shared/metrics.ts'
import { figureText } from '../../parts/format.ts'
import type { ChartOptions, Picture } from './chart-message.ts'
import { nearestPlace } from './nearest-place.ts'

/** The environments that a chart draws. */
export const shownOf = ({ only }: Pick<ChartOptions, 'only'>): readonly Environment[] => environments.filter((environment) => only === undefined || environment === only)

/** A value with its unit, or that there is none. */
export const valueText = (metric: MetricName, value: number | null, statistic: Statistic): string => (value === null || Number.isNaN(value) ? 'no data' : figureText(metric, value, statistic))

/**
 * Each moment at which something else is read than at the one before it: two lines that were read a little apart have one
 * moment where the pointer reads them together.
 * @param since moments before it are not shown; as all moments here, monotonic ms
 */
export function momentsOf(lines: readonly Float64Array[], since: number): readonly number[] {
  const all = [...new Set(lines.flatMap((line) => [...line]))].filter((at) => at >= since).toSorted((a, b) => a - b)
  let before: ReadonlyMap<Float64Array, number> = new Map()
  return all.filter((at) => {
    const found = nearestPlace(lines, at)
    const isNew = lines.some((line) => found.get(line) !== before.get(line))
    if (isNew) before = found
    return isNew
  })
}

/** @returns what each environment was at a moment, as "blue 1.2 %" */
export function toldAt(options: ChartOptions, lines: Picture['lines'], moment: number): readonly string[] {
  const shown = shownOf(options)
  const found = nearestPlace(shown.map((environment) => lines[environment].t), moment)
  return shown.flatMap((environment) => {
    const { t, avg } = lines[environment]
    const index = found.get(t)
    return index === undefined ? [] : [`${environment} ${valueText(options.metric, avg[index] ?? Number.NaN, options.statistic)}`]
  })
}
