/** A post-incident report as data: everything in it is an entry of the record, a figure of the series, or said to be not measured. Plan: "Post-Incident". */
import type { Action } from '../../shared/action.ts'
import type { SeriesLine, ReportFields } from '../../shared/contract.ts'
import type { Incident } from '../../shared/incident.ts'
import { actorText, type Entry } from '../../shared/journal.ts'
import { durationText } from '../../shared/duration.ts'
import type { Run } from '../../shared/rollback.ts'
import { sentence, type Named } from './sentence.ts'

/** @field console whose entry it is, where that is another one: its number is of that chain, as the one that corrects it */
export type Moment = { readonly at: number; readonly seq: number; readonly console?: string; readonly who: string; readonly text: string; readonly corrected?: number }
export type Figure = { readonly title: string; readonly value: string; readonly from: string }
export type Mark = { readonly at: number; readonly text: string }
export type Chart = { readonly title: string; readonly unit: string; readonly lines: readonly SeriesLine[] }

export type Report = {
  readonly incident: Incident
  readonly made: number
  readonly console: string
  readonly head: { readonly seq: number; readonly hash: string }
  /** The ends of the other consoles' chains that it tells from, as they were here then. */
  readonly others: readonly { readonly console: string; readonly seq: number; readonly hash: string }[]
  readonly plan: string
  readonly impact: readonly Figure[]
  readonly marks: readonly Mark[]
  readonly charts: readonly Chart[]
  readonly timeline: readonly Moment[]
  /** Entries that the timeline leaves out, and how many. */
  readonly left: number
  readonly fields: ReportFields
  /** Notes that say so themselves: `#well`, `#badly`. */
  readonly tagged: { readonly well: readonly Moment[]; readonly badly: readonly Moment[] }
  readonly actions: readonly Action[]
}

/** What was measured of it; undefined: not measured. */
export type Measured = { readonly failed?: number; readonly requests?: number; readonly users?: number; readonly worst?: { readonly environment: string; readonly share: number } }

const notMeasured = 'not measured'
const tag = (word: string): RegExp => new RegExp(String.raw`(?:^|\s)#${word}\b`, 'i')

/** Steps of a run are told by their outcome; what is only of the machinery is left to the record. */
const quiet: ReadonlySet<string> = new Set(['step.intended', 'lease.taken', 'stage.previewed', 'journal.sealed', 'journal.key', 'console.gap', 'backup.made'])

/** Each console counts by itself. */
const nameOf = (console: string, seq: number): string => `${seq} ${console}`
/** As people read it. */
export const numberOf = ({ seq, console }: Pick<Moment, 'seq' | 'console'>): string => (console === undefined ? String(seq) : `${seq} at ${console}`)

const momentOf = (entry: Entry, corrected: ReadonlyMap<string, number>, own: string, named: Named | undefined): Moment => {
  const by = corrected.get(nameOf(entry.console, entry.seq))
  return { at: entry.at.occurred, seq: entry.seq, ...(entry.console !== own && { console: entry.console }), who: actorText(entry.who), text: sentence(entry, named), ...(by !== undefined && { corrected: by }) }
}

/** What the footer says of the other chains. */
export const othersText = ({ others }: Pick<Report, 'others'>): string =>
  (others.length === 0 ? '' : ` It tells from the chains of other consoles as well, as they were here then: ${others.map(({ console, seq, hash }) => `${console} up to entry ${seq}, ${hash}`).join('; ')}.`)

/** When users were no longer where it was bad, as the record has it: the first step that routes and went well. */
function movedAt(entries: readonly Entry[], run: Run | undefined): number | undefined {
  const routes = new Set(run?.stages.flatMap(({ steps }) => steps).filter(({ kind }) => kind === 'route').map(({ id }) => id))
  return entries.find((entry) => entry.kind === 'step.outcome' && entry.data.run === run?.id && entry.data.result === 'ok' && routes.has(entry.data.step))?.at.occurred
}

export function reportOf({ incident, entries, more, run, measured, charts, fields, actions, named, ...about }: {
  readonly incident: Incident
  /** Of all consoles, in the one order. */
  readonly entries: readonly Entry[]
  /** Entries of the incident that are not among them. */
  readonly more: number
  readonly run: Run | undefined
  readonly measured: Measured
  readonly charts: readonly Chart[]
  readonly fields: ReportFields
  readonly actions: readonly Action[]
  /** What its plan calls its parts. */
  readonly named?: Named | undefined
} & Pick<Report, 'made' | 'console' | 'head' | 'others' | 'plan'>): Report {
  const corrected = new Map(entries.flatMap((entry) => (entry.kind === 'incident.note' && entry.data.corrects !== undefined ? [[nameOf(entry.console, entry.data.corrects), entry.seq]] : [])))
  const told = entries.filter(({ kind }) => !quiet.has(kind))
  const notes = (word: string): readonly Moment[] => told.filter((entry) => entry.kind === 'incident.note' && tag(word).test(entry.data.text) && !corrected.has(nameOf(entry.console, entry.seq))).map((entry) => momentOf(entry, corrected, about.console, named))
  const moved = movedAt(entries, run)
  // One that gave way to another console's is on the record too, and is not the run.
  const opened = entries.find((entry) => entry.kind === 'rollback.opened' && entry.data.run === (run?.id ?? entry.data.run))
  const exposed = opened?.kind === 'rollback.opened' ? opened.at.occurred - (opened.data.startedAt - opened.data.exposedSince) : undefined
  const finished = entries.find((entry) => entry.kind === 'rollback.finished' && entry.data.run === (run?.id ?? entry.data.run))
  const span = (from: number | undefined, to: number | undefined): string => (from === undefined || to === undefined ? notMeasured : durationText(Math.max(0, to - from)))
  const count = (value: number | undefined): string => (value === undefined ? notMeasured : Math.round(value).toLocaleString('en-GB'))
  return {
    ...about, incident, charts, fields, actions,
    impact: [
      { title: 'Failed requests', value: measured.failed === undefined ? notMeasured : `${count(measured.failed)} of ${count(measured.requests)}`, from: 'series: error rate, both environments, from opening to close' },
      { title: 'Worst error rate in a minute', value: measured.worst === undefined ? notMeasured : `${(measured.worst.share * 100).toFixed(1)} % on ${measured.worst.environment}`, from: 'series: error rate' },
      { title: 'Users at most', value: count(measured.users), from: 'series: active users, both environments together' },
      { title: 'Exposed', value: span(exposed, moved), from: 'record: from the beginning of the condition to the verified switch' },
      { title: 'Rollback', value: span(opened?.at.occurred, finished?.at.occurred), from: 'record: from its opening to its end' },
      { title: 'Incident open', value: incident.closedAt === undefined ? 'it is open' : span(incident.openedAt, incident.closedAt), from: 'record' },
    ],
    marks: [
      { at: incident.openedAt, text: 'opened' },
      ...(moved === undefined ? [] : [{ at: moved, text: 'users moved' }]),
      ...(incident.closedAt === undefined ? [] : [{ at: incident.closedAt, text: 'closed' }]),
    ],
    timeline: told.map((entry) => momentOf(entry, corrected, about.console, named)), left: entries.length - told.length + more,
    tagged: { well: notes('well'), badly: notes('badly') },
  }
}
