/** Looks after the communication tree: asks the plan what an incident calls for, whenever the record grows or a clock is over. */
import type { Clock } from '../../shared/clock.ts'
import { communicationDue } from '../../shared/communication.ts'
import type { Draft, Entry } from '../../shared/journal.ts'
import type { Plan } from '../../shared/plan.ts'
import type { State } from '../../shared/state.ts'
import type { Timers } from '../observe/sampler.ts'
import { switchFirst } from '../switch-first.ts'
import { alone, type TellingTurn } from './turn.ts'

export type CommunicationJournal = {
  readonly appendAll: (drafts: readonly Draft[]) => unknown
  readonly state: () => Pick<State, 'incidents' | 'messages' | 'run' | 'pastRuns'>
  readonly subscribe: (listener: (entry: Entry) => void) => () => void
}

/** A clock may be set and a machine may sleep: it looks again without being asked. */
const lookEvery = 60_000
/** Entries that change what is asked for, or what is said. */
const telling: ReadonlySet<string> = new Set([
  'incident.opened', 'incident.severity', 'incident.closed', 'incident.role', 'rollback.opened', 'rollback.validated', 'rollback.vetoed', 'rollback.finished',
  'message.queued', 'message.withdrawn', 'plan.pinned',
])

/**
 * @param afterEntry ms from an entry until what follows from it is looked for: at a press the switch goes first, and people are told a moment later
 * @returns its stop
 */
export function startCommunication({ journal, plan, turn = alone, clock, timers, afterEntry = switchFirst }: {
  readonly journal: CommunicationJournal
  readonly plan: () => Plan
  readonly turn?: TellingTurn
  readonly clock: Clock
  readonly timers: Timers
  readonly afterEntry?: number
}): () => void {
  let cancel = (): void => undefined
  let looking = false
  let asked = false
  const look = (): void => {
    cancel()
    asked = false
    if (!turn.mine()) return
    looking = true
    const { run, pastRuns, incidents, messages } = journal.state()
    const wall = clock.wall()
    try {
      const { drafts, next } = communicationDue({ plan: plan(), state: { incidents, messages, runs: [...pastRuns.filter(({ id }) => id !== run?.id), ...(run ? [run] : [])] }, wall })
      if (drafts.length > 0) journal.appendAll(drafts)
      cancel = timers.after(Math.max(1, Math.min(lookEvery, (next ?? Infinity) - wall)), look)
    } finally {
      looking = false
    }
  }
  const unsubscribe = journal.subscribe(({ kind }) => {
    // Its own entries are heard as well; and a rush of others puts nothing off.
    if (!telling.has(kind) || looking || asked) return
    asked = true
    cancel()
    cancel = timers.after(afterEntry, look)
  })
  const offTurn = turn.onChange(look)
  look()
  return () => {
    cancel()
    offTurn()
    unsubscribe()
  }
}
