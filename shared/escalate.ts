/**
 * Whom to call now: what has happened, and what time it is, give the entries to write. Pure; each call is decided once, however
 * often it is asked. Plan: "Escalation Matrix", "Response Time"; fault 28: after a time away it catches up once, in order.
 */
import { isPractice, type People, type Plan } from './plan.ts'
import { openGroups, placeOfGroup, type AlertGroup } from './alert.ts'
import { nextBusinessDay } from './business-day.ts'
import { durationText } from './duration.ts'
import { elapsedAt, foldEscalations, lateFrom, nextCall, openEscalations, type Escalation, type Escalations, type Moment } from './escalation.ts'
import { echoes, type Incident, type Severity } from './incident.ts'
import type { Draft, Entry } from './journal.ts'
import { isWaiting } from './messages.ts'
import { onDuty } from './on-call.ts'
import type { State } from './state.ts'

const who = { kind: 'rule', name: 'escalation' } as const
const severities: readonly Severity[] = ['P2', 'P1', 'P0']
const weight = (severity: Severity): number => severities.indexOf(severity)

type Known = Pick<State, 'incidents' | 'alerts' | 'onCall' | 'actions' | 'messages'>
/** What calls for people: an incident, or alerts that no incident of their weight covers. */
export type Cause = {
  readonly kind: 'incident' | 'alert'
  readonly id: string
  readonly severity: Severity
  readonly title: string
  readonly since: number
  /** Wall ms at which a group of alerts opened. */
  readonly opened?: number
}

/** By the heaviest that the group has had: one that comes and goes neither stops the calls nor begins them anew. */
function alertCause(group: AlertGroup, people: People, incidents: readonly Incident[]): Cause | undefined {
  const found = group.alerts.flatMap((alert) => {
    const asked = (['rollback', 'hold', 'review', 'scale', 'alert'] as const).find((one) => alert.response.endsWith(one))
    const severity = asked && people.paging.alerts[asked]
    return severity === undefined ? [] : [{ severity, alert }]
  }).toSorted((a, b) => weight(b.severity) - weight(a.severity))
  const [worst] = found
  if (worst === undefined) return undefined
  const covered = incidents.some((one) => (one.closedAt === undefined || one.closedAt >= group.openedAt) && weight(one.severity) >= weight(worst.severity))
  return covered ? undefined : { kind: 'alert', id: placeOfGroup(group), severity: worst.severity, title: worst.alert.title, since: worst.alert.at, opened: group.openedAt }
}

/** On the practice lab only what a person rates above P2 calls anybody: a drill wakes nobody. */
function causesOf(plan: Pick<Plan, 'people' | 'lab' | 'staging'>, { incidents, alerts }: Pick<State, 'incidents' | 'alerts'>): readonly Cause[] {
  const practice = isPractice(plan)
  const echoed = echoes(incidents)
  const open = incidents.filter(({ id, closedAt }) => closedAt === undefined && !echoed.has(id)).toReversed()
  return [
    ...open.filter(({ severity }) => !practice || severity !== 'P2').map(({ id, severity, title, openedAt }) => ({ kind: 'incident' as const, id, severity, title, since: openedAt })),
    ...(practice ? [] : openGroups(alerts).flatMap((group) => alertCause(group, plan.people, incidents) ?? [])),
  ]
}

/** The same on every console that knows the same escalations: the day's first, second, third call for alerts of a place. */
function keyOf({ kind, id, severity, since }: Cause, known: Escalations): string {
  if (kind === 'incident') return `${id}-${severity}`
  const day = `alerts-${id}-${new Date(since).toISOString().slice(0, 10)}-`
  const numbers = known.flatMap((one) => (one.id.startsWith(day) ? [Number.parseInt(one.id.slice(day.length), 10)] : []))
  return `${day}${Math.max(0, ...numbers) + 1}-${severity}`
}
/** Of the same cause: an incident bears one name for good; alerts of a place are others once those before are over. */
const isOfCause = ({ subject, ended }: Escalation, { kind, id, opened }: Cause): boolean =>
  subject.kind === kind && subject.id === id && (kind === 'incident' || ended === undefined || (ended.because !== 'over' && ended.at >= (opened ?? 0)))
