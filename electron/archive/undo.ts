/**
 * Takes a sync back by its before-images: a row is put back where it still is as the sync left it. Rows that the sync
 * inserted are listed; they are deleted only with a person's yes to the very list that was shown. Semantics 14.
 */
import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import type { Environment } from '../../shared/metrics.ts'
import { quotedName } from '../connect/mysql-statement.ts'
import { wholeRows } from './differences.ts'
import { ArchiveRefusal } from './error.ts'
import { imageCells, imageKey, readImages, type Image } from './images.ts'
import { withPair } from './pair.ts'
import { moveRow, takeRow } from './progress-row.ts'
import { isKey } from './ranges.ts'
import { openSession, type Session } from './session.ts'
import type { ArchiveSettings } from './settings.ts'
import { readTables, type Table } from './tables.ts'
import { refuseUnwritable, writeRows } from './write.ts'

export type UndoPreview = {
  /** Rows that can be put back as they were. */
  readonly restorable: number
  /** Rows that are as before already: their chunk was never committed, or it was taken back. */
  readonly asBefore: number
  /** Rows that somebody changed or deleted since: left as they are. */
  readonly changedSince: readonly string[]
  /** Rows that the sync inserted and that are still as it left them. */
  readonly inserted: readonly string[]
  /** Names this list: a yes holds for it and for no other. */
  readonly token: string
}

export type UndoOptions = {
  readonly fencing?: number
  /** A person's yes to deleting the inserted rows, with the token of the preview that was shown. */
  readonly deleteInserted?: { readonly token: string; readonly who: string }
}

export type Undone = { readonly restored: number; readonly deleted: number; readonly changedSince: readonly string[]; readonly inserted: readonly string[] }

const chunkRows = 200

type Fate = 'restorable' | 'asBefore' | 'changedSince' | 'inserted'
type Judged = { readonly image: Image; readonly table: Table; readonly text: string; readonly fate: Fate }

/**
 * The first state and the last one of each row. A line whose chunk did not commit does not join to the next one, and is
 * then left behind; where a row was written twice, its first before-image counts.
 */
async function lastingImages(path: string): Promise<readonly Image[]> {
  const rows = new Map<string, Image>()
  for await (const image of readImages(path)) {
    const key = JSON.stringify([image.table, image.key])
    const earlier = rows.get(key)
    rows.set(key, earlier !== undefined && earlier.became === image.was ? { ...image, was: earlier.was, before: earlier.before } : image)
  }
  return [...rows.values()]
}

const fateOf = ({ was, became }: Image, now: string | undefined): Fate => {
  if (now === (was ?? undefined)) return 'asBefore'
  if (now !== became) return 'changedSince'
  return was === null ? 'inserted' : 'restorable'
}

async function judge(session: Session, table: Table, images: readonly Image[], signal: AbortSignal, locked: boolean): Promise<readonly Judged[]> {
  const keys = images.map((image) => imageKey(image, table))
  const rows = await wholeRows(session, table, keys, signal, { locked })
  const digests = new Map(rows.map((row) => [row.key.map((one) => one?.toString('hex') ?? 'N').join('.'), row]))
  return images.map((image, index) => {
    const key = keys[index] ?? []
    const row = digests.get(key.map((one) => one?.toString('hex') ?? 'N').join('.'))
    const text = `${table.name} ${row?.keyText ?? key.map((one) => one?.toString() ?? 'NULL').join(' ')}`
    return { image, table, text, fate: fateOf(image, row?.digest) }
  })
}

const previewOf = (judged: readonly Judged[]): UndoPreview => {
  const texts = (fate: Fate): readonly string[] => judged.filter((one) => one.fate === fate).map(({ text }) => text)
  const inserted = texts('inserted')
  return {
    restorable: texts('restorable').length, asBefore: texts('asBefore').length, changedSince: texts('changedSince'), inserted,
    token: createHash('sha256').update(JSON.stringify(inserted)).digest('hex'),
  }
}

