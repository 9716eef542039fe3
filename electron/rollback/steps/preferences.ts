/** Kind `preferences`: what users set up came along. Plan: "State Preservation: Maintain user context and current workflows". */
import { z } from 'zod'
import { verifyTables, wouldVerify } from './behind.ts'
import { defineKind, notKnownBefore, nothingToApply } from './kind.ts'

const settings = z.strictObject({ table: z.string().min(1).default('preferences') })

export const preferences = defineKind<z.infer<typeof settings>>({
  settings,
  effect: ({ target, settings: { table } }) => `Compare ${table} of both archives, for what ${target} lacks`,
  check: notKnownBefore,
  apply: nothingToApply,
  verify: (ctx) => verifyTables(ctx, [ctx.settings.table]),
  would: (ctx) => wouldVerify(ctx, [ctx.settings.table]),
})
