import { z } from 'zod'
import { environments } from '../metrics.ts'
import { command, reason, type } from './base.ts'

/** Milliseconds that a silence may last: a day, and then someone looks again. */
const longestSilence = 86_400_000

export const alerts = {
  /** Someone has it: the group calls nobody else, until something heavier joins it. */
  acknowledge: command.input(z.strictObject({ group: z.string(), note: z.string().trim().max(500).optional() })).output(type<void>()),
  /** The gates go on measuring, and nothing is done about them for so long (ms). */
  silence: command
    .input(z.strictObject({
      gates: z.array(z.string()).min(1).max(100), environment: z.enum(environments).optional(), lasts: z.int().min(60_000).max(longestSilence),
      reason,
    }))
    .output(type<{ readonly silence: string; readonly until: number }>()),
  unsilence: command.input(z.strictObject({ silence: z.string(), reason: z.string().trim().max(500).optional() })).output(type<void>()),
}
