/**
 * Opens a bundle that anyone may have made: read-only, no schema but ours, no row larger than it may be. Nothing in it is run,
 * and no name in it becomes a path.
 */
import Database from 'better-sqlite3'
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { z } from 'zod'
import { manifest as manifestSchema, type Manifest } from '../../shared/bundle.ts'
import type { Timeline } from '../../shared/contract.ts'
import { actor, entryData, entryKinds, times, type Entry, type EntryKind } from '../../shared/journal.ts'
import { environments } from '../../shared/metrics.ts'
import { isDamage, troubleText } from '../journal/error.ts'
import { isSigned, keyIdOf } from '../journal/seals.ts'
import type { SeriesFile } from '../observe/series-file.ts'
import { BundleError } from './error.ts'
import { applicationId, formatVersion, largest, schema } from './format.ts'
import { bundleSeries } from './series.ts'
import type { Commitment } from './redact.ts'

export type BundleEntry = { readonly seq: number; readonly kind: string; readonly incident: string | null; readonly body: string | null; readonly hash: string }
export type ChainRow = { readonly first: number; readonly hashes: Uint8Array | null; readonly marks: Uint8Array | null; readonly shown: Uint8Array | null }

export type Bundle = {
  readonly file: string
  readonly bytes: number
  readonly manifest: Manifest
  /** Whether the manifest bears a good signature by the key that it names. */
  readonly signed: boolean
  /** Of the incident and, where asked, those carried beside it; oldest first. A row that is no entry is left out: verification names it. */
  readonly entries: (query: { readonly after: number; readonly limit: number; readonly kinds?: readonly EntryKind[]; readonly all?: boolean }) => Timeline
  /** Numbers of the incident's first and last entry. */
  readonly ends: () => { readonly first: number; readonly last: number }
  readonly series: Pick<SeriesFile, 'sessions' | 'groups'>
  /** One piece of a carried file. @throws BundleError 'unreadable' where there is none */
  readonly piece: (path: string, number: number) => Uint8Array
  readonly db: Database.Database
  readonly close: () => void
}

const none = (why: string): BundleError => new BundleError('no bundle', `It is no bundle of Fifteen: ${why}`, 'Export it again from the console that has the incident.')

/** Looks at the first bytes before SQLite is given the file at all. */
function checkHeader(file: string): number {
  const handle = openSync(file, 'r')
  try {
    const stat = fstatSync(handle)
    if (!stat.isFile()) throw none('it is no plain file')
    if (stat.size > largest.file) throw new BundleError('too large', `The bundle has ${stat.size} bytes; ${largest.file} are taken`, 'Export a shorter incident.')
    const header = Buffer.alloc(100)
    if (readSync(handle, header, 0, 100, 0) < 100 || header.toString('latin1', 0, 16) !== 'SQLite format 3\0') throw none('its first bytes are those of something else')
    // A file in WAL mode would make SQLite write beside it.
    if (header[18] !== 1 || header[19] !== 1 || header.readUInt32BE(68) !== applicationId) throw none('its header is not that of a bundle')
    const version = header.readUInt32BE(60)
    if (version > formatVersion) throw new BundleError('newer', `The bundle is of format ${version}, and this Fifteen knows ${formatVersion}`, 'Open it with the Fifteen that made it, or a later one.')
    if (version !== formatVersion) throw none(`its format is ${version}`)
    return stat.size
  } finally {
    closeSync(handle)
  }
}

function checkSchema(db: Database.Database): void {
  const known: ReadonlyMap<string, string> = new Map(Object.entries(schema))
  const found = db.prepare<[], { readonly type: string; readonly name: string; readonly sql: string | null }>('SELECT type, name, substr(sql, 1, 2000) AS sql FROM sqlite_schema LIMIT 100').all()
  for (const { type, name, sql } of found) if (sql === null || known.get(name) !== sql || type !== (name === 'entries_by_kind' ? 'index' : 'table')) throw none(`it holds the ${String(type).slice(0, 20)} ${String(name).slice(0, 40)}, which no bundle has`)
  if (found.length !== known.size) throw none('some of its tables are missing')
}

