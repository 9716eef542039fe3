/**
 * The journal: what happened, append-only and chained, durable before it is acknowledged.
 * Plan: "Transaction Logging", "Audit Trail"; semantics 9 and 17 of the design.
 */
import { createHash, randomBytes } from 'node:crypto'
import type { Clock } from '../../shared/clock.ts'
import type { ChainCheck, Timeline } from '../../shared/contract.ts'
import type { Draft, Entry, EntryKind } from '../../shared/journal.ts'
import { fold, type State } from '../../shared/state.ts'
import type { Log } from '../log.ts'
import type { Link } from './chain.ts'
import { checkInThreads, worthThreads } from './check-threads.ts'
import { checkStore } from './check.ts'
import { createDelivery } from './delivery.ts'
import { checkDraft } from './draft.ts'
import { isTrouble, JournalError, troubleText } from './error.ts'
import { nextNumber, resumedNumber, shareFrom } from './fencing.ts'
import { snapshotEvery, snapshotOf, tailLength } from './load.ts'
import { takeLock } from './lock.ts'
import { connect, type Opening } from './opening.ts'
import { readRow, seal, type Row, type Sealed } from './row.ts'
import type { Query, Store } from './store.ts'
import { createWriter, type Health } from './writer.ts'

export type { Opening } from './opening.ts'
export type { Link } from './chain.ts'
export { JournalError } from './error.ts'

export type Journal = {
  /** What the start found: a damaged file that was set aside, a tail that is gone. */
  readonly opening: Opening
  /** This console's name in its entries. */
  readonly console: string
  /**
   * Durable when it returns, or else `health` says that it is not. Adds number, times and chain.
   * @throws JournalError 'invalid', 'closed'; never for the disk's sake
   */
  readonly append: <K extends EntryKind>(draft: Draft<K>) => Entry<K>
  /** All or none, in one transaction. */
  readonly appendAll: (drafts: readonly Draft[]) => readonly Entry[]
  /**
   * What the work appends and keeps goes to disk as one write, at its end: it is durable when this returns, not before.
   * @param work makes no effect but on the journal
   * @param then what waits for it to be durable; runs before any listener is told
   */
  readonly together: <T>(work: () => T, then?: (made: T) => void) => T
  /** Fold over all entries, those that wait for the disk among them. */
  readonly state: () => State
  /** The last so many, oldest first. */
  readonly recent: (count: number) => readonly Entry[]
  /** Oldest first. @throws JournalError 'unreadable' */
  readonly entries: (query: Query) => Timeline
  /**
   * Told of each entry in order, once it is durable; where the disk does not take it, once it waits for it: the screens
   * go on showing a rollback. A listener that throws is logged and hurts no other. @returns its stop
   */
  readonly subscribe: (listener: (entry: Entry) => void) => () => void
  /** The chain on disk, whole. @param outside heads that were noted elsewhere: in a notice, on the wall, in an export */
  readonly verify: (outside?: readonly Link[]) => Promise<ChainCheck>
  /** Whether everything is on disk, and else how many entries wait and why (also 0: the disk took no note). */
  readonly health: () => Health
  /**
   * Greater than every one before, over restarts too, and no less than the wall clock: so it grows even where the disk
   * could not keep the last one, and a console that drives later has the greater number, whoever drove before. Two that
   * begin in one millisecond still differ, but for one pair of names in a hundred.
   * @param beyond greater than this one too: that of a driver whose clock is ahead
   */
  readonly nextFencing: (beyond?: number) => number
  /**
   * For a run that is taken up again: greater than this console's own, and never by the clock. Whoever drove since has
   * the greater one.
   */
  readonly sameDriver: (own: number) => number
  /** Of several consoles: what is appended from here on stands after this number in the one order (shared/merge.ts). */
  readonly seen: (order: number) => void
  /** A small JSON note that is not an entry, written as durably. */
  readonly keep: (name: string, value: unknown) => void
  /** What was kept; undefined where nothing was. */
  readonly kept: (name: string) => unknown
  /** Tries to write what waits. @returns whether all is on disk */
  readonly flush: () => boolean
  readonly close: () => void
}

export type JournalOptions = {
  readonly file: string
  readonly clock: Clock
  readonly log: Log
  /** Overrides the name that the file keeps. */
  readonly console?: string
  /** Milliseconds to wait for another program's lock, and the loop stands still meanwhile: 50, and 2,000 at the start. */
  readonly busyTimeout?: number
}

