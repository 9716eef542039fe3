/**
 * Takes checkpoints and proves them: on demand, on schedule, and before a phase; one thing at a time, and nothing while a rollback runs.
 * What the console was in the middle of when it ended is told at its next start. Plan: "Backup Points", "Backup Strategy"; semantics 15.
 */
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Checkpoint } from '../../shared/checkpoint.ts'
import { checkpointDue, holdsOn, isStanding, lastProven, retired } from '../../shared/checkpoint-rules.ts'
import type { CheckpointProgress, CheckpointStatus, Routing } from '../../shared/contract.ts'
import type { Clock } from '../../shared/clock.ts'
import type { Beginning } from '../../shared/programme.ts'
import { actorText, type Actor, type Draft, type Entry, type EntryData } from '../../shared/journal.ts'
import type { Environment } from '../../shared/metrics.ts'
import type { CheckpointPlan, Plan } from '../../shared/plan.ts'
import type { Run } from '../../shared/rollback.ts'
import type { Checkpoints } from '../connect/checkpoints.ts'
import { ConnectError, type Archives } from '../connect/connector.ts'
import type { Journal } from '../journal/journal.ts'
import type { Log } from '../log.ts'
import type { Timers } from '../observe/sampler.ts'
import { fileOf, settleSwap, takenOf, type RecoveryDeps } from '../rollback/recovery.ts'
import { RunnerError } from '../rollback/runner-error.ts'
import { freeIn, removeFile, sweepFolder } from './checkpoint-folder.ts'
import { checkpointDrafts, scheduleRule, watchRule } from './checkpoint-watch.ts'
import { createLane, earlyOf, type Lane } from './lane.ts'
import { createRecoveries, type Recoveries } from './recoveries.ts'
import { rule } from './respond.ts'
import { everyTick } from './timers.ts'

export type CheckpointsDeps = {
  readonly plan: () => Plan
  /** @throws ConnectError where the plan connects none */
  readonly archives: () => Archives
  readonly routing: () => Routing | undefined
  readonly journal: Pick<Journal, 'append' | 'appendAll' | 'state' | 'subscribe'> & Partial<Pick<Journal, 'console'>>
  readonly clock: Clock
  readonly timers: Timers
  readonly log: Log
  /** The plan's folder is below it. */
  readonly home: string
  readonly activeRun: () => Run | undefined
  readonly newId: (kind: 'c' | 'v') => string
  readonly onProgress: (progress: { readonly active?: CheckpointProgress }) => void
  /** Bytes that are free where checkpoints are kept. */
  readonly free?: (folder: string) => number | undefined
}

/** Commands that do not fit throw RunnerError with words for people. */
export type ConsoleCheckpoints = Recoveries & {
  readonly status: () => Promise<CheckpointStatus>
  readonly active: () => CheckpointProgress | undefined
  readonly take: (request: { readonly environments?: readonly Environment[] | undefined; readonly who: Actor; readonly why: string }) => { readonly checkpoint: string }
  readonly prove: (checkpoint: string, who: Actor) => void
  readonly cancel: (who: Actor) => void
  readonly remove: (checkpoint: string, request: { readonly who: Actor; readonly why: string }) => void
  /** Begins a phase, at once or after its checkpoints. `without`: a person goes on without one. `carries`: the action of a decision that this is; `first`: entries that stand before it. */
  readonly beginPhase: (request: { readonly phase: string | null; readonly who: Actor; readonly why: string; readonly without: boolean; readonly how?: Beginning; readonly despite?: readonly string[]; readonly carries?: EntryData<'phase.set'>['carries']; readonly first?: readonly Draft[] }) => { readonly waits: boolean }
  readonly idle: () => Promise<void>
  readonly stop: () => Promise<void>
}

/** What may be worked with now. */
export type Ready = { readonly section: CheckpointPlan; readonly checkpoints: Checkpoints; readonly folder: string }
export type Bench = Pick<CheckpointsDeps, 'plan' | 'archives' | 'routing' | 'journal' | 'clock' | 'newId'> & {
  readonly lane: Lane<CheckpointProgress>
  /** @throws RunnerError where nothing may begin now */
  readonly ready: () => Ready
  readonly tell: (progress: CheckpointProgress) => void
}

