/**
 * Rules and complete series for them: levels below, exactly on and above the bar, in runs short and long.
 * Each statistic stands beside the Prometheus function that is the same over complete samples.
 */
import fc from 'fast-check'
import { responseBuckets, type Measured, type MetricName, type Statistic } from '../../../../shared/metrics.ts'
import { exampleGate } from '../../../unit/electron/judge/examples.ts'
import type { Case } from './oracle.ts'

/** 0 is below the bar, 1 on it, 2 above. */
type Level = 0 | 1 | 2
type Inputs = Readonly<Record<string, readonly number[]>>

type Way = {
  readonly metric: MetricName
  readonly statistic: Statistic
  /** A level is read as it is, without a window. */
  readonly instant?: true
  readonly bar: (seconds: number) => number
  /** What we are told in a second; a counter's first sample has nothing to count from. */
  readonly measured: (level: Level) => Measured
  readonly counts?: true
  readonly inputs: (levels: readonly Level[]) => Inputs
  /** @param of a selector of the rule's series, by name, with a range of so many seconds or none */
  readonly expr: (of: (name: string, range?: number) => string, seconds: number) => string
}

const environment = 'green'
const gauge = (value: number): Measured => ({ metric: 'cpu_usage', environment, kind: 'gauge', value })
/** Running totals, from zero at second 0. */
const totals = (grown: readonly number[]): readonly number[] => {
  let total = 0
  return grown.map((by, second) => (total += second === 0 ? 0 : by))
}
const levelled = { metric: 'cpu_usage', measured: (level: Level) => gauge(7 + level), inputs: (levels: readonly Level[]) => ({ level: levels.map((level) => 7 + level) }) } as const
const failures = {
  metric: 'db_connection_failures', counts: true, measured: (level: Level): Measured => ({ metric: 'db_connection_failures', environment, kind: 'counter', increment: level }),
  inputs: (levels: readonly Level[]) => ({ failures_total: totals(levels) }),
} as const

/** Of 20 answers 19, all but one more, or all but one fewer in the bucket that ends at 300 ms: their p95 is on the bar, above, below. */
const bucketsAt = (level: Level): readonly number[] => {
  const buckets = Array.from({ length: responseBuckets.length + 1 }, () => 0)
  const slow = [0, 1, 2][level] ?? 0
  buckets[responseBuckets.indexOf(0.3)] = 20 - slow
  buckets[responseBuckets.indexOf(0.5)] = slow
  return buckets
}
const answers = {
  metric: 'response_time', counts: true,
  measured: (level: Level): Measured => ({ metric: 'response_time', environment, kind: 'histogram', buckets: bucketsAt(level), sum: 5 + level }),
  inputs: (levels: readonly Level[]): Inputs => ({
    ...Object.fromEntries([...responseBuckets, Infinity].map((bound, index) => [
      `seconds_bucket,le="${bound === Infinity ? '+Inf' : bound}"`,
      totals(levels.map((level) => bucketsAt(level).slice(0, index + 1).reduce((sum, count) => sum + count, 0))),
    ])),
    seconds_sum: totals(levels.map((level) => 5 + level)),
    seconds_count: totals(levels.map(() => 20)),
  }),
} as const

/** A range that ends between two samples, so that it holds as many whichever of its ends Prometheus counts in. */
const samplesIn = (seconds: number): number => seconds - 0.5

