/** What a ramp names must be there, and be fit for a ramp: gates, kinds of steps. */
import type { Plan } from '../plan.ts'
import { rampStepKinds } from './ramps.ts'
import { unknown, type ReferenceMistake } from './reference-mistake.ts'

const rampAlone: ReadonlySet<string> = new Set(['ramp', 'gate'])

/** The stage before the first share has this name. */
const taken = 'before'

export function rampReferences({ ramps, gates, rollback, phases }: Plan): readonly ReferenceMistake[] {
  const known = gates.map(({ id }) => id)
  const inRollback = rollback.stages.flatMap((stage, stageAt) => stage.steps.flatMap((step, at): readonly ReferenceMistake[] =>
    rampAlone.has(step.kind) ? [{ path: ['rollback', 'stages', stageAt, 'steps', at, 'kind'], message: `kind ${step.kind} belongs to a ramp, which makes it from its own steps`, mend: 'Take this step out.' }] : []))
  const ofPhases = phases.flatMap(({ ramp }, index): readonly ReferenceMistake[] => (ramp === undefined || ramps.some(({ id }) => id === ramp) ? [] : [unknown(['phases', index, 'ramp'], 'ramp', ramp, ramps.map(({ id }) => id))]))
  return [...inRollback, ...ofPhases, ...ramps.flatMap((ramp, index): readonly ReferenceMistake[] => [
    ...(['before', 'each'] as const).flatMap((list) => ramp[list].flatMap((step, at): readonly ReferenceMistake[] =>
      rampStepKinds.includes(step.kind) ? [] : [{ path: ['ramps', index, list, at, 'kind'], message: `a step of kind ${step.kind} has no place in a ramp`, mend: `Use one of ${rampStepKinds.join(', ')}.` }])),
    ...ramp.steps.flatMap((step, at): readonly ReferenceMistake[] => [
      ...(step.id === taken ? [{ path: ['ramps', index, 'steps', at, 'id'], message: `"${taken}" is the name of what comes before the first step`, mend: 'Give this step another id.' }] : []),
      ...(step.gates === 'all of the phase' ? [] : step.gates.flatMap((id, gateAt): readonly ReferenceMistake[] => {
        const path = ['ramps', index, 'steps', at, 'gates', gateAt] as const
        const gate = gates.find((one) => one.id === id)
        if (gate === undefined) return [unknown(path, 'gate', id, known)]
        return gate.environments.includes(ramp.to) ? [] : [{ path, message: `gate "${id}" does not judge ${ramp.to}`, mend: `Name gates of ${ramp.to}.` }]
      })),
    ]),
  ])]
}
