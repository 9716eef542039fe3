import type { Plan } from '../../shared/plan.ts'

/** The plan as screens may have it: a target's own settings hold addresses and what `${TOKEN}` stood for, and stay here. */
export const shownPlan = (plan: Plan): Plan => ({
  ...plan,
  targets: plan.targets.map(({ id, kind, environment, every, timeout }) => ({ id, kind, every, timeout, ...(environment !== undefined && { environment }) })),
})
