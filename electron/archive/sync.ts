/**
 * Copies into one database what it lacks, or holds an older version of, from the other. Upsert-only: nothing is deleted.
 * Each chunk is one transaction; before it commits, every row it overwrites is on disk as it was. Killed at any point it
 * goes on after the last committed chunk. Plan: "Sync any critical data changes"; semantics 12 and 14, faults 13 and 14.
 */
import { basename } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { otherOf, type Environment } from '../../shared/metrics.ts'
import { ConnectError, type Conflict, type OnRows, type Synced, type SyncOptions } from '../connect/connector.ts'
import { hashOf } from './checksum.ts'
import { differencesOf, newerSide, wholeRows, type Difference, type WholeRow } from './differences.ts'
import { ArchiveRefusal, endsByWaiting, isDuplicate } from './error.ts'
import { imageLine, openImages, type Images } from './images.ts'
import { beginSnapshots, withPair } from './pair.ts'
import { isCommitted, keyFromJson, keyJson, moveRow, takeRow } from './progress-row.ts'
import type { Key } from './ranges.ts'
import { openSession, type Session } from './session.ts'
import type { ArchiveSettings } from './settings.ts'
import { readTables, type Table } from './tables.ts'
import { orphansOf, refuseUnwritable, writeRows } from './write.ts'

const defaultChunk = 500
/** Most bytes of rows held for one chunk, by their average. */
const chunkBytes = 16 * 1024 * 1024
/** Ranges looked at before what differs in them is written, be it few rows: each writing waits for two disks. */
const passedAtOnce = 10
const conflictsListed = 100
const tries = 5
const retryMs = 50

type Version = Difference['blue']

/** What to do with a row of the source, given the target's and the plan's rule. */
export function decide(table: Table, source: Version, target: Version, targetIs: Environment): 'insert' | 'update' | 'keep' | 'same' | 'ask' | 'theirs' {
  // Only the target has it: its own work, or a row that the source deleted.
  if (source === undefined) return 'theirs'
  if (target === undefined) return 'insert'
  if (source.digest === target.digest) return 'same'
  const newer = newerSide(table, targetIs === 'blue' ? { blue: target, green: source } : { blue: source, green: target })
  if (newer !== undefined) return newer === targetIs ? 'keep' : 'update'
  return table.rule.conflict === 'take' ? 'update' : table.rule.conflict
}

type Counts = { inserted: number; updated: number; beforeImages: number; chunks: number; kept: number; conflicting: number }

type Copying = {
  readonly source: Session
  readonly writer: () => Session
  /** A new session in place of one that was lost. */
  readonly reopen: () => Promise<Session>
  readonly targetIs: Environment
  readonly sync: string
  readonly fencing: number
  readonly images: Images
  readonly counts: Counts
  readonly conflict: (one: Conflict) => void
  readonly signal: AbortSignal
}

/** One chunk: locked, decided, its images on disk, written, committed; all of it or nothing. */
async function writeChunk(copying: Copying, table: Table, rows: readonly WholeRow[], chunk: number, upTo: Key | undefined): Promise<void> {
  const { writer, targetIs, sync, fencing, images, counts, conflict, signal } = copying
  const session = writer()
  await session.run('START TRANSACTION', signal)
  await moveRow(session, { sync, fencing, chunk, table: table.name, after: keyJson(table, upTo) }, signal)
  const there = new Map((await wholeRows(session, table, rows.map(({ key }) => key), signal, { locked: true })).map((row) => [row.id, row]))
  const decided = rows.map((row) => ({ row, was: there.get(row.id) })).map((one) => ({ ...one, what: decide(table, one.row, one.was, targetIs) }))
  const written = decided.filter(({ what }) => what === 'insert' || what === 'update')
  images.write(written.map(({ row, was }) => imageLine({ sync, chunk, table, key: row.key, became: row.digest }, was)))
  for (const how of ['update', 'insert'] as const)
    await writeRows(session, table, written.filter(({ what }) => what === how).map(({ row }) => row.cells), how, signal)
  await commit(copying, chunk)
  const count = (of: string): number => decided.filter(({ what }) => what === of).length
  counts.inserted += count('insert')
  counts.updated += count('update')
  counts.beforeImages += count('update')
  counts.kept += count('keep')
  counts.chunks += 1
  for (const { row, what } of decided)
    if (what === 'ask') conflict({ table: table.name, key: row.keyText, why: table.newer.length === 0 ? 'both have it, and no column says which is newer' : 'both versions are as new as each other' })
}

/** A COMMIT whose answer is lost looks the same whether it happened or not: the row that it moved tells. */
async function commit({ writer, reopen, sync, signal }: Copying, chunk: number): Promise<void> {
  try {
    await writer().run('COMMIT', signal, `commit chunk ${chunk}`)
  } catch (error) {
    if (!(error instanceof ConnectError) || error.reason !== 'unreachable') throw error
    if (!(await isCommitted(await reopen(), sync, chunk, signal))) throw error
  }
}

const rolledBack = async (session: Session, signal: AbortSignal): Promise<void> => void (await session.run('ROLLBACK', signal))

