/**
 * When users are to be asked, and what became of it. A date goes along with its phase, as a milestone does; one that comes again
 * does so for as long as the phase runs. Pure. Plan: "Day 17: User satisfaction survey", "Bi-weekly surveys", "Daily check-ins".
 */
import { placePhases, wallOfDay, dayAt, type Placed } from './calendar.ts'
import { participants, type Pilot, type Pilots, type Skipped } from './pilot.ts'
import type { Plan, SurveyDate } from './plan.ts'
import type { Programme } from './programme.ts'
import { isOpen, type Survey } from './survey.ts'

/** `planned`: its time has not come. `due`: it is not open yet. `missed`: its time went by without it. */
export type DateState = 'planned' | 'due' | 'open' | 'closed' | 'skipped' | 'missed'

/** One time at which the users of a phase are asked. */
export type Occurrence = {
  /** `id/n`, the same for this run of the phase on every console. */
  readonly key: string
  readonly date: SurveyDate
  readonly nth: number
  /** Day of the programme. */
  readonly day: number
  /** Wall ms from which on it is due; undefined before the programme has a start date. */
  readonly from?: number
  readonly state: DateState
  readonly survey?: Survey
  readonly skipped?: Skipped
}

type Asked = {
  readonly plan: Pick<Plan, 'phases' | 'pilots'>
  readonly programme: Pick<Programme, 'day1' | 'lives'>
  readonly pilots: Pick<Pilots, 'surveys' | 'skipped'>
  /** The phase that runs. */
  readonly phase: string | null
  readonly wall: number
}

const hourMs = 3_600_000

/** Days of the programme. @param first the one on which the phase's present run began, or will @param last its last, or that on which the next one began */
function daysOf({ day, every }: SurveyDate, { planned, now }: Pick<Placed, 'planned' | 'now'>, first: number, last: number): readonly number[] {
  if (day !== undefined) return [day === planned.to ? now.to : Math.min(now.to, first + day - planned.from)]
  if (every === undefined) return []
  // The last day of each span: who was asked on the first would have nothing to say.
  return Array.from({ length: Math.max(0, Math.floor((last - first + 1) / every)) }, (_, index) => first + (index + 1) * every - 1)
}

/** All of the plan's dates, in the order of their days. Those of a phase that began anew begin anew with it. */
export function surveyDates({ plan, programme, pilots, phase, wall }: Asked): readonly Occurrence[] {
  const { calendar = [], from: hour = 0 } = plan.pilots?.surveys ?? {}
  if (calendar.length === 0) return []
  const { day1, lives } = programme
  const placed = placePhases(plan, programme, day1 === undefined ? undefined : dayAt(day1, wall))
  return calendar.flatMap((date) => {
    const place = placed.find((one) => one.phase.id === date.phase)
    if (place === undefined) return []
    const run = place.started ? lives[date.phase]?.spans.at(-1) : undefined
    const first = run === undefined || day1 === undefined ? place.now.from : dayAt(day1, run.from)
    const last = run?.to === undefined || day1 === undefined ? place.now.to : dayAt(day1, run.to)
    const days = daysOf(date, place, first, last)
    return days.flatMap((day, index): readonly Occurrence[] => {
      const key = `${date.id}/${index + 1}`
      const since = run?.from ?? Number.POSITIVE_INFINITY
      const survey = pilots.surveys.find((one) => one.due === key && one.openedAt >= since)
      const skipped = pilots.skipped.findLast((one) => one.due === key && one.at >= since)
      const from = day1 === undefined ? undefined : wallOfDay(day1, day) + hour * hourMs
      const common = { key, date, nth: index + 1, day, ...(from !== undefined && { from }) }
      if (survey) return [{ ...common, survey, state: isOpen(survey, wall) ? 'open' : 'closed' }]
      if (skipped) return [{ ...common, skipped, state: 'skipped' }]
      if (run === undefined || from === undefined) return [{ ...common, state: 'planned' }]
      // The phase was over before its hour.
      if (date.every !== undefined && run.to !== undefined && from >= run.to) return []
      // The day on which the next one falls due is too late for this one.
      const next = days[index + 1]
      const isOver = phase !== date.phase || (next !== undefined && day1 !== undefined && wall >= wallOfDay(day1, next) + hour * hourMs)
      return [{ ...common, state: isOver ? 'missed' : wall >= from ? 'due' : 'planned' }]
    })
  }).toSorted((a, b) => a.day - b.day)
}

/** Who is asked in a phase: the cohort that was taken for it, or else everyone; those of them who take part. */
export function askedIn(pilots: Pick<Pilots, 'roster' | 'selected'>, phase: string): readonly Pilot[] {
  const there = participants(pilots)
  const { selected } = pilots
  return selected?.phase === phase ? there.filter(({ cohort }) => cohort === selected.cohort) : there
}

/** Its title, with a number where it comes again. */
export const titleOfDate = ({ date: { title, every }, nth }: Pick<Occurrence, 'date' | 'nth'>): string => (every === undefined ? title : `${title} ${nth}`)
