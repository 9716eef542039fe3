/** A journal in memory that tells its listeners, as the real one does. */
import type { Clock } from '../../shared/clock.ts'
import type { Draft, Entry } from '../../shared/journal.ts'
import { memoryJournal, type MemoryJournal } from './memory-journal.ts'

export type HeardJournal = MemoryJournal & { readonly subscribe: (listener: (entry: Entry) => void) => () => void }

export function heardJournal(clock: Clock, held: readonly Entry[] = []): HeardJournal {
  const journal = memoryJournal(clock, held)
  const listeners = new Set<(entry: Entry) => void>()
  const told = <T extends Entry>(entry: T): T => {
    for (const listener of listeners) listener(entry)
    return entry
  }
  return {
    ...journal,
    append: (draft) => told(journal.append(draft) as Entry) as never,
    appendAll: (drafts: readonly Draft[]) => journal.appendAll(drafts).map(told),
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
