/**
 * A benchmark on the record: what was begun, how it ended and what it found, small enough for an entry.
 * Plan: "Performance Baseline"; semantics 2, 16 and 17 of the design.
 */
import { z } from 'zod'
import { environments, metricNames } from './metrics.ts'
import { benchKinds } from './plan/benchmarks.ts'
import type { Entry, EntryData } from './journal.ts'

const benchOutcomes = ['pass', 'warn', 'fail', 'inconclusive', 'no data'] as const
/** interrupted: the console itself ended in the middle, and nothing is known but that. */
const benchEnds = ['done', 'cancelled', 'rollback', 'failed', 'interrupted'] as const

/** No list of an entry is longer: a load of an hour is told in steps of half a minute. */
export const mostSteps = 120
const mostKinds = 20

const interval = z.strictObject({ low: z.number(), high: z.number() })
const count = z.int().nonnegative()
const errors = z.record(z.string(), count).refine((all) => Object.keys(all).length <= mostKinds + 1)
/** Of all values: how many, and where they lie. */
const spread = z.strictObject({ count, min: z.number(), p25: z.number(), p50: z.number(), p75: z.number(), max: z.number() })

const load = z.strictObject({
  kind: z.literal('load'),
  sent: count, answered: count, good: count, unsent: count, errors,
  errorRate: z.number().optional(),
  /** Answers a second. */
  throughput: z.number(),
  /** Milliseconds. */
  latency: z.strictObject({ count, min: z.number(), mean: z.number(), max: z.number(), p50: z.number(), p90: z.number(), p95: z.number(), p99: z.number(), p999: z.number() }).optional(),
  /** Each of so many seconds; `p95` is that of the slowest second of them. */
  every: z.int().positive(),
  steps: z.array(z.strictObject({ second: z.number(), answered: count, errors: count, p95: z.number().optional() })).max(mostSteps),
  limits: z.array(z.strictObject({ title: z.string(), figure: z.string(), outcome: z.enum(benchOutcomes), why: z.string() })),
  generator: z.strictObject({ limited: z.boolean(), why: z.string().optional(), utilization: z.number(), latenessP99: z.number() }),
})
const rows = z.strictObject({
  kind: z.literal('rows'),
  metric: z.enum(metricNames),
  /** The figure that it was held against, and from which share of it on it passes and warns. */
  bar: z.strictObject({ baseline: z.number(), pass: z.number(), warn: z.number(), margin: z.number() }),
  median: z.number().optional(), interval: interval.optional(), cold: z.number().optional(), spread: spread.optional(),
  failedRounds: count, errors,
  queries: z.array(z.strictObject({ name: z.string(), rows: count.optional(), medianMs: z.number().optional(), medianRowsPerSecond: z.number().optional(), failed: count })).max(50),
})
const compare = z.strictObject({
  kind: z.literal('compare'),
  unit: z.enum(['ms', 'rows/s']),
  margin: z.number(), alpha: z.number(),
  ratio: z.number().optional(), interval: interval.optional(), p: z.number().optional(), effect: z.string().optional(),
  blue: spread.optional(), green: spread.optional(),
  errors: z.strictObject({ blue: errors, green: errors }),
})
const benchRecorded = z.discriminatedUnion('kind', [load, rows, compare])
export type BenchRecorded = z.infer<typeof benchRecorded>

/** What a benchmark is and does, in words; `settings` are short facts without secrets, `hash` is of all of them. */
export const benchStarted = z.strictObject({
  bench: z.string(), benchmark: z.string(), title: z.string(), kind: z.enum(benchKinds), does: z.string(),
  targets: z.array(z.string()), environments: z.array(z.enum(environments)),
  /** Users were on a target of it, or that was not known, and a person said yes. */
  onUsers: z.boolean(),
  expectedMs: z.number().optional(), settings: z.record(z.string(), z.union([z.string(), z.number()])), hash: z.string(),
})
export const benchFinished = z.strictObject({
  bench: z.string(), benchmark: z.string(), title: z.string(), ended: z.enum(benchEnds),
  outcome: z.enum(benchOutcomes), why: z.string(), ms: z.number(),
  /** The machine that measured: figures of two machines are not compared unawares. */
  machine: z.strictObject({ node: z.string(), platform: z.string(), cpu: z.string(), cpus: z.int(), memoryBytes: z.number(), load: z.number() }).optional(),
  figures: benchRecorded.optional(),
})

export type ActiveBench = Pick<EntryData<'bench.started'>, 'bench' | 'benchmark' | 'title' | 'kind' | 'does' | 'expectedMs'> & {
  readonly by: string
  /** Wall milliseconds. */
  readonly startedAt: number
}
export type LastBench = { readonly bench: string; readonly outcome: (typeof benchOutcomes)[number]; readonly ended: (typeof benchEnds)[number]; readonly why: string; readonly at: number }
export type Benches = {
  readonly active?: ActiveBench
  /** By the plan's id. */
  readonly last: Readonly<Record<string, LastBench>>
}

export const noBenches: Benches = { last: {} }

export function foldBenches(benches: Benches, entry: Entry): Benches {
  if (entry.kind === 'bench.started') {
    const { bench, benchmark, title, kind, does, expectedMs } = entry.data
    return { ...benches, active: { bench, benchmark, title, kind, does, ...(expectedMs !== undefined && { expectedMs }), by: entry.who.name, startedAt: entry.at.occurred } }
  }
  if (entry.kind !== 'bench.finished') return benches
  const { bench, benchmark, outcome, ended, why } = entry.data
  const { active, ...rest } = benches
  const last = { ...benches.last, [benchmark]: { bench, outcome, ended, why, at: entry.at.occurred } }
  return active && active.bench !== bench ? { ...rest, active, last } : { ...rest, last }
}

/** At most so many kinds by name, the most frequent first; what is left is one sum. A text of an error is cut to a line. */
export function fewErrors(all: Readonly<Record<string, number>>): Record<string, number> {
  const kinds = Object.entries(all).toSorted(([, a], [, b]) => b - a)
  const few: Record<string, number> = {}
  for (const [text, number] of kinds.slice(0, mostKinds)) {
    const line = text.slice(0, 200)
    few[line] = (few[line] ?? 0) + number
  }
  const rest = kinds.slice(mostKinds).reduce((sum, [, number]) => sum + number, 0)
  return rest > 0 ? { ...few, others: rest } : few
}
