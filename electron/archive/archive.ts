/**
 * The archive of a plan: blue's and green's database, compared and copied. Tried on MariaDB 10.11; MySQL by its
 * documentation. Plan: "Database Strategy", "Minutes 8-12: Data Consistency Verification".
 */
import type { Clock } from '../../shared/clock.ts'
import { environments, type Environment } from '../../shared/metrics.ts'
import { ConnectError, type Archives } from '../connect/connector.ts'
import { archiveCheckpoints } from './checkpoints.ts'
import { compareArchives } from './compare.ts'
import { archiveError } from './error.ts'
import { integrityOf } from './integrity.ts'
import { both, identityOf, withPair } from './pair.ts'
import { endTransaction, mayNotEnd, pendingOf } from './pending.ts'
import { openSession, type Session } from './session.ts'
import type { ArchiveSettings } from './settings.ts'
import { syncArchives } from './sync.ts'
import { previewUndo, undoSync, type Undone, type UndoOptions, type UndoPreview } from './undo.ts'
import { watchArchives, type Watch } from './watch.ts'

export type MysqlArchives = Archives & Required<Pick<Archives, 'endTransaction' | 'mayNotEnd'>> & {
  previewUndo(target: Environment, beforeImages: string, signal: AbortSignal): Promise<UndoPreview>
  undo(target: Environment, beforeImages: string, options: UndoOptions, signal: AbortSignal): Promise<Undone>
  readonly validation: Pick<Watch, 'pause' | 'isPaused'> & { readonly lastFullPass: () => number | undefined }
}

export const archiveTarget = 'archive'

/** @param isBusy a run is under way: continuous validation stands still meanwhile */
export function connectArchive(settings: ArchiveSettings, { clock, isBusy = () => false }: { readonly clock: Clock; readonly isBusy?: () => boolean }): MysqlArchives {
  const watch = watchArchives(settings, clock, isBusy)
  const stopping = new AbortController()
  const working = new Set<Promise<unknown>>()
  let lastFullPass: number | undefined

  const doing = <T>(tried: string, outer: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> => {
    const signal = AbortSignal.any([outer, stopping.signal])
    const done = (async (): Promise<T> => {
      try {
        signal.throwIfAborted()
        return await work(signal)
      } catch (error) {
        if (signal.aborted && !(error instanceof ConnectError))
          throw new ConnectError({ target: archiveTarget, tried, reason: 'timeout', detail: 'not finished in time', mend: 'What was committed stays; it can be run again.', cause: error })
        throw archiveError(archiveTarget, tried, error)
      }
    })()
    const settled: Promise<unknown> = done.then(() => undefined, () => undefined).finally(() => working.delete(settled))
    working.add(settled)
    return done
  }
  /** What a person waits for goes before the slow walk. */
  const undisturbed = async <T>(tried: string, outer: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> => {
    const goOn = watch.pause()
    try {
      return await doing(tried, outer, work)
    } finally {
      goOn()
    }
  }
  const withSession = async <T>(environment: Environment, signal: AbortSignal, use: (session: Session) => Promise<T>): Promise<T> => {
    const session = await openSession(settings.databases[environment], settings.queryTimeout, signal)
    try {
      return await use(session)
    } finally {
      await session.close()
    }
  }

  return {
    target: archiveTarget,
    kind: 'archive',
    provides: environments.flatMap((environment) => (['archive_differing', 'archive_lag'] as const).map((metric) => ({ metric, environment }))),
    identify: (signal) =>
      doing('ask both databases who they are', signal, (limited) =>
        withPair(settings, limited, async (pair) => {
          const detail = await both((environment) => identityOf(pair[environment], limited))
          return { id: `${detail.blue} ${detail.green}`, detail }
        })),
    sample: (signal) =>
      doing('compare a part of both databases', signal, async (limited) => {
        const look = await watch.look(limited)
        lastFullPass = look.lastFullPass
        const measured = environments.flatMap((environment) => [
          { metric: 'archive_differing', environment, kind: 'gauge', value: look.differing } as const,
          { metric: 'archive_lag', environment, kind: 'gauge', value: look.lag[environment] } as const,
        ])
        // Before the first whole pass nobody knows that there is no other difference.
        if (look.lastFullPass !== undefined || look.differing > 0) return { measured, missing: [] }
        return { measured: [], missing: measured.map(({ metric, environment }) => ({ metric, environment, reason: 'empty' as const, detail: 'the first pass over the tables is not over' })) }
      }),
    compare: (signal, options = {}) =>
      undisturbed('compare both databases', signal, (limited) => compareArchives(settings, options.tables, limited, options.onProgress ?? (() => undefined))),
    syncInto: (target, options, signal, onProgress = () => undefined) =>
      undisturbed(`copy into ${target}'s database`, signal, (limited) => syncArchives(settings, target, options.tables, options, limited, onProgress)),
    pending: (environment, signal) =>
      doing(`list the open transactions of ${environment}`, signal, (limited) =>
        withSession(environment, limited, (session) => pendingOf(session, settings.databases[environment].threads, clock.wall(), limited))),
    endTransaction: (environment, shown, yes, signal) =>
      doing(`end a transaction of ${environment}`, signal, (limited) =>
        withSession(environment, limited, (session) => endTransaction(session, shown, yes, clock.wall(), limited))),
    mayNotEnd: (environment, signal) =>
      doing(`look whether transactions of ${environment} may be ended`, signal, (limited) => withSession(environment, limited, (session) => mayNotEnd(session, limited))),
    integrity: (environment, signal) => undisturbed(`check ${environment}'s tables`, signal, (limited) => integrityOf(settings, environment, limited)),
    previewUndo: (target, path, signal) => doing('look what can be taken back', signal, (limited) => previewUndo(settings, target, path, limited)),
    undo: (target, path, options, signal) => undisturbed(`take a copy into ${target}'s database back`, signal, (limited) => undoSync(settings, target, path, options, limited)),
    checkpoints: archiveCheckpoints(settings, { doing: undisturbed, withSession, now: clock.wall }),
    validation: { pause: watch.pause, isPaused: watch.isPaused, lastFullPass: () => lastFullPass },
    stop: async () => {
      stopping.abort()
      await Promise.all(working)
    },
  }
}
