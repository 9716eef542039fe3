/** Kind `lab-archive`: blue's and green's archive as two SQLite files. Plan: "Database Strategy", "Minutes 8-12: Data Consistency Verification". */
import { z } from 'zod'
import { environments, type Environment } from '../../shared/metrics.ts'
import { archiveError, ArchiveRefusal, openToRead, openToWrite, type ArchiveFile } from './archive-file.ts'
import { compareArchives } from './archive-compare.ts'
import { withPair } from './archive-pair.ts'
import { syncArchives } from './archive-sync.ts'
import { watchArchives } from './archive-watch.ts'
import { labCheckpoints } from './lab-checkpoints.ts'
import { ConnectError, type Archives, type ConnectContext } from './connector.ts'

export const labArchiveSettings = z.strictObject({
  blue: z.string().min(1).meta({ title: "Blue's file", description: 'Path of the SQLite file.', example: '${LAB_BLUE_ARCHIVE}' }),
  green: z.string().min(1).meta({ title: "Green's file", description: 'Path of the SQLite file.', example: '${LAB_GREEN_ARCHIVE}' }),
  tables: z.array(z.string().min(1)).min(1).meta({ title: 'Tables', description: 'The tables that are compared and synchronised.', example: '[backtests, trades]' }),
}).meta({
  title: 'Practice archives', description: "The practice lab's two archives, as SQLite files.",
  brings: 'Rows that differ, seconds of lag; comparison and synchronisation in a rollback.',
  practice: true,
})
export type LabArchiveSettings = z.infer<typeof labArchiveSettings>

const uuidOf = (file: ArchiveFile): string => String(file.prepare('SELECT uuid FROM meta').pluck().get())

export function connectLabArchive(target: string, { blue, green, tables }: LabArchiveSettings, { clock }: ConnectContext): Archives {
  const paths = { blue, green }
  const look = watchArchives(paths, tables, clock.wall)

  const doing = async <T>(tried: string, signal: AbortSignal, work: () => Promise<T> | T): Promise<T> => {
    try {
      signal.throwIfAborted()
      return await work()
    } catch (error) {
      if (signal.aborted)
        throw new ConnectError({ target, tried, reason: 'timeout', detail: 'not finished in time', mend: 'What was committed stays; it can be run again.', cause: error })
      throw archiveError(target, tried, error)
    }
  }
  const reading = <T>(tried: string, environment: Environment, signal: AbortSignal, read: (file: ArchiveFile) => T): Promise<T> =>
    doing(`${tried} of ${environment}'s archive`, signal, () => {
      const file = openToRead(paths[environment])
      try {
        return read(file)
      } finally {
        file.close()
      }
    })

  return {
    target,
    kind: 'lab-archive',
    provides: environments.flatMap((environment) => (['archive_differing', 'archive_lag'] as const).map((metric) => ({ metric, environment }))),
    identify: (signal) =>
      doing('read the uuid of both archives', signal, () =>
        withPair(paths, (pair) => {
          const detail = { blue: uuidOf(pair.blue), green: uuidOf(pair.green) }
          return { id: `${detail.blue} ${detail.green}`, detail }
        })),
    sample: (signal) =>
      doing('compare a part of both archives', signal, async () => {
        const { differing, lag } = await look(signal)
        const measured = environments.flatMap((environment) => [
          { metric: 'archive_differing', environment, kind: 'gauge', value: differing } as const,
          { metric: 'archive_lag', environment, kind: 'gauge', value: lag[environment] } as const,
        ])
        return { measured, missing: [] }
      }),
    compare: (signal, options = {}) =>
      doing('compare both archives', signal, () => compareArchives(paths, options.tables ?? tables, signal, options.onProgress ?? (() => undefined))),
    syncInto: (environment, options, signal, onProgress = () => undefined) =>
      doing(`copy into ${environment}'s archive`, signal, () => syncArchives(paths, environment, options.tables ?? tables, options, signal, onProgress)),
    pending: (environment, signal) =>
      reading('list open backtests', environment, signal, (file) =>
        (file.prepare(`SELECT id, user, strategy, rows, created_at AS since FROM backtests WHERE state = 'running' AND environment = ? ORDER BY created_at, id`)
          .all(environment) as { id: string; user: string; strategy: string; rows: number; since: number }[])
          .map(({ id, user, strategy, rows, since }) => ({ id, user, since, statement: `backtest ${strategy} over ${rows} rows` }))),
    mayNotEnd: async () => undefined,
    // The platform asks its archive while it computes: it gives up a backtest that is not open there any more.
    endTransaction: (environment, { id, user, since }, { who }, signal) =>
      doing(`end backtest ${id} of ${environment}`, signal, () => {
        if (who === '') throw new ArchiveRefusal('a backtest is ended only with a name to the yes')
        const file = openToWrite(paths[environment])
        try {
          const { changes } = file.prepare(`UPDATE backtests SET state = 'ended', updated_at = ? WHERE id = ? AND user = ? AND created_at = ? AND state = 'running' AND environment = ?`)
            .run(clock.wall(), id, user, since, environment)
          return changes === 1 ? 'ended' : 'gone'
        } finally {
          file.close()
        }
      }),
    integrity: (environment, signal) =>
      reading('check the integrity', environment, signal, (file) => {
        const found = file.prepare('PRAGMA quick_check').pluck().all() as string[]
        const problems = found.filter((line) => line !== 'ok')
        return { whole: problems.length === 0, problems }
      }),
    checkpoints: labCheckpoints({ paths, tables, now: clock.wall, doing }),
    stop: async () => undefined,
  }
}
