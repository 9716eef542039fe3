/**
 * The chains of other consoles, `others.sqlite` beside this console's journal and never in it. Each is checked as it comes:
 * what does not follow is refused, named, and nothing of that console is taken after it. Can be deleted: it is fetched anew.
 */
import Database from 'better-sqlite3'
import { existsSync, renameSync, rmSync } from 'node:fs'
import { z } from 'zod'
import { actor, type Entry, type EntryKind } from '../../shared/journal.ts'
import { orderAfter, type Place, type Placed } from '../../shared/merge.ts'
import { broken, genesis, type Break, type Link } from '../journal/chain.ts'
import { isDamage, isTrouble } from '../journal/error.ts'
import { checkRow, readRow, type Row } from '../journal/row.ts'

/** As it goes between consoles: the text that the hash covers, and the hash. */
export type Sent = Pick<Row, 'seq' | 'body' | 'hash'>
export type Head = Link & { readonly order: number }
/** What is amiss with a console's chain, for people; `at`: the number of the entry. */
export type ChainFault = { readonly console: string; readonly at: number; readonly detail: string }

export type Others = {
  /** The end of each chain, by its console's name. */
  readonly heads: () => ReadonlyMap<string, Head>
  /** @returns what is new; nothing where a chain does not go on with it */
  readonly take: (console: string, sent: readonly Sent[]) => readonly Placed[]
  /** A chain's entries after a place. */
  readonly after: (console: string, from: Head) => readonly Placed[]
  /** Entries of these kinds whose number in the one order is from `from` on and before `to`, in that order. */
  readonly between: (kinds: readonly EntryKind[], from: number, to: number) => readonly Placed[]
  readonly ofIncident: (incident: string) => readonly Placed[]
  /** Of one chain, from the entry after number `after` on. */
  readonly page: (console: string, after: number, limit: number) => readonly Placed[]
  /** The same as they came. */
  readonly texts: (console: string, after: number, limit: number) => readonly Sent[]
  /** Number of a chain's last entry at or before a place; 0 where there is none. */
  readonly upTo: (console: string, place: Place) => number
  /** Of these kinds and of no incident, with numbers in (from, to], the first so many of each chain. */
  readonly nobodys: (kinds: readonly EntryKind[], range: { readonly from: number; readonly to: number }, limit: number) => readonly Placed[]
  /** Phases, and how runs began and ended, of all chains in the one order. */
  readonly ofRuns: () => readonly Placed[]
  /** Told of a chain that is not what it was. */
  readonly accuse: (fault: ChainFault) => void
  readonly faults: () => readonly ChainFault[]
  /** Reads all of them again as they lie in the file. */
  readonly verify: () => readonly { readonly console: string; readonly entries: number; readonly fault?: ChainFault }[]
  readonly close: () => void
}

type Kept = Row & { readonly place: number }
export const nowhere: Head = { ...genesis, order: 0 }

/** What a replay of rules asks of runs, of all time. To the letter the same in the index and in what is asked. */
const ofRuns = "kind IN ('phase.set', 'rollback.opened', 'rollback.vetoed', 'rollback.finished')"

const schema = `
  CREATE TABLE IF NOT EXISTS others (console TEXT NOT NULL, seq INTEGER NOT NULL, place INTEGER NOT NULL, kind TEXT NOT NULL, incident TEXT, body TEXT NOT NULL, hash TEXT NOT NULL, PRIMARY KEY (console, seq)) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS others_by_incident ON others (incident, place) WHERE incident IS NOT NULL;
  CREATE TABLE IF NOT EXISTS faults (console TEXT PRIMARY KEY, at INTEGER NOT NULL, detail TEXT NOT NULL) STRICT;
`
/** What a replay and the programme's reports go by. */
const indexes = `
  CREATE INDEX IF NOT EXISTS others_by_kind ON others (kind, place);
  CREATE INDEX IF NOT EXISTS others_by_place ON others (console, place);
  CREATE INDEX IF NOT EXISTS others_of_runs ON others (place) WHERE ${ofRuns};
`
const columns = 'seq, place, kind, incident, body, hash'

