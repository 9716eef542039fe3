/** Kind `restore`: not necessary while the target's archive is whole; else a person decides. Plan: "Backup Restoration: Restore from checkpoint if necessary"; semantics 14 and 15. */
import { z } from 'zod'
import { defineKind, notKnownBefore, nothingToApply, StepFailure } from './kind.ts'

const problemsShown = 5

export const restore = defineKind({
  settings: z.strictObject({}),
  effect: ({ target }) => `Check whether ${target}'s archive is whole`,
  check: notKnownBefore,
  apply: nothingToApply,
  verify: async (ctx) => {
    const { whole, problems } = await ctx.targets.archives().integrity(ctx.target, ctx.signal)
    if (whole) return { restore: 'not necessary', integrity: 'whole' }
    throw new StepFailure(
      `${ctx.target}'s archive is damaged: ${problems.slice(0, problemsShown).join('; ')}. There is no checkpoint that was proven by a restore: nothing was restored, a person decides how.`,
      { facts: { integrity: 'damaged', problems: problems.length }, final: true },
    )
  },
  preview: async () => ({ text: 'There is no checkpoint yet: a damaged archive can not be restored by this run, a person decides how.', restore: {} }),
  would: async (ctx) => {
    const { whole, problems } = await ctx.targets.archives().integrity(ctx.target, ctx.signal)
    return whole ? `restore nothing: ${ctx.target}'s archive is whole` : `ask a person: ${ctx.target}'s archive is damaged (${problems[0] ?? 'not said how'})`
  },
})