const within = ({ subject }: Pick<Escalation, 'subject'>): { readonly incident?: string } => (subject.kind === 'incident' ? { incident: subject.id } : {})

/** The entries of one that begins; one that is less severe than it was before begins nothing. */
function begin(cause: Cause, people: People, { onCall, actions }: Known, now: Moment): readonly Draft[] {
  const past = onCall.escalations.filter((one) => isOfCause(one, cause))
  if (past.some(({ severity }) => weight(severity) >= weight(cause.severity))) return []
  const way = people.escalation.find(({ severity }) => severity === cause.severity)
  // An alert that wakes nobody is on the record as it is.
  if (way === undefined || (way.levels.length === 0 && cause.kind === 'alert')) return []
  // One that became more severe counts from then.
  const since = past.length > 0 ? now.wall : Math.min(cause.since, now.wall)
  const subject = { kind: cause.kind, id: cause.id } as const
  const titleOf = (duty: string): string => people.rotation.find((one) => one.duty === duty)?.title ?? duty
  const started: Draft = {
    kind: 'escalation.started', who, ...within({ subject }),
    data: {
      escalation: keyOf(cause, onCall.escalations), subject, severity: cause.severity, title: cause.title.slice(0, 150), since,
      levels: way.levels.map(({ duty, within: ms }) => ({ duty, title: titleOf(duty), within: ms })), ...(way.repeat !== undefined && { repeat: way.repeat }),
    },
  }
  const day = way.then && people.businessHours && nextBusinessDay(people.businessHours, since)
  const action = `${cause.id}/next-business-day`
  const known = actions.some(({ id }) => id === action)
  const last = way.path.at(-1)
  return day === undefined || cause.kind !== 'incident' || known || last === undefined ? [started]
    : [started, { kind: 'action.opened', who, incident: cause.id, data: { action, title: last, due: day.to, from: 'plan' } }]
}

const clockOf = (wall: number): string => `${new Date(wall).toISOString().slice(11, 16)} UTC`

/** The words of a call: what, since when, how long there is to answer, and who is called after that. */
function callText(one: Escalation, level: number, late: number | undefined, now: Moment): string {
  const here = one.levels[level]
  const next = one.levels[level + 1]
  const by = clockOf(now.wall + (here?.within ?? 0))
  return [
    `${one.severity} since ${clockOf(one.since)}: ${one.title}.`,
    `You are called as ${here?.title ?? ''}. Acknowledge in Fifteen, on the On-call screen, by ${by}.`,
    next ? `Without an answer ${next.title} is called then.` : one.repeat === undefined ? 'Nobody else is called.' : `You are called again every ${durationText(one.repeat)} until somebody answers.`,
    ...(late === undefined ? [] : [`This call is ${durationText(late)} late: the console could not call before.`]),
    one.subject.kind === 'incident' ? `Incident ${one.subject.id}.` : `Alerts of ${one.subject.id === 'deployment' ? 'the deployment' : one.subject.id}.`,
  ].join('\n')
}

/** The message is named so that no restart and no other console tells it twice. */
const messageOf = (one: Escalation, level: number, round: number, contact: string): string =>
  `page/${one.id}/${level}${round === 0 ? '' : `.${round}`}/${contact}`

function call(one: Escalation, { level, round, due }: { readonly level: number; readonly round: number; readonly due: number }, people: People, { onCall }: Known, now: Moment): readonly Draft[] {
  const duty = one.levels[level]?.duty ?? ''
  const rotation = people.rotation.find((each) => each.duty === duty)
  const contact = rotation && people.contacts.find(({ id }) => id === onDuty(rotation, onCall.duties.overrides, now.wall).contact)
  const passed = elapsedAt(one, now) - due
  const late = passed > lateFrom ? Math.round(passed) : undefined
  const message = contact && contact.channels.length > 0 ? messageOf(one, level, round, contact.id) : undefined
  const called: Draft = {
    kind: 'escalation.called', who, ...within(one),
    data: { escalation: one.id, level, round, duty, contact: contact?.id ?? 'nobody', ...(message !== undefined && { message }), ...(late !== undefined && { late }) },
  }
  if (message === undefined || contact === undefined) return [called]
  return [called, {
    kind: 'message.queued', who, ...within(one),
    data: { message, kind: 'page', to: contact.id, channels: [...contact.channels], title: `${one.severity} ${one.title}`, text: callText(one, level, late, now), severity: one.severity, due: now.wall },
  }]
}

