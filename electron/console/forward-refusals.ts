/**
 * Why nobody may be sent on now. Pure. The way back is looked at first: who can't go back does not go; then what the programme says.
 */
import type { Frame } from '../../shared/contract.ts'
import type { Plan } from '../../shared/plan.ts'
import { rampRefusals } from '../../shared/ramp-refusals.ts'
import type { State } from '../../shared/state.ts'

export type ForwardFacts = {
  readonly frame: Pick<Frame, 'readiness'> | undefined
  readonly state: Pick<State, 'hold' | 'phase' | 'programme' | 'checkpoints'>
  readonly plan: Pick<Plan, 'phases' | 'checkpoints'>
  readonly ramp: string
  readonly wall: number
}

export function forwardRefusals({ frame, state, plan, ramp, wall }: ForwardFacts): readonly string[] {
  if (frame === undefined) return ['whether a rollback could be made is not known yet: the console has just begun to watch.']
  const blocking = frame.readiness.checks.filter((check) => check.state === 'block')
  return [
    ...(blocking.length === 0 ? [] : [`a rollback could not be made now: ${blocking.map(({ title, detail }) => `${title}: ${detail}`).join('; ')}`]),
    ...(state.hold === undefined ? [] : [`the phase is held by “${state.hold.title}”: release it first, with a reason.`]),
    ...rampRefusals({ plan, state, wall }, ramp),
  ]
}
