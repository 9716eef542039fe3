/**
 * The archive: two databases that are compared, and copied from one into the other by upserts.
 * Plan: "Data Synchronization", "Minutes 8-12: Data Consistency Verification".
 */
import { z } from 'zod'
import { duration } from '../duration.ts'

/** Where a database is and who acts there. Not the user that a target is sampled with: that one only reads. */
const database = z
  .strictObject({
    /** Id of a target of kind mysql: host, port, socket, database and tls are its own, unless they stand here. */
    target: z.string().optional(),
    host: z.string().min(1).optional(),
    port: z.int().min(1).max(65_535).optional(),
    /** Path of the server's socket file, in place of host and port. */
    socket: z.string().min(1).optional(),
    database: z.string().min(1).optional(),
    user: z.string().min(1),
    /** A reference such as ${ARCHIVE_WRITER_PASSWORD}. */
    password: z.string().min(1).optional(),
    tls: z.union([z.boolean(), z.strictObject({ ca: z.string().min(1) })]).optional(),
  })
  .superRefine(({ target, host, socket, database: name, tls }, context) => {
    const wrong = (path: string, message: string): void => context.addIssue({ code: 'custom', path: [path], message })
    if (host !== undefined && socket !== undefined) wrong('socket', 'expected a host, or a socket in its place')
    if (target === undefined && host === undefined && socket === undefined) wrong('host', 'expected a target of kind mysql, a host or a socket')
    if (target === undefined && name === undefined) wrong('database', 'expected the name of a database')
    if (socket !== undefined && tls !== undefined && tls !== false) wrong('tls', 'a socket file needs no TLS: leave it out')
  })
export type ArchiveDatabase = z.infer<typeof database>

const column = z.string().min(1)

const rule = z.strictObject({
  /** What tells rows apart where the table has neither a primary key nor another unique one without NULL. */
  key: z.array(column).min(1).optional(),
  /** What says which of two versions is the newer, the weightiest first: whole numbers, decimals, dates, times of day with a date. */
  newer: z.array(column).min(1).default([]),
  /** Two versions of which none is newer: the target's stays, the other's is taken, or the row is left and listed. */
  conflict: z.enum(['keep', 'take', 'ask']).default('ask'),
  /** Figures that may differ by this much, in their own unit. */
  tolerance: z.record(column, z.number().positive()).default({}),
  /** What happens to a table whose rows set off triggers when they are written. */
  triggers: z.enum(['refuse', 'run']).default('refuse'),
})
export type ArchiveRule = z.infer<typeof rule>

export const archive = z.strictObject({
  blue: database,
  green: database,
  tables: z.union([z.literal('all'), z.array(column).min(1)], { error: 'expected all, or a list of tables' }).default('all'),
  except: z.array(column).default([]),
  rules: z.record(column, rule).default({}),
  /** Longest time that one query may take; most take a quarter of a second. */
  queryTimeout: duration.prefault('1m'),
  /** Continuous validation: how often a part is compared, and which share of the time that may take. */
  every: duration.prefault('5s'),
  share: z.number().positive().max(0.5).default(0.1),
})
export type Archive = z.infer<typeof archive>
