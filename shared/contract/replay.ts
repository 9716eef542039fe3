import { z } from 'zod'
import type { Environment } from '../metrics.ts'
import { gateChange, type JudgedRun, type Opening, type ReplayedGate } from '../replay.ts'
import { command, eventIterator, query, type } from './base.ts'
import type { Applied } from './plan.ts'

/** Characters of a CSV: what one frame of the contract takes. */
export const largestCsv = 800_000
/** Milliseconds that one replay looks over. */
export const longestReplay = 86_400_000

export type ReplayEpisode = {
  readonly kind: 'run' | 'incident'
  readonly id: string
  readonly title: string
  /** Wall milliseconds. */
  readonly from: number
  readonly to: number
  /** Whether series of that time are left. */
  readonly recorded: boolean
}

export type ReplaySources = {
  /** What the series file holds: wall milliseconds, and bytes on disk. Absent while nothing is written. */
  readonly recorded?: { readonly from: number; readonly to: number; readonly bytes: number }
  /** Newest first. */
  readonly episodes: readonly ReplayEpisode[]
}

const source = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('range'), from: z.number(), to: z.number() }).refine(({ from, to }) => to > from && to - from <= longestReplay, { error: 'a range begins before it ends, and is a day at most' }),
  z.strictObject({ kind: z.literal('run'), id: z.string() }),
  z.strictObject({ kind: z.literal('incident'), id: z.string() }),
  /** Judged as in `phase`; null: as while none runs. */
  z.strictObject({ kind: z.literal('csv'), text: z.string().max(largestCsv, { error: `a CSV has ${largestCsv} characters at most` }), phase: z.string().nullable() }),
])
export type ReplaySource = z.infer<typeof source>

const changes = z.array(gateChange).max(100)
const gates = z.array(z.string()).min(1).max(200)

export type ReplayEvent =
  | { readonly kind: 'begun'; readonly from: number; readonly to: number }
  /** 0 to 1. */
  | { readonly kind: 'progress'; readonly done: number }
  /** `changed` is absent where the gate's rule is as in the plan. */
  | { readonly kind: 'gate'; readonly gate: string; readonly environment: Environment; readonly present: ReplayedGate; readonly changed?: ReplayedGate }
  | { readonly kind: 'done'; readonly openings: { readonly present: readonly Opening[]; readonly changed: readonly Opening[] }; readonly ticks: number; readonly watched: number }

export type HistoryEvent =
  | { readonly kind: 'progress'; readonly done: number }
  | { readonly kind: 'run'; readonly run: JudgedRun }
  /** `left`: older runs that were not looked at. */
  | { readonly kind: 'done'; readonly left: number }

export const replay = {
  sources: query.output(type<ReplaySources>()),
  /** Ends early where its reader leaves. A mistake in a CSV is `BAD_REQUEST` with line and column. */
  run: query.input(z.strictObject({ source, gates, changes })).output(eventIterator(type<ReplayEvent>())),
  /** Every rollback rule over every recorded run, newest first. */
  history: query.input(z.strictObject({ changes })).output(eventIterator(type<HistoryEvent>())),
  /** Writes the changed rules into the plan in use, with everything else of its text as it was. */
  use: command
    .input(z.strictObject({ changes: changes.min(1), reason: z.string().trim().min(3, { error: 'say why, in a few words: it goes on the record' }).max(500) }))
    .output(type<Applied>()),
}
