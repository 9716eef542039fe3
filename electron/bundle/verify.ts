/**
 * Checks a bundle whole, in slices that leave the loop free, and names each place that is wrong. An entry is proven by its
 * own text; one that is told only by its hash is proven by its neighbours that are told, by seals and by the signed manifest.
 */
import { createHash, hash as digest } from 'node:crypto'
import { setImmediate as turn } from 'node:timers/promises'
import { chunkLength, mark, type BundleCheck, type BundleFault } from '../../shared/bundle.ts'
import { errorText } from '../../shared/error-text.ts'
import type { Entry } from '../../shared/journal.ts'
import { genesis } from '../journal/chain.ts'
import { isDamage, troubleText } from '../journal/error.ts'
import { createSealCheck, type SealCheck } from '../journal/seals.ts'
import { BundleError } from './error.ts'
import { checkBytes, checksOf, chunkSum, firstOf, hashBytes, largest } from './format.ts'
import { checkLogs, readLogs } from './logs.ts'
import { commitmentsOf, type Bundle, type BundleEntry, type ChainRow } from './open.ts'
import { checkOthers, othersPath, readOthers } from './others.ts'
import { shownSum } from './redact.ts'
import { blockText, sessionText, type BlockRow, type SessionRow } from './series.ts'

/** Faults that are told in words; the rest are counted. */
export const mostFaults = 200
/** Ms of work before others have their turn. */
const slice = 4

type Chunk = { readonly first: number; readonly hashes: Buffer; readonly marks: Buffer; readonly shown: Buffer }
type Body = { readonly seq?: unknown; readonly previous?: unknown; readonly kind?: unknown; readonly incident?: unknown }

const short = (hash: unknown): string => (typeof hash === 'string' ? hash.slice(0, 12) : 'nothing')
const hexAt = (hashes: Buffer, index: number): string => hashes.toString('hex', index * hashBytes, (index + 1) * hashBytes)

