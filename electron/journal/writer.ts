/**
 * Puts entries on disk in order, and keeps those that the disk does not take until it does. Fault 24 of trust.md: a
 * rollback goes on without a disk; what is not recorded is said, and recorded as soon as it can be.
 */
import type { Log } from '../log.ts'
import type { Link } from './chain.ts'
import { openForWriting } from './database.ts'
import { JournalError, troubleText } from './error.ts'
import type { Row, Sealed } from './row.ts'
import { createStore, type Note, type Snapshot, type Store } from './store.ts'

/** Written together or not at all. */
export type Batch = readonly Sealed[]
export type Health = 'durable' | { readonly buffered: number; readonly error: string }

export type Writer = {
  /** The connection to read from; absent where there is no file. It may hold less than was added. */
  readonly store: () => Store | undefined
  /** Place of the last entry on disk. */
  readonly durable: () => Link
  readonly add: (batch: Batch) => void
  readonly note: (note: Note) => void
  /** Not on disk, in order. */
  readonly pending: () => readonly Sealed[]
  /** @returns whether everything is on disk now; never throws */
  readonly drain: () => boolean
  readonly health: () => Health
  /** One last try, then closes. What is left goes to the log. */
  readonly close: () => void
}

export type WriterOptions = {
  readonly file: string
  readonly store: Store | undefined
  readonly last: Link
  readonly trouble: unknown
  readonly busyTimeout: number
  /** Asked with the place that will be the last on disk, when nothing else waits; a snapshot goes with that write. */
  readonly snapshotAt: (last: Link) => Snapshot | undefined
  readonly wall: () => number
  readonly log: Log
}

/** Entries of one transaction at most, where many waited: so long a write does not hold up the loop. */
const groupLength = 200
const keepsConnection = /^SQLITE_(FULL|BUSY|LOCKED)/

/** The first batches that make a transaction: all up to `length` entries, and one at least. */
function firstGroup(batches: readonly Batch[], length: number): readonly Batch[] {
  let entries = 0
  const end = batches.findIndex((batch) => (entries += batch.length) > length)
  return batches.slice(0, end === -1 ? undefined : Math.max(1, end))
}

export function createWriter(options: WriterOptions): Writer {
  const { file, busyTimeout, snapshotAt, wall, log } = options
  let { store, last: durable } = options
  let batches: readonly Batch[] = []
  const notes = new Map<string, Note>()
  let trouble: string | undefined
  let reconnect = store?.writable !== true

  const pending = (): readonly Sealed[] => batches.flat()

  /** After trouble: a commit whose answer was lost may have happened, and another may have put a file there. */
  const compare = (found: Link): void => {
    if (found.seq === durable.seq && found.hash === durable.hash) return
    const written = batches.findIndex((batch) => batch.at(-1)?.row.seq === found.seq && batch.at(-1)?.row.hash === found.hash)
    if (written === -1)
      throw new JournalError({
        tried: 'write the journal', file, reason: 'unwritable',
        detail: `the file ends at entry ${found.seq} and not at entry ${durable.seq}: it is not the one that was open`, mend: 'Put the journal of this console back.',
      })
    batches = batches.slice(written + 1)
    durable = found
  }

  const connection = (): Store => {
    if (store && !reconnect) {
      if (trouble !== undefined) compare(store.last())
      return store
    }
    const fresh = createStore(openForWriting({ file, busyTimeout: trouble === undefined ? busyTimeout : 0, check: false, wall: wall() }))
    try {
      compare(fresh.last())
    } catch (error) {
      fresh.close()
      throw error
    }
    store?.close()
    store = fresh
    reconnect = false
    return fresh
  }

  const writeNext = (to: Store, length: number): void => {
    const group = firstGroup(batches, length)
    const rows: readonly Row[] = group.flatMap((batch) => batch.map(({ row }) => row))
    const last = rows.at(-1) ?? durable
    const snapshot = group.length === batches.length ? snapshotAt(last) : undefined
    const given = [...notes.values()]
    to.write({ rows, notes: given, ...(snapshot && { snapshot }) })
    batches = batches.slice(group.length)
    durable = { seq: last.seq, hash: last.hash }
    for (const note of given) if (notes.get(keyOf(note)) === note) notes.delete(keyOf(note))
  }

  const writeAll = (to: Store): void => {
    let length = groupLength
    while (batches.length > 0 || notes.size > 0) {
      try {
        writeNext(to, length)
      } catch (error) {
        // Where all do not fit, some may.
        if (length === 1 || batches.length < 2) throw error
        length = 1
      }
    }
  }

  const fail = (error: unknown): void => {
    const text = troubleText(error)
    if (text !== trouble) log.error('journal.not written', { file, waiting: pending().length, error })
    // The first wait for a lock was in vain: the next tries do not hold up the loop.
    if (trouble === undefined) store?.patience(0)
    if (!keepsConnection.test(codeOf(error))) reconnect = true
    trouble = text
  }

  const recover = (): void => {
    if (trouble === undefined) return
    trouble = undefined
    store?.patience(busyTimeout)
    log.info('journal.written again', { file, last: durable.seq })
  }

  const drain = (): boolean => {
    try {
      writeAll(connection())
      recover()
      return true
    } catch (error) {
      // Whatever it was: a journal that can't be written stops nothing, and is shown until it can.
      fail(error)
      return false
    }
  }

  if (options.trouble !== undefined) fail(options.trouble)
  return {
    store: () => store,
    durable: () => durable,
    add: (batch) => void (batches = [...batches, batch]),
    note: (note) => void notes.set(keyOf(note), note),
    pending,
    drain,
    health: () => (trouble === undefined ? 'durable' : { buffered: pending().length, error: trouble }),
    close: () => {
      if (!drain()) for (const { row } of pending()) log.error('journal.entry lost', { body: row.body, hash: row.hash })
      store?.close()
    },
  }
}

const keyOf = ({ owner, name }: Note): string => `${owner}/${name}`
const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '')
