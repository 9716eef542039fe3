/** Takes checkpoints and proves them, one after the other. What became of each is on the record, also where it was ended from outside. Semantics 15. */
import type { Checkpoint } from '../../../shared/checkpoint.ts'
import { isStanding, lastProven, retired } from '../../../shared/checkpoint-rules.ts'
import { errorText } from '../../../shared/error-text.ts'
import { rule, type Actor, type Draft } from '../../../shared/journal.ts'
import type { Environment } from '../../../shared/metrics.ts'
import { fileOf, takenOf } from '../../rollback/recovery.ts'
import { conflict, type Bench, type Ready } from './checkpoint-bench.ts'
import { removeFile } from './checkpoint-folder.ts'
import { earlyOf } from './lane.ts'

/** Room for a first dump, and over what the last one took. */
const leastRoom = 64_000_000
const growth = 1.5
const sizeText = (bytes: number): string => `${Math.ceil(bytes / 1_000_000)} MB`

/** @param before entries that stand before the first */
type Asked = { readonly environments: readonly Environment[]; readonly who: Actor; readonly why?: string; readonly cause: Checkpoint['cause']; readonly phase?: string; readonly before?: readonly Draft[] }

export type CheckpointWork = {
  /** The first is on the record when this returns. @param then hears the ids that were proven, and whether all were @throws Refusal */
  readonly begin: (asked: Asked, then?: (proven: readonly string[], allProven: boolean) => void) => string
  /** @throws Refusal */
  readonly prove: (checkpoint: string, who: Actor) => void
  /** The newest that was taken and could be proven: it is tried once. */
  readonly unproven: () => Checkpoint | undefined
}

export function createCheckpointWork({ journal, clock, log, newId, free, lane, all, find, ready, tell, over }: Bench): CheckpointWork {
  /** Proofs that were tried here: one that failed is not tried for ever. */
  const tried = new Set<string>()

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
      kind: 'checkpoint.failed', who: early?.who ?? who, environment: one.environment, why: early?.why ?? errorText(error),
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
  const begin: CheckpointWork['begin'] = ({ environments, who, why, cause, phase, before = [] }, then) => {
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

  return {
    begin,
    prove: (id, who) => {
      const one = find(id)
      if (!isStanding(one)) throw conflict(`Checkpoint ${id} is ${one.state}: there is nothing to prove.`)
      const now = ready()
      void lane.begin({ work: 'prove', subject: id, environment: one.environment, text: 'beginning', done: 0, total: 0 }, async (signal) => {
        await proveNow(now, id, who, signal)
        over()
      })
    },
    unproven: () =>
      all().findLast((one) => one.state === 'taken' && !tried.has(one.id) && (one.taken?.at ?? 0) > (lastProven(journal.state().checkpoints, one.environment)?.taken.at ?? 0)),
  }
}
