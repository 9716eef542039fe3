/**
 * A run of a ramp, folded from entries: shares, holds, who may begin the next. The steps are those of any run.
 * Plan: "Traffic Routing: User-based flags and percentage distribution"; semantics 9-12 of the design.
 */
import { z } from 'zod'

/** What a run keeps of a step of its ramp; `stage` is its stage in the run, times are milliseconds. */
export const rampRunStep = z.strictObject({
  stage: z.string(), title: z.string(), percent: z.number().optional(), users: z.array(z.string()).optional(),
  hold: z.number(), gates: z.array(z.string()).optional(), by: z.enum(['automatic', 'hand']),
})
export type RampRunStep = z.infer<typeof rampRunStep>

export type RampRun = {
  readonly id: string
  readonly title: string
  readonly steps: readonly RampRunStep[]
  /** Stages that a person let begin. */
  readonly released: readonly string[]
  /** The rollback that ended it. */
  readonly takenOverBy?: string
}

/** The step's part of a stage: how its share is called, "10 %" or "3 users". */
export const shareText = ({ percent, users }: Pick<RampRunStep, 'percent' | 'users'>): string =>
  [...(percent === undefined ? [] : [`${percent} %`]), ...(users === undefined ? [] : [`${users.length} ${users.length === 1 ? 'user' : 'users'} by name`])].join(' and ')
