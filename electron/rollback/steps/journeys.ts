/** Kind `journeys`: a user's whole way through the platform, answered by the target. Plan: "Health Check Execution: Comprehensive system functionality validation". */
import { z } from 'zod'
import { ask, count, defineKind, notKnownBefore, nothingToApply, probeUser, StepFailure } from './kind.ts'

const settings = z.strictObject({ count: z.int().min(1).max(50).default(3) })

const journeyWithin = 15_000

export const journeys = defineKind<z.infer<typeof settings>>({
  settings,
  effect: ({ settings: { count: wanted } }) => `Run ${count(wanted, 'user journey', 'user journeys')} through the balancer`,
  check: notKnownBefore,
  apply: nothingToApply,
  verify: async (ctx) => {
    const { target, targets, settings: { count: wanted } } = ctx
    const through = targets.balancer().through
    let slowest = 0
    for (let done = 1; done <= wanted; done += 1) {
      const { environment, steps } = await ask(ctx, 'a user journey', (signal) => targets.app(target).journey(signal, { through, user: probeUser(ctx) }), journeyWithin)
      if (environment !== target) throw new StepFailure(`A user journey was answered by ${environment} and not by ${target}.`)
      slowest = Math.max(slowest, steps.reduce((sum, { ms }) => sum + ms, 0))
      ctx.progress(`journey ${done} of ${wanted}: ${steps.map(({ title }) => title).join(', ')}`, done, wanted)
    }
    return { journeys: wanted, 'slowest ms': Math.round(slowest), 'answered by': target }
  },
  would: async (ctx) => `run ${count(ctx.settings.count, 'user journey', 'user journeys')} through the balancer, each answered by ${ctx.target}`,
})
