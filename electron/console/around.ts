/** What happened around an incident: its own entries, and those of nobody's from ten minutes before it to its end. Issue 6. */
import type { Incident } from '../../shared/incident.ts'
import type { Entry, EntryKind } from '../../shared/journal.ts'
import type { Journal } from '../journal/journal.ts'

export const lookBack = 600_000
const page = 500

type Read = Pick<Journal, 'entries' | 'state'>

/**
 * The number of the last entry that fits, where all before it do; 0 where none does. Found by halving: entries lie in their order, in a
 * bundle with gaps.
 * @param from the number of one that fits; what is sought is thought to be near after it
 */
export function lastThat({ entries, state }: Read, fits: (entry: Entry) => boolean, from = 0): number {
  let [low, high] = [from, state().seq]
  for (let reach = 1; from > 0 && low + reach < high; reach *= 2) {
    const entry = entries({ after: low + reach - 1, limit: 1 }).entries[0]
    if (entry === undefined || !fits(entry)) {
      high = low + reach - 1
      break
    }
    low = entry.seq
  }
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    const entry = entries({ after: middle - 1, limit: 1 }).entries[0]
    if (entry !== undefined && entry.seq <= high && fits(entry)) low = entry.seq
    else high = middle - 1
  }
  return low
}

/** The number of the last entry that was recorded by then; 0 where there is none. */
export const seqAt = (journal: Read, wall: number): number => lastThat(journal, ({ at }) => at.recorded <= wall)

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
