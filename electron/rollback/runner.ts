/**
 * Runs the rollback procedure: one run at a time, every intent on disk before its effect, every outcome after it.
 * `next` decides, this file makes the effects. Plan: "15-Minute Rollback Procedure"; semantics 5-12 of the design.
 */
import { randomBytes } from 'node:crypto'
import type { Clock } from '../../shared/clock.ts'
import type { Driving } from '../../shared/contract/consoles.ts'
import type { Commands, Pressed, Progress, Rehearsal } from '../../shared/contract/rollback.ts'
import { durationText } from '../../shared/duration.ts'
import { actorText, type Actor, type AskOption, type Draft, type Entry } from '../../shared/journal.ts'
import type { Environment } from '../../shared/metrics.ts'
import type { Plan } from '../../shared/plan.ts'
import { runEnded, type Run, type StepRun } from '../../shared/rollback.ts'
import type { Log } from '../log.ts'
import type { Read } from '../observe/reading.ts'
import type { Timers } from '../observe/sampler.ts'
import { commandsConfirmed, commandsHash, commandText } from './commands.ts'
import { createDriver, type Driver } from './driver.ts'
import { createForward, type Forward } from './forward.ts'
import { takeLease } from './lease.ts'
import { alertsEnded } from './over.ts'
import { pin } from './pinned.ts'
import { rehearse } from './rehearse.ts'
import { runNow } from './run-clock.ts'
import { Refusal } from '../refusal.ts'
import type { RunnerJournal } from './runner-journal.ts'
import type { Monitoring, StepTargets } from './steps/kind.ts'
import { answeredWords, stoppedText } from './words.ts'

export type { RunnerJournal } from './runner-journal.ts'
export type { StepTargets } from './steps/kind.ts'

/** Four letters for an id, so that two opened in one second differ. */
export const fourLetters = (): string => randomBytes(2).toString('hex')

/** Name of a run, an incident or a benchmark, short and sortable by time: `i-mhx2k1-9f3a`. */
export const newId = (kind: 'r' | 'i' | 'b' | 'f' | 'c' | 'v' | 'o' | 't' | 'd', clock: Clock, letters: string): string => `${kind}-${Math.floor(clock.wall() / 1_000).toString(36)}-${letters}`

export type RunnerDeps = {
  readonly journal: RunnerJournal
  readonly clock: Clock
  readonly timers: Timers
  readonly log: Log
  /** The console's name, for the lease. */
  readonly holder: string
  /** Pinned for a run at its opening. */
  readonly plan: () => { readonly plan: Plan; readonly hash: string }
  /** For a run that is taken up again; undefined where that plan is gone: the present one then stands in as far as it fits. */
  readonly planOf: (hash: string) => Plan | undefined
  readonly targets: StepTargets
  readonly read: Read
  readonly monitoring: Monitoring
  /** What commands of the plan may be given of, by the names that it lists. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Before-images and reports go below it. */
  readonly dir: string
  readonly onProgress: (progress: Progress) => void
  /** Who answers as an environment, where that is known at the press; the switch asks for itself. */
  readonly identity?: (environment: Environment) => string | undefined
  /** Who each target is, by its id, as far as that is known at the press. */
  readonly identities?: () => Readonly<Record<string, string>>
  /** The largest fencing number that the balancer has shown. */
  readonly seenFencing?: () => number
  /** Of several consoles: this one's name in entries, and whose a run is. Alone, each run is its own. */
  readonly console?: string
  readonly drivenBy?: (run: Run) => 'here' | 'another' | 'nobody'
  /** Whose the consoles' shared lease is, as it was last seen. */
  readonly lease?: () => Driving | undefined
  /** Why nobody may be sent on now, in words: the readiness of the rollback, a phase that is held; a decision or a checkpoint that is wanting. */
  readonly refusals?: (ramp: string) => readonly string[]
  /** Four letters for an id, so that two opened in one second differ. */
  readonly random?: () => string
}

