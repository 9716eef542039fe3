import { z } from 'zod'
import { duration } from '../duration.ts'
import { environments } from '../metrics.ts'
import { step, type StepKind } from './rollback.ts'

/** Who a step of a ramp sends: a share of the users in %, users by name, or both. */
const share = z
  .strictObject({ percent: z.number().min(0).max(100).optional(), users: z.array(z.string().min(1)).min(1).optional() })
  .refine(({ percent, users }) => percent !== undefined || users !== undefined, { error: 'say how many: percent, users, or both' })
export type Share = z.infer<typeof share>

/** One step of a ramp: users are sent, and what the gates say of it for the hold decides about the next. */
export const rampStep = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  title: z.string(),
  to: share,
  /** How long the gates must pass, each on real samples. Time that nobody watched or could judge does not count. */
  hold: duration,
  /** Ids of gates; `all of the phase`: each that is judged of the environment in the phase that runs. */
  gates: z.union([z.literal('all of the phase'), z.array(z.string())]),
  /** `hand`: it waits for a person's "next". */
  by: z.enum(['automatic', 'hand']).default('automatic'),
  source: z.string(),
})
export type RampStep = z.infer<typeof rampStep>

/** What may stand in a ramp beside its shares: kinds that look, and those that bring sessions and rows along; none that needs everyone to be there already. */
export const rampStepKinds: readonly StepKind[] = ['health', 'verify', 'sync', 'sessions', 'sessions-kept', 'preferences', 'performance', 'command']

/**
 * A named way of sending users to an environment in steps, with gates between. Going forward again after a rollback is one.
 * Plan: "Traffic Routing: User-based flags and percentage distribution", "Gradual Exposure: Progressive feature rollout".
 */
export const ramp = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  title: z.string(),
  to: z.enum(environments),
  /** A question that nobody answers for so long stops the ramp; users stay where they are. */
  patience: duration.prefault('30m'),
  /**
   * `newcomers`: a share holds for those who come; whoever works stays where affinity keeps them.
   * `everyone`: the same share of those who are signed in is sent by flag as well, always the same ones first.
   */
  moves: z.enum(['newcomers', 'everyone']).default('newcomers'),
  /** Requests through the balancer that show a step's share. */
  probes: z.int().min(1).max(500).default(100),
  /** What must be so before the first user is sent. */
  before: z.array(step).default([]),
  /** After each share: what users bring along. */
  each: z.array(step).default([]),
  steps: z.array(rampStep).min(1),
  /** The share at which it ends on purpose, in %. */
  until: z.number().min(0).max(100).default(100),
  source: z.string(),
})
export type Ramp = z.infer<typeof ramp>
