/** What the programme's screen goes by: the plan, the fold, the criteria as they stand, and the days. */
import { useMemo } from 'react'
import { dayAt, placePhases, type Placed } from '../../../shared/calendar.ts'
import { standingOfPhase, type Standings } from '../../../shared/decide.ts'
import type { Phase, Plan } from '../../../shared/plan.ts'
import type { Programme } from '../../../shared/programme.ts'
import { withPilotEvidence } from '../../../shared/pilot-figures.ts'
import type { State } from '../../../shared/state.ts'
import type { Occurrence } from '../../../shared/survey-calendar.ts'
import { useNow } from '../../now.ts'
import { useView } from '../../store.ts'
import { useSurveyDates } from '../../survey-dates.ts'

export type Present = {
  readonly plan: Plan
  readonly state: State
  readonly programme: Programme
  readonly wall: number
  /** Day of the programme; undefined before it has a start date. */
  readonly today: number | undefined
  readonly placed: readonly Placed[]
  readonly surveys: readonly Occurrence[]
}

export function usePresent(): Present | undefined {
  const plan = useView((view) => view.opened?.plan)
  const state = useView((view) => view.state)
  const { wall } = useNow(10_000)
  const day1 = state?.programme.day1
  const today = day1 === undefined ? undefined : dayAt(day1, wall)
  const programme = useMemo(() => state && plan && withPilotEvidence(state.programme, state.pilots, plan), [state, plan])
  const placed = useMemo(() => (plan && programme ? placePhases(plan, programme, today) : []), [plan, programme, today])
  const surveys = useSurveyDates()
  return plan && state && programme && { plan, state, programme, wall, today, placed, surveys }
}

export function useStandings(phase: Phase, { plan, programme, state: { checklists }, wall }: Present): Standings {
  const readings = useView((view) => view.frame?.criteria)
  return standingOfPhase(phase, { plan, programme, checklists, readings: readings ?? {}, wall })
}
