/**
 * What is measured on purpose: rows a second, load on an address, blue against green. Every bar is that of a gate or a
 * criterion of the same plan, by its id, so that no figure is written twice.
 * Plan: "Performance Baseline", "Concurrent Handling: 20 simultaneous users", "Response Times: <300ms for 95% of requests".
 */
import { z } from 'zod'
import { duration } from '../duration.ts'

const id = z.string().regex(/^[a-z0-9-]+$/)

/** Sent to the address of a target of the plan; the address itself stands there alone. */
const request = z.strictObject({
  path: z.string().regex(/^\//, { error: 'expected a path such as /quote?symbol=AAPL' }),
  method: z.enum(['GET', 'HEAD', 'POST', 'PUT']).default('GET'),
  headers: z.record(z.string(), z.string()).default({}),
  body: z.string().optional(),
})
export type BenchRequest = z.infer<typeof request>

/** What a target is asked: a SELECT of a database, or a user's journey of an application over so many rows. */
const query = z.union([
  z.strictObject({ name: z.string().min(1), sql: z.string().min(1) }),
  /** `rows` is the journey's variable of that name; the time is that of these steps, by title. */
  z.strictObject({ name: z.string().min(1), journey: z.string(), rows: z.int().min(1).max(2_000_000), steps: z.array(z.string()).min(1) }),
])

/** A bar that the plan has elsewhere: a gate is bad beyond it, a criterion is met within it. */
const limit = z.union([z.strictObject({ gate: z.string() }), z.strictObject({ criterion: z.string() })])
export type BenchLimit = z.infer<typeof limit>

const common = { id, title: z.string(), source: z.string() }

export const loadBenchmark = z.strictObject({
  ...common,
  kind: z.literal('load'),
  target: z.string(),
  request,
  traffic: z.union([
    /** So many users, each sending again `think` after its answer; or as many as a phase has at most. */
    z.strictObject({ users: z.union([z.int().min(1).max(10_000), z.strictObject({ phase: z.string() })]), think: duration.prefault('0s') }),
    /** So many requests a second, sent when they are due whatever the answers take. */
    z.strictObject({ rate: z.number().positive().max(200_000), connections: z.int().min(1).max(10_000) }),
  ]),
  /** Of the whole; ramp and warm-up are parts of it. */
  duration,
  ramp: duration.prefault('0s'),
  warmUp: duration.prefault('0s'),
  timeout: duration.prefault('10s'),
  limits: z.array(limit).min(1),
}).refine((one) => one.duration > one.ramp + one.warmUp, { path: ['duration'], error: 'ramp and warm-up leave no time that counts' })

export const rowsBenchmark = z.strictObject({
  ...common,
  kind: z.literal('rows'),
  target: z.string(),
  queries: z.array(query).min(1).max(50),
  warmUp: z.int().min(0).max(100).default(1),
  /** One run alone has no spread. */
  runs: z.int().min(2).max(1_000),
  /** For one query. */
  timeout: duration.prefault('60s'),
  /** Gates whose bars are shares of one baseline: at the first's and above it passes, at the second's it warns, below it fails. */
  pass: z.string(),
  warn: z.string(),
})

export const compareBenchmark = z.strictObject({
  ...common,
  kind: z.literal('compare'),
  /** Targets of blue and of green that are asked the same. */
  blue: z.string(),
  green: z.string(),
  request,
  warmUp: z.int().min(0).max(1_000).default(2),
  /** The test of the difference is good from eight a side on. */
  pairs: z.int().min(8).max(10_000),
  timeout: duration.prefault('10s'),
  /** A ratio of medians within 1 ± this is as good as equal. */
  margin: z.number().min(0).max(1),
  /** Differences likelier than this by chance are none. */
  alpha: z.number().gt(0).lt(1),
})

export const benchKinds = ['rows', 'load', 'compare'] as const
export type BenchKind = (typeof benchKinds)[number]

export const benchmark = z.discriminatedUnion('kind', [rowsBenchmark, loadBenchmark, compareBenchmark])
export type Benchmark = z.infer<typeof benchmark>
export type LoadBenchmark = z.infer<typeof loadBenchmark>
export type RowsBenchmark = z.infer<typeof rowsBenchmark>
export type CompareBenchmark = z.infer<typeof compareBenchmark>

/** Ids of the targets that it measures. */
export const targetsOf = (one: Benchmark): readonly string[] => (one.kind === 'compare' ? [one.blue, one.green] : [one.target])
