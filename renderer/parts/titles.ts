/** What the plan calls its parts, by id: for sentences that an entry tells in ids. */
import type { Plan } from '../../shared/plan.ts'
import { useView } from '../store.ts'

const none: ReadonlyMap<string, string> = new Map()
/** A plan is one value as long as it is in use, so its names are made once. */
const made = new WeakMap<Plan, ReadonlyMap<string, string>>()

export function titlesOf(plan: Plan): ReadonlyMap<string, string> {
  const present = made.get(plan)
  if (present) return present
  const named = [
    ...plan.gates, ...plan.phases, ...plan.checklists, ...plan.checklists.flatMap((list) => list.items),
    ...plan.rollback.stages, ...plan.rollback.stages.flatMap((stage) => stage.steps), ...plan.rollback.manualTriggers,
  ]
  const titles = new Map([['button', 'the rollback button'], ...named.map(({ id, title }) => [id, title] as const)])
  made.set(plan, titles)
  return titles
}

export const useTitles = (): ReadonlyMap<string, string> => useView((view) => (view.opened ? titlesOf(view.opened.plan) : none))
