import { z } from 'zod'
import { command, type } from './base.ts'

const item = z.strictObject({ checklist: z.string(), item: z.string() })

export const programme = {
  tick: command.input(item.extend({ evidence: z.string().trim().max(500) })).output(type<void>()),
  untick: command.input(item.extend({ reason: z.string().trim().min(3).max(500) })).output(type<void>()),
  /** Lets a held phase go on: CONFLICT where nothing holds it. */
  release: command.input(z.strictObject({ reason: z.string().trim().min(3).max(500) })).output(type<void>()),
  /** Sets the phase whose gates are judged; null where none runs. CONFLICT while the present one is held. */
  phase: command
    .input(z.strictObject({
      phase: z.string().nullable(), reason: z.string().trim().min(3).max(500),
      /** Goes on without the checkpoint that the plan wants before it. */
      withoutCheckpoint: z.boolean().default(false),
    }))
    /** `waits`: it begins once its checkpoints are taken and proven. */
    .output(type<{ readonly waits: boolean }>()),
}