function shellOf(body: string): { readonly kind?: unknown; readonly incident?: unknown } {
  try {
    // Anyone who can write to the shared database can write `null` there.
    return (JSON.parse(body) as { readonly kind?: unknown } | null) ?? {}
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return {}
  }
}

/** Kind and incident are read off the text, which is checked with the rest. */
function rowOf({ seq, body, hash }: Sent): Row {
  const { kind, incident } = shellOf(body)
  return { seq, kind: typeof kind === 'string' ? kind : '', incident: typeof incident === 'string' ? incident : null, body, hash }
}

/** No number of the one order is larger: it would leave no room for those after it. */
const largestOrder = 1e15
const wall = z.number().min(-8.64e15).max(8.64e15)
/** What every fold and the one order ask of an entry, whatever its kind: its hash may be good all the same. */
const shell = z.looseObject({ who: actor, at: z.looseObject({ occurred: wall, observed: wall, recorded: wall.max(largestOrder), mono: z.number(), order: z.int().max(largestOrder).optional() }), data: z.looseObject({}) })

/** The entry of a row that comes after `before` in the chain of that console, or what is wrong with it. */
function follows(console: string, before: Head, row: Row, file: string): { readonly ok: true; readonly entry: Entry; readonly head: Head } | Break {
  const checked = checkRow(before, row)
  if (!checked.ok) return checked
  const entry = readRow(row, file)
  if (!shell.safeParse(entry).success) return broken(row.seq, 'changed', `entry ${row.seq} is none that can be understood here`)
  if (entry.console !== console) return broken(row.seq, 'inserted', `entry ${row.seq} says that it is of ${entry.console}`)
  if (entry.at.order !== undefined && entry.at.order <= before.order) return broken(row.seq, 'reordered', `entry ${row.seq} stands before the one before it in the one order`)
  return { ok: true, entry, head: { seq: row.seq, hash: row.hash, order: orderAfter(before.order, entry) } }
}

/**
 * A damaged file is set aside and fetched anew. @param file `:memory:` keeps nothing. Without a file nothing is made until something comes
 * @throws SqliteError
 */
export function openOthers(file: string): Others {
  try {
    return open(file)
  } catch (error) {
    if (!isDamage(error)) throw error
    renameSync(file, `${file}.damaged`)
    for (const beside of ['-wal', '-shm']) rmSync(`${file}${beside}`, { force: true })
    return open(file)
  }
}

