/**
 * A run of the rollback procedure, folded from entries: stages, steps, pace.
 * Plan: "15-Minute Rollback Procedure"; semantics 7-12 of the design.
 */
import type { Environment } from './metrics.ts'
import type { Actor, AskOption, Entry, EntryData } from './journal.ts'
import type { Endable } from './pending.ts'
import type { Step } from './plan.ts'
import type { Preview } from './preview.ts'
import type { RampRun } from './ramp.ts'

export type StepState = 'waiting' | 'running' | 'asking' | 'ok' | 'failed' | 'skipped' | 'unknown'

export type Question = {
  readonly text: string
  readonly options: readonly AskOption[]
  readonly silence: 'retry' | 'skip' | 'stop'
  readonly answerBy: number
  /** What 'end' would end. */
  readonly endable?: Endable
}

export type StepRun = {
  readonly id: string
  readonly title: string
  readonly kind: Step['kind']
  readonly state: StepState
  readonly attempt: number
  /** Times that it asked a person. */
  readonly asked?: number
  /** Monotonic milliseconds of the first intent and of the last outcome. */
  readonly startedAt?: number
  readonly endedAt?: number
  readonly effect?: string
  readonly detail?: string
  readonly facts: Readonly<Record<string, string | number | boolean>>
  readonly question?: Question
  readonly skippedBecause?: string
  /** A person's yes to ending these, until an attempt has done so; those that are done with are not among them any more. */
  readonly yes?: Endable & { readonly who: Actor; readonly why: string }
  /** Of a gate's hold: how long it has passed (ms), and why its time stands still. */
  readonly held?: { readonly ms: number; readonly why?: string }
}

export type StageRun = {
  readonly id: string
  readonly title: string
  /** Milliseconds after the start of the run. */
  readonly from: number
  readonly to: number
  readonly steps: readonly StepRun[]
  readonly over?: number
  /** What it would move or lose, as it was (wall ms) before it began. */
  readonly preview?: { readonly at: number; readonly previews: readonly Preview[] }
}

export type RunState = 'validating' | 'running' | 'completed' | 'stopped' | 'vetoed'

export type Run = {
  /** Absent: a rollback. A forward run has no deadline and no windows: its `deadline`, and its stages' `from` and `to`, are 0. */
  readonly procedure?: 'rollback' | 'forward'
  readonly ramp?: RampRun
  readonly id: string
  readonly incident: string
  readonly trigger: string
  readonly manual: boolean
  readonly drill: boolean
  readonly openedBy: string
  readonly target: Environment
  readonly identity: string
  /** Who each target was at the opening, by its id. */
  readonly identities?: Readonly<Record<string, string>>
  readonly planHash: string
  readonly state: RunState
  readonly boot: string
  /** Monotonic milliseconds: the press or trigger; the start of the condition; end of the run. */
  readonly startedAt: number
  readonly exposedSince: number
  readonly endedAt?: number
  /** Wall milliseconds (UTC) of the same, for people. */
  readonly startedWall: number
  readonly endedWall?: number
  /** Milliseconds after `startedAt`. */
  readonly deadline: number
  readonly validation: number
  readonly validatedAt?: number
  readonly vetoLapse?: number
  readonly overDeadline: boolean
  readonly fencing: number
  readonly holder?: string
  /** The console that drives it. */
  readonly console?: string
  /** The run of another console that it gave way to; `written`: its own console has said so. */
  readonly gaveWay?: { readonly to: string; readonly written: boolean }
  readonly joined: number
  readonly stages: readonly StageRun[]
  readonly summary?: string
}

const freshStage = (stage: EntryData<'rollback.opened'>['stages'][number]): StageRun => ({
  ...stage,
  steps: stage.steps.map((step) => ({ id: step.id, title: step.title, kind: step.kind, state: 'waiting', attempt: 0, facts: {} })),
})

const stepDone = (state: StepState): boolean => state === 'ok' || state === 'skipped'
export const stageDone = (stage: StageRun): boolean => stage.steps.every((step) => stepDone(step.state))

/** What only the driver of a run writes: of one whose number is dead it is on the record, and is not the run's state. */
const driversOwn: ReadonlySet<Entry['kind']> = new Set(['rollback.validated', 'stage.previewed', 'step.intended', 'step.outcome', 'step.asked', 'step.answered', 'step.skipped', 'rollback.over', 'rollback.finished', 'hold.counted', 'forward.finished'])
export const isDeadDrivers = (run: Pick<Run, 'console'>, entry: Pick<Entry, 'kind' | 'who' | 'console'>): boolean =>
  entry.who.kind === 'rule' && run.console !== undefined && entry.console !== run.console && driversOwn.has(entry.kind)

/** After the end only the word of a run that gave way still counts: who ended it first has ended it. */
const isTooLate = (run: Pick<Run, 'state' | 'gaveWay'>, { kind }: Pick<Entry, 'kind'>): boolean => runEnded(run) && run.gaveWay?.written !== false && kind !== 'rollback.joined'

/** When it was, on the run's own monotonic clock: another machine's, or another boot's, is told by the wall. */
const monoOf = ({ boot, startedAt, startedWall }: Pick<Run, 'boot' | 'startedAt' | 'startedWall'>, { at }: Pick<Entry, 'at'>): number =>
  at.boot === boot ? at.mono : startedAt + Math.max(0, at.recorded - startedWall)

