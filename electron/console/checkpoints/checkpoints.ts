/**
 * Checkpoints: on demand, on schedule, and before a phase; one thing at a time, and nothing while a rollback runs.
 * What the console was in the middle of when it ended is told at its next start. Plan: "Backup Points", "Backup Strategy"; semantics 15.
 */
import { checkpointDue, holdsOn, isStanding } from '../../../shared/checkpoint-rules.ts'
import type { CheckpointProgress, CheckpointStatus } from '../../../shared/contract.ts'
import { actorText, rule, type Actor, type Draft, type Entry, type EntryData } from '../../../shared/journal.ts'
import type { Environment } from '../../../shared/metrics.ts'
import type { Beginning } from '../../../shared/programme.ts'
import { settleSwap, type RecoveryDeps } from '../../rollback/recovery.ts'
import { conflict, createBench, type CheckpointsDeps, type Ready } from './checkpoint-bench.ts'
import { createFileCheck, tellLeft } from './checkpoint-files.ts'
import { removeFile } from './checkpoint-folder.ts'
import { scheduleRule, watchRule } from './checkpoint-watch.ts'
import { createCheckpointWork } from './checkpoint-work.ts'
import { createRecoveries, type Recoveries } from './recoveries.ts'
import { everyTick } from '../timers.ts'

const lookEvery = 30_000

/** Commands that do not fit throw Refusal with words for people. */
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

export function createCheckpoints(deps: CheckpointsDeps): ConsoleCheckpoints {
  const { plan, journal, clock, timers, log, home, activeRun } = deps
  const bench = createBench(deps)
  const { lane, free, find, folderOf, offered, active, over, look } = bench
  const { begin, prove, unproven } = createCheckpointWork(bench)
  const files = createFileCheck(bench)

  const settle = async ({ checkpoints, folder }: Ready, signal: AbortSignal): Promise<void> => {
    const recovery: RecoveryDeps = { journal, checkpoints, folder, who: watchRule }
    for (const one of journal.state().checkpoints.recoveries) if (one.swap) await settleSwap(recovery, one, signal)
  }
  const tick = (): void => {
    look()
    const found = offered()
    if ('unable' in found || activeRun() || lane.busy()) return
    const state = journal.state()
    files.tick(found)
    const swapping = state.checkpoints.recoveries.find(({ swap }) => swap)
    if (swapping) return void lane.begin({ work: 'swap', subject: swapping.id, environment: swapping.environment, text: 'finding out what became of it', done: 0, total: 0 }, (signal) => settle(found, signal).finally(over))
    const open = unproven()
    if (open) return prove(open.id, watchRule)
    const due = checkpointDue(found.section, state.checkpoints, clock.wall())
    // "Continuous backup during active phases".
    if (state.phase !== null && due !== undefined && due <= clock.wall()) begin({ environments: found.section.environments, who: scheduleRule, cause: 'schedule' })
  }
  const stopListening = journal.subscribe((entry: Entry) => {
    // A rollback waits for nothing.
    if (entry.kind !== 'rollback.opened') return
    files.abort()
    lane.end({ ended: 'rollback', who: entry.who, why: `rollback ${entry.data.run} began` })
  })
  tellLeft(bench)
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
    ...createRecoveries(bench),
    active,
    status: async () => {
      const found = offered()
      const busy = active()
      if ('unable' in found) return { unable: found.unable }
      const due = checkpointDue(found.section, journal.state().checkpoints, clock.wall())
      const room = free(found.folder) ?? free(home)
      return {
        ...(busy && { active: busy }), ...(due !== undefined && journal.state().phase !== null && { due }), ...(room !== undefined && { free: room }),
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
      await Promise.all([lane.idle(), files.done()])
    },
    stop: async () => {
      stopListening()
      stopTicks()
      lane.end({ ended: 'interrupted', who: rule('console'), why: 'the console was closed' })
      files.abort()
      await Promise.all([lane.idle(), files.done()])
    },
  }
}