function parse(body: string): Body | undefined {
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

export type VerifyOptions = {
  /** Monotonic ms. */
  readonly now: () => number
  readonly signal?: AbortSignal
  readonly onProgress?: (done: number) => void
}

export async function verifyBundle(bundle: Bundle, { now, signal, onProgress }: VerifyOptions): Promise<Exclude<BundleCheck, { readonly state: 'checking' }>> {
  const begun = now()
  const faults: BundleFault[] = []
  let count = 0
  const fault: Fault = (at, what, detail, console) => {
    count += 1
    if (faults.length < mostFaults) faults.push({ at, what, detail, ...(console !== undefined && { console }) })
  }
  let since = begun
  const breathe = async (done: number): Promise<void> => {
    if (now() - since < slice) return
    onProgress?.(done)
    await turn()
    signal?.throwIfAborted()
    since = now()
  }
  const { manifest } = bundle
  if (!bundle.signed) fault(0, 'manifest', `the manifest does not bear a good signature by the key ${manifest.key.id}: nothing that it says is proven`)

  const links = createLinks(bundle)
  const seals = createSealCheck(links.hashAt)
  const totals = await checkEntries(bundle, links, seals, fault, breathe)
  for (const { at, what, detail } of seals.faults()) fault(at, what, detail)
  if (!seals.keys().has(manifest.key.id)) fault(0, 'key', `the manifest is signed by the key ${manifest.key.id}, which no entry of the chain announces`)
  await checkParts(bundle, fault, breathe)
  const unsealed = [...checkCarriedLogs(bundle, fault), ...checkCarriedOthers(bundle, fault)]
  onProgress?.(1)
  const unsure = [...seals.unsure(), ...unsealed]
  const ms = now() - begun
  return count > 0
    ? { state: 'broken', faults: faults.toSorted((a, b) => Number(a.console !== undefined) - Number(b.console !== undefined) || (a.console ?? '').localeCompare(b.console ?? '') || a.at - b.at), count, unsure, ms }
    : { state: 'whole', entries: totals.told, links: manifest.head.seq, seals: seals.good(), redacted: totals.redacted, unsure, ms }
}

/** The chunks as they lie there, each read when it is asked for; the last is kept. */
function createLinks({ db }: Bundle) {
  const read = db.prepare<[number], ChainRow>(
    `SELECT first, ${['hashes', 'marks', 'shown'].map((name) => `CASE WHEN octet_length(${name}) <= ${chunkLength * hashBytes} THEN ${name} END AS ${name}`).join(', ')} FROM chain WHERE first = ?`)
  const chunkAt = (first: number): Chunk | undefined => {
    const row = read.get(first)
    const bytes = (value: Uint8Array | null | undefined): Buffer | undefined => (value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : undefined)
    const [hashes, marks, shown] = [bytes(row?.hashes), bytes(row?.marks), bytes(row?.shown)]
    return hashes && marks && shown && { first, hashes, marks, shown }
  }
  /** What can't be read proves nothing; that it can't is told where the entries are read. */
  const readableAt = (first: number): Chunk | undefined => {
    try {
      return chunkAt(first)
    } catch (error) {
      if (!isDamage(error)) throw error
      return undefined
    }
  }
  let kept: Chunk | undefined
  return {
    chunkAt,
    hashAt: (seq: number): string | undefined => {
      if (!Number.isSafeInteger(seq) || seq < 1) return undefined
      const first = firstOf(seq)
      if (kept?.first !== first) kept = readableAt(first)
      return kept === undefined || (seq - first + 1) * hashBytes > kept.hashes.length ? undefined : hexAt(kept.hashes, seq - first)
    },
  }
}

/** Places in a chunk whose hashes are not those that were signed; undefined where that can't be said. */
function forgedIn({ hashes }: Chunk, signed: string | undefined): readonly number[] | undefined {
  if (signed === undefined) return undefined
  const [wanted, found] = [Buffer.from(signed, 'base64'), checksOf(hashes)]
  if (wanted.length !== found.length) return undefined
  const places = Array.from({ length: found.length / checkBytes }, (_, index) => index).filter((index) => wanted.readUInt32LE(index * checkBytes) !== found.readUInt32LE(index * checkBytes))
  // All of them are good: what was changed is a mark, what a redacted entry shows, or a hash made to fit.
  return places.length > 0 ? places : undefined
}

/** @param console whose entry it is, where it is another one's */
type Fault = (at: number, what: BundleFault['what'], detail: string, console?: string) => void

async function checkEntries(bundle: Bundle, links: ReturnType<typeof createLinks>, seals: SealCheck, fault: Fault, breathe: (done: number) => Promise<void>): Promise<{ readonly told: number; readonly redacted: number }> {
  const { db, manifest } = bundle
  const { head, incident } = manifest
  const rowsOf = db.prepare<[number, number], BundleEntry>(
    `SELECT seq, substr(kind, 1, 100) AS kind, substr(incident, 1, 200) AS incident, CASE WHEN octet_length(body) <= ${largest.body} THEN body END AS body, substr(hash, 1, 100) AS hash FROM entries WHERE seq BETWEEN ? AND ? ORDER BY seq`)
  const commitments = commitmentsOf(db)
  const gone: { readonly seq: number; readonly own: boolean }[] = []
  let [told, redacted, own, lastTold] = [0, 0, 0, 0]
  let before: string | undefined = genesis.hash

  const checkOne = (row: BundleEntry, chunk: Chunk, index: number, shown: number): void => {
    const { seq } = row
    const link = hexAt(chunk.hashes, index)
    const marks = chunk.marks[index] ?? 0
    const previous = index === 0 ? before : hexAt(chunk.hashes, index - 1)
    const body = typeof row.body === 'string' ? parse(row.body) : undefined
    if (typeof row.body !== 'string' || body === undefined) return fault(seq, 'changed', `entry ${seq}: its text is not an entry`)
    if ((marks & mark.redacted) === 0) {
      const found = digest('sha256', row.body)
      if (body.seq !== seq && found === row.hash) return fault(seq, 'reordered', `in the place of entry ${seq} stands entry ${String(body.seq).slice(0, 20)}`)
      if (found !== row.hash) return fault(seq, 'changed', `entry ${seq}: its text has the hash ${short(found)}, and it bears ${short(row.hash)}`)
      if (found !== link) return fault(seq, 'replaced', `entry ${seq} is ${short(found)}, and the chain has ${short(link)} in its place`)
    } else {
      redacted += 1
      if (row.hash !== link) return fault(seq, 'changed', `entry ${seq} bears ${short(row.hash)}, and the chain has ${short(link)} in its place`)
      const sum = shownSum({ body: row.body, commitments: commitments(seq).toSorted((a, b) => (a.path < b.path ? -1 : 1)) })
      if (!sum.equals(chunk.shown.subarray(shown * hashBytes, (shown + 1) * hashBytes))) return fault(seq, body.seq === seq ? 'changed' : 'reordered', `entry ${seq} is redacted, and what it shows is not what was signed`)
      if (body.seq !== seq) return fault(seq, 'reordered', `in the place of entry ${seq} stands entry ${String(body.seq).slice(0, 20)}`)
    }
    if (body.previous !== previous) return fault(seq, 'replaced', `entry ${seq} follows ${short(body.previous)}, and the chain has ${short(previous)} before it: one of the two was replaced`)
    if (row.kind !== body.kind || row.incident !== (body.incident ?? null)) return fault(seq, 'changed', `entry ${seq}: kind or incident beside its text differ from it`)
    if (((marks & mark.own) !== 0) !== (row.incident === incident.id)) return fault(seq, 'inserted', `entry ${seq} is ${row.incident === incident.id ? '' : 'not '}of ${incident.id}, and is marked otherwise`)
    if (body.kind === 'journal.key' || body.kind === 'journal.sealed') seals.see({ ...body, hash: row.hash } as unknown as Entry<'journal.key'>)
  }

  for (let number = 0, first = 1; first <= head.seq; number += 1, first += chunkLength) {
    const length = Math.min(chunkLength, head.seq - first + 1)
    const last = first + length - 1
    await breathe((first / head.seq) * 0.9)
    try {
      const chunk = links.chunkAt(first)
      if (chunk === undefined || chunk.hashes.length !== length * hashBytes || chunk.marks.length !== length) {
        fault(first, 'missing', `the links of the entries ${first} to ${last} are missing or cut`)
        before = undefined
        continue
      }
      const forged = chunkSum(chunk) === manifest.chunks[number] ? [] : forgedIn(chunk, manifest.checks?.[number])
      for (const index of forged ?? []) fault(first + index, 'changed', `the hash of entry ${first + index} in the chain, ${short(hexAt(chunk.hashes, index))}, is not the one that was signed`)
      if (forged === undefined) fault(first, 'changed', `the links of the entries ${first} to ${last} are not those that were signed. None of them that stands for an entry which is not told is proven`)
      const rows = new Map(rowsOf.all(first, last).map((row) => [row.seq, row]))
      let shown = 0
      for (let index = 0; index < length; index += 1) {
        const seq = first + index
        const marks = chunk.marks[index] ?? 0
        const row = rows.get(seq)
        const isTold = (marks & (mark.own | mark.carried)) !== 0
        if ((marks & mark.own) !== 0) own += 1
        if (row === undefined && isTold) gone.push({ seq, own: (marks & mark.own) !== 0 })
        else if (row !== undefined && !isTold) fault(seq, 'inserted', `an entry ${seq} stands there, and the chain tells it by its hash alone: it was put in`)
        else if (row !== undefined) {
          told += 1
          lastTold = seq
          checkOne(row, chunk, index, shown)
        }
        if ((marks & mark.redacted) !== 0) shown += 1
      }
      before = hexAt(chunk.hashes, length - 1)
    } catch (error) {
      if (!isDamage(error)) throw error
      fault(first, 'changed', `the entries ${first} to ${last} can't be read: ${troubleText(error)}`)
      before = undefined
    }
  }
  for (const [index, { seq, own: isOwn }] of gone.entries()) {
    if (seq > lastTold && index > 0 && (gone[index - 1]?.seq ?? 0) > lastTold) continue
    if (seq > lastTold) fault(seq, 'truncated', `the entries from ${seq} on are gone, ${gone.filter((one) => one.seq > lastTold).length} of them: the bundle was cut`)
    else fault(seq, 'missing', `entry ${seq} ${isOwn ? `of ${incident.id} ` : ''}is missing`)
  }
  await damaged(fault, 0, 'the entries', () => {
    for (const seq of db.prepare<[number], number>('SELECT seq FROM entries WHERE seq < 1 OR seq > ? LIMIT 100').pluck().all(head.seq)) fault(Number(seq), 'inserted', `an entry ${seq} stands there, and the chain ends at entry ${head.seq}`)
    for (const first of db.prepare<[number, number], number>('SELECT first FROM chain WHERE first < 1 OR first > ? OR first % ? <> 1 LIMIT 100').pluck().all(head.seq, chunkLength)) fault(Number(first), 'inserted', `links from entry ${first} on stand there, and belong nowhere`)
  })
  if (links.hashAt(head.seq) !== head.hash) fault(head.seq, 'replaced', `the chain ends with ${short(links.hashAt(head.seq))}, and the manifest's head is ${short(head.hash)}`)
  if (manifest.chunks.length !== Math.ceil(head.seq / chunkLength)) fault(0, 'manifest', 'the manifest has not as many digests as the chain has parts')
  if (own !== manifest.entries) fault(0, 'manifest', `the manifest counts ${manifest.entries} entries of ${incident.id}, and the chain marks ${own}`)
  return { told, redacted }
}

async function damaged(fault: Fault, at: number, what: string, work: () => Promise<void> | void): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!isDamage(error)) throw error
    fault(at, 'changed', `${what} can't be read: ${troubleText(error)}`)
  }
}

