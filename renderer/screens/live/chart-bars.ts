/** Which gates' bars a chart draws: the first warning and the bar that rolls back. Pure. */
import { thresholdValue } from '../../../shared/gate.ts'
import type { MetricName, Statistic } from '../../../shared/metrics.ts'
import type { Gate, Plan } from '../../../shared/plan.ts'

export type ChartBar = { readonly value: number; readonly kind: 'warning' | 'critical' | 'rollback' | 'plan' | 'changed' }

/** Is the gate judged in this phase? Absent phases: always; `none`: while no phase runs. */
export const inPhase = (gate: Pick<Gate, 'phases'>, phase: string | null): boolean =>
  gate.phases === undefined || gate.phases.includes(phase ?? 'none')

export function chartBars(plan: Pick<Plan, 'gates' | 'baselines'>, metric: MetricName, statistic: Statistic, phase: string | null): readonly ChartBar[] {
  const gates = plan.gates.filter((gate) => gate.metric === metric && gate.statistic === statistic && inPhase(gate, phase))
  const first = (chosen: readonly Gate[], kind: ChartBar['kind']): readonly ChartBar[] => {
    const values = chosen.flatMap((gate) => thresholdValue(gate.threshold, plan.baselines) ?? [])
    if (values.length === 0) return []
    return [{ kind, value: chosen[0]?.direction === 'below' ? Math.max(...values) : Math.min(...values) }]
  }
  const warnings = first(gates.filter((gate) => gate.level === 'warning'), 'warning')
  const rollbacks = first(gates.filter((gate) => gate.response === 'rollback'), 'rollback')
  const critical = rollbacks.length > 0 ? rollbacks : first(gates.filter((gate) => gate.level === 'critical'), 'critical')
  // Where both stand at one height the graver one is told.
  return [...warnings.filter((bar) => !critical.some((other) => other.value === bar.value)), ...critical]
}
