/**
 * Checkpoints and recoveries, folded from entries: what stands, what was proven and how long that took, what is set aside.
 * Plan: "Backup Strategy", "Point-in-Time Recovery"; semantics 14 and 15 of the design.
 */
import type { checkpointEnds, SetAsideData, Taken } from './checkpoint-entries.ts'
import { actorText, type Entry } from './journal.ts'
import type { Environment } from './metrics.ts'

export type Checkpoint = {
  readonly id: string
  readonly environment: Environment
  readonly state: 'taking' | 'taken' | 'proven' | 'failed' | 'damaged' | 'removed'
  readonly cause: 'person' | 'schedule' | 'phase'
  readonly by: string
  /** Wall ms. */
  readonly begunAt: number
  readonly taken?: Taken
  /** The last proof: when (wall ms), and how long the restore took (ms). */
  readonly proof?: { readonly at: number; readonly rows: number; readonly tables: number; readonly ms: number }
  /** Wall ms at which something else was put in the place of its tables: the log is replayed up to there and no further. */
  readonly until?: number
  /** Why it failed, was not proven, or is damaged; `at` wall ms. */
  readonly problem?: { readonly at: number; readonly text: string; readonly ended?: (typeof checkpointEnds)[number] }
}

export type Recovery = {
  readonly id: string
  readonly environment: Environment
  readonly checkpoint: string
  /** Wall ms of the state that it holds. */
  readonly moment: number
  readonly state: 'building' | 'built' | 'swapping' | 'promoted' | 'taken back' | 'failed' | 'discarded'
  readonly by: string
  readonly at: number
  readonly run?: string
  readonly scratch?: string
  /** `liveRows` is absent where the live table could not be counted. */
  readonly tables?: readonly { readonly table: string; readonly rows: number; readonly liveRows?: number | undefined }[]
  readonly ms?: number
  /** While swapping: which way, what was set aside before, since when (wall ms), and what it was until then. */
  readonly swap?: { readonly back: boolean; readonly aside: readonly string[]; readonly at: number; readonly was: 'built' | 'promoted' | 'taken back' }
  /** What was live before, as long as it is kept. */
  readonly aside?: SetAsideData
  readonly problem?: string
}

export type CheckpointState = {
  /** Wall ms of the record's first entry: a schedule counts from there. */
  readonly since?: number
  /** Oldest first; of those that failed or are removed the last twenty. */
  readonly checkpoints: readonly Checkpoint[]
  readonly recoveries: readonly Recovery[]
  /** A phase that begins once its checkpoints are proven. */
  readonly waits?: { readonly phase: string; readonly by: string; readonly at: number; readonly why: string }
}
export const noCheckpoints: CheckpointState = { checkpoints: [], recoveries: [] }

const kept = 20
const gone = ({ state }: Checkpoint): boolean => state === 'failed' || state === 'removed'
const trimmed = <T>(all: readonly T[], over: (one: T) => boolean): readonly T[] => {
  const old = all.filter(over)
  const cut = new Set(old.slice(0, Math.max(0, old.length - kept)))
  return cut.size === 0 ? all : all.filter((one) => !cut.has(one))
}

const without = <T extends object, K extends keyof T>(from: T, key: K): Omit<T, K> => {
  const { [key]: _, ...rest } = from
  return rest
}

function changed(state: CheckpointState, id: string, change: (one: Checkpoint) => Checkpoint): CheckpointState {
  return { ...state, checkpoints: trimmed(state.checkpoints.map((one) => (one.id === id ? change(one) : one)), gone) }
}
function recovered(state: CheckpointState, id: string, change: (one: Recovery) => Recovery): CheckpointState {
  const over = ({ state: is, aside }: Recovery): boolean => is === 'failed' || is === 'discarded' || (is === 'taken back' && aside === undefined)
  return { ...state, recoveries: trimmed(state.recoveries.map((one) => (one.id === id ? change(one) : one)), over) }
}

