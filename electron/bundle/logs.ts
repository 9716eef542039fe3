/**
 * The environments' log lines in a bundle: batches as the console's cache chains them, from the first of the incident's time
 * to the last that the record has sealed, as one file of JSON lines. A batch outside of that time, or beyond what fits, goes
 * along as its link alone, so that the chain still leads to the seal. Issue 6, "Bundle"; docs/bundles.md.
 */
import Database from 'better-sqlite3'
import { hash as digest } from 'node:crypto'
import { existsSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { setImmediate as turn } from 'node:timers/promises'
import { z } from 'zod'
import type { LogLines, LogSources } from '../../shared/contract.ts'
import type { Entry } from '../../shared/journal.ts'
import { environments } from '../../shared/metrics.ts'
import { logFormat, type LogsPlan } from '../../shared/plan.ts'
import { findLines, type LogQuestion } from '../logs/find.ts'
import { chained, type StoredBatch } from '../logs/store.ts'
import { textIn, type Bundle } from './open.ts'

export const logsPath = 'logs.jsonl'
/** What goes along: bytes of text, and links of the chain. */
const mostLogs = { bytes: 16_000_000, links: 50_000 } as const
/** What is read of a file that someone else made. Bytes. */
const largestFile = 64_000_000

const hex = z.string().regex(/^[0-9a-f]{64}$/)
const header = z.strictObject({
  format: z.literal('fifteen-logs-1'),
  /** Wall ms. */
  from: z.number(), to: z.number(),
  /** Hash of the link before the first. */
  before: hex,
  /** Lines of that time that were too many, and that had gone from the cache are not counted. */
  left: z.int().min(0),
  sources: z.array(z.strictObject({ id: z.string().max(200), environment: z.enum(environments).optional(), format: logFormat })).max(1_000),
})
const link = z.strictObject({ id: z.int().min(1), source: z.string().max(200), oldest: z.number(), newest: z.number(), lines: z.int().min(0), sum: hex, hash: hex, body: z.string().nullable() })

type Link = z.infer<typeof link>
export type CarriedLogs = z.infer<typeof header> & { readonly batches: readonly Link[] }
type Range = { first: number | null; last: number | null }

/**
 * Writes the file that goes along.
 * @param cache the console's `logs.sqlite`; read by a connection of its own
 * @param sealed the last batch that an entry of the incident seals, or 0
 * @returns lines that go along and that were too many; undefined where there are none, and no file is written
 * @throws SqliteError where the cache can't be read; the signal's reason
 */
export async function writeLogs({ cache, plan, from, to, sealed, target, signal }: {
  readonly cache: string
  readonly plan: Pick<LogsPlan, 'sources'>
  readonly from: number
  readonly to: number
  readonly sealed: number
  readonly target: string
  readonly signal?: AbortSignal
}): Promise<{ readonly lines: number; readonly left: number } | undefined> {
  if (!existsSync(cache)) return undefined
  const db = new Database(cache, { readonly: true, timeout: 2_000 })
  try {
    const { first, last } = db.prepare<[number, number], Range>('SELECT min(id) AS first, max(id) AS last FROM batches WHERE body IS NOT NULL AND newest >= ? AND oldest < ?').get(from, to) ?? { first: null, last: null }
    if (first === null || last === null) return undefined
    const end = Math.min(Math.max(last, sealed), first + mostLogs.links - 1)
    const own = 'body IS NOT NULL AND newest >= @from AND oldest < @to'
    const rows = db.prepare<{ after: number; end: number; from: number; to: number }, Link>(
      `SELECT id, source, oldest, newest, lines, sum, hash, CASE WHEN ${own} THEN body END AS body FROM batches WHERE id > @after AND id <= @end ORDER BY id LIMIT 64`)
    // Which ones fit is known before the head is written.
    let [bytes, lines, left] = [0, 0, 0]
    const fitting = new Set<number>()
    for (const one of db.prepare<{ from: number; to: number }, { id: number; bytes: number; lines: number }>(`SELECT id, bytes, lines FROM batches WHERE ${own} ORDER BY id`).iterate({ from, to })) {
      const fits = one.id <= end && bytes + one.bytes <= mostLogs.bytes
      if (fits) {
        fitting.add(one.id)
        ;[bytes, lines] = [bytes + one.bytes, lines + one.lines]
      } else left += one.lines
    }
    const before = db.prepare<[number, number], string>('SELECT hash FROM batches WHERE id = ? UNION ALL SELECT hash FROM origin WHERE id = ?').pluck().get(first - 1, first - 1) ?? '0'.repeat(64)
    const handle = await open(target, 'w', 0o600)
    try {
      const head: z.infer<typeof header> = { format: 'fifteen-logs-1', from, to, before, left, sources: plan.sources.map(({ id, environment, format }) => ({ id, format, ...(environment && { environment }) })) }
      await handle.writeFile(`${JSON.stringify(head)}\n`)
      for (let after = first - 1; after < end;) {
        const page = rows.all({ after, end, from, to })
        if (page.length === 0) break
        await handle.writeFile(page.map((one) => `${JSON.stringify({ ...one, body: fitting.has(one.id) ? one.body : null })}\n`).join(''))
        after = page.at(-1)?.id ?? end
        await turn()
        signal?.throwIfAborted()
      }
    } finally {
      await handle.close()
    }
    return { lines, left }
  } finally {
    db.close()
  }
}

/** @returns undefined where none came along @throws BundleError 'unreadable' where the file is none */
export function readLogs(bundle: Pick<Bundle, 'manifest' | 'piece'>): CarriedLogs | undefined {
  const file = textIn(bundle, logsPath, { what: 'The log lines of the bundle', most: largestFile })
  if (file === undefined) return undefined
  const { text, damaged } = file
  try {
    const [first = '', ...rest] = text.split('\n')
    return { ...header.parse(JSON.parse(first)), batches: rest.filter((line) => line !== '').map((line) => link.parse(JSON.parse(line))) }
  } catch (cause) {
    throw damaged(cause instanceof Error ? cause.message.slice(0, 200) : String(cause), cause)
  }
}

export type LogsFault = { readonly batch: number; readonly detail: string }

/**
 * Whether each batch is the one that was written, stands where it stood, and is the one that the record has sealed.
 * @param seals entries of the incident
 * @returns faults; `unsealed`: the first batch with lines that no seal covers, if there is one
 */
export function checkLogs({ before, batches }: CarriedLogs, seals: readonly Entry<'logs.sealed'>[]): { readonly faults: readonly LogsFault[]; readonly unsealed?: number } {
  const faults: LogsFault[] = []
  const wanted = new Map(seals.map(({ data, seq }) => [data.batch, { ...data, seq }]))
  let previous = before
  let expected = batches[0]?.id ?? 0
  let sealed = 0
  for (const { id, source, sum, hash, body } of batches) {
    const fault = (detail: string): void => void faults.push({ batch: id, detail })
    if (id !== expected) fault(`batch ${id} of the log lines stands where batch ${expected} should`)
    if (body !== null && digest('sha256', body, 'hex') !== sum) fault(`the lines of batch ${id} are not those that were written`)
    if (chained(previous, { id, source, sum }) !== hash) fault(`batch ${id} of the log lines does not follow the one before it`)
    const seal = wanted.get(id)
    if (seal !== undefined && seal.hash !== hash) fault(`batch ${id} of the log lines is ${hash.slice(0, 12)}, and entry ${seal.seq} has sealed ${seal.hash.slice(0, 12)}`)
    if (seal?.hash === hash) sealed = id
    previous = hash
    expected = id + 1
  }
  const unsealed = batches.find(({ id, body }) => id > sealed && body !== null)?.id
  return { faults, ...(unsealed !== undefined && { unsealed }) }
}

/** Lines of a time, as the console's own cache gives them. */
export function findCarried(logs: CarriedLogs, question: LogQuestion): Omit<LogLines, 'ms'> {
  const { batches } = logs
  const told = batches.filter((one): one is Link & { readonly body: string } => one.body !== null)
  return findLines({
    *batches(from, to, order): IterableIterator<StoredBatch> {
      const inTime = told.filter(({ oldest, newest }) => newest >= from && oldest < to)
      yield* order === 'newest' ? inTime.toSorted((a, b) => b.newest - a.newest) : inTime.toSorted((a, b) => a.oldest - b.oldest)
    },
  }, logs.sources.map(({ environment, ...rest }) => ({ ...rest, ...(environment && { environment }) })), question)
}

/** In the form of the console's own: `expired` are those that did not fit. Without lines there is no cache. */
export function carriedSources(logs: CarriedLogs | undefined): LogSources {
  if (logs === undefined) return { sources: [] }
  const told = logs.batches.filter(({ body }) => body !== null)
  const bytes = told.reduce((sum, { body }) => sum + Buffer.byteLength(body ?? ''), 0)
  const oldest = told.reduce((least, one) => Math.min(least, one.oldest), Infinity)
  return { sources: [], cache: { bytes, limit: mostLogs.bytes, lines: told.reduce((sum, { lines }) => sum + lines, 0), expired: logs.left, aged: 0, ...(Number.isFinite(oldest) && { oldest }) } }
}
