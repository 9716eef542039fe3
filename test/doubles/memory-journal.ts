/** A journal in memory: entries, fold and fencing numbers as the real one has them, without chain and disk. */
import type { Clock } from '../../shared/clock.ts'
import { entryData, type Draft, type Entry, type EntryKind } from '../../shared/journal.ts'
import { emptyState, fold, type State } from '../../shared/state.ts'
import type { RunnerJournal } from '../../electron/rollback/runner-journal.ts'

export type MemoryJournal = RunnerJournal & {
  readonly all: () => readonly Entry[]
  /** The entries of one kind. */
  readonly of: <K extends EntryKind>(kind: K) => readonly Entry<K>[]
}

/** @param held what an earlier process left */
export function memoryJournal(clock: Clock, held: readonly Entry[] = []): MemoryJournal {
  const entries: Entry[] = [...held]
  let state: State = held.reduce(fold, emptyState)
  let fencing = held.reduce((most, entry) => (entry.kind === 'lease.taken' ? Math.max(most, entry.data.fencing) : most), 0)

  const add = <K extends EntryKind>(draft: Draft<K>): Entry<K> => {
    entryData[draft.kind].parse(draft.data)
    const wall = clock.wall()
    const at = { occurred: draft.occurred ?? wall, observed: draft.observed ?? wall, recorded: wall, mono: clock.mono(), boot: clock.boot }
    const { occurred: _o, observed: _b, ...rest } = draft
    const entry = { ...rest, seq: entries.length + 1, console: 'memory', at, previous: '', hash: '' } as unknown as Entry<K>
    entries.push(entry as unknown as Entry)
    state = fold(state, entry as unknown as Entry)
    return entry
  }
  return {
    append: add,
    appendAll: (drafts) => drafts.map((draft) => add(draft)),
    together: (work, then) => {
      const made = work()
      then?.(made)
      return made
    },
    state: () => state,
    entries: ({ incident, kinds, after, limit }) => {
      const found = entries.filter((entry) => entry.seq > after && (incident === undefined || entry.incident === incident) && (kinds === undefined || kinds.includes(entry.kind)))
      return { entries: found.slice(0, limit), more: found.length > limit }
    },
    nextFencing: (beyond = 0) => (fencing = Math.max(fencing, beyond) + 1),
    sameDriver: (own) => (fencing = Math.max(fencing, own) + 1),
    all: () => entries,
    of: <K extends EntryKind>(kind: K) => entries.filter((entry) => entry.kind === kind) as unknown as readonly Entry<K>[],
  }
}
