/**
 * A day's summary, per environment: what is left of its samples once they go by their age, so that nine weeks can be compared.
 * A day is one of UTC. Days that nobody watched have none: they are gaps. Plan: "Performance Trends: Week-over-week performance analysis".
 */
import { z } from 'zod'
import type { Entry } from './journal.ts'
import { responseBuckets, type Environment, type MetricName, type Statistic } from './metrics.ts'

type Asked = { readonly metric: MetricName; readonly statistic: Statistic; readonly title: string }

/** What is kept of a day. A percentile is kept as well as its histogram: percentiles of days can't be averaged, histograms add up. */
export const dayFigures = {
  performance: { metric: 'rows_per_second', statistic: 'ratio', title: 'Performance' },
  response_p50: { metric: 'response_time', statistic: 'p50', title: 'Response time, p50' },
  response_p95: { metric: 'response_time', statistic: 'p95', title: 'Response time, p95' },
  errors: { metric: 'error_rate', statistic: 'ratio', title: 'Error rate' },
  availability: { metric: 'up', statistic: 'avg', title: 'Availability' },
  requests: { metric: 'requests', statistic: 'sum', title: 'Requests' },
  users: { metric: 'active_users', statistic: 'max', title: 'Users at most' },
  sessions: { metric: 'session_success', statistic: 'ratio', title: 'Session success' },
  cpu: { metric: 'cpu_usage', statistic: 'avg', title: 'CPU, average' },
  cpu_most: { metric: 'cpu_usage', statistic: 'max', title: 'CPU at most' },
  memory: { metric: 'memory_usage', statistic: 'avg', title: 'Memory, average' },
  memory_most: { metric: 'memory_usage', statistic: 'max', title: 'Memory at most' },
  disk_least: { metric: 'disk_free', statistic: 'min', title: 'Disk free at least' },
  pool_most: { metric: 'db_pool_usage', statistic: 'max', title: 'Database pool at most' },
  network_in: { metric: 'network_receive', statistic: 'avg', title: 'Network in, average' },
  network_out: { metric: 'network_transmit', statistic: 'avg', title: 'Network out, average' },
  satisfaction: { metric: 'user_satisfaction', statistic: 'last', title: 'User satisfaction' },
  training: { metric: 'training_completion', statistic: 'last', title: 'Training completion' },
  bugs: { metric: 'critical_bugs', statistic: 'sum', title: 'Critical bugs' },
  resolution: { metric: 'issue_resolution', statistic: 'last', title: 'Issue resolution' },
} as const satisfies Readonly<Record<string, Asked>>
export type DayFigure = keyof typeof dayFigures
export const dayFigureIds = Object.keys(dayFigures) as [DayFigure, ...DayFigure[]]
export const askedFor = (id: DayFigure): Asked => dayFigures[id]

/** `watched`: ms of the day in which a console ran. `response`: observations per bucket of `responseBuckets`, +Inf last. */
export const figuresDay = z.strictObject({
  date: z.iso.date(), watched: z.number().nonnegative(),
  figures: z.partialRecord(z.enum(dayFigureIds), z.strictObject({ value: z.number(), samples: z.number().nonnegative() })),
  response: z.array(z.number()).length(responseBuckets.length + 1).optional(),
})

export type DayRecord = Omit<z.infer<typeof figuresDay>, 'date'>
/** By date, as 2026-01-05. */
export type Days = Readonly<Record<string, Partial<Readonly<Record<Environment, DayRecord>>>>>

export function foldDays(days: Days, entry: Entry): Days {
  if (entry.kind !== 'figures.day' || entry.environment === undefined) return days
  const { date, ...kept } = entry.data
  // Each console sums up what it saw: the one that saw the most of the day tells of it.
  if ((days[date]?.[entry.environment]?.watched ?? 0) > kept.watched) return days
  return { ...days, [date]: { ...days[date], [entry.environment]: kept } }
}

const dayMs = 86_400_000
export const dateOf = (wall: number): string => new Date(wall).toISOString().slice(0, 10)
export const startOf = (date: string): number => Date.parse(`${date}T00:00:00Z`)

/** Every date that touches wall ms `from` to `to` (exclusive), oldest first. */
export function datesBetween(from: number, to: number): readonly string[] {
  const dates: string[] = []
  for (let at = startOf(dateOf(from)); at < to; at += dayMs) dates.push(dateOf(at))
  return dates
}
