/**
 * What is searched: this console's own chain, and those of others that are here, each with an index of its own beside its file.
 * One question goes to all of them, and what they find is put together in the one order. Decision 9; issue 6, search.
 */
import Database from 'better-sqlite3'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import type { SearchFound, SearchHit } from '../../../shared/contract.ts'
import { comparePlaces, orderAfter, placeOf } from '../../../shared/merge.ts'
import { openForReading } from '../database.ts'
import type { Row } from '../row.ts'
import { createStore } from '../store.ts'
import { countedTo, createFind, type Find, type FindQuestion } from './find.ts'
import { openIndex, type IndexFile } from './index-file.ts'

/** `before`, `skip`: of each console by its name; one that is not named begins anew. */
export type ChainsQuestion = Omit<FindQuestion, 'before' | 'skip'> & { readonly before?: Readonly<Record<string, number>>; readonly skip?: Readonly<Record<string, number>> }

export type Chain = {
  readonly console: string
  readonly last: () => number
  readonly rows: (after: number, limit: number) => readonly Row[]
  readonly index: IndexFile
  readonly find: Find
  readonly close: () => void
  /** Entries since the parts of its index were one, or Infinity while they are put together. */
  untidy: number
}
/** @param anew told why an index is built from its first entry again */
type Told = (file: string, anew: string) => void

function chainOf(console: string, indexFile: string, told: Told, source: Pick<Chain, 'last' | 'rows' | 'close'> & { readonly one: (seq: number) => Row | undefined; readonly file: string }): Chain {
  const { index, anew } = openIndex(indexFile, (seq) => source.one(seq)?.hash)
  if (anew !== undefined) told(indexFile, anew)
  return {
    console, index, find: createFind(index, source.one, source.file, () => performance.now()), last: source.last, rows: source.rows, untidy: 0,
    close: () => {
      index.close()
      source.close()
    },
  }
}

/** @returns undefined where nothing was written yet */
export function openOwn(console: string, file: string, indexFile: string, told: Told): Chain | undefined {
  const db = openForReading(file, 1_000)
  if (!db) return undefined
  try {
    const store = createStore(db)
    db.pragma('cache_size = -64000')
    const one = db.prepare<[number], Row>('SELECT seq, kind, incident, body, hash FROM entries WHERE seq = ?')
    return chainOf(console, indexFile, told, { file, one: (seq) => one.get(seq), last: () => store.last().seq, rows: (after, limit) => store.rows({ after, limit }), close: store.close })
  } catch (error) {
    db.close()
    throw error
  }
}

/** The chains in `others.sqlite`, as they are there now: a console that joins later is found then. */
export function openOtherChains(file: string, told: Told): { readonly chains: () => readonly Chain[]; /** Without a look for others. */ readonly known: () => readonly Chain[]; readonly close: () => void } {
  const found = new Map<string, Chain>()
  let db: Database.Database | undefined
  const connect = (): Database.Database | undefined => {
    if (db || !existsSync(file)) return db
    const made = new Database(file, { readonly: true, timeout: 1_000 })
    try {
      // Made, and not written yet.
      if (made.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'others'").get() !== undefined) db = made
    } finally {
      if (db !== made) made.close()
    }
    return db
  }
  const open = (from: Database.Database, console: string): Chain => {
    const last = from.prepare<[string], number | null>('SELECT max(seq) FROM others WHERE console = ?').pluck()
    const one = from.prepare<[string, number], Row>('SELECT seq, kind, incident, body, hash FROM others WHERE console = ? AND seq = ?')
    const rows = from.prepare<[string, number, number], Row>('SELECT seq, kind, incident, body, hash FROM others WHERE console = ? AND seq > ? ORDER BY seq LIMIT ?')
    // A name is another console's word: no path is made of it.
    const name = createHash('sha256').update(console).digest('hex').slice(0, 16)
    return chainOf(console, `${file.replace(/\.sqlite$/, '')}.search.${name}.sqlite`, told, {
      file, one: (seq) => one.get(console, seq), last: () => last.get(console) ?? 0, rows: (after, limit) => rows.all(console, after, limit), close: () => undefined,
    })
  }
  return {
    chains: () => {
      const from = connect()
      if (from === undefined) return []
      const next = from.prepare<[string], string | null>('SELECT min(console) FROM others WHERE console > ?').pluck()
      for (let name = next.get(''); typeof name === 'string'; name = next.get(name)) if (!found.has(name)) found.set(name, open(from, name))
      return [...found.values()]
    },
    known: () => [...found.values()],
    close: () => {
      for (const chain of found.values()) chain.close()
      found.clear()
      db?.close()
      db = undefined
    },
  }
}

const placedAt = ({ entry }: SearchHit) => placeOf({ entry, order: orderAfter(-Infinity, entry) })
/** The best of each in turns: how well an entry fits is told against its own chain alone. */
const inTurns = (each: readonly (readonly SearchHit[])[]): readonly SearchHit[] =>
  Array.from({ length: Math.max(0, ...each.map(({ length }) => length)) }, (_, at) => each.flatMap((hits) => hits.slice(at, at + 1))).flat()

/** What all chains find, newest first in the one order, or the best of each in turns. */
export function findInAll(chains: readonly Pick<Chain, 'console' | 'find'>[], { before, skip, ...question }: ChainsQuestion): Omit<SearchFound, 'ms' | 'indexed'> {
  const each = chains.map(({ console, find }) => {
    const [from, given] = [before?.[console], skip?.[console]]
    return find({ ...question, ...(from !== undefined && { before: from }), ...(given !== undefined && { skip: given }) })
  })
  const [only] = each
  if (only !== undefined && each.length === 1) return only
  const hits = each.map((found) => found.hits)
  const all = question.order === 'newest' ? hits.flat().toSorted((a, b) => comparePlaces(placedAt(b), placedAt(a))) : inTurns(hits)
  const count = each.reduce((sum, found) => sum + found.count, 0)
  return {
    hits: all.slice(0, question.limit), more: all.length > question.limit || each.some(({ more }) => more),
    count: Math.max(Math.min(count, countedTo), ...each.map((found) => found.count)), counted: each.every(({ counted }) => counted) && count <= countedTo,
  }
}
