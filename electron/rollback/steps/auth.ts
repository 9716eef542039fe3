/** Kind `auth`: a user can sign in on the target, as users come in. Plan: "Authentication Validation: Verify user access and permissions". */
import { z } from 'zod'
import { ask, defineKind, notKnownBefore, nothingToApply, probeUser, StepFailure } from './kind.ts'

const signInWithin = 5_000

export const auth = defineKind({
  settings: z.strictObject({}),
  effect: (ctx) => `Sign in as ${probeUser(ctx)} through the balancer`,
  check: notKnownBefore,
  apply: nothingToApply,
  verify: async (ctx) => {
    const { target, targets } = ctx
    const user = probeUser(ctx)
    const through = targets.balancer().through
    const token = await ask(ctx, 'signing in through the balancer', (signal) => targets.app(target).login(user, signal, { through }), signInWithin)
    const session = await ask(ctx, 'the session through the balancer', (signal) => targets.app(target).session(token, signal, { through }), signInWithin)
    if (session.user !== user) throw new StepFailure(`Signed in as ${user}, the session is ${session.user}'s.`)
    if (session.environment !== target) throw new StepFailure(`${session.environment} answered the sign-in and not ${target}.`)
    if (!session.known) throw new StepFailure(`The session that was just begun is not known on ${target}.`)
    return { user, 'answered by': session.environment }
  },
  would: async (ctx) => `sign in as ${probeUser(ctx)} through the balancer, and see ${ctx.target} answer`,
})
