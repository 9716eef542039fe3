/** The words of the communication tree: what is filled into a template, and what a line says where the plan gives it none. Pure. */
import type { Incident } from './incident.ts'
import { isPractice, type Plan, type Template } from './plan.ts'
import type { Run } from './rollback.ts'

/** For everyone: no word of what happened inside. */
export const publicWords = ['service', 'since', 'next', 'time'] as const
export const internalWords = [...publicWords, 'title', 'severity', 'impact', 'state', 'incident', 'owner'] as const
export type Word = (typeof internalWords)[number]
export type Words = Readonly<Record<Word, string>>

const slot = /\{(\w+)\}/g
export const wordsIn = (text: string): readonly string[] => [...text.matchAll(slot)].flatMap(([, word]) => word ?? [])
/** A word that is not known stays as it is: a person sees it in the draft. */
export const fillWords = (text: string, words: Partial<Words>): string => text.replaceAll(slot, (whole, word: string) => words[word as Word] ?? whole)

/** "14:03 UTC" of today's reader, with the day where it is another one. */
export function momentWords(wall: number, now: number): string {
  const iso = new Date(wall).toISOString()
  const clock = `${iso.slice(11, 16)} UTC`
  return iso.slice(0, 10) === new Date(now).toISOString().slice(0, 10) ? clock : `${iso.slice(0, 10)} ${clock}`
}

/** Where a rollback stands, without its steps: a draft is not written anew with each of them. */
function runWords(run: Run | undefined): string | undefined {
  switch (run?.state) {
    case undefined: return undefined
    case 'validating': return `a rollback to ${run.target} waits for its validation`
    case 'running': return `a rollback to ${run.target} is running`
    case 'completed': return `the rollback to ${run.target} is complete`
    case 'stopped': return `the rollback to ${run.target} was stopped`
    case 'vetoed': return `the rollback to ${run.target} was vetoed`
  }
}

export type Told = {
  readonly plan: Pick<Plan, 'title' | 'lab' | 'staging'>
  readonly incident: Incident
  readonly run: Run | undefined
  /** Wall ms of the next update, where one is planned. */
  readonly next: number | undefined
  /** For what the time is written. */
  readonly at: number
}

export function wordsOf({ plan, incident, run, next, at }: Told): Words {
  const { title, severity, cause, openedAt, closedAt, summary, roles, id } = incident
  const open = runWords(run) ?? 'being worked on'
  return {
    service: plan.title, title, severity, impact: cause, incident: id,
    since: momentWords(openedAt, at), time: momentWords(at, at),
    state: closedAt === undefined ? open : `closed at ${momentWords(closedAt, at)}: ${(summary ?? '').replace(/\.$/, '')}`,
    next: next === undefined ? 'as soon as there is more to say' : `by ${momentWords(next, at)}`,
    owner: roles?.communications ?? roles?.commander ?? 'the on-call engineer',
  }
}

export type Occasion = 'first' | 'update' | 'closed' | 'after'

const internal: Readonly<Record<Occasion, Template>> = {
  first: { title: '{severity}: {title}', text: '{service}: {title} ({severity}), since {since}.\nImpact: {impact}.\nState: {state}.\nNext update: {next}.\nContact: {owner}. Incident {incident}.' },
  update: { title: 'Update, {severity}: {title}', text: '{service}: {title} ({severity}), since {since}.\nState: {state}.\nNext update: {next}.\nContact: {owner}. Incident {incident}.' },
  closed: { title: 'Closed: {title}', text: '{service}: {title} ({severity}), since {since}, is over.\nState: {state}.\nContact: {owner}. Incident {incident}.' },
  after: { title: 'Incident report: {title}', text: '{service}: {title}, since {since}.\nState: {state}.\nIncident {incident}.' },
}
const outside: Readonly<Record<Occasion, Template>> = {
  first: { title: 'Disturbances', text: 'Since {since} you may notice disturbances. We are working on it. Next update: {next}.' },
  update: { title: 'We are still working on it', text: 'The disturbances that began at {since} are not over yet. We are working on it. Next update: {next}.' },
  closed: { title: 'The disturbances are over', text: 'The disturbances that began at {since} are over. Thank you for your patience.' },
  after: { title: 'What happened', text: 'On the disturbances that began at {since}: (a person writes here what happened, and what is done so that it does not happen again)' },
}

/** A practice says so, wherever it arrives. */
const practiceMark = 'Drill: '

/** Title and text of one message. @param template the plan's own, in place of ours */
export function messageWords(told: Told, { occasion, isPublic, template }: { readonly occasion: Occasion; readonly isPublic: boolean; readonly template?: Template | undefined }): { readonly title: string; readonly text: string } {
  const words = wordsOf(told)
  const given: Partial<Words> = isPublic ? Object.fromEntries(publicWords.map((word) => [word, words[word]])) : words
  const { title, text } = template ?? (isPublic ? outside : internal)[occasion]
  const practice = isPractice(told.plan) || told.run?.drill === true
  return { title: `${practice ? practiceMark : ''}${fillWords(title, given)}`.slice(0, 200), text: fillWords(text, given).slice(0, 10_000) }
}
