/** What the runner needs of the journal. An append is durable when it returns; within `together`, when that returns. */
import type { Timeline } from '../../shared/contract/incidents.ts'
import type { Draft, Entry, EntryKind } from '../../shared/journal.ts'
import type { State } from '../../shared/state.ts'

export type RunnerJournal = {
  append<K extends EntryKind>(draft: Draft<K>): Entry<K>
  /** All or none. */
  appendAll(drafts: readonly Draft[]): readonly Entry[]
  /** One write for what the work appends: users wait for each. `then` runs once that is durable, before anyone is told of it. */
  together<T>(work: () => T, then?: (made: T) => void): T
  state(): State
  entries(query: { readonly incident?: string; readonly kinds?: readonly EntryKind[]; readonly after: number; readonly limit: number }): Timeline
  /** Strictly growing, over restarts, and beyond another's number where that is known. */
  nextFencing(beyond?: number): number
  /** Greater than this console's own number, and less than that of whoever drove since. */
  sameDriver(own: number): number
}

const page = 500

/** Every entry of an incident that is of these kinds, oldest first. */
export function entriesOf<K extends EntryKind>(journal: RunnerJournal, incident: string, kinds: readonly K[]): readonly Entry<K>[] {
  const wanted = new Set<EntryKind>(kinds)
  const found: Entry<K>[] = []
  let after = 0
  for (;;) {
    const { entries, more } = journal.entries({ incident, kinds, after, limit: page })
    // The compiler can't follow a kind that is a parameter through the union of all entries.
    found.push(...(entries.filter(({ kind }) => wanted.has(kind)) as unknown as readonly Entry<K>[]))
    const last = entries.at(-1)
    if (!more || last === undefined) return found
    after = last.seq
  }
}
