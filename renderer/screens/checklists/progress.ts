/** Which checklists are due, and how far each is. Pure. */
import { itemKey, type Checklists } from '../../../shared/checklist.ts'
import type { Checklist, Plan } from '../../../shared/plan.ts'
import type { Occurrence } from '../../../shared/survey-calendar.ts'
import { progress as say } from '../../words/checklists.ts'

export const progressOf = (list: Checklist, ticks: Checklists): { readonly done: number; readonly of: number } => ({
  done: list.items.filter((item) => ticks[itemKey(list.id, item.id)]?.tick !== undefined).length,
  of: list.items.length,
})

/**
 * What must be done by now: the preparation and every phase up to the present one, in the plan's order.
 * None while no phase runs.
 */
export function dueChecklists({ checklists, phases }: Pick<Plan, 'checklists' | 'phases'>, phase: string | null): readonly Checklist[] {
  const present = phases.findIndex((one) => one.id === phase)
  if (present === -1) return []
  return checklists.filter((list) => list.phase === undefined || phases.findIndex((one) => one.id === list.phase) <= present)
}

/** What the survey calendar says of an item that a survey ticks; undefined where it says nothing more. */
export function surveyNote(by: Checklist['items'][number]['by'], dates: readonly Occurrence[]): string | undefined {
  if (typeof by !== 'object' || !('survey' in by)) return undefined
  const own = dates.filter(({ date }) => date.id === by.survey)
  const waits = own.find(({ state }) => state === 'due')
  if (waits) return say.dueSinceDay(waits.day)
  const next = own.find(({ state }) => state === 'planned')
  return next && say.nextOnDay(next.day)
}

const facts = { drill: say.drillWithinWindows, checkpoint: say.provenCheckpointNotStale, monitoring: say.allGatesPhaseData, baseline: say.aBaselineIsRecorded, journeys: say.journeysGetThroughGreen } as const

/** The fact that an item ticks and unticks itself by, in words. */
export const factText = (by: NonNullable<Checklist['items'][number]['by']>): string => (typeof by === 'string' ? facts[by] : 'survey' in by ? say.eachSurveyCalendarGoes(by.survey) : say.theBenchmarkPasses(by.benchmark))
