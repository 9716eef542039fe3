import { z } from 'zod'
import { duration } from '../duration.ts'

/** Faults of the practice lab that open a drill; `none`: the button alone. */
export const drillFaults = ['none', 'slow', 'errors', 'db-drops', 'memory', 'diverge', 'sessions'] as const

export const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const

/**
 * When the way back is practised, and how long that proves it. Run only on the practice lab or a plan marked `staging: true`: elsewhere this asks for nothing.
 * Plan: "Rollback procedures tested and validated".
 */
export const drills = z.strictObject({
  schedule: z.union([
    z.strictObject({ every: duration }),
    z.strictObject({ weekly: z.enum(weekdays), at: z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, { error: 'expected a time such as 09:30, in UTC' }) }),
  ]),
  /** Without a drill for so long people are warned beside the button. */
  warnAfter: duration,
  /** A drill within its windows proves the way back for so long; then the checklist's item unticks itself. */
  provesFor: duration,
  fault: z.enum(drillFaults).default('none'),
  /** A drill that is due starts by itself, where nobody but the lab's own users is on the pair. Otherwise a person presses. */
  automatic: z.boolean().default(false),
})
export type Drills = z.infer<typeof drills>
