/** What drills bring about by themselves: the reminder of one that is due, and the checklist's proof. Pure. Plan: "Rollback procedures tested and validated". */
import { isFiring } from '../../shared/alert.ts'
import { nextDue, proofOf } from '../../shared/drill.ts'
import { durationText } from '../../shared/duration.ts'
import { rule, type Actor, type Draft } from '../../shared/journal.ts'
import type { Plan } from '../../shared/plan.ts'
import type { State } from '../../shared/state.ts'
import { tickDrafts } from './self-ticking.ts'

export const schedule: Actor = rule('drill-schedule')
const proofRule: Actor = rule('drill-proof')

/** Stands where a gate's id does in alerts. */
const dueAlert = 'drill-due'

type Wanted = Pick<Plan, 'drills' | 'checklists'>
type Known = Pick<State, 'drills' | 'alerts' | 'checklists'>

const isTold = ({ alerts }: Pick<State, 'alerts'>): boolean => isFiring(alerts, dueAlert)

export const isDue = ({ drills: plan }: Pick<Plan, 'drills'>, { drills }: Pick<State, 'drills'>, wall: number): boolean =>
  plan !== undefined && nextDue(plan, drills, wall) <= wall

/** One that is due starts by itself once, where the plan says so and nobody is on the pair; it is not tried again after it came to nothing. */
export function mayStartItself({ drills: plan }: Pick<Plan, 'drills'>, { drills }: Pick<State, 'drills'>, { wall, users }: { readonly wall: number; readonly users: number }): boolean {
  if (plan?.automatic !== true || users > 0) return false
  const due = nextDue(plan, drills, wall)
  return due <= wall && (drills.failed === undefined || drills.failed.at < due)
}

/** The reminder, once, and its end. @param wall wall milliseconds */
export function reminders(plan: Wanted, state: Known, wall: number): readonly Draft[] {
  const due = isDue(plan, state, wall)
  const told = isTold(state)
  if (told && !due) return [{ kind: 'alert.ended', who: schedule, data: { gate: dueAlert } }]
  if (told || !due || plan.drills === undefined) return []
  const late = wall - nextDue(plan.drills, state.drills, wall)
  const last = state.drills.past.at(-1)
  const text = `A drill is due since ${durationText(late)}: ${last ? `the last one, ${last.run}, ended ${durationText(wall - last.at)} ago` : 'none was run yet'}. A person starts it on the Drills screen.`
  return [{ kind: 'alert.raised', who: schedule, data: { gate: dueAlert, title: 'A rollback drill is due', response: 'alert', text } }]
}

/** Ticks what a drill proves, and unticks it with the reason once it does not: a later drill failed, or the proof is too old. */
export function proofDrafts({ drills: plan, checklists }: Wanted, { drills, checklists: ticks }: Known, wall: number): readonly Draft[] {
  if (plan === undefined) return []
  const { proven, text, drill } = proofOf(drills, plan, wall)
  if (drill === undefined) return []
  return tickDrafts(proofRule, 'drill', { checklists }, ticks, { proven, text, at: drill.at, contradicts: !drill.ok })
}
