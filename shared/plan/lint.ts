import type { Plan } from '../plan.ts'

/** Something that a valid plan may have and that people should know. Paths count from the plan's root. */
export type Finding = {
  readonly id: string
  readonly severity: 'error' | 'warning' | 'info'
  readonly path: readonly (string | number)[]
  readonly message: string
}

export const lintPlan = (_plan: Plan): readonly Finding[] => []
