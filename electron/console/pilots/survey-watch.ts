/**
 * Tells of surveys: one that is due and not open, one whose links nobody has made, one that closes soon and is not answered by
 * all. Each once, and its end. Pure. Plan: "Day 17: User satisfaction survey", "Bi-weekly surveys and continuous feedback".
 */
import { openGroups } from '../../../shared/alert.ts'
import { durationText } from '../../../shared/duration.ts'
import { rule, type Draft } from '../../../shared/journal.ts'
import type { Plan } from '../../../shared/plan.ts'
import type { State } from '../../../shared/state.ts'
import { askedIn, surveyDates, titleOfDate, type Occurrence } from '../../../shared/survey-calendar.ts'
import { isOpen, type Survey } from '../../../shared/survey.ts'

type Known = Pick<State, 'programme' | 'pilots' | 'phase' | 'alerts'>
type Told = { readonly gate: string; readonly title: string; readonly text: string }

const who = rule('survey-calendar')
/** Stands where a gate's id does in alerts. */
const prefix = 'survey/'

function dueText({ date, day, nth }: Occurrence, { phases }: Pick<Plan, 'phases'>, { pilots }: Pick<Known, 'pilots'>): string {
  const asked = askedIn(pilots, date.phase).length
  const whom = asked === 0 ? 'Nobody takes part yet: add users with their consent first.' : `${asked === 1 ? '1 user is' : `${asked} users are`} to be asked.`
  return `${titleOfDate({ date, nth })} of ${phases.find(({ id }) => id === date.phase)?.title ?? date.phase} is due since day ${day}. ${whom} Open it on Pilot users, Surveys, or leave it out with a reason.`
}

/** From which wall ms on who has not answered is told of; undefined where the plan wants no reminder. */
const remindFrom = ({ openedAt, closes }: Pick<Survey, 'openedAt' | 'closes'>, before: number | undefined): number | undefined =>
  before === undefined ? undefined : Math.max(openedAt + (closes - openedAt) / 2, closes - before)

function openText({ title, asked, answers, links, closes, openedAt }: Survey, wall: number, before: number | undefined): string | undefined {
  const missing = asked.length - answers.length
  const from = remindFrom({ openedAt, closes }, before)
  if (missing === 0) return undefined
  if (answers.length === 0 && Object.keys(links).length === 0) return `“${title}” is open, and nobody has a link to it: make the links on Pilot users, Surveys, or bring the answers by a file.`
  return from === undefined || wall < from ? undefined : `${missing} of ${asked.length} have not answered “${title}”, which closes in ${durationText(closes - wall)}. Remind them; new links take the place of the old.`
}

export function surveyDrafts(plan: Pick<Plan, 'phases' | 'pilots'>, { programme, pilots, phase, alerts }: Known, wall: number): readonly Draft[] {
  if (plan.pilots === undefined) return []
  const { remind } = plan.pilots.surveys
  const wanted: readonly Told[] = [
    ...surveyDates({ plan, programme, pilots, phase, wall }).filter(({ state }) => state === 'due').map((one) => ({ gate: `${prefix}${one.key}`, title: `A survey is due: ${titleOfDate(one)}`, text: dueText(one, plan, { pilots }) })),
    ...pilots.surveys.filter((survey) => isOpen(survey, wall)).flatMap((survey) => {
      const text = openText(survey, wall, remind)
      return text === undefined ? [] : [{ gate: `${prefix}${survey.id}`, title: `Answers are missing: ${survey.title}`, text }]
    }),
  ]
  const told = openGroups(alerts).flatMap((group) => group.alerts.filter(({ gate, firing }) => firing && gate.startsWith(prefix)).map(({ gate }) => gate))
  return [
    ...wanted.filter(({ gate }) => !told.includes(gate)).map(({ gate, title, text }): Draft => ({ kind: 'alert.raised', who, data: { gate, title, response: 'alert', text } })),
    ...told.filter((gate) => !wanted.some((one) => one.gate === gate)).map((gate): Draft => ({ kind: 'alert.ended', who, data: { gate } })),
  ]
}
