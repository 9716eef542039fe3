/** The statements of the journal's file. Every write is one transaction. */
import type Database from 'better-sqlite3'
import type { EntryKind } from '../../shared/journal.ts'
import { genesis, type Link } from './chain.ts'
import { frequentKinds, isRare } from './migrations/005-rare-kinds.ts'
import type { Row } from './row.ts'

export type Snapshot = { readonly seq: number; readonly hash: string; readonly fold: string; readonly state: string; readonly sum: string }
/** @field owner 'journal' for its own, 'console' for what others keep; @field value JSON */
export type Note = { readonly owner: 'journal' | 'console'; readonly name: string; readonly value: string }
export type Query = { readonly incident?: string; readonly kinds?: readonly EntryKind[]; readonly after: number; readonly limit: number }

export type Store = {
  readonly writable: boolean
  /** @throws SqliteError, and nothing is written */
  readonly write: (write: { readonly rows: readonly Row[]; readonly notes: readonly Note[]; readonly snapshot?: Snapshot }) => void
  /** The last entry's place, as the entries say. */
  readonly last: () => Link
  /** The last entry's place, as it was noted beside the entries. */
  readonly head: () => Link
  readonly rows: (query: Query) => readonly Row[]
  readonly newest: (count: number) => readonly Row[]
  readonly anchors: () => readonly Link[]
  readonly anchor: (link: Link, wall: number) => void
  /** Newest first. */
  readonly snapshots: () => readonly Snapshot[]
  readonly notes: () => readonly Note[]
  /** How long to wait for another program's lock, ms. */
  readonly patience: (ms: number) => void
  readonly close: () => void
}

const snapshotsKept = 2

export function createStore(db: Database.Database): Store {
  // By place: what stands on the way of every append binds no names.
  const insertEntry = db.prepare<[number, string, string | null, string, string]>('INSERT INTO entries (seq, kind, incident, body, hash) VALUES (?, ?, ?, ?, ?)')
  const setHead = db.prepare<[number, string]>('INSERT INTO head (one, seq, hash) VALUES (1, ?, ?) ON CONFLICT DO UPDATE SET seq = excluded.seq, hash = excluded.hash')
  const setNote = db.prepare<Note>('INSERT INTO notes (owner, name, value) VALUES (@owner, @name, @value) ON CONFLICT DO UPDATE SET value = excluded.value')
  const addSnapshot = db.prepare<Snapshot>('INSERT OR REPLACE INTO snapshots (seq, hash, fold, state, sum) VALUES (@seq, @hash, @fold, @state, @sum)')
  const pruneSnapshots = db.prepare<[number]>('DELETE FROM snapshots WHERE seq NOT IN (SELECT seq FROM snapshots ORDER BY seq DESC LIMIT ?)')
  const addAnchor = db.prepare<[number, string, number]>('INSERT OR IGNORE INTO anchors (seq, hash, noted) VALUES (?, ?, ?)')
  const lastEntry = db.prepare<[], Link>('SELECT seq, hash FROM entries ORDER BY seq DESC LIMIT 1')
  const notedHead = db.prepare<[], Link>('SELECT seq, hash FROM head')
  const newest = db.prepare<[number], Row>('SELECT seq, kind, incident, body, hash FROM entries ORDER BY seq DESC LIMIT ?')
  const anchors = db.prepare<[], Link>('SELECT seq, hash FROM anchors ORDER BY seq')
  const snapshots = db.prepare<[], Snapshot>('SELECT seq, hash, fold, state, sum FROM snapshots ORDER BY seq DESC')
  const notes = db.prepare<[], Note>('SELECT owner, name, value FROM notes')
  // One statement a form of the question, so that each goes by its index.
  const select = (where: string) =>
    db.prepare<{ after: number; limit: number; incident?: string; kinds?: string }, Row>(
      `SELECT seq, kind, incident, body, hash FROM entries WHERE seq > @after${where} ORDER BY seq LIMIT @limit`,
    )
  const ofIncident = ' AND incident = @incident'
  const ofKinds = ' AND kind IN (SELECT value FROM json_each(@kinds))'
  const byAll = select('')
  const byIncident = select(ofIncident)
  const byKinds = select(ofKinds)
  const byBoth = select(ofIncident + ofKinds)
  const byRareKinds = select(`${ofKinds} AND ${isRare}`)
  const areRare = (kinds: readonly string[]): boolean => !frequentKinds.some((kind) => kinds.includes(kind))

  const write = db.transaction<Store['write']>(({ rows, notes: given, snapshot }) => {
    for (const { seq, kind, incident, body, hash } of rows) insertEntry.run(seq, kind, incident, body, hash)
    const last = rows.at(-1)
    if (last) setHead.run(last.seq, last.hash)
    for (const note of given) setNote.run(note)
    if (snapshot) {
      addSnapshot.run(snapshot)
      pruneSnapshots.run(snapshotsKept)
    }
  })

  return {
    writable: !db.readonly,
    write: (given) => write.immediate(given),
    last: () => lastEntry.get() ?? genesis,
    head: () => notedHead.get() ?? genesis,
    rows: ({ incident, kinds, after, limit }) => {
      if (incident !== undefined && kinds) return byBoth.all({ after, limit, incident, kinds: JSON.stringify(kinds) })
      if (incident !== undefined) return byIncident.all({ after, limit, incident })
      return kinds ? (areRare(kinds) ? byRareKinds : byKinds).all({ after, limit, kinds: JSON.stringify(kinds) }) : byAll.all({ after, limit })
    },
    newest: (count) => newest.all(count).toReversed(),
    anchors: () => anchors.all(),
    anchor: ({ seq, hash }, wall) => void addAnchor.run(seq, hash, Math.round(wall)),
    snapshots: () => snapshots.all(),
    notes: () => notes.all(),
    patience: (ms) => void db.pragma(`busy_timeout = ${ms}`),
    close: () => void db.close(),
  }
}
