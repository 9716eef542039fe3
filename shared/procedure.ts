/**
 * A ramp of the plan as a run's stages and steps: what must be so first, then for each share the sending, what users bring
 * along, and the hold under its gates. Pure. Plan: "Traffic Routing: User-based flags and percentage distribution".
 */
import type { EntryData } from './journal.ts'
import type { Plan, Ramp, RampStep, Step } from './plan.ts'
import { shareText, type RampRunStep } from './ramp.ts'

export type Procedure = {
  readonly stages: EntryData<'forward.opened'>['stages']
  readonly ramp: readonly RampRunStep[]
  /** Settings of every step. */
  readonly steps: readonly Step[]
}

const beforeId = 'before'
const shareTimeout = 60_000
/** A hold ends by its gates or by a person, never by a time-out. */
const noTimeout = 365 * 86_400_000

const made = (step: Pick<Step, 'id' | 'title' | 'kind' | 'with' | 'source'>): Step => ({ timeout: shareTimeout, attempts: 3, backoff: 1_000, ...step })

/** An `after` would name steps of another stage: here each waits for what stands before it. */
const inOrder = ({ after: _, ...step }: Step, stage?: string): Step => (stage === undefined ? step : { ...step, id: `${stage}-${step.id}` })

/** Users by name up to a step stay; those of later steps are not sent yet. */
const namedAt = (steps: readonly RampStep[], at: number): { readonly users: readonly string[]; readonly drop: readonly string[] } => {
  const users = [...new Set(steps.slice(0, at + 1).flatMap(({ to }) => to.users ?? []))]
  return { users, drop: [...new Set(steps.slice(at + 1).flatMap(({ to }) => to.users ?? []))].filter((user) => !users.includes(user)) }
}

const gatesId = (step: string): string => `${step}-gates`

const stepsOfShare = (ramp: Ramp, at: number): readonly Step[] => {
  const step = ramp.steps[at]
  if (step === undefined) return []
  const { id, to, hold, gates, source } = step
  const before = ramp.steps[at - 1]
  const settings = { ramp: ramp.id, everyone: ramp.moves === 'everyone', probes: ramp.probes, ...namedAt(ramp.steps, at), ...(to.percent !== undefined && { percent: to.percent }) }
  return [
    made({ id: `${id}-share`, title: `Send ${shareText(to)}`, kind: 'ramp', source, with: { ...settings, ...(before && { after: { step: gatesId(before.id), ...(before.gates !== 'all of the phase' && { gates: before.gates }) } }) } }),
    ...ramp.each.map((one) => inOrder(one, id)),
    { ...made({ id: gatesId(id), title: 'Hold under the gates', kind: 'gate', source, with: { hold, ...settings, ...(gates !== 'all of the phase' && { gates }) } }), timeout: noTimeout, attempts: 1 },
  ]
}

const bareStep = ({ id, title, kind }: Step) => ({ id, title, kind })

/** @param from id of the ramp's step to begin at, such as after a stop; without it the first */
export function procedureOf(ramp: Ramp, from?: string): Procedure {
  const first = Math.max(0, ramp.steps.findIndex(({ id }) => id === from))
  const before = ramp.before.map((step) => inOrder(step))
  const shares = ramp.steps.map((step, at) => ({ step, steps: stepsOfShare(ramp, at) })).slice(first)
  const windowless = { from: 0, to: 0 }
  return {
    stages: [
      ...(before.length === 0 ? [] : [{ id: beforeId, title: 'Before the first user', ...windowless, steps: before.map(bareStep) }]),
      ...shares.map(({ step, steps }) => ({ id: step.id, title: step.title, ...windowless, steps: steps.map(bareStep) })),
    ],
    ramp: shares.map(({ step: { id, title, to, hold, gates, by } }) => ({
      stage: id, title, hold, by, ...(to.percent !== undefined && { percent: to.percent }), ...(to.users && { users: [...to.users] }), ...(gates !== 'all of the phase' && { gates: [...gates] }),
    })),
    steps: [...before, ...shares.flatMap(({ steps }) => steps)],
  }
}

/** The settings of a forward run's steps, as far as the plan still has its ramp. */
export function rampSteps({ ramps }: Pick<Plan, 'ramps'>, id: string): readonly Step[] {
  const found = ramps.find((one) => one.id === id)
  return found === undefined ? [] : procedureOf(found).steps
}
