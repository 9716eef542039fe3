/** Gates as the plan file writes them, and readings and statuses to judge. */
import { gate, type Gate } from '../../../../shared/plan.ts'
import type { Evaluation, GateStatus } from '../../../../shared/gate.ts'
import type { WindowReading } from '../../../../electron/judge/evaluate.ts'

type Input = Readonly<Record<string, unknown>>

const errorBurst = {
  id: 'error-burst', title: 'Error burst', group: 'reliability', metric: 'error_rate', statistic: 'ratio', window: '30s',
  direction: 'above', threshold: { value: 0.1 }, level: 'critical', for: '20s', minimum: 20,
  response: 'rollback', mode: 'act', source: 'Error Rate >5% → Auto Rollback',
}

export const exampleGate = (changes: Input = {}): Gate => gate.parse({ ...errorBurst, ...changes })

export const reading = (value: number | undefined, changes: Partial<WindowReading> = {}): WindowReading => ({
  ...(value !== undefined && { value }), samples: 100, missing: 0, ...changes,
})

export const failing: Evaluation = { outcome: 'fail', value: 0.124, threshold: 0.1, samples: 100 }

/** Fires since 100 s, its condition true since 80 s, last evaluated at 110 s. */
export const firing = (changes: Partial<GateStatus> = {}): GateStatus => ({
  state: 'firing', since: 100_000, activeSince: 80_000, sustained: 30_000, missing: 0, evaluatedAt: 110_000, evaluation: failing, ...changes,
})