async function checkParts({ db, manifest, piece }: Bundle, fault: Fault, breathe: (done: number) => Promise<void>): Promise<void> {
  for (const { path, bytes, sha256 } of manifest.files) {
    const sum = createHash('sha256')
    let found = 0
    try {
      for (let number = 0; found < bytes; number += 1) {
        const data = piece(path, number)
        if (data.length === 0) break
        found += data.length
        sum.update(data)
        await breathe(0.92)
      }
      if (found !== bytes || sum.digest('hex') !== sha256) fault(0, 'file', `${path} is not the file that was signed`)
    } catch (error) {
      signalThrough(error)
      fault(0, 'file', `${path} can't be read whole: ${errorText(error)}`)
    }
  }
  const listed = new Set(manifest.files.map(({ path }) => path))
  await damaged(fault, 0, 'the files', () => {
    for (const path of db.prepare<[], string>('SELECT DISTINCT substr(path, 1, 200) FROM pieces LIMIT 20000').pluck().all()) if (!listed.has(path)) fault(0, 'file', `${path} was put in: the manifest does not name it`)
  })
  await damaged(fault, 0, 'the series', async () => {
    const sum = createHash('sha256')
    const sessions = db.prepare<[], SessionRow>('SELECT id, substr(boot, 1, 200) AS boot, start, "from", mono, wall FROM sessions ORDER BY id LIMIT 10000').all()
    const after = db.prepare<[number, number, string], BlockRow>(
      `SELECT session, slot, substr(series, 1, 200) AS series, every, grace, CASE WHEN octet_length(data) <= ${largest.block} THEN data ELSE x'' END AS data FROM blocks WHERE session = ? AND (slot, series) > (?, ?) ORDER BY slot, series LIMIT 100`)
    let blocks = 0
    for (const session of sessions) {
      if (![session.start, session.from, session.mono, session.wall].every(Number.isFinite)) break
      sum.update(sessionText(session))
      let [slot, series] = [Number.MIN_SAFE_INTEGER, '']
      for (;;) {
        const rows = after.all(session.id, slot, series)
        for (const row of rows) sum.update(blockText(row)).update(row.data)
        blocks += rows.length
        const last = rows.at(-1)
        await breathe(0.97)
        if (last === undefined || rows.length < 100 || blocks > manifest.series.blocks || typeof last.series !== 'string') break
        ;[slot, series] = [last.slot, last.series]
      }
    }
    if (blocks !== manifest.series.blocks || db.prepare('SELECT count(*) FROM blocks').pluck().get() !== blocks || sum.digest('hex') !== manifest.series.sha256) fault(0, 'series', 'the series are not those that were signed')
  })
}

