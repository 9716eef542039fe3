/** Series of a time that is over, on the wall clock: for reports and bundles. */
import { setImmediate as turn } from 'node:timers/promises'
import type { Environment, MetricName } from '../../shared/metrics.ts'
import { fillFrom, placeSessions } from './restore.ts'
import type { SeriesFile } from './series-file.ts'
import { createSeriesStore, type SeriesStore } from './series.ts'

/** Seconds that one reading holds in memory: three days. */
const longest = 259_200

/**
 * @param from to: wall ms; a longer time is cut at its end
 * @returns a store whose times are wall ms, with what the file has of the wanted series
 */
export async function readPastSeries({ file, from, to, wanted, signal }: {
  readonly file: Pick<SeriesFile, 'sessions' | 'groups'>
  readonly from: number
  readonly to: number
  readonly wanted: (metric: MetricName, environment: Environment) => boolean
  readonly signal?: AbortSignal
}): Promise<{ readonly store: SeriesStore; readonly from: number; readonly to: number }> {
  const start = Math.floor(from / 1_000) * 1_000
  const seconds = Math.min(longest, Math.ceil((to - start) / 1_000) + 1)
  const end = Math.min(to, start + seconds * 1_000)
  const placed = placeSessions(file.sessions())
  const store = createSeriesStore({ capacity: seconds, start, spans: placed.map(({ span }) => span) })
  const onGroup = async (): Promise<void> => {
    await turn()
    signal?.throwIfAborted()
  }
  await fillFrom({ placed, file, store, from: start, to: end, wanted, expect: true, onGroup })
  return { store, from: start, to: end }
}
