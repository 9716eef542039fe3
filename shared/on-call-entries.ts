/** What is written down of on-call: who stands in for whom, notes at the hand-over, calls and their answers, trials of reaching people. */
import { z } from 'zod'

const id = z.string().min(1).max(80)
const escalation = id
const severity = z.enum(['P0', 'P1', 'P2'])
/** An incident, or alerts of their own: by their environment, or `deployment`, since groups have numbers that are a console's own. */
const subject = z.strictObject({ kind: z.enum(['incident', 'alert']), id })

export const onCallEntries = {
  /** Somebody else has the duty from one wall ms to before another; the later of two that overlap holds. */
  'on-call.overridden': z.strictObject({ override: id, duty: id, contact: id, from: z.number(), to: z.number() }),
  'on-call.restored': z.strictObject({ override: id }),
  /** For who comes next. */
  'on-call.noted': z.strictObject({ duty: id, text: z.string().trim().min(1).max(4_000) }),
  /** `since`: wall ms from which the time of the levels counts. The way stands here as the plan had it. */
  'escalation.started': z.strictObject({
    escalation, subject, severity, title: z.string(), since: z.number(),
    levels: z.array(z.strictObject({ duty: id, title: z.string(), within: z.number() })), repeat: z.number().optional(),
  }),
  /** `message`: absent where the person has no channel. `late`: ms, where the console could not call in time. */
  'escalation.called': z.strictObject({ escalation, level: z.int().nonnegative(), round: z.int().nonnegative(), duty: id, contact: id, message: z.string().optional(), late: z.number().optional() }),
  /** A person has it: nobody else is called. */
  'escalation.acknowledged': z.strictObject({ escalation }),
  /** A person wants the next level now. Plan: "Immediate notification to secondary on-call for assistance". */
  'escalation.raised': z.strictObject({ escalation }),
  'escalation.ended': z.strictObject({ escalation, because: z.enum(['over', 'less severe', 'too late']) }),
  /** A trial of every level: each message is of kind `test`. */
  'reach.tried': z.strictObject({ reach: id, tried: z.array(z.strictObject({ duty: id, contact: id, messages: z.array(z.strictObject({ message: z.string(), channel: z.string() })) })) }),
} as const
