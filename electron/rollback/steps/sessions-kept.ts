/** Kind `sessions-kept`: a session begun on the other environment is accepted by the target. Plan: "Session Preservation: Maintain user sessions during transition". */
import { z } from 'zod'
import { ConnectError } from '../../connect/connector.ts'
import { ask, defineKind, nameOf, notKnownBefore, nothingToApply, probeUser, StepFailure, type Look } from './kind.ts'

/** A session of our own, begun where users come from; why there is none otherwise. */
async function begin(ctx: Look): Promise<{ readonly token: string } | { readonly why: string }> {
  try {
    return { token: await ask(ctx, `signing in on ${ctx.other}`, (signal) => ctx.targets.app(ctx.other).login(probeUser(ctx), signal)) }
  } catch (error) {
    ctx.signal.throwIfAborted()
    if (!(error instanceof ConnectError || error instanceof StepFailure)) throw error
    return { why: error.message }
  }
}

export const sessionsKept = defineKind({
  settings: z.strictObject({}),
  effect: ({ target, other }) => `Begin a session on ${other} and use it on ${target}`,
  check: notKnownBefore,
  apply: nothingToApply,
  verify: async (ctx) => {
    const { target, other, targets } = ctx
    const user = probeUser(ctx)
    const begun = await begin(ctx)
    if ('why' in begun) return { proven: false, [other]: `takes no sign-in, so no session could be begun there: ${begun.why}` }
    const through = targets.balancer().through
    const seen = [
      { where: target, session: await ask(ctx, `the session at ${target}`, (signal) => targets.app(target).session(begun.token, signal)) },
      { where: 'the balancer', session: await ask(ctx, 'the session through the balancer', (signal) => targets.app(target).session(begun.token, signal, { through })) },
    ]
    for (const { where, session } of seen) {
      if (session.user !== user) throw new StepFailure(`${where} takes ${user}'s session for ${session.user}'s.`)
      if (session.environment !== target) throw new StepFailure(`The session through ${where} was answered by ${session.environment} and not by ${target}.`)
    }
    return { proven: true, session: `begun on ${other}, accepted by ${target} and through the balancer` }
  },
  would: async (ctx) => {
    const { id } = await ask(ctx, `the health of ${ctx.other}`, (signal) => ctx.targets.app(ctx.other).health(signal)).catch(() => ({ id: undefined }))
    ctx.signal.throwIfAborted()
    return id === undefined ? `prove nothing: ${nameOf(ctx.other)} does not answer, so no session can be begun there` : `begin a session on ${ctx.other} and use it on ${ctx.target}, directly and through the balancer`
  },
})
