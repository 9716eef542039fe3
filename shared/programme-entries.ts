/** Data of the programme's entries: evidence, decisions, risks. Semantics 17 to 19 of the design. */
import { z } from 'zod'

export const decisionOutcomes = ['GO', 'NO-GO', 'EXTEND'] as const
export const criterionStates = ['met', 'not met', 'undecided', 'stale'] as const
export const verdictStates = ['passes', 'fails', 'undecided'] as const
export const levels = ['low', 'medium', 'high'] as const
export const mitigations = ['open', 'under way', 'in place'] as const
/** How a phase came to run. */
export const beginnings = ['started', 'repeated', 'restarted'] as const
const failActions = ['repeat', 'extend', 'rollback', 'restart'] as const

const count = z.int().nonnegative()

/** What was found: so many of those asked, a figure in the metric's base unit, or a person's word. */
const evidenceResult = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('count'), positive: count, answered: count, asked: z.int().positive() })
    .refine(({ positive, answered, asked }) => positive <= answered && answered <= asked, { error: 'positive answers are among the answers, and those among the people asked' }),
  z.strictObject({ kind: z.literal('value'), value: z.number() }),
  z.strictObject({ kind: z.literal('statement'), met: z.boolean() }),
])
export type EvidenceResult = z.infer<typeof evidenceResult>

/** A file is named by its content, and lies beside the journal under that name; `console`: of which one. */
const attachment = z.strictObject({ name: z.string().min(1).max(200), sha256: z.string().regex(/^[0-9a-f]{64}$/), console: z.string().optional() })
export type EvidenceFile = z.infer<typeof attachment>

export const evidenceRecorded = z.strictObject({
  criterion: z.string(), result: evidenceResult, text: z.string().trim().min(3).max(2_000),
  link: z.url({ protocol: /^https?$/ }).max(500).optional(), attachment: attachment.optional(),
  /** Wall ms at which it was found. */
  measuredAt: z.number(),
})

/** One criterion as it was seen at a decision. */
const frozenEvidence = z.strictObject({
  criterion: z.string(), title: z.string(), target: z.string(), kind: z.string(), state: z.enum(criterionStates),
  value: z.string(), source: z.string(),
  /** What was asked: the measure with its statistic, window and bar, a benchmark, items. */
  query: z.string(),
  measuredAt: z.number().optional(),
  /** Wall ms; absent where it never goes stale. */
  freshUntil: z.number().optional(),
  attachment: attachment.optional(),
})

/** What an entry sets off: an action of a decision, which takes effect once however many consoles set it off. */
export const carries = z.strictObject({ decision: z.string(), action: count }).optional()

const decisionAction = z.strictObject({ text: z.string(), does: z.enum(failActions).optional(), days: z.int().positive().optional() })

export const decisionDecided = z.strictObject({
  /** Its own name, the same on every console; one without it is named by its number. */
  decision: z.string().optional(),
  /** What was known when it was made: the decision in force, and how often the phase had begun. */
  upon: z.strictObject({ decision: z.string().nullable(), runs: count }).optional(),
  phase: z.string(), title: z.string(), outcome: z.enum(decisionOutcomes),
  /** What they decided as, and the authority that the plan gives that role. */
  role: z.string(), authority: z.array(z.string()),
  verdict: z.strictObject({ state: z.enum(verdictStates), met: count, needed: count, of: count, text: z.string() }),
  /** A GO that the rule does not give. */
  against: z.boolean(),
  evidence: z.array(frozenEvidence),
  /** Hash of the plan: the version of its gates, criteria and rules. */
  plan: z.string(),
  dissent: z.array(z.strictObject({ name: z.string().trim().min(1).max(80), why: z.string().trim().min(3).max(500) })),
  actions: z.array(decisionAction),
})

export const riskSet = z.strictObject({
  risk: z.string(), owner: z.string().trim().max(80).optional(), likelihood: z.enum(levels).optional(), impact: z.enum(levels).optional(),
  mitigation: z.enum(mitigations).optional(), note: z.string().trim().max(1_000).optional(), review: z.iso.date().optional(),
})
