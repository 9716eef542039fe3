/** What the reports of the programme have in common: what they are made of, and the sections that stand in more than one. Pure. */
import { placePhases, wallOfDay, type Placed } from '../../shared/calendar.ts'
import type { PilotsNow, ReportBlock, ReportChart, ReportSection } from '../../shared/contract.ts'
import { askedFor, type DayFigure } from '../../shared/daily.ts'
import { durationText } from '../../shared/duration.ts'
import { actorText, type Entry } from '../../shared/journal.ts'
import { environments, metricInfo, type Environment } from '../../shared/metrics.ts'
import type { Pilots } from '../../shared/pilot.ts'
import type { Decision } from '../../shared/programme.ts'
import type { Phase, Plan } from '../../shared/plan.ts'
import type { State } from '../../shared/state.ts'
import { utc } from './markdown.ts'
import { sentence } from './sentence.ts'
import type { SpanFigures } from './span-figures.ts'
import { valueText } from './svg.ts'

/** A stretch of the programme that is told of; `entries` are those that happened in it, oldest first. */
export type Stretch = {
  readonly title: string
  /** Wall ms; `to` is exclusive. */
  readonly from: number
  readonly to: number
  readonly figures: Readonly<Record<Environment, SpanFigures>>
  readonly entries: readonly Entry[]
  /** As the record had them at its end. */
  readonly pilots: Pilots
}
export type ReportFacts = {
  readonly plan: Plan
  /** The one that makes the report: entries of others are told with theirs. */
  readonly console: string
  /** As it was at the end of what is told of. */
  readonly state: State
  readonly wall: number
  readonly day1: string
  readonly today: number
  readonly trend: readonly ReportChart[]
  /** What A/B tests that run have counted: known of the present alone. */
  readonly tests?: PilotsNow['experiments']
}

export const lack = (text: string): ReportBlock => ({ kind: 'lack', text })
export const table = (head: readonly string[], rows: readonly (readonly string[])[], none: string, title?: string): ReportBlock =>
  rows.length === 0 ? lack(none) : { kind: 'table', head, rows, ...(title !== undefined && { title }) }
export const count = (number: number, one: string, many = `${one}s`): string => `${number} ${number === 1 ? one : many}`
const share = (value: number | string): string => (typeof value === 'number' ? `${Math.round(value * 100)} %` : value)
export const notRecorded = 'not recorded'
const date = (wall: number): string => utc(wall).slice(0, 10)

/** By how much a figure moved, and which way that is. */
function changeText(id: DayFigure, now: number | undefined, before: number | undefined): string {
  const { better, unit } = metricInfo(askedFor(id).metric)
  return changeOf(now, before, { better, points: unit === 'ratio' })
}

/** @param of shares are told in points, all else as a share of what it was */
export function changeOf(now: number | undefined, before: number | undefined, { better, points }: { readonly better: 'higher' | 'lower' | 'neither'; readonly points: boolean }): string {
  if (now === undefined || before === undefined) return 'no comparison'
  const by = points ? (now - before) * 100 : before === 0 ? undefined : ((now - before) / before) * 100
  if (by === undefined) return now === before ? 'the same' : 'from none'
  if (Math.abs(by) < 0.05) return 'the same'
  const amount = `${by > 0 ? '+' : '−'}${Math.abs(by).toFixed(1)} ${points ? 'points' : '%'}`
  return better === 'neither' ? amount : `${amount}, ${(by > 0) === (better === 'higher') ? 'better' : 'worse'}`
}

/** The same rows whatever was measured, so that two reports lie beside each other. */
export function figuresTable(ids: readonly DayFigure[], now: Stretch, before: Stretch | undefined): ReportBlock {
  const length = Math.round((now.to - now.from) / 86_400_000)
  const text = (id: DayFigure, figure: { readonly value: number } | undefined): string => (figure ? valueText(figure.value, metricInfo(askedFor(id).metric).unit) : notRecorded)
  const rows = environments.flatMap((environment) => ids.map((id) => {
    const [own, last] = [now.figures[environment].figures[id], before?.figures[environment].figures[id]]
    return [environment, askedFor(id).title, text(id, own), before ? text(id, last) : 'none before', changeText(id, own?.value, last?.value), own ? `${Math.round(own.samples).toLocaleString('en-GB')} samples, ${own.days} of ${length} days` : `0 of ${length} days`]
  }))
  return { kind: 'table', head: ['Environment', 'Figure', now.title, before?.title ?? 'Before', 'Change', 'Rests on'], rows }
}

export const decisionText = ({ outcome, by, role, at, against, why }: Decision): string => `${outcome}${against ? ' against the rule' : ''} by ${by} as ${role}, ${utc(at)}: ${why}`

/** Criterion by criterion as it was frozen. */
export const evidenceTable = (evidence: Decision['evidence']): ReportBlock =>
  table(['Criterion', 'Target', 'State', 'Value', 'Source', 'Measured'], evidence.map((one) => [one.title, one.target, one.state, one.value === '' ? notRecorded : one.value, one.source === '' ? 'none' : one.source, one.measuredAt === undefined ? 'never' : utc(one.measuredAt)]), 'The phase has no criteria.')

