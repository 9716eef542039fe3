/**
 * Reports of the programme: gathers what they say, writes them below `<home>/reports/`, and notes each as an entry. All of it
 * is the record and the days' summaries; nothing is typed. Plan: "Weekly Progress Reports", "Phase Transition Reports".
 */
import { createHash } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { dayAt } from '../../../shared/calendar.ts'
import type { Clock } from '../../../shared/clock.ts'
import type { PilotsNow, ReportAsked, ReportChart, ReportDocument, ReportFile, ReportSection } from '../../../shared/contract.ts'
import { askedFor, dateOf, datesBetween, startOf, type DayFigure, type Days } from '../../../shared/daily.ts'
import { standingOfPhase } from '../../../shared/decide.ts'
import type { Actor, Entry, EntryKind } from '../../../shared/journal.ts'
import { isShared, merge, placed } from '../../../shared/merge.ts'
import { environments, metricInfo, type Environment } from '../../../shared/metrics.ts'
import type { CriterionReadings } from '../../../shared/phase.ts'
import type { Pilots } from '../../../shared/pilot.ts'
import { withPilotEvidence } from '../../../shared/pilot-figures.ts'
import type { Phase, Plan } from '../../../shared/plan.ts'
import type { State } from '../../../shared/state.ts'
import type { SharedRecord } from '../../consoles/record.ts'
import type { Journal } from '../../journal/journal.ts'
import { quantile } from '../../observe/quantile.ts'
import type { SeriesFile } from '../../observe/series-file.ts'
import { documentHtml, documentMarkdown } from '../../report/document.ts'
import { utc } from '../../report/markdown.ts'
import { PdfError } from '../../report/pdf.ts'
import type { ReportFacts, Stretch } from '../../report/programme.ts'
import { figuresOfSpan, type SpanFigures } from '../../report/span-figures.ts'
import { finalSections, transitionSections, type PhaseStanding } from '../../report/transition.ts'
import { wallOfWeek, weeklySections, weekTitle } from '../../report/weekly.ts'
import { seqAt } from '../around.ts'
import { dayRecord } from './daily.ts'

/** Kinds that a report may tell of; of other consoles those that count here. */
const told: readonly EntryKind[] = [
  'rollback.opened', 'rollback.finished', 'incident.note', 'incident.decision', 'report.written', 'action.opened', 'action.done', 'action.reminded', 'alert.raised',
  'flag.intended', 'flag.outcome', 'evidence.recorded', 'decision.decided', 'decision.withdrawn', 'phase.set', 'phase.extended', 'phase.held', 'risk.set',
]
const trends = ['performance', 'response_p95', 'errors', 'availability', 'users'] as const satisfies readonly DayFigure[]
const types: Readonly<Record<string, string>> = { html: 'text/html', md: 'text/markdown', pdf: 'application/pdf' }
const dayMs = 86_400_000

export type ProgrammeReports = {
  /** @throws ReportError */
  readonly look: (asked: ReportAsked) => Promise<ReportDocument>
  /** @throws ReportError */
  readonly make: (asked: ReportAsked, who: Actor) => Promise<{ readonly seq: number; readonly without?: string }>
  /** Undefined where no report of that name was made. @throws ReportError where its file is gone or another */
  readonly file: (name: string) => Promise<ReportFile | undefined>
}

export class ReportError extends Error {
  override readonly name = 'ReportError'
  /** `unknown`: there is no such thing. */
  readonly reason: 'unknown' | 'refused' | 'gone'
  constructor(reason: ReportError['reason'], message: string) {
    super(message)
    this.reason = reason
  }
}

/** A state, and how far each chain of another console had come by then. */
type PastState = { readonly state: State; readonly heads: ReadonlyMap<string, { readonly seq: number; readonly hash: string }> }

/** What it needs of the other consoles' chains. */
type OtherChains = Pick<SharedRecord, 'heads' | 'between'>
const noOthers: OtherChains = { heads: () => new Map(), between: () => [] }

