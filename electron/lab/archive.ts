/** An environment's archive: one SQLite file, which stands for its MySQL archive. */
import { randomUUID } from 'node:crypto'
import { existsSync, renameSync, rmSync } from 'node:fs'
import Database from 'better-sqlite3'
import type { Person } from './people.ts'
import { pick, seededRandom, whole } from './random.ts'

export type Archive = Database.Database

const schema = `
  CREATE TABLE meta (uuid TEXT NOT NULL);
  CREATE TABLE users (
    user TEXT PRIMARY KEY, profile TEXT NOT NULL, pilot INTEGER NOT NULL,
    training_enrolled INTEGER NOT NULL, training_completed INTEGER NOT NULL, updated_at INTEGER NOT NULL);
  CREATE TABLE sessions (
    session_id TEXT PRIMARY KEY, user TEXT NOT NULL, issued INTEGER NOT NULL, last_seen INTEGER NOT NULL,
    workflow_step TEXT NOT NULL, updated_at INTEGER NOT NULL);
  CREATE INDEX sessions_user ON sessions (user);
  CREATE TABLE preferences (
    user TEXT PRIMARY KEY, theme TEXT NOT NULL, symbol TEXT NOT NULL, lots INTEGER NOT NULL, updated_at INTEGER NOT NULL);
  CREATE INDEX preferences_updated ON preferences (updated_at);
  CREATE TABLE backtests (
    id TEXT PRIMARY KEY, user TEXT NOT NULL, strategy TEXT NOT NULL, rows INTEGER NOT NULL, pnl TEXT,
    state TEXT NOT NULL, environment TEXT NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL);
  CREATE INDEX backtests_updated ON backtests (updated_at);
  CREATE INDEX backtests_user ON backtests (user, state);
  CREATE TABLE trades (
    id INTEGER PRIMARY KEY, symbol TEXT NOT NULL, side TEXT NOT NULL, quantity INTEGER NOT NULL, price TEXT NOT NULL,
    note TEXT, at INTEGER NOT NULL, updated_at INTEGER NOT NULL);
  CREATE INDEX trades_updated ON trades (updated_at);`

/** What replication keeps equal; sessions are moved by a step of the rollback instead. */
export const replicatedTables = [
  { table: 'preferences', key: 'user' },
  { table: 'backtests', key: 'id' },
  { table: 'trades', key: 'id' },
] as const

export const symbols = ['AAPL', 'MSFT', 'NVDA', 'SAP', 'SHEL', 'ASML', 'TSLA', 'VOD'] as const

const notes = [null, null, null, '', 'client order', 'réglé à la clôture', 'split fill 1/2', '保留'] as const
const tradeCount = 5_000
// The seeded rows' own time, fixed so that both archives begin equal to the byte.
const seededAt = Date.UTC(2025, 9, 1)

/** Opens an archive that exists. WAL; a lock is waited for two seconds. */
export const openArchive = (file: string): Archive => {
  const archive = new Database(file, { fileMustExist: true, timeout: 2_000 })
  archive.pragma('journal_mode = WAL')
  // A practice archive may lose its last second with the machine; the lab must stay light.
  archive.pragma('synchronous = NORMAL')
  return archive
}

export const archiveUuid = (archive: Archive): string => archive.prepare('SELECT uuid FROM meta').pluck().get() as string

const seedUsers = (archive: Archive, people: readonly Person[]): void => {
  const addUser = archive.prepare('INSERT INTO users VALUES (?, ?, ?, 1, ?, ?)')
  const addPreferences = archive.prepare('INSERT OR IGNORE INTO preferences VALUES (?, ?, ?, ?, ?)')
  people.forEach(({ user, profile, pilot }, index) => {
    // One in twenty has not finished the training yet.
    addUser.run(user, profile, pilot ? 1 : 0, index % 20 === 19 ? 0 : 1, seededAt)
    addPreferences.run(user, index % 2 === 0 ? 'dark' : 'light', symbols[index % symbols.length], (index % 5) + 1, seededAt)
  })
}

const seedTrades = (archive: Archive, seed: number): void => {
  const random = seededRandom(seed)
  const add = archive.prepare('INSERT INTO trades VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
  for (let id = 1; id <= tradeCount; id += 1) {
    const at = seededAt - (tradeCount - id) * 60_000
    const price = (whole(random, 100_000, 9_999_999) / 10_000).toFixed(4)
    add.run(id, pick(random, symbols), random() < 0.5 ? 'buy' : 'sell', whole(random, 1, 500) * 10, price, pick(random, notes), at, at)
  }
}

/**
 * Makes the archive if the file is not there, and readies it for a new start: tokens do not outlive a lab,
 * so neither do sessions and the backtests that only they could ask for.
 */
export const prepareArchive = (file: string, options: { readonly seed: number; readonly people: readonly Person[] }): void => {
  if (!existsSync(file)) {
    // Under another name until whole: a crash in the middle must not leave half an archive behind.
    const making = `${file}.making`
    for (const leftover of [making, `${making}-journal`]) rmSync(leftover, { force: true })
    const archive = new Database(making)
    archive.transaction(() => {
      archive.exec(schema)
      archive.prepare('INSERT INTO meta VALUES (?)').run(randomUUID())
      seedTrades(archive, options.seed)
    })()
    archive.close()
    renameSync(making, file)
  }
  const archive = openArchive(file)
  archive.transaction(() => {
    // Another start may have other users; what they prefer is theirs to keep.
    archive.exec('DELETE FROM users; DELETE FROM sessions; DELETE FROM backtests')
    seedUsers(archive, options.people)
  })()
  archive.close()
}
