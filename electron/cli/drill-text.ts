/** A run's stages against the plan's windows. Pure. Plan: "15-Minute Rollback Procedure". */
import { stageTimes, type StageTime } from '../../shared/drill.ts'
import { durationText } from '../../shared/duration.ts'
import type { Run } from '../../shared/rollback.ts'
import type { Paint } from './terminal.ts'

export type DrillResult = {
  readonly ok: boolean
  readonly run: string
  readonly state: Run['state']
  readonly fault: string
  /** Milliseconds of the whole run, and its deadline. */
  readonly ms: number
  readonly deadline: number
  /** Milliseconds from the fault to the gate that fired. */
  readonly detected?: number
  readonly stages: readonly StageTime[]
  readonly summary: string
}

export function drillResult(run: Run, fault: string, detected: number | undefined): DrillResult {
  const stages = stageTimes(run)
  return {
    ok: run.state === 'completed' && stages.every(({ within }) => within), run: run.id, state: run.state, fault,
    ms: (run.endedAt ?? run.startedAt) - run.startedAt, deadline: run.deadline, stages, summary: run.summary ?? '',
    ...(detected !== undefined && { detected }),
  }
}

export function drillLines({ stages, state, ms, deadline, detected }: DrillResult, paint: Paint): readonly string[] {
  const width = Math.max(...stages.map(({ title }) => title.length))
  return [
    ...(detected === undefined ? [] : [`A gate fired ${durationText(detected)} after the fault.`]),
    ...stages.map(({ title, until, ended, within, steps, done }) => {
      const time = ended === undefined ? `${done} of ${steps} steps done`.padEnd(18) : `${durationText(ended).padStart(8)} of ${durationText(until).padStart(6)}`
      return `${title.padEnd(width)}  ${time}  ${within ? paint('good', 'within') : paint('bad', 'not within')}`
    }),
    `${paint(state === 'completed' ? 'good' : 'bad', state)} after ${durationText(ms)} of ${durationText(deadline)}`,
  ]
}
