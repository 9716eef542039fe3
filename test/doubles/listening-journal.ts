/** A journal in memory that tells of its entries and keeps notes: what outlives a restart is `left`. */
import type { Clock } from '../../shared/clock.ts'
import type { Draft, Entry } from '../../shared/journal.ts'
import { memoryJournal } from './memory-journal.ts'

export type Left = { readonly entries: readonly Entry[]; readonly notes: Readonly<Record<string, unknown>> }

export function listeningJournal(clock: Clock, { entries, notes: before }: Left = { entries: [], notes: {} }) {
  const journal = memoryJournal(clock, entries)
  const listeners = new Set<(entry: Entry) => void>()
  let notes: Readonly<Record<string, unknown>> = { ...before }
  const tell = (made: readonly Entry[]): void => {
    for (const entry of made) for (const listener of listeners) listener(entry)
  }
  const appendAll = (drafts: readonly Draft[]): readonly Entry[] => {
    const made = journal.appendAll(drafts)
    tell(made)
    return made
  }
  return {
    ...journal, appendAll,
    append: (draft: Draft): Entry => appendAll([draft])[0] as Entry,
    together: <T>(work: () => T): T => work(),
    subscribe: (listener: (entry: Entry) => void) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    keep: (name: string, value: unknown) => {
      notes = { ...notes, [name]: structuredClone(value) }
    },
    kept: (name: string): unknown => notes[name],
    left: (): Left => ({ entries: [...journal.all()], notes }),
  }
}
