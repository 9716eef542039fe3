/** The entries of a forward run that differ from a rollback's: nothing goes on by silence, and every end says where users are. Pure. */
import { durationText } from '../../shared/duration.ts'
import { whereText, type ForwardRun } from '../../shared/forward.ts'
import { actorText, type Actor, type Draft } from '../../shared/journal.ts'
import type { Plan } from '../../shared/plan.ts'
import type { StepRun } from '../../shared/rollback.ts'
import type { State } from '../../shared/state.ts'
import { alertsEnded } from './over.ts'
import { count } from './steps/kind.ts'

export const forwardProcedure: Actor = { kind: 'rule', name: 'forward-procedure' }
const silenceRule: Actor = { kind: 'rule', name: 'silence' }
/** For a ramp that the plan has no more. */
const usualPatience = 30 * 60_000

type Told = { readonly ms: number; readonly state: Pick<State, 'alerts'> }

/** A question holds the ramp and calls people; nobody there stops it, and users stay where they are. */
export function askedForward(run: ForwardRun, step: StepRun, { detail, now, plan }: { readonly detail: string; readonly now: number; readonly plan: Pick<Plan, 'ramps'> }): readonly Draft[] {
  const answerBy = now + (plan.ramps.find(({ id }) => id === run.ramp.id)?.patience ?? usualPatience)
  const question = step.kind === 'gate' ? 'The gates do not pass. Measure again, go on without them, or stop here?' : 'It did not succeed. Try again, leave it out, or stop here?'
  const common = { who: forwardProcedure, incident: run.incident }
  return [
    { kind: 'step.asked', ...common, data: { run: run.id, step: step.id, question, options: ['retry', 'skip', 'stop'], silence: 'stop', answerBy } },
    { kind: 'alert.raised', ...common, data: { gate: `${run.id}/${step.id}`, title: `${run.ramp.title} is held`, response: 'alert', text: `${step.title}: ${detail} A person has to answer; users stay where they are.` } },
  ]
}

const finished = (run: ForwardRun, { ms, state }: Told, data: { readonly outcome: 'completed' | 'stopped'; readonly text: string; readonly takenOverBy?: string }, who: Actor, why?: string): readonly Draft[] => [
  ...alertsEnded(state, run),
  { kind: 'forward.finished', who, incident: run.incident, ...(why !== undefined && { why }), data: { run: run.id, ms: Math.max(0, Math.round(ms)), ...data } },
]

export function finishForward(run: ForwardRun, told: Told): readonly Draft[] {
  const skipped = run.stages.flatMap((stage) => stage.steps).filter(({ state }) => state === 'skipped')
  const left = skipped.length === 0 ? '' : ` Left out: ${skipped.map(({ title, skippedBecause = '' }) => `${title} (${skippedBecause})`).join('; ')}.`
  const text = `${run.ramp.title}: ${count(run.ramp.steps.length, 'step')} done in ${durationText(told.ms)}; ${whereText(run)}.${left}`
  return finished(run, told, { outcome: 'completed', text }, forwardProcedure)
}

export function stopForward(run: ForwardRun, told: Told, who: Actor, reason: string): readonly Draft[] {
  const text = `Stopped by ${actorText(who)}: ${reason}. Users stay where they are: ${whereText(run)}.`
  return finished(run, told, { outcome: 'stopped', text }, who, reason)
}

/** A rollback always wins. */
export function takenOver(run: ForwardRun, told: Told, rollback: string, who: Actor): readonly Draft[] {
  const text = `Taken over by rollback ${rollback}; until it has switched, ${whereText(run)}.`
  return finished(run, told, { outcome: 'stopped', text, takenOverBy: rollback }, who)
}

export function silenceForward(run: ForwardRun, step: StepRun, told: Told): readonly Draft[] {
  const why = 'nobody answered in time'
  return [
    { kind: 'step.answered', who: silenceRule, why, incident: run.incident, data: { run: run.id, step: step.id, choice: 'stop', bySilence: true } },
    ...stopForward(run, told, silenceRule, `${why}: ${step.detail ?? step.title}`),
  ]
}
