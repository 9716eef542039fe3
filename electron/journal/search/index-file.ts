/**
 * The index of the entries' words: `journal.search.sqlite`, a file of its own beside the journal, made of the entries and made
 * anew where it is lost, damaged, older, or of another journal. It is no part of an append: what a search needs is caught
 * up before it is answered.
 */
import Database from 'better-sqlite3'
import { rmSync } from 'node:fs'
import { errorText } from '../../../shared/error-text.ts'
import { searchText } from '../../../shared/search/entry.ts'
import { wordsOf } from '../../../shared/search/words.ts'
import { genesis, type Link } from '../chain.ts'
import { isDamage, JournalError } from '../error.ts'
import { readRow, type Row } from '../row.ts'
import { facetsOf, indexedPrefix } from './facets.ts'

/** Raise it where what is searched of an entry, or how words are divided, changes: the index is made anew. */
const format = 2
/** Entries in one block of times: which blocks a search by time has to look at. */
const blockLength = 1_000
/** Pages of one round of tidying. */
const tidyPages = 300
/** Words that are known to be in the list, so that it is not asked for each. */
const mostKnown = 200_000

const suffixes = ['', '-wal', '-shm'] as const

const schema = `
  CREATE VIRTUAL TABLE words USING fts5(text, content='', tokenize='ascii', prefix='${Array.from({ length: indexedPrefix }, (_, index) => index + 1).join(' ')}');
  CREATE TABLE vocabulary (word TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
  CREATE TABLE times (seq INTEGER PRIMARY KEY, occurred REAL NOT NULL) STRICT;
  CREATE TABLE blocks (block INTEGER PRIMARY KEY, first INTEGER NOT NULL, last INTEGER NOT NULL, lowest REAL NOT NULL, highest REAL NOT NULL) STRICT;
  CREATE TABLE reached (one INTEGER PRIMARY KEY CHECK (one = 1), seq INTEGER NOT NULL, hash TEXT NOT NULL) STRICT;
  PRAGMA user_version = ${format};
`

export type IndexFile = {
  readonly db: Database.Database
  /** The last entry that is in it. */
  readonly reached: () => Link
  /** @param rows the entries after it, in order; one whose text is no entry is passed over */
  readonly add: (rows: readonly Row[]) => void
  /** Puts parts of the index together, so that a question looks at fewer; some ten milliseconds. @returns whether there may be more to do */
  readonly tidy: () => boolean
  readonly close: () => void
}

function openDatabase(file: string): Database.Database {
  const db = new Database(file, { timeout: 1_000 })
  try {
    db.pragma('journal_mode = WAL')
    // A power cut may cost the last entries of the index, never the file: they are taken from the journal again.
    db.pragma('synchronous = NORMAL')
    db.pragma('cache_size = -16000')
    const version = Number(db.pragma('user_version', { simple: true }))
    if (version === 0) db.transaction(() => db.exec(schema)).immediate()
    else if (version !== format) throw new JournalError({ tried: 'open the index', file, reason: 'unreadable', detail: `it is of version ${version}`, mend: 'It is made anew.' })
    // FTS5 looks at its own pages only when they are needed: a first look at what every search needs.
    db.prepare("SELECT rowid FROM words WHERE words MATCH '\"a\"' LIMIT 1").get()
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

const remove = (file: string): void => {
  for (const suffix of suffixes) rmSync(file + suffix, { force: true })
}

/**
 * @param present hash of the journal's entry of that number, if there is one
 * @returns what it is; `anew`: why it is built from the first entry again
 * @throws SqliteError where there can be no such file
 */
export function openIndex(file: string, present: (seq: number) => string | undefined): { readonly index: IndexFile; readonly anew?: string } {
  let db: Database.Database
  let anew: string | undefined
  try {
    db = openDatabase(file)
  } catch (error) {
    if (!isDamage(error)) throw error
    anew = errorText(error)
    remove(file)
    db = openDatabase(file)
  }
  const last = db.prepare<[], Link>('SELECT seq, hash FROM reached').get()
  if (last !== undefined && present(last.seq) !== last.hash) {
    anew = `the journal's entry ${last.seq} is not the one that is in the index`
    db.close()
    remove(file)
    db = openDatabase(file)
  }
  return { index: indexOf(db, file), ...(anew !== undefined && { anew }) }
}

function indexOf(db: Database.Database, file: string): IndexFile {
  const reached = db.prepare<[], Link>('SELECT seq, hash FROM reached')
  const setReached = db.prepare<[number, string]>('INSERT INTO reached VALUES (1, ?, ?) ON CONFLICT DO UPDATE SET seq = excluded.seq, hash = excluded.hash')
  const addWords = db.prepare<[number, string]>('INSERT INTO words (rowid, text) VALUES (?, ?)')
  const addWord = db.prepare<[string]>('INSERT OR IGNORE INTO vocabulary VALUES (?)')
  const addTime = db.prepare<[number, number]>('INSERT INTO times VALUES (?, ?)')
  const addBlock = db.prepare<{ block: number; seq: number; occurred: number }>(
    `INSERT INTO blocks VALUES (@block, @seq, @seq, @occurred, @occurred)
     ON CONFLICT DO UPDATE SET last = @seq, lowest = min(lowest, @occurred), highest = max(highest, @occurred)`)
  // Negative: all parts that there are now are to become one; positive: go on with that.
  const merge = db.prepare<[number]>("INSERT INTO words (words, rank) VALUES ('merge', ?)")
  const changes = db.prepare<[], number>('SELECT total_changes()').pluck()
  const known = new Set<string>()
  let tidying = false

  const addRow = (row: Row): void => {
    const entry = readRow(row, file)
    const words = wordsOf(searchText(entry)).map(({ word }) => word)
    addWords.run(row.seq, [...words, ...facetsOf(entry)].join(' '))
    for (const word of words) {
      if (word.length <= indexedPrefix || known.has(word)) continue
      if (known.size >= mostKnown) known.clear()
      known.add(word)
      addWord.run(word)
    }
    addTime.run(row.seq, entry.at.occurred)
    addBlock.run({ block: Math.floor(row.seq / blockLength), seq: row.seq, occurred: entry.at.occurred })
  }
  const add = db.transaction((rows: readonly Row[]): void => {
    for (const row of rows) {
      try {
        addRow(row)
      } catch (error) {
        // The check of the chain names it; the others are still found.
        if (!(error instanceof JournalError)) throw error
      }
    }
    const last = rows.at(-1)
    if (last) setReached.run(last.seq, last.hash)
  })
  return {
    db,
    reached: () => reached.get() ?? genesis,
    add: (rows) => {
      try {
        add.immediate(rows)
      } catch (error) {
        // What went back with the transaction is not known after all.
        known.clear()
        throw error
      }
    },
    tidy: () => {
      const before = changes.get() ?? 0
      merge.run(tidying ? tidyPages : -tidyPages)
      // As SQLite's manual has it: fewer than two changes are no work done.
      tidying = (changes.get() ?? 0) - before >= 2
      return tidying
    },
    close: () => void db.close(),
  }
}
