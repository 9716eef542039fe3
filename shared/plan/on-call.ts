/** Who is called, who has which duty when, and how long each has to answer. Plan: "24/7 On-Call Rotation", "Escalation Matrix". */
import { z } from 'zod'
import { duration } from '../duration.ts'
import { isZone } from '../zoned.ts'
import { weekdays } from './drills.ts'

const zone = z.string().refine(isZone, { error: 'expected a time zone such as Europe/Berlin or UTC' })
const time = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, { error: 'expected a time such as 09:30' })
const severity = z.enum(['P0', 'P1', 'P2'])

/** A person to call. `channels`: ids of the plan's channels, the best first. */
export const contact = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{1,60}$/),
  name: z.string().trim().min(1).max(80),
  role: z.string().optional(),
  phone: z.string().max(40).optional(),
  email: z.email().optional(),
  channels: z.array(z.string()).default([]),
  /** Stands for a person who is not named yet: to be replaced before anything depends on it. */
  placeholder: z.boolean().default(false),
})
export type Contact = z.infer<typeof contact>

/** One duty, handed from person to person: each week on a day, or each day where no day is given. */
export const rotation = z.strictObject({
  /** As in `onCall`, or one more that a way of escalation ends at. */
  duty: z.string().regex(/^[a-z0-9-]{1,60}$/),
  title: z.string(),
  /** At whose clocks it is handed over. */
  zone,
  /** The first person's first turn begins at the first hand-over on or after this day. */
  from: z.iso.date(),
  handOver: z.strictObject({ weekly: z.enum(weekdays).optional(), at: time }),
  people: z.array(z.string()).min(1),
})
export type Rotation = z.infer<typeof rotation>

/** One after the other, until somebody acknowledges: who is called, and within which time that person has to. */
export const escalationWay = {
  levels: z.array(z.strictObject({ duty: z.string(), within: duration })).default([]),
  /** The last level is called again in this rhythm. Absent: once. */
  repeat: duration.optional(),
  /** What the way ends with: an action with its day. */
  then: z.enum(['next business day review', 'next business day resolution']).optional(),
} as const

export const businessHours = z.strictObject({ zone, days: z.array(z.enum(weekdays)).min(1), from: time, to: time, holidays: z.array(z.iso.date()).default([]) })
export type BusinessHours = z.infer<typeof businessHours>

/** By what an alert asks for: how severe it is where no incident tells. What is left out calls nobody. */
const alertSeverity = z.partialRecord(z.enum(['rollback', 'hold', 'review', 'scale', 'alert']), severity)

export const paging = z.strictObject({
  alerts: alertSeverity.prefault({}),
  /** A call that is later than this is not made any more: nobody is woken for what was long ago. */
  catchUp: duration.prefault('24h'),
  /** Every level must have been reached by a trial within so long before a phase begins. Absent: not asked for. */
  reachedWithin: duration.optional(),
})
