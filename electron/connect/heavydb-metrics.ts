/** Measures by query: what the `metrics` of a HeavyDB target may say, and what one answer measures. Pure. */
import { z } from 'zod'
import { metricInfo, metricNames, type Environment, type Measured, type MetricName, type MissingReason } from '../../shared/metrics.ts'
import type { Result, Value } from './heavydb-result.ts'
import { whyRefused } from './heavydb-select.ts'

const query = z.string().superRefine((text, context) => {
  const why = whyRefused(text)
  if (why !== undefined) context.addIssue({ code: 'custom', message: `expected one SELECT: ${why}`, input: text })
})

/**
 * A query of one row. gauge: one number. counter: one number that only grows. ratio: numerator and denominator of this
 * sample. `{timed: …}`: the rows that the query brings, over the seconds that it takes.
 */
export const queryMap = z.partialRecord(z.enum(metricNames), z.union([query, z.strictObject({ timed: query })])).superRefine((map, context) => {
  for (const [metric, one] of Object.entries(map) as [MetricName, string | { readonly timed: string }][]) {
    const { kind } = metricInfo(metric)
    const wrong = (message: string): void => context.addIssue({ code: 'custom', path: [metric], message, input: one })
    if (metric === 'up') wrong('up is measured by the app of an environment: leave it out')
    else if (kind === 'histogram') wrong(`${metric} is a histogram: a query can't measure it`)
    else if (typeof one !== 'string' && kind !== 'ratio') wrong(`${metric} is a ${kind}: only a ratio can be timed`)
  }
})
export type QueryMap = z.infer<typeof queryMap>
export type MetricQuery = NonNullable<QueryMap[MetricName]>

/** A counter's total at the sample before; without one, why. */
export type Before = { readonly total: number } | { readonly none: MissingReason }

export type Measuring = { readonly measured: Measured; readonly total?: number } | { readonly reason: MissingReason; readonly detail: string; readonly total?: number }

const numberOf = (value: Value | undefined): number | undefined =>
  typeof value === 'number' || typeof value === 'bigint' ? Number(value) : typeof value === 'boolean' ? Number(value) : undefined

/** @param seconds that the query took, as seen from here */
export function measure(metric: MetricName, environment: Environment, how: MetricQuery, result: Result, seconds: number, before: Before): Measuring {
  const name = { metric, environment } as const
  if (typeof how !== 'string') {
    if (result.count === 0) return { reason: 'empty', detail: 'the timed query brought no row' }
    return { measured: { ...name, kind: 'ratio', numerator: result.count, denominator: seconds } }
  }
  const { kind } = metricInfo(metric)
  const expected = kind === 'ratio' ? 2 : 1
  if (result.count === 0) return { reason: 'empty', detail: 'the query brought no row' }
  if (result.count > 1) return { reason: 'invalid', detail: `the query brought ${result.count} rows: one is expected` }
  if (result.columns.length !== expected) return { reason: 'invalid', detail: `the query brought ${result.columns.length} columns: a ${kind} takes ${expected}` }
  const given = result.columns.map(([value]) => value)
  if (given.includes(null)) return { reason: 'empty', detail: 'the query brought NULL' }
  const [value, over] = given.map(numberOf)
  if (value === undefined || (expected === 2 && over === undefined)) return { reason: 'invalid', detail: 'the query brought something that is not a number' }
  if (!Number.isFinite(value) || (over !== undefined && !Number.isFinite(over))) return { reason: 'nan', detail: `the query brought ${value}` }
  if (kind === 'ratio') return { measured: { ...name, kind, numerator: value, denominator: over ?? 0 } }
  if (kind === 'counter') {
    if ('none' in before) return { reason: before.none, detail: 'nothing to count from: increments come with the next sample', total: value }
    // A smaller total than before is a counter that began anew.
    return { measured: { ...name, kind, increment: value >= before.total ? value - before.total : value }, total: value }
  }
  return { measured: { ...name, kind: 'gauge', value } }
}
