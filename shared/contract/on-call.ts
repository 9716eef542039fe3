import { z } from 'zod'
import { command, query, reason, type } from './base.ts'

const id = z.string().min(1).max(80)
const wall = z.number().int().nonnegative()
const standIn = z.strictObject({ duty: id, contact: id, from: wall, to: wall })

/** `at`: wall ms of what the file says; absent: it was not written yet. */
export type PhoneTreeFile = { readonly path: string; readonly at?: number; readonly failure?: string }
/** A text that is saved as a file. */
export type TextFile = { readonly name: string; readonly type: string; readonly text: string }
export type CalendarMistake = { readonly line: number; readonly message: string }

/** Who is on call, and the calls. Who it is now, and what of an escalation is due, is folded from the state. */
export const onCall = {
  /** Somebody else has a duty for a while, wall ms. CONFLICT where it is over already, ends before it begins, or takes longer than a year. */
  override: command.input(standIn.extend({ reason })).output(type<{ readonly override: string }>()),
  /** Two turns change hands: both at once, or none. */
  swap: command.input(z.strictObject({ one: standIn, other: standIn, reason })).output(type<{ readonly overrides: readonly string[] }>()),
  restore: command.input(z.strictObject({ override: id, reason })).output(type<void>()),
  note: command.input(z.strictObject({ duty: id, text: z.string().trim().min(1).max(4_000) })).output(type<void>()),
  /** "I have it": the clock of this escalation stops. CONFLICT where somebody has it. */
  acknowledge: command.input(z.strictObject({ escalation: id, note: z.string().trim().max(500).optional() })).output(type<void>()),
  /** The next level is called now. CONFLICT where there is none, or somebody has it. */
  raise: command.input(z.strictObject({ escalation: id, reason })).output(type<void>()),
  /** A message to each channel of each person who would be called now. What became of them is in the state. */
  tryReach: command.output(type<{ readonly messages: number; readonly without: readonly string[] }>()),
  /** The turns of the weeks to come, as an .ics file. */
  calendar: query.output(type<TextFile>()),
  /** Stand-ins out of an .ics file. With a mistake in it nothing is changed. */
  importCalendar: command
    .input(z.strictObject({ text: z.string().max(1_000_000), reason }))
    .output(type<{ readonly added: number; readonly already: number; readonly mistakes: readonly CalendarMistake[] }>()),
  phoneTree: query.output(type<{ readonly file: PhoneTreeFile; readonly text: string }>()),
}
