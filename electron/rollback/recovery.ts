/**
 * Takes a database back to a moment: built beside it first, then put in place of what is live. Each effect has its intent on the record before
 * it and its outcome after; what a crash left in between is found out from what the database has set aside. Semantics 9, 14 and 15 of the design.
 */
import { join, relative } from 'node:path'
import { errorText } from '../../shared/error-text.ts'
import type { Checkpoint, Recovery } from '../../shared/checkpoint.ts'
import type { Taken } from '../../shared/checkpoint-entries.ts'
import type { Actor, Draft, EntryData } from '../../shared/journal.ts'
import type { CheckpointFile, Checkpoints, OnStep, Recovered, SetAside } from '../connect/checkpoints.ts'
import type { RunnerJournal } from './runner-journal.ts'

export type RecoveryDeps = {
  readonly journal: Pick<RunnerJournal, 'append' | 'state'>
  readonly checkpoints: Checkpoints
  /** Where the plan keeps its checkpoints. */
  readonly folder: string
  readonly who: Actor
  readonly why?: string
  readonly incident?: string
}

/** A recovery that the record says to be in another state than was needed. */
export class RecoveryError extends Error {
  override readonly name = 'RecoveryError'
}

/** A checkpoint as the archive knows it. */
export function fileOf({ id, environment, taken }: Checkpoint, folder: string): CheckpointFile {
  if (taken === undefined) throw new RecoveryError(`checkpoint ${id} was never taken`)
  const { file, position, checkpoint: _, ...rest } = taken
  const at = position && { file: position.file, offset: position.offset, ...(position.gtid !== undefined && { gtid: position.gtid }) }
  return { ...rest, id, environment, path: join(folder, file), ...(at && { position: at }) }
}

/** What the record keeps of a dump: the name below the folder, so that a console that was moved still finds it. */
export const takenOf = ({ id, environment: _, path, tables, position, ...rest }: CheckpointFile, folder: string): Taken =>
  ({ ...rest, checkpoint: id, file: relative(folder, path), tables: tables.map((table) => ({ ...table })), ...(position && { position: { ...position } }) })

const recoveredOf = ({ id, environment, scratch, checkpoint, moment, tables = [], ms = 0 }: Recovery): Recovered => {
  if (scratch === undefined) throw new RecoveryError(`recovery ${id} was never built`)
  return { environment, scratch, checkpoint, moment, tables, ms }
}

const present = ({ journal }: RecoveryDeps, id: string): Recovery => {
  const found = journal.state().checkpoints.recoveries.find((one) => one.id === id)
  if (found === undefined) throw new RecoveryError(`there is no recovery ${id} on the record`)
  return found
}

const common = ({ who, why, incident }: RecoveryDeps) => ({ who, ...(why !== undefined && { why }), ...(incident !== undefined && { incident }) })
const asideData = ({ environment, name, tables }: SetAside): EntryData<'recovery.promoted'>['aside'] => ({ environment, name, tables: [...tables] })

export type Build = { readonly recovery: string; readonly checkpoint: Checkpoint; /** Wall ms. */ readonly moment: number; readonly run?: string }

export const begunDraft = (deps: RecoveryDeps, { recovery, checkpoint: { id, environment }, moment, run }: Build): Draft<'recovery.begun'> =>
  ({ kind: 'recovery.begun', ...common(deps), environment, data: { recovery, checkpoint: id, environment, moment, ...(run !== undefined && { run }) } })

/**
 * Builds what was begun. @param endedBy what the record says of one that was ended early
 * @throws what the archive threw, once it is on the record that nothing was built
 */
