/** Ramps that can be walked and say too little: steps that nothing judges, holds that end before a gate could fire. Pure; a part of `lintPlan`. */
import { durationText } from '../duration.ts'
import type { Gate, Plan, Ramp, RampStep } from '../plan.ts'
import type { Finding } from './lint.ts'

type Rule = (plan: Plan) => readonly Finding[]
type At = { readonly plan: Plan; readonly ramp: Ramp; readonly step: RampStep; readonly path: Finding['path']; readonly at: number }

const eachStep = (find: (at: At) => readonly Finding[]): Rule => (plan) =>
  plan.ramps.flatMap((ramp, index) => ramp.steps.flatMap((step, at) => find({ plan, ramp, step, at, path: ['ramps', index, 'steps', at] })))

const gatesOf = ({ plan, ramp, step: { gates } }: At): readonly Gate[] =>
  gates === 'all of the phase' ? plan.gates.filter(({ environments }) => environments.includes(ramp.to)) : plan.gates.filter(({ id }) => gates.includes(id))

const noGate = eachStep(({ step, ramp, path }) =>
  step.gates.length > 0 ? [] : [{ id: 'ramp-no-gate', severity: 'warning', path: [...path, 'gates'], message: `${ramp.title}, ${step.title}: no gate holds it, so time alone sends the next users on` }])

const goesDown = eachStep(({ ramp, step, at, path }) => {
  const before = ramp.steps.slice(0, at).findLast(({ to }) => to.percent !== undefined)
  return step.to.percent === undefined || before?.to.percent === undefined || step.to.percent > before.to.percent ? [] : [{
    id: 'ramp-down', severity: 'warning', path: [...path, 'to', 'percent'], message: `${ramp.title}: ${step.title} comes after ${before.title} and sends no more users than it`,
  }]
})

const endsElsewhere: Rule = ({ ramps }) =>
  ramps.flatMap((ramp, index): readonly Finding[] => {
    const last = ramp.steps.findLast(({ to }) => to.percent !== undefined)?.to.percent
    return last === undefined || last === ramp.until ? [] : [{ id: 'ramp-end', severity: 'warning', path: ['ramps', index, 'steps', ramp.steps.length - 1, 'to'], message: `${ramp.title} ends at ${last} %, and should at ${ramp.until} %` }]
  })

/** What a gate needs to fire on what a step brings: its window fills with it, then its time runs. */
const needs = (gate: Gate): number => gate.for + (gate.statistic === 'last' ? 0 : gate.window)

/** A gate of a day judges days: it is not meant to fire within a step, unless it is named. */
const shortHold = eachStep((at) => {
  const slow = (at.step.gates === 'all of the phase' ? [] : gatesOf(at)).filter((gate) => needs(gate) > at.step.hold)
  return slow.map((gate): Finding => ({
    id: 'ramp-short', severity: 'warning', path: [...at.path, 'hold'],
    message: `${at.ramp.title}, ${at.step.title}: gate "${gate.id}" needs ${durationText(needs(gate))} to fire and the hold is ${durationText(at.step.hold)}: it could not fire within the step`,
  }))
})

/** A gate that a phase does not judge never passes there, and holds the step for ever. */
const notJudged = eachStep((at) =>
  at.step.gates === 'all of the phase' ? [] : gatesOf(at).filter(({ phases }) => phases !== undefined).map((gate): Finding => ({
    id: 'ramp-scoped', severity: 'warning', path: [...at.path, 'gates'],
    message: `${at.ramp.title}, ${at.step.title}: gate "${gate.id}" is judged in ${gate.phases?.join(', ') ?? ''} alone, and holds the step for ever elsewhere`,
  })))

export const rampRules: readonly Rule[] = [noGate, goesDown, endsElsewhere, shortHold, notJudged]
