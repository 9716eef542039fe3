/**
 * Baselines in use: the plan's, or what was recorded in their place. Semantics 1 of the design: a new one is an entry with a reason.
 * A recorded figure stands as long as the plan still has the figure that it replaced: whoever writes another one into the
 * plan has decided later. A change elsewhere in the plan leaves it.
 */
import type { Entry } from './journal.ts'
import type { MetricName } from './metrics.ts'
import type { Plan } from './plan.ts'

export type RecordedBaseline = {
  readonly value: number
  /** Id of the plan, and its own figure at that time. */
  readonly plan: string
  readonly replaces: number
  readonly by: string
  readonly reason: string
  /** Wall milliseconds. */
  readonly at: number
}
export type RecordedBaselines = Readonly<Partial<Record<MetricName, RecordedBaseline>>>

export function foldBaselines(recorded: RecordedBaselines, entry: Entry): RecordedBaselines {
  if (entry.kind !== 'baseline.recorded') return recorded
  const { metric, value, plan, replaces } = entry.data
  return { ...recorded, [metric]: { value, plan, replaces, by: entry.who.name, reason: entry.why ?? '', at: entry.at.occurred } }
}

/** The margin stays the plan's. */
export function baselinesInUse({ id, baselines }: Pick<Plan, 'id' | 'baselines'>, recorded: RecordedBaselines): Plan['baselines'] {
  const inUse = { ...baselines }
  for (const [metric, one] of Object.entries(recorded) as [MetricName, RecordedBaseline][]) {
    const own = baselines[metric]
    if (own === undefined || one.plan !== id || own.value !== one.replaces) continue
    inUse[metric] = { ...own, value: one.value, recorded: new Date(one.at).toISOString().slice(0, 10), reason: `${one.by}: ${one.reason} (the plan has ${own.value})` }
  }
  return inUse
}

export const withBaselines = <P extends Pick<Plan, 'id' | 'baselines'>>(plan: P, recorded: RecordedBaselines): P => ({ ...plan, baselines: baselinesInUse(plan, recorded) })
