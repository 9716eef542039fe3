/** A stage of a run as the screens show it. Pure. */
import { stageDone, type Run, type StageRun, type StepRun } from '../../shared/rollback.ts'
import type { Tone, Worded } from '../words/states.ts'
import { stage as words } from '../words/parts.ts'

export type StageState = 'waiting' | 'running' | 'asking' | 'done' | 'failed'

const stageTones: Readonly<Record<StageState, Tone>> = { waiting: 'off', running: 'busy', asking: 'warn', done: 'calm', failed: 'bad' }
const stageTexts: Readonly<Record<StageState, string>> = { waiting: 'waiting', running: 'running', asking: words.asksYou, done: 'done', failed: 'failed' }

export function stageState(stage: StageRun): StageState {
  const has = (...states: readonly StepRun['state'][]): boolean => stage.steps.some((step) => states.includes(step.state))
  if (stageDone(stage)) return 'done'
  if (has('asking')) return 'asking'
  if (has('running', 'unknown')) return 'running'
  if (has('failed')) return 'failed'
  return has('ok', 'skipped') ? 'running' : 'waiting'
}

export function stageWord(stage: StageRun): Worded {
  const state = stageState(stage)
  return { tone: stageTones[state], word: stageTexts[state] }
}

/** Monotonic milliseconds at which the first step began and the last one ended; no end before all are done. */
export function stageSpan(stage: StageRun): { readonly from?: number; readonly to?: number } {
  const starts = stage.steps.flatMap((step) => step.startedAt ?? [])
  const ends = stage.steps.flatMap((step) => step.endedAt ?? [])
  return { ...(starts.length > 0 && { from: Math.min(...starts) }), ...(stageDone(stage) && ends.length > 0 && { to: Math.max(...ends) }) }
}

/** Steps that a person should look at now: asking first, then running, then failed. */
export function stepsNow(run: Run): readonly StepRun[] {
  const order = ['asking', 'running', 'unknown', 'failed'] as const
  const steps = run.stages.flatMap((stage) => stage.steps)
  return order.flatMap((state) => steps.filter((step) => step.state === state))
}

/** "Minutes 2-5" of a stage's window. */
export const windowText = (stage: Pick<StageRun, 'from' | 'to'>): string => {
  const minutes = (ms: number): string => String(Math.round((ms / 60_000) * 10) / 10)
  return words.min(minutes(stage.from), minutes(stage.to))
}
