/** Kind `performance`: the target is as fast as the plan asks, by its own figures. No data never passes. Plan: "Performance Verification: Confirm system responsiveness". */
import { z } from 'zod'
import { duration, durationText } from '../../../shared/duration.ts'
import { metricInfo, metricNames, statistics, statisticsOf, type MetricKind, type Statistic } from '../../../shared/metrics.ts'
import { defineKind, lookUntil, notKnownBefore, nothingToApply, StepFailure, type Acting, type Facts, type Look } from './kind.ts'

const settings = z.strictObject({
  /** Share of the recorded baseline of `of`. */
  atLeast: z.number().positive(),
  of: z.enum(metricNames).default('rows_per_second'),
  statistic: z.enum(statistics).optional(),
  window: duration.prefault('30s'),
  /** Seconds that the 95th percentile of the response time must stay below. */
  responseBelow: z.number().positive().optional(),
})
type Settings = z.infer<typeof settings>

const lookEvery = 1_000
/** Samples missing in a row, up to now, after which a figure is no longer the present. */
const mayMiss = 3

/** Less than this (ms) since users came back, and there is nothing to judge yet. */
const leastWindow = 3_000

const usual = { gauge: 'avg', counter: 'rate', ratio: 'ratio', histogram: 'p95' } as const satisfies Record<MetricKind, Statistic>

type Figure = { readonly text: string; readonly met: boolean; readonly facts: Facts }

/** Milliseconds since users came back by this run; undefined where it did not switch them in this boot, as in a dry run. */
function sinceSwitch(ctx: Look<Settings> | Acting<Settings>): number | undefined {
  if (!('run' in ctx) || ctx.run.boot !== ctx.clock.boot) return undefined
  const ends = ctx.run.stages.flatMap((stage) => stage.steps).filter(({ kind, state }) => kind === 'route' && state === 'ok').flatMap(({ endedAt }) => endedAt ?? [])
  return ends.length === 0 ? undefined : ctx.clock.mono() - Math.max(...ends)
}

/** What the target did before users came back says nothing of how it carries them. */
const readFigure = (ctx: Look<Settings>, metric: Settings['of'], statistic: Statistic): number | undefined => {
  const window = Math.min(ctx.settings.window, sinceSwitch(ctx) ?? ctx.settings.window)
  if (window < Math.min(leastWindow, ctx.settings.window)) return undefined
  const { value, samples, missing } = ctx.read(metric, ctx.target, statistic, window, ctx.clock.mono())
  return samples > 0 && missing <= mayMiss && value !== undefined && Number.isFinite(value) ? value : undefined
}
const noData = (what: string, { settings: { window }, target }: Look<Settings>): Figure => ({ text: `no data: ${what} of ${target} over ${durationText(window)}`, met: false, facts: { [what]: 'no data' } })

const percent = (ratio: number): string => `${(ratio * 100).toFixed(1)} %`
const figureText = (value: number): string => (value >= 1_000 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(4))))

/** Two figures within the baseline's margin count as equal, and the margin is shown beside them. */
function againstBaseline(ctx: Look<Settings>): Figure {
  const { of, atLeast, statistic = usual[metricInfo(of).kind] } = ctx.settings
  const { title, unit } = metricInfo(of)
  if (!(statisticsOf[metricInfo(of).kind] as readonly Statistic[]).includes(statistic))
    throw new StepFailure(`The plan's settings of ${ctx.step.id} are not understood: ${of} has no ${statistic}.`, { final: true })
  const baseline = ctx.plan.baselines[of]
  if (baseline === undefined) throw new StepFailure(`The plan records no baseline of ${of}, so nothing can be held against it.`, { final: true })
  const value = readFigure(ctx, of, statistic)
  if (value === undefined) return noData(of, ctx)
  const bar = atLeast * baseline.value * (1 - baseline.margin)
  const text = `${title} ${figureText(value)} ${unit}, ${percent(value / baseline.value)} of the baseline; at least ${percent(atLeast)} (margin ${percent(baseline.margin)})`
  return { text, met: value >= bar, facts: { [of]: figureText(value), 'of the baseline': percent(value / baseline.value), margin: percent(baseline.margin) } }
}

function responseTime(ctx: Look<Settings>): Figure | undefined {
  const { responseBelow } = ctx.settings
  if (responseBelow === undefined) return undefined
  const value = readFigure(ctx, 'response_time', 'p95')
  if (value === undefined) return noData('response_time', ctx)
  const ms = `${Math.round(value * 1_000)} ms`
  return { text: `95 % of answers within ${ms}; wanted below ${Math.round(responseBelow * 1_000)} ms`, met: value < responseBelow, facts: { 'p95 response time': ms } }
}

const figures = (ctx: Look<Settings>): readonly Figure[] => [againstBaseline(ctx), responseTime(ctx)].filter((figure) => figure !== undefined)

export const performance = defineKind<Settings>({
  settings,
  effect: ({ target, settings: { atLeast, of, window } }) => `Hold ${target}'s ${of} over ${durationText(window)} against ${percent(atLeast)} of its baseline`,
  check: notKnownBefore,
  apply: nothingToApply,
  verify: async (ctx) => {
    let last: readonly Figure[] = []
    // Connections and caches are cold just after the switch: the figure has the time of the attempt to come up.
    const met = await lookUntil(ctx, lookEvery, async () => {
      last = figures(ctx)
      ctx.progress(last.map(({ text }) => text).join('; '))
      return last.every((figure) => figure.met) ? true : undefined
    })
    const facts: Facts = Object.assign({}, ...last.map((figure) => figure.facts))
    if (met !== true) throw new StepFailure(`${last.filter((figure) => !figure.met).map(({ text }) => text).join('; ')}.`, { facts })
    return facts
  },
  would: async (ctx) => `see ${figures(ctx).map(({ text, met }) => `${text}${met ? '' : ' (not met now)'}`).join('; ')}`,
})