/** @throws ConnectError, ArchiveRefusal, Error with Node's code where the file can't be read */
function withImages<T>(
  settings: ArchiveSettings, target: Environment, path: string, signal: AbortSignal,
  use: (session: Session, parts: readonly { readonly table: Table; readonly images: readonly Image[] }[]) => Promise<T>,
): Promise<T> {
  return withPair(settings, signal, async (pair) => {
    const images = await lastingImages(path)
    const names = [...new Set(images.map(({ table }) => table))]
    const tables = names.length === 0 ? [] : await readTables(pair, settings, names, signal)
    const parts = tables.flatMap((table) => {
      const own = images.filter((image) => image.table === table.name)
      return Array.from({ length: Math.ceil(own.length / chunkRows) }, (_, at) => ({ table, images: own.slice(at * chunkRows, (at + 1) * chunkRows) }))
    })
    const session = await openSession(settings.databases[target], settings.queryTimeout, signal)
    try {
      return await use(session, parts)
    } finally {
      await session.close()
    }
  })
}

const judgeAll = async (session: Session, parts: readonly { readonly table: Table; readonly images: readonly Image[] }[], signal: AbortSignal): Promise<readonly Judged[]> => {
  const judged: Judged[] = []
  for (const { table, images } of parts) judged.push(...(await judge(session, table, images, signal, false)))
  return judged
}

/** What `undoSync` would do now; nothing is changed. */
export const previewUndo = (settings: ArchiveSettings, target: Environment, path: string, signal: AbortSignal): Promise<UndoPreview> =>
  withImages(settings, target, path, signal, async (session, parts) => previewOf(await judgeAll(session, parts, signal)))

/** Chunk by chunk, each in a transaction; may be run again. @throws ConnectError, ArchiveRefusal, FencingError */
export function undoSync(settings: ArchiveSettings, target: Environment, path: string, { fencing = 0, deleteInserted }: UndoOptions, signal: AbortSignal): Promise<Undone> {
  const sync = `undo ${basename(path)}`.slice(0, 190)
  return withImages(settings, target, path, signal, async (session, parts) => {
    if (deleteInserted !== undefined && previewOf(await judgeAll(session, parts, signal)).token !== deleteInserted.token)
      throw new ArchiveRefusal('the inserted rows are not those that were shown: nothing was deleted or put back. Look at the list anew')
    await refuseUnwritable(session, [...new Set(parts.map(({ table }) => table))], signal)
    let { chunk } = await takeRow(session, sync, fencing, signal)
    const done = { restored: 0, deleted: 0 }
    const changedSince: string[] = []
    const inserted: string[] = []
    for (const { table, images } of parts) {
      chunk += 1
      await session.run('START TRANSACTION', signal)
      await moveRow(session, { sync, fencing, chunk, table: table.name, after: undefined }, signal)
      const judged = await judge(session, table, images, signal, true)
      const of = (fate: Fate): readonly Judged[] => judged.filter((one) => one.fate === fate)
      await writeRows(session, table, of('restorable').flatMap(({ image }) => { const cells = imageCells(image, table); return cells === undefined ? [] : [cells] }), 'update', signal)
      const gone = deleteInserted === undefined ? [] : of('inserted')
      if (gone.length > 0) await session.run(`DELETE FROM ${quotedName(table.name)} WHERE ${gone.map(({ image }) => isKey(table, imageKey(image, table))).join(' OR ')}`, signal, `delete rows that were copied into table ${table.name}`)
      await session.run('COMMIT', signal, `commit chunk ${chunk}`)
      done.restored += of('restorable').length
      done.deleted += gone.length
      changedSince.push(...of('changedSince').map(({ text }) => text))
      if (deleteInserted === undefined) inserted.push(...of('inserted').map(({ text }) => text))
    }
    return { ...done, changedSince, inserted }
  })
}