/** A deadlock and a lock that was not given are tried again, a few times. */
async function tryChunk(copying: Copying, table: Table, rows: readonly WholeRow[], chunk: number, upTo: Key | undefined): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await writeChunk(copying, table, rows, chunk, upTo)
      return
    } catch (error) {
      if (!endsByWaiting(error)) throw error
      await rolledBack(copying.writer(), copying.signal)
      if (attempt >= tries) throw error
      await pause(retryMs * attempt, undefined, { signal: copying.signal })
    }
  }
}

/** A row that another unique value of the target stands against is left and listed; the rest of its chunk is copied. @returns the next chunk's number */
async function copyChunk(copying: Copying, table: Table, rows: readonly WholeRow[], chunk: number, from: Key | undefined, upTo: Key | undefined): Promise<number> {
  try {
    await tryChunk(copying, table, rows, chunk, upTo)
    return chunk + 1
  } catch (error) {
    if (!isDuplicate(error)) throw error
    await rolledBack(copying.writer(), copying.signal)
    let next = chunk
    for (const [index, row] of rows.entries()) {
      try {
        await tryChunk(copying, table, [row], next, index === rows.length - 1 ? upTo : from)
        next += 1
      } catch (single) {
        if (!isDuplicate(single)) throw single
        await rolledBack(copying.writer(), copying.signal)
        copying.conflict({ table: table.name, key: row.keyText, why: single instanceof ConnectError ? single.detail : 'another row holds a unique value of it' })
      }
    }
    return next
  }
}

/** @throws ConnectError, ArchiveRefusal, FencingError. What was committed stays. */
export function syncArchives(settings: ArchiveSettings, target: Environment, asked: readonly string[] | undefined, options: SyncOptions, signal: AbortSignal, onProgress: OnRows): Promise<Synced> {
  const sync = basename(options.beforeImages).slice(0, 190)
  const fencing = options.fencing ?? 0
  return withPair(settings, signal, async (pair) => {
    const open = (): Promise<Session> => openSession(settings.databases[target], settings.queryTimeout, signal)
    let writer = await open()
    let images: Images | undefined
    const counts: Counts = { inserted: 0, updated: 0, beforeImages: 0, chunks: 0, kept: 0, conflicting: 0 }
    const conflicts: Conflict[] = []
    try {
      const hash = await hashOf(pair, signal)
      const tables = await readTables(pair, settings, asked, signal)
      await refuseUnwritable(writer, tables, signal)
      const progress = await takeRow(writer, sync, fencing, signal)
      images = openImages(options.beforeImages)
      const copying: Copying = {
        source: pair[otherOf(target)], targetIs: target, sync, fencing, images, counts, signal,
        writer: () => writer,
        reopen: async () => {
          await writer.close()
          writer = await open()
          return writer
        },
        conflict: (one) => {
          counts.conflicting += 1
          if (conflicts.length < conflictsListed) conflicts.push(one)
        },
      }
      await beginSnapshots(pair, signal)
      let chunk = progress.chunk + 1
      const begun = Math.max(0, tables.findIndex(({ name }) => name === progress.table))
      const changed = new Set<string>()
      for (const table of tables.slice(begun)) {
        const before = counts.inserted + counts.updated
        const after = table.name === progress.table ? keyFromJson(progress.after) : undefined
        const most = Math.max(1, Math.min(options.chunk ?? defaultChunk, Math.floor(chunkBytes / Math.max(table.bytes, 1))))
        const waiting: Difference[] = []
        let from = after
        let done = 0
        let passed = 0
        for await (const part of differencesOf({ pair, table, hash, after, ahead: true, signal })) {
          const wanted = part.differences.filter((one) => {
            const what = decide(table, one[otherOf(target)], one[target], target)
            if (what === 'keep') counts.kept += 1
            return what !== 'keep' && what !== 'theirs'
          })
          waiting.push(...wanted)
          const isWhole = part.rows.blue + part.rows.green > 0 || part.upTo === undefined
          if (isWhole) passed += 1
          const isDue = isWhole && (part.upTo === undefined || passed >= passedAtOnce)
          while (waiting.length >= most || (isDue && waiting.length > 0)) {
            const some = waiting.splice(0, most)
            const rows = await wholeRows(copying.source, table, some.map(({ key }) => key), signal)
            const upTo = waiting.length === 0 ? (part.upTo ?? some.at(-1)?.key) : from
            chunk = await copyChunk(copying, table, rows, chunk, from, upTo)
            from = upTo
          }
          if (isDue) passed = 0
          done += Math.max(part.rows.blue, part.rows.green)
          if (isWhole) onProgress({ table: table.name, done, total: Math.max(done, table.about) })
        }
        if (counts.inserted + counts.updated > before) changed.add(table.name)
      }
      // Whoever runs it again under this name begins at the beginning: rows may have been written since.
      await moveRow(writer, { sync, fencing, chunk: chunk - 1, table: '', after: undefined }, signal)
      const orphans = await orphansOf(writer, [...changed], signal)
      if (orphans.length > 0) throw new ArchiveRefusal(`the rows are copied, and ${orphans.join('; ')}: copy the parents' tables too, or a person decides`)
      return { ...counts, conflicts }
    } finally {
      images?.close()
      await writer.close()
    }
  })
}
