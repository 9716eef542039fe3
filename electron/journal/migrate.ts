/** Brings a journal's tables up to this version, after a copy of what was there. */
import type Database from 'better-sqlite3'
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs'
import { JournalError } from './error.ts'
import { migrations } from './migrations/index.ts'

export const versionOf = (db: Database.Database): number => Number(db.pragma('user_version', { simple: true }))

const copyName = (file: string, version: number): string => `${file.replace(/\.sqlite$/, '')}.before-version-${version}.sqlite`

/**
 * Through SQLite, never by copying the file: closing a copy's handle would drop this process's own locks on it.
 * A copy that a kill left half-made is made again.
 */
function copy(db: Database.Database, to: string): void {
  const making = `${to}.making`
  for (const leftover of [making, `${making}-journal`]) rmSync(leftover, { force: true })
  db.prepare('VACUUM INTO ?').run(making)
  const handle = openSync(making, 'r+')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
  renameSync(making, to)
}

const hasEntries = (db: Database.Database): boolean =>
  db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'entries'").get() !== undefined && db.prepare('SELECT 1 FROM entries LIMIT 1').get() !== undefined

/**
 * @param steps the migrations, in order
 * @throws JournalError 'newer' where the file has seen more of them than there are; SqliteError
 */
export function migrate(db: Database.Database, file: string, steps: readonly string[] = migrations): void {
  const version = versionOf(db)
  if (version > steps.length)
    throw new JournalError({
      tried: 'open the journal', file, reason: 'newer',
      detail: `its tables are of version ${version}, this Fifteen knows ${steps.length}`, mend: 'Open it with the Fifteen that wrote it, or a later one.',
    })
  if (version === steps.length) return
  const kept = copyName(file, version)
  if (hasEntries(db) && !existsSync(kept)) copy(db, kept)
  for (const [index, step] of steps.entries()) {
    if (index < version) continue
    db.transaction(() => {
      db.exec(step)
      db.pragma(`user_version = ${index + 1}`)
    }).immediate()
  }
}
