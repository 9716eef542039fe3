/**
 * The cache of log lines: `logs.sqlite` beside the journal. Lines are kept in batches; each batch's hash covers its text
 * and the hash before it, and a full-text index says which batches have a word, the lines of those are then looked at
 * one by one. Bounded by bytes and age; what goes leaves its hash behind, so that the chain still holds.
 */
import Database from 'better-sqlite3'
import { hash as digest } from 'node:crypto'
import { existsSync, renameSync } from 'node:fs'
import type { LogCheck, LogLevel } from '../../shared/contract.ts'
import { folded } from '../../shared/search/words.ts'
import { isDamage, troubleText } from '../journal/error.ts'
import type { Line } from './line.ts'

/** Lines of one batch at most. */
export const batchLength = 512
const format = 1
const levels: readonly LogLevel[] = ['unknown', 'error', 'warn', 'info', 'debug']
const nobody = '0'.repeat(64)

const schema = `
  CREATE TABLE batches (
    id INTEGER PRIMARY KEY, source TEXT NOT NULL, oldest REAL NOT NULL, newest REAL NOT NULL, lines INTEGER NOT NULL, bytes INTEGER NOT NULL,
    sum TEXT NOT NULL, hash TEXT NOT NULL, body TEXT
  ) STRICT;
  CREATE INDEX batches_by_end ON batches (newest, oldest) WHERE body IS NOT NULL;
  CREATE INDEX batches_by_start ON batches (oldest, newest) WHERE body IS NOT NULL;
  CREATE VIRTUAL TABLE words USING fts5(text, content='', contentless_delete=1, detail='none', tokenize='ascii');
  CREATE TABLE places (source TEXT PRIMARY KEY, place TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE origin (one INTEGER PRIMARY KEY CHECK (one = 1), id INTEGER NOT NULL, hash TEXT NOT NULL) STRICT;
  PRAGMA user_version = ${format};
`

export type Batch = { readonly source: string; readonly lines: readonly Line[] }
/** @field place where a source goes on after a restart: JSON of its own */
export type Place = { readonly source: string; readonly place: string }
export type Head = { readonly batch: number; readonly hash: string }
export type StoredBatch = { readonly id: number; readonly source: string; readonly oldest: number; readonly newest: number; readonly body: string }
export type Window = { readonly from: number; readonly to: number }
export type Expired = { readonly aged: number; readonly expired: number; readonly ofIncidents: number }

export type LogStore = {
  /** One transaction. @throws SqliteError, and nothing is written */
  readonly write: (batches: readonly Batch[], places: readonly Place[]) => void
  readonly place: (source: string) => string | undefined
  readonly head: () => Head
  /** Batches with lines of that time, by their oldest line from the oldest on, or by their newest from the newest back; with a match only those that have the words. */
  readonly batches: (from: number, to: number, order: 'oldest' | 'newest', match?: string) => IterableIterator<StoredBatch>
  readonly totals: () => { readonly bytes: number; readonly lines: number; readonly oldest?: number }
  /** Takes away what is too old, and the oldest where it is too much; lines within `keep` last. */
  readonly expire: (bounds: { readonly bytes: number; readonly before: number; readonly keep: readonly Window[] }) => Expired
  /** @param sealed heads that the record has */
  readonly verify: (sealed: readonly Head[]) => LogCheck
  readonly close: () => void
}

const bodyOf = (lines: readonly Line[]): string => lines.map(({ time, level, text }) => `${Math.round(time)}\t${levels.indexOf(level)}\t${text.includes('\n') ? text.replaceAll('\n', ' ⏎ ') : text}`).join('\n')

export const linesOf = (body: string): readonly Line[] => body.split('\n').map((line) => {
  const first = line.indexOf('\t')
  const second = line.indexOf('\t', first + 1)
  return { time: Number(line.slice(0, first)), level: levels[Number(line.slice(first + 1, second))] ?? 'unknown', text: line.slice(second + 1) }
})

const ascii = /^[\u0000-\u007f]*$/ // oxlint-disable-line no-control-regex -- what is plain needs no folding
/** Each word of the batch once. */
function wordsOf(text: string): string {
  const plain = ascii.test(text)
  const found = new Set(plain ? text.toLowerCase().match(/[a-z0-9]+/g) : text.match(/[\p{L}\p{N}\p{M}]+/gu))
  return plain ? [...found].map((word) => (word.length > 64 ? word.slice(0, 64) : word)).join(' ') : [...new Set([...found].map(folded))].join(' ')
}

/** The hash of a batch after the one before it. */
export const chained = (before: string, { id, source, sum }: { readonly id: number; readonly source: string; readonly sum: string }): string => digest('sha256', `${before}\n${id}\n${source}\n${sum}`, 'hex')

