import type { Entry } from '../journal.ts'
import type { State } from '../state.ts'
import { eventIterator, query, type } from './base.ts'

/**
 * A snapshot, then every entry after it, in order. A reader that sees a number skipped opens the
 * stream again and gets a snapshot again; both sides fold with `fold` of shared/state.ts.
 */
export type Change =
  | { readonly kind: 'snapshot'; readonly state: State; readonly recent: readonly Entry[] }
  | { readonly kind: 'entry'; readonly entry: Entry }

export const state = {
  changes: query.output(eventIterator(type<Change>())),
}
