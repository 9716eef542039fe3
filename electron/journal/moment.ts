/** The folded state at any entry: from the nearest one that is known, and the entries after it, with the loop free between. */
import { setImmediate as turn } from 'node:timers/promises'
import { emptyMoment, foldMoment, type MomentFold } from '../../shared/moment.ts'
import type { Journal } from './journal.ts'
import type { Kept, MomentFile } from './moment-file.ts'

/** A state is kept every so many entries, and the last few asked for in memory. */
export const keptEvery = 500
const mostHeld = 16
/** Entries folded before the loop is left free. */
const slice = 100

export type MomentAt = (seq: number) => Promise<MomentFold>

/** Entries folded of those that a seek needs: the first in a long journal takes all of them. */
export type MomentReading = { readonly done: number; readonly of: number }

/**
 * @param every entries from one kept state to the next
 * @param onReading told after each slice, and `undefined` at the end
 */
export function createMomentAt({ journal, file, every = keptEvery, onReading }: {
  readonly journal: Pick<Journal, 'entries' | 'state'>
  readonly file: Pick<MomentFile, 'before' | 'put'>
  readonly every?: number
  readonly onReading?: (reading: MomentReading | undefined) => void
}): MomentAt {
  let held: readonly Kept[] = []
  const hold = (kept: Kept): void => {
    held = [kept, ...held.filter(({ seq }) => seq !== kept.seq)].slice(0, mostHeld)
  }
  /** Where the journal still says what it said then. */
  const stands = ({ seq, hash }: Kept): boolean => {
    const entry = journal.entries({ after: seq - 1, limit: 1 }).entries[0]
    return entry?.seq === seq && entry.hash === hash
  }
  const nearest = (seq: number): Kept => {
    const inMemory = held.filter((kept) => kept.seq <= seq).toSorted((a, b) => b.seq - a.seq)[0]
    const onDisk = inMemory !== undefined && seq - inMemory.seq < every ? undefined : file.before(seq)
    const best = [inMemory, onDisk].filter((kept) => kept !== undefined).toSorted((a, b) => b.seq - a.seq).find(stands)
    return best ?? { seq: 0, hash: '', moment: emptyMoment }
  }
  return async (asked) => {
    const seq = Math.min(asked, journal.state().seq)
    const start = nearest(seq)
    let { moment } = start
    let at = start.seq
    let keptAt = start.seq
    while (at < seq) {
      const found = journal.entries({ after: at, limit: Math.min(slice, seq - at) }).entries
      if (found.length === 0) break
      for (const entry of found) {
        if (entry.seq > seq) break
        moment = foldMoment(moment, entry)
        at = entry.seq
        if (at - keptAt >= every) {
          keptAt = at
          await file.put({ seq: at, hash: entry.hash, moment })
        }
      }
      if (at < seq) {
        onReading?.({ done: at - start.seq, of: seq - start.seq })
        await turn()
      }
    }
    onReading?.(undefined)
    if (at > 0) hold({ seq: at, hash: moment.state.head, moment })
    return moment
  }
}
