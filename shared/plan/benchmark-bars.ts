/** The bars of a benchmark: those of the gates and criteria that it names. Pure. */
import type { Plan } from '../plan.ts'
import type { BenchLimit } from './benchmarks.ts'
import type { Gate, Threshold } from './gates.ts'

export type Bar = {
  readonly title: string
  readonly metric: Gate['metric']
  readonly statistic: Gate['statistic']
  /** The bad side. */
  readonly bad: 'above' | 'below'
  readonly threshold: Threshold
  /** What it is to miss it. */
  readonly missed: 'warn' | 'fail'
  /** Fewer observations than this are no verdict. */
  readonly minimum: number
}

type Barred = Pick<Plan, 'gates' | 'phases'>

/** Undefined where there is no such gate, or no such criterion with a measure. */
export function barOf(plan: Barred, limit: BenchLimit): Bar | undefined {
  if ('gate' in limit) {
    const gate = plan.gates.find(({ id }) => id === limit.gate)
    return gate && { title: gate.title, metric: gate.metric, statistic: gate.statistic, bad: gate.direction, threshold: gate.threshold, missed: gate.level === 'critical' ? 'fail' : 'warn', minimum: Math.max(1, gate.minimum) }
  }
  const phase = plan.phases.find(({ criteria }) => criteria.some(({ id }) => id === limit.criterion))
  const criterion = phase?.criteria.find(({ id }) => id === limit.criterion)
  if (phase === undefined || criterion?.measure === undefined) return undefined
  const { metric, statistic, direction, threshold } = criterion.measure
  // A criterion is written as what is wanted.
  return { title: `${phase.title}: ${criterion.title}`, metric, statistic, bad: direction === 'below' ? 'above' : 'below', threshold, missed: 'fail', minimum: 1 }
}

/** What load measures of its own: the time of an answer, and the share of requests that failed. */
export const loadMeasures = (bar: Pick<Bar, 'metric' | 'statistic'>): boolean =>
  (bar.metric === 'response_time' && ['avg', 'p50', 'p90', 'p95', 'p99'].includes(bar.statistic)) || (bar.metric === 'error_rate' && bar.statistic === 'ratio')

/** A gate's share of a baseline, where it is one. */
export function shareOf(plan: Pick<Plan, 'gates'>, id: string): { readonly ratio: number; readonly of: Gate['metric'] } | undefined {
  const threshold = plan.gates.find((gate) => gate.id === id)?.threshold
  return threshold && 'ratio' in threshold ? threshold : undefined
}
