/**
 * Kind `preferences`: what users set up came along: the rows of their table, and, where the plan gives a journey,
 * what a user sees of them. Plan: "State Preservation: Maintain user context and current workflows".
 */
import { z } from 'zod'
import { verifyTables, wouldVerify } from './behind.ts'
import { carryOver, wouldCarryOver } from './going.ts'
import { defineKind, notKnownBefore, nothingToApply } from './kind.ts'

const settings = z
  .strictObject({
    table: z.string().min(1).optional(),
    /** After one that sets something up and saves it: sees it on the target. */
    journey: z.string().min(1).optional(),
  })
  // An archive without a journey is compared as ever; a plan with a journey alone may have no archive.
  .transform(({ table, journey }) => ({ journey, table: table ?? (journey === undefined ? 'preferences' : undefined) }))

export const preferences = defineKind<z.infer<typeof settings>>({
  settings,
  effect: ({ target, other, settings: { table, journey } }) =>
    [...(table === undefined ? [] : [`Compare ${table} of both archives, for what ${target} lacks`]), ...(journey === undefined ? [] : [`See on ${target} what was set up on ${other}`])].join('; '),
  check: notKnownBefore,
  apply: nothingToApply,
  verify: async (ctx) => {
    const { table, journey } = ctx.settings
    const rows = table === undefined ? {} : await verifyTables(ctx, [table])
    return { ...rows, ...(journey !== undefined && (await carryOver(ctx, journey))) }
  },
  would: async (ctx) => {
    const { table, journey } = ctx.settings
    const texts = [...(table === undefined ? [] : [await wouldVerify(ctx, [table])]), ...(journey === undefined ? [] : [await wouldCarryOver(ctx, journey)])]
    return texts.join('; ')
  },
})
