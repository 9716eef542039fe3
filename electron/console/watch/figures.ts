/** Figures and tiles of one moment, from the series. Pure but for `read`. Plan: "Real-Time Metrics Dashboard". */
import type { Figure, Tile } from '../../../shared/contract.ts'
import { thresholdValue, type GateView, type Outcome } from '../../../shared/gate.ts'
import { metricInfo, metricNames, type Environment, type MetricKind, type MetricName, type Statistic } from '../../../shared/metrics.ts'
import type { Plan } from '../../../shared/plan.ts'
import type { Window } from '../../observe/series.ts'

export type ReadWindow = (metric: MetricName, environment: Environment, statistic: Statistic, windowMs: number, now: number) => Window
/** Which target brings a series, where one does. */
export type SourceOf = (metric: MetricName, environment: Environment) => string | undefined

/** How a figure is read where nothing else is asked: a level as it is, the rest over the last ten seconds. */
const usual = {
  gauge: { statistic: 'last', window: 10_000 },
  counter: { statistic: 'rate', window: 10_000 },
  ratio: { statistic: 'ratio', window: 10_000 },
  histogram: { statistic: 'p95', window: 10_000 },
} as const satisfies Record<MetricKind, { readonly statistic: Statistic; readonly window: number }>

export type FigureOptions = { readonly read: ReadWindow; readonly sourceOf: SourceOf; readonly now: number }
type Asked = { readonly metric: MetricName; readonly environment: Environment; readonly statistic?: Statistic | undefined; readonly window?: number | undefined }

export function figureOf(asked: Asked, { read, sourceOf, now }: FigureOptions): Figure {
  const { metric, environment } = asked
  const { kind, usualWindow } = metricInfo(metric)
  const { statistic, window } = usual[kind]
  const found = read(metric, environment, asked.statistic ?? statistic, asked.window ?? usualWindow ?? window, now)
  const source = sourceOf(metric, environment)
  // Nothing brings it: that is another thing than a source that fell silent.
  const why = source === undefined ? 'none' : (found.reason ?? 'empty')
  return {
    samples: found.samples,
    ...(source !== undefined && { source }),
    ...(found.value === undefined ? { why } : { value: found.value, age: found.missing * 1_000 }),
  }
}

/** Every metric of both environments that a target brings. */
export function figuresOf(options: FigureOptions): Record<Environment, Partial<Record<MetricName, Figure>>> {
  const of = (environment: Environment): Partial<Record<MetricName, Figure>> =>
    Object.fromEntries(
      metricNames
        .filter((metric) => options.sourceOf(metric, environment) !== undefined)
        .map((metric) => [metric, figureOf({ metric, environment }, options)]),
    )
  return { blue: of('blue'), green: of('green') }
}

type TilePlan = Plan['dashboard']['tiles'][number]

const percent = (ratio: number): string => `${(ratio * 100).toFixed(1)} %`

/** What stands beside the figure: its share of the baseline, or of the places there are. */
function besides(tile: TilePlan, value: number | undefined, baselines: Plan['baselines']): string {
  if (value === undefined || tile.of === undefined) return ''
  if ('capacity' in tile.of) return `of ${tile.of.capacity} (${Math.round((value / tile.of.capacity) * 100)} % concurrent)`
  const recorded = baselines[tile.of.baseline]
  return recorded ? `${percent(value / recorded.value)} of the baseline` : ''
}

function outcomeOf(tile: TilePlan, { value, why }: Figure, baselines: Plan['baselines']): Outcome {
  if (value === undefined) return why === 'timeout' || why === 'refused' || why === 'unreachable' || why === 'invalid' || why === 'tls' ? 'error' : 'no data'
  if (tile.target === undefined) return 'pass'
  const bar = thresholdValue(tile.target.threshold, baselines)
  if (bar === undefined) return 'inconclusive'
  // A tile's target is what is wanted: "above 80 %" is met above it.
  return (tile.target.direction === 'above' ? value > bar : value < bar) ? 'pass' : 'fail'
}

/** A tile without a metric sums up its environment's gates. Plan: "System Health: ALL GREEN". */
function healthTile(tile: TilePlan, views: readonly GateView[]): Omit<Tile, 'id'> {
  const own = views.filter((view) => view.environment === tile.environment)
  const count = (state: GateView['status']['state']): number => own.filter((view) => view.status.state === state).length
  const judged = own.filter((view) => view.status.state !== 'no data')
  const [firing, pending] = [count('firing'), count('pending')]
  const figure: Figure = { samples: judged.length }
  if (judged.length === 0) return { outcome: 'no data', figure, text: 'no gate has a verdict yet' }
  if (firing > 0) return { outcome: 'fail', figure, text: `${firing} of ${own.length} gates firing` }
  if (pending > 0) return { outcome: 'warn', figure, text: `${pending} of ${own.length} gates pending` }
  return { outcome: 'pass', figure, text: `all ${judged.length} gates within their bars` }
}

/** What the plan has a person or a tool bring has no series here: it is said so, never shown as met. */
export function tilesOf(plan: Pick<Plan, 'dashboard' | 'baselines'>, views: readonly GateView[], options: FigureOptions): readonly Tile[] {
  return plan.dashboard.tiles.map((tile): Tile => {
    if (tile.metric === undefined) return { id: tile.id, ...healthTile(tile, views) }
    const { metric, environment, statistic, window } = tile
    const figure = figureOf({ metric, environment, statistic, window }, options)
    return { id: tile.id, outcome: outcomeOf(tile, figure, plan.baselines), figure, text: besides(tile, figure.value, plan.baselines) }
  })
}

