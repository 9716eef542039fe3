/** Kind `sessions-kept`: a session begun on the other environment is accepted by the target. Plan: "Session Preservation: Maintain user sessions during transition". */
import { z } from 'zod'
import { carryOver, wouldCarryOver } from './going.ts'
import { defineKind, notKnownBefore, nothingToApply } from './kind.ts'

/** The journey that uses a session; it is `after` the one that begins it. */
const settings = z.strictObject({ journey: z.string().min(1).default('session') })

export const sessionsKept = defineKind<z.infer<typeof settings>>({
  settings,
  effect: ({ target, other }) => `Begin a session on ${other} and use it on ${target}`,
  check: notKnownBefore,
  apply: nothingToApply,
  verify: (ctx) => carryOver(ctx, ctx.settings.journey, ctx.run.ramp === undefined),
  would: (ctx) => wouldCarryOver(ctx, ctx.settings.journey),
})
