/** Kind `health`: an environment answers several times in a row, as who it should be. Plan: "Health Verification: Confirm Blue environment stability". */
import { z } from 'zod'
import { environments, type Environment } from '../../../shared/metrics.ts'
import { ask, count, defineKind, nameOf, notKnownBefore, nothingToApply, pause, StepFailure, type Acting, type Look } from './kind.ts'

const settings = z.strictObject({
  environment: z.enum(environments).optional(),
  checks: z.int().min(1).max(100).default(5),
  /** Through the balancer, as users come in. */
  through: z.boolean().default(false),
})
type Settings = z.infer<typeof settings>

const apart = 200

const subject = ({ settings: { environment }, target }: Look<Settings>): Environment => environment ?? target

const healthOf = (ctx: Look<Settings>) => {
  const environment = subject(ctx)
  const way = ctx.settings.through ? { through: ctx.targets.balancer().through } : undefined
  return ask(ctx, `the health of ${environment}`, (signal) => ctx.targets.app(environment).health(signal, way))
}

/** The build that the run was opened for; where that was not known, the one that the switch found fit. */
const wantedBuild = ({ run, target, settings: { environment = target } }: Acting<Settings>): string | undefined => {
  if (environment !== target) return undefined
  if (run.identity !== '') return run.identity
  const found = run.stages.flatMap((stage) => stage.steps).find(({ kind }) => kind === 'route')?.facts['build']
  return typeof found === 'string' ? found : undefined
}

export const health = defineKind<Settings>({
  settings,
  effect: (ctx) => `Ask ${subject(ctx)} for its health ${count(ctx.settings.checks, 'time')}${ctx.settings.through ? ' through the balancer' : ''}`,
  check: notKnownBefore,
  apply: nothingToApply,
  verify: async (ctx) => {
    const environment = subject(ctx)
    const { checks } = ctx.settings
    let wanted = wantedBuild(ctx)
    let slowest = 0
    for (let done = 1; done <= checks; done += 1) {
      if (done > 1) await pause(ctx, apart)
      const begun = ctx.clock.mono()
      const found = await healthOf(ctx)
      slowest = Math.max(slowest, ctx.clock.mono() - begun)
      if (found.environment !== environment) throw new StepFailure(`${found.environment} answered where ${environment} should.`)
      wanted ??= found.id
      if (found.id !== wanted) throw new StepFailure(`${nameOf(environment)} answers as build ${found.id}, expected ${wanted}.`, { facts: { build: found.id } })
      ctx.progress(`${environment} is healthy`, done, checks)
    }
    return { checks, build: wanted ?? '', 'slowest ms': Math.round(slowest) }
  },
  would: async (ctx) => {
    const { id, environment } = await healthOf(ctx)
    return `see ${subject(ctx)} healthy ${count(ctx.settings.checks, 'time')}; now ${environment} answers as build ${id}`
  },
})
