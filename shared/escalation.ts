/**
 * Ways of escalation as they are gone: who was called when, who answered. Folded from entries; what is due next is decided by
 * `escalate.ts`. Plan: "Escalation Matrix".
 */
import { placeOfGroup } from './alert.ts'
import type { Severity } from './incident.ts'
import { actorText, type Entry, type EntryData } from './journal.ts'

/** Wall ms for people, and the monotonic clock that durations are counted by. */
export type Moment = { readonly wall: number; readonly mono: number; readonly boot: string }
export type Level = EntryData<'escalation.started'>['levels'][number]
export type Call = {
  readonly level: number
  /** 0 at first; above where the last level is called again. */
  readonly round: number
  readonly duty: string
  readonly contact: string
  readonly at: Moment
  /** Ms by which it was made too late. */
  readonly late?: number | undefined
  /** Absent where the person has no channel. */
  readonly message?: string | undefined
  /** It reached nobody: no channel, or every channel failed. */
  readonly failed?: Moment
}
export type Escalation = {
  readonly id: string
  readonly subject: EntryData<'escalation.started'>['subject']
  readonly severity: Severity
  readonly title: string
  readonly since: number
  readonly started: Moment
  readonly levels: readonly Level[]
  readonly repeat?: number | undefined
  /** In their order. */
  readonly calls: readonly Call[]
  /** A person asked for the level after this one. */
  readonly raised?: { readonly level: number; readonly at: Moment; readonly by: string }
  readonly acknowledged?: { readonly by: string; readonly at: number; readonly note: string }
  readonly ended?: { readonly at: number; readonly because: EntryData<'escalation.ended'>['because'] }
}

/** Oldest first; the last ended ones stay. */
export type Escalations = readonly Escalation[]

const endedKept = 50
const momentOf = ({ occurred, mono, boot }: Entry['at']): Moment => ({ wall: occurred, mono, boot })

function trimmed(list: Escalations): Escalations {
  const ended = list.filter((one) => one.ended !== undefined)
  const gone = new Set(ended.slice(0, Math.max(0, ended.length - endedKept)))
  return gone.size === 0 ? list : list.filter((one) => !gone.has(one))
}

export function foldEscalations(list: Escalations, entry: Entry): Escalations {
  const at = momentOf(entry.at)
  const change = (id: string, changed: (one: Escalation) => Escalation): Escalations => list.map((one) => (one.id === id ? changed(one) : one))
  switch (entry.kind) {
    case 'escalation.started': {
      const { escalation: id, ...data } = entry.data
      return list.some((one) => one.id === id) ? list : trimmed([...list, { id, ...data, started: at, calls: [] }])
    }
    case 'escalation.called': {
      const { escalation, ...call } = entry.data
      // Two consoles that were apart may both have called; the message itself goes out once.
      return change(escalation, (one) => (one.calls.some(({ level, round }) => level === call.level && round === call.round) ? one
        : { ...one, calls: [...one.calls, { ...call, at, ...(call.message === undefined && { failed: at }) }] }))
    }
    case 'message.sent': {
      // By another console, or in a later round, before anybody else was called for it: the level has its time after all.
      const reached = (one: Escalation): Escalation => {
        const last = one.calls.at(-1)
        if (last?.failed === undefined || last.message !== entry.data.message) return one
        const { failed: _, ...call } = last
        return { ...one, calls: [...one.calls.slice(0, -1), call] }
      }
      return entry.data.message.startsWith('page/') ? list.map(reached) : list
    }
    case 'message.failed': {
      const { message, next } = entry.data
      if (next !== undefined || !message.startsWith('page/')) return list
      return list.map((one) => (one.calls.some((call) => call.message === message) ? { ...one, calls: one.calls.map((call) => (call.message === message && call.failed === undefined ? { ...call, failed: at } : call)) } : one))
    }
    case 'escalation.raised':
      return change(entry.data.escalation, (one) => ({ ...one, raised: { level: one.calls.at(-1)?.level ?? -1, at, by: actorText(entry.who) } }))
    case 'escalation.acknowledged':
      return change(entry.data.escalation, (one) => acknowledged(one, entry))
    case 'alert.acknowledged':
      return list.map((one) => (one.subject.kind === 'alert' && one.subject.id === placeOfGroup(entry) ? acknowledged(one, entry) : one))
    case 'escalation.ended':
      return change(entry.data.escalation, (one) => ({ ...one, ended: { at: at.wall, because: entry.data.because } }))
    default:
      return list
  }
}

const acknowledged = (one: Escalation, entry: Entry): Escalation =>
  (one.acknowledged || one.ended ? one : { ...one, acknowledged: { by: actorText(entry.who), at: entry.at.occurred, note: entry.why ?? '' } })

/** Ms of an escalation's time at a moment. On its own boot by the monotonic clock, so that a clock that is set calls nobody early. */
export function elapsedAt({ since, started }: Pick<Escalation, 'since' | 'started'>, at: Moment): number {
  const before = Math.max(0, started.wall - since)
  return before + Math.max(0, at.boot === started.boot ? at.mono - started.mono : at.wall - started.wall)
}

/** Below this a call was made in time. */
export const lateFrom = 30_000

export type NextCall = { readonly level: number; readonly round: number; readonly due: number }

/** What is called next unless somebody acknowledges: at `due` ms of the escalation's time. */
export function nextCall(one: Escalation): NextCall | undefined {
  if (one.acknowledged || one.ended) return undefined
  const last = one.calls.at(-1)
  if (last === undefined) return one.levels.length === 0 ? undefined : { level: 0, round: 0, due: 0 }
  const level = last.level + 1
  if (one.levels[level] !== undefined) return { level, round: 0, due: dueOf(one, level) }
  if (one.repeat === undefined) return undefined
  // A rhythm begins anew after a call that came late: what was missed is not made up for.
  const at = elapsedAt(one, last.at) - (last.late ?? 0)
  return { level: last.level, round: last.round + 1, due: last.late === undefined ? at + one.repeat : at + last.late + one.repeat }
}

/** A level is due once the one before it has had its time; sooner where that one can't be reached, or a person asks. */
function dueOf(one: Escalation, level: number): number {
  if (level === 0) return 0
  const planned = dueOf(one, level - 1) + (one.levels[level - 1]?.within ?? 0)
  const before = one.calls.find((call) => call.level === level - 1)
  const failed = before?.failed && elapsedAt(one, before.failed)
  const raised = one.raised?.level === level - 1 ? elapsedAt(one, one.raised.at) : undefined
  return Math.min(planned, failed ?? Infinity, raised ?? Infinity)
}

export const openEscalations = (list: Escalations): Escalations => list.filter(({ ended }) => ended === undefined)
/** Those that call people as long as nobody answers. */
export const callingNow = (list: Escalations): Escalations => openEscalations(list).filter(({ acknowledged: by, levels }) => by === undefined && levels.length > 0)
