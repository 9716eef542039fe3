/**
 * Maps a page of metrics onto the console's own, by the `metrics` settings of a target.
 * Pure: increments come from this page and the one before. A metric that can't be had is missing by its reason, alone.
 */
import { z } from 'zod'
import { metricInfo, metricNames, responseBuckets, type Environment, type Measured, type MetricName, type MissingReason } from '../../shared/metrics.ts'
import type { Missing, Reading } from './connector.ts'
import { readNumber, type Page, type Series } from './open-metrics.ts'
import { isDeclared, select, selector, type Selector } from './selector.ts'

const ways = {
  gauge: z.strictObject({ gauge: selector, over: selector.optional() }),
  rate: z.strictObject({ rate: selector }),
  counter: z.strictObject({ counter: selector }),
  ratio: z.strictObject({ ratio: selector, of: selector, complement: z.boolean().default(false) }),
  histogram: z.strictObject({ histogram: selector }),
} as const
/** How one metric is read off the page; several series that a selector picks are summed. */
export type Source = z.infer<(typeof ways)[keyof typeof ways]>

/** One of the ways, told apart by its first key, so that a mistake is named within it and not for all of them. */
const source = z.record(z.string(), z.unknown()).transform((given, context): Source => {
  const [, way] = Object.entries(ways).find(([name]) => Object.hasOwn(given, name)) ?? []
  const parsed = way?.safeParse(given)
  if (parsed?.success) return parsed.data
  if (parsed === undefined)
    context.addIssue({ code: 'custom', message: 'expected {gauge, over?}, {rate}, {counter}, {ratio, of, complement?} or {histogram}', input: given })
  for (const issue of parsed?.error.issues ?? []) context.addIssue({ code: 'custom', path: issue.path, message: issue.message, input: given })
  return z.NEVER
})

const kindOf = (one: Source) => ('counter' in one ? 'counter' : 'ratio' in one ? 'ratio' : 'histogram' in one ? 'histogram' : 'gauge')

/** Settings: metric name → how it is read. */
export const metricMap = z.partialRecord(z.enum(metricNames), source).superRefine((map, context) => {
  for (const [metric, one] of Object.entries(map) as [MetricName, Source][]) {
    const { kind } = metricInfo(metric)
    if (metric === 'up') context.addIssue({ code: 'custom', path: [metric], message: 'up is measured by the console itself: leave it out', input: one })
    else if (kindOf(one) !== kind)
      context.addIssue({ code: 'custom', path: [metric], message: `${metric} is a ${kind}: it can't be read as a ${kindOf(one)}`, input: one })
  }
})
export type MetricMap = z.infer<typeof metricMap>

/** An earlier page, and how long ago it was scraped. */
export type Before = { readonly page: Page; readonly seconds: number }

/** Why one metric of a page has no value. */
class Gone extends Error {
  readonly reason: MissingReason

  constructor(reason: MissingReason, detail: string) {
    super(detail)
    this.reason = reason
  }
}

const valueOf = (page: Page, picked: Selector): number => {
  const series = select(page, picked)
  if (series.length === 0) throw new Gone('empty', `no series ${picked.text}`)
  const total = series.reduce((sum, { value }) => sum + value, 0)
  if (!Number.isFinite(total)) throw new Gone('nan', `${picked.text} is ${total}`)
  return total
}

/** What a counter grew by; a smaller figure than before is a reset and counts from zero, as does a series that is new. */
const increment = (now: Series, before: ReadonlyMap<string, number>): number => {
  const was = before.get(now.key) ?? 0
  const grown = now.value >= was ? now.value - was : now.value
  if (!Number.isFinite(grown)) throw new Gone('nan', `${now.name} is ${now.value}`)
  return grown
}

const valuesByKey = (series: readonly Series[]): ReadonlyMap<string, number> => new Map(series.map(({ key, value }) => [key, value]))

class NothingBefore extends Gone {
  constructor() {
    super('empty', 'no scrape to count from: increments come with the next')
  }
}

