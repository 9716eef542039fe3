/** Bugs that people or other systems report, folded from entries. Plan: "critical_bugs_per_day: 2", "Issue Resolution: 2.1 hours avg". */
import { actorText, type Entry } from './journal.ts'
import type { bugSeverities } from './pilot-entries.ts'

export type Bug = {
  readonly id: string
  readonly title: string
  readonly severity: (typeof bugSeverities)[number]
  readonly by: string
  /** Wall ms. */
  readonly reportedAt: number
  readonly link?: string
  /** Pilot users that it touches. */
  readonly affects?: number
  readonly resolved?: { readonly at: number; readonly by: string; readonly how: string }
}
export type Bugs = {
  /** Newest first. */
  readonly list: readonly Bug[]
  /** Ids of what a webhook delivered, the last so many: a repeat changes nothing. */
  readonly deliveries: readonly string[]
}
export const noBugs: Bugs = { list: [], deliveries: [] }

const deliveriesKept = 500

export function foldBugs(bugs: Bugs, entry: Entry): Bugs {
  if (entry.kind !== 'bug.reported' && entry.kind !== 'bug.resolved' && entry.kind !== 'bug.reopened') return bugs
  const { bug: id, delivery } = entry.data
  // It reached two consoles, or one twice.
  if (delivery !== undefined && bugs.deliveries.includes(delivery)) return bugs
  const deliveries = delivery === undefined ? bugs.deliveries : [...bugs.deliveries, delivery].slice(-deliveriesKept)
  const said = { at: entry.at.occurred, by: actorText(entry.who) }
  if (entry.kind === 'bug.reported') {
    const { title, severity, link, affects } = entry.data
    const reported: Bug = { id, title, severity, by: said.by, reportedAt: said.at, ...(link !== undefined && { link }), ...(affects !== undefined && { affects }) }
    return { deliveries, list: bugs.list.some((one) => one.id === id) ? bugs.list : [reported, ...bugs.list] }
  }
  return {
    deliveries,
    list: bugs.list.map((one) => {
      if (one.id !== id || (entry.kind === 'bug.resolved' && one.resolved)) return one
      const { resolved: _, ...open } = one
      return entry.kind === 'bug.resolved' ? { ...open, resolved: { ...said, how: entry.data.how } } : open
    }),
  }
}

const day = 86_400_000
const utcDay = (wall: number): string => new Date(wall).toISOString().slice(0, 10)

/** Critical bugs by UTC day, oldest first, today last. */
export const criticalByDay = ({ list }: Bugs, wall: number, days: number): readonly { readonly day: string; readonly count: number }[] =>
  Array.from({ length: days }, (_, back) => {
    const date = utcDay(wall - (days - 1 - back) * day)
    return { day: date, count: list.filter(({ severity, reportedAt }) => severity === 'critical' && utcDay(reportedAt) === date).length }
  })

/** Those that were reported from one wall ms on, before another. */
export const bugsOf = ({ list }: Bugs, from: number, to: number): readonly Bug[] => list.filter(({ reportedAt }) => reportedAt >= from && reportedAt < to)

/** How long those took that were resolved since; an open one has no time yet, and is told beside the figure. */
export function resolutionSince({ list }: Bugs, since: number, wall: number): { readonly hours?: number; readonly resolved: number; readonly open: number; readonly oldestOpenHours?: number } {
  const hour = 3_600_000
  const times = list.flatMap(({ resolved, reportedAt }) => (resolved && resolved.at >= since ? [Math.max(0, resolved.at - reportedAt) / hour] : []))
  const open = list.filter(({ resolved }) => resolved === undefined).map(({ reportedAt }) => (wall - reportedAt) / hour)
  return {
    resolved: times.length, open: open.length,
    ...(times.length > 0 && { hours: times.reduce((sum, one) => sum + one, 0) / times.length }),
    ...(open.length > 0 && { oldestOpenHours: Math.max(...open) }),
  }
}
