/** The procedure that a run was opened with: its steps' settings, and what each waits for. */
import type { Plan, Step, StepKind } from '../../shared/plan.ts'
import type { Run, StageRun } from '../../shared/rollback.ts'
import { rampSteps } from '../../shared/procedure.ts'

export type PinnedStep = Step & {
  /** Ids of the steps that must have ended first. */
  readonly waitsFor: readonly string[]
  readonly stage: StageRun['id']
}

/** `procedure`: whose rule acts. */
export type Pinned = { readonly plan: Plan; readonly procedure: 'rollback' | 'forward'; readonly steps: ReadonlyMap<string, PinnedStep> }

/** They tell people and touch nothing that users or data depend on. */
const beforeValidation: ReadonlySet<StepKind> = new Set(['record', 'confirm', 'notify'])
export const mayRunBeforeValidation = (kind: StepKind): boolean => beforeValidation.has(kind)

const trafficKinds: ReadonlySet<StepKind> = new Set(['route', 'drain'])
/** A step without which users may stay where they are: silence never leaves it out. */
export const isTraffic = (kind: StepKind): boolean => trafficKinds.has(kind)

const previewed: ReadonlySet<StepKind> = new Set(['sync', 'restore', 'sessions'])
/** It moves what may be lost: a person sees what, before its stage begins. */
export const hasPreview = (kind: StepKind): boolean => previewed.has(kind)

/**
 * What a step waits for: the plan's `after`; without it the steps before it in its stage and the stage before.
 * The switch without an `after` waits for the validation alone. Semantics 10 of the design.
 */
export function waitsFor(stages: Run['stages'], id: string, after: readonly string[] | undefined): readonly string[] {
  if (after !== undefined) return after
  const at = stages.findIndex((stage) => stage.steps.some((step) => step.id === id))
  const stage = stages[at]
  const place = stage?.steps.findIndex((step) => step.id === id) ?? 0
  if (stage?.steps[place]?.kind === 'route')
    return stages.flatMap((one) => one.steps).filter(({ kind }) => kind === 'confirm').map((step) => step.id)
  const before = at > 0 ? (stages[at - 1]?.steps ?? []) : []
  return [...before, ...(stage?.steps.slice(0, place) ?? [])].map((step) => step.id)
}

/** A step whose settings are lost runs as its kind does without any; a kind that needs some says so when it is tried. */
const bare = ({ id, title, kind }: StageRun['steps'][number]): Step => ({
  id, title, kind, timeout: 60_000, attempts: 3, backoff: 1_000, with: {}, source: '',
  // Nothing but the validation may hold back the switch, and nothing at all what is told to people.
  ...(mayRunBeforeValidation(kind) && { after: [] }),
})

/** @param plan the run's own plan; another one is used as far as it still has the run's steps */
export function pin(run: Pick<Run, 'stages' | 'ramp'>, plan: Plan): Pinned {
  const known = run.ramp ? rampSteps(plan, run.ramp.id) : plan.rollback.stages.flatMap((stage) => stage.steps)
  const steps = run.stages.flatMap((stage) =>
    stage.steps.map((step): readonly [string, PinnedStep] => {
      const own = known.find(({ id, kind }) => id === step.id && kind === step.kind) ?? bare(step)
      return [step.id, { ...own, stage: stage.id, waitsFor: waitsFor(run.stages, step.id, own.after) }]
    }))
  return { plan, procedure: run.ramp ? 'forward' : 'rollback', steps: new Map(steps) }
}