const lookEvery = 30_000
const checkEvery = 86_400_000
/** Room for a first dump, and over what the last one took. */
const leastRoom = 64_000_000
const growth = 1.5

const conflict = (message: string): RunnerError => new RunnerError('CONFLICT', message)
const silentReasons: ReadonlySet<string> = new Set(['timeout', 'refused', 'unreachable', 'auth', 'tls'])
const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
const sizeText = (bytes: number): string => `${Math.ceil(bytes / 1_000_000)} MB`

export function createCheckpoints(deps: CheckpointsDeps): ConsoleCheckpoints {
  const { plan, archives, journal, clock, timers, log, home, activeRun, newId, onProgress, free = freeIn } = deps
  const lane = createLane<CheckpointProgress>((subject, error) => log.error('checkpoint.not recorded', { ...subject, error }))
  let last: CheckpointProgress | undefined
  let checkedAt: number | undefined
  /** The look at every file: it reads alone, and holds nothing up. */
  let checking: { readonly controller: AbortController; readonly done: Promise<void> } | undefined
  /** Proofs that were tried here: one that failed is not tried for ever. */
  const tried = new Set<string>()

  const all = (): readonly Checkpoint[] => journal.state().checkpoints.checkpoints
  const find = (id: string): Checkpoint => {
    const found = all().find((one) => one.id === id)
    if (found === undefined) throw new RunnerError('NOT_FOUND', `There is no checkpoint ${id}.`)
    return found
  }
  const folderOf = ({ folder }: CheckpointPlan): string => join(home, folder)
  const offered = (): Ready | { readonly unable: string } => {
    const section = plan().checkpoints
    if (section === undefined) return { unable: 'the plan has no section `checkpoints`' }
    try {
      const { checkpoints, target, kind } = archives()
      return checkpoints ? { section, checkpoints, folder: folderOf(section) } : { unable: `${target} (${kind}) offers no checkpoints` }
    } catch (error) {
      if (!(error instanceof ConnectError)) throw error
      return { unable: `${error.detail}` }
    }
  }
  const ready = (): Ready => {
    const found = offered()
    if ('unable' in found) throw conflict(`This plan's archive can't be checkpointed: ${found.unable}.`)
    const run = activeRun()
    if (run) throw conflict(`Run ${run.id} is under way: nothing else is done to its databases. Try again after it.`)
    const busy = lane.busy()
    if (busy) throw conflict(`${busy.subject} is being worked on (${busy.text}): one thing at a time. Wait for it, or cancel it.`)
    mkdirSync(found.folder, { recursive: true, mode: 0o700 })
    return found
  }
  const tell = (progress: CheckpointProgress): void => {
    last = progress
    onProgress({ active: progress })
  }
  const note = (drafts: readonly Draft[]): void => {
    if (drafts.length > 0) journal.appendAll(drafts)
  }
  const look = (): void => note(checkpointDrafts(plan(), journal.state(), clock.wall(), journal.console))

  const retire = ({ section, folder }: Ready): void => {
    for (const one of retired(journal.state().checkpoints, section, clock.wall())) {
      journal.append({ kind: 'checkpoint.removed', who: rule('checkpoint-retention'), environment: one.environment, data: { checkpoint: one.id, by: 'retention' } })
      if (one.taken) removeFile(folder, one.taken.file)
    }
  }

  const failed = (one: Pick<Checkpoint, 'id' | 'environment'>, at: 'take' | 'prove', who: Actor, error: unknown, signal: AbortSignal): void => {
    const early = earlyOf(signal)
    if (early === undefined) log.warn('checkpoint.failed', { checkpoint: one.id, at, error })
    journal.append({
      kind: 'checkpoint.failed', who: early?.who ?? who, environment: one.environment, why: early?.why ?? textOf(error),
      data: { checkpoint: one.id, at, ended: early?.ended ?? 'failed' },
    })
  }
  const progressOf = (work: 'take' | 'prove', { id, environment }: Pick<Checkpoint, 'id' | 'environment'>) =>
    ({ what, done, total }: { readonly what: string; readonly done: number; readonly total: number }): void => tell({ work, subject: id, environment, text: what, done, total })

  const proveNow = async ({ checkpoints, folder }: Ready, id: string, who: Actor, signal: AbortSignal): Promise<boolean> => {
    tried.add(id)
    const one = find(id)
    try {
      signal.throwIfAborted()
      tell({ work: 'prove', subject: id, environment: one.environment, text: 'restoring it beside the database', done: 0, total: 0 })
      const { rows, tables, ms } = await checkpoints.prove(fileOf(one, folder), signal, progressOf('prove', one))
      journal.append({ kind: 'checkpoint.proven', who, environment: one.environment, data: { checkpoint: id, rows, tables, ms } })
      return true
    } catch (error) {
      failed(one, 'prove', who, error, signal)
      return false
    }
  }
  const takeNow = async (now: Ready, one: Pick<Checkpoint, 'id' | 'environment'>, who: Actor, signal: AbortSignal): Promise<boolean> => {
    const { checkpoints, folder } = now
    try {
      signal.throwIfAborted()
      const before = Math.max(0, ...all().filter(({ environment }) => environment === one.environment).map(({ taken }) => taken?.bytes ?? 0))
      const wanted = Math.max(leastRoom, before * growth)
      const room = free(folder)
      if (room !== undefined && room < wanted) throw new Error(`${sizeText(room)} are free in ${folder}, and ${sizeText(wanted)} are wanted: make room, or keep fewer`)
      tell({ work: 'take', subject: one.id, environment: one.environment, text: 'beginning', done: 0, total: 0 })
      const file = await checkpoints.take(one.environment, { id: one.id, folder }, signal, progressOf('take', one))
      if (file.bytes === 0) throw new Error('the dump is empty')
      journal.append({ kind: 'checkpoint.taken', who, environment: one.environment, data: takenOf(file, folder) })
    } catch (error) {
      failed(one, 'take', who, error, signal)
      return false
    }
    return proveNow(now, one.id, who, signal)
  }

  const begun = (environment: Environment, who: Actor, cause: Checkpoint['cause'], more: { readonly why?: string; readonly phase?: string } = {}): Draft<'checkpoint.begun'> => ({
    kind: 'checkpoint.begun', who, environment, ...(more.why !== undefined && { why: more.why }),
    data: { checkpoint: newId('c'), environment, cause, ...(more.phase !== undefined && { phase: more.phase }) },
  })
  type Asked = { readonly environments: readonly Environment[]; readonly who: Actor; readonly why?: string; readonly cause: Checkpoint['cause']; readonly phase?: string; readonly before?: readonly Draft[] }
  /** The first is on the record when this returns. @param then hears the ids that were proven, and whether all were */
  const begin = ({ environments, who, why, cause, phase, before = [] }: Asked, then?: (proven: readonly string[], allProven: boolean) => void): string => {
    const now = ready()
    const more = { ...(why !== undefined && { why }), ...(phase !== undefined && { phase }) }
    const [first, ...rest] = environments
    if (first === undefined) throw conflict('No environment is named.')
    const draft = begun(first, who, cause, more)
    journal.appendAll([...before, draft])
    const id = draft.data.checkpoint
    void lane.begin({ work: 'take', subject: id, environment: first, text: 'beginning', done: 0, total: 0 }, async (signal) => {
      const proven: string[] = []
      let one = draft
      for (const next of [...rest, undefined]) {
        const { checkpoint, environment } = one.data
        if (await takeNow(now, { id: checkpoint, environment }, who, signal)) proven.push(`${checkpoint} (${environment})`)
        if (signal.aborted || next === undefined) break
        one = begun(next, who, cause, more)
        journal.append(one)
      }
      retire(now)
      then?.(proven, proven.length === environments.length)
      over()
    })
    return id
  }
  const over = (): void => {
    last = undefined
    onProgress({})
    look()
  }

  const recoveryDeps = ({ checkpoints, folder }: Ready): RecoveryDeps => ({ journal, checkpoints, folder, who: watchRule })
  const left = (): void => {
    const { checkpoints, recoveries, waits } = journal.state().checkpoints
    const run = activeRun()
    const why = 'the console ended in the middle: nothing of it counts'
    note([
      ...checkpoints.filter(({ state }) => state === 'taking').map(({ id, environment }): Draft => ({ kind: 'checkpoint.failed', who: watchRule, environment, why, data: { checkpoint: id, at: 'take', ended: 'interrupted' } })),
      // A run's own is the run's to go on with.
      ...recoveries.filter((one) => one.state === 'building' && (run === undefined || one.run !== run.id)).map(({ id, environment }): Draft => ({ kind: 'recovery.failed', who: watchRule, environment, why, data: { recovery: id, ended: 'interrupted' } })),
      ...(waits ? [{ kind: 'phase.stays', who: watchRule, why: 'the console ended while its checkpoint was taken: ask for it again', data: { phase: waits.phase } } as const] : []),
    ])
    const section = plan().checkpoints
    if (section === undefined || !existsSync(folderOf(section))) return
    sweepFolder(folderOf(section))
    for (const { state, taken } of checkpoints) if (state === 'removed' && taken) removeFile(folderOf(section), taken.file)
  }
  const settle = async (now: Ready, signal: AbortSignal): Promise<void> => {
    for (const one of journal.state().checkpoints.recoveries) if (one.swap) await settleSwap(recoveryDeps(now), one, signal)
  }
  const checkAll = async ({ checkpoints, folder }: Ready, signal: AbortSignal): Promise<void> => {
    const files = all().filter((each) => isStanding(each) && each.state !== 'damaged')
    for (const { id } of files) {
      const one = find(id)
      // Removed in the meantime.
      if (!isStanding(one)) continue
      try {
        signal.throwIfAborted()
        await checkpoints.intact(fileOf(one, folder), signal)
      } catch (error) {
        if (signal.aborted) return
        // Who can't be asked says nothing of the file.
        if (error instanceof ConnectError && silentReasons.has(error.reason)) continue
        if (!isStanding(find(id))) continue
        journal.append({ kind: 'checkpoint.damaged', who: watchRule, environment: one.environment, data: { checkpoint: one.id, what: textOf(error).replace(/\.$/, '') } })
      }
    }
    look()
  }
  const startCheck = (now: Ready): void => {
    checkedAt = clock.mono()
    const controller = new AbortController()
    const done = checkAll(now, controller.signal).catch((error: unknown) => log.error('checkpoint.check failed', { error })).finally(() => (checking = undefined))
    checking = { controller, done }
  }
  const unproven = (): Checkpoint | undefined =>
    all().findLast((one) => one.state === 'taken' && !tried.has(one.id) && (one.taken?.at ?? 0) > (lastProven(journal.state().checkpoints, one.environment)?.taken.at ?? 0))

  const tick = (): void => {
    look()
    const found = offered()
    if ('unable' in found || activeRun() || lane.busy()) return
    const state = journal.state()
    if (checking === undefined && (checkedAt === undefined || clock.mono() - checkedAt >= checkEvery)) startCheck(found)
    const swapping = state.checkpoints.recoveries.find(({ swap }) => swap)
    if (swapping) return void lane.begin({ work: 'swap', subject: swapping.id, environment: swapping.environment, text: 'finding out what became of it', done: 0, total: 0 }, (signal) => settle(found, signal).finally(over))
    const open = unproven()
    if (open) return prove(open.id, watchRule)
    const due = checkpointDue(found.section, state.checkpoints, clock.wall())
    // "Continuous backup during active phases".
    if (state.phase !== null && due !== undefined && due <= clock.wall()) begin({ environments: found.section.environments, who: scheduleRule, cause: 'schedule' })
  }
  const prove = (id: string, who: Actor): void => {
    const one = find(id)
    if (!isStanding(one)) throw conflict(`Checkpoint ${id} is ${one.state}: there is nothing to prove.`)
    const now = ready()
    void lane.begin({ work: 'prove', subject: id, environment: one.environment, text: 'beginning', done: 0, total: 0 }, async (signal) => {
      await proveNow(now, id, who, signal)
      over()
    })
  }

  const stopListening = journal.subscribe((entry: Entry) => {
    // A rollback waits for nothing.
    if (entry.kind !== 'rollback.opened') return
    checking?.controller.abort()
    lane.end({ ended: 'rollback', who: entry.who, why: `rollback ${entry.data.run} began` })
  })
  left()
  tick()
  const stopTicks = everyTick({
    every: lookEvery, now: clock.mono, timers,
    act: () => {
      try {
        tick()
      } catch (error) {
        log.error('checkpoint.tick failed', { error })
      }
    },
  })

  return {
    ...createRecoveries({ ...deps, lane, ready, tell, over, find, offered }),
    active: () => (lane.busy() ? (last ?? lane.busy()) : undefined),
    status: async () => {
      const found = offered()
      const busy = lane.busy()
      if ('unable' in found) return { unable: found.unable }
      const due = checkpointDue(found.section, journal.state().checkpoints, clock.wall())
      const room = free(found.folder) ?? free(home)
      return {
        ...(busy && { active: last ?? busy }), ...(due !== undefined && journal.state().phase !== null && { due }), ...(room !== undefined && { free: room }),
      }
    },
    take: ({ environments, who, why }) => ({ checkpoint: begin({ environments: [...new Set(environments ?? plan().checkpoints?.environments)], who, why, cause: 'person' }) }),
    prove,
    cancel: (who) => {
      if (lane.busy() === undefined) throw conflict('Nothing is under way that could be cancelled.')
      lane.end({ ended: 'cancelled', who, why: `cancelled by ${actorText(who)}` })
    },
    remove: (id, { who, why }) => {
      const one = find(id)
      if (!isStanding(one)) throw conflict(`Checkpoint ${id} is ${one.state} already.`)
      const held = holdsOn(journal.state().checkpoints, one)
      if (held !== undefined) throw conflict(`Checkpoint ${id} stays: ${held}.`)
      if (lane.busy()?.subject === id) throw conflict(`Checkpoint ${id} is being worked on: cancel that first.`)
      journal.append({ kind: 'checkpoint.removed', who, why, environment: one.environment, data: { checkpoint: id, by: 'person' } })
      const section = plan().checkpoints
      if (section && one.taken) removeFile(folderOf(section), one.taken.file)
      look()
    },
    beginPhase: ({ phase, who, why, without, how, despite, carries, first = [] }) => {
      const set = (checkpoint?: string, before: readonly Draft[] = first): { readonly waits: boolean } => {
        journal.appendAll([...before, { kind: 'phase.set', who, why, data: { phase, ...(checkpoint !== undefined && { checkpoint }), ...(how && { how }), ...(despite && { despite: [...despite] }), ...(carries && { carries }) } }])
        return { waits: false }
      }
      const section = plan().checkpoints
      if (phase === null || section?.beforePhases !== true) return set()
      const found = offered()
      if ('unable' in found) return set(`none: this plan's archive can't be checkpointed (${found.unable})`)
      if (without) return set(`none: ${actorText(who)} goes on without one`)
      begin({ environments: section.environments, who, why, cause: 'phase', phase, before: [...first, { kind: 'phase.waits', who, why, data: { phase } }] }, (proven, allProven) => {
        const { hold, checkpoints: { waits } } = journal.state()
        // Another phase was set, or it was given up, in the meantime.
        if (waits?.phase !== phase) return
        if (allProven && hold === undefined && activeRun() === undefined) set(proven.join(', '), [])
        else journal.append({ kind: 'phase.stays', who: watchRule, why: hold ? `${hold.title} holds it` : 'its checkpoint was not proven: take it again, or go on without one, with a reason', data: { phase } })
      })
      return { waits: true }
    },
    idle: async () => {
      await Promise.all([lane.idle(), checking?.done])
    },
    stop: async () => {
      stopListening()
      stopTicks()
      lane.end({ ended: 'interrupted', who: rule('console'), why: 'the console was closed' })
      checking?.controller.abort()
      await Promise.all([lane.idle(), checking?.done])
    },
  }
}
