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
  })
  .refine((one) => one.evidence !== 'series' || one.measure !== undefined, {
    path: ['measure'],
    error: 'evidence "series" needs a measure: {metric, statistic, window, direction, threshold}',
  })

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
      onFail: z.array(z.string()),
    })
    .optional(),
  milestones: z.array(z.strictObject({ day: z.int(), title: z.string() })),
  resources: z.array(role),
})
export type Phase = z.infer<typeof phase>

/** Plan: "DEPLOYMENT PLAYBOOK CHECKLIST". */
export const checklist = z.strictObject({
  id: z.string(),
  title: z.string(),
  phase: z.string().optional(),
  items: z.array(z.strictObject({
    id: z.string(), title: z.string(),
    /** It ticks and unticks itself by this fact: a drill within its windows, a checkpoint that was proven and is not stale. */
    by: z.enum(['drill', 'checkpoint']).optional(),
  })).min(1),
})
export type Checklist = z.infer<typeof checklist>

const named = z.strictObject({ title: z.string(), text: z.string() })

export const programme = {
  schedule: z.strictObject({ totalDays: z.int(), preparationDays: z.int(), weeks: z.int(), from: z.string(), to: z.string() }),
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