export type OpenRequest = {
  /** A gate's id, or a manual trigger's. */
  readonly trigger: string
  /** Validated at once; otherwise the validation window begins. */
  readonly manual: boolean
  readonly drill: boolean
  readonly who: Actor
  readonly why?: string
  /** Monotonic ms at which the condition began. */
  readonly exposedSince: number
  /** An incident that this belongs to; it is opened where the record does not have it. */
  readonly incident?: string
  readonly title: string
  /** Monotonic ms of the trigger or press, where that is not now. */
  readonly startedAt?: number
}

/** Commands that do not fit throw Refusal with words for people. Each is durable when it returns. */
export type Runner = {
  /** Opens a run and its incident in one append, or joins the active one. */
  readonly open: (request: OpenRequest) => Pressed
  readonly join: (what: string, who: Actor) => void
  readonly confirm: (run: string, who: Actor) => void
  /** `lapse`: milliseconds from now until the rule may roll back again. */
  readonly veto: (run: string, veto: { readonly who: Actor; readonly reason: string; readonly lapse: number }) => void
  readonly answer: (run: string, answer: { readonly step: string; readonly choice: AskOption; readonly who: Actor; readonly reason?: string | undefined; readonly asked?: number | undefined }) => void
  readonly stop: (run: string, stop: { readonly who: Actor; readonly reason: string }) => void
  /** What steps of kind `command` would run, and whether a person has let them. */
  readonly commands: () => Commands
  readonly letRun: (hash: string, who: Actor) => void
  readonly rehearse: () => Promise<readonly Rehearsal[]>
  /** The run that is not ended. */
  readonly active: () => Run | undefined
  /** Sending users on in steps; a rollback that is opened ends it. */
  readonly forward: Forward
  /** This console drives the run from here on, whoever did before. */
  readonly takeOver: (run: string, by: { readonly who: Actor; readonly reason: string }) => void
  /** Entries of other consoles have changed the record, or the shared lease has moved. */
  readonly heard: (entries: readonly Entry[]) => void
  /** What this console drives now. */
  readonly driving: () => Driving | undefined
  /** At the console's start: takes up a run that the record says is not ended. */
  readonly resume: () => void
  /** Settles when no run is active. */
  readonly idle: () => Promise<void>
  /** Stops driving without ending the run; what had begun is found out at the next start. */
  readonly shutdown: () => Promise<void>
}

