/** What happened around an incident: its own entries, and those of nobody's from ten minutes before it to its end. Issue 6. */
import type { Incident } from '../../shared/incident.ts'
import type { Entry, EntryKind } from '../../shared/journal.ts'
import type { Journal } from '../journal/journal.ts'

export const lookBack = 600_000
const page = 500

/** The number of the last entry that was recorded by then; 0 where there is none. Found by halving: entries lie in their order, in a bundle with gaps. */
export function seqAt({ entries, state }: Pick<Journal, 'entries' | 'state'>, wall: number): number {
  let [low, high] = [0, state().seq]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    const entry = entries({ after: middle - 1, limit: 1 }).entries[0]
    if (entry !== undefined && entry.seq <= high && entry.at.recorded <= wall) low = entry.seq
    else high = middle - 1
  }
  return low
}

export type Around = { readonly from: number; readonly to: number }

/** Numbers between which an entry without an incident belongs to its time. */
export function aroundOf(journal: Pick<Journal, 'entries' | 'state'>, incident: Incident): Around {
  const from = seqAt(journal, incident.openedAt - lookBack)
  return { from: Math.min(from, incident.firstSeq - 1), to: incident.closedAt === undefined ? Infinity : seqAt(journal, incident.closedAt) }
}

/** Oldest first, after number `after`; `upTo`: no later than this number. */
export function* entriesAround(
  journal: Pick<Journal, 'entries'>, incident: string, { from, to }: Around,
  { kinds, after, upTo = Infinity }: { readonly kinds?: readonly EntryKind[] | undefined; readonly after: number; readonly upTo?: number },
): Generator<Entry> {
  const fits = (entry: Entry): boolean => entry.incident === incident || (entry.incident === undefined && entry.seq > from && entry.seq <= to)
  let at = Math.max(after, from)
  // Until its end everything is read and chosen from; after it only its own are asked for.
  while (at < to) {
    const found = journal.entries({ after: at, limit: page, ...(kinds && { kinds }) })
    for (const entry of found.entries) {
      if (entry.seq > to) break
      if (entry.seq > upTo) return
      if (fits(entry)) yield entry
    }
    const last = found.entries.at(-1)
    if (!found.more || last === undefined) {
      if (to === Infinity) return
      break
    }
    at = last.seq
  }
  for (let next = Math.max(after, Number.isFinite(to) ? to : 0), more = true; more; ) {
    const found = journal.entries({ incident, after: next, limit: page, ...(kinds && { kinds }) })
    for (const entry of found.entries) {
      if (entry.seq > upTo) return
      yield entry
    }
    more = found.more
    next = found.entries.at(-1)?.seq ?? next
  }
}

/** One page of them. */
export function pageAround(
  journal: Pick<Journal, 'entries' | 'state'>, incident: Incident,
  { limit, ...asked }: { readonly kinds?: readonly EntryKind[] | undefined; readonly after: number; readonly limit: number; readonly upTo?: number },
): { readonly entries: readonly Entry[]; readonly more: boolean } {
  const entries: Entry[] = []
  for (const entry of entriesAround(journal, incident.id, aroundOf(journal, incident), asked)) {
    if (entries.length === limit) return { entries, more: true }
    entries.push(entry)
  }
  return { entries, more: false }
}
