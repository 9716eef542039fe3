/**
 * Drives one run in this process: carries out what `next` says, now and whenever time, an attempt or a person
 * makes something due. A driver whose fencing number is dead does nothing more. Semantics 8-12 of the design.
 */
import { otherOf } from '../../shared/metrics.ts'
import { durationText } from '../../shared/duration.ts'
import type { Actor, Draft } from '../../shared/journal.ts'
import { isForward } from '../../shared/forward.ts'
import type { Plan } from '../../shared/plan.ts'
import { runEnded, type Run, type StepRun } from '../../shared/rollback.ts'
import type { Timers } from '../observe/sampler.ts'
import { attempt, cancelled, timedOut, type Attempted } from './attempt.ts'
import { beginInOrder, type Intended } from './head-start.ts'
import { next, wakeAt, type Command } from './next.ts'
import { alertsEnded, overDrafts } from './over.ts'
import { askedForward, finishForward, forwardProcedure, silenceForward } from './forward-drafts.ts'
import { hasPreview, isTraffic, type Pinned, type PinnedStep } from './pinned.ts'
import { previewOf } from './preview.ts'
import { provenTargets } from './prove.ts'
import { runNow } from './run-clock.ts'
import type { RunnerDeps } from './runner.ts'
import { kinds } from './steps/index.ts'
import { reasonOf, type Acting, type Look } from './steps/kind.ts'
import { finishedText, questionText } from './words.ts'

export type DriverOptions = Omit<RunnerDeps, 'plan' | 'planOf' | 'holder' | 'identity' | 'identities' | 'random'> & {
  readonly run: string
  readonly fencing: number
  readonly pinned: Pinned
  /** The number from which on this driver's is dead, as the consoles' lease has it. */
  readonly outrankedFrom?: () => number
  /** The run has ended. */
  readonly onEnded: () => void
}

export type Driver = {
  readonly run: string
  readonly fencing: number
  /** The run's own plan. */
  readonly plan: Plan
  /** Does all that is due. */
  readonly turn: () => void
  /** A person answered: a step that is tried again has all its attempts anew. */
  readonly answered: (step: StepRun) => void
  /** Entries for what is under way and ends with the run; it is ended by the next turn. */
  readonly cancelled: (why: string) => readonly Draft[]
  /** Another driver came with a larger number. */
  readonly refused: () => boolean
  /** Stops driving and writes nothing: what was under way counts as not known, and is looked at by the next driver. */
  readonly leave: (timers: Timers) => Promise<void>
}

type Underway = { readonly controller: AbortController; readonly attempt: number; readonly endsAt: number; readonly begun: number; readonly settled: Promise<void> }

const rollbackProcedure: Actor = { kind: 'rule', name: 'rollback-procedure' }
const silenceRule: Actor = { kind: 'rule', name: 'silence' }

/** How long a question waits for a person. Plan: "On-call engineer"; the stage's window may leave less. */
const longestAnswer = 60_000
const shortestAnswer = 10_000
/** A timer does not count the machine's sleep: the clock is looked at this often, so that waking up late is not being late. */
const longestWait = 1_000
/** A stage waits so long at most for the look at what it would move or lose. */
const previewWithin = 3_000
/** What a target that hears no signal may still take when the console is closed. */
const leaveWithin = 2_000

