/**
 * Kind `monitoring-reset`: what watches the target works, and no gate fires there. What the other environment does
 * is listed: it may be the very thing that the run left. Plan: "Monitoring Reset: Restore normal monitoring and alerting".
 */
import { z } from 'zod'
import { defineKind, lookUntil, notKnownBefore, nothingToApply, StepFailure, type Look } from './kind.ts'

const lookEvery = 1_000

const look = ({ plan, target, other, monitoring }: Look) => {
  const { sources, firing } = monitoring()
  const silent = sources.filter(({ state }) => state !== 'ok')
  const isOthers = ({ target: source, environment }: (typeof sources)[number]): boolean => (environment ?? plan.targets.find(({ id }) => id === source)?.environment) === other
  const names = (list: typeof silent): string => list.map((source) => `${source.target} (${source.state})`).join(', ')
  const titles = (environment: Look['target']): string =>
    firing.filter((one) => one.environment === environment).map(({ gate }) => plan.gates.find(({ id }) => id === gate)?.title ?? gate).join(', ')
  return {
    sources: sources.length,
    silent: names(silent.filter((source) => !isOthers(source))),
    silentThere: names(silent.filter((source) => isOthers(source))),
    firing: titles(target),
    firingThere: titles(other),
  }
}
type Seen = ReturnType<typeof look>

const troubles = ({ silent, firing }: Seen, target: string): string =>
  [...(silent === '' ? [] : [`not answering: ${silent}`]), ...(firing === '' ? [] : [`firing on ${target}: ${firing}`])].join('; ')

export const monitoringReset = defineKind({
  settings: z.strictObject({}),
  effect: ({ target }) => `See every source answer and no gate fire on ${target}`,
  check: notKnownBefore,
  apply: nothingToApply,
  verify: async (ctx) => {
    let last = look(ctx)
    const quiet = await lookUntil(ctx, lookEvery, async () => {
      last = look(ctx)
      const text = troubles(last, ctx.target)
      ctx.progress(text === '' ? 'all quiet' : text)
      return text === '' ? true : undefined
    })
    const facts = {
      sources: last.sources,
      ...(last.firingThere !== '' && { [`still firing on ${ctx.other}`]: last.firingThere }),
      ...(last.silentThere !== '' && { [`not answering on ${ctx.other}`]: last.silentThere }),
    }
    if (quiet !== true) throw new StepFailure(`Monitoring is not back to normal: ${troubles(last, ctx.target)}.`, { facts })
    return facts
  },
  would: async (ctx) => {
    const text = troubles(look(ctx), ctx.target)
    return text === '' ? `pass: every source answers and no gate fires on ${ctx.target}` : `wait: ${text}`
  },
})
