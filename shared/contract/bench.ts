import { z } from 'zod'
import type { ActiveBench, LastBench } from '../bench.ts'
import type { EntryData } from '../journal.ts'
import type { Environment, MetricName } from '../metrics.ts'
import type { BenchKind } from '../plan/benchmarks.ts'
import { command, eventIterator, query, reason, type } from './base.ts'

/** What a benchmark would do if it were started now, from live state. */
export type Preflight = {
  /** One sentence: what is sent, to what, how much of it, for how long. */
  readonly does: string
  /** What else it does: what counts in whose figures, what stays behind. */
  readonly effects: readonly string[]
  readonly targets: readonly {
    readonly id: string
    readonly environment?: Environment
    /** Whether users are on it now; undefined where that is not known, and then it is taken for yes. */
    readonly users: boolean | undefined
    /** Why that is thought, by the routing's own figures. */
    readonly detail: string
  }[]
  /** Undefined where nothing is known of it yet. */
  readonly expectedMs?: number
  /** It needs a yes: users are on a target of it, or that is not known. */
  readonly needsYes: boolean
  /** Why it can't be started now. */
  readonly refused?: string
}

export type PlannedBench = {
  readonly id: string
  readonly title: string
  readonly kind: BenchKind
  readonly source: string
  readonly bars: readonly string[]
  readonly preflight: Preflight
  readonly last?: LastBench
}
export type BenchList = { readonly benchmarks: readonly PlannedBench[]; readonly active?: ActiveBench }

/** Where a benchmark is: a share of 1, and the milliseconds that are left, as far as can be told. */
export type BenchProgress = { readonly bench: string; readonly done: number; readonly leftMs?: number; readonly text: string }

/** One benchmark as the journal has it. Without `finished` it runs, or its console ended. */
export type BenchRecord = {
  /** Number of its first entry. */
  readonly seq: number
  readonly started: EntryData<'bench.started'> & { readonly at: number; readonly by: string; readonly why: string }
  readonly finished?: EntryData<'bench.finished'> & { readonly at: number; readonly by: string }
  /** Recorded from it as a baseline. */
  readonly baseline?: { readonly metric: MetricName; readonly value: number; readonly by: string; readonly why: string; readonly at: number }
}

export type BenchFile = { readonly name: string; readonly type: string; readonly text: string }

const id = z.strictObject({ bench: z.string() })

export const bench = {
  list: query.output(type<BenchList>()),
  /** `yes`: a person has read the pre-flight and agrees, where it needs that. CONFLICT where it can't be started now. */
  start: command.input(z.strictObject({ benchmark: z.string(), reason, yes: z.boolean().default(false) })).output(type<{ readonly bench: string }>()),
  cancel: command.input(id).output(type<void>()),
  progress: query.output(eventIterator(type<BenchProgress>())),
  /** Newest first. */
  history: query.input(z.strictObject({ benchmark: z.string().optional(), limit: z.int().min(1).max(500).default(100) })).output(type<readonly BenchRecord[]>()),
  result: query.input(id).output(type<BenchRecord>()),
  /** Sets the median of a benchmark of rows in place of the plan's baseline, from now on. */
  baseline: command.input(id.extend({ reason })).output(type<{ readonly metric: MetricName; readonly value: number }>()),
  /** One result, or all of a benchmark. */
  export: query.input(z.strictObject({ bench: z.string().optional(), benchmark: z.string().optional(), format: z.enum(['csv', 'json']) })).output(type<BenchFile>()),
}
