/** What a run says in words for people. Pure. */
import { durationText } from '../../shared/duration.ts'
import type { AskOption } from '../../shared/journal.ts'
import type { Run, StepRun } from '../../shared/rollback.ts'
import { count, nameOf } from './steps/kind.ts'

const stepsOf = (run: Run): readonly StepRun[] => run.stages.flatMap((stage) => stage.steps)

/** Says what was left out; never that users are back where the switch was skipped. */
export function finishedText(run: Run, ms: number): string {
  const steps = stepsOf(run)
  const skipped = steps.filter(({ state }) => state === 'skipped')
  const switches = steps.filter(({ kind }) => kind === 'route')
  const switched = switches.length > 0 && switches.every(({ state }) => state === 'ok')
  const back = Math.max(...switches.map(({ endedAt = run.startedAt }) => endedAt)) - run.startedAt
  const head = switched ? `Users went back to ${nameOf(run.target)} within ${durationText(back)}, the run took ${durationText(ms)}` : `Ended after ${durationText(ms)}; this run did not switch traffic to ${nameOf(run.target)}`
  if (skipped.length === 0) return `${head}. All ${count(steps.length, 'step')} done.`
  const list = skipped.map(({ title, skippedBecause = '' }) => `${title} (${skippedBecause})`).join('; ')
  return `${head}. ${steps.length - skipped.length} of ${count(steps.length, 'step')} done, skipped: ${list}.`
}

export function stoppedText(run: Run, reason: string, by: string): string {
  const open = stepsOf(run).filter(({ state }) => state !== 'ok' && state !== 'skipped').map(({ title }) => title)
  return `Stopped by ${by}: ${reason}. Not done: ${open.join(', ') || 'nothing'}. Where traffic goes now is as the balancer reports it.`
}

export const questionText = (step: StepRun, detail: string, attempts: number): string =>
  `${step.title} did not succeed${attempts > 1 ? ` in ${count(attempts, 'attempt')}` : ''}: ${detail}`

/** What a step is by an answer that needs a reason. */
export const answeredWords: Readonly<Record<AskOption, string>> = { retry: 'tried again', skip: 'skipped', stop: 'stopped', restore: 'let restore', end: 'ended' }
