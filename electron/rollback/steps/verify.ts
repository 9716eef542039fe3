/** Kind `verify`: the target's archive lacks nothing and holds nothing older. Plan: "Integrity Checks: Validate data consistency across systems". */
import { z } from 'zod'
import { verifyTables, wouldVerify } from './behind.ts'
import { defineKind, notKnownBefore, nothingToApply } from './kind.ts'

const settings = z.strictObject({ tables: z.array(z.string().min(1)).min(1).optional() })

export const verify = defineKind<z.infer<typeof settings>>({
  settings,
  effect: ({ target, settings: { tables } }) => `Compare ${tables?.join(', ') ?? 'every table'} of both archives, for what ${target} lacks`,
  check: notKnownBefore,
  apply: nothingToApply,
  verify: (ctx) => verifyTables(ctx, ctx.settings.tables),
  would: (ctx) => wouldVerify(ctx, ctx.settings.tables),
})
