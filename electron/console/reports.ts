/** Gathers what a post-incident report says: the record's entries, the series of that time, what people wrote. */
import type { Clock } from '../../shared/clock.ts'
import type { ReportFields, ReportFile, ReportFormat } from '../../shared/contract.ts'
import { actorText, type Entry, type EntryKind } from '../../shared/journal.ts'
import { environments, type MetricName } from '../../shared/metrics.ts'
import { merge, placed } from '../../shared/merge.ts'
import type { Journal } from '../journal/journal.ts'
import { readPastSeries } from '../observe/past.ts'
import type { SeriesFile } from '../observe/series-file.ts'
import { reportHtml } from '../report/html.ts'
import { reportMarkdown } from '../report/markdown.ts'
import { reportOf, type Chart, type Measured, type Report } from '../report/model.ts'
import type { Named } from '../report/sentence.ts'
import { linesOf } from './series-lines.ts'
import { noOthers, type OtherChains } from './other-chains.ts'

/** Entries that a report's timeline holds; the bundle has all. */
const mostEntries = 3_000
/** Series are drawn from so long before the opening to so long after the close. Ms. */
const around = 600_000
const minute = 60_000
/** Users are counted so often at most; a count stands for so long (ms). */
const mostSteps = 5_000
const lastKnown = 30_000
const chartMetrics = ['error_rate', 'response_time', 'requests', 'traffic_share', 'active_users'] as const satisfies readonly MetricName[]
const points = 240

export type Reports = {
  /** @returns undefined where there is no such incident */
  readonly report: (incident: string) => Promise<Report | undefined>
  /** @throws PdfError */
  readonly file: (incident: string, format: ReportFormat) => Promise<ReportFile | undefined>
  readonly fields: (incident: string) => ReportFields
}

type Series = Pick<SeriesFile, 'sessions' | 'groups'>

async function measure(series: Series, from: number, to: number): Promise<Measured> {
  const { store, ...read } = await readPastSeries({ file: series, from, to, wanted: (metric) => metric === 'error_rate' || metric === 'active_users' })
  let [failed, requests, users]: [number | undefined, number | undefined, number | undefined] = [undefined, undefined, undefined]
  let worst: Measured['worst']
  const span = Math.max(1_000, read.to - read.from)
  for (const environment of environments) {
    const { value, samples } = store.window('error_rate', environment, 'ratio', span, read.to)
    if (value !== undefined) {
      // The share is Σ failed / Σ all, and `samples` is Σ all: their product is what was counted.
      failed = (failed ?? 0) + Math.round(value * samples)
      requests = (requests ?? 0) + samples
    }
    for (let at = read.from + minute; at <= read.to; at += minute) {
      const one = store.window('error_rate', environment, 'ratio', minute, at)
      if (one.value !== undefined && one.value > (worst?.share ?? -1)) worst = { environment, share: one.value }
    }
  }
  // At the same time: who moved from one to the other within a minute is not two.
  const step = Math.max(1_000, Math.ceil(span / mostSteps / 1_000) * 1_000)
  for (let at = read.from + step; at < read.to + step; at += step) {
    const each = environments.flatMap((environment) => store.window('active_users', environment, 'last', lastKnown, Math.min(at, read.to)).value ?? [])
    if (each.length > 0) users = Math.max(users ?? 0, each.reduce((sum, value) => sum + value, 0))
  }
  return { ...(failed !== undefined && { failed }), ...(requests !== undefined && { requests }), ...(users !== undefined && { users }), ...(worst && { worst }) }
}

async function chartsOf(series: Series, from: number, to: number): Promise<readonly Chart[]> {
  const lines = await linesOf(series, { from, to, metrics: chartMetrics, environments, points })
  const words: Partial<Record<MetricName, string>> = { response_time: 'Response time, p95', requests: 'Requests' }
  return chartMetrics.flatMap((metric): readonly Chart[] => {
    const own = lines.filter((line) => line.metric === metric)
    const [first] = own
    return first === undefined ? [] : [{ title: words[metric] ?? first.title, unit: first.unit, lines: own }]
  })
}

export function createReports({ journal, others = noOthers, series, flushSeries, print, clock, named }: {
  readonly journal: Journal
  readonly others?: OtherChains
  readonly series: Series
  readonly flushSeries: () => Promise<void>
  /** @throws PdfError where nothing here can print */
  readonly print: (html: string) => Promise<Buffer>
  readonly clock: Clock
  /** The plan in use: titles in the place of ids. */
  readonly named?: () => Named
}): Reports {
  const ownOf = (incident: string, kinds?: readonly EntryKind[]): readonly Entry[] => {
    const found: Entry[] = []
    for (;;) {
      const { entries, more } = journal.entries({ incident, after: found.at(-1)?.seq ?? 0, limit: 500, ...(kinds && { kinds }) })
      found.push(...entries)
      if (!more || found.length >= mostEntries) return found
    }
  }
  /** Of all consoles, in the one order. */
  const all = (incident: string, kinds?: readonly EntryKind[]): readonly Entry[] => {
    const theirs = others.ofIncident(incident).filter(({ entry }) => kinds === undefined || kinds.includes(entry.kind))
    const own = ownOf(incident, kinds)
    return theirs.length === 0 ? own : merge([placed(own), theirs]).map(({ entry }) => entry)
  }
  const fields = (incident: string): ReportFields =>
    Object.fromEntries((all(incident, ['report.written']) as readonly Entry<'report.written'>[]).map((entry) => [entry.data.field, { text: entry.data.text, by: actorText(entry.who), at: entry.at.occurred }]))

  const report = async (id: string): Promise<Report | undefined> => {
    const { incidents, run, pastRuns, seq, head, actions, plan } = journal.state()
    const incident = incidents.find((one) => one.id === id)
    if (incident === undefined) return undefined
    await flushSeries()
    const found = all(id)
    const entries = found.slice(0, mostEntries)
    const told = new Set(entries.map(({ console }) => console))
    const end = incident.closedAt ?? clock.wall()
    return reportOf({
      incident, entries, more: Math.max(incident.entries, found.length) - entries.length, run: [...pastRuns, ...(run ? [run] : [])].find((one) => one.id === incident.run),
      measured: await measure(series, incident.openedAt, end), charts: await chartsOf(series, incident.openedAt - around, Math.min(clock.wall(), end + around)),
      named: named?.(), fields: fields(id), actions: actions.filter((action) => action.incident === id),
      made: clock.wall(), console: journal.console, head: { seq, hash: head },
      others: [...others.heads()].filter(([console]) => told.has(console)).map(([console, { seq, hash }]) => ({ console, seq, hash })), plan: plan === undefined ? 'none' : `${plan.title} (${plan.hash.slice(0, 12)})`,
    })
  }
  return {
    report, fields,
    file: async (id, format) => {
      const made = await report(id)
      if (made === undefined) return undefined
      const name = `report-${id.replaceAll(/[^\w-]/g, '_')}`
      const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64')
      if (format === 'markdown') return { name: `${name}.md`, type: 'text/markdown', data: base64(reportMarkdown(made)) }
      const html = reportHtml(made)
      if (format === 'html') return { name: `${name}.html`, type: 'text/html', data: base64(html) }
      return { name: `${name}.pdf`, type: 'application/pdf', data: (await print(html)).toString('base64') }
    },
  }
}