function readManifest(db: Database.Database): { readonly manifest: Manifest; readonly signed: boolean } {
  const row = db.prepare<[], { readonly text: unknown; readonly signature: unknown }>(`SELECT text, signature FROM manifest WHERE one = 1 AND octet_length(text) <= ${largest.manifest} AND octet_length(signature) <= 200`).get()
  if (row === undefined || typeof row.text !== 'string' || typeof row.signature !== 'string') throw none('it has no manifest that can be read')
  let json: unknown
  try {
    json = JSON.parse(row.text)
  } catch (cause) {
    throw new BundleError('no bundle', 'It is no bundle of Fifteen: its manifest is not JSON', 'Export it again from the console that has the incident.', { cause })
  }
  const parsed = manifestSchema.safeParse(json)
  if (!parsed.success) throw none(`its manifest is not one: ${parsed.error.issues[0]?.path.join('.') ?? ''} ${parsed.error.issues[0]?.message ?? ''}`)
  const { key } = parsed.data
  return { manifest: parsed.data, signed: keyIdOf(key.public) === key.id && isSigned(row.text, row.signature, key.public) }
}

const entryShell = z.object({
  seq: z.int(), kind: z.string(), who: actor, at: times, data: z.unknown(), previous: z.string(), console: z.string().max(200),
  why: z.string().optional(), incident: z.string().optional(), environment: z.enum(environments).optional(),
})
const isKind = (kind: unknown): kind is EntryKind => entryKinds.some((one) => one === kind)

/** What of a row can be shown: its text as an entry of a kind, and with data, as this Fifteen knows it. */
export function entryOf({ seq, body, hash }: BundleEntry): Entry | undefined {
  if (typeof body !== 'string' || typeof hash !== 'string') return undefined
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
  const shell = entryShell.safeParse(value)
  if (!shell.success || shell.data.seq !== seq || !isKind(shell.data.kind)) return undefined
  const data: z.ZodType = entryData[shell.data.kind]
  return data.safeParse(shell.data.data).success ? ({ ...shell.data, hash } as Entry) : undefined
}

function readable<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (!isDamage(error)) throw error
    throw new BundleError('unreadable', `A part of the bundle can't be read: ${troubleText(error)}`, 'Copy it again from where it came.', { cause: error })
  }
}

/**
 * A carried file, as far as its pieces go.
 * @param cut what is there of one whose end is gone: the check tells the rest
 * @throws BundleError 'unreadable' where one of them is none
 */
export function bytesIn({ piece }: Pick<Bundle, 'piece'>, { path, bytes }: { readonly path: string; readonly bytes: number }, cut = false): Buffer {
  const parts: Uint8Array[] = []
  const pieceAt = (number: number): Uint8Array | undefined => {
    try {
      return piece(path, number)
    } catch (error) {
      if (cut && error instanceof BundleError) return undefined
      throw error
    }
  }
  for (let number = 0, found = 0; found < bytes; number += 1) {
    const data = pieceAt(number)
    if (data === undefined || data.length === 0) break
    parts.push(data)
    found += data.length
  }
  return Buffer.concat(parts)
}

/**
 * A carried file that is text, and what is thrown where it is not what it should be.
 * @param what it holds, in the plural, as a sentence begins. @param most bytes that are read of a file that someone else made. @param cut what is there of one whose end is gone
 * @returns undefined where none came along @throws BundleError 'unreadable'
 */
export function textIn({ manifest, piece }: Pick<Bundle, 'manifest' | 'piece'>, path: string, { what, most, cut = false }: { readonly what: string; readonly most: number; readonly cut?: boolean }): { readonly text: string; readonly damaged: (why: string, cause?: unknown) => BundleError } | undefined {
  const file = manifest.files.find((one) => one.path === path)
  if (file === undefined) return undefined
  const damaged = (why: string, cause?: unknown): BundleError => new BundleError('unreadable', `${what} can't be read: ${why}`, 'Copy it again from where it came.', { cause })
  if (file.bytes > most) throw damaged(`they take ${file.bytes} bytes, and ${most} are taken`)
  return { text: bytesIn({ piece }, file, cut).toString('utf8'), damaged }
}

