/**
 * The entries of all consoles after a place, in the one order and page by page: what a replay folds. This console's chain is its
 * journal, the others' lie apart (electron/consoles/others.ts). Decision 9.
 */
import type { Entry } from '../../shared/journal.ts'
import { comparePlaces, orderAfter, placeOf, type Place, type Placed } from '../../shared/merge.ts'
import type { Journal } from './journal.ts'

export type ChainEnd = { readonly seq: number; readonly hash: string; readonly order: number }

/** What a replay reads of the others' chains. */
export type OthersRead = {
  readonly heads: () => ReadonlyMap<string, ChainEnd>
  /** Of one chain, from the entry after number `after` on. */
  readonly page: (console: string, after: number, limit: number) => readonly Placed[]
  /** Number of a chain's last entry at or before a place; 0 where there is none. */
  readonly upTo: (console: string, place: Place) => number
}
export const nobodyElse: OthersRead = { heads: () => new Map(), page: () => [], upTo: () => 0 }

export type OwnRead = Pick<Journal, 'entries' | 'state' | 'console'>

/** How far each chain goes. `order`: the number of this console's entry `seq` in the one order. */
export type Reach = { readonly seq: number; readonly order: number; readonly others: Readonly<Record<string, { readonly seq: number }>> }
export type Reached = Reach & { readonly hash: string; readonly others: Readonly<Record<string, ChainEnd>> }

/** A moment's place: this console's entries up to `seq`; of the others' what stands before that one, and what comes after it and before the next with a number up to `order`. */
export type Until = { readonly seq: number; readonly order: number }

/** Entries of all chains up to there. Chains begin with 1, so that a place and this number name what is folded. */
export const countOf = ({ seq, others }: Reach): number => Object.values(others).reduce((sum, end) => sum + end.seq, seq)

/** The place of the last of them. */
export const lastOf = (own: string, { seq, order, others }: Reached): Place =>
  Object.entries(others).map(([console, end]): Place => ({ order: end.order, console, seq: end.seq })).reduce((last, place) => (comparePlaces(last, place) < 0 ? place : last), { order, console: own, seq })

/** Entries read at once. */
export const pageLength = 100

/** @param beyond the one after `seq` too: what stands behind it is of later */
function* ownAfter({ entries }: OwnRead, from: Reach, seq: number, beyond: boolean): Generator<Placed> {
  let { order } = from
  for (let after = from.seq; ;) {
    const found: readonly Entry[] = after < seq ? entries({ after, limit: Math.min(pageLength, seq - after) }).entries : beyond ? entries({ after, limit: 1 }).entries : []
    if (found.length === 0) return
    for (const entry of found) {
      order = orderAfter(order, entry)
      after = entry.seq
      if (entry.seq > seq && !beyond) return
      yield { entry, order }
      if (entry.seq > seq) return
    }
  }
}

/** @param end the chain's last entry as it was known when the reading began: what comes meanwhile is for the next one */
function* chainAfter({ page }: OthersRead, console: string, from: number, end: number): Generator<Placed> {
  for (let after = from; after < end;) {
    const found = page(console, after, pageLength)
    if (found.length === 0) return
    for (const one of found) {
      if (one.entry.seq > end) return
      after = one.entry.seq
      yield one
    }
  }
}

/** @throws JournalError 'unreadable', SqliteError */
export function* following(journal: OwnRead, others: OthersRead, from: Reach, { seq, order }: Until): Generator<Placed> {
  const own = ownAfter(journal, from, seq, others.heads().size > 0)
  const chains = [own, ...[...others.heads()].map(([console, end]) => chainAfter(others, console, from.others[console]?.seq ?? 0, end.seq))]
  const next = chains.map((chain) => ({ chain, one: chain.next() }))
  let reached = from.seq
  for (;;) {
    let first: (typeof next)[number] | undefined
    for (const each of next) if (each.one.done !== true && (first === undefined || first.one.done === true || comparePlaces(placeOf(each.one.value), placeOf(first.one.value)) < 0)) first = each
    if (first === undefined || first.one.done === true) return
    const { value } = first.one
    const isOwn = first.chain === own
    if (isOwn ? value.entry.seq > seq : value.order > order && (reached >= seq || next[0]?.one.done === true)) return
    if (isOwn) reached = value.entry.seq
    yield value
    first.one = first.chain.next()
  }
}