export const placedNow = ({ plan, state, today }: ReportFacts): readonly Placed[] => placePhases(plan, state.programme, today)

export const daysText = (day1: string, { from, to }: { readonly from: number; readonly to: number }): string => `days ${from} to ${to}, ${date(wallOfDay(day1, from))} to ${date(wallOfDay(day1, to))}`

export const allocationTable = (phases: readonly Phase[]): ReportBlock =>
  table(['Phase', 'Role', 'Allocation', 'For'], phases.flatMap(({ title, resources }) => resources.map(({ role, allocation, note = '' }) => [title, role, share(allocation), note])), 'The plan allots nobody to it.', 'People, as the plan allots them')

const weight = { low: 1, medium: 2, high: 3 } as const
const levels = ['high', 'medium', 'low'] as const

/** The risks as they stand, the gravest first, and how many are in each corner. */
export function riskBlocks({ plan, state: { programme }, wall }: ReportFacts, now: Stretch): readonly ReportBlock[] {
  const changed = new Set(now.entries.flatMap((entry) => (entry.kind === 'risk.set' ? [entry.data.risk] : [])))
  const all = plan.risks.map((risk) => {
    const known = programme.risks[risk.id]
    return { risk, known, likelihood: known?.likelihood ?? risk.likelihood, impact: known?.impact ?? risk.impact }
  }).toSorted((a, b) => weight[b.likelihood] * weight[b.impact] - weight[a.likelihood] * weight[a.impact])
  if (all.length === 0) return [lack('The plan names no risks.')]
  return [
    {
      kind: 'table', title: 'Risk matrix: how many', head: ['Likelihood', 'low impact', 'medium impact', 'high impact'],
      rows: levels.map((likelihood) => [likelihood, ...levels.toReversed().map((impact) => String(all.filter((one) => one.likelihood === likelihood && one.impact === impact).length))]),
    },
    {
      kind: 'table', title: 'Mitigation', head: ['Risk', 'Likelihood', 'Impact', 'Mitigation', 'State', 'Owner', 'Review', 'Since the last'],
      rows: all.map(({ risk, known, likelihood, impact }) => [
        risk.title, likelihood, impact, `${risk.mitigation}${known?.note === undefined || known.note === '' ? '' : `. ${known.note}`}`, known?.mitigation ?? 'open', (known?.owner ?? risk.owner ?? '') || 'nobody',
        known?.review === undefined ? 'no date' : `${known.review}${Date.parse(known.review) < wall ? ', overdue' : ''}`, changed.has(risk.id) ? 'changed' : 'as before',
      ]),
    },
  ]
}

/** Numbers are of a chain: "entry 7", "entry 7 of c-b". */
export const entryText = ({ seq, console }: { readonly seq: number; readonly console?: string }, own: string): string => `entry ${seq}${console === undefined || console === own ? '' : ` of ${console}`}`
const told = (entry: Entry, own: string): string => `${utc(entry.at.occurred)}, ${actorText(entry.who)}: ${sentence(entry)} (${entryText(entry, own)})`
const lesson = /(?:^|\s)#(?:well|badly|lesson)\b/i

/** What people wrote down of the time: lessons of reports, notes that say so, decisions of incidents, and what is left to do. */
export function lessonsSection({ state, console: own }: ReportFacts, { entries }: Stretch, { title, text }: { readonly title: string; readonly text: string }): ReportSection {
  const written = entries.flatMap((entry) => (entry.kind === 'report.written' && ['lessons', 'well', 'badly'].includes(entry.data.field) ? [{ entry, key: `${entry.incident ?? ''}/${entry.data.field}`, text: `${entry.incident ?? ''}, ${entry.data.field}: ${entry.data.text} (${actorText(entry.who)}, ${entryText(entry, own)})` }] : []))
  // A later text stands in the place of the one before.
  const last = [...new Map(written.map((one) => [one.key, one.text])).values()]
  const notes = entries.filter((entry) => entry.kind === 'incident.note' && lesson.test(entry.data.text)).map((entry) => told(entry, own))
  const decisions = entries.filter((entry) => entry.kind === 'incident.decision').map((entry) => `${utc(entry.at.occurred)}: ${entry.data.what}, by ${entry.data.by} (${entryText(entry, own)})`)
  const open = state.actions.filter(({ done }) => done === undefined).map((action) => `${action.title} (${action.incident}), ${action.owner ?? 'nobody has it'}`)
  const items = (heading: string, list: readonly string[]): readonly ReportBlock[] => (list.length === 0 ? [] : [{ kind: 'text', text: heading }, { kind: 'list', items: list }])
  const blocks = [...items('Written in reports of incidents:', last), ...items('Noted:', notes), ...items('Decided in incidents:', decisions), ...items('Still to be done:', open)]
  return { title, about: text, blocks: blocks.length === 0 ? [lack('Nobody has written a lesson in this time: notes with #well, #badly or #lesson and the reports of incidents come here.')] : blocks }
}

export const spanText = (ms: number): string => durationText(Math.max(0, Math.round(ms / 60_000) * 60_000))
