/** The roster, the surveys and the list of bugs as a source of series, as a target is one. Plan: "User Experience Gates". */
import { resolutionSince } from '../../../shared/bug.ts'
import type { Clock } from '../../../shared/clock.ts'
import { otherOf, type Measured } from '../../../shared/metrics.ts'
import type { Pilots } from '../../../shared/pilot.ts'
import { satisfactionFigure, trainingTally } from '../../../shared/pilot-figures.ts'
import type { fedMetrics, Plan } from '../../../shared/plan.ts'
import type { Missing, SampledTarget } from '../../connect/connector.ts'

/** Resolution is told of the last so many ms: what was slow in week 1 does not stay. */
const resolutionWindow = 7 * 86_400_000

type Fed = (typeof fedMetrics)[number]
type Found = Measured | { readonly why: string }

/** @returns undefined where the plan has it feed nothing */
export function pilotSource(plan: Plan, pilots: () => Pilots, clock: Clock): SampledTarget | undefined {
  const { pilots: { feeds } = { feeds: [] }, rollback } = plan
  if (feeds.length === 0) return undefined
  const environment = otherOf(rollback.target)
  /** Those that were told already: a counter carries what is new. What is on the record from before was counted then. */
  let told = new Set(pilots().bugs.list.map(({ id, reportedAt }) => `${id} ${reportedAt}`))
  const newCritical = (): number => {
    const { list } = pilots().bugs
    const fresh = list.filter(({ id, reportedAt, severity }) => severity === 'critical' && !told.has(`${id} ${reportedAt}`)).length
    told = new Set(list.map(({ id, reportedAt }) => `${id} ${reportedAt}`))
    return fresh
  }
  const gauge = (metric: Fed, value: number): Measured => ({ metric, environment, kind: 'gauge', value })
  const of: Readonly<Record<Fed, () => Found>> = {
    user_satisfaction: () => {
      const found = satisfactionFigure(pilots(), plan)
      return 'value' in found ? gauge('user_satisfaction', found.value) : found
    },
    training_completion: () => {
      const { positive, asked } = trainingTally(pilots())
      return asked === 0 ? { why: 'nobody takes part yet' } : gauge('training_completion', positive / asked)
    },
    critical_bugs: () => ({ metric: 'critical_bugs', environment, kind: 'counter', increment: newCritical() }),
    issue_resolution: () => {
      const { hours } = resolutionSince(pilots().bugs, clock.wall() - resolutionWindow, clock.wall())
      return hours === undefined ? { why: 'no bug was resolved in the last 7 days' } : gauge('issue_resolution', hours)
    },
  }
  return {
    every: 1_000, timeout: 900,
    connector: {
      target: 'pilots', kind: 'pilots', environment, provides: feeds.map((metric) => ({ metric, environment })),
      identify: () => Promise.resolve({ id: 'roster of this console', detail: {} }),
      sample: () => {
        const found = feeds.map((metric) => [metric, of[metric]()] as const)
        const missing = found.flatMap(([metric, one]): readonly Missing[] => ('why' in one ? [{ metric, environment, reason: 'empty', detail: one.why }] : []))
        return Promise.resolve({ measured: found.flatMap(([, one]) => ('why' in one ? [] : [one])), missing })
      },
      stop: () => Promise.resolve(),
    },
  }
}