function open(file: string): Others {
  let db: Database.Database | undefined
  const heads = new Map<string, Head>()
  const faults = new Map<string, ChainFault>()
  const connect = (): Database.Database => {
    if (db) return db
    const made = new Database(file, { timeout: 2_000 })
    made.pragma('journal_mode = WAL')
    // It can be fetched anew; the record of this console is another file.
    made.pragma('synchronous = NORMAL')
    made.exec(schema)
    try {
      made.exec(indexes)
    } catch (error) {
      // A file of before has none, and on a full disk it stays so: a replay takes longer, and the next start tries again.
      if (!isTrouble(error) || isDamage(error)) throw error
    }
    db = made
    return made
  }
  if (existsSync(file)) {
    for (const one of connect().prepare<[], Head & { readonly console: string }>('SELECT console, seq, hash, place AS "order" FROM others WHERE (console, seq) IN (SELECT console, max(seq) FROM others GROUP BY console)').all())
      heads.set(one.console, { seq: one.seq, hash: one.hash, order: one.order })
    for (const one of connect().prepare<[], ChainFault>('SELECT console, at, detail FROM faults').all()) faults.set(one.console, one)
  }
  const placedOf = ({ place, ...row }: Kept): Placed => ({ entry: readRow(row, file), order: place })
  const accuse = (fault: ChainFault): void => {
    if (faults.has(fault.console)) return
    faults.set(fault.console, fault)
    connect().prepare('INSERT OR IGNORE INTO faults (console, at, detail) VALUES (?, ?, ?)').run(fault.console, fault.at, fault.detail)
  }

  return {
    heads: () => heads,
    accuse,
    faults: () => [...faults.values()],
    take: (console, sent) => {
      if (faults.has(console) || sent.length === 0) return []
      const made = connect()
      const known = made.prepare<[string, number], string>('SELECT hash FROM others WHERE console = ? AND seq = ?').pluck()
      const insert = made.prepare(`INSERT INTO others (console, ${columns}) VALUES (?, ?, ?, ?, ?, ?, ?)`)
      const taken: Placed[] = []
      let head = heads.get(console) ?? nowhere
      let fault: ChainFault | undefined
      made.transaction(() => {
        for (const one of sent) {
          if (one.seq <= head.seq) {
            const present = known.get(console, one.seq)
            if (present === one.hash) continue
            fault = { console, at: one.seq, detail: `entry ${one.seq} of ${console} was ${String(present).slice(0, 12)} and is ${one.hash.slice(0, 12)} now: its chain has forked` }
            break
          }
          const row = rowOf(one)
          const found = follows(console, head, row, file)
          if (!found.ok) {
            fault = { console, at: found.at, detail: found.detail }
            break
          }
          insert.run(console, row.seq, found.head.order, row.kind, row.incident, row.body, row.hash)
          head = found.head
          taken.push({ entry: found.entry, order: head.order })
        }
      }).immediate()
      if (taken.length > 0) heads.set(console, head)
      if (fault !== undefined) accuse(fault)
      return taken
    },
    after: (console, { seq }) =>
      db === undefined ? [] : db.prepare<[string, number], Kept>(`SELECT ${columns} FROM others WHERE console = ? AND seq > ? ORDER BY seq`).all(console, seq).map(placedOf),
    between: (kinds, from, to) =>
      db === undefined ? [] : db.prepare<[string, number, number], Kept>(`SELECT ${columns} FROM others WHERE kind IN (SELECT value FROM json_each(?)) AND place >= ? AND place < ? ORDER BY place, console, seq`).all(JSON.stringify(kinds), from, to).map(placedOf),
    ofIncident: (incident) =>
      db === undefined ? [] : db.prepare<[string], Kept>(`SELECT ${columns} FROM others WHERE incident = ? ORDER BY place, console, seq`).all(incident).map(placedOf),
    page: (console, after, limit) =>
      db === undefined ? [] : db.prepare<[string, number, number], Kept>(`SELECT ${columns} FROM others WHERE console = ? AND seq > ? ORDER BY seq LIMIT ?`).all(console, after, limit).map(placedOf),
    texts: (console, after, limit) =>
      db === undefined ? [] : db.prepare<[string, number, number], Sent>('SELECT seq, body, hash FROM others WHERE console = ? AND seq > ? ORDER BY seq LIMIT ?').all(console, after, limit),
    upTo: (console, { order, console: of }) =>
      db === undefined ? 0 : db.prepare<[string, number], number>(`SELECT seq FROM others WHERE console = ? AND place ${console <= of ? '<=' : '<'} ? ORDER BY place DESC LIMIT 1`).pluck().get(console, order) ?? 0,
    nobodys: (kinds, { from, to }, limit) => [...heads.keys()].flatMap((console) =>
      db === undefined ? [] : db.prepare<[string, number, number, string, number], Kept>(`SELECT ${columns} FROM others WHERE console = ? AND place > ? AND place <= ? AND incident IS NULL AND kind IN (SELECT value FROM json_each(?)) ORDER BY place LIMIT ?`).all(console, from, to, JSON.stringify(kinds), limit).map(placedOf)),
    ofRuns: () => db === undefined ? [] : db.prepare<[], Kept>(`SELECT ${columns} FROM others WHERE ${ofRuns} ORDER BY place, console, seq`).all().map(placedOf),
    verify: () => [...heads.keys()].map((console) => {
      let head = nowhere
      for (const row of connect().prepare<[string], Kept>(`SELECT ${columns} FROM others WHERE console = ? ORDER BY seq`).iterate(console)) {
        const found = follows(console, head, row, file)
        if (!found.ok) return { console, entries: head.seq, fault: { console, at: found.at, detail: found.detail } }
        head = found.head
      }
      const fault = faults.get(console)
      return { console, entries: head.seq, ...(fault && { fault }) }
    }),
    close: () => {
      db?.close()
      db = undefined
    },
  }
}
