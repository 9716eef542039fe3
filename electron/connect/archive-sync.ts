/**
 * Copies into one archive what it lacks, or holds an older version of, from the other. Upsert-only: nothing is deleted.
 * Each chunk is one transaction; before it commits, every row it overwrites is on disk as it was. Killed at any
 * point it may be run again: what is copied already is the same and is passed over. An image whose chunk did not
 * commit may be left in the file; the row is then still as the image shows it.
 * Plan: "Minutes 8-12: Data Consistency Verification"; semantics 14 of the design.
 */
import { closeSync, existsSync, fstatSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { otherOf, type Environment } from '../../shared/metrics.ts'
import { ArchiveRefusal, keyText, list, openToWrite, quoted, rowReader, sameRow, type ArchiveFile, type Cell, type Key, type Row, type Table } from './archive-file.ts'
import { sameTable, withPair, type Side } from './archive-pair.ts'
import type { OnRows, Synced, SyncOptions } from './connector.ts'

const defaultChunk = 500
const lockRetryMs = 20

/** What to do with a row of the source, given the target's. */
function decide(source: Row, target: Row | undefined): 'insert' | 'update' | 'keep' | 'same' {
  if (target === undefined) return 'insert'
  if (sameRow(target, source)) return 'same'
  const targetIsNewer = target.stamp !== undefined && source.stamp !== undefined && target.stamp > source.stamp
  return targetIsNewer ? 'keep' : 'update'
}

const cellAt = ({ cells }: Row, index: number): Cell => ({ type: cells[index * 2] as Cell['type'], value: cells[index * 2 + 1] as Cell['value'] })

/** A cell as JSON that loses nothing: {"integer":"1"}, {"real":"1.5"}, {"text":"a"}, {"text64":…}, {"blob64":…}, null. */
const cellJson = ({ type, value }: Cell): Readonly<Record<string, string>> | null => {
  if (value === null) return null
  if (!Buffer.isBuffer(value)) return { [type]: Object.is(value, -0) ? '-0' : String(value) }
  const text = value.toString()
  return type === 'text' && Buffer.from(text).equals(value) ? { text } : { [`${type}64`]: value.toString('base64') }
}

/** Appends lines that are on disk when `write` returns. */
export const openImages = (path: string) => {
  const isNew = !existsSync(path)
  const file = openSync(path, 'a+', 0o600)
  const { size } = fstatSync(file)
  const last = Buffer.alloc(1)
  // A crash may have cut the last line: what follows must not be glued to it.
  if (size > 0 && readSync(file, last, 0, 1, size - 1) === 1 && last[0] !== 0x0a) writeSync(file, '\n')
  if (isNew) {
    const folder = openSync(dirname(path), 'r')
    fsyncSync(folder)
    closeSync(folder)
  }
  return {
    write: (lines: readonly string[]): void => {
      if (lines.length === 0) return
      const bytes = Buffer.from(`${lines.join('\n')}\n`)
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at)
      fsyncSync(file)
    },
    close: () => closeSync(file),
  }
}

const upsertSql = ({ name, columns, key }: Table): string => {
  const others = columns.filter((column) => !key.includes(column))
  // Texts are carried as bytes and made texts again here: exact, whatever bytes they hold.
  const values = columns.map(() => `CASE ? WHEN 'text' THEN CAST(? AS TEXT) ELSE ? END`).join(', ')
  const update = others.length === 0 ? 'NOTHING' : `UPDATE SET ${others.map((column) => `${quoted(column)} = excluded.${quoted(column)}`).join(', ')}`
  return `INSERT INTO ${quoted(name)} (${list(columns)}) VALUES (${values}) ON CONFLICT (${list(key)}) DO ${update}`
}

type Counts = { inserted: number; updated: number; beforeImages: number; chunks: number; kept: number }

/** One table of the run: a function that copies the rows which differ, in one transaction. */
const copier = (into: ArchiveFile, table: Table, images: ReturnType<typeof openImages>, counts: Counts) => {
  const target = rowReader(into, table)
  const upsert = into.prepare<unknown[]>(upsertSql(table))
  const imageOf = (row: Row): string =>
    JSON.stringify({ table: table.name, key: keyText(row.key), before: Object.fromEntries(table.columns.map((column, index) => [column, cellJson(cellAt(row, index))])) })
  const copy = into.transaction((rows: readonly Row[]) => {
    const decided = rows.map((row) => ({ row, was: target.one(row.key) })).map((one) => ({ ...one, what: decide(one.row, one.was) }))
    const before = decided.flatMap(({ what, was }) => (what === 'update' && was ? [imageOf(was)] : []))
    images.write(before)
    for (const { row, what } of decided)
      if (what === 'insert' || what === 'update') upsert.run(...table.columns.flatMap((_, index) => [row.cells[index * 2], row.cells[index * 2 + 1], row.cells[index * 2 + 1]]))
    return { before: before.length, inserted: decided.filter(({ what }) => what === 'insert').length, updated: before.length }
  })
  return {
    /** Looked at without a lock first: most chunks have nothing to copy. */
    differing: (rows: readonly Row[]): readonly Row[] =>
      rows.filter((row) => {
        const what = decide(row, target.one(row.key))
        if (what === 'keep') counts.kept += 1
        return what === 'insert' || what === 'update'
      }),
    copy: (rows: readonly Row[]): void => {
      const done = copy.immediate(rows)
      counts.inserted += done.inserted
      counts.updated += done.updated
      counts.beforeImages += done.before
      counts.chunks += 1
      if (into.pragma('synchronous', { simple: true }) !== 2) throw new ArchiveRefusal('the archive was written without waiting for the disk (synchronous is not FULL)')
    },
  }
}

const isLocked = (error: unknown): boolean => error instanceof Database.SqliteError && /^SQLITE_(BUSY|LOCKED)/.test(error.code)

/** @throws ArchiveRefusal, SqliteError, the signal's reason. What was committed stays. */
export function syncArchives(
  paths: Side<string>, target: Environment, tables: readonly string[], { chunk = defaultChunk, beforeImages }: SyncOptions, signal: AbortSignal, onProgress: OnRows,
): Promise<Synced> {
  return withPair(paths, async (pair) => {
    const into = openToWrite(paths[target])
    const images = openImages(beforeImages)
    const counts: Counts = { inserted: 0, updated: 0, beforeImages: 0, chunks: 0, kept: 0 }
    try {
      for (const name of tables) {
        const table = sameTable(pair, name)
        const source = rowReader(pair[otherOf(target)], table)
        const { differing, copy } = copier(into, table, images, counts)
        const total = source.count()
        let done = 0
        let last: Key | undefined
        for (;;) {
          signal.throwIfAborted()
          const rows = source.after(last, chunk)
          const wanted = differing(rows)
          for (let copied = wanted.length === 0; !copied; ) {
            try {
              copy(wanted)
              copied = true
            } catch (error) {
              if (!isLocked(error)) throw error
              await pause(lockRetryMs, undefined, { signal })
            }
          }
          done += rows.length
          onProgress({ table: name, done, total })
          if (rows.length < chunk) break
          last = rows.at(-1)?.key
          await nextTurn()
        }
      }
      return counts
    } finally {
      images.close()
      into.close()
    }
  })
}
