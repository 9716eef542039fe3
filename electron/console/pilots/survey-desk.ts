/**
 * What a link to a form opens, and what it takes. A token is known here by its digest alone and opens one form, once; the entry
 * of an answer is the rule's, since a link shows who was given it and not who used it. Semantics 17, 18 and 20 of the design.
 */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { Clock } from '../../../shared/clock.ts'
import { rule, type Draft } from '../../../shared/journal.ts'
import type { Pilots } from '../../../shared/pilot.ts'
import { longestAnswer, type Answers } from '../../../shared/pilot-entries.ts'
import { answerOf, isOpen, wrongAnswers, type Survey } from '../../../shared/survey.ts'
import type { Journal } from '../../journal/journal.ts'

export const digestOf = (token: string): string => createHash('sha256').update(token).digest('hex')

export type Form = Pick<Survey, 'title' | 'questions'>
export type Opened =
  | { readonly state: 'open'; readonly form: Form }
  | { readonly state: 'answered' | 'closed' }
  /** Never given out, or replaced by another. */
  | { readonly state: 'unknown' }
export type Taken = { readonly state: 'taken' } | { readonly state: 'wrong'; readonly form: Form; readonly mistakes: readonly { readonly question: string; readonly message: string }[] } | Exclude<Opened, { readonly state: 'open' }>

export type SurveyDesk = {
  readonly open: (token: string) => Opened
  /** Durable when it returns. */
  readonly answer: (token: string, given: Answers) => Taken
}

export function createSurveyDesk({ pilots, journal, clock }: { readonly pilots: () => Pilots; readonly journal: Pick<Journal, 'append'>; readonly clock: Clock }): SurveyDesk {
  const find = (token: string): { readonly survey: Survey; readonly pilot: string } | undefined => {
    const wanted = Buffer.from(digestOf(token))
    for (const survey of pilots().surveys) {
      const found = Object.entries(survey.links).find(([, digest]) => timingSafeEqual(Buffer.from(digest), wanted))
      if (found) return { survey, pilot: found[0] }
    }
    return undefined
  }
  const stateOf = (token: string) => {
    const found = find(token)
    if (found === undefined) return { state: 'unknown' } as const
    if (answerOf(found.survey, found.pilot)) return { state: 'answered' } as const
    // Who was taken from the roster, or withdrew, is asked nothing more.
    const pilot = pilots().roster.find(({ id }) => id === found.pilot)
    if (!isOpen(found.survey, clock.wall()) || pilot?.consent?.given !== true) return { state: 'closed' } as const
    return { state: 'open', ...found } as const
  }
  return {
    open: (token) => {
      const found = stateOf(token)
      return found.state === 'open' ? { state: 'open', form: { title: found.survey.title, questions: found.survey.questions } } : found
    },
    answer: (token, given) => {
      const found = stateOf(token)
      if (found.state !== 'open') return found
      const { survey, pilot } = found
      const said = Object.fromEntries(Object.entries(given).map(([id, value]) => [id, value.trim()] as const).filter(([, value]) => value !== ''))
      const mistakes = [
        ...wrongAnswers(survey.questions, said),
        ...Object.entries(said).flatMap(([question, value]) => (value.length > longestAnswer ? [{ question, message: `is longer than ${longestAnswer} characters` }] : [])),
        ...(Object.keys(said).length === 0 ? [{ question: survey.questions[0]?.id ?? '', message: 'nothing is answered yet' }] : []),
      ]
      if (mistakes.length > 0) return { state: 'wrong', form: { title: survey.title, questions: survey.questions }, mistakes }
      const draft: Draft<'survey.answered'> = { kind: 'survey.answered', who: rule('survey-link'), data: { survey: survey.id, pilot, answers: said, via: 'link' } }
      journal.append(draft)
      return { state: 'taken' }
    },
  }
}
