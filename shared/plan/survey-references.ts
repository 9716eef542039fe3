/** Surveys of the calendar lie in a phase and within its days; items that they tick name one that is there. */
import type { Plan } from '../plan.ts'
import { unknown, type ReferenceMistake } from './reference-mistake.ts'

export function surveyReferences({ phases, checklists, pilots }: Pick<Plan, 'phases' | 'checklists' | 'pilots'>): readonly ReferenceMistake[] {
  const calendar = pilots?.surveys.calendar ?? []
  const surveys = calendar.map(({ id }) => id)
  return [
    ...calendar.flatMap(({ phase: name, day, every, title }, index): readonly ReferenceMistake[] => {
      const path = ['pilots', 'surveys', 'calendar', index]
      const phase = phases.find(({ id }) => id === name)
      if (phase === undefined) return [unknown([...path, 'phase'], 'phase', name, phases.map(({ id }) => id))]
      const { from, to } = phase.days
      if (day !== undefined && (day < from || day > to)) return [{ path: [...path, 'day'], message: `“${title}” lies on day ${day}, and ${phase.title} goes from day ${from} to day ${to}`, mend: 'Give it a day of its phase, or another phase.' }]
      if (every !== undefined && every > to - from + 1) return [{ path: [...path, 'every'], message: `“${title}” comes every ${every} days, and ${phase.title} has ${to - from + 1}: it would never be due`, mend: 'Let it come more often, or give it a day.' }]
      return []
    }),
    ...checklists.flatMap((list, index) => list.items.flatMap(({ by }, at) =>
      typeof by !== 'object' || !('survey' in by) || surveys.includes(by.survey) ? [] : [unknown(['checklists', index, 'items', at, 'by', 'survey'], 'survey of the calendar', by.survey, surveys)])),
  ]
}
