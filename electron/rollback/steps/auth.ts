/** Kind `auth`: a user can sign in on the target, as users come in. Plan: "Authentication Validation: Verify user access and permissions". */
import { z } from 'zod'
import { answeredBy, go, journeyOf } from './going.ts'
import { defineKind, notKnownBefore, nothingToApply, probeUser } from './kind.ts'

/** The journey that signs in; one that is `after` another goes both. */
const settings = z.strictObject({ journey: z.string().min(1).default('sign-in') })

export const auth = defineKind<z.infer<typeof settings>>({
  settings,
  effect: (ctx) => `Sign in as ${probeUser(ctx)} through the balancer`,
  check: notKnownBefore,
  apply: nothingToApply,
  verify: async (ctx) => {
    const { target, targets, settings: { journey } } = ctx
    const gone = await go(ctx, targets.app(target), journey, target, { through: targets.balancer().through })
    return { user: probeUser(ctx), 'answered by': answeredBy(gone) }
  },
  would: async (ctx) => {
    const { title } = journeyOf(ctx.targets.app(ctx.target), ctx.settings.journey)
    return `go “${title}” as ${probeUser(ctx)} through the balancer, and see ${ctx.target} answer`
  },
})
