/**
 * One console a journal. The lock is an open transaction on a file beside it: the kernel holds it for the process and
 * lets go when the process dies, by kill -9 too, so that no stale lock is ever left. The journal itself stays readable
 * for others, and the lock file too: it says who holds it.
 */
import Database from 'better-sqlite3'
import { isBusy, JournalError } from './error.ts'

const owner = (db: Database.Database): string => {
  try {
    const row = db.prepare<[], { readonly pid: number; readonly since: string }>('SELECT pid, since FROM owner').get()
    return row ? `process ${row.pid} (since ${row.since})` : 'another process'
  } catch (error) {
    // The holder could not write down who it is (a full disk), or is just writing it.
    if (error instanceof Database.SqliteError) return 'another process'
    throw error
  }
}

const begin = (db: Database.Database, file: string): void => {
  try {
    // Reserved: no one else may write, everyone may read. It needs no room on the disk.
    db.exec('BEGIN IMMEDIATE')
  } catch (error) {
    if (!isBusy(error)) throw error
    throw new JournalError({
      tried: 'open the journal', file, reason: 'in use', detail: `the journal is open in ${owner(db)}`,
      mend: 'Close that Fifteen, or go on there.', cause: error,
    })
  }
}

/**
 * @param wall ms, noted as the time since which it is held
 * @returns lets go
 * @throws JournalError 'in use'; SqliteError where the lock file can't be made
 */
export function takeLock(file: string, wall: number): () => void {
  const db = new Database(`${file}.lock`, { timeout: 250 })
  try {
    begin(db, file)
    try {
      db.exec('CREATE TABLE IF NOT EXISTS owner (one INTEGER PRIMARY KEY CHECK (one = 1), pid INTEGER NOT NULL, since TEXT NOT NULL)')
      db.prepare('INSERT OR REPLACE INTO owner VALUES (1, ?, ?)').run(process.pid, new Date(wall).toISOString())
      db.exec('COMMIT')
    } catch (error) {
      // Held without a name: the disk is full, and the lock itself needs no room.
      if (!(error instanceof Database.SqliteError)) throw error
      if (db.inTransaction) db.exec('ROLLBACK')
    }
    begin(db, file)
  } catch (error) {
    db.close()
    throw error
  }
  return () => void db.close()
}