const shareOf = (name: string): number => shareFrom(createHash('sha256').update(name).digest().readUInt16BE())

const newConsole = (): string => `c-${randomBytes(4).toString('hex')}`

/**
 * @throws JournalError 'in use' where another process has it open, 'newer', 'unreadable'. A full or read-only disk is
 * no error: `health` tells it.
 */
export function openJournal(options: JournalOptions): Journal {
  const { file, clock, log } = options
  const unlock = lockOrGoOn(file, clock, log)
  try {
    return start(options, unlock)
  } catch (error) {
    unlock()
    throw error
  }
}

/** Where no lock file can be made nothing can be written either, and no other console can record there. */
function lockOrGoOn(file: string, clock: Clock, log: Log): () => void {
  try {
    return takeLock(file, clock.wall())
  } catch (error) {
    if (error instanceof JournalError || !isTrouble(error)) throw error
    log.warn('journal.not locked', { file, error })
    return () => undefined
  }
}

function start({ file, clock, log, console: given, busyTimeout }: JournalOptions, unlock: () => void): Journal {
  const patience = busyTimeout ?? 50
  const connected = connect({ file, busyTimeout: busyTimeout ?? 2_000, wall: clock.wall(), log })
  connected.store?.patience(patience)
  const { loaded, opening } = connected
  if (opening.lost !== undefined) log.error('journal.lost', { file, ...opening })

  let { state, last: head, snapshotSeq } = loaded
  // Grows in place: it is on the way of every append.
  const tail: Entry[] = [...loaded.tail]
  let closed = false
  /** Greatest number of the one order; 0 while the console is alone. */
  let order = 0
  let group: { readonly entries: Entry[]; readonly then: (() => void)[] } | undefined
  const delivery = createDelivery<Entry>((error) => log.error('journal.listener failed', { error }))
  const writer = createWriter({
    file, store: connected.store, last: loaded.last, trouble: connected.trouble, busyTimeout: patience, wall: clock.wall, log,
    snapshotAt: ({ seq }) => {
      if (seq !== state.seq || seq - snapshotSeq < snapshotEvery) return undefined
      snapshotSeq = seq
      return snapshotOf(state)
    },
  })

  const notes = new Map((connected.store?.notes() ?? []).map(({ owner, name, value }) => [`${owner}/${name}`, value]))
  const put = (owner: 'journal' | 'console', name: string, value: unknown): void => {
    const text = JSON.stringify(value ?? null)
    notes.set(`${owner}/${name}`, text)
    writer.note({ owner, name, value: text })
    if (group === undefined) writer.drain()
  }
  const get = (owner: 'journal' | 'console', name: string): unknown => {
    const text = notes.get(`${owner}/${name}`)
    if (text === undefined) return undefined
    try {
      return JSON.parse(text)
    } catch (error) {
      log.warn('journal.note unreadable', { owner, name, error })
      return undefined
    }
  }

  const consoleName = given ?? nameIn(get('journal', 'console')) ?? loaded.tail.at(-1)?.console ?? newConsole()
  if (given === undefined && get('journal', 'console') !== consoleName) put('journal', 'console', consoleName)

  const assertOpen = (tried: string): void => {
    if (closed) throw new JournalError({ tried, file, reason: 'closed', detail: 'the journal is closed', mend: 'Start the console again.' })
  }

  const sealed = (drafts: readonly Draft[]): readonly Sealed[] => {
    let before = head
    return drafts.map((draft) => {
      const { occurred, observed, ...rest } = checkDraft(draft, file)
      const recorded = clock.wall()
      const seen = observed ?? recorded
      if (order > 0) order = Math.max(order + 1, Math.floor(recorded))
      const at = { occurred: occurred ?? seen, observed: seen, recorded, mono: clock.mono(), boot: clock.boot, ...(order > 0 && { order }) }
      const one = seal({ ...rest, seq: before.seq + 1, console: consoleName, at, previous: before.hash }, file)
      before = one.row
      return one
    })
  }

  const appendAll = (drafts: readonly Draft[]): readonly Entry[] => {
    assertOpen('append to the journal')
    const batch = sealed(drafts)
    const entries = batch.map(({ entry }) => entry)
    // Folded first: an entry that the fold can't take must not get into the file.
    state = entries.reduce(fold, state)
    const last = batch.at(-1)
    if (!last) return []
    head = { seq: last.row.seq, hash: last.row.hash }
    if (tail.length >= 2 * tailLength) tail.splice(0, tail.length - tailLength)
    for (const entry of entries) tail.push(entry)
    writer.add(batch)
    if (group !== undefined) {
      group.entries.push(...entries)
      return entries
    }
    writer.drain()
    delivery.send(entries)
    return entries
  }

  const together = <T>(work: () => T, then?: (made: T) => void): T => {
    const outer = group
    const own = outer ?? { entries: [], then: [] }
    group = own
    try {
      const made = work()
      if (then !== undefined) own.then.push(() => then(made))
      return made
    } finally {
      group = outer
      if (outer === undefined) {
        // What was appended before a throw is appended.
        writer.drain()
        try {
          for (const go of own.then) go()
        } finally {
          delivery.send(own.entries)
        }
      }
    }
  }

  /** From the file, with what is not there yet. */
  const read = <T>(fromStore: (store: Store) => readonly Row[], waits: (entry: Entry) => boolean, then: (entries: readonly Entry[]) => T): T => {
    assertOpen('read the journal')
    try {
      const store = writer.store()
      const rows = store ? fromStore(store) : []
      return then([...rows.map((row) => readRow(row, file)), ...writer.pending().map(({ entry }) => entry).filter(waits)])
    } catch (error) {
      if (error instanceof JournalError || !isTrouble(error)) throw error
      throw new JournalError({ tried: 'read the journal', file, reason: 'unreadable', detail: troubleText(error), mend: 'The newest entries are still shown from memory.', cause: error })
    }
  }

  const takeFencing = (numberAfter: (last: number) => number): number => {
    assertOpen('take a fencing number')
    const before = get('journal', 'fencing')
    const number = numberAfter(typeof before === 'number' ? before : 0)
    put('journal', 'fencing', number)
    return number
  }

  return {
    opening,
    console: consoleName,
    append: <K extends EntryKind>(draft: Draft<K>): Entry<K> => {
      const [entry] = appendAll([draft as Draft])
      return entry as Entry<K>
    },
    appendAll,
    together,
    state: () => state,
    recent: (count) => {
      if (count <= 0) return []
      if (count <= tail.length || tail.length === head.seq) return tail.slice(-count)
      return read((store) => store.newest(count), () => true, (entries) => entries.slice(-count))
    },
    entries: ({ incident, kinds, after, limit }) => {
      const query = { after, limit: limit + 1, ...(incident !== undefined && { incident }), ...(kinds && { kinds }) }
      const asked = (entry: Entry): boolean =>
        entry.seq > after && (incident === undefined || entry.incident === incident) && (kinds === undefined || kinds.includes(entry.kind))
      return read((store) => store.rows(query), asked, (found) => ({ entries: found.slice(0, limit), more: found.length > limit }))
    },
    subscribe: delivery.subscribe,
    verify: async (outside = []) => {
      const begun = clock.mono()
      const open = (): Store => {
        assertOpen('check the journal')
        const store = writer.store()
        if (!store) throw new JournalError({ tried: 'check the journal', file, reason: 'unreadable', detail: 'there is no file yet', mend: 'Make its disk writable.' })
        return store
      }
      const [upTo, store] = [writer.durable(), open()]
      const inThreads = upTo.seq < worthThreads ? undefined : await checkInThreads(file, upTo, [...store.anchors(), upTo, ...outside])
      const found = inThreads ?? await checkStore(open, upTo, outside)
      const ms = clock.mono() - begun
      return found.ok ? { ok: true, entries: found.head.seq, head: found.head.hash, ms } : { ...found, ms }
    },
    health: writer.health,
    nextFencing: (beyond) => takeFencing((last) => nextNumber({ wall: clock.wall(), last, share: shareOf(consoleName), beyond })),
    sameDriver: (own) => takeFencing((last) => resumedNumber({ own, last })),
    seen: (number) => void (order = Math.max(order, number)),
    keep: (name, value) => {
      assertOpen('keep a note in the journal')
      put('console', name, value)
    },
    kept: (name) => get('console', name),
    flush: () => {
      assertOpen('write the journal')
      return writer.drain()
    },
    close: () => {
      if (closed) return
      closed = true
      writer.close()
      unlock()
    },
  }
}

const nameIn = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)
