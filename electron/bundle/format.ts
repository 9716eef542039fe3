/**
 * How a bundle lies on disk: a SQLite file of these tables and of nothing else. SQLite and no archive, since the first page
 * of a million entries must stand there at once, and verification goes through the rest in slices.
 */
import { createHash, hash as digest } from 'node:crypto'
import { chunkLength } from '../../shared/bundle.ts'

/** "15BD": tells a bundle from any other SQLite file before SQLite is asked. */
export const applicationId = 0x31_35_42_44
export const formatVersion = 1

/** What is read of a file that someone else made. Bytes. */
export const largest = { file: 8e9, body: 1_000_000, manifest: 64_000_000, piece: 1_048_576, block: 4_000_000, commitments: 10_000 } as const

/**
 * To the letter what a bundle's schema may hold: a view, a trigger, a generated column or a table of another form is no bundle's.
 * The series' tables are those of series.sqlite.
 */
export const schema = {
  manifest: 'CREATE TABLE manifest (one INTEGER PRIMARY KEY, text TEXT NOT NULL, signature TEXT NOT NULL) STRICT',
  entries: 'CREATE TABLE entries (seq INTEGER PRIMARY KEY, kind TEXT NOT NULL, incident TEXT, body TEXT NOT NULL, hash TEXT NOT NULL) STRICT',
  chain: 'CREATE TABLE chain (first INTEGER PRIMARY KEY, hashes BLOB NOT NULL, marks BLOB NOT NULL, shown BLOB NOT NULL) STRICT',
  commitments: 'CREATE TABLE commitments (seq INTEGER NOT NULL, path TEXT NOT NULL, commitment TEXT NOT NULL, PRIMARY KEY (seq, path)) STRICT, WITHOUT ROWID',
  pieces: 'CREATE TABLE pieces (path TEXT NOT NULL, number INTEGER NOT NULL, data BLOB NOT NULL, PRIMARY KEY (path, number)) STRICT, WITHOUT ROWID',
  sessions: 'CREATE TABLE sessions (id INTEGER PRIMARY KEY, boot TEXT NOT NULL, start REAL NOT NULL, "from" REAL NOT NULL, mono REAL NOT NULL, wall REAL NOT NULL) STRICT',
  blocks: 'CREATE TABLE blocks (session INTEGER NOT NULL, slot INTEGER NOT NULL, series TEXT NOT NULL, every INTEGER NOT NULL, grace INTEGER NOT NULL, data BLOB NOT NULL, PRIMARY KEY (session, slot, series)) STRICT, WITHOUT ROWID',
  entries_by_kind: 'CREATE INDEX entries_by_kind ON entries (kind, seq)',
} as const

export const hashBytes = 32
export const firstOf = (seq: number): number => seq - ((seq - 1) % chunkLength)

export const checkBytes = 4
/**
 * A short digest of each hash of a chunk. The chunk's own digest says that one of 256 was changed, these say which: a second
 * list of the whole hashes would be as long as the first. Whoever forges a hash that fits its four bytes is found all the same, and
 * named to the 256. @param hashes whole ones, in a row
 */
export function checksOf(hashes: Buffer): Buffer {
  const checks = Buffer.alloc((hashes.length / hashBytes) * checkBytes)
  for (let index = 0; index < hashes.length / hashBytes; index += 1) digest('sha256', hashes.subarray(index * hashBytes, (index + 1) * hashBytes), 'buffer').copy(checks, index * checkBytes, 0, checkBytes)
  return checks
}

export type Chunk = { readonly first: number; readonly hashes: Uint8Array; readonly marks: Uint8Array; readonly shown: Uint8Array }

/** What the manifest signs of a chunk. Its parts' lengths follow from the marks, so that none can be taken for another. */
export const chunkSum = ({ first, hashes, marks, shown }: Chunk): string => createHash('sha256').update(`${first}\n`).update(marks).update(hashes).update(shown).digest('hex')
