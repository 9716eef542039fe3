import { z } from 'zod'
import { askOptions } from '../journal.ts'
import { command, reason, type } from './base.ts'

export type Started = { readonly run: string }

const run = z.strictObject({ run: z.string() })
const withReason = z.strictObject({ run: z.string(), reason })

/** Sending users on, in the steps of a ramp. Refused while a rollback is under way or could not be made. Plan: "Traffic Routing". */
export const forward = {
  /** `from`: the step to begin at, such as after a stop; its share is set whatever it is now. */
  start: command.input(z.strictObject({ ramp: z.string().min(1).default('forward'), from: z.string().min(1).optional(), reason })).output(type<Started>()),
  /** Lets the step begin that waits for a person. */
  next: command.input(run).output(type<void>()),
  /** No step begins by itself any more; the share stays as it is. */
  hold: command.input(withReason).output(type<void>()),
  /** Back to the share of the step before. Back to nobody is the rollback. */
  back: command.input(withReason).output(type<void>()),
  /** Ends it; users stay where they are. */
  stop: command.input(withReason).output(type<void>()),
  /** retry measures again, skip goes on without it. */
  answer: command.input(z.strictObject({ run: z.string(), step: z.string(), choice: z.enum(askOptions), reason: reason.optional() })).output(type<void>()),
}
