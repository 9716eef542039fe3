/**
 * Takes a database back to a moment by hand: built beside it, looked at, put in place with a yes, and taken back. Nothing of it while a rollback
 * runs. Plan: "Point-in-Time Recovery: Restore to any moment during deployment"; semantics 14 of the design.
 */
import { createHash } from 'node:crypto'
import type { Recovery } from '../../../shared/checkpoint.ts'
import { reachOf } from '../../../shared/checkpoint-rules.ts'
import type { CheckpointProgress, Promoted, Reach, RecoveryPreview } from '../../../shared/contract.ts'
import type { Actor } from '../../../shared/journal.ts'
import type { Environment } from '../../../shared/metrics.ts'
import { begunDraft, build, discard, fileOf, RecoveryError, swap, type RecoveryDeps } from '../../rollback/recovery.ts'
import { Refusal } from '../../refusal.ts'
import { conflict, type Bench, type Ready } from './checkpoint-bench.ts'
import { earlyOf } from './lane.ts'

type Request = { readonly who: Actor; readonly why: string }

export type Recoveries = {
  readonly reach: (checkpoint: string) => Promise<Reach>
  /** On the record when it resolves; it goes on by itself. */
  readonly recover: (checkpoint: string, request: Request & { /** Wall ms. */ readonly moment: number }) => Promise<{ readonly recovery: string }>
  readonly preview: (recovery: string) => Promise<RecoveryPreview>
  readonly promote: (recovery: string, request: Request & { readonly preview: string }) => Promise<Promoted>
  readonly takeBack: (recovery: string, request: Request) => Promise<Promoted>
  readonly discard: (recovery: string, request: Request) => Promise<void>
}

/** What was shown is no longer the present after so long (ms), or where a table has grown or shrunk by more than this. */
const shownFor = 300_000
const rowsFree = 20
const shareFree = 0.01
const lookWithin = 60_000

type Shown = { readonly preview: RecoveryPreview; readonly at: number }
const whenText = (wall: number): string => `${new Date(wall).toISOString().slice(0, 19).replace('T', ' ')} UTC`

