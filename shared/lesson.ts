/**
 * The two-minute drill that teaches the button, folded from entries: a step is done by a fact on the record and by nothing
 * else, so there is no "next" to press. Plan: "Hands-on Demo"; README, "A first drill".
 */
import { actorText, type Entry } from './journal.ts'
import type { Run } from './rollback.ts'

export const lessonSteps = ['fault', 'pending', 'firing', 'decision', 'switch', 'end', 'note'] as const
export type LessonStep = (typeof lessonSteps)[number]

/** The entry that did a step. `passed`: what came after it has happened, and it has not. */
export type Done = { readonly seq: number; readonly at: number; readonly what: string } | 'passed'

export type Lesson = {
  readonly by: string
  /** Wall ms. */
  readonly begunAt: number
  /** Out of sight; facts still count. */
  readonly left: boolean
  readonly done: Readonly<Partial<Record<LessonStep, Done>>>
  /** Of the run that it is about, once there is one. */
  readonly run?: string
  readonly incident?: string
}

/** The step that is waited for; undefined once all are done. */
export const lessonNow = ({ done }: Pick<Lesson, 'done'>): LessonStep | undefined => lessonSteps.find((step) => done[step] === undefined)

const ofRun = (lesson: Lesson, run: string): boolean => lesson.run === run

/** Which step an entry does, and in what words. @param run the present run, after the entry */
function factOf(lesson: Lesson, entry: Entry, run: Run | undefined): { readonly step: LessonStep; readonly what: string } | undefined {
  switch (entry.kind) {
    case 'lab.fault':
      return entry.data.on ? { step: 'fault', what: `fault ${entry.data.fault} is on` } : undefined
    case 'gate.turned': {
      const { to, title, response } = entry.data
      if (response !== 'rollback' || lesson.done.fault === undefined || (to !== 'pending' && to !== 'firing')) return undefined
      return { step: to, what: `${title} is ${to}` }
    }
    case 'rollback.validated':
      return ofRun(lesson, entry.data.run) ? { step: 'decision', what: entry.data.how === 'silence' ? 'nobody answered, so it went ahead' : `${actorText(entry.who)} said yes` } : undefined
    case 'rollback.vetoed':
      return ofRun(lesson, entry.data.run) ? { step: 'decision', what: `${actorText(entry.who)} vetoed it` } : undefined
    case 'step.outcome': {
      if (!ofRun(lesson, entry.data.run) || entry.data.result !== 'ok') return undefined
      const step = run?.stages.flatMap(({ steps }) => steps).find(({ id }) => id === entry.data.step)
      return step?.kind === 'route' ? { step: 'switch', what: entry.data.detail === '' ? `${step.title} is done` : entry.data.detail } : undefined
    }
    case 'rollback.finished':
      return ofRun(lesson, entry.data.run) ? { step: 'end', what: `the run ${entry.data.outcome}` } : undefined
    case 'incident.note':
      return lesson.done.end !== undefined && entry.incident === lesson.incident && entry.who.kind === 'person' ? { step: 'note', what: 'your line is on the record' } : undefined
    default:
      return undefined
  }
}

function ticked(lesson: Lesson, step: LessonStep, done: Exclude<Done, 'passed'>): Lesson {
  // A fact is noted once: the first is what taught.
  const present = lesson.done[step]
  if (present !== undefined && present !== 'passed') return lesson
  const before = lessonSteps.slice(0, lessonSteps.indexOf(step)).filter((one) => lesson.done[one] === undefined)
  return { ...lesson, done: { ...lesson.done, ...Object.fromEntries(before.map((one) => [one, 'passed' as const])), [step]: done } }
}

/** @param run the run after the entry */
export function foldLesson(lesson: Lesson | undefined, entry: Entry, run: Run | undefined): Lesson | undefined {
  if (entry.kind === 'lesson.begun') {
    const goesOn = lesson !== undefined && lesson.left && lessonNow(lesson) !== undefined
    return goesOn ? { ...lesson, left: false } : { by: actorText(entry.who), begunAt: entry.at.occurred, left: false, done: {} }
  }
  if (lesson === undefined || lessonNow(lesson) === undefined) return entry.kind === 'lesson.left' && lesson ? { ...lesson, left: true } : lesson
  if (entry.kind === 'lesson.left') return { ...lesson, left: true }
  if (entry.kind === 'rollback.opened' && lesson.run === undefined)
    return { ...lesson, run: entry.data.run, ...(entry.incident !== undefined && { incident: entry.incident }) }
  const fact = factOf(lesson, entry, run)
  if (fact === undefined) return lesson
  const next = ticked(lesson, fact.step, { seq: entry.seq, at: entry.at.occurred, what: fact.what })
  // A veto ends the run: there is no switch to watch.
  return entry.kind === 'rollback.vetoed' ? ticked(next, 'end', { seq: entry.seq, at: entry.at.occurred, what: 'nothing was moved' }) : next
}
