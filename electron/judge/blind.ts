/**
 * Which protection the console can't give just now, because what a rule reads is not to be had. Pure.
 * No data rolls nothing back (semantics 2 of the design), so that it is missing has to be said loudly.
 */
import type { Blind } from '../../shared/contract/live.ts'
import type { Environment, MetricName, MissingReason } from '../../shared/metrics.ts'
import type { Gate, Plan } from '../../shared/plan.ts'
import { inScope, reasonText } from './evaluate.ts'

/** A source that has been silent for longer than this (ms) is no late answer. */
export const blindAfter = 15_000

/** Times are monotonic ms; a source that never answered is silent since the console began. */
export type Sight = {
  readonly plan: Pick<Plan, 'gates' | 'rollback'>
  readonly phase: string | null
  readonly sources: readonly { readonly target: string; readonly state: 'ok' | MissingReason; readonly lastGood?: number }[]
  /** Which target brings a metric. */
  readonly sourceOf: (metric: MetricName, environment: Environment) => string | undefined
  readonly began: number
  readonly now: number
}

/** Rules that may roll back and whose source is silent; a rule that the plan gives no source is the linter's. */
export function blindGates({ plan, phase, sources, sourceOf, began, now }: Sight): readonly Blind[] {
  const judged = (gate: Gate): boolean => gate.response === 'rollback' && inScope(gate, phase)
  return plan.gates.filter(judged).flatMap((gate) =>
    gate.environments.filter((environment) => environment !== plan.rollback.target).flatMap((environment): readonly Blind[] => {
      const source = sources.find(({ target }) => target === sourceOf(gate.metric, environment))
      if (source === undefined || source.state === 'ok') return []
      const silentFor = now - (source.lastGood ?? began)
      return silentFor <= blindAfter ? [] : [{ gate: gate.id, environment, source: source.target, why: reasonText(source.state), silentFor }]
    }))
}