/** The run after an entry; undefined before its `rollback.opened`. Entries of other runs change nothing. */
export function foldRun(run: Run | undefined, entry: Entry): Run | undefined {
  if (entry.kind === 'rollback.opened') {
    const { data, at } = entry
    return {
      id: data.run, incident: entry.incident ?? data.run, trigger: data.trigger, manual: data.manual, drill: data.drill,
      openedBy: entry.who.name, target: data.target, identity: data.identity, ...(data.identities && { identities: data.identities }), planHash: data.plan,
      state: 'validating', boot: at.boot, startedAt: data.startedAt, exposedSince: data.exposedSince,
      startedWall: at.occurred, deadline: data.deadline, validation: data.validation,
      overDeadline: false, fencing: 0, joined: 0, stages: data.stages.map(freshStage),
    }
  }
  if (run === undefined || !('run' in entry.data) || entry.data.run !== run.id || isDeadDrivers(run, entry) || isTooLate(run, entry)) return run
  const mono = monoOf(run, entry)
  const atStep = (id: string, change: (step: StepRun) => StepRun): Run => ({
    ...run,
    stages: run.stages.map((stage) =>
      stage.steps.some((step) => step.id === id)
        ? { ...stage, steps: stage.steps.map((step) => (step.id === id ? change(step) : step)) }
        : stage),
  })
  switch (entry.kind) {
    case 'rollback.joined':
      return { ...run, joined: run.joined + 1 }
    case 'rollback.validated':
      return { ...run, state: 'running', validatedAt: mono }
    case 'rollback.vetoed':
      return { ...run, state: 'vetoed', vetoLapse: entry.data.lapse, endedAt: mono, endedWall: entry.at.occurred }
    case 'lease.taken':
      // Whoever has the greatest number drives, whatever comes later.
      return entry.data.fencing > run.fencing ? { ...run, fencing: entry.data.fencing, holder: entry.data.holder, console: entry.console } : run
    case 'stage.previewed': {
      const { stage: id, previews } = entry.data
      return { ...run, stages: run.stages.map((stage) => (stage.id === id ? { ...stage, preview: { at: entry.at.occurred, previews } } : stage)) }
    }
    case 'step.intended': {
      const { step: id, attempt, effect } = entry.data
      return atStep(id, ({ question: _, ...step }) => ({
        ...step, state: 'running', attempt, effect, startedAt: step.startedAt ?? mono,
      }))
    }
    case 'step.outcome': {
      const { step: id, result, detail, facts } = entry.data
      const state: StepState = result === 'ok' ? 'ok' : result === 'unknown' ? 'unknown' : 'failed'
      // Where it is not known what took effect, the yes stands for the next attempt: it ends only what is still as it was shown.
      return atStep(id, ({ yes, ...step }) => ({ ...step, ...(yes && result === 'unknown' && { yes }), state, detail, facts: { ...step.facts, ...facts }, endedAt: mono }))
    }
    case 'step.asked': {
      const { step: id, question, options, silence, answerBy, endable } = entry.data
      return atStep(id, (step) => ({ ...step, state: 'asking', asked: (step.asked ?? 0) + 1, question: { text: question, options, silence, answerBy, ...(endable && { endable }) } }))
    }
    case 'step.answered': {
      const yes = { who: entry.who, why: entry.why ?? '' }
      return atStep(entry.data.step, ({ question, ...step }) => ({ ...step, state: 'failed', ...(entry.data.choice === 'end' && question?.endable && { yes: { ...question.endable, ...yes } }) }))
    }
    case 'transaction.ended': {
      const { step: id, transaction } = entry.data
      return atStep(id, (step) => ({ ...step, ...(step.yes && { yes: { ...step.yes, pending: step.yes.pending.filter((one) => one.id !== transaction.id || one.mark !== transaction.mark) } }) }))
    }
    case 'step.skipped':
      return atStep(entry.data.step, ({ question: _, ...step }) => ({
        ...step, state: 'skipped', endedAt: mono, skippedBecause: entry.why ?? '',
      }))
    case 'rollback.over': {
      const { what, stage: id, by } = entry.data
      if (what === 'deadline') return { ...run, overDeadline: true }
      return { ...run, stages: run.stages.map((stage) => (stage.id === id ? { ...stage, over: by } : stage)) }
    }
    case 'rollback.finished': {
      const { outcome, text } = entry.data
      return { ...run, state: outcome, summary: text, endedAt: mono, endedWall: entry.at.occurred }
    }
    default:
      return run
  }
}

export const runEnded = (run: Pick<Run, 'state'>): boolean => run.state !== 'validating' && run.state !== 'running'

/** What is left and what to expect. All in milliseconds. */
export type Pace = {
  readonly elapsed: number
  readonly left: number
  readonly exposed: number
  /** When the run would end at the speed of earlier runs, after its start; undefined without a run to go by. */
  readonly projected?: number
}

/**
 * @param now monotonic milliseconds
 * @param usual median milliseconds that each step took in earlier runs and drills, by step id
 */
export function paceOf(run: Run, now: number, usual: ReadonlyMap<string, number>): Pace {
  const end = run.endedAt ?? now
  const elapsed = end - run.startedAt
  const rest = run.stages.flatMap((stage) => stage.steps).filter((step) => !stepDone(step.state))
  const known = rest.every((step) => usual.has(step.id))
  const validation = run.state === 'validating' ? Math.max(0, run.validation - elapsed) : 0
  const remaining = rest.reduce((sum, step) => {
    const spent = step.startedAt === undefined ? 0 : end - step.startedAt
    return sum + Math.max(0, (usual.get(step.id) ?? 0) - spent)
  }, validation)
  const pace = { elapsed, left: run.deadline - elapsed, exposed: end - run.exposedSince }
  return known || runEnded(run) ? { ...pace, projected: elapsed + (runEnded(run) ? 0 : remaining) } : pace
}
