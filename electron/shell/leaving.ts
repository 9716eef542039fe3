/** What a person is told who wants to leave while a rollback or a ramp runs. Fault 4 of trust.md. */
import { clockText } from '../../shared/duration.ts'
import { isForward, whereText } from '../../shared/forward.ts'
import { runEnded, stageDone, type Run } from '../../shared/rollback.ts'

export const resumeText = 'It stays where it is and goes on when Fifteen is next started; its deadline does not move.'

/**
 * One line that names what is running, or undefined where nothing is.
 * @param now monotonic milliseconds
 */
export function runningText(run: Run | undefined, now: number): string | undefined {
  if (run === undefined || runEnded(run)) return undefined
  if (isForward(run)) return `${run.ramp.title} to ${run.target} (${run.id}) is under way: ${whereText(run)}.`
  const kind = run.drill ? 'A drill' : 'A rollback'
  const clock = `${clockText(now - run.startedAt)} of ${clockText(run.deadline)}`
  if (run.state === 'validating') return `${kind} to ${run.target} (${run.id}) waits for its validation, ${clock}.`
  const at = run.stages.findIndex((stage) => !stageDone(stage))
  const stage = run.stages[at]
  const where = stage ? `stage ${at + 1} of ${run.stages.length}, ${stage.title}` : 'its last stage is done'
  return `${kind} to ${run.target} (${run.id}) is running: ${where}, ${clock}.`
}
