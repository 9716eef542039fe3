/**
 * Keeps a summary of each day (UTC) once it is over, for each environment that was measured: an entry, for a day's figures
 * are a fact, where samples are none. What the console did not see to is caught up with as long as its samples are there. Where
 * another console has told of a day, this one does so only if it watched more of it: the one that saw the most counts.
 * Plan: "Performance Trends: Week-over-week performance analysis".
 */
import type { Clock } from '../../../shared/clock.ts'
import { askedFor, datesBetween, dayFigureIds, startOf, type DayRecord } from '../../../shared/daily.ts'
import { rule, type Draft } from '../../../shared/journal.ts'
import { environments, type Environment, type MetricName } from '../../../shared/metrics.ts'
import type { Journal } from '../../journal/journal.ts'
import type { Log } from '../../log.ts'
import { readPastSeries } from '../../observe/past.ts'
import { placeSessions, type Placed } from '../../observe/restore.ts'
import type { Timers } from '../../observe/sampler.ts'
import type { SeriesFile } from '../../observe/series-file.ts'

const dayMs = 86_400_000
const lookEvery = 600_000
/** The last samples of a day are on disk by then. */
const settled = 300_000
/** Less is no more: sessions are placed anew at each start, to within their clocks. */
const muchMore = 60_000

type Series = Pick<SeriesFile, 'sessions' | 'groups'>
const kept: ReadonlySet<MetricName> = new Set(dayFigureIds.map((id) => askedFor(id).metric))

/** What was measured of an environment in a day, up to wall ms `until`; undefined where nothing was. One environment at a time, for the memory's sake. */
export async function dayRecord(series: Series, date: string, environment: Environment, until: number, signal?: AbortSignal): Promise<DayRecord | undefined> {
  const from = startOf(date)
  const to = Math.min(from + dayMs, until)
  if (to <= from) return undefined
  const { store } = await readPastSeries({ file: series, from, to, wanted: (metric, of) => of === environment && kept.has(metric), ...(signal && { signal }) })
  // The window ends within the day's last second: the slot after it is the next day's.
  const [span, now] = [to - from, to - 1]
  const figures: DayRecord['figures'] = {}
  for (const id of dayFigureIds) {
    const { metric, statistic } = askedFor(id)
    const { value, samples } = store.window(metric, environment, statistic, span, now)
    if (value !== undefined && Number.isFinite(value)) figures[id] = { value, samples }
  }
  if (Object.keys(figures).length === 0) return undefined
  const response = store.buckets('response_time', environment, span, now)
  return { watched: watchedOf(placeSessions(series.sessions()), from, to), figures, ...(response && { response: [...response] }) }
}

/** Ms of a time in which this console ran. */
const watchedOf = (sessions: readonly Placed[], from: number, to: number): number =>
  Math.min(to - from, sessions.reduce((sum, one) => sum + Math.max(0, Math.min(one.span.to, to) - Math.max(one.span.from, from)), 0))

export type Daily = { readonly look: () => Promise<void>; readonly stop: () => Promise<void> }

export function startDaily({ journal, series, clock, timers, log, keep }: {
  readonly journal: Pick<Journal, 'state' | 'appendAll'>
  readonly series: Series
  readonly clock: Clock
  readonly timers: Timers
  readonly log: Log
  /** Ms for which samples are there. */
  readonly keep: number
}): Daily {
  const ended = new AbortController()
  /** Days that were looked through in vain. */
  const empty = new Set<string>()

  const summarise = async (): Promise<void> => {
    const sessions = placeSessions(series.sessions())
    const [first] = sessions
    if (first === undefined) return
    const now = clock.wall()
    const dates = datesBetween(Math.max(first.span.from, now - keep), now).filter((date) => startOf(date) + dayMs + settled <= now)
    for (const date of dates) {
      const known = journal.state().days[date]
      const watched = watchedOf(sessions, startOf(date), startOf(date) + dayMs)
      if (Object.values(known ?? {}).some((one) => one.watched + muchMore >= watched) || empty.has(date)) continue
      const drafts: Draft<'figures.day'>[] = []
      for (const environment of environments) {
        const record = await dayRecord(series, date, environment, now, ended.signal)
        if (record) drafts.push({ kind: 'figures.day', who: rule('daily-figures'), environment, occurred: startOf(date) + dayMs, data: { date, ...record } })
      }
      if (ended.signal.aborted) return
      if (drafts.length === 0) empty.add(date)
      else journal.appendAll(drafts)
    }
  }

  let looking: Promise<void> | undefined
  const look = (): Promise<void> => (looking ??= summarise()
    .catch((error: unknown) => {
      // A day that can't be read now is tried at the next look.
      if (!ended.signal.aborted) log.error('daily.not kept', { error })
    })
    .finally(() => {
      looking = undefined
    }))
  let cancel = (): void => undefined
  const wait = (): void => {
    cancel = timers.after(lookEvery, () => {
      void look()
      wait()
    })
  }
  wait()
  return {
    look,
    stop: async () => {
      cancel()
      ended.abort()
      await looking
    },
  }
}