export function createProgrammeReports({ journal, others = noOthers, plan, stateAt, readings, tests, series, flushSeries, print, clock, home }: {
  readonly journal: Pick<Journal, 'append' | 'entries' | 'state' | 'console'>
  /** With the baselines in use. */
  readonly plan: () => Plan
  readonly others?: OtherChains
  /** As it was at a wall time, and how far each chain had come. */
  readonly stateAt: (wall: number) => Promise<PastState>
  readonly readings: () => CriterionReadings
  /** What the A/B tests have counted so far. */
  readonly tests: () => PilotsNow['experiments']
  readonly series: Pick<SeriesFile, 'sessions' | 'groups'>
  readonly flushSeries: () => Promise<void>
  /** @throws PdfError */
  readonly print: (html: string) => Promise<Buffer>
  readonly clock: Clock
  readonly home: string
}): ProgrammeReports {
  const folder = join(home, 'reports')

  /** The days' summaries, and of today what was measured so far. */
  const daysNow = async (days: Days, wall: number): Promise<Days> => {
    const today = dateOf(wall)
    await flushSeries()
    const own: Partial<Record<Environment, NonNullable<Days[string][Environment]>>> = {}
    for (const environment of environments) {
      const record = await dayRecord(series, today, environment, wall)
      if (record) own[environment] = record
    }
    return Object.keys(own).length === 0 ? days : { ...days, [today]: { ...days[today], ...own } }
  }
  const entriesOf = (from: number, to: number): readonly Entry[] => {
    const theirs = others.between(told.filter(isShared), from, to)
    const own = ownOf(from, to)
    return theirs.length === 0 ? own : merge([placed(own), theirs]).map(({ entry }) => entry)
  }
  const ownOf = (from: number, to: number): readonly Entry[] => {
    const last = seqAt(journal, to - 1)
    const found: Entry[] = []
    for (let after = seqAt(journal, from - 1); ;) {
      const { entries, more } = journal.entries({ kinds: told, after, limit: 500 })
      for (const entry of entries) if (entry.seq <= last) found.push(entry)
      after = entries.at(-1)?.seq ?? last
      if (!more || after >= last) return found
    }
  }
  const percentile = (q: number, buckets: readonly number[]): number | undefined => quantile(q, buckets)?.value
  const stretchOf = (days: Days, title: string, { from, to, pilots }: Pick<Stretch, 'from' | 'to' | 'pilots'>): Stretch => {
    const of = (environment: Environment): SpanFigures => figuresOfSpan(days, datesBetween(from, to), environment, percentile)
    return { title, from, to, figures: { blue: of('blue'), green: of('green') }, entries: entriesOf(from, to), pilots }
  }
  /** As they were at the end of a time; of one that is not over, as they are. */
  const pilotsAt = async (to: number): Promise<Pilots> => (to > clock.wall() ? journal.state() : (await stateAt(to - 1)).state).pilots
  /** A point a day; a day that is not on record is a gap. */
  const trendOf = (days: Days, from: number, to: number): readonly ReportChart[] => {
    const dates = datesBetween(from, to)
    return trends.flatMap((id): readonly ReportChart[] => {
      const { metric, title } = askedFor(id)
      const lines = environments.map((environment) => ({ environment, t: dates.map(startOf), values: dates.map((date) => days[date]?.[environment]?.figures[id]?.value ?? null) })).filter(({ values }) => values.some((value) => value !== null))
      return lines.length === 0 ? [] : [{ title: `${title}, a point a day`, unit: metricInfo(metric).unit, lines }]
    })
  }

  const look = async (asked: ReportAsked): Promise<ReportDocument> => {
    const wall = clock.wall()
    const present = journal.state()
    const { day1 } = present.programme
    if (day1 === undefined) throw new ReportError('refused', 'the programme has no start date yet, so it has no weeks: set it on the Programme screen')
    const used = plan()
    const firstDay = used.phases[0]?.days.from ?? 1
    const begin = startOf(day1) + (firstDay - 1) * dayMs
    const days = await daysNow(present.days, wall)
    const now: PastState = { state: present, heads: others.heads() }
    const documentOf = (kind: Pick<ReportDocument, 'report' | 'of' | 'title'>, { from, to }: { readonly from: number; readonly to: number }, { state, heads }: PastState, sections: readonly ReportSection[]): ReportDocument => ({
      ...kind, from, to, sections, made: wall, console: journal.console, head: { seq: state.seq, hash: state.head },
      about: [
        ['Programme', used.title], ['Tells of', `${utc(from)} to ${utc(to)}${to > wall ? ' (not over yet)' : ''}`], ['Day 1', day1],
        ['Plan', state.plan === undefined ? 'none' : `${state.plan.title} (${state.plan.hash.slice(0, 12)})`], ['Review cycle', used.review.cycle],
        ['State as of', [`entry ${state.seq}`, ...[...heads].filter(([console]) => console !== journal.console).map(([console, { seq, hash }]) => `entry ${seq} of ${console} (${hash.slice(0, 12)})`)].join(', ')],
      ],
    })
    const factsOf = (state: State, at: number): ReportFacts => ({ plan: used, console: journal.console, state, wall: at, day1, today: dayAt(day1, at), trend: trendOf(days, begin, at), ...(state === present && { tests: tests() }) })

    if (asked.report === 'weekly') {
      const { from, to } = wallOfWeek(day1, asked.week)
      if (from > wall) throw new ReportError('refused', `week ${asked.week} has not begun: it begins ${utc(from)}`)
      const at = Math.min(to - 1, wall)
      const known = to > wall ? now : await stateAt(at)
      const { state } = known
      const before = from > begin ? wallOfWeek(day1, asked.week - 1) : undefined
      const sections = weeklySections(
        factsOf(state, at), asked.week, stretchOf(days, weekTitle(asked.week), { from, to, pilots: state.pilots }),
        before && stretchOf(days, weekTitle(asked.week - 1), { ...before, pilots: await pilotsAt(before.to) }),
      )
      return documentOf({ report: 'weekly', of: String(asked.week), title: `Weekly progress report: week ${asked.week}` }, { from, to }, known, sections)
    }
    const facts = factsOf(present, wall)
    const standingAt = (phase: Phase): PhaseStanding =>
      ({ phase, standings: standingOfPhase(phase, { plan: used, programme: withPilotEvidence(present.programme, present.pilots, used), checklists: present.checklists, readings: readings(), wall }) })
    if (asked.report === 'transition') {
      const index = used.phases.findIndex(({ id }) => id === asked.phase)
      const phase = used.phases[index]
      if (phase === undefined) throw new ReportError('unknown', `the plan has no phase ${asked.phase}`)
      const spanOf = (id: string | undefined): { readonly from: number; readonly to: number } | undefined => {
        const spans = id === undefined ? undefined : present.programme.lives[id]?.spans
        const [first, last] = [spans?.[0], spans?.at(-1)]
        return first && last && { from: first.from, to: last.to ?? wall + 1 }
      }
      const before = used.phases[index - 1]
      const [own, earlier] = [spanOf(phase.id) ?? { from: wall, to: wall + 1 }, spanOf(before?.id)]
      const stretch = stretchOf(days, 'This phase', { ...own, pilots: await pilotsAt(own.to) })
      const sections = transitionSections(facts, { ...standingAt(phase), now: stretch, before: before && earlier && stretchOf(days, before.title, { ...earlier, pilots: await pilotsAt(earlier.to) }) })
      return documentOf({ report: 'transition', of: asked.phase, title: `Phase transition report: ${phase.title}` }, own, now, sections)
    }
    const whole = { from: begin, to: wall + 1 }
    return documentOf({ report: 'final', of: '', title: 'Final assessment' }, whole, now, finalSections(facts, used.phases.map(standingAt), stretchOf(days, 'All', { ...whole, pilots: present.pilots })))
  }

  return {
    look,
    make: async (asked, who) => {
      const made = await look(asked)
      const html = documentHtml(made)
      let without: string | undefined
      const pdf = await print(html).catch((error: unknown) => {
        if (!(error instanceof PdfError)) throw error
        without = error.message
        return undefined
      })
      await mkdir(folder, { recursive: true, mode: 0o700 })
      const name = `${made.report}${made.of === '' ? '' : `-${made.of}`}-${utc(made.made).replaceAll(/[^\d]/g, '').slice(0, 14)}-${made.head.seq}`
      const files: { name: string; sha256: string; bytes: number }[] = []
      for (const [ending, text] of [['html', html], ['md', documentMarkdown(made)], ['pdf', pdf]] as const) {
        if (text === undefined) continue
        const bytes = Buffer.from(text)
        await writeFile(join(folder, `${name}.${ending}`), bytes, { mode: 0o600 })
        files.push({ name: `${name}.${ending}`, sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length })
      }
      const { report, of, title, from, to } = made
      const { seq } = journal.append({ kind: 'report.made', who, data: { report, of, title, from, to, files, ...(without !== undefined && { without }) } })
      return { seq, ...(without !== undefined && { without }) }
    },
    file: async (name) => {
      const known = journal.state().reports.flatMap(({ files }) => files).find((one) => one.name === name)
      if (known === undefined) return undefined
      const bytes = await readFile(join(folder, name)).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') throw new ReportError('gone', `${name} is no longer in ${folder}: make the report again`)
        throw error
      })
      if (createHash('sha256').update(bytes).digest('hex') !== known.sha256) throw new ReportError('gone', `${name} in ${folder} is not what was written: its hash is another. Make the report again`)
      return { name, type: types[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream', data: bytes.toString('base64') }
    },
  }
}
