/**
 * Surveys of the pilot users, folded from entries. Who was asked stays in the denominator; who has not answered counts neither way.
 * Plan: "User surveys and feedback collection", "Bi-weekly surveys"; semantics 18 of the design.
 */
import { shareInterval } from './interval.ts'
import { actorText, type Entry } from './journal.ts'
import type { Answers, Question } from './pilot-entries.ts'

export type Answer = { readonly pilot: string; readonly at: number; readonly via: 'link' | 'csv'; readonly answers: Answers; readonly seq: number }
export type Survey = {
  readonly id: string
  readonly title: string
  readonly questions: readonly Question[]
  /** Ids of pilots. */
  readonly asked: readonly string[]
  readonly openedAt: number
  readonly openedBy: string
  /** Wall ms at which its links end. */
  readonly closes: number
  readonly closedAt?: number
  /** The plan's date that it is for, as `id/n`. */
  readonly due?: string
  /** Digest of the link's token, by pilot. */
  readonly links: Readonly<Record<string, string>>
  /** One a pilot; the first that came counts. */
  readonly answers: readonly Answer[]
}
/** Newest first. */
export type Surveys = readonly Survey[]

export function foldSurveys(surveys: Surveys, entry: Entry): Surveys {
  if (entry.kind === 'survey.opened') {
    const { survey: id, title, questions, asked, closes, due } = entry.data
    // One that the plan has a date for bears the same name wherever it is opened: the first opened it.
    if (surveys.some((one) => one.id === id)) return surveys
    return [{ id, title, questions, asked, closes, ...(due !== undefined && { due }), openedAt: entry.at.occurred, openedBy: actorText(entry.who), links: {}, answers: [] }, ...surveys]
  }
  const change = (id: string, next: (survey: Survey) => Survey): Surveys => surveys.map((one) => (one.id === id ? next(one) : one))
  switch (entry.kind) {
    case 'survey.linked':
      return change(entry.data.survey, (one) => ({ ...one, links: { ...one.links, ...entry.data.digests } }))
    case 'survey.answered': {
      const { survey, pilot, answers, via } = entry.data
      return change(survey, (one) => (!one.asked.includes(pilot) || answerOf(one, pilot) !== undefined ? one : { ...one, answers: [...one.answers, { pilot, answers, via, at: entry.at.occurred, seq: entry.seq }] }))
    }
    case 'survey.closed':
      return change(entry.data.survey, (one) => (one.closedAt === undefined ? { ...one, closedAt: entry.at.occurred } : one))
    default:
      return surveys
  }
}

export const answerOf = ({ answers }: Survey, pilot: string): Answer | undefined => answers.find((one) => one.pilot === pilot)
export const isOpen = ({ closedAt, closes }: Survey, wall: number): boolean => closedAt === undefined && wall < closes

/** Is an answer positive? undefined where there is none, or where the question has no such side. */
export function isPositive({ kind, positiveFrom }: Question, answer: string | undefined): boolean | undefined {
  if (answer === undefined || answer === '' || kind === 'text') return undefined
  return kind === 'yes-no' ? answer === 'yes' : Number(answer) >= positiveFrom
}

/** What is wrong with the answers, by question; empty where they can be kept. An empty answer is none. */
export function wrongAnswers(questions: readonly Question[], given: Answers): readonly { readonly question: string; readonly message: string }[] {
  const known = new Map(questions.map((one) => [one.id, one]))
  return Object.entries(given).flatMap(([id, value]) => {
    const asked = known.get(id)
    if (asked === undefined) return [{ question: id, message: 'there is no such question' }]
    if (value === '' || asked.kind === 'text') return []
    if (asked.kind === 'yes-no') return value === 'yes' || value === 'no' ? [] : [{ question: id, message: 'expected yes or no' }]
    return /^[1-5]$/.test(value) ? [] : [{ question: id, message: 'expected a whole number from 1 to 5' }]
  })
}

/** So many of those asked. `low` and `high`: exact 95 % interval of the share among who answered; `worst` and `best`: with every missing answer no, or yes. */
export type Tally = { readonly positive: number; readonly answered: number; readonly asked: number; readonly low: number; readonly high: number; readonly worst: number; readonly best: number }

export function tallyOf(positive: number, answered: number, asked: number): Tally {
  const missing = asked - answered
  return { positive, answered, asked, ...shareInterval(positive, answered), worst: asked === 0 ? 0 : positive / asked, best: asked === 0 ? 1 : (positive + missing) / asked }
}

/** The tally of the survey's first question that counts as this; undefined where it asks none. */
export function surveyTally(survey: Survey, counts: NonNullable<Question['counts']>): Tally | undefined {
  const asked = survey.questions.find((one) => one.counts === counts)
  return asked && questionTally(survey, asked)
}

export function questionTally({ answers: all, asked }: Pick<Survey, 'answers' | 'asked'>, question: Question): Tally {
  const said = all.map(({ answers }) => isPositive(question, answers[question.id])).filter((one) => one !== undefined)
  return tallyOf(said.filter(Boolean).length, said.length, asked.length)
}

/** Texts of a survey, newest first, those in which every word is found. */
export function commentsOf(survey: Survey, words: string): readonly { readonly pilot: string; readonly question: string; readonly text: string; readonly at: number }[] {
  const wanted = words.toLowerCase().split(/\s+/).filter((word) => word !== '')
  const texts = survey.questions.filter(({ kind }) => kind === 'text')
  return survey.answers.toReversed().flatMap(({ pilot, answers, at }) =>
    texts.flatMap(({ id, text: question }) => {
      const text = answers[id] ?? ''
      const found = text !== '' && wanted.every((word) => text.toLowerCase().includes(word))
      return found ? [{ pilot, question, text, at }] : []
    }))
}
