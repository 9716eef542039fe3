/** Incidents, folded from entries. Plan: "Incident logging", "Escalation Matrix". */
import { actorText, type Entry, type EntryData, type incidentRoles, type severities } from './journal.ts'

export type Severity = (typeof severities)[number]
export type IncidentRole = (typeof incidentRoles)[number]

export type Incident = {
  readonly id: string
  readonly title: string
  readonly severity: Severity
  /** Wall ms of the last change of it; absent: it is as it was opened. */
  readonly gradedAt?: number
  readonly cause: string
  readonly openedBy: string
  /** Wall milliseconds (UTC). */
  readonly openedAt: number
  readonly closedAt?: number
  readonly summary?: string
  readonly run?: string
  readonly roles?: Readonly<Partial<Record<IncidentRole, string>>>
  /** The series of its time as they were last kept. */
  readonly frozen?: EntryData<'incident.frozen'>
  readonly entries: number
  readonly firstSeq: number
  readonly lastSeq: number
}

/** Newest first. */
export type Incidents = readonly Incident[]

export function foldIncidents(incidents: Incidents, entry: Entry): Incidents {
  const id = entry.incident
  if (id === undefined) return incidents
  if (entry.kind === 'incident.opened') {
    const { title, severity, cause } = entry.data
    const opened: Incident = {
      id, title, severity, cause, openedBy: actorText(entry.who), openedAt: entry.at.occurred,
      entries: 1, firstSeq: entry.seq, lastSeq: entry.seq,
    }
    return [opened, ...incidents]
  }
  return incidents.map((incident) => {
    if (incident.id !== id) return incident
    const counted = { ...incident, entries: incident.entries + 1, lastSeq: entry.seq }
    switch (entry.kind) {
      case 'incident.severity':
        return { ...counted, severity: entry.data.severity, gradedAt: entry.at.occurred }
      case 'incident.closed':
        return { ...counted, closedAt: entry.at.occurred, summary: entry.data.summary }
      case 'incident.role': {
        const { [entry.data.role]: _, ...others } = counted.roles ?? {}
        return { ...counted, roles: entry.data.person === null ? others : { ...others, [entry.data.role]: entry.data.person } }
      }
      case 'incident.frozen':
        return { ...counted, frozen: entry.data }
      case 'rollback.opened':
        return { ...counted, run: entry.data.run }
      default:
        return counted
    }
  })
}

/** Two consoles that see the same at once each open an incident: so near, ms, one of them is the other's echo. */
const echoWithin = 120_000

/** Incidents that a rule of one console opened for what the same rule of another had opened one for already, and which was open then. */
export const echoes = (incidents: Incidents): ReadonlySet<string> => new Set(incidents.filter((one) => one.openedBy.startsWith('rule ') && incidents.some((first) =>
  first.id !== one.id && first.openedBy === one.openedBy && one.openedAt - first.openedAt <= echoWithin && (first.openedAt < one.openedAt || (first.openedAt === one.openedAt && first.id < one.id))
  && (first.closedAt === undefined || first.closedAt > one.openedAt))).map(({ id }) => id))

export const openIncident = (incidents: Incidents): Incident | undefined =>
  incidents.find((incident) => incident.closedAt === undefined)
