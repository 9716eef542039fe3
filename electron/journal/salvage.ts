/**
 * A damaged journal is set aside, never deleted, and what can be read of it from the start is saved into a new one:
 * as far as each entry is whole and follows the one before. Fault 24 of trust.md.
 */
import Database from 'better-sqlite3'
import { existsSync, renameSync, rmSync } from 'node:fs'
import { errorText } from '../../shared/error-text.ts'
import { genesis, type Link } from './chain.ts'
import { openForWriting } from './database.ts'
import { isDamage } from './error.ts'
import { checkRow, type Row } from './row.ts'
import { createStore, type Note, type Store } from './store.ts'

export type Salvage = {
  /** Where the damaged file is now. */
  readonly setAside: string
  /** Entries that were saved: all from the first to this number. */
  readonly saved: number
  /** What was not saved, for people; absent where nothing is known to be lost. */
  readonly lost?: string
}

const slice = 200
/** The files that SQLite keeps for one database. The main one goes first: what is left is known by its absence. */
const suffixes = ['', '-wal', '-shm'] as const
const savingName = (file: string): string => `${file}.saving`

const stampOf = (wall: number): string => new Date(wall).toISOString().replace(/[-:]|\.\d+/g, '')

/** `journal.damaged-20251125T004200Z.sqlite`, or the first such name that is free. */
function asideName(file: string, wall: number): string {
  const base = `${file.replace(/\.sqlite$/, '')}.damaged-${stampOf(wall)}`
  for (let number = 1; ; number += 1) {
    const name = `${base}${number === 1 ? '' : `-${number}`}.sqlite`
    if (!suffixes.some((suffix) => existsSync(name + suffix))) return name
  }
}

const move = (from: string, to: string): void => {
  for (const suffix of suffixes) if (existsSync(from + suffix)) renameSync(from + suffix, to + suffix)
}

type Read = { readonly stopped?: string; readonly noted?: Link; readonly notes: readonly Note[] }

/** Reads something of a damaged file; undefined where the damage is in the way. */
const where = <T>(read: () => T): T | undefined => {
  try {
    return read()
  } catch (error) {
    if (inTheWay(error)) return undefined
    throw error
  }
}

/** Damage; SQLITE_ERROR is a table that is no longer there. */
const inTheWay = (error: unknown): boolean => isDamage(error) || (error instanceof Database.SqliteError && error.code === 'SQLITE_ERROR')

/** Copies entry by entry until one can't be read or does not follow; says why it stopped. */
function copyEntries(from: Database.Database, to: Store): string | undefined {
  let before = genesis
  let good: Row[] = []
  const put = (): void => {
    if (good.length > 0) to.write({ rows: good, notes: [] })
    good = []
  }
  const read = (): string | undefined => {
    for (const row of from.prepare<[], Row>('SELECT seq, kind, incident, body, hash FROM entries ORDER BY seq').iterate()) {
      const checked = checkRow(before, row)
      if (!checked.ok) return checked.detail
      before = checked.head
      good.push(row)
      if (good.length === slice) put()
    }
    return undefined
  }
  try {
    return read()
  } catch (error) {
    if (!inTheWay(error)) throw error
    return errorText(error)
  } finally {
    put()
  }
}

function readDamaged(file: string, to: Store): Read {
  let db: Database.Database
  try {
    db = new Database(file, { readonly: true })
    // Of a file that is shorter than its header says SQLite reads nothing at all, unless it is told that this is a rescue.
    db.unsafeMode()
    db.pragma('trusted_schema = OFF')
    db.pragma('writable_schema = ON')
  } catch (error) {
    if (!inTheWay(error)) throw error
    return { stopped: errorText(error), notes: [] }
  }
  try {
    const stopped = copyEntries(db, to)
    const noted = where(() => db.prepare<[], Link>('SELECT seq, hash FROM head').get())
    const notes = where(() => db.prepare<[], Note>('SELECT owner, name, value FROM notes').all())
    return { notes: notes ?? [], ...(stopped !== undefined && { stopped }), ...(noted && { noted }) }
  } finally {
    db.close()
  }
}

function lostText({ stopped, noted }: Read, saved: number): string | undefined {
  const why = stopped === undefined ? '' : ` (${stopped})`
  if (noted === undefined) return saved === 0 ? `Nothing of it could be read${why}.` : `What came after entry ${saved} can not be told${why}.`
  if (noted.seq <= saved) return undefined
  const gone = noted.seq - saved
  return `${gone === 1 ? `Entry ${noted.seq}` : `Entries ${saved + 1} to ${noted.seq}`} could not be saved${why}.`
}

/**
 * The new file is whole on disk before the damaged one is moved; `finishSalvage` goes on after a kill in between.
 * @param wall ms, for the name
 * @throws SqliteError, and errors of the file system: then the damaged file is where it was, or `finishSalvage` ends it
 */
export function salvage(file: string, wall: number): Salvage {
  const saving = savingName(file)
  for (const suffix of suffixes) rmSync(saving + suffix, { force: true })
  const db = openForWriting({ file: saving, busyTimeout: 0, check: false, wall })
  let read: Read
  let saved: number
  try {
    const to = createStore(db)
    read = readDamaged(file, to)
    to.write({ rows: [], notes: read.notes })
    saved = to.last().seq
  } finally {
    db.close()
  }
  const setAside = asideName(file, wall)
  move(file, setAside)
  renameSync(saving, file)
  const lost = lostText(read, saved)
  return { setAside, saved, ...(lost !== undefined && { lost }) }
}

/** Ends what a kill left between setting the damaged file aside and putting the new one in its place. */
export function finishSalvage(file: string, wall: number): void {
  if (existsSync(file) || !existsSync(savingName(file))) return
  // A WAL of the damaged file would be taken for one of the new file.
  move(file, asideName(file, wall))
  renameSync(savingName(file), file)
}
