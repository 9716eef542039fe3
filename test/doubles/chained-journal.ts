/** A journal in memory with a real chain and the real one's numbers: what several consoles exchange, without a disk. */
import { genesis } from '../../electron/journal/chain.ts'
import { seal } from '../../electron/journal/row.ts'
import type { OwnJournal } from '../../electron/consoles/record.ts'
import type { RunnerJournal } from '../../electron/rollback/runner-journal.ts'
import { nextNumber, resumedNumber } from '../../electron/journal/fencing.ts'
import type { Clock } from '../../shared/clock.ts'
import { entryData, type Draft, type Entry, type EntryKind } from '../../shared/journal.ts'
import { emptyState, fold, type State } from '../../shared/state.ts'

export type ChainedJournal = RunnerJournal & OwnJournal & { readonly all: () => readonly Entry[]; readonly subscribe: (listener: (entry: Entry) => void) => () => void }

/** @param held what an earlier process of that console left */
export function chainedJournal(name: string, clock: Clock, held: readonly Entry[] = []): ChainedJournal {
  const entries: Entry[] = [...held]
  const listeners = new Set<(entry: Entry) => void>()
  let state: State = held.reduce(fold, emptyState)
  let order = 0
  let fencing = held.reduce((most, entry) => (entry.kind === 'lease.taken' ? Math.max(most, entry.data.fencing) : most), 0)
  const share = name.charCodeAt(name.length - 1) % 100
  const add = <K extends EntryKind>(draft: Draft<K>): Entry<K> => {
    const data = entryData[draft.kind].parse(draft.data)
    const wall = clock.wall()
    if (order > 0) order = Math.max(order + 1, Math.floor(wall))
    const { occurred, observed, ...rest } = draft
    const at = { occurred: occurred ?? wall, observed: observed ?? wall, recorded: wall, mono: clock.mono(), boot: clock.boot, ...(order > 0 && { order }) }
    const before = entries.at(-1) ?? genesis
    const { entry } = seal({ ...rest, data, seq: before.seq + 1, console: name, at, previous: before.hash }, 'memory')
    entries.push(entry)
    state = fold(state, entry)
    for (const listener of listeners) listener(entry)
    return entry as unknown as Entry<K>
  }
  return {
    console: name,
    append: add,
    appendAll: (drafts) => drafts.map((draft) => add(draft)),
    together: (work, then) => {
      const made = work()
      then?.(made)
      return made
    },
    state: () => state,
    seen: (number) => void (order = Math.max(order, number)),
    recent: (count) => (count <= 0 ? [] : entries.slice(-count)),
    entries: ({ incident, kinds, after, limit }) => {
      const found = entries.slice(after).filter((entry) => (incident === undefined || entry.incident === incident) && (kinds === undefined || kinds.includes(entry.kind)))
      return { entries: found.slice(0, limit), more: found.length > limit }
    },
    nextFencing: (beyond) => (fencing = nextNumber({ wall: clock.wall(), last: fencing, share, beyond })),
    sameDriver: (own) => (fencing = resumedNumber({ own, last: fencing })),
    all: () => entries,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
