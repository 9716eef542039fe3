import { z } from 'zod'
import { duration } from '../duration.ts'
import { measure } from './gates.ts'

/** What shows that a criterion is met: a live measure, or evidence that a person or a tool brings. */
export const criterion = z
  .strictObject({
    id: z.string(),
    title: z.string(),
    measure: measure.optional(),
    evidence: z.enum(['series', 'benchmark', 'survey', 'checklist', 'count', 'statement']),
    target: z.string(),
    /** Ratio by which a figure may miss its target and still count as equal. */
    margin: z.number().min(0).max(0.2).optional(),
    /** A figure exactly on its bar is met: "≥", where without it the bar itself is missed. */
    orEqual: z.boolean().default(false),
    /** The benchmark that shows it, by id: met where the last one that was finished passed. */
    benchmark: z.string().optional(),
    /** The items that show it, as `checklist/item`: met once all are ticked. */
    items: z.array(z.string()).min(1).optional(),
    /** The share of those asked who must say yes: "≥ 80 %" is `atLeast: 0.8`, "> 85 %" is `above: 0.85`. */
    share: z.union([z.strictObject({ atLeast: z.number().min(0).max(1) }), z.strictObject({ above: z.number().min(0).max(1) })]).optional(),
  })
  .refine((one) => one.evidence !== 'series' || one.measure !== undefined, {
    path: ['measure'],
    error: 'evidence "series" needs a measure: {metric, statistic, window, direction, threshold}',
  })

export type Criterion = z.infer<typeof criterion>
export const evidenceKinds = criterion.shape.evidence.options
export type EvidenceKind = Criterion['evidence']

/** What follows where a phase does not pass. `does` is what the console can do about it, once a person says so. */
const failAction = z.union([
  z.string(),
  z.strictObject({
    text: z.string(),
    /** `restart` begins the programme anew from its first phase; `extend` takes so many days, else `schedule.extensionDays`. */
    does: z.enum(['repeat', 'extend', 'rollback', 'restart']),
    days: z.int().positive().optional(),
  }),
])

const role = z.strictObject({ role: z.string(), allocation: z.union([z.number().min(0).max(1), z.string()]), note: z.string().optional() })

/** Plan: "PHASED DEPLOYMENT STRATEGY", "SUCCESS CRITERIA & DECISION FRAMEWORK", "DETAILED TIMELINE". Days count from the start of phase 1. */
export const phase = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  title: z.string(),
  objective: z.string(),
  days: z.strictObject({ from: z.int(), to: z.int() }).refine((days) => days.to >= days.from, { error: 'the last day lies before the first' }),
  users: z
    .strictObject({
      min: z.int().nonnegative(),
      max: z.int().nonnegative(),
      title: z.string(),
      profiles: z.array(z.string()),
      mix: z.record(z.string(), z.number().min(0).max(1)).optional(),
      expertise: z.string().optional(),
      distribution: z.string().optional(),
      commitment: z.string(),
      feedback: z.string(),
    })
    .optional(),
  activities: z.array(z.strictObject({ when: z.string(), text: z.string() })),
  criteria: z.array(criterion),
  /** Triggers of this phase: the gates that stand for them where a machine can judge, the manual triggers where people must. */
  triggers: z.array(z.strictObject({ title: z.string(), gates: z.array(z.string()).default([]), manual: z.array(z.string()).default([]) })),
  decision: z
    .strictObject({
      title: z.string(),
      passes: z.union([z.literal('all'), z.strictObject({ atLeast: z.int().positive() })]),
      criteria: z.array(z.string()).min(1),
      outcomes: z.array(z.enum(['GO', 'NO-GO', 'EXTEND'])),
      /** Roles that may decide; absent: any role that the phase allots. */
      by: z.array(z.string()).min(1).optional(),
      onFail: z.array(failAction),
    })
    .optional(),
  milestones: z.array(z.strictObject({ day: z.int(), title: z.string() })),
  /** The ramp by which its users are sent on; once a programme has started, no other phase starts that one. */
  ramp: z.string().optional(),
  resources: z.array(role),
})
export type Phase = z.infer<typeof phase>

/**
 * Facts that tick an item. drill: the last one was within its windows; checkpoint: one was proven and is not stale; monitoring: samples come in for every gate of the checklist's phase;
 * baseline: one was recorded from a benchmark; journeys: synthetic users get through.
 */
export const checklistFacts = ['drill', 'checkpoint', 'monitoring', 'baseline', 'journeys'] as const
export type ChecklistFact = (typeof checklistFacts)[number]

/** Plan: "DEPLOYMENT PLAYBOOK CHECKLIST". */
export const checklist = z.strictObject({
  id: z.string(),
  title: z.string(),
  phase: z.string().optional(),
  items: z.array(z.strictObject({
    id: z.string(), title: z.string(),
    /** It ticks and unticks itself by this fact, which the console knows: see electron/console/programme/facts.ts. */
    by: z.union([z.enum(checklistFacts), z.strictObject({ benchmark: z.string() }), z.strictObject({ survey: z.string() })]).optional(),
  })).min(1),
})
export type Checklist = z.infer<typeof checklist>

const level = z.enum(['low', 'medium', 'high'])

/** A risk as the plan has it; who owns it and how far its mitigation is are entries. Plan: "Risk Assessment: Updated risk matrix and mitigation status". */
export const risk = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  title: z.string(),
  likelihood: level,
  impact: level,
  /** The documented procedure against it. */
  mitigation: z.string(),
  owner: z.string().optional(),
})
export type PlanRisk = z.infer<typeof risk>

/** A page of help in the application; its text in Markdown (headings, lists, emphasis, links). Plan: "Onboarding Materials". */
export const helpPage = z.strictObject({ id: z.string().regex(/^[a-z0-9-]+$/), title: z.string(), text: z.string().max(100_000) })
export type HelpPage = z.infer<typeof helpPage>

const named = z.strictObject({ title: z.string(), text: z.string() })

export const programme = {
  schedule: z.strictObject({ totalDays: z.int(), preparationDays: z.int(), weeks: z.int(), from: z.string(), to: z.string(), extensionDays: z.int().positive().default(7) }),
  /** How long evidence of a kind stays fresh; one that is not named never goes stale. */
  evidence: z.strictObject({ fresh: z.partialRecord(criterion.shape.evidence, duration) }).prefault({ fresh: {} }),
  risks: z.array(risk).default([]),
  help: z.array(helpPage).default([]),
  phases: z.array(phase).min(1),
  checklists: z.array(checklist),
  onboarding: z.strictObject({ migrationGuide: z.array(named), training: z.array(named), featureFlags: z.array(named) }),
  reports: z.strictObject({ weekly: z.array(named), transition: z.array(named) }),
  dataProtection: z.strictObject({ transactionLogging: z.array(named), backups: z.array(named) }),
  confidence: z.strictObject({
    technical: z.number(), users: z.number(), operations: z.number(), overall: z.number(),
  }),
  actions: z.array(named),
  readiness: z.array(named),
  review: z.strictObject({ cycle: z.string(), next: z.string(), every: duration }),
} as const
