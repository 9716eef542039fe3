/**
 * Why nobody may be sent on now. Pure. The way back is looked at first: who can't go back does not go.
 * A decision of the programme and a proven checkpoint, once the console has them, are a line here each.
 */
import type { Frame } from '../../shared/contract.ts'
import type { State } from '../../shared/state.ts'

export type ForwardFacts = { readonly frame: Pick<Frame, 'readiness'> | undefined; readonly state: Pick<State, 'hold'> }

export function forwardRefusals({ frame, state }: ForwardFacts): readonly string[] {
  if (frame === undefined) return ['whether a rollback could be made is not known yet: the console has just begun to watch.']
  const blocking = frame.readiness.checks.filter((check) => check.state === 'block')
  return [
    ...(blocking.length === 0 ? [] : [`a rollback could not be made now: ${blocking.map(({ title, detail }) => `${title}: ${detail}`).join('; ')}`]),
    ...(state.hold === undefined ? [] : [`the phase is held by “${state.hold.title}”: release it first, with a reason.`]),
  ]
}
