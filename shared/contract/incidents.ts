import { z } from 'zod'
import { entryKinds, severities, type Entry } from '../journal.ts'
import { command, query, type } from './base.ts'

export type Timeline = { readonly entries: readonly Entry[]; readonly more: boolean }

/** What a check of the whole chain found. */
export type ChainCheck =
  | { readonly ok: true; readonly entries: number; readonly head: string; readonly ms: number }
  | { readonly ok: false; readonly at: number; readonly what: string; readonly detail: string; readonly ms: number }

const id = z.strictObject({ incident: z.string() })

export const incidents = {
  open: command
    .input(z.strictObject({ title: z.string().trim().min(3).max(200), severity: z.enum(severities) }))
    .output(type<{ readonly incident: string }>()),
  note: command
    .input(id.extend({ text: z.string().trim().min(1).max(10_000), corrects: z.int().optional() }))
    .output(type<{ readonly seq: number }>()),
  severity: command.input(id.extend({ severity: z.enum(severities) })).output(type<void>()),
  close: command.input(id.extend({ summary: z.string().trim().min(3).max(2_000) })).output(type<void>()),
  /** Entries of one incident, or of the whole journal, oldest first from `after`. */
  timeline: query
    .input(
      z.strictObject({
        incident: z.string().optional(),
        kinds: z.array(z.enum(entryKinds)).optional(),
        after: z.int().nonnegative().default(0),
        limit: z.int().min(1).max(1_000).default(500),
      }),
    )
    .output(type<Timeline>()),
  verify: query.output(type<ChainCheck>()),
}
