/** Opens the journal's file as well as it can be opened: to write, after saving a damaged one, only to read, or not yet. */
import { emptyState } from '../../shared/state.ts'
import type { Log } from '../log.ts'
import { genesis } from './chain.ts'
import { isFresh, openForReading, openForWriting } from './database.ts'
import { isDamage, isTrouble, JournalError, troubleText } from './error.ts'
import { load, type Loaded } from './load.ts'
import { finishSalvage, salvage, type Salvage } from './salvage.ts'
import { createStore, type Store } from './store.ts'

/** What a start found. */
export type Opening = {
  /** Where a damaged file was put. */
  readonly setAside?: string
  /** Entries that are there: the number of the last one. */
  readonly saved: number
  /** What is no longer there or not as it was, in a sentence for people; absent where nothing is known to be amiss. */
  readonly lost?: string
}

export type Connected = {
  /** Absent where there is no file yet, and none can be made. */
  readonly store?: Store
  readonly loaded: Loaded
  readonly opening: Opening
  /** Why nothing can be written now. */
  readonly trouble?: unknown
}

export type ConnectOptions = { readonly file: string; readonly busyTimeout: number; readonly wall: number; readonly log: Log }

const nothing: Loaded = { state: emptyState, tail: [], last: genesis, snapshotSeq: 0 }

/** @throws SqliteError, JournalError 'newer', 'unreadable' */
function connectToWrite(options: ConnectOptions, saved?: Salvage): Connected {
  const { file, log, wall } = options
  const store = createStore(openForWriting({ ...options, check: true }))
  try {
    const loaded = load(store, file, log)
    const moved = compareHead(store, wall)
    const lost = [saved?.lost, moved].filter((one) => one !== undefined).join(' ')
    return { store, loaded, opening: { saved: loaded.last.seq, ...(saved && { setAside: saved.setAside }), ...(lost !== '' && { lost }) } }
  } catch (error) {
    store.close()
    throw error
  }
}

/** Anchors the head. A noted head that the entries do not have is kept as an anchor, so that every later check tells it too. */
function compareHead(store: Store, wall: number): string | undefined {
  const [last, head] = [store.last(), store.head()]
  if (last.seq > 0) store.anchor(last, wall)
  if (head.seq === last.seq && head.hash === last.hash) return undefined
  store.anchor(head, wall)
  return head.seq > last.seq
    ? `The journal ends at entry ${last.seq}, and once reached entry ${head.seq}: its tail was cut.`
    : `The journal ends at entry ${last.seq} (${last.hash.slice(0, 12)}), and entry ${head.seq} (${head.hash.slice(0, 12)}) was noted as its last: it was changed from outside.`
}

function connectToRead({ file, busyTimeout, log }: ConnectOptions, trouble: unknown): Connected {
  const db = openForReading(file, busyTimeout)
  if (!db) return { loaded: nothing, opening: { saved: 0 }, trouble }
  const store = createStore(db)
  try {
    const loaded = load(store, file, log)
    return { store, loaded, opening: { saved: loaded.last.seq }, trouble }
  } catch (error) {
    store.close()
    throw error
  }
}

const isNewer = (error: unknown): boolean => error instanceof JournalError && error.reason === 'newer'

/** A console must come up on a full disk: the deployment may be why it is full. What it needs is to know what was. */
function connectAnyway(options: ConnectOptions): Connected {
  const { file, wall, log } = options
  try {
    finishSalvage(file, wall)
    return connectToWrite(options)
  } catch (error) {
    if (!isTrouble(error) || isNewer(error)) throw error
    if (!isDamage(error)) return connectToRead(options, error)
    const saved = salvage(file, wall)
    log.error('journal.damaged', { file, ...saved, error })
    return connectToWrite(options, saved)
  }
}

/**
 * @throws JournalError 'newer'; 'unreadable' where there is a journal that can be neither read nor saved: without what
 * it holds a console would start a second run beside the first
 */
export function connect(options: ConnectOptions): Connected {
  try {
    return connectAnyway(options)
  } catch (error) {
    if (!isTrouble(error) || isNewer(error)) throw error
    if (isFresh(options.file)) return { loaded: nothing, opening: { saved: 0 }, trouble: error }
    throw new JournalError({
      tried: 'open the journal', file: options.file, reason: 'unreadable', detail: troubleText(error),
      mend: 'Mend that, or start with another home folder (FIFTEEN_HOME): the console would not know of a run under way.', cause: error,
    })
  }
}
