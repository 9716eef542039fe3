/** What other consoles add to a replay: their entries among its events, and how far a moment that a page has is from the one that it asks for. */
import { setImmediate as turn } from 'node:timers/promises'
import type { MergedPlace, MomentEvent } from '../../../shared/contract.ts'
import type { Incident } from '../../../shared/incident.ts'
import { entryKinds, type Entry } from '../../../shared/journal.ts'
import { comparePlaces, isShared, placeOf, type Place, type Placed } from '../../../shared/merge.ts'
import type { Stretch } from '../../../shared/moment.ts'
import { countOf, following, lastOf, type OwnRead, type Reach, type Reached, type Until } from '../../journal/merged.ts'
import { lastThat, seqAt } from '../around.ts'
import type { ReplayedChains } from '../other-chains.ts'

const sharedKinds = entryKinds.filter(isShared)
/** Events between which the loop is left free. */
const slice = 50

export const eventOf = (entry: Entry, at: number): MomentEvent => ({
  seq: entry.seq, at: entry.kind === 'incident.mark' ? entry.at.occurred : at, kind: entry.kind, ...(entry.environment && { environment: entry.environment }), ...(entry.kind === 'incident.mark' && { label: entry.data.label }),
})

/** What they wrote of an incident, and of nobody's what counts everywhere, each at the time from which on a moment has it. Oldest first. */
export async function eventsOfOthers(journal: OwnRead, others: ReplayedChains, incident: Incident, { from, to }: Stretch, most: number): Promise<readonly MomentEvent[]> {
  if (others.heads().size === 0) return []
  // What stands before this console's last entry of that time is of it too, whatever its number.
  const last = journal.entries({ after: Math.max(0, seqAt(journal, to) - 1), limit: 1 }).entries[0]
  const bound = Math.max(to, last === undefined || last.at.recorded > to ? 0 : (last.at.order ?? 0))
  const found = [...others.ofIncident(incident.id), ...others.nobodys(sharedKinds, { from: Math.floor(from), to: Math.floor(bound) }, most)].toSorted((a, b) => comparePlaces(placeOf(a), placeOf(b)))
  const events: MomentEvent[] = []
  let before = 0
  for (const [index, one] of found.entries()) {
    const shown = shownFrom(journal, one, before)
    before = shown.before
    if (shown.at > to || events.length > most) break
    events.push({ ...eventOf(one.entry, shown.at), console: one.entry.console })
    if (index % slice === slice - 1) await turn()
  }
  return events
}

/** By its number in the one order, which is a time; where this console's clock is behind, from its own next entry on, which stands after it. */
function shownFrom(journal: OwnRead, one: Placed, known: number): { readonly at: number; readonly before: number } {
  const place = placeOf(one)
  const standsBefore = ({ seq, at }: Entry): boolean => comparePlaces({ order: at.order ?? Math.floor(at.recorded), console: journal.console, seq }, place) < 0
  const before = lastThat(journal, standsBefore, known)
  const [last, next] = before === 0 ? [undefined, journal.entries({ after: 0, limit: 1 }).entries[0]] : journal.entries({ after: before - 1, limit: 2 }).entries
  return { at: Math.max(last?.at.recorded ?? 0, Math.min(one.order, next?.at.recorded ?? Infinity)), before }
}

/** Where a moment stands among all consoles' entries; undefined where there are no others. */
export const mergedPlace = (journal: OwnRead, others: ReplayedChains, reached: Reached): MergedPlace | undefined =>
  others.heads().size === 0 ? undefined : { own: journal.console, last: lastOf(journal.console, reached), order: reached.order, count: countOf(reached) }

/**
 * What comes after the moment that a page has; undefined where that is not the beginning of this one any more (something came late
 * that stands before its end), or is further than so many entries.
 */
export function sinceMerged(journal: OwnRead, others: ReplayedChains, had: { readonly seq: number; readonly merged: Omit<MergedPlace, 'own'> }, reached: Reached, until: Until, most: number): readonly Entry[] | undefined {
  const { seq, merged: { last, order, count } } = had
  const from = { seq, order, others: endsAt(others, last) }
  const isBeginning = countOf(from) === count && seq <= reached.seq && Object.entries(from.others).every(([console, end]) => end.seq <= (reached.others[console]?.seq ?? 0))
  if (!isBeginning || count === 0 || countOf(reached) - count > most) return undefined
  return entriesOf(journal, others, from, until, reached)
}

/** Without what has come since it was reached. */
const entriesOf = (journal: OwnRead, others: ReplayedChains, from: Reach, until: Until, reached: Reached): readonly Entry[] =>
  [...following(journal, others, from, until)].map(({ entry }) => entry).filter(({ console, seq }) => console === journal.console || seq <= (reached.others[console]?.seq ?? 0))

const endsAt = (others: ReplayedChains, place: Place): Readonly<Record<string, { readonly seq: number }>> =>
  Object.fromEntries([...others.heads().keys()].map((console) => [console, { seq: others.upTo(console, place) }]))

/** The last so many entries of a moment, of all consoles. */
export function recentMerged(journal: OwnRead, others: ReplayedChains, reached: Reached, until: Until, most: number): readonly Entry[] {
  const back = (seq: number): number => Math.max(0, seq - most)
  // From the numbers of the entries themselves: what a clock that was set back did before them is not read for this.
  const from = { seq: back(reached.seq), order: 0, others: Object.fromEntries(Object.entries(reached.others).map(([console, { seq }]) => [console, { seq: back(seq) }])) }
  return entriesOf(journal, others, from, until, reached).slice(-most)
}