const needed = (before: Before | undefined): Before => {
  if (before === undefined) throw new NothingBefore()
  return before
}

const incrementOf = (page: Page, before: Before | undefined, picked: Selector): number => {
  const earlier = valuesByKey(select(needed(before).page, picked))
  if (!isDeclared(page, picked)) throw new Gone('empty', `no metric ${picked.name}`)
  return select(page, picked).reduce((sum, one) => sum + increment(one, earlier), 0)
}

const boundsText = (bounds: readonly number[]): string => bounds.join(', ')

const bucketsOf = (page: Page, before: Before | undefined, picked: Selector): { readonly buckets: readonly number[]; readonly sum: number } => {
  const earlier = valuesByKey(select(needed(before).page, picked, '_bucket'))
  const atMost = new Map<number, number>()
  for (const one of select(page, picked, '_bucket')) {
    const bound = readNumber(one.labels.get('le') ?? '')
    if (bound === undefined) throw new Gone('invalid', `${one.name} has a bucket without a bound`)
    atMost.set(bound, (atMost.get(bound) ?? 0) + increment(one, earlier))
  }
  if (atMost.size === 0) throw new Gone('empty', `no histogram ${picked.text}`)
  const expected: readonly number[] = [...responseBuckets, Infinity]
  const bounds = [...atMost.keys()].toSorted((a, b) => a - b)
  const extra = bounds.filter((bound) => !expected.includes(bound))
  const lacking = expected.filter((bound) => !atMost.has(bound))
  if (extra.length > 0 || lacking.length > 0)
    throw new Gone('invalid', `${picked.text} has other buckets: without ${boundsText(lacking) || 'none'}, besides ${boundsText(extra) || 'none'}`)
  const cumulative = expected.map((bound) => atMost.get(bound) ?? 0)
  const buckets = cumulative.map((count, index) => count - (cumulative[index - 1] ?? 0))
  if (buckets.some((count) => count < 0)) throw new Gone('invalid', `${picked.text}: a bucket grew by more than the next larger one`)
  const sums = valuesByKey(select(needed(before).page, picked, '_sum'))
  return { buckets, sum: select(page, picked, '_sum').reduce((total, one) => total + increment(one, sums), 0) }
}

const measure = (metric: MetricName, environment: Environment, one: Source, page: Page, before: Before | undefined): Measured => {
  const name = { metric, environment } as const
  if ('gauge' in one) {
    const value = valueOf(page, one.gauge)
    if (one.over === undefined) return { ...name, kind: 'gauge', value }
    const over = valueOf(page, one.over)
    if (over === 0) throw new Gone('empty', `${one.over.text} is 0`)
    return { ...name, kind: 'gauge', value: value / over }
  }
  if ('rate' in one) return { ...name, kind: 'gauge', value: incrementOf(page, before, one.rate) / needed(before).seconds }
  if ('counter' in one) return { ...name, kind: 'counter', increment: incrementOf(page, before, one.counter) }
  if ('histogram' in one) return { ...name, kind: 'histogram', ...bucketsOf(page, before, one.histogram) }
  const part = incrementOf(page, before, one.ratio)
  const denominator = incrementOf(page, before, one.of)
  return { ...name, kind: 'ratio', numerator: one.complement ? denominator - part : part, denominator }
}

/**
 * One reading out of a page. Without a page before, what is made of increments is missing: as `cut` says,
 * or `empty` at the first scrape.
 */
export function readMetrics(
  map: MetricMap, environment: Environment, page: Page, { before, cut = 'empty' }: { readonly before?: Before; readonly cut?: MissingReason },
): Reading {
  const measured: Measured[] = []
  const missing: Missing[] = []
  for (const [metric, one] of Object.entries(map) as [MetricName, Source][]) {
    try {
      measured.push(measure(metric, environment, one, page, before))
    } catch (error) {
      if (!(error instanceof Gone)) throw error
      missing.push({ metric, environment, reason: error instanceof NothingBefore ? cut : error.reason, detail: error.message })
    }
  }
  return { measured, missing }
}
