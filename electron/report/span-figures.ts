/** Figures of a week or a phase out of its days: shares and averages weighed by their samples, percentiles from histograms that add up. Pure. */
import { askedFor, dayFigureIds, type DayFigure, type Days } from '../../shared/daily.ts'
import type { Environment } from '../../shared/metrics.ts'

export type SpanFigure = { readonly value: number; readonly samples: number; readonly days: number }
export type SpanFigures = { readonly days: number; readonly figures: Partial<Readonly<Record<DayFigure, SpanFigure>>> }
export type Percentile = (q: number, buckets: readonly number[]) => number | undefined

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
const quantiles: Partial<Readonly<Record<string, number>>> = { p50: 0.5, p95: 0.95, p99: 0.99 }

/** @param dates those of the span; what is missing of them is a gap and counts as nothing */
export function figuresOfSpan(days: Days, dates: readonly string[], environment: Environment, percentile: Percentile): SpanFigures {
  const records = dates.flatMap((date) => days[date]?.[environment] ?? [])
  const merged = records.flatMap(({ response }) => (response ? [response] : [])).reduce<readonly number[] | undefined>((total, one) => (total === undefined ? one : total.map((count, index) => count + (one[index] ?? 0))), undefined)
  const figureOf = (id: DayFigure): SpanFigure | undefined => {
    const found = records.flatMap(({ figures }) => figures[id] ?? [])
    const last = found.at(-1)
    if (last === undefined) return undefined
    const { statistic } = askedFor(id)
    const samples = sum(found.map((one) => one.samples))
    const values = found.map(({ value }) => value)
    const of = (value: number): SpanFigure => ({ value, samples, days: found.length })
    switch (statistic) {
      case 'sum': return of(sum(values))
      case 'max': return of(Math.max(...values))
      case 'min': return of(Math.min(...values))
      case 'last': return of(last.value)
      case 'ratio':
      case 'avg': return samples > 0 ? of(sum(found.map((one) => one.value * one.samples)) / samples) : undefined
      default: {
        const value = merged && percentile(quantiles[statistic] ?? 0.5, merged)
        return value === undefined ? undefined : of(value)
      }
    }
  }
  return { days: records.length, figures: Object.fromEntries(dayFigureIds.flatMap((id) => { const found = figureOf(id); return found ? [[id, found]] : [] })) }
}
