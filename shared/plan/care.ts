import { z } from 'zod'
import { duration } from '../duration.ts'

/** A second place that knows the head, so that a cut tail shows: a file on another disk or mount, or a server that keeps what it is sent. */
const publish = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('file'), path: z.string().min(1) }),
  z.strictObject({ kind: z.literal('http'), address: z.url({ protocol: /^https?$/ }), timeout: duration.prefault('10s') }),
])

/** Plan: "Audit Trail". A seal is made after so many entries, after so long, at an incident's close and at an export. */
export const seal = z.strictObject({
  every: z.int().min(1).max(1_000_000).default(1_000),
  after: duration.prefault('10m'),
  publish: z.array(publish).max(5).default([]),
})
export type SealSettings = z.infer<typeof seal>
export type PublishSettings = z.infer<typeof publish>

/** Plan: "Data Retention", "Backup Points". Entries are never deleted. */
export const care = z.strictObject({
  /** Without a folder beside the journal, in `backups`: another disk is better. */
  backup: z.strictObject({ every: duration.prefault('24h'), keep: z.int().min(1).max(365).default(7), folder: z.string().min(1).optional() }).prefault({}),
  /** How long what belongs to closed incidents stays, from their close on. */
  retention: z.strictObject({ attachments: duration.prefault('365d'), exports: duration.prefault('30d') }).prefault({}),
})
export type CareSettings = z.infer<typeof care>
