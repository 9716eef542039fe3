/** The review that the plan wants after an incident, as actions with dates; who forgets one is reminded. Plan: "Post-Incident Review Process". */
import { alertOf, type Action } from '../../shared/action.ts'
import type { Clock } from '../../shared/clock.ts'
import { rule, type Draft, type Entry } from '../../shared/journal.ts'
import type { Plan } from '../../shared/plan.ts'
import type { Journal } from '../journal/journal.ts'
import type { Timers } from '../observe/sampler.ts'
import { alone, type TellingTurn } from '../people/turn.ts'

const by = rule('review-dates')
const lookEvery = 15_000
/** Ms. An incident that was closed before then was reviewed, or closed by a plan that wanted no review. */
const closedLately = 86_400_000

/** @param plan the one in use: an incident is reviewed by the plan that stands at its close */
export function startReviews({ journal, plan, turn = alone, clock, timers }: {
  readonly journal: Journal
  readonly plan: () => Pick<Plan, 'people'>
  readonly turn?: TellingTurn
  readonly clock: Clock
  readonly timers: Timers
}): () => void {
  const remind = ({ id, incident, title, owner }: Action): void => void journal.appendAll([
    { kind: 'action.reminded', who: by, incident, data: { action: id } },
    { kind: 'alert.raised', who: by, data: { gate: alertOf(id), title, response: 'alert', text: `${title} of ${incident} is due and not done: ${owner ?? 'nobody has it'}` } },
  ] satisfies readonly Draft[])
  const open = (): readonly Action[] => journal.state().actions.filter(({ done }) => done === undefined)

  const closed = (incident: string, at: number): void => {
    const { incidents, run, pastRuns } = journal.state()
    const found = incidents.find(({ id }) => id === incident)
    // A drill is looked at on its own screen.
    if ([...pastRuns, ...(run ? [run] : [])].some((one) => one.id === found?.run && one.drill)) return
    const wanted = plan().people.postIncident
    if (wanted.some(({ id }) => journal.state().actions.some((action) => action.id === `${incident}/${id}`))) return
    journal.appendAll(wanted.map(({ id, title, within }) => ({
      kind: 'action.opened' as const, who: by, incident, data: { action: `${incident}/${id}`, title, due: within === 'before the next phase' ? ('next phase' as const) : at + within, from: 'plan' as const },
    })))
  }
  let phase = journal.state().phase
  const hear = (entry: Entry): void => {
    // Opened where it was closed, reminded of where people are told.
    if (entry.kind === 'incident.closed' && entry.incident !== undefined && entry.console === journal.console) closed(entry.incident, entry.at.occurred)
    const present = journal.state().phase
    // Not what the entry says: of what two consoles set off at once one takes effect.
    if (entry.kind === 'phase.set' && present !== phase) {
      phase = present
      if (phase !== null && turn.mine()) for (const action of open()) if (action.due === 'next phase' && action.remindedAt === undefined) remind(action)
    }
    if (entry.kind === 'action.done' && journal.state().actions.find(({ id }) => id === entry.data.action)?.remindedAt !== undefined) journal.append({ kind: 'alert.ended', who: by, data: { gate: alertOf(entry.data.action) } })
  }
  const look = (): void => {
    const now = clock.wall()
    if (turn.mine()) for (const action of open()) if (action.remindedAt === undefined && action.due !== 'next phase' && action.due <= now) remind(action)
    cancel = timers.after(lookEvery, look)
  }
  let cancel = (): void => undefined

  /** Has another phase begun here since the action was opened? */
  const phaseBegan = ({ id, incident }: Action): boolean => {
    const opened = journal.entries({ incident, kinds: ['action.opened'], after: 0, limit: 500 }).entries.find((entry) => entry.kind === 'action.opened' && entry.data.action === id)
    if (opened === undefined) return false
    const phases = journal.entries({ kinds: ['phase.set'], after: 0, limit: 1_000 }).entries.flatMap((entry) => (entry.kind === 'phase.set' ? [{ seq: entry.seq, phase: entry.data.phase }] : []))
    const stood = phases.findLast(({ seq }) => seq < opened.seq)?.phase ?? null
    return phases.some(({ seq, phase: now }) => seq > opened.seq && now !== null && now !== stood)
  }
  /** Or at another console, where the journal here has one of the two or none. */
  const phaseBeganElsewhere = ({ openedAt }: Action): boolean => {
    const lives = Object.entries(journal.state().programme.lives)
    const stood = lives.find(([, { spans }]) => spans.some(({ from, to = Infinity }) => from <= openedAt && openedAt < to))?.[0]
    return lives.some(([id, { spans }]) => id !== stood && spans.some(({ from }) => from > openedAt))
  }
  /** What a kill left between an entry and what follows from it: a close without its actions, a phase without its reminders. */
  const catchUp = (): void => {
    const { incidents } = journal.state()
    for (const { id, closedAt } of incidents) {
      if (closedAt === undefined || closedAt < clock.wall() - closedLately) continue
      const here = journal.entries({ incident: id, kinds: ['incident.closed'], after: 0, limit: 1 }).entries.length > 0
      if (here) closed(id, closedAt)
    }
    if (turn.mine()) for (const action of open()) if (action.due === 'next phase' && action.remindedAt === undefined && (phaseBegan(action) || phaseBeganElsewhere(action))) remind(action)
  }
  const unsubscribe = journal.subscribe(hear)
  catchUp()
  look()
  return () => {
    cancel()
    unsubscribe()
  }
}