export async function build(deps: RecoveryDeps, { recovery, checkpoint, moment }: Build, signal: AbortSignal, onProgress: OnStep, endedBy: () => EntryData<'recovery.failed'>['ended'] = () => 'cancelled'): Promise<Recovery> {
  const { journal, checkpoints, folder } = deps
  const { environment } = checkpoint
  try {
    const { scratch, tables, ms, moment: reached } = await checkpoints.recover(fileOf(checkpoint, folder), moment, signal, onProgress)
    journal.append({ kind: 'recovery.built', ...common(deps), environment, data: { recovery, scratch, moment: reached, tables: tables.map((table) => ({ ...table })), ms } })
  } catch (error) {
    journal.append({ kind: 'recovery.failed', ...common(deps), environment, why: errorText(error), data: { recovery, ended: signal.aborted ? endedBy() : 'failed' } })
    throw error
  }
  return present(deps, recovery)
}

/** The outcome of a swap whose intent is on the record, from what is set aside now; undefined: it was not done. */
async function probe({ checkpoints }: RecoveryDeps, { environment, swap }: Recovery, signal: AbortSignal): Promise<SetAside | undefined> {
  const before = new Set(swap?.aside)
  return (await checkpoints.aside(environment, signal)).findLast(({ name }) => !before.has(name))
}

const swapped = (deps: RecoveryDeps, { id, environment }: Recovery, back: boolean, aside: SetAside): void =>
  void deps.journal.append({ kind: back ? 'recovery.taken-back' : 'recovery.promoted', ...common(deps), environment, data: { recovery: id, aside: asideData(aside) } })

/** Finds out what became of a swap that has no outcome. */
export async function settleSwap(deps: RecoveryDeps, recovery: Recovery, signal: AbortSignal): Promise<Recovery> {
  if (recovery.swap === undefined) return recovery
  const aside = await probe(deps, recovery, signal)
  if (aside) swapped(deps, recovery, recovery.swap.back, aside)
  else deps.journal.append({ kind: 'recovery.failed', ...common(deps), environment: recovery.environment, why: 'it had not been put in place when the console ended', data: { recovery: recovery.id, ended: 'interrupted' } })
  return present(deps, recovery.id)
}

/**
 * Puts what was built in the place of what is live, or takes that back.
 * @throws what the archive threw; the record then says that nothing was swapped, or nothing where that is not known
 */
export async function swap(deps: RecoveryDeps, id: string, back: boolean, signal: AbortSignal): Promise<SetAside> {
  const { journal, checkpoints } = deps
  const recovery = present(deps, id)
  const wanted = back ? recovery.state === 'promoted' || recovery.state === 'taken back' : recovery.state === 'built'
  if (!wanted || (back && recovery.aside === undefined)) throw new RecoveryError(`recovery ${id} is ${recovery.state}: there is nothing to ${back ? 'take back' : 'put in place'}`)
  const aside = (await checkpoints.aside(recovery.environment, signal)).map(({ name }) => name)
  signal.throwIfAborted()
  journal.append({ kind: 'recovery.swapping', ...common(deps), environment: recovery.environment, data: { recovery: id, back, aside } })
  try {
    const now = back && recovery.aside ? await checkpoints.takeBack(recovery.aside, signal) : await checkpoints.promote(recoveredOf(recovery), signal)
    swapped(deps, recovery, back, now)
    return now
  } catch (error) {
    // An answer that was lost looks the same whether it happened or not.
    const after = await settleSwap(deps, present(deps, id), new AbortController().signal)
    if (after.aside && after.aside.name !== recovery.aside?.name) return after.aside
    throw error
  }
}

/** Drops what was built and is not wanted, or what a swap has set aside. */
export async function discard(deps: RecoveryDeps, id: string, signal: AbortSignal): Promise<void> {
  const recovery = present(deps, id)
  const { state, aside, environment } = recovery
  if (state === 'built') await deps.checkpoints.discard(recoveredOf(recovery), signal)
  else if ((state === 'promoted' || state === 'taken back') && aside) await deps.checkpoints.drop(aside, signal)
  else throw new RecoveryError(`recovery ${id} is ${state}: it keeps nothing that could be dropped`)
  deps.journal.append({ kind: 'recovery.discarded', ...common(deps), environment, data: { recovery: id, what: state === 'built' ? 'built' : 'set aside' } })
}
