import { z } from 'zod'
import { duration } from '../duration.ts'
import { environments } from '../metrics.ts'

const absolute = z.string().regex(/^(?:\/|[A-Za-z]:[\\/])/, { error: 'expected an absolute path' })
/** A reference that is not filled in yet stands for one: that it is not set is told by itself. */
const pageAddress = z.string().regex(/^(?:\$\{|https?:\/\/[^\s/@]+)/, { error: 'expected an address such as http://127.0.0.1:3000/logs, without a user name in it' })

/** How a line says when it was, how grave it is and what it says. Paths into JSON are divided by points: `http.status`. */
export const logFormat = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('json'), time: z.string().default('time'), level: z.string().default('level'), message: z.string().default('message') }),
  /** The time at the beginning of the line, ISO 8601, where there is one; else when it was read. */
  z.strictObject({ kind: z.literal('plain') }),
])
export type LogFormat = z.infer<typeof logFormat>

const common = {
  id: z.string().regex(/^[a-z0-9-]+$/),
  environment: z.enum(environments).optional(),
  format: logFormat.prefault({ kind: 'plain' }),
}

/** Where an environment's own log is read. */
export const logSource = z.discriminatedUnion('kind', [
  /** Followed as it grows, over rotation by rename and by truncation. */
  z.strictObject({ ...common, kind: z.literal('file'), path: absolute }),
  /** Every file in it whose name ends so, new ones among them. */
  z.strictObject({ ...common, kind: z.literal('directory'), path: absolute, ending: z.string().default('.log') }),
  /** The machine's journal, of these units; without any, all of it. Its own fields say time and level. */
  z.strictObject({ ...common, kind: z.literal('journald'), units: z.array(z.string().regex(/^[\w@.:-]+$/)).default([]) }),
  /**
   * Asked for what is new: `GET address?cursor=…&limit=…` answers `{ lines: [...], cursor, dropped? }`. `dropped`: lines
   * that the source itself no longer had.
   */
  z.strictObject({ ...common, kind: z.literal('http'), address: pageAddress, token: z.string().min(1).optional(), every: duration.prefault('1s'), timeout: duration.prefault('3s') }),
])
export type LogSourceSettings = z.infer<typeof logSource>

const pattern = z.string().min(1).max(200).refine((text) => {
  try {
    return new RegExp(text, 'gu') instanceof RegExp
  } catch {
    return false
  }
}, { error: 'this is no regular expression' })

/**
 * The environments' own logs, kept beside the record around each incident. Plan: "Log Analysis", "Incident logging".
 */
export const logs = z.strictObject({
  sources: z.array(logSource).min(1),
  /** Lines so long before an incident opens and after it closes are kept as long as there is room. */
  around: z.strictObject({ before: duration.prefault('15m'), after: duration.prefault('15m') }).prefault({}),
  /** What the cache may take; the oldest lines go first, those of an incident last. Others go after `age`. */
  keep: z.strictObject({ bytes: z.int().min(1_000_000).default(500_000_000), age: duration.prefault('24h') }).prefault({}),
  /** Masked before a line is written: fields of JSON by name, and whatever a pattern finds. */
  hide: z.strictObject({ fields: z.array(z.string().min(1)).default([]), patterns: z.array(pattern).default([]) }).prefault({}),
})
export type LogsPlan = z.infer<typeof logs>
