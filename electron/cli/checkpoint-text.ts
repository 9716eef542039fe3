/** What is said of checkpoints on a terminal. Pure. */
import type { Checkpoint } from '../../shared/checkpoint.ts'
import { fitOf } from '../../shared/checkpoint-rules.ts'
import { durationText } from '../../shared/duration.ts'
import type { Plan } from '../../shared/plan.ts'
import type { Paint } from './terminal.ts'

/** One that stands, or not: id, environment, state, age, size, how long its restore took and whether that fits. @param wall wall ms */
export function checkpointLine({ id, environment, state, taken, proof, problem, begunAt }: Checkpoint, plan: Pick<Plan, 'rollback'>, wall: number, paint: Paint): string {
  const is = state === 'proven' ? paint('good', state) : state === 'damaged' || state === 'failed' ? paint('bad', state) : state
  const size = taken ? `${(taken.bytes / 1_000_000).toFixed(1)} MB` : ''
  const restore = proof ? `restore ${durationText(proof.ms)}, ${fitOf(plan, proof.ms).text}` : (problem?.text ?? 'not proven')
  return [id.padEnd(16), environment.padEnd(5), is, `${durationText(Math.max(0, wall - (taken?.at ?? begunAt)))} old`, size, restore].filter((part) => part !== '').join('  ')
}
