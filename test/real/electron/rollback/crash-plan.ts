import type { Plan } from '../../../../shared/plan.ts'
import { planWith, wholeProcedure } from '../../../doubles/rollback-plan.ts'

/** The procedure without what needs a sampler's history: that of a killed process is gone with it. */
export const crashPlan = (targets: Plan['targets']): Plan =>
  planWith(wholeProcedure.map((stage) => ({ ...stage, steps: stage.steps.filter(({ kind }) => kind !== 'performance' && kind !== 'monitoring-reset') })), { targets })
