/** What a stage of a run would move or lose, found before it begins. Semantics 14 of the design; fault 18. */
import { z } from 'zod'
import { clockText, durationText } from './duration.ts'

const rows = z.int().nonnegative()

export const preview = z.strictObject({
  /** Id of the step that would do it. */
  step: z.string(),
  text: z.string(),
  /** Rows by table, as the target holds them: not at all, in an older version, differing without an order; and its own, which stay. */
  tables: z.array(z.strictObject({ table: z.string(), lacking: rows, older: rows, undecided: rows, ahead: rows })).optional(),
  affected: z.strictObject({ sessions: rows, users: rows }).optional(),
  /** The step may restore: from the last checkpoint that was proven (wall ms), in the time (ms) that its proof took. Neither: there is none. */
  restore: z.strictObject({ checkpoint: z.number().optional(), takes: z.number().optional() }).optional(),
})
export type Preview = z.infer<typeof preview>

/**
 * The latest moment at which a restore would still fit.
 * @param deadline milliseconds after a run's start
 * @param takes milliseconds, measured; undefined where none was
 */
export function latestRestoreText(deadline: number, takes: number | undefined): string {
  if (takes === undefined) return 'Latest moment for a restore: not known, since none was ever measured.'
  if (takes > deadline) return `A restore took ${durationText(takes)}: it does not fit in the ${clockText(deadline)} at all.`
  return `Latest moment for a restore: ${clockText(deadline - takes)} after the start, since it took ${durationText(takes)}.`
}
