/**
 * Alerts, grouped: however many gates of an environment fire in one bad hour, people are called once.
 * A group is open while one of its gates fires. Plan: "Automated Alerting", "Escalation Matrix".
 */
import { actorText, type Entry } from './journal.ts'
import type { Environment } from './metrics.ts'

export type Alert = {
  readonly gate: string
  readonly title: string
  /** alert, scale, hold, review; `propose …` where a person decides. */
  readonly response: string
  readonly text: string
  /** Wall milliseconds (UTC) of the newest alert. */
  readonly at: number
  readonly firing: boolean
}

export type AlertGroup = {
  readonly id: string
  readonly environment?: Environment
  readonly openedAt: number
  readonly closedAt?: number
  /** Oldest first. */
  readonly alerts: readonly Alert[]
  readonly acknowledged?: { readonly by: string; readonly at: number; readonly note: string }
}

/** Open ones and the last closed ones, oldest first. */
export type AlertGroups = readonly AlertGroup[]

/** Whether an alert of this gate is told and not over. */
export const isFiring = (groups: AlertGroups, gate: string): boolean => openGroups(groups).some(({ alerts }) => alerts.some((one) => one.gate === gate && one.firing))

const closedKept = 20

/** From what a person can read later to what moves users: an alert above those that were acknowledged calls again. */
const weights = ['alert', 'scale', 'review', 'hold', 'rollback'] as const
const weightOf = (response: string): number => weights.findIndex((one) => response.endsWith(one))
const heaviest = ({ alerts }: AlertGroup): number => Math.max(-1, ...alerts.map(({ response }) => weightOf(response)))

const trimmed = (groups: AlertGroups): AlertGroups => {
  const closed = groups.filter(({ closedAt }) => closedAt !== undefined)
  const gone = new Set(closed.slice(0, Math.max(0, closed.length - closedKept)))
  return groups.filter((group) => !gone.has(group))
}

function raised(groups: AlertGroups, entry: Entry<'alert.raised'>): AlertGroups {
  const { gate, title, response, text } = entry.data
  const alert: Alert = { gate, title, response, text, at: entry.at.occurred, firing: true }
  const open = groups.find((group) => group.closedAt === undefined && group.environment === entry.environment)
  if (open === undefined)
    return trimmed([...groups, { id: `a-${entry.seq}`, ...(entry.environment && { environment: entry.environment }), openedAt: entry.at.occurred, alerts: [alert] }])
  const { acknowledged, ...rest } = open
  const calls = weightOf(response) > heaviest(open)
  const next: AlertGroup = {
    ...rest, alerts: [...open.alerts.filter((one) => one.gate !== gate), alert], ...(acknowledged && !calls && { acknowledged }),
  }
  return groups.map((group) => (group === open ? next : group))
}

function quieter(groups: AlertGroups, entry: Entry<'gate.turned'> | Entry<'alert.ended'>): AlertGroups {
  const { gate } = entry.data
  if (entry.kind === 'gate.turned' && (entry.data.to === 'firing' || entry.data.to === 'pending')) return groups
  return groups.map((group) => {
    if (group.closedAt !== undefined || group.environment !== entry.environment || !group.alerts.some((one) => one.gate === gate && one.firing)) return group
    const alerts = group.alerts.map((one) => (one.gate === gate ? { ...one, firing: false } : one))
    return alerts.some(({ firing }) => firing) ? { ...group, alerts } : { ...group, alerts, closedAt: entry.at.occurred }
  })
}

export function foldAlerts(groups: AlertGroups, entry: Entry): AlertGroups {
  switch (entry.kind) {
    case 'alert.raised':
      return raised(groups, entry)
    case 'gate.turned':
    case 'alert.ended':
      return quieter(groups, entry)
    case 'alert.acknowledged':
      return groups.map((group) =>
        group.id === entry.data.group ? { ...group, acknowledged: { by: actorText(entry.who), at: entry.at.occurred, note: entry.why ?? '' } } : group)
    default:
      return groups
  }
}

/** What is called the same on every console, whose groups have numbers of their own. */
export const placeOfGroup = ({ environment }: Pick<AlertGroup, 'environment'>): string => environment ?? 'deployment'

export const openGroups = (groups: AlertGroups): AlertGroups => groups.filter(({ closedAt }) => closedAt === undefined)
