import { z } from 'zod'
import { duration } from '../duration.ts'
import { environments } from '../metrics.ts'

/** The kinds of step; one file each in electron/rollback/steps/. */
export const stepKinds = [
  'record', 'confirm', 'notify', 'route', 'drain', 'sessions-kept', 'health', 'transactions',
  'verify', 'sync', 'restore', 'sessions', 'auth', 'preferences', 'performance', 'journeys', 'monitoring-reset', 'report', 'command',
  // Of a ramp alone, which makes them from its own steps.
  'ramp', 'gate',
] as const
export type StepKind = (typeof stepKinds)[number]

/**
 * One step: check (is it done already?), apply, verify by read-back; green only after its verify.
 * Plan: the bullets under each of the five stages of the "15-Minute Rollback Procedure".
 */
export const step = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  title: z.string(),
  kind: z.enum(stepKinds),
  /** Ids of steps that must have ended first. Absent: the steps before it in the list of its stage and the stage before. */
  after: z.array(z.string()).optional(),
  timeout: duration,
  attempts: z.int().positive().default(3),
  backoff: duration.prefault('1s'),
  /** What a room may aim for; over it is shown, nothing stops. */
  objective: duration.optional(),
  /** Settings of the step's kind, checked by the kind. */
  with: z.record(z.string(), z.unknown()).default({}),
  source: z.string(),
})
export type Step = z.infer<typeof step>

/** A stage and the window in which the plan wants it; the window is an upper bound, not a wait. */
export const stage = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  title: z.string(),
  from: duration,
  to: duration,
  steps: z.array(step).min(1),
})
export type Stage = z.infer<typeof stage>

/** Plan: "COMPREHENSIVE ROLLBACK STRATEGY". */
export const rollback = z.strictObject({
  /** From the trigger or the press to the end of the last step. */
  deadline: duration,
  /** How long the on-call engineer has to confirm or veto an automatic rollback; silence goes ahead. */
  validation: duration,
  target: z.enum(environments),
  stages: z.array(stage).min(1),
  manualTriggers: z.array(z.strictObject({ id: z.string(), title: z.string() })),
  /** Automated triggers, by the ids of the gates that stand for them. */
  automatedTriggers: z.array(z.strictObject({ title: z.string(), gates: z.array(z.string()).min(1) })),
})