export const ways = {
  'the level itself': { ...levelled, statistic: 'last', instant: true, bar: () => 8, expr: (of) => of('level') },
  'avg_over_time': { ...levelled, statistic: 'avg', bar: () => 8.37, expr: (of, seconds) => `avg_over_time(${of('level', samplesIn(seconds))})` },
  // Prometheus's own mean is off by a last digit where values differ: exactly on the bar takes the definition.
  'the mean, exactly': {
    ...levelled, statistic: 'avg', bar: () => 8,
    expr: (of, seconds) => `sum_over_time(${of('level', samplesIn(seconds))}) / count_over_time(${of('level', samplesIn(seconds))})`,
  },
  'min_over_time': { ...levelled, statistic: 'min', bar: () => 8, expr: (of, seconds) => `min_over_time(${of('level', samplesIn(seconds))})` },
  'max_over_time': { ...levelled, statistic: 'max', bar: () => 8, expr: (of, seconds) => `max_over_time(${of('level', samplesIn(seconds))})` },
  'increase': { ...failures, statistic: 'sum', bar: (seconds) => seconds, expr: (of, seconds) => `increase(${of('failures_total', seconds)})` },
  'rate': { ...failures, statistic: 'rate', bar: () => 1, expr: (of, seconds) => `rate(${of('failures_total', seconds)})` },
  'a ratio of increases': {
    metric: 'error_rate', statistic: 'ratio', counts: true, bar: () => 0.05,
    measured: (level) => ({ metric: 'error_rate', environment, kind: 'ratio', numerator: level, denominator: 20 }),
    inputs: (levels) => ({ errors_total: totals(levels), requests_total: totals(levels.map(() => 20)) }),
    expr: (of, seconds) => `increase(${of('errors_total', seconds)}) / increase(${of('requests_total', seconds)})`,
  },
  'histogram_quantile(0.95)': { ...answers, statistic: 'p95', bar: () => 0.3, expr: (of, seconds) => `histogram_quantile(0.95, increase(${of('seconds_bucket', seconds)}))` },
  'histogram_quantile(0.99)': { ...answers, statistic: 'p99', bar: () => 0.38, expr: (of, seconds) => `histogram_quantile(0.99, increase(${of('seconds_bucket', seconds)}))` },
  'the mean of a histogram': { ...answers, statistic: 'avg', bar: () => 0.3, expr: (of, seconds) => `increase(${of('seconds_sum', seconds)}) / increase(${of('seconds_count', seconds)})` },
} as const satisfies Record<string, Way>
const wayNames = Object.keys(ways) as (keyof typeof ways)[]

type Made = {
  readonly way: keyof typeof ways
  readonly direction: 'above' | 'below'
  /** Seconds. A power of two, so that a rate is exact in both. */
  readonly window: number
  readonly for: number
  readonly keep: number
  readonly runs: readonly { readonly level: Level; readonly length: number }[]
}

/** How long the series are and how often they are judged, and how long a `for` and a run of one level may be, in seconds. */
export type Scale = { readonly seconds: number; readonly every: number; readonly fors: readonly number[]; readonly runs: number }

const made = ({ fors, runs }: Scale): fc.Arbitrary<Made> => fc.record({
  way: fc.constantFrom(...wayNames),
  direction: fc.constantFrom('above', 'below'),
  window: fc.constantFrom(1, 2, 4, 8, 16, 32),
  for: fc.constantFrom(...fors),
  keep: fc.constantFrom(0, 0, 1, 3, 10, 60),
  runs: fc.array(fc.record({
    level: fc.constantFrom<Level>(0, 1, 2),
    length: fc.oneof(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 4, max: runs })),
  }), { minLength: 30, maxLength: 30 }),
})

function caseOf(one: Made, name: string, { seconds, every }: Scale): Case {
  const way: Way = ways[one.way]
  const given = one.runs.flatMap(({ level, length }) => Array.from({ length }, () => level))
  const levels = Array.from({ length: seconds }, (_, second): Level => given[second % given.length] ?? 0)
  const of = (series: string, range?: number): string => `${series}{rule="${name}"}${range === undefined ? '' : `[${range * 1_000}ms]`}`
  const bar = way.bar(one.window)
  // Ours gives no verdict before the window has filled; Prometheus judges what is there.
  const filled = way.instant ? '' : ` and on () vector(time()) >= ${one.window}`
  return {
    name, every,
    gate: exampleGate({
      id: name, metric: way.metric, statistic: way.statistic, window: `${one.window}s`, direction: one.direction, threshold: { value: bar },
      for: `${one.for}s`, keepFiringFor: `${one.keep}s`, minimum: 1,
    }),
    samples: levels.map((level, second) => (way.counts && second === 0 ? { missing: 'empty' } : { measured: way.measured(level) })),
    expr: `${way.expr(of, one.window)} ${one.direction === 'above' ? '>' : '<'} ${bar}${filled}`,
    input: Object.fromEntries(Object.entries(way.inputs(levels)).map(([series, values]) => {
      const [metric = '', ...labels] = series.split(',')
      return [`${metric}{${[...labels, `rule="${name}"`].join(',')}}`, values]
    })),
  }
}

/** The same seed gives the same cases. */
export const casesOf = (count: number, prefix: string, scale: Scale, seed: number): readonly Case[] =>
  fc.sample(made(scale), { numRuns: count, seed }).map((one, index) => caseOf(one, `${prefix}${index}`, scale))