export function createRunner(deps: RunnerDeps): Runner {
  const { journal, clock, timers, log, holder, console, drivenBy = () => 'here', random = fourLetters } = deps
  const closed = new AbortController()
  let driver: Driver | undefined
  let waiting: (() => void)[] = []

  const active = (): Run | undefined => {
    const { run } = journal.state()
    return run === undefined || runEnded(run) ? undefined : run
  }
  const forward = createForward({ ...deps, random, rollbackActive: () => active()?.id, isClosed: () => closed.signal.aborted })
  const need = (id: string): Run => {
    const run = active()
    if (run?.id === id) return run
    const past = journal.state().pastRuns.find((one) => one.id === id)
    if (past) throw new Refusal('CONFLICT', `Run ${id} has ended: ${past.state}.`)
    throw new Refusal('NOT_FOUND', run ? `There is no run ${id}; the open one is ${run.id}.` : `There is no run ${id}, and no rollback is under way.`)
  }

  const onEnded = (): void => {
    driver = undefined
    for (const settle of waiting.splice(0)) settle()
  }
  const drive = (run: string, fencing: number, plan: Plan): void => {
    const opened = journal.state().run
    if (opened === undefined || opened.id !== run) throw new Error(`run ${run} is not in the record that it was just written to`)
    driver = createDriver({ ...deps, outrankedFrom, run, fencing, pinned: pin(opened, plan), onEnded })
    driver.turn()
  }

  const joined = (run: Run, { who, manual, trigger, why }: OpenRequest): Pressed => {
    const common = { who, incident: run.incident, ...(why !== undefined && { why }) }
    const drafts: Draft[] = [{ kind: 'rollback.joined', ...common, data: { run: run.id, what: `${manual ? 'pressed' : 'triggered'}: ${trigger}` } }]
    // Whoever presses while a rule waits for a person is that person.
    if (manual && who.kind === 'person' && run.state === 'validating')
      drafts.push({ kind: 'rollback.validated', ...common, data: { run: run.id, how: 'pressed' } })
    journal.together(() => {
      journal.appendAll(drafts)
      driver?.turn()
    })
    // A person who presses means it: a driver that nobody hears of any more, or whose number is dead, is not waited for.
    const by = drivenBy(run)
    if (manual && (by === 'nobody' || (by === 'here' && driver?.refused() === true))) takeOver(run, who, why ?? (by === 'nobody' ? 'the console that drove it is silent' : 'the driver here was refused'))
    return { run: run.id, joined: true }
  }

  const planFor = (run: Run): Plan => {
    const present = deps.plan()
    const own = present.hash === run.planHash ? present.plan : deps.planOf(run.planHash)
    if (own === undefined) log.warn('rollback.plan lost', { run: run.id, hash: run.planHash })
    return own ?? present.plan
  }
  const seenNumber = (run: Pick<Run, 'fencing'> = { fencing: 0 }): number => Math.max(deps.seenFencing?.() ?? 0, deps.lease?.()?.fencing ?? 0, run.fencing)

  /** The shared lease's number, unless its run is known to have ended. */
  const outrankedFrom = (): number => {
    const lease = deps.lease?.()
    const { run, forward: ramp, pastRuns } = journal.state()
    const known = [run, ramp, ...pastRuns].find((one) => one !== undefined && one.id === lease?.run)
    return lease === undefined || (known && runEnded(known)) ? 0 : lease.fencing
  }

  const takeOver = (run: Run, who: Actor, why: string): void =>
    journal.together(() => {
      void driver?.leave(timers)
      const lease = takeLease(journal, { run: run.id, incident: run.incident, holder, who, seen: seenNumber(run) })
      journal.append({ ...lease.draft, why })
      log.info('rollback.taken over', { run: run.id, from: run.console })
      drive(run.id, lease.fencing, planFor(run))
    })

  const open = (request: OpenRequest): Pressed => {
    if (closed.signal.aborted) throw new Refusal('CONFLICT', 'This console is being closed: nothing was begun. Open it again, or use another one.')
    const present = active()
    if (present) return joined(present, request)
    const { trigger, manual, drill, who, why, exposedSince, title } = request
    const { plan, hash } = deps.plan()
    const { rollback } = plan
    const startedAt = request.startedAt ?? clock.mono()
    const run = newId('r', clock, random())
    const incident = request.incident ?? newId('i', clock, random())
    const isKnown = journal.state().incidents.some(({ id }) => id === incident)
    // One write, the first intents with it: users wait for each.
    journal.together(() => {
      const lease = takeLease(journal, { run, incident, holder, who, seen: seenNumber() })
      const common = { who, incident, ...(why !== undefined && { why }) }
      const gaveWay = forward.giveWay(run, who)
      journal.appendAll([
        ...gaveWay.drafts,
        ...(isKnown ? [] : [{ kind: 'incident.opened', ...common, data: { title, severity: drill ? 'P2' : 'P0', cause: why ?? `${manual ? 'pressed' : 'triggered'}: ${trigger}` } } as const]),
        {
          kind: 'rollback.opened', ...common, environment: rollback.target, occurred: clock.wall() - (clock.mono() - startedAt),
          data: {
            run, trigger, manual, drill, plan: hash, target: rollback.target, identity: deps.identity?.(rollback.target) ?? '',
            ...(deps.identities && { identities: deps.identities() }),
            startedAt, exposedSince, deadline: rollback.deadline, validation: rollback.validation,
            stages: rollback.stages.map(({ id, title: name, from, to, steps }) => ({
              id, title: name, from, to, steps: steps.map((step) => ({ id: step.id, title: step.title, kind: step.kind })),
            })),
          },
        },
        lease.draft,
        ...(manual ? [{ kind: 'rollback.validated', ...common, data: { run, how: 'pressed' } } as const] : []),
      ])
      log.info('rollback.opened', { run, trigger, manual, drill })
      gaveWay.end()
      drive(run, lease.fencing, plan)
    })
    return { run, joined: false }
  }

  const resume = (): void => {
    forward.resume()
    const run = active()
    if (run === undefined || driver !== undefined || closed.signal.aborted || drivenBy(run) !== 'here') return
    const lease = takeLease(journal, { run: run.id, incident: run.incident, holder, who: { kind: 'rule', name: 'resume-after-restart' }, own: run.fencing })
    journal.append(lease.draft)
    log.info('rollback.resumed', { run: run.id })
    drive(run.id, lease.fencing, planFor(run))
  }

  /** Ends the run by the given entry; what is under way is cancelled in the same append. */
  const endBy = (run: Run, before: readonly Draft[], end: Draft, why: string): void => {
    journal.appendAll([...before, ...(driver?.cancelled(why) ?? []), ...alertsEnded(journal.state(), run), end])
    driver?.turn()
    // A driver whose number is dead takes no turn any more.
    onEnded()
  }
  const finishStopped = (run: Run, before: readonly Draft[], who: Actor, reason: string): void =>
    endBy(run, before, {
      kind: 'rollback.finished', who, why: reason, incident: run.incident,
      data: { run: run.id, outcome: 'stopped', ms: Math.max(0, runNow(run, clock) - run.startedAt), text: stoppedText(run, reason, actorText(who)) },
    }, `Stopped by ${actorText(who)}`)

  const asking = (run: Run, id: string): StepRun => {
    const step = run.stages.flatMap((stage) => stage.steps).find((one) => one.id === id)
    if (step === undefined) throw new Refusal('NOT_FOUND', `Run ${run.id} has no step ${id}.`)
    if (step.question === undefined) throw new Refusal('CONFLICT', `${step.title} asks nothing now (${step.state}): it may have been answered already.`)
    return step
  }

  const commandsNow = (): Commands => {
    const plan = driver?.plan ?? deps.plan().plan
    return { hash: commandsHash(plan), commands: plan.commands, confirmed: commandsConfirmed(plan, journal) }
  }

  /** Runs of this console that gave way to another's: the record says so in this chain, and the driver has stopped. */
  const sayGaveWay = (): void => {
    const own = journal.state().pastRuns.filter((run) => run.gaveWay?.written === false && run.console === console)
    for (const run of own)
      journal.append({
        kind: 'rollback.finished', who: { kind: 'rule', name: 'one-run' }, incident: run.incident, why: `run ${run.gaveWay?.to} of another console has the greater number`,
        data: { run: run.id, outcome: 'stopped', ms: Math.max(0, Math.round(runNow(run, clock) - run.startedAt)), text: run.summary ?? '' },
      })
  }
  const heard = (entries: readonly Entry[]): void => {
    if (closed.signal.aborted) return
    sayGaveWay()
    for (const entry of entries) {
      if (entry.kind !== 'step.answered' || entry.data.run !== active()?.id) continue
      const { step: id } = entry.data
      const step = active()?.stages.flatMap((stage) => stage.steps).find((one) => one.id === id)
      if (step) driver?.answered(step)
    }
    driver?.turn()
    forward.heard()
    // A driver that was refused takes no turn; its run may have been ended elsewhere.
    if (active() === undefined) onEnded()
  }
  const driving = (): Driving | undefined => {
    const [run, own] = driver === undefined ? [forward.active(), forward.driver()] : [active(), driver]
    if (run === undefined || own === undefined || own.refused() || run.id !== own.run || console === undefined) return undefined
    return { run: run.id, console, holder, fencing: own.fencing }
  }

  return {
    open,
    resume,
    heard,
    driving,
    takeOver: (id, { who, reason }) => {
      const run = need(id)
      if (driver !== undefined && !driver.refused()) throw new Refusal('CONFLICT', `This console drives run ${id} already.`)
      takeOver(run, who, reason)
    },
    active,
    forward,
    join: (what, who) => {
      const run = active()
      if (run === undefined) throw new Refusal('NOT_FOUND', 'No rollback is under way that could be joined.')
      journal.append({ kind: 'rollback.joined', who, incident: run.incident, data: { run: run.id, what } })
    },
    confirm: (id, who) => {
      const run = need(id)
      if (run.state !== 'validating') throw new Refusal('CONFLICT', `Run ${id} is validated already: the switch has begun.`)
      journal.together(() => {
        journal.append({ kind: 'rollback.validated', who, incident: run.incident, data: { run: id, how: 'confirmed' } })
        driver?.turn()
      })
    },
    veto: (id, { who, reason, lapse }) => {
      const run = need(id)
      if (run.state !== 'validating') throw new Refusal('CONFLICT', `Run ${id} can't be vetoed any more: the switch has begun. Stop it instead, and see where traffic goes.`)
      endBy(run, [], { kind: 'rollback.vetoed', who, why: reason, incident: run.incident, data: { run: id, lapse } }, `Vetoed by ${actorText(who)} for ${durationText(lapse)}`)
    },
    answer: (id, { step: stepId, choice, who, reason, asked }) => {
      const run = need(id)
      const step = asking(run, stepId)
      if (!step.question?.options.includes(choice)) throw new Refusal('CONFLICT', `${step.title} can't be answered with ${choice}.`)
      if (choice !== 'retry' && (reason ?? '').trim() === '') throw new Refusal('CONFLICT', choice === 'end' ? 'Say why they are ended: it goes on the record.' : `Say why ${step.title} is ${answeredWords[choice]}: it goes on the record.`)
      // A question that came since shows others: those are not ended by a yes to these.
      if (choice === 'end' && (asked !== step.asked || who.kind !== 'person')) throw new Refusal('CONFLICT', `What ${step.title} shows has changed since: look at it again. Nothing was ended.`)
      if (driver?.refused() && choice !== 'stop') throw new Refusal('CONFLICT', 'Another console drives now: answer there, or stop the run here.')
      const answered: Draft = { kind: 'step.answered', who, incident: run.incident, ...(reason !== undefined && { why: reason }), data: { run: id, step: stepId, choice, bySilence: false } }
      if (choice === 'stop') return finishStopped(run, [answered], who, reason ?? '')
      if (choice === 'skip') journal.appendAll([answered, { kind: 'step.skipped', who, incident: run.incident, why: reason ?? '', data: { run: id, step: stepId } }])
      else journal.append(answered)
      driver?.answered(step)
      driver?.turn()
    },
    stop: (id, { who, reason }) => finishStopped(need(id), [], who, reason),
    commands: commandsNow,
    letRun: (hash, who) => {
      const { hash: present, commands, confirmed } = commandsNow()
      if (hash !== present) throw new Refusal('CONFLICT', 'The commands have changed since they were shown: look at them again.')
      if (!confirmed) journal.append({ kind: 'commands.confirmed', who, data: { hash, commands: commands.map(commandText) } })
    },
    rehearse: () => rehearse({ ...deps, plan: deps.plan().plan, signal: closed.signal }),
    idle: () => {
      if (active() === undefined) return Promise.resolve()
      const { promise, resolve } = Promise.withResolvers<void>()
      waiting = [...waiting, resolve]
      return promise
    },
    shutdown: async () => {
      closed.abort(new Error('the console is being closed'))
      const last = driver
      driver = undefined
      await Promise.all([last?.leave(timers), forward.leave()])
    },
  }
}