export function createRecoveries({ archives, routing, journal, clock, newId, lane, ready, tell, over, find, offered }: Bench): Recoveries {
  let shown: Shown | undefined

  const need = (id: string): Recovery => {
    const found = journal.state().checkpoints.recoveries.find((one) => one.id === id)
    if (found === undefined) throw new Refusal('NOT_FOUND', `There is no recovery ${id}.`)
    return found
  }
  const depsOf = ({ checkpoints, folder }: Ready, { who, why }: Request): RecoveryDeps => ({ journal, checkpoints, folder, who, why })
  /** Waited for, and the one thing that is under way. What it throws is the caller's. */
  const alone = <T>(subject: Recovery, text: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> => {
    const { promise, resolve, reject } = Promise.withResolvers<T>()
    const progress: CheckpointProgress = { work: 'swap', subject: subject.id, environment: subject.environment, text, done: 0, total: 0 }
    tell(progress)
    const ended = lane.begin(progress, (signal) => work(signal).then(resolve, (error: unknown) => reject(error instanceof RecoveryError ? conflict(error.message) : error)).finally(over))
    return promise.finally(() => ended)
  }

  /** Rows that are live now; those of when it was built where the archive can't be compared, as a damaged one. */
  const liveRows = async ({ tables = [], environment }: Recovery): Promise<ReadonlyMap<string, number | undefined>> => {
    const compared = await archives().compare(AbortSignal.timeout(lookWithin)).catch(() => undefined)
    const now = new Map(compared?.tables.map(({ table, blueRows, greenRows }) => [table, environment === 'blue' ? blueRows : greenRows]))
    return new Map(tables.map(({ table, liveRows: then }) => [table, now.get(table) ?? then]))
  }
  const previewOf = async (recovery: Recovery): Promise<RecoveryPreview> => {
    const { id, environment, moment, checkpoint, tables = [] } = recovery
    const live = await liveRows(recovery)
    const shownTables = tables.map(({ table, rows }) => ({ table, rows, liveRows: live.get(table) }))
    const lost = shownTables.reduce((sum, { rows, liveRows: now = 0 }) => sum + Math.max(0, now - rows), 0)
    const uncounted = shownTables.filter(({ liveRows: now }) => now === undefined).map(({ table }) => table)
    const users = routing()?.sticky[environment]
    const name = createHash('sha256').update(JSON.stringify([id, shownTables])).digest('hex').slice(0, 16)
    const rows = shownTables.reduce((sum, table) => sum + table.rows, 0)
    return {
      id: name, recovery: id, environment, moment, checkpoint, tables: shownTables, lost, ...(users !== undefined && { users }),
      text: `${environment} would hold ${rows} rows, as of ${whenText(moment)}. By their number ${lost} rows that are live now would not be; changed ones are not counted${uncounted.length > 0 ? `, nor those of ${uncounted.join(', ')}, which can't be read` : ''}. ${users === undefined ? 'Who works there is not known' : `${users} users of the last minute work there`}; sessions are the application's and stay. What is live is set aside and can be taken back.`,
    }
  }
  const readBack = async (environment: Environment, aside: string): Promise<Promoted> => ({ aside, ...(await archives().integrity(environment, AbortSignal.timeout(lookWithin))) })

  /** Other rows than were shown: what the person agreed to is no longer what would happen. */
  const movedOn = (before: RecoveryPreview, now: RecoveryPreview): string | undefined =>
    before.tables.flatMap(({ table, liveRows: was }) => {
      const is = now.tables.find((one) => one.table === table)?.liveRows
      if (was === undefined || is === undefined) return []
      return Math.abs(is - was) > Math.max(rowsFree, shareFree * was) ? [`${table} had ${was} rows and has ${is}`] : []
    })[0]

  const doSwap = async (id: string, request: Request, back: boolean): Promise<Promoted> => {
    const now = ready()
    const recovery = need(id)
    return alone(recovery, back ? 'taking it back' : 'putting it in place', async (signal) => {
      const aside = await swap(depsOf(now, request), id, back, signal)
      return readBack(recovery.environment, aside.name)
    })
  }

  return {
    reach: async (id) => {
      const found = offered()
      const one = find(id)
      if ('unable' in found || one.taken === undefined) return undefined
      return reachOf(one, await found.checkpoints.reach(fileOf(one, found.folder), AbortSignal.timeout(lookWithin)))
    },
    recover: async (id, { moment, ...request }) => {
      const one = find(id)
      if (one.state !== 'proven' || one.taken === undefined) throw conflict(`Checkpoint ${id} is ${one.state}: only a proven one is recovered from.`)
      const { checkpoints, folder } = ready()
      const reach = reachOf(one, await checkpoints.reach(fileOf(one, folder), AbortSignal.timeout(lookWithin)))
      if (moment !== one.taken.at && (reach === undefined || moment < reach.from || moment > reach.to))
        throw conflict(reach ? `${whenText(moment)} can't be reached: from checkpoint ${id} it is ${whenText(reach.from)} to ${whenText(reach.to)}${one.until === undefined ? '' : ', when something else was put in its place'}.` : `The log of changes does not reach back to checkpoint ${id}: only its own moment can be recovered, ${whenText(one.taken.at)}.`)
      // The look took its time: something else may have begun.
      const now = ready()
      const wanted = { recovery: newId('v'), checkpoint: one, moment }
      const deps = depsOf(now, request)
      journal.append(begunDraft(deps, wanted))
      const progress = (text: string, done = 0, total = 0): CheckpointProgress => ({ work: 'recover', subject: wanted.recovery, environment: one.environment, text, done, total })
      void lane.begin(progress('beginning'), async (signal) => {
        // What became of it is on the record already.
        await build(deps, wanted, signal, ({ what, done, total }) => tell(progress(what, done, total)), () => earlyOf(signal)?.ended ?? 'cancelled').catch(() => undefined)
        over()
      })
      return { recovery: wanted.recovery }
    },
    preview: async (id) => {
      ready()
      const recovery = need(id)
      if (recovery.state !== 'built') throw conflict(`Recovery ${id} is ${recovery.state}: there is nothing to put in place.`)
      const preview = await previewOf(recovery)
      shown = { preview, at: clock.mono() }
      return preview
    },
    promote: async (id, { preview, ...request }) => {
      ready()
      const recovery = need(id)
      if (shown?.preview.id !== preview || shown.preview.recovery !== id) throw conflict('What would be lost was not looked at, or was looked at again since: look first.')
      if (clock.mono() - shown.at > shownFor) throw conflict('What would be lost was looked at more than five minutes ago: look again.')
      const moved = movedOn(shown.preview, await previewOf(recovery))
      if (moved !== undefined) throw conflict(`Live data moved on since it was looked at: ${moved}. Look again.`)
      shown = undefined
      return doSwap(id, request, false)
    },
    takeBack: (id, request) => doSwap(id, request, true),
    discard: async (id, request) => {
      const now = ready()
      const recovery = need(id)
      await alone(recovery, 'dropping it', (signal) => discard(depsOf(now, request), id, signal))
    },
  }
}
