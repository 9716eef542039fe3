import { z } from 'zod'
import { environments, type Environment } from '../metrics.ts'
import type { Snippet } from '../search/entry.ts'
import { longestQuery } from '../search/query.ts'
import { query, type } from './base.ts'

export const logLevels = ['error', 'warn', 'info', 'debug'] as const
/** `unknown`: the line does not say. */
export type LogLevel = (typeof logLevels)[number] | 'unknown'

/** reading: lines come, or would; waiting: not there yet, or not now (`detail`); absent: this machine has no such thing. */
export type LogSourceState = 'reading' | 'waiting' | 'absent'

export type LogSource = {
  readonly id: string
  readonly kind: 'file' | 'directory' | 'journald' | 'http'
  readonly environment?: Environment
  readonly state: LogSourceState
  /** What is wrong, or what is read. */
  readonly detail: string
  /** Lines a second over the last seconds. */
  readonly rate: number
  /** Since the console was opened. */
  readonly lines: number
  readonly bytes: number
  /** Lines that the source had lost before they could be read, and bytes where lines can't be told. */
  readonly dropped: number
  readonly skippedBytes: number
  /** Files that were rotated away and could not be read to their end: how many lines they held is not known. */
  readonly lostFiles: number
  /** Lines that were too long and were cut with a mark. */
  readonly cut: number
  /** Not read yet, as far as can be told: the source is ahead of the disk. */
  readonly behindBytes: number
  /** Wall ms of its newest line. */
  readonly newest?: number
}

export type LogCache = {
  readonly bytes: number
  readonly limit: number
  readonly lines: number
  /** Wall ms of the oldest line; absent where there is none. */
  readonly oldest?: number
  /** Lines that went to make room, since the console was opened; `aged`: those that were older than the plan keeps. */
  readonly expired: number
  readonly aged: number
  /** Why nothing is written now. */
  readonly trouble?: string
  /** Times that the thread that reads and keeps them failed and was started again, since the console was opened; 0 is not told. */
  readonly restarts?: number
  /** Where a damaged cache was put; a new one was begun. */
  readonly setAside?: string
}

/** Without a section `logs` in the plan there is no cache. */
export type LogSources = { readonly sources: readonly LogSource[]; readonly cache?: LogCache }

/** @field id its batch and its place in it: later lines of one source come later @field rest other fields of a JSON line, as they stand */
export type LogLine = {
  readonly id: string
  readonly source: string
  readonly environment?: Environment
  /** Wall ms. */
  readonly time: number
  readonly level: LogLevel
  readonly text: string
  readonly rest?: string
  readonly marks: Snippet['marks']
}
/** Oldest first. `more`: there are others of that time, on the side on which the reader goes on. */
export type LogLines = { readonly lines: readonly LogLine[]; readonly more: boolean; readonly ms: number; readonly mistake?: string }

export type LogCheck =
  | { readonly ok: true; readonly batches: number; readonly lines: number; readonly head: string; readonly sealed: number; readonly ms: number }
  | { readonly ok: false; readonly batch: number; readonly detail: string; readonly ms: number }

export const logLinesAsked = z.strictObject({
  since: z.number(),
  until: z.number(),
  take: z.enum(['newest', 'oldest']).default('oldest'),
  limit: z.int().min(1).max(2_000).default(300),
  /** Words, "phrases" and beginnings, as in the search of the record; no filters. */
  text: z.string().max(longestQuery).default(''),
  sources: z.array(z.string()).max(100).optional(),
  environment: z.enum(environments).optional(),
  levels: z.array(z.enum([...logLevels, 'unknown'])).optional(),
})

export const logs = {
  sources: query.output(type<LogSources>()),
  /** Lines of a time: the newest of it first to be taken (`from: 'end'`), or the oldest. */
  lines: query.input(logLinesAsked).output(type<LogLines>()),
  /** Whether every batch is the one that was written, and those are there that the record has sealed. */
  verify: query.output(type<LogCheck>()),
}
