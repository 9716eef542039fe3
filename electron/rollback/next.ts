/**
 * What a run needs next, from its state and the time alone. Pure: the runner makes the effects.
 * Plan: "15-Minute Rollback Procedure"; semantics 5 and 8-10 of the design.
 */
import { isForward, rampStepOf } from '../../shared/forward.ts'
import { runEnded, stageDone, type Run, type StepRun } from '../../shared/rollback.ts'
import { hasPreview, mayRunBeforeValidation, type Pinned } from './pinned.ts'

/** What only this process knows of a run. Times are milliseconds on the run's clock. */
export type Moment = {
  readonly now: number
  /** Attempts that are under way here, with the time at which each is given up. */
  readonly underway: ReadonlyMap<string, { readonly endsAt: number }>
  /** When a failed step may be tried again; a step that is not in here at once. */
  readonly retryAt: ReadonlyMap<string, number>
  /** Stages that are looked at here just now, and those of which the look could not be recorded: nothing waits for it. */
  readonly looking: ReadonlySet<string>
  readonly unlooked: ReadonlySet<string>
}

export type Command =
  /** Nobody answered within the validation window: the run goes ahead. */
  | { readonly kind: 'validate' }
  | { readonly kind: 'start'; readonly step: string }
  /** A step that moves data or sessions is due: first what would be lost. */
  | { readonly kind: 'preview'; readonly stage: string }
  /** The step that waits for the validation has it. */
  | { readonly kind: 'confirmed'; readonly step: string }
  /** An intent without an outcome that nobody here works on: it is not known what took effect. */
  | { readonly kind: 'lost'; readonly step: string }
  | { readonly kind: 'give up'; readonly step: string }
  /** Nobody answered a question in time. */
  | { readonly kind: 'silence'; readonly step: string }
  /** `by`: milliseconds over. */
  | { readonly kind: 'over'; readonly what: 'stage'; readonly stage: string; readonly by: number }
  | { readonly kind: 'over'; readonly what: 'deadline'; readonly by: number }
  | { readonly kind: 'finish' }

const ended = (step: StepRun): boolean => step.state === 'ok' || step.state === 'skipped'
const stepsOf = (run: Run): readonly StepRun[] => run.stages.flatMap((stage) => stage.steps)

function overs(run: Run, elapsed: number): readonly Command[] {
  if (isForward(run)) return []
  const stages = run.stages
    .filter((stage) => stage.over === undefined && !stageDone(stage) && elapsed >= stage.to)
    .map((stage): Command => ({ kind: 'over', what: 'stage', stage: stage.id, by: elapsed - stage.to }))
  const deadline: readonly Command[] =
    !run.overDeadline && elapsed >= run.deadline ? [{ kind: 'over', what: 'deadline', by: elapsed - run.deadline }] : []
  return [...stages, ...deadline]
}

/** A share that is sent by hand waits for a person's "next", however well the one before went. */
function waitsForHand(run: Run, { id }: StepRun): boolean {
  if (!isForward(run)) return false
  const stage = run.stages.find(({ steps }) => steps.some((step) => step.id === id))
  return stage !== undefined && rampStepOf(run, stage.id)?.by === 'hand' && !run.ramp.released.includes(stage.id)
}

function forStep(run: Run, step: StepRun, holding: ReadonlySet<string>, { steps }: Pinned, { now, underway, retryAt }: Moment): Command | undefined {
  const validated = run.state === 'running'
  const start: Command | undefined = validated || mayRunBeforeValidation(step.kind) ? { kind: 'start', step: step.id } : undefined
  switch (step.state) {
    case 'waiting': {
      if (waitsForHand(run, step)) return undefined
      return steps.get(step.id)?.waitsFor.some((id) => holding.has(id)) ? undefined : start
    }
    case 'running': {
      if (step.kind === 'confirm') return validated ? { kind: 'confirmed', step: step.id } : undefined
      const attempt = underway.get(step.id)
      if (attempt === undefined) return { kind: 'lost', step: step.id }
      return now >= attempt.endsAt ? { kind: 'give up', step: step.id } : undefined
    }
    case 'failed':
      return now >= (retryAt.get(step.id) ?? 0) ? start : undefined
    case 'unknown':
      return start
    case 'asking':
      return step.question && now >= step.question.answerBy ? { kind: 'silence', step: step.id } : undefined
    case 'ok':
    case 'skipped':
      return undefined
  }
}

/** A first step that moves what may be lost waits for the look at its stage, which takes a bounded time. */
function lookedAt(run: Run, command: Command, { looking, unlooked }: Moment): readonly Command[] {
  if (command.kind !== 'start') return [command]
  const stage = run.stages.find(({ steps }) => steps.some(({ id }) => id === command.step))
  const step = stage?.steps.find(({ id }) => id === command.step)
  if (stage === undefined || step?.state !== 'waiting' || !hasPreview(step.kind) || stage.preview !== undefined || unlooked.has(stage.id)) return [command]
  return looking.has(stage.id) ? [] : [{ kind: 'preview', stage: stage.id }]
}

/** Everything that is due now, alarms first. Empty: wait until `wakeAt`, or for an attempt or a person. */
export function next(run: Run, pinned: Pinned, moment: Moment): readonly Command[] {
  if (runEnded(run)) return []
  const elapsed = moment.now - run.startedAt
  const steps = stepsOf(run)
  const silence: readonly Command[] = run.state === 'validating' && elapsed >= run.validation ? [{ kind: 'validate' }] : []
  // A step that the run does not have can hold nothing back.
  const holding = new Set(steps.filter((step) => !ended(step)).map(({ id }) => id))
  const commands = steps.flatMap((step) => forStep(run, step, holding, pinned, moment) ?? []).flatMap((command) => lookedAt(run, command, moment))
  // Several steps of a stage wait for one look.
  const due = commands.filter((command, at) => command.kind !== 'preview' || commands.findIndex((one) => one.kind === 'preview' && one.stage === command.stage) === at)
  const finish: readonly Command[] = run.state === 'running' && steps.every(ended) ? [{ kind: 'finish' }] : []
  return [...overs(run, elapsed), ...silence, ...due, ...finish]
}

/** The next time, on the run's clock, at which time alone makes something due; undefined: never. */
export function wakeAt(run: Run, { underway, retryAt }: Moment): number | undefined {
  if (runEnded(run)) return undefined
  const times = [
    ...(run.state === 'validating' ? [run.startedAt + run.validation] : []),
    ...(isForward(run) ? [] : run.stages.filter((stage) => stage.over === undefined && !stageDone(stage)).map((stage) => run.startedAt + stage.to)),
    ...(isForward(run) || run.overDeadline ? [] : [run.startedAt + run.deadline]),
    ...stepsOf(run).flatMap((step) => {
      if (step.state === 'asking') return step.question?.answerBy ?? []
      if (step.state === 'running') return underway.get(step.id)?.endsAt ?? []
      return step.state === 'failed' ? (retryAt.get(step.id) ?? []) : []
    }),
  ]
  return times.length === 0 ? undefined : Math.min(...times)
}