/** All that is due now for one escalation, in order: each level once. */
function callsOf(begun: Escalation, people: People, known: Known, now: Moment): readonly Draft[] {
  const drafts: Draft[] = []
  let one = begun
  for (let next = nextCall(one); next !== undefined && next.due <= elapsedAt(one, now); next = nextCall(one)) {
    if (elapsedAt(one, now) - next.due > people.paging.catchUp) return [...drafts, { kind: 'escalation.ended', who, ...within(one), data: { escalation: one.id, because: 'too late' } }]
    const made = call(one, next, people, known, now)
    drafts.push(...made)
    one = foldAsIf([one], made, now)[0] ?? one
  }
  return drafts
}

/** As they would be once these entries are written: the same fold, on entries that are not there yet. */
function foldAsIf(list: readonly Escalation[], drafts: readonly Draft[], { wall, mono, boot }: Moment): readonly Escalation[] {
  const at = { occurred: wall, observed: wall, recorded: wall, mono, boot }
  return drafts.reduce((folded, draft) => foldEscalations(folded, { ...draft, at, seq: 0, console: '', previous: '', hash: '' } as Entry), list)
}

/** Nobody is called any more for what somebody has, or what is over: pages that did not go out yet are taken back. */
const takenBack = (one: Escalation, { messages }: Known, why: string): readonly Draft[] =>
  messages.filter((message) => isWaiting(message) && one.calls.some((call) => call.message === message.id))
    .map(({ id }) => ({ kind: 'message.withdrawn', who, ...within(one), why, data: { message: id } }))

const ended = (one: Escalation, known: Known, because: 'over' | 'less severe'): readonly Draft[] =>
  [{ kind: 'escalation.ended', who, ...within(one), data: { escalation: one.id, because } }, ...takenBack(one, known, because === 'over' ? 'it is over' : 'it is less severe now')]

/** @returns the entries to write now, none where nothing is due */
export function escalate(plan: Pick<Plan, 'people' | 'lab' | 'staging'>, known: Known, now: Moment): readonly Draft[] {
  const { people } = plan
  const causes = causesOf(plan, known)
  const drafts: Draft[] = []
  const open = openEscalations(known.onCall.escalations)
  const echoed = echoes(known.incidents)
  for (const one of open) {
    const cause = causes.find(({ kind, id }) => kind === one.subject.kind && id === one.subject.id)
    const stillOpen = cause !== undefined || (isOpen(one, known) && !(one.subject.kind === 'incident' && echoed.has(one.subject.id)))
    if (!stillOpen) drafts.push(...ended(one, known, 'over'))
    else if (cause !== undefined && cause.severity !== one.severity) drafts.push(...ended(one, known, weight(cause.severity) < weight(one.severity) ? 'less severe' : 'over'))
    else if (one.acknowledged) drafts.push(...takenBack(one, known, 'acknowledged before it went out'))
    else drafts.push(...callsOf(one, people, known, now))
  }
  for (const cause of causes) {
    const begun = begin(cause, people, known, now)
    drafts.push(...begun)
    const [started] = foldAsIf([], begun, now)
    if (started) drafts.push(...callsOf(started, people, known, now))
  }
  return drafts
}

/**
 * Alerts that an incident covers now have not ended for those who were called. Alerts are each console's own: one that never saw
 * those that another has called for does not know that they are over, and goes on until somebody has them.
 */
function isOpen({ subject, since }: Escalation, { incidents, alerts }: Known): boolean {
  if (subject.kind === 'incident') return incidents.some(({ id, closedAt }) => id === subject.id && closedAt === undefined)
  const own = alerts.filter((group) => placeOfGroup(group) === subject.id)
  return openGroups(own).length > 0 || !own.some(({ closedAt }) => closedAt !== undefined && closedAt >= since)
}
