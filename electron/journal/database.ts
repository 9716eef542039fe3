/** Connections to the journal's file: one that writes durably, and one that only reads where nothing can be written. */
import Database from 'better-sqlite3'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { isBusy, JournalError } from './error.ts'
import { migrate, versionOf } from './migrate.ts'
import { migrations } from './migrations/index.ts'

const fullSync = 2

const sizeOf = (file: string): number => (existsSync(file) ? statSync(file).size : 0)
/** Nothing was ever written there. */
export const isFresh = (file: string): boolean => sizeOf(file) === 0 && sizeOf(`${file}-wal`) === 0

/**
 * WAL with synchronous=FULL: an entry that was committed survives a power cut. Read FULL once and NORMAL after the
 * first write (trust.md), so it is asserted after a real write, `note`.
 * @param check looks through the whole file for damage first: at the start, not when a lost connection is made again
 * @param busyTimeout ms to wait for another program's lock; blocks
 * @param wall ms, noted as the time of opening
 * @throws SqliteError; JournalError 'newer', 'unreadable' (the check), 'unwritable' (not durable)
 */
export function openForWriting(options: {
  readonly file: string
  readonly busyTimeout: number
  readonly check: boolean
  readonly wall: number
}): Database.Database {
  const { file, busyTimeout, check, wall } = options
  const db = new Database(file, { timeout: busyTimeout })
  try {
    db.pragma('journal_mode = WAL')
    db.pragma('synchronous = FULL')
    // macOS: to the platter, and not only to the drive. Elsewhere it changes nothing.
    db.pragma('fullfsync = ON')
    if (check) checkPages(db, file)
    migrate(db, file)
    db.prepare("INSERT INTO notes (owner, name, value) VALUES ('journal', 'opened', ?) ON CONFLICT DO UPDATE SET value = excluded.value").run(String(wall))
    assertDurable(db, file)
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

/** The whole check and not the quick one: an index that differs from its table would hide entries. */
function checkPages(db: Database.Database, file: string): void {
  const found = String(db.pragma('integrity_check(1)', { simple: true }))
  if (found !== 'ok')
    throw new JournalError({ tried: 'read the journal', file, reason: 'unreadable', detail: `SQLite's check says: ${found}`, mend: 'It is set aside, and what can be read is saved.' })
}

/** @throws JournalError 'unwritable' where a commit would not wait for the disk */
export function assertDurable(db: Database.Database, file: string): void {
  const found = Number(db.pragma('synchronous', { simple: true }))
  if (found !== fullSync)
    throw new JournalError({ tried: 'write the journal durably', file, reason: 'unwritable', detail: `synchronous is ${found} and not FULL`, mend: 'This is a fault of the console: keep its log.' })
}

/**
 * Reads where nothing can be written: a full disk, a read-only mount. SQLite wants to make files beside a journal in
 * WAL mode even to read it; where it can't, a journal that was closed well (nothing in its WAL) is read into memory.
 * @returns undefined where nothing was ever recorded in it
 * @throws SqliteError; JournalError 'unwritable' where its tables are of an older version and can't be migrated
 */
export function openForReading(file: string, busyTimeout: number): Database.Database | undefined {
  if (isFresh(file)) return undefined
  const db = openReadOnly(file, busyTimeout)
  const version = versionOf(db)
  if (version === migrations.length) return db
  const recorded = version > 0 && db.prepare('SELECT 1 FROM entries LIMIT 1').get() !== undefined
  db.close()
  if (!recorded) return undefined
  throw new JournalError({
    tried: 'open the journal', file, reason: 'unwritable',
    detail: `its tables are of version ${version} and can not be brought to ${migrations.length}`, mend: 'Make its disk writable, with room for a copy of it.',
  })
}

function openReadOnly(file: string, busyTimeout: number): Database.Database {
  const db = new Database(file, { readonly: true, timeout: busyTimeout })
  try {
    versionOf(db)
    return db
  } catch (error) {
    db.close()
    // Another program may be writing it just now: what would be read then is not one state.
    if (isBusy(error) || sizeOf(`${file}-wal`) > 0) throw error
    return openCopy(readFileSync(file))
  }
}

/** Where SQLite's header says "WAL", for writing and for reading; a copy in memory has none. */
const modeBytes = [18, 19]
function openCopy(content: Buffer): Database.Database {
  for (const at of modeBytes) content[at] = 1
  return new Database(content, { readonly: true })
}