/** @returns what of the log lines rests on the manifest alone */
function checkCarriedLogs(bundle: Bundle, fault: Fault): readonly string[] {
  try {
    const logs = readLogs(bundle)
    if (logs === undefined) return []
    const seals = bundle.entries({ kinds: ['logs.sealed'], after: 0, limit: 100 }).entries.filter((entry) => entry.kind === 'logs.sealed')
    const { faults, unsealed } = checkLogs(logs, seals)
    for (const { detail } of faults) fault(0, 'file', detail)
    return unsealed === undefined ? [] : [`The log lines from batch ${unsealed} on are sealed by no entry of the incident: that they are the console's rests on the manifest alone.`]
  } catch (error) {
    if (!(error instanceof BundleError)) throw error
    fault(0, 'file', error.message)
    return []
  }
}

/** @returns what of other consoles' entries rests on the manifest alone */
function checkCarriedOthers(bundle: Bundle, fault: Fault): readonly string[] {
  try {
    const carried = readOthers(bundle)
    if (carried === undefined) return []
    for (const { at, what, detail, console } of checkOthers(carried, bundle.manifest)) fault(at, what, detail, console)
    if (carried.unread > 0) fault(0, 'file', `${carried.unread} of the lines of ${othersPath} can't be read`)
    const redacted = carried.lines.filter(({ commitments }) => commitments !== undefined).length
    const of = `${carried.lines.length} entries of ${carried.chains.map(({ console }) => console).join(', ')} came along, each with its own hash`
    return [`${of}${redacted === 0 ? '' : `, ${redacted} of them redacted`}: that none of theirs is left out${redacted === 0 ? '' : ', and what the redacted ones show,'} rests on the manifest. A bundle of that console proves it.`]
  } catch (error) {
    if (!(error instanceof BundleError)) throw error
    fault(0, 'file', error.message)
    return []
  }
}

/** A cancelled check ends. */
function signalThrough(error: unknown): void {
  if (error instanceof Error && error.name === 'AbortError') throw error
}
