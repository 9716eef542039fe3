/** The folded state at any place of the one order: from the nearest one that is known, and the entries after it, with the loop free between. */
import { setImmediate as turn } from 'node:timers/promises'
import type { Entry } from '../../shared/journal.ts'
import { comparePlaces, orderAfter, placeOf } from '../../shared/merge.ts'
import { emptyMoment, foldMoment, foldMomentFrom, type MomentFold } from '../../shared/moment.ts'
import { countOf, following, lastOf, nobodyElse, pageLength, type OthersRead, type OwnRead, type Reached, type Until } from './merged.ts'
import type { Kept, MomentFile } from './moment-file.ts'

/** A state is kept every so many entries, and the last few asked for in memory. */
export const keptEvery = 500
const mostHeld = 16

/** @param order where it is left out, others' entries are those before this console's entry `seq` */
export type MomentAt = (seq: number, order?: number) => Promise<Kept>

/** Entries folded of those that a seek needs: the first in a long journal takes all of them. */
export type MomentReading = { readonly done: number; readonly of: number }

const nothing: Kept = { seq: 0, hash: '', order: 0, others: {}, beyond: 0, moment: emptyMoment }

/** Whether a state ends no later than there. */
export const isWithin = (kept: Pick<Kept, 'seq' | 'beyond'>, { seq, order }: Until): boolean => kept.seq < seq || (kept.seq === seq && kept.beyond <= order)

/**
 * @param others chains of other consoles; without any a moment is the fold over this journal alone
 * @param every entries from one kept state to the next
 * @param onReading told after each slice, and `undefined` at the end
 */
export function createMomentAt({ journal, others = nobodyElse, file, every = keptEvery, onReading }: {
  readonly journal: OwnRead
  readonly others?: OthersRead
  readonly file: Pick<MomentFile, 'before' | 'put'>
  readonly every?: number
  readonly onReading?: (reading: MomentReading | undefined) => void
}): MomentAt {
  let held: readonly Kept[] = []
  const hold = (kept: Kept): void => {
    held = [kept, ...held.filter((one) => countOf(one) !== countOf(kept))].slice(0, mostHeld)
  }
  /** Where each chain still says what it said then, and nothing has come since that stands before its end. */
  const stands = (kept: Reached): boolean => {
    const names = new Set([...others.heads().keys(), ...Object.keys(kept.others)])
    const alone = names.size === 0
    const found = journal.entries({ after: Math.max(0, kept.seq - 1), limit: alone || kept.seq === 0 ? 1 : 2 }).entries
    const [entry, next] = kept.seq === 0 ? [undefined, found[0]] : found
    if (kept.seq > 0 && (entry?.seq !== kept.seq || entry.hash !== kept.hash)) return false
    if (alone) return true
    const last = lastOf(journal.console, kept)
    if (next !== undefined && comparePlaces({ order: orderAfter(kept.order, next), console: journal.console, seq: next.seq }, last) < 0) return false
    return [...names].every((console) => {
      const end = kept.others[console]
      const [first, second] = others.page(console, end === undefined ? 0 : end.seq - 1, 2)
      if (end !== undefined && (first?.entry.seq !== end.seq || first.entry.hash !== end.hash)) return false
      const after = end === undefined ? first : second
      return after === undefined || comparePlaces(placeOf(after), last) > 0
    })
  }
  const nearest = (until: Until): Kept => {
    const inMemory = held.filter((kept) => isWithin(kept, until)).toSorted((a, b) => countOf(b) - countOf(a)).find(stands)
    if (inMemory !== undefined && others.heads().size === 0 && until.seq - inMemory.seq < every) return inMemory
    return file.before(until, stands, inMemory) ?? inMemory ?? nothing
  }
  /** Entries of all chains up to there, for who waits. */
  const countUntil = ({ seq, order }: Until): number => {
    const at = journal.entries({ after: Math.max(0, seq - 1), limit: 1 }).entries[0]?.at
    const bound = { order: Math.max(order, at?.order ?? at?.recorded ?? 0), console: '', seq: 0 }
    return [...others.heads().keys()].reduce((sum, console) => sum + others.upTo(console, bound), seq)
  }
  /** What of another console can't be understood here changes nothing here; its chain was named when it came. */
  const foldOne = (moment: MomentFold, entry: Entry): MomentFold => {
    try {
      return foldMomentFrom(journal.console, moment, entry)
    } catch (error) {
      if (entry.console === journal.console || !(error instanceof Error)) throw error
      return moment
    }
  }
  return async (asked, order = 0) => {
    const until = { seq: Math.min(asked, journal.state().seq), order }
    const start = nearest(until)
    const alone = others.heads().size === 0
    const of = (alone ? until.seq : countUntil(until)) - countOf(start)
    let reached = start
    let done = 0
    for (const { entry, order: number } of following(journal, others, start, until)) {
      const end = { seq: entry.seq, hash: entry.hash, order: number }
      reached = alone || entry.console === journal.console
        ? { ...reached, ...end, beyond: 0, moment: foldMoment(reached.moment, entry) }
        : { ...reached, others: { ...reached.others, [entry.console]: end }, beyond: number, moment: foldOne(reached.moment, entry) }
      done += 1
      if (done % every === 0) await file.put(reached)
      if (done % pageLength === 0) {
        if (done < of) onReading?.({ done, of })
        await turn()
      }
    }
    onReading?.(undefined)
    if (countOf(reached) > 0) hold(reached)
    return reached
  }
}
