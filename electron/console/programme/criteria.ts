/**
 * The criteria's measures, read as the judge reads a gate: the same precedence of no data, errors and windows that are not
 * full. A criterion is written as what is wanted, a gate as what is bad. Plan: "Evidence-Based Decision Points".
 */
import type { Clock } from '../../../shared/clock.ts'
import { environments } from '../../../shared/metrics.ts'
import type { CriterionReading, CriterionReadings } from '../../../shared/phase.ts'
import { gate, type Criterion, type Measure, type Plan } from '../../../shared/plan.ts'
import { durationText } from '../../../shared/duration.ts'
import { evaluate, type Read } from '../../judge/evaluate.ts'
import type { SourceOf } from '../watch/figures.ts'

/** The series hold a day: what a longer window would count is counted by people. */
const longest = 86_400_000

type Options = {
  readonly plan: Pick<Plan, 'phases' | 'baselines' | 'rollback'>
  readonly read: Read
  readonly watched: (windowMs: number, now: number) => number
  readonly sourceOf: SourceOf
  readonly clock: Clock
}

const asGate = (id: string, { metric, statistic, direction, threshold }: Measure) => gate.parse({
  id: 'criterion', title: id, group: 'performance', metric, statistic, window: '1s', direction: direction === 'above' ? 'below' : 'above', threshold,
  level: 'critical', for: '0s', response: 'alert', mode: 'observe', source: id,
})

function readCriterion({ id }: Criterion, measure: Measure, { plan: { baselines, rollback }, read, watched, sourceOf, clock }: Options): CriterionReading | undefined {
  const own = environments.toSorted((a) => (a === rollback.target ? 1 : -1)).find((environment) => sourceOf(measure.metric, environment) !== undefined)
  if (own === undefined) return undefined
  const target = sourceOf(measure.metric, own)
  const source = target === undefined || target === own ? own : `${target} (${own})`
  const [now, at] = [clock.mono(), clock.wall()]
  if (measure.window > longest) return { outcome: 'inconclusive', threshold: 0, samples: 0, at, source, cause: `the series hold a day, not ${durationText(measure.window)}` }
  const judged = { ...asGate(id, measure), window: measure.window }
  const { outcome, value, threshold, samples, cause } = evaluate(judged, read(measure.metric, own, measure.statistic, measure.window, now), { baselines, phase: null, watched: watched(measure.window, now) })
  return { outcome, threshold, samples, at, source, ...(value !== undefined && { value }), ...(cause !== undefined && { cause }) }
}

/** Those that a target brings; by the criterion's id. */
export function readCriteria(options: Options): CriterionReadings {
  const measured = options.plan.phases.flatMap(({ criteria }) => criteria).flatMap((criterion) => {
    const reading = criterion.measure && readCriterion(criterion, criterion.measure, options)
    return reading === undefined ? [] : [[criterion.id, reading] as const]
  })
  return Object.fromEntries(measured)
}