/** @throws BundleError */
export function openBundle(file: string): Bundle {
  const bytes = checkHeader(file)
  let db: Database.Database | undefined
  try {
    db = new Database(file, { readonly: true, fileMustExist: true, timeout: 0 })
    db.unsafeMode(false)
    db.pragma('trusted_schema = OFF')
    db.pragma('cell_size_check = ON')
    db.pragma('mmap_size = 0')
    db.pragma('query_only = ON')
    checkSchema(db)
    return opened(db, file, bytes)
  } catch (error) {
    db?.close()
    if (error instanceof BundleError) throw error
    throw new BundleError('unreadable', `The bundle can't be read: ${troubleText(error)}`, 'Copy it again from where it came.', { cause: error })
  }
}

function opened(db: Database.Database, file: string, bytes: number): Bundle {
  const read = readManifest(db)
  const columns = `seq, kind, incident, CASE WHEN octet_length(body) <= ${largest.body} THEN body END AS body, hash`
  const small = 'octet_length(kind) < 100 AND octet_length(hash) < 100'
  type Asked = { after: number; limit: number; incident: string; kinds: string }
  const byPlace = db.prepare<Asked, BundleEntry>(`SELECT ${columns} FROM entries WHERE seq > @after AND incident = @incident AND ${small} ORDER BY seq LIMIT @limit`)
  const byKind = db.prepare<Asked, BundleEntry>(`SELECT ${columns} FROM entries WHERE kind IN (SELECT value FROM json_each(@kinds)) AND seq > @after AND incident = @incident AND ${small} ORDER BY seq LIMIT @limit`)
  const all = db.prepare<Asked, BundleEntry>(`SELECT ${columns} FROM entries WHERE seq > @after AND ${small} ORDER BY seq LIMIT @limit`)
  const allByKind = db.prepare<Asked, BundleEntry>(`SELECT ${columns} FROM entries WHERE kind IN (SELECT value FROM json_each(@kinds)) AND seq > @after AND ${small} ORDER BY seq LIMIT @limit`)
  const ends = db.prepare<[string], { first: number | null; last: number | null }>('SELECT min(seq) AS first, max(seq) AS last FROM entries WHERE incident = ?')
  const piece = db.prepare<[string, number], Uint8Array>(`SELECT data FROM pieces WHERE path = ? AND number = ? AND octet_length(data) <= ${largest.piece}`).pluck()
  return {
    file, bytes, ...read, db,
    entries: ({ after, limit, kinds, all: everything = false }) => {
      const found = everything ? (kinds ? allByKind : all) : kinds ? byKind : byPlace
      const shown: Entry[] = []
      for (let at = after; ;) {
        const left = limit - shown.length
        const rows = readable(() => found.all({ after: at, limit: left + 1, incident: read.manifest.incident.id, kinds: JSON.stringify(kinds ?? []) }))
        for (const row of rows.slice(0, left)) {
          const entry = entryOf(row)
          if (entry !== undefined) shown.push(entry)
          at = row.seq
        }
        if (rows.length <= left || shown.length === limit) return { entries: shown, more: rows.length > left }
      }
    },
    ends: () => {
      const { first, last } = readable(() => ends.get(read.manifest.incident.id)) ?? { first: null, last: null }
      return { first: first ?? 0, last: last ?? 0 }
    },
    series: bundleSeries(db),
    piece: (path, number) => {
      const found = readable(() => piece.get(path, number))
      if (!(found instanceof Uint8Array)) throw new BundleError('unreadable', `The bundle has no piece ${number} of ${path.slice(0, 80)}`, 'Copy it again from where it came.')
      return found
    },
    close: () => void db.close(),
  }
}

export const commitmentsOf = (db: Database.Database): ((seq: number) => readonly Commitment[]) => {
  const read = db.prepare<[number], Commitment>(`SELECT path, commitment FROM commitments WHERE seq = ? AND octet_length(path) < 2000 AND octet_length(commitment) < 100 ORDER BY path LIMIT ${largest.commitments}`)
  return (seq) => read.all(seq)
}
