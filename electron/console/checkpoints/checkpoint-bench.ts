/** What every work on checkpoints and recoveries stands on: what may begin now, and what is under way. Plan: "Backup Strategy". */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Checkpoint } from '../../../shared/checkpoint.ts'
import type { Clock } from '../../../shared/clock.ts'
import type { CheckpointProgress, Routing } from '../../../shared/contract.ts'
import type { CheckpointPlan, Plan } from '../../../shared/plan.ts'
import type { Run } from '../../../shared/rollback.ts'
import type { Checkpoints } from '../../connect/checkpoints.ts'
import { ConnectError, type Archives } from '../../connect/connector.ts'
import type { Journal } from '../../journal/journal.ts'
import type { Log } from '../../log.ts'
import type { Timers } from '../../observe/sampler.ts'
import { Refusal } from '../../refusal.ts'
import { freeIn } from './checkpoint-folder.ts'
import { checkpointDrafts } from './checkpoint-watch.ts'
import { createLane, type Lane } from './lane.ts'

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

/** What may be worked with now. */
export type Ready = { readonly section: CheckpointPlan; readonly checkpoints: Checkpoints; readonly folder: string }

export type Bench = Omit<CheckpointsDeps, 'timers' | 'onProgress'> & Required<Pick<CheckpointsDeps, 'free'>> & {
  readonly lane: Lane<CheckpointProgress>
  readonly all: () => readonly Checkpoint[]
  /** @throws Refusal 'NOT_FOUND' */
  readonly find: (checkpoint: string) => Checkpoint
  readonly folderOf: (section: CheckpointPlan) => string
  /** Whatever is under way. */
  readonly offered: () => Ready | { readonly unable: string }
  /** @throws Refusal where nothing may begin now */
  readonly ready: () => Ready
  readonly tell: (progress: CheckpointProgress) => void
  /** What was told last, while something is under way. */
  readonly active: () => CheckpointProgress | undefined
  /** Nothing is under way any more. */
  readonly over: () => void
  /** Alerts begin and end by what is on the record now. */
  readonly look: () => void
}

export const conflict = (message: string): Refusal => new Refusal('CONFLICT', message)

export function createBench({ onProgress, ...deps }: CheckpointsDeps): Bench {
  const { plan, archives, journal, clock, log, home, activeRun, free = freeIn } = deps
  const lane = createLane<CheckpointProgress>((subject, error) => log.error('checkpoint.not recorded', { ...subject, error }))
  let last: CheckpointProgress | undefined

  const all = (): readonly Checkpoint[] => journal.state().checkpoints.checkpoints
  const find = (id: string): Checkpoint => {
    const found = all().find((one) => one.id === id)
    if (found === undefined) throw new Refusal('NOT_FOUND', `There is no checkpoint ${id}.`)
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
  const look = (): void => {
    const drafts = checkpointDrafts(plan(), journal.state(), clock.wall(), journal.console)
    if (drafts.length > 0) journal.appendAll(drafts)
  }
  return {
    ...deps, free, lane, all, find, folderOf, offered, ready, look,
    tell: (progress) => {
      last = progress
      onProgress({ active: progress })
    },
    active: () => (lane.busy() ? (last ?? lane.busy()) : undefined),
    over: () => {
      last = undefined
      onProgress({})
      look()
    },
  }
}
