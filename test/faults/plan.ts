/** The built-in procedure, without what needs the history of a process that lives on, and as short as each kind of step allows. */
import { parse, stringify } from 'yaml'
import { planOn } from '../doubles/plan-on.ts'

type Step = { readonly id: string; readonly kind: string; readonly after?: readonly string[]; readonly with?: Readonly<Record<string, unknown>> }
type Loose = Record<string, unknown> & { readonly rollback: { readonly stages: readonly { readonly steps: readonly Step[] }[] } }

/** A figure of half a minute is gone with the process that had it. */
const leftOut = new Set(['performance'])
const short: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  switch: { with: { probes: 5 } },
  'blue-stable': { with: { checks: 2 } },
  functions: { with: { count: 1, journeys: ['backtest'] } },
}

/** @param change further settings of steps, by their id */
export function faultPlan(targets: readonly unknown[], change: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {}): string {
  const plan = parse(planOn(targets)) as Loose
  const gone = new Set(plan.rollback.stages.flatMap(({ steps }) => steps).filter(({ kind }) => leftOut.has(kind)).map(({ id }) => id))
  const stages = plan.rollback.stages.map((stage) => ({
    ...stage,
    steps: stage.steps.filter(({ id }) => !gone.has(id)).map((step) => ({
      ...step, ...(step.after && { after: step.after.filter((id) => !gone.has(id)) }), ...short[step.id], ...change[step.id],
    })),
  }))
  return stringify({ ...plan, rollback: { ...plan.rollback, stages }, benchmarks: [] })
}
