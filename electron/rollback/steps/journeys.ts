/** Kind `journeys`: a user's whole way through the platform, answered by the target. Plan: "Health Check Execution: Comprehensive system functionality validation". */
import { z } from 'zod'
import type { App, Journey } from '../../connect/connector.ts'
import { answeredBy, go, journeyOf } from './going.ts'
import { count, defineKind, nameOf, notKnownBefore, nothingToApply, StepFailure, type Look } from './kind.ts'

const settings = z.strictObject({
  /** How often each is gone. */
  count: z.int().min(1).max(50).default(3),
  /** Which; without it every journey that no other goes first. */
  journeys: z.array(z.string().min(1)).min(1).optional(),
})
type Settings = z.infer<typeof settings>

/** A journey that another is after is gone with that one. @throws StepFailure, final, where there is none */
function wantedOf({ settings: { journeys: named } }: Look<Settings>, app: App): readonly string[] {
  if (named !== undefined) return named.map((id) => journeyOf(app, id).id)
  const { journeys: all } = app.offers
  const wanted = all.filter(({ id }) => !all.some(({ after }) => after === id))
  if (wanted.length > 0) return wanted.map(({ id }) => id)
  throw new StepFailure(`The plan gives ${nameOf(app.environment)} no journeys, so nobody tried whether it works. Go through it as a user, then answer here; journeys belong to target ${app.target} of the plan.`, { final: true })
}

const timeOf = ({ steps }: Journey): number => steps.reduce((sum, { ms }) => sum + ms, 0)

export const journeys = defineKind<Settings>({
  settings,
  effect: ({ settings: { count: times, journeys: named } }) => `Go ${named?.join(', ') ?? 'every user journey of the plan'} through the balancer, ${count(times, 'time')} each`,
  check: notKnownBefore,
  apply: nothingToApply,
  verify: async (ctx) => {
    const { target, targets, settings: { count: times } } = ctx
    const app = targets.app(target)
    const through = targets.balancer().through
    const wanted = wantedOf(ctx, app)
    const whole = Array.from({ length: times }, () => wanted).flat()
    const by = new Set<string>()
    let slowest = 0
    for (const [done, id] of whole.entries()) {
      const gone = await go(ctx, app, id, target, { through })
      by.add(answeredBy(gone))
      slowest = Math.max(slowest, timeOf(gone))
      ctx.progress(`${id}, ${done + 1} of ${whole.length}: ${gone.steps.map(({ title }) => title).join(', ')}`, done + 1, whole.length)
    }
    return { journeys: whole.length, which: wanted.join(', '), 'slowest ms': Math.round(slowest), 'answered by': [...by].join('; ') }
  },
  would: async (ctx) => {
    const wanted = wantedOf(ctx, ctx.targets.app(ctx.target))
    return `go ${wanted.join(', ')} through the balancer, ${count(ctx.settings.count, 'time')} each, answered by ${ctx.target}`
  },
})
