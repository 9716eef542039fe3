/** The plan's dates for surveys as they stand now. */
import { useMemo } from 'react'
import { surveyDates, type Occurrence } from '../shared/survey-calendar.ts'
import { useNow } from './now.ts'
import { useView } from './store.ts'

export function useSurveyDates(): readonly Occurrence[] {
  const plan = useView((view) => view.opened?.plan)
  const programme = useView((view) => view.state?.programme)
  const pilots = useView((view) => view.state?.pilots)
  const phase = useView((view) => view.state?.phase) ?? null
  const { wall } = useNow(10_000)
  return useMemo(() => (plan && programme && pilots ? surveyDates({ plan, programme, pilots, phase, wall }) : []), [plan, programme, pilots, phase, wall])
}