function openDatabase(file: string): Database.Database {
  const db = new Database(file, { timeout: 500 })
  try {
    db.pragma('journal_mode = WAL')
    // A power cut may cost the last batches, never the file; what was sealed in the record is checkpointed with it.
    db.pragma('synchronous = NORMAL')
    db.pragma('cache_size = -16000')
    const version = Number(db.pragma('user_version', { simple: true }))
    if (version === 0) db.transaction(() => db.exec(schema)).immediate()
    else if (version !== format) throw new Error(`it is of version ${version}, and this console knows ${format}`)
    db.prepare('SELECT id FROM batches ORDER BY id DESC LIMIT 1').get()
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

/** @param wall ms, for the name of a damaged one @throws SqliteError where there can be no such file */
export function openLogStore(file: string, wall: number): { readonly store: LogStore; readonly setAside?: string; readonly why?: string } {
  try {
    return { store: storeOf(openDatabase(file)) }
  } catch (error) {
    const other = error instanceof Error && error.message.startsWith('it is of version')
    if (!isDamage(error) && !other) throw error
    const setAside = `${file.replace(/\.sqlite$/, '')}.damaged-${Math.round(wall)}.sqlite`
    for (const end of ['', '-wal', '-shm']) if (existsSync(file + end)) renameSync(file + end, setAside + end)
    return { store: storeOf(openDatabase(file)), setAside, why: troubleText(error) }
  }
}

type Row = Omit<StoredBatch, 'body'> & { readonly lines: number; readonly bytes: number; readonly sum: string; readonly hash: string; readonly body: string | null }

function storeOf(db: Database.Database): LogStore {
  const last = db.prepare<[], { id: number; hash: string }>('SELECT id, hash FROM batches ORDER BY id DESC LIMIT 1')
  const origin = db.prepare<[], { id: number; hash: string }>('SELECT id, hash FROM origin')
  const setOrigin = db.prepare<[number, string]>('INSERT INTO origin VALUES (1, ?, ?) ON CONFLICT DO UPDATE SET id = excluded.id, hash = excluded.hash')
  const insert = db.prepare<Row>('INSERT INTO batches VALUES (@id, @source, @oldest, @newest, @lines, @bytes, @sum, @hash, @body)')
  const insertWords = db.prepare<[number, string]>('INSERT INTO words (rowid, text) VALUES (?, ?)')
  const setPlace = db.prepare<Place>('INSERT INTO places VALUES (@source, @place) ON CONFLICT DO UPDATE SET place = excluded.place')
  const getPlace = db.prepare<[string], string>('SELECT place FROM places WHERE source = ?').pluck()
  const select = (order: string, matched: boolean) => db.prepare<{ from: number; to: number; match?: string }, StoredBatch>(
    `SELECT id, source, oldest, newest, body FROM batches WHERE body IS NOT NULL AND newest >= @from AND oldest < @to${matched ? ' AND id IN (SELECT rowid FROM words WHERE words MATCH @match)' : ''} ORDER BY ${order}`)
  const selects = { oldest: [select('oldest', false), select('oldest', true)], newest: [select('newest DESC', false), select('newest DESC', true)] } as const
  const sums = db.prepare<[], { bytes: number | null; lines: number | null; oldest: number | null }>('SELECT sum(bytes) AS bytes, sum(lines) AS lines, min(oldest) AS oldest FROM batches WHERE body IS NOT NULL')
  const oldestFirst = db.prepare<[], { id: number; oldest: number; newest: number; lines: number; bytes: number }>('SELECT id, oldest, newest, lines, bytes FROM batches WHERE body IS NOT NULL ORDER BY newest, id')
  const empty = db.prepare<[number]>('UPDATE batches SET body = NULL WHERE id = ?')
  const dropWords = db.prepare<[number]>('DELETE FROM words WHERE rowid = ?')
  const firstKept = db.prepare<[], number>('SELECT min(id) FROM batches WHERE body IS NOT NULL').pluck()
  const byId = db.prepare<[number], { id: number; hash: string }>('SELECT id, hash FROM batches WHERE id = ?')
  const dropBefore = db.prepare<[number]>('DELETE FROM batches WHERE id <= ?')
  // Kept in memory: a sum over all batches at each second would grow with them.
  let totals = (() => {
    const { bytes, lines, oldest } = sums.get() ?? { bytes: 0, lines: 0, oldest: null }
    return { bytes: bytes ?? 0, lines: lines ?? 0, oldest: oldest ?? undefined }
  })()
  const head = (): Head => {
    const { id = 0, hash = nobody } = last.get() ?? origin.get() ?? {}
    return { batch: id, hash }
  }

  const write = db.transaction((batches: readonly Batch[], places: readonly Place[]) => {
    let { batch: id, hash: before } = head()
    let { bytes: all, lines: count, oldest: first } = totals
    for (const { source, lines } of batches) {
      id += 1
      const body = bodyOf(lines)
      const sum = digest('sha256', body, 'hex')
      const hash = chained(before, { id, source, sum })
      let [oldest, newest] = [Infinity, -Infinity]
      for (const { time } of lines) {
        if (time < oldest) oldest = time
        if (time > newest) newest = time
      }
      const bytes = Buffer.byteLength(body)
      insert.run({ id, source, oldest, newest, lines: lines.length, bytes, sum, hash, body })
      insertWords.run(id, wordsOf(body))
      all += bytes
      count += lines.length
      first = first === undefined ? oldest : Math.min(first, oldest)
      before = hash
    }
    for (const place of places) setPlace.run(place)
    return { bytes: all, lines: count, oldest: first }
  })

  const expire = db.transaction(({ bytes: limit, before, keep }: Parameters<LogStore['expire']>[0]) => {
    const kept = (oldest: number, newest: number): boolean => keep.some(({ from, to }) => newest >= from && oldest < to)
    let { bytes, lines } = totals
    const gone = { aged: 0, expired: 0, ofIncidents: 0 }
    const drop = (batch: { readonly id: number; readonly lines: number; readonly bytes: number }): void => {
      empty.run(batch.id)
      dropWords.run(batch.id)
      bytes -= batch.bytes
      lines -= batch.lines
    }
    const later: { id: number; oldest: number; newest: number; lines: number; bytes: number }[] = []
    for (const batch of oldestFirst.all()) {
      const old = batch.newest < before
      if (!old && bytes <= limit) break
      if (kept(batch.oldest, batch.newest)) later.push(batch)
      else {
        drop(batch)
        gone[old ? 'aged' : 'expired'] += batch.lines
      }
    }
    for (const batch of later) {
      if (bytes <= limit) break
      drop(batch)
      gone.expired += batch.lines
      gone.ofIncidents += batch.lines
    }
    // What stands before all that is kept is no longer needed; holes between stay as hashes.
    const next = firstKept.get() ?? Infinity
    const to = byId.get(Math.min(next - 1, head().batch))
    if (to) {
      setOrigin.run(to.id, to.hash)
      dropBefore.run(to.id)
    }
    return { gone, bytes, lines }
  })

  return {
    write: (batches, places) => void (totals = write.immediate(batches, places)),
    place: (source) => getPlace.get(source),
    head,
    batches: (from, to, order, match) => selects[order][match === undefined ? 0 : 1].iterate({ from, to, ...(match !== undefined && { match }) }),
    totals: () => ({ bytes: totals.bytes, lines: totals.lines, ...(totals.oldest !== undefined && totals.lines > 0 && { oldest: totals.oldest }) }),
    expire: (bounds) => {
      if (totals.bytes <= bounds.bytes && (totals.oldest ?? Infinity) >= bounds.before) return { aged: 0, expired: 0, ofIncidents: 0 }
      const { gone, bytes, lines } = expire.immediate(bounds)
      totals = { bytes, lines, oldest: sums.get()?.oldest ?? undefined }
      return gone
    },
    verify: (sealed) => {
      const begun = performance.now()
      const wanted = Map.groupBy(sealed, ({ batch }) => batch)
      const { id: first = 0, hash = nobody } = origin.get() ?? {}
      let [expected, before, lines, batches] = [first + 1, hash, 0, 0]
      const failed = (batch: number, detail: string): LogCheck => ({ ok: false, batch, detail, ms: performance.now() - begun })
      for (const row of db.prepare<[], Row>('SELECT * FROM batches ORDER BY id').iterate()) {
        if (row.id !== expected) return failed(expected, `after batch ${expected - 1} comes batch ${row.id}`)
        if (row.body !== null && digest('sha256', row.body, 'hex') !== row.sum) return failed(row.id, 'its lines are not those that were written')
        if (chained(before, row) !== row.hash) return failed(row.id, 'it does not follow the one before it')
        const other = wanted.get(row.id)?.find((one) => one.hash !== row.hash)
        if (other) return failed(row.id, `it is ${row.hash.slice(0, 12)}, and the record has sealed ${other.hash.slice(0, 12)}`)
        if (row.body !== null) [lines, batches] = [lines + row.lines, batches + 1]
        before = row.hash
        expected += 1
      }
      const beyond = sealed.find(({ batch }) => batch >= expected)
      if (beyond) return failed(expected, `the cache ends at batch ${expected - 1}, and the record has sealed batch ${beyond.batch}`)
      return { ok: true, batches, lines, head: before, sealed: sealed.filter(({ batch }) => batch > first).length, ms: performance.now() - begun }
    },
    close: () => void db.close(),
  }
}
