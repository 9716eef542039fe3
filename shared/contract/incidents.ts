import { z } from 'zod'
import type { Snippet } from '../search/entry.ts'
import { longestQuery, type SearchMistake } from '../search/query.ts'
import { picture, pictureLimits } from '../attachment.ts'
import { entryKinds, incidentRoles, severities, type Entry } from '../journal.ts'
import { command, query, type } from './base.ts'

export type Timeline = { readonly entries: readonly Entry[]; readonly more: boolean }

/** A second place that is told the head: what it knows, and why it does not know the newest. */
export type Published = { readonly kind: 'file' | 'http'; readonly place: string; readonly seq?: number; readonly at?: number; readonly failure?: string; readonly waiting: boolean }
export type SealSummary = {
  readonly key: string
  readonly kept: 'keychain' | 'file'
  /** Where the private half is, and what that is worth. */
  readonly words: string
  /** Number of the last seal's entry; 0 before the first. */
  readonly sealedTo: number
  readonly published: readonly Published[]
}
export type SealsFound = SealSummary & { readonly good: number; readonly unsure: readonly string[] }

/** What a check of the whole chain found, its seals and published heads with it. */
export type ChainCheck = { readonly ms: number; readonly seals?: SealsFound } & (
  | { readonly ok: true; readonly entries: number; readonly head: string }
  | { readonly ok: false; readonly at: number; readonly what: string; readonly detail: string }
)

/** Copies of the record, newest first; times in wall ms. */
export type BackupState = {
  readonly folder: string
  /** Ms. */
  readonly every: number
  readonly backups: readonly { readonly file: string; readonly at: number; readonly bytes: number }[]
  readonly busy: boolean
  readonly failure?: string
}

/** What a start found damaged. `now`: the start of the console that answers. @field lost a sentence @field setAside the damaged file, as it was */
export type Repair = { readonly at: number; readonly saved: number; readonly lost: string; readonly setAside?: string; readonly now: boolean }
/** Newest first; `checked`: the whole chain, by itself after the start. Wall ms. */
export type RecordHealth = { readonly repairs: readonly Repair[]; readonly checked?: { readonly at: number; readonly found: ChainCheck } }

/** @field snippet the line in which the words stand, of all that the entry says */
export type SearchHit = { readonly entry: Entry; readonly snippet: Snippet }
export type SearchFound = {
  readonly hits: readonly SearchHit[]
  /** All that fit, where `counted`; else there are more than so many. */
  readonly count: number
  readonly counted: boolean
  readonly more: boolean
  readonly ms: number
  /** The indexes have so many entries (`seq`) of `of`: fewer while they are built. */
  readonly indexed: { readonly seq: number; readonly of: number }
}
/** `everything`: nothing was asked for, these are the newest entries. */
export type SearchAnswer = ({ readonly ok: true; readonly everything: boolean } & SearchFound) | { readonly ok: false; readonly mistakes: readonly SearchMistake[] }

const id = z.strictObject({ incident: z.string() })

export const incidents = {
  open: command
    .input(z.strictObject({ title: z.string().trim().min(3).max(200), severity: z.enum(severities) }))
    .output(type<{ readonly incident: string }>()),
  note: command
    .input(id.extend({ text: z.string().trim().min(1).max(10_000), corrects: z.int().optional(), pictures: z.array(picture).min(1).max(pictureLimits.ofNote).optional() }))
    .output(type<{ readonly seq: number }>()),
  /** Gives a role to a person, or (null) takes it back. */
  role: command.input(id.extend({ role: z.enum(incidentRoles), person: z.string().trim().min(1).max(80).nullable() })).output(type<void>()),
  /** `at`: wall ms of the press; what was typed since is no part of the moment. Ten minutes back at most, and never ahead. */
  mark: command.input(id.extend({ label: z.string().trim().min(1).max(200), at: z.number().optional() })).output(type<{ readonly seq: number }>()),
  decision: command.input(id.extend({ what: z.string().trim().min(3).max(2_000), by: z.string().trim().min(1).max(80) })).output(type<{ readonly seq: number }>()),
  severity: command.input(id.extend({ severity: z.enum(severities) })).output(type<void>()),
  close: command.input(id.extend({ summary: z.string().trim().min(3).max(2_000) })).output(type<void>()),
  /** Entries of one incident, or of the whole journal, oldest first from `after`. */
  timeline: query
    .input(
      z.strictObject({
        incident: z.string().optional(),
        /** Also what bears no incident's name and happened from ten minutes before it to its end. */
        around: z.boolean().default(false),
        kinds: z.array(z.enum(entryKinds)).optional(),
        after: z.int().nonnegative().default(0),
        limit: z.int().min(1).max(1_000).default(500),
      }),
    )
    .output(type<Timeline>()),
  /** Over all entries of this console and of those that it has of others, as one types: cancel the call to ask for something else. `text`: shared/search/query.ts says what it may be. */
  search: query
    .input(
      z.strictObject({
        text: z.string().max(longestQuery),
        order: z.enum(['newest', 'best']).default('newest'),
        limit: z.int().min(1).max(200).default(50),
        /** The next page, by each console's name. newest: its entries below this number; best: after so many of its that were given. */
        before: z.record(z.string().max(60), z.int().positive()).optional(),
        skip: z.record(z.string().max(60), z.int().nonnegative().max(10_000)).optional(),
      }),
    )
    .output(type<SearchAnswer>()),
  verify: query.output(type<ChainCheck>()),
}
