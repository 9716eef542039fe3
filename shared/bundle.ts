/**
 * A bundle: one incident as one file that another console opens and proves. Issue 6, "Bundle"; docs/bundles.md says what
 * is proven by what.
 */
import { z } from 'zod'
import { severities } from './journal.ts'

const hex = z.string().regex(/^[0-9a-f]{64}$/)
const wall = z.number().min(0).max(8.64e15)

/** What an export leaves out of personal things: nothing; names; names and all that people wrote themselves. */
export const redactions = ['none', 'names', 'names and texts'] as const
export type Redaction = (typeof redactions)[number]

/** Where an entry belongs: told only by its hash, of the incident, or carried beside it (plan, seals, keys, the console's own of that time). */
export const mark = { link: 0, own: 1, carried: 2, redacted: 4 } as const

/** Entries whose hashes stand together under one digest of the manifest. */
export const chunkLength = 256

/** What goes along of other consoles' entries, the first of them. */
export const mostOthers = 50_000

const bundleFile = z.strictObject({ path: z.string().min(1).max(200), media: z.string().max(100), bytes: z.int().min(0), sha256: hex })
export type BundleFile = z.infer<typeof bundleFile>

const bundleIncident = z.strictObject({
  id: z.string().min(1).max(100), title: z.string().max(400), severity: z.enum(severities), cause: z.string().max(2_000), openedBy: z.string().max(200),
  openedAt: wall, closedAt: wall.optional(), summary: z.string().max(4_000).optional(),
})

/** Signed by the console that exports. Times: wall ms (UTC). */
export const manifest = z.strictObject({
  format: z.literal(1),
  bundle: z.string().regex(/^[0-9a-f]{16}$/),
  made: wall, by: z.string().max(200), console: z.string().max(100), version: z.string().max(40),
  incident: bundleIncident,
  /** Entries of the incident, and entries carried beside them. */
  entries: z.int().min(0), carried: z.int().min(0),
  /** The journal's head at the export. */
  head: z.strictObject({ seq: z.int().min(1).max(1e9), hash: hex }),
  plan: z.strictObject({ seq: z.int().min(1), hash: z.string().max(128) }).optional(),
  span: z.strictObject({ from: wall, to: wall }),
  /** sha256 of each chunk: its hashes, marks, and what its redacted entries show. */
  chunks: z.array(hex).max(900_000),
  /** Of each chunk, in base64, four bytes a hash: which of them was changed. A bundle of before has none, and names the chunk alone. */
  checks: z.array(z.base64().max(2_000)).max(900_000).optional(),
  series: z.strictObject({ sessions: z.int().min(0), blocks: z.int().min(0), sha256: hex }),
  files: z.array(bundleFile).max(10_000),
  /** Other consoles that wrote of the incident: where each chain ended, which of its entries came along, and, in base64, four bytes of the digest of each one's line. */
  others: z.array(z.strictObject({
    console: z.string().min(1).max(60), seq: z.int().min(1), hash: hex, entries: z.array(z.int().min(1)).max(mostOthers), sums: z.base64().max(300_000),
  })).max(1_000).optional(),
  redaction: z.strictObject({ level: z.enum(redactions), fields: z.array(z.string()).max(100), left: z.string().max(400) }),
  key: z.strictObject({ id: z.string().regex(/^[0-9a-f]{16}$/), public: z.base64().max(200) }),
})
export type Manifest = z.infer<typeof manifest>

/**
 * changed, missing, reordered, inserted, truncated: of an entry, `at` its number · replaced: whole in itself and not the
 * one that was signed · manifest, key, seal, file, series: of that part, `at` the entry that it is about or 0
 */
const faultKinds = ['changed', 'missing', 'reordered', 'inserted', 'truncated', 'replaced', 'manifest', 'key', 'seal', 'file', 'series'] as const
/** @field console whose entry it is, where it is another one's than the exporting console's */
export type BundleFault = { readonly console?: string; readonly at: number; readonly what: (typeof faultKinds)[number]; readonly detail: string }

const itemPrefix = 'bundle:'
/** How a bundle stands where an incident's name does: in addresses, and where a moment of it is asked for. */
export const bundleItem = (id: string): string => `${itemPrefix}${id}`
export const bundleIn = (item: string | undefined): string | undefined => (item?.startsWith(itemPrefix) === true ? item.slice(itemPrefix.length) : undefined)

/** Whose key signed: this console's own, one that people here have accepted, or one that nobody here knows. */
export type Signer = 'own' | 'accepted' | 'unknown'

export type BundleCheck =
  /** @field done share of 1 */
  | { readonly state: 'checking'; readonly done: number }
  | { readonly state: 'whole'; readonly entries: number; readonly links: number; readonly seals: number; readonly redacted: number; readonly unsure: readonly string[]; readonly ms: number }
  /** The first faults of `count`. */
  | { readonly state: 'broken'; readonly faults: readonly BundleFault[]; readonly count: number; readonly unsure: readonly string[]; readonly ms: number }

/** A bundle that lies here, as the screens list it. */
export type BundleInfo = {
  readonly id: string
  readonly manifest: Omit<Manifest, 'chunks' | 'checks' | 'others'>
  readonly bytes: number
  /** Wall ms at which it was added here. */
  readonly added: number
  readonly signer: Signer
  readonly check: BundleCheck
}
