/**
 * Data of the entries about pilot users, surveys, bugs and experiments. What names a person stands in `person` and nowhere else,
 * so that an export takes it out in one place; `user` is the platform's own id, by which the balancer knows them.
 * Plan: "USER EXPERIENCE MANAGEMENT"; semantics 17, 18 and 20 of the design.
 */
import { z } from 'zod'
import { environments } from './metrics.ts'

export const experiences = ['experienced', 'intermediate', 'new'] as const
export const progressStates = ['not begun', 'under way', 'completed'] as const
export const pilotParts = ['onboarding', 'training'] as const
export const bugSeverities = ['critical', 'major', 'minor'] as const
export const experimentOutcomes = ['requests', 'sessions', 'workflows'] as const

const environment = z.enum(environments)
const id = z.string().min(1).max(80)
const line = (longest: number) => z.string().trim().min(1).max(longest)
const digest = z.string().regex(/^[0-9a-f]{64}$/)
const count = z.int().nonnegative()

export const person = z.strictObject({ name: line(80), email: z.email({ error: 'expected an e-mail address' }).max(200).optional() })
const userId = z.string().regex(/^[\w.-]{1,64}$/, { error: 'expected letters, digits, ".", "-" and "_"' })

/** `support`: whom they turn to. */
export const pilotFields = z.strictObject({
  person, user: userId.optional(), profile: line(80), experience: z.enum(experiences), cohort: line(40).optional(), support: line(120).optional(),
})
export type PilotFields = z.infer<typeof pilotFields>

const questionKinds = ['yes-no', 'scale', 'text'] as const
/** A scale goes from 1 to 5. `counts`: which figure the answer goes into; `positiveFrom`: the least of a scale that is positive. */
export const question = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{1,40}$/), text: line(300), kind: z.enum(questionKinds),
  counts: z.enum(['satisfaction', 'preference', 'adoption']).optional(), positiveFrom: z.int().min(1).max(5).default(4),
})
export type Question = z.infer<typeof question>

/** By the question's id: "yes", "no", "1" to "5", or a text. */
export const longestAnswer = 2_000
const answers = z.record(z.string().max(40), z.string().max(longestAnswer))
export type Answers = z.infer<typeof answers>

export const armCount = z.strictObject({ good: count, of: count })
const byEnvironment = z.strictObject({ blue: armCount, green: armCount })

const bugFields = { bug: id, title: line(300), severity: z.enum(bugSeverities) } as const
const via = z.enum(['hand', 'webhook'])

export const pilotEntries = {
  'pilot.added': pilotFields.extend({ pilot: id }),
  'pilot.changed': pilotFields.partial().extend({ pilot: id }),
  'pilot.removed': z.strictObject({ pilot: id }),
  /** `on`: the day on which they said so. Not given: withdrawn. */
  'pilot.consented': z.strictObject({ pilot: id, given: z.boolean(), on: z.iso.date() }),
  /** What came of a file: its rows are entries of their own beside this one. */
  'pilot.imported': z.strictObject({ file: line(200), rows: count, added: count, changed: count, same: count, wrong: count }),
  /** A cohort as it was proposed for a phase and taken, with what it lacks. */
  'pilot.selected': z.strictObject({ phase: z.string(), cohort: line(40), pilots: z.array(id), shortfalls: z.array(z.string()) }),
  'pilot.training': z.strictObject({ pilot: id, part: z.enum(pilotParts), state: z.enum(progressStates) }),
  /** One timed workflow beside what it took the same person before; seconds. */
  'pilot.workflow': z.strictObject({ pilot: id, workflow: line(80), seconds: z.number().positive(), baseline: z.number().positive(), environment, ok: z.boolean() }),
  'pilot.adoption': z.strictObject({ pilot: id, uses: z.boolean() }),
  /** Before the balancer is told, and after it was asked what it has. */
  'flag.intended': z.strictObject({ flag: id, users: z.array(userId).min(1), to: environment, fencing: z.int() }),
  'flag.outcome': z.strictObject({ flag: id, result: z.enum(['done', 'failed']), detail: z.string() }),
  'survey.opened': z.strictObject({
    survey: id, title: line(120), questions: z.array(question).min(1).max(20), asked: z.array(id).min(1), closes: z.number(),
    /** The plan's date that it is for, as `id/n`. */
    due: z.string().max(100).optional(),
  }),
  /** New links take the place of those before. Of a token only its digest is kept: who reads the record can't answer for another. */
  'survey.linked': z.strictObject({ survey: id, digests: z.record(id, digest) }),
  /** Who answers by a link is known by the link alone: the entry is the rule's, and names whose link it was. */
  'survey.answered': z.strictObject({ survey: id, pilot: id, answers, via: z.enum(['link', 'csv']) }),
  'survey.closed': z.strictObject({ survey: id }),
  /** A date of the plan's on which nobody is asked. */
  'survey.skipped': z.strictObject({ due: z.string().max(100) }),
  'bug.reported': z.strictObject({ ...bugFields, via, delivery: line(120).optional(), link: z.url({ protocol: /^https?$/ }).max(500).optional(), affects: count.optional() }),
  'bug.resolved': z.strictObject({ bug: id, how: z.string().max(1_000), via, delivery: line(120).optional() }),
  'bug.reopened': z.strictObject({ bug: id, via, delivery: line(120).optional() }),
  'experiment.started': z.strictObject({ experiment: id, title: line(120), outcome: z.enum(experimentOutcomes), alpha: z.number(), margin: z.number() }),
  'experiment.ended': z.strictObject({ experiment: id, counts: byEnvironment, verdict: z.string() }),
} as const