export function createDriver(options: DriverOptions): Driver {
  const { journal, clock, timers, log, run: id, fencing, pinned, targets, read, monitoring, env = {}, dir, onProgress, onEnded } = options
  const underway = new Map<string, Underway>()
  const retryAt = new Map<string, number>()
  const looking = new Map<string, Promise<void>>()
  const unlooked = new Set<string>()
  const ended = new AbortController()
  /** The attempt after which a step's present series of attempts began. */
  const seriesAfter = new Map<string, number>()
  let isRefused = false
  let over = false
  let turning = false
  let again = false
  let cancelWake = (): void => undefined
  /** Attempts whose intent is not durable yet. */
  let intended: readonly Intended[] = []

  const present = (): Run | undefined => {
    const { run, forward } = journal.state()
    return [run, forward].find((one) => one?.id === id)
  }
  const procedure = pinned.procedure === 'forward' ? forwardProcedure : rollbackProcedure
  const stepOf = (run: Run, step: string): StepRun => {
    const found = run.stages.flatMap((stage) => stage.steps).find((one) => one.id === step)
    if (found === undefined) throw new Error(`run ${id} has no step ${step}`)
    return found
  }
  const plannedOf = (step: string): PinnedStep => {
    const found = pinned.steps.get(step)
    if (found === undefined) throw new Error(`run ${id} has no plan of step ${step}`)
    return found
  }

  const end = (reason: Error): void => {
    over = true
    cancelWake()
    ended.abort(reason)
    for (const { controller } of underway.values()) controller.abort(reason)
    underway.clear()
  }

  const outcomeOf = (run: Run, step: string, number: number, { result, detail, facts }: Pick<Attempted, 'detail' | 'facts'> & { readonly result: Attempted['result'] | 'unknown' }, ms: number): Draft<'step.outcome'> => ({
    kind: 'step.outcome', who: procedure, incident: run.incident, data: { run: id, step, attempt: number, result, detail, facts, ms: Math.max(0, Math.round(ms)) },
  })
  const cancelledDrafts = (why: string): readonly Draft[] => {
    const run = present()
    if (run === undefined) return []
    return [...underway].map(([step, { attempt: number, begun }]) =>
      outcomeOf(run, step, number, { result: 'cancelled', detail: cancelled(why).message, facts: {} }, clock.mono() - begun))
  }

  /** What silence does: users are never left where they are, and nothing else holds up the rest for ever. */
  const asked = (run: Run, step: StepRun, { detail, endable, offers = [] }: Attempted, attempts: number): readonly Draft[] => {
    const now = runNow(run, clock)
    if (isForward(run)) return askedForward(run, step, { detail, now, plan: pinned.plan })
    const stage = run.stages.find((one) => one.id === plannedOf(step.id).stage)
    const stageLeft = run.startedAt + (stage?.to ?? run.deadline) - now
    const answerBy = now + Math.max(shortestAnswer, Math.min(longestAnswer, stageLeft))
    return [{
      kind: 'step.asked', who: procedure, incident: run.incident,
      data: {
        run: id, step: step.id, question: questionText(step, detail, attempts), options: ['retry', ...(endable ? (['end'] as const) : []), ...offers, 'skip', 'stop'], silence: isTraffic(step.kind) ? 'retry' : 'skip', answerBy,
        ...(endable && { endable: { environment: endable.environment, pending: [...endable.pending] } }),
      },
    }]
  }

  const settle = (stepId: string, { attempt: number, begun }: Underway, attempted: Attempted): void => {
    const run = present()
    if (run === undefined) return
    const outcome = outcomeOf(run, stepId, number, attempted, clock.mono() - begun)
    if (attempted.fault !== undefined) log.error('rollback.step fault', { run: id, step: stepId, error: attempted.fault })
    if (attempted.result === 'ok') {
      journal.append(outcome)
      return
    }
    log.warn('rollback.step failed', { run: id, step: stepId, attempt: number, result: attempted.result, detail: attempted.detail })
    if (attempted.result === 'refused') {
      isRefused = true
      journal.appendAll([outcome, ...cancelledDrafts('Another console drives now')])
      onProgress({ run: id, step: stepId, text: `Another console drives now: ${attempted.detail}` })
      end(cancelled('Another console drives now'))
      return
    }
    const planned = plannedOf(stepId)
    const used = number - (seriesAfter.get(stepId) ?? 0)
    if (attempted.final || used >= planned.attempts) {
      // One append: a failed step without a question is one that may be tried again.
      journal.appendAll([outcome, ...asked(run, stepOf(run, stepId), attempted, number)])
      return
    }
    journal.append(outcome)
    retryAt.set(stepId, runNow(run, clock) + planned.backoff * 2 ** (used - 1))
  }

  const lookOf = (run: Run, planned: PinnedStep, signal: AbortSignal): Look => ({
    step: planned, settings: undefined, plan: pinned.plan, target: run.target, other: otherOf(run.target),
    targets, read, monitoring, journal, clock, timers, dir, signal,
  })
  const contextOf = (run: Run, planned: PinnedStep, controller: AbortController): Omit<Acting, 'note'> => ({
    ...lookOf(run, planned, controller.signal), run, fencing, env,
    endsAt: clock.mono() + planned.timeout,
    progress: (text, done, total) => {
      if (!controller.signal.aborted) onProgress({ run: id, step: planned.id, text, ...(done !== undefined && { done }), ...(total !== undefined && { total }) })
    },
  })

  const effectOf = (planned: PinnedStep, ctx: Omit<Acting, 'note'>): string => {
    try {
      return kinds[planned.kind].effect({ ...ctx, note: () => undefined })
    } catch (error) {
      // The attempt itself fails in the same words, and asks.
      return reasonOf(error)
    }
  }

  const start = (run: Run, step: StepRun): void => {
    const planned = plannedOf(step.id)
    const number = step.attempt + 1
    const controller = new AbortController()
    const ctx = contextOf(run, planned, controller)
    journal.append({ kind: 'step.intended', who: procedure, incident: run.incident, data: { run: id, step: step.id, attempt: number, fencing, effect: effectOf(planned, ctx) } })
    retryAt.delete(step.id)
    // The validation is the run's own: nothing is tried.
    if (step.kind === 'confirm') return
    const { promise: settled, resolve: onSettled } = Promise.withResolvers<void>()
    const own: Underway = { controller, attempt: number, begun: clock.mono(), endsAt: runNow(run, clock) + planned.timeout, settled }
    underway.set(step.id, own)
    const begin = async (): Promise<void> => {
      // Ended in the meantime: there is nothing to wait for.
      if (over) return onSettled()
      const made = attempt(kinds[planned.kind], ctx)
      void made.settled.then(() => onSettled())
      void follow(step.id, own, made.outcome)
      return made.applied
    }
    intended = [...intended, { isSwitch: step.kind === 'route', begin }]
  }

  /** Once their intents are durable. */
  const beginIntended = (): void => {
    const now = intended
    intended = []
    void beginInOrder(now, timers)
  }

  const follow = async (step: string, own: Underway, outcome: Promise<Attempted>): Promise<void> => {
    const attempted = await outcome
    // Ended in the meantime: its entry was written with the end, or is left to the next driver.
    if (over) return
    underway.delete(step)
    try {
      settle(step, own, attempted)
    } catch (error) {
      // The record did not take it: the step shows as lost at the next turn, is looked at and tried again.
      log.error('rollback.outcome not written', { run: id, step, error })
    }
    turn()
  }

  /** What the stage would move or lose goes on the record; a look that finds nothing out says why. */
  const lookAt = async (run: Run, stageId: string): Promise<void> => {
    const steps = run.stages.find(({ id: one }) => one === stageId)?.steps ?? []
    // Two steps of one kind would show the same.
    const firsts = steps.filter(({ kind }, at) => hasPreview(kind) && steps.findIndex((one) => one.kind === kind) === at)
    // Another one that answers in a target's place is not asked for its sessions either.
    const proven = provenTargets(targets, { run, fencing, plan: pinned.plan, signal: ended.signal, timers }, () => undefined)
    const found = await Promise.all(firsts.map((step) => previewOf({ ...lookOf(run, plannedOf(step.id), ended.signal), targets: proven }, previewWithin)))
    if (over) return
    try {
      journal.append({ kind: 'stage.previewed', who: procedure, incident: run.incident, data: { run: id, stage: stageId, previews: found.filter((one) => one !== undefined) } })
    } catch (error) {
      // No record of it is no reason to leave users without their data and sessions.
      log.error('rollback.preview not written', { run: id, stage: stageId, error })
      unlooked.add(stageId)
    }
    looking.delete(stageId)
    turn()
  }

  const onSilence = (run: Run, step: StepRun): void => {
    if (isForward(run)) return void journal.appendAll(silenceForward(run, step, { ms: runNow(run, clock) - run.startedAt, state: journal.state() }))
    const choice = step.question?.silence === 'retry' ? 'retry' : 'skip'
    const why = 'nobody answered in time'
    const answer: Draft = { kind: 'step.answered', who: silenceRule, why, incident: run.incident, data: { run: id, step: step.id, choice, bySilence: true } }
    if (choice === 'retry') journal.append(answer)
    else journal.appendAll([answer, { kind: 'step.skipped', who: silenceRule, why: `${why}: ${step.detail ?? 'it did not succeed'}`, incident: run.incident, data: { run: id, step: step.id } }])
    seriesAfter.set(step.id, step.attempt)
  }

  const carryOut = (run: Run, command: Command): void => {
    const { incident } = run
    switch (command.kind) {
      case 'over':
        journal.appendAll(overDrafts(run, command, pinned.plan, journal.state()))
        return
      case 'validate':
        journal.append({ kind: 'rollback.validated', who: silenceRule, why: `nobody vetoed within ${durationText(run.validation)}`, incident, data: { run: id, how: 'silence' } })
        return
      case 'confirmed': {
        const step = stepOf(run, command.step)
        const ms = step.startedAt === undefined ? 0 : runNow(run, clock) - step.startedAt
        journal.append(outcomeOf(run, step.id, step.attempt, { result: 'ok', detail: 'The rollback is validated', facts: {} }, ms))
        return
      }
      case 'lost': {
        const step = stepOf(run, command.step)
        const detail = 'The console ended between intent and outcome: what took effect is not known, and is looked at before anything else.'
        journal.append(outcomeOf(run, step.id, step.attempt, { result: 'unknown', detail, facts: {} }, 0))
        return
      }
      case 'give up':
        // Its outcome is written when the attempt has ended by this, in the next turn of the loop.
        underway.get(command.step)?.controller.abort(timedOut(plannedOf(command.step).timeout))
        return
      case 'silence':
        return onSilence(run, stepOf(run, command.step))
      case 'preview':
        looking.set(command.stage, lookAt(run, command.stage))
        return
      case 'start':
        return start(run, stepOf(run, command.step))
      case 'finish': {
        const ms = Math.max(0, Math.round(runNow(run, clock) - run.startedAt))
        if (isForward(run)) return void journal.appendAll(finishForward(run, { ms, state: journal.state() }))
        journal.appendAll([...alertsEnded(journal.state(), run), { kind: 'rollback.finished', who: procedure, incident, data: { run: id, outcome: 'completed', ms, text: finishedText(run, ms) } }])
      }
    }
  }

  const wakeIn = (ms: number): void => {
    cancelWake()
    if (!over) cancelWake = timers.after(ms, turn)
  }

  const isOutranked = (run: Run): boolean =>
    Math.max(run.fencing, options.outrankedFrom?.() ?? 0) > fencing || (options.console !== undefined && run.console !== undefined && run.console !== options.console)
  /** Another console has the greater number: known before anything is refused. */
  const outranked = (): void => {
    isRefused = true
    journal.appendAll(cancelledDrafts('Another console drives now'))
    log.info('rollback.outranked', { run: id, fencing })
    end(cancelled('Another console drives now'))
  }

  /** Rounds until nothing more is due. An attempt that was given up is due until its promise has settled: that is waited for. */
  const rounds = (): void => {
    for (;;) {
      const run = present()
      if (run === undefined || runEnded(run)) {
        end(cancelled('The run has ended'))
        onEnded()
        return
      }
      if (isOutranked(run)) return outranked()
      const moment = { now: runNow(run, clock), underway, retryAt, looking: new Set(looking.keys()), unlooked }
      const due = next(run, pinned, moment).filter((command) => command.kind !== 'give up' || !underway.get(command.step)?.controller.signal.aborted)
      if (due.length === 0) {
        const at = wakeAt(run, moment)
        wakeIn(Math.max(1, Math.min(longestWait, at === undefined ? longestWait : Math.ceil(at - moment.now))))
        return
      }
      for (const command of due) {
        const now = present()
        if (now === undefined || runEnded(now)) break
        carryOut(now, command)
      }
    }
  }

  function turn(): void {
    if (over) return
    // An append tells its listeners, and one of them may act on the run.
    if (turning) {
      again = true
      return
    }
    turning = true
    try {
      do {
        again = false
        journal.together(rounds, beginIntended)
      } while (again && !over)
    } catch (error) {
      log.error('rollback.turn failed', { run: id, error })
      wakeIn(longestWait)
    } finally {
      turning = false
    }
  }

  return {
    run: id,
    fencing,
    plan: pinned.plan,
    turn,
    answered: (step) => {
      seriesAfter.set(step.id, step.attempt)
      retryAt.delete(step.id)
    },
    cancelled: cancelledDrafts,
    refused: () => isRefused,
    leave: async (after) => {
      const left = [...[...underway.values()].map(({ settled }) => settled), ...looking.values()]
      end(cancelled('The console was closed'))
      const late = Promise.withResolvers<void>()
      const cancel = after.after(leaveWithin, late.resolve)
      await Promise.race([Promise.all(left), late.promise])
      cancel()
    },
  }
}
