/**
 * The state of all consoles as it was at a wall time: the fold over every chain in the one order up to there, from the
 * beginning, in pages and with the loop left free between. For reports of weeks that are over; decision 9.
 */
import { setImmediate as turn } from 'node:timers/promises'
import type { Entry } from '../../shared/journal.ts'
import { comparePlaces, foldFrom, placed, placeOf, type Placed } from '../../shared/merge.ts'
import { emptyState, type State } from '../../shared/state.ts'
import type { Journal } from '../journal/journal.ts'
import { nowhere, type Head, type Others } from './others.ts'

/** `heads`: how far each chain had come by then. */
export type PastState = { readonly state: State; readonly heads: ReadonlyMap<string, Head> }

const page = 500
/** Entries folded before the loop is left free. */
const slice = 100

type Cursor = { readonly console: string; head: Head; waiting: readonly Placed[] }

export function createPastState(journal: Pick<Journal, 'console' | 'entries'>, others: Pick<Others, 'heads' | 'after'>): (wall: number) => Promise<PastState> {
  const more = ({ console, head }: Cursor): readonly Placed[] =>
    console === journal.console ? placed(journal.entries({ after: head.seq, limit: page }).entries, head.order) : others.after(console, head, page)
  /** What stands next in the one order. */
  const next = (cursors: readonly Cursor[]): { readonly cursor: Cursor; readonly one: Placed } | undefined => {
    let first: { readonly cursor: Cursor; readonly one: Placed } | undefined
    for (const cursor of cursors) {
      if (cursor.waiting.length === 0) cursor.waiting = more(cursor)
      const [one] = cursor.waiting
      if (one !== undefined && (first === undefined || comparePlaces(placeOf(one), placeOf(first.one)) < 0)) first = { cursor, one }
    }
    return first
  }
  const foldOne = (state: State, entry: Entry): State => {
    try {
      return foldFrom(journal.console, state, entry)
    } catch (error) {
      // The present fold has named the chain that can't be understood.
      if (entry.console === journal.console || !(error instanceof Error)) throw error
      return state
    }
  }
  return async (wall) => {
    const cursors: readonly Cursor[] = [journal.console, ...others.heads().keys()].map((console) => ({ console, head: nowhere, waiting: [] }))
    let state = emptyState
    for (let folded = 1; ; folded += 1) {
      const found = next(cursors)
      if (found === undefined || found.one.order > wall) break
      const { cursor, one: { entry, order } } = found
      cursor.waiting = cursor.waiting.slice(1)
      cursor.head = { seq: entry.seq, hash: entry.hash, order }
      state = foldOne(state, entry)
      if (folded % slice === 0) await turn()
    }
    return { state, heads: new Map(cursors.flatMap(({ console, head }) => (head.seq === 0 ? [] : [[console, head] as const]))) }
  }
}
