/** What a benchmark is asked to do, and what it gives back: plain JSON both, kept as they are. */
import { z } from 'zod'
import { target as plannedTarget } from '../../shared/plan.ts'
import type { LatencySummary } from './histogram.ts'
import type { Interval } from './statistics.ts'
import type { Compared, Verdict } from './verdict.ts'

const ms = z.number().nonnegative()
/** As a plan file has it, or as it was read: there its times are ms. */
const target = plannedTarget.extend({ every: z.union([ms, plannedTarget.shape.every]), timeout: z.union([ms, plannedTarget.shape.timeout]) })
const httpRequest = z.strictObject({
  url: z.url({ protocol: /^https?$/ }),
  method: z.string().regex(/^[A-Z]+$/).default('GET'),
  headers: z.record(z.string(), z.string()).default({}),
  body: z.string().optional(),
})
const resampling = { resamples: z.int().min(100).max(100_000).default(2_000), level: z.number().gt(0.5).lt(1).default(0.95), seed: z.int().default(1) }
/** A SELECT of a database, or a journey of an application over so many rows. */
const query = z.union([
  z.strictObject({ name: z.string().min(1), sql: z.string().min(1) }),
  z.strictObject({ name: z.string().min(1), journey: z.string(), rows: z.int().min(1), steps: z.array(z.string()).min(1) }),
])
export type Query = z.infer<typeof query>

/** Rows a second of a suite of queries, against the baseline. Plan: "Performance Baseline", 37,303 rows/s. */
export const rowsJob = z.strictObject({
  kind: z.literal('rows'),
  /** A target of the plan that answers queries, its references filled in. */
  target,
  queries: z.array(query).min(1),
  /** Rounds before it counts; the first is told apart as the cold one. */
  warmUp: z.int().min(0).default(1),
  runs: z.int().min(1).max(10_000),
  /** For one query, in ms. */
  timeout: ms.default(60_000),
  bar: z.strictObject({ baseline: z.number().positive(), pass: z.number().positive(), warn: z.number().positive(), margin: z.number().nonnegative() }),
  ...resampling,
})

/**
 * Load on an address. closed: so many users, each sending when the last answer is in. open: a fixed rate, sent when it is
 * meant to be sent whatever the answers take, and timed from then. Plan: "20 simultaneous users", "300 ms for 95 %".
 */
export const loadJob = z.strictObject({
  kind: z.literal('load'),
  request: httpRequest,
  loop: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('closed'), users: z.int().min(1).max(10_000), think: ms.default(0) }),
    z.strictObject({ kind: z.literal('open'), rate: z.number().positive().max(200_000), connections: z.int().min(1).max(10_000) }),
  ]),
  /** In ms, of the whole; the ramp and the warm-up, which is sent and not counted, are parts of it. */
  duration: z.number().positive(),
  ramp: ms.default(0),
  warmUp: ms.default(0),
  /** For one request, in ms from its being sent. */
  timeout: z.number().positive().default(10_000),
  /** Lowest status that is an error. */
  errorsFrom: z.int().min(400).max(600).default(400),
})

const side = z.union([z.strictObject({ request: httpRequest }), z.strictObject({ target, query: z.string().min(1) })])

/** Blue against green, measured in turn: the ms of a request each, or the rows/s of a query each. */
export const compareJob = z.strictObject({
  kind: z.literal('compare'),
  blue: side,
  green: side,
  warmUp: z.int().min(0).default(2),
  pairs: z.int().min(1).max(100_000),
  timeout: z.number().positive().default(10_000),
  margin: z.number().nonnegative(),
  alpha: z.number().gt(0).lt(1),
  ...resampling,
}).refine(({ blue, green }) => 'request' in blue === 'request' in green, { error: 'blue and green are measured by the same means: two requests or two queries' })

export const benchJob = z.union([rowsJob, loadJob, compareJob])
export type RowsJob = z.infer<typeof rowsJob>
export type LoadJob = z.infer<typeof loadJob>
export type CompareJob = z.infer<typeof compareJob>
export type BenchJob = z.infer<typeof benchJob>

/** Where it is: a share of 1, and the ms that are left, as far as can be told. */
export type Progress = { readonly done: number; readonly leftMs?: number; readonly text: string }

/** How many, by what went wrong: a status, or why there is none. */
export type Errors = Readonly<Record<string, number>>

export type QueryFigures = { readonly name: string; readonly rows?: number; readonly medianMs?: number; readonly medianRowsPerSecond?: number; readonly failed: number }
export type RowsResult = {
  readonly kind: 'rows'
  readonly verdict: Verdict
  /** Of a whole round each, in the order of the runs. */
  readonly rowsPerSecond: readonly number[]
  readonly median?: number
  readonly interval?: Interval
  /** The first round ever, kept apart. */
  readonly cold?: number
  readonly queries: readonly QueryFigures[]
  /** Rounds in which a query failed: they have no figure. */
  readonly failedRounds: number
  readonly errors: Errors
}

export type GeneratorFigures = {
  /** The generator was the limit, and the figures are its own. */
  readonly limited: boolean
  readonly why?: string
  /** Share of the time that its thread was busy. */
  readonly utilization: number
  /** How late it sent what it could have sent, in ms. */
  readonly latenessP99: number
}
export type LoadResult = {
  readonly kind: 'load'
  /** Counted after the warm-up. Answers below `errorsFrom` are good. */
  readonly sent: number
  readonly answered: number
  readonly good: number
  readonly errors: Errors
  readonly errorRate?: number
  /** Answers a second over the time that counts. */
  readonly throughput: number
  /** Of every answer, errors among them; of an open loop from the intended time. */
  readonly latency?: LatencySummary
  /** open: requests that were due and had no free connection until the end. */
  readonly unsent: number
  readonly perSecond: readonly { readonly second: number; readonly answered: number; readonly errors: number; readonly p95?: number }[]
  readonly generator: GeneratorFigures
}

export type CompareResult = {
  readonly kind: 'compare'
  readonly verdict: Verdict
  readonly unit: 'ms' | 'rows/s'
  readonly figures?: Compared
  readonly blue: readonly number[]
  readonly green: readonly number[]
  readonly errors: Readonly<Record<'blue' | 'green', Errors>>
}

export type BenchFigures = RowsResult | LoadResult | CompareResult

/** The machine that measured: figures of two machines are not compared unawares. */
export type BenchEnvironment = {
  readonly node: string
  readonly platform: string
  readonly cpu: string
  readonly cpus: number
  readonly memoryBytes: number
  readonly loadAverage: readonly number[]
}
export type BenchResult = {
  /** Wall ms. */
  readonly startedAt: number
  readonly tookMs: number
  /** The person ended it before its time: the figures are of what was done until then. */
  readonly cancelled: boolean
  readonly environment: BenchEnvironment
  /** As it was asked, without secrets. */
  readonly settings: unknown
  readonly figures: BenchFigures
}
