/**
 * Why a ramp of a phase may not start: another phase runs, its GO or its checkpoint is missing, it was decided NO-GO. Pure; the
 * same for the screen and the engine. Without a programme that has started, ramps are free. Plan: "Evidence-Based Decision Points", "Backup Points".
 */
import { checkpointProof } from './checkpoint-rules.ts'
import type { Plan } from './plan.ts'
import { decisionInForce } from './programme.ts'
import type { State } from './state.ts'

export type RampFacts = {
  readonly plan: Pick<Plan, 'phases' | 'checkpoints'>
  readonly state: Pick<State, 'phase' | 'programme' | 'checkpoints'>
  readonly wall: number
}

/** @returns sentences; a ramp that no phase uses is never refused */
export function rampRefusals({ plan: { phases, checkpoints: wanted }, state: { phase: id, programme, checkpoints }, wall }: RampFacts, ramp: string): readonly string[] {
  const own = phases.filter((phase) => phase.ramp === ramp)
  if (programme.day1 === undefined || own.length === 0) return []
  const titleOf = (of: string): string => phases.find((one) => one.id === of)?.title ?? of
  if (checkpoints.waits !== undefined) return [`${titleOf(checkpoints.waits.phase)} waits for its checkpoint: users are sent on once it has begun.`]
  const phase = own.find((one) => one.id === id)
  if (phase === undefined) return [`the ramp belongs to ${own.map(({ title }) => title).join(', ')}, and ${id === null ? 'no phase' : titleOf(id)} runs: begin its phase first.`]
  const span = programme.lives[phase.id]?.spans.at(-1)
  const before = phases[phases.indexOf(phase) - 1]
  // What a person overruled at its beginning is on the record, and overruled.
  const overruled = (span?.despite?.length ?? 0) > 0
  const decided = decisionInForce(programme, phase.id)
  const without = span?.checkpoint?.startsWith('none:') === true
  const proof = wanted?.beforePhases === true && !without ? checkpointProof(checkpoints, wanted, wall) : undefined
  return [
    ...(before?.decision !== undefined && !overruled && decisionInForce(programme, before.id)?.outcome !== 'GO' ? [`“${before.decision.title}” has no GO: decide it, or begin ${phase.title} anew despite it.`] : []),
    ...(decided?.outcome === 'NO-GO' ? [`“${phase.decision?.title ?? phase.title}” was decided NO-GO by ${decided.by}: nobody more is sent on.`] : []),
    ...(proof?.proven === false ? [`${proof.text}: take and prove one on the Checkpoints screen.`] : []),
  ]
}
