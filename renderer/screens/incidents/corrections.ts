/** What corrects what: an entry is never edited, a later note says how it was. Pure. */
import type { Entry } from '../../../shared/journal.ts'

/** By the number of a corrected entry: the notes that correct it, oldest first, each with those that correct it in turn. */
export type Correction = { readonly by: number; readonly text: string }

export function correctionsOf(entries: readonly Entry[]): ReadonlyMap<number, readonly Correction[]> {
  const direct = new Map<number, readonly Correction[]>()
  for (const entry of entries) {
    if (entry.kind !== 'incident.note' || entry.data.corrects === undefined) continue
    direct.set(entry.data.corrects, [...(direct.get(entry.data.corrects) ?? []), { by: entry.seq, text: entry.data.text }])
  }
  // A note corrects an earlier entry only, so a chain ends; one that claims otherwise is not followed.
  const chainOf = (seq: number): readonly Correction[] => (direct.get(seq) ?? []).flatMap((one) => (one.by > seq ? [one, ...chainOf(one.by)] : []))
  return new Map([...direct.keys()].map((seq) => [seq, chainOf(seq).toSorted((a, b) => a.by - b.by)]))
}
