import { z } from 'zod'
import { drills as section } from '../plan/drills.ts'
import { command, type } from './base.ts'

/** Practice of the way back, on the lab or a staging pair. What became of drills is in the state. */
export const drills = {
  /** Prepares a drill and presses. CONFLICT on a plan of real systems, or while a run or another drill is under way. */
  start: command.input(z.strictObject({ fault: section.shape.fault.unwrap() })).output(type<{ readonly drill: string }>()),
  /** Calls off what is prepared. */
  cancel: command.output(type<void>()),
  /** The two-minute drill: taken up, where it was left or anew, or left for later. CONFLICT on a plan without practice lab. */
  lesson: command.input(z.strictObject({ to: z.enum(['begin', 'leave']) })).output(type<void>()),
}
