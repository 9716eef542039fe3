/**
 * When checkpoints of the archive are taken, how long they are kept, and from which age on people are told. Each is proven by a restore.
 * Plan: "Backup Points", "Backup Strategy", "Backup Restoration".
 */
import { z } from 'zod'
import { duration } from '../duration.ts'
import { environments } from '../metrics.ts'

export const checkpoints = z.strictObject({
  /** Below the console's own folder. */
  folder: z.string().regex(/^[a-z0-9][a-z0-9-]*$/, { error: 'expected a name of small letters, digits and hyphens' }).default('checkpoints'),
  /** Whose databases; a rollback restores that of its target. */
  environments: z.array(z.enum(environments)).min(1).default(['blue', 'green']),
  /** While a phase runs. Absent: before phases and on demand alone. */
  every: duration.optional(),
  /** The newest so many of an environment, and none older; the last one that was proven stays in any case. */
  keep: z.strictObject({ count: z.int().positive(), age: duration }),
  /** A phase begins once a checkpoint was taken and proven. */
  beforePhases: z.boolean().default(true),
  /** Older than this, and readiness complains. */
  stale: duration,
})
export type CheckpointPlan = z.infer<typeof checkpoints>