/** The log of a checkpoint that was taken before a swap leads to tables that are no longer live. */
function ended(state: CheckpointState, recovery: string, now: number): CheckpointState {
  const swapped = state.recoveries.find(({ id }) => id === recovery)
  const until = swapped?.swap?.at ?? now
  const isOlder = ({ environment, taken, until: before }: Checkpoint): boolean => environment === swapped?.environment && taken !== undefined && taken.at <= until && before === undefined
  return { ...state, checkpoints: state.checkpoints.map((one) => (isOlder(one) ? { ...one, until } : one)) }
}

export function foldCheckpoints(before: CheckpointState, entry: Entry): CheckpointState {
  const at = entry.at.occurred
  const state = before.since === undefined ? { ...before, since: at } : before
  switch (entry.kind) {
    case 'checkpoint.begun': {
      const { checkpoint: id, environment: of, cause } = entry.data
      return { ...state, checkpoints: [...state.checkpoints, { id, environment: of, state: 'taking', cause, by: actorText(entry.who), begunAt: at }] }
    }
    case 'checkpoint.taken':
      return changed(state, entry.data.checkpoint, (one) => ({ ...one, state: 'taken', taken: entry.data }))
    case 'checkpoint.proven': {
      const { checkpoint: id, rows, tables, ms } = entry.data
      return changed(state, id, (one) => ({ ...without(one, 'problem'), state: 'proven', proof: { at, rows, tables, ms } }))
    }
    case 'checkpoint.failed': {
      const { checkpoint: id, at: part } = entry.data
      // What can't be restored any more counts no longer, whatever it was; what was not finished proves nothing either way.
      return changed(state, id, (one) => ({
        ...one, problem: { at, text: entry.why ?? '', ended: entry.data.ended },
        state: part === 'take' ? 'failed' : one.state === 'proven' && entry.data.ended !== 'failed' ? 'proven' : one.state === 'damaged' ? 'damaged' : 'taken',
      }))
    }
    case 'checkpoint.damaged':
      return changed(state, entry.data.checkpoint, (one) => ({ ...one, state: 'damaged', problem: { at, text: entry.data.what } }))
    case 'checkpoint.removed':
      return changed(state, entry.data.checkpoint, (one) => ({ ...one, state: 'removed' }))
    case 'recovery.begun': {
      const { recovery: id, checkpoint: from, environment: of, moment, run } = entry.data
      return { ...state, recoveries: [...state.recoveries, { id, environment: of, checkpoint: from, moment, state: 'building', by: actorText(entry.who), at, ...(run !== undefined && { run }) }] }
    }
    case 'recovery.built': {
      const { recovery: id, scratch, moment, tables, ms } = entry.data
      return recovered(state, id, (one) => ({ ...without(one, 'swap'), state: 'built', scratch, moment, tables, ms }))
    }
    case 'recovery.swapping': {
      const { recovery: id, back, aside } = entry.data
      return recovered(state, id, (one) => ({ ...one, state: 'swapping', swap: { back, aside, at, was: back ? (one.state === 'taken back' ? 'taken back' : 'promoted') : 'built' } }))
    }
    // Taken back twice, it is live again.
    case 'recovery.promoted':
    case 'recovery.taken-back':
      return recovered(ended(state, entry.data.recovery, at), entry.data.recovery, (one) => ({ ...without(one, 'swap'), state: one.swap?.was === 'promoted' ? 'taken back' : 'promoted', aside: entry.data.aside }))
    case 'recovery.failed': {
      const { recovery: id } = entry.data
      // A swap that came to nothing leaves what was there before it.
      return recovered(state, id, (one) => ({ ...without(one, 'swap'), state: one.swap?.was ?? 'failed', problem: entry.why ?? '' }))
    }
    case 'recovery.discarded': {
      const { recovery: id, what } = entry.data
      return recovered(state, id, (one) => (what === 'built' ? { ...one, state: 'discarded' } : without(one, 'aside')))
    }
    case 'phase.waits':
      return { ...state, waits: { phase: entry.data.phase, by: actorText(entry.who), at, why: entry.why ?? '' } }
    case 'phase.stays':
    case 'phase.set':
      return state.waits === undefined ? state : without(state, 'waits')
    default:
      return state
  }
}
