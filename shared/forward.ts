/**
 * A forward run: a ramp of the plan under way. It is a run as a rollback is, with the ramp's steps as its stages, no deadline
 * and no incident: its entries bear its own name where an incident's stands. Plan: "Gradual Exposure"; semantics 9-12 of the design.
 */
import type { Entry, EntryData } from './journal.ts'
import { foldRun, isDeadDrivers, stageDone, type Run, type StageRun, type StepRun } from './rollback.ts'
import type { RampRun, RampRunStep } from './ramp.ts'

export type ForwardRun = Run & { readonly procedure: 'forward'; readonly ramp: RampRun }

export const isForward = (run: Run | undefined): run is ForwardRun => run?.procedure === 'forward' && run.ramp !== undefined

const opened = ({ data, at, who }: Entry<'forward.opened'>): ForwardRun => ({
  procedure: 'forward', ramp: { id: data.ramp, title: data.title, steps: data.steps, released: [] },
  id: data.run, incident: data.run, trigger: data.ramp, manual: true, drill: data.drill, openedBy: who.name,
  target: data.target, identity: data.identity, ...(data.identities && { identities: data.identities }), planHash: data.plan,
  state: 'running', boot: at.boot, startedAt: data.startedAt, exposedSince: data.startedAt, startedWall: at.occurred,
  deadline: 0, validation: 0, validatedAt: data.startedAt, overDeadline: false, fencing: 0, joined: 0,
  stages: data.stages.map(freshStage),
})

const freshStage = (stage: EntryData<'forward.opened'>['stages'][number]): StageRun => ({
  ...stage, steps: stage.steps.map((step) => ({ id: step.id, title: step.title, kind: step.kind, state: 'waiting', attempt: 0, facts: {} })),
})

/** As it was before it began; attempts are counted on, so that no number stands for two. */
const again = ({ id, title, kind, attempt }: StepRun): StepRun => ({ id, title, kind, attempt, state: 'waiting', facts: {} })

export const begun = (stage: StageRun): boolean => stage.steps.some(({ state }) => state !== 'waiting')

const withRamp = (run: ForwardRun, change: Partial<RampRun>): ForwardRun => ({ ...run, ramp: { ...run.ramp, ...change } })

/** Every step from the stage on waits for a person. */
function byHandFrom(run: ForwardRun, at: number): ForwardRun {
  const later = new Set(run.stages.slice(at).map(({ id }) => id))
  return withRamp(run, {
    steps: run.ramp.steps.map((step) => (later.has(step.stage) ? { ...step, by: 'hand' } : step)),
    released: run.ramp.released.filter((stage) => !later.has(stage)),
  })
}

/** A hold's time is that of the attempt that measures: a failed one's is gone, that of a console that ended counts on. */
const withHeld = (run: ForwardRun, id: string, held: StepRun['held']): ForwardRun => ({
  ...run,
  stages: run.stages.map((stage) => ({
    ...stage,
    steps: stage.steps.map((step): StepRun => {
      if (step.id !== id) return step
      const { held: _, ...rest } = step
      return held === undefined ? rest : { ...rest, held }
    }),
  })),
})

/** The forward run after an entry; undefined before the first one. */
export function foldForward(run: ForwardRun | undefined, entry: Entry): ForwardRun | undefined {
  if (entry.kind === 'forward.opened') return opened(entry)
  if (run === undefined || entry.kind === 'rollback.opened' || !('run' in entry.data) || entry.data.run !== run.id || isDeadDrivers(run, entry)) return run
  switch (entry.kind) {
    case 'forward.next':
      return withRamp(run, { released: [...run.ramp.released, entry.data.stage] })
    case 'forward.held':
      return byHandFrom(run, run.stages.findLastIndex(begun) + 1)
    case 'forward.back': {
      const at = run.stages.findIndex(({ id }) => id === entry.data.stage)
      const stages = run.stages.map((stage, index) => (index < at ? stage : { ...stage, steps: stage.steps.map(again) }))
      // Whoever went back says when it goes on.
      const back = byHandFrom({ ...run, stages }, at + 1)
      return withRamp(back, { released: [...back.ramp.released, entry.data.stage] })
    }
    case 'hold.counted': {
      const { step, ms, why } = entry.data
      return withHeld(run, step, { ms, ...(why !== undefined && { why }) })
    }
    case 'forward.finished': {
      const { outcome, text, takenOverBy } = entry.data
      return { ...withRamp(run, takenOverBy === undefined ? {} : { takenOverBy }), state: outcome, summary: text, endedAt: entry.at.mono, endedWall: entry.at.occurred }
    }
    default: {
      const next = foldRun(run, entry)
      if (!isForward(next)) return run
      return entry.kind === 'step.outcome' && entry.data.result !== 'unknown' && entry.data.result !== 'ok' ? withHeld(next, entry.data.step, undefined) : next
    }
  }
}

/** The ramp's step of a stage; undefined for what comes before the first. */
export const rampStepOf = (run: ForwardRun, stage: string): RampRunStep | undefined => run.ramp.steps.find((step) => step.stage === stage)

/** Index of the stage whose share was set last, or is being set; -1 before the first. */
export const reached = (run: ForwardRun): number =>
  run.stages.findLastIndex((stage) => rampStepOf(run, stage.id) !== undefined && stage.steps.some(({ kind, state }) => kind === 'ramp' && state !== 'waiting'))

/** Does the stage wait for a person's "next" now: all before it is done, and nobody has let it begin? */
export function waitsForNext(run: ForwardRun): RampRunStep | undefined {
  const at = run.stages.findIndex((stage) => !stageDone(stage))
  const stage = run.stages[at]
  const step = stage && rampStepOf(run, stage.id)
  return stage !== undefined && step?.by === 'hand' && !begun(stage) && !run.ramp.released.includes(stage.id) ? step : undefined
}

/** Where users are by this run, in words. */
export function whereText(run: ForwardRun): string {
  const stage = run.stages[reached(run)]
  const step = stage && rampStepOf(run, stage.id)
  const set = stage?.steps.find(({ kind }) => kind === 'ramp')?.state === 'ok'
  return step === undefined ? 'no user was moved by it' : `${set ? '' : 'the last share that it asked for was '}${step.title}${set ? ' was set' : ''} for ${run.target}`
}
