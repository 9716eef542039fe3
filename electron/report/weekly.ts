/** The weekly progress report: the same sections each week, with the week before beside. Plan: "Weekly Progress Reports". Pure. */
import { daysOfWeek, overlap, wallOfDay } from '../../shared/calendar.ts'
import type { ReportBlock, ReportSection } from '../../shared/contract.ts'
import { durationText } from '../../shared/duration.ts'
import { thresholdValue } from '../../shared/gate.ts'
import { shareInterval } from '../../shared/interval.ts'
import { actorText, severities } from '../../shared/journal.ts'
import { environments } from '../../shared/metrics.ts'
import { decisionInForce } from '../../shared/programme.ts'
import { utc } from './markdown.ts'
import { bugBlocks, pilotBlocks, pilotFigureBlocks, surveyBlocks } from './pilots.ts'
import { allocationTable, count, daysText, decisionText, figuresTable, lack, notRecorded, placedNow, riskBlocks, spanText, table, type ReportFacts, type Stretch } from './programme.ts'
import { valueText } from './svg.ts'

const performance = ['performance', 'response_p50', 'response_p95', 'errors', 'availability', 'requests', 'users', 'sessions'] as const
const people = ['satisfaction', 'training'] as const
const issues = ['bugs', 'resolution'] as const
const resources = ['cpu', 'cpu_most', 'memory', 'memory_most', 'disk_least', 'pool_most', 'network_in', 'network_out'] as const

function where(facts: ReportFacts): ReportBlock[] {
  const { state, day1 } = facts
  const placed = placedNow(facts)
  const runs = placed.find(({ phase }) => phase.id === state.phase)
  const last = placed.at(-1)
  const rows = placed.map(({ phase, planned, now, slip, started, ended }) => {
    const decision = decisionInForce(state.programme, phase.id)
    return [phase.title, `${planned.from} to ${planned.to}`, daysText(day1, now), slip === 0 ? 'as planned' : `${count(Math.abs(slip), 'day')} ${slip > 0 ? 'later' : 'earlier'}`, ended ? 'over' : started ? 'runs' : 'to come', decision ? decisionText(decision) : phase.decision ? 'not decided' : 'has none']
  })
  return [
    { kind: 'text', text: `${runs ? `${runs.phase.title} runs` : 'No phase runs'}${state.hold ? `, held by “${state.hold.title}”: ${state.hold.text}` : ''}. ${last ? `The programme ends on day ${last.now.to}.` : ''}` },
    table(['Phase', 'Planned days', 'Days now', 'Slip', 'State', 'Decision'], rows, 'The plan has no phases.'),
  ]
}

function feedback(facts: ReportFacts, now: Stretch, before: Stretch | undefined): ReportBlock[] {
  const { plan } = facts
  const criteria = new Map(plan.phases.flatMap((phase) => phase.criteria.map((criterion) => [criterion.id, { criterion, phase }] as const)))
  const answers = now.entries.flatMap((entry) => {
    if (entry.kind !== 'evidence.recorded') return []
    const found = criteria.get(entry.data.criterion)
    const { result, text, measuredAt } = entry.data
    if (found === undefined || (found.criterion.evidence !== 'survey' && found.criterion.share === undefined)) return []
    const value = result.kind === 'count'
      ? `${result.positive} of ${result.answered} answered, ${result.asked} asked${result.answered === 0 ? '' : ` (${interval(result.positive, result.answered)})`}`
      : result.kind === 'value' ? String(result.value) : result.met ? 'yes' : 'no'
    return [[found.phase.title, `${found.criterion.title}: ${found.criterion.target}`, value, text, actorText(entry.who), utc(measuredAt)]]
  })
  return [
    figuresTable(people, now, before), ...pilotFigureBlocks(facts, now, before), ...surveyBlocks(facts, now),
    table(['Phase', 'Asked', 'Answers', 'What was said', 'Recorded by', 'Measured'], answers, 'No survey or count was recorded by a person in this week.', 'Recorded by a person as evidence'),
  ]
}
function interval(positive: number, answered: number): string {
  const { low, high } = shareInterval(positive, answered)
  return `${Math.round(low * 100)} to ${Math.round(high * 100)} % with 95 % confidence`
}

const median = (values: readonly number[]): number | undefined => values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)]

/** Counted from the entries of a stretch; `incidents`: those of the state, for how long one was open. */
function tallies({ state }: ReportFacts, { entries, from, to }: Stretch): readonly (readonly [string, string])[] {
  const of = (kind: string): number => entries.filter((entry) => entry.kind === kind).length
  const opened = state.incidents.filter(({ openedAt }) => openedAt >= from && openedAt < to)
  const closed = state.incidents.filter(({ closedAt }) => closedAt !== undefined && closedAt >= from && closedAt < to)
  const took = median(closed.map(({ openedAt, closedAt = openedAt }) => closedAt - openedAt))
  const runs = entries.flatMap((entry) => (entry.kind === 'rollback.opened' ? [entry.data] : []))
  const times = entries.flatMap((entry) => (entry.kind === 'rollback.finished' && entry.data.outcome === 'completed' ? [entry.data.ms] : []))
  return [
    ...severities.map((severity) => [`Incidents opened, ${severity}`, String(opened.filter((one) => one.severity === severity).length)] as const),
    ['Incidents closed', String(closed.length)],
    ['Time to close, median', took === undefined ? 'none closed' : spanText(took)],
    ['Actions opened', String(of('action.opened'))], ['Actions done', String(of('action.done'))], ['Actions reminded as due', String(of('action.reminded'))],
    ['Alerts raised', String(of('alert.raised'))],
    ['Rollbacks', String(runs.filter(({ drill }) => !drill).length)], ['Drills', String(runs.filter(({ drill }) => drill).length)],
    ['Slowest completed run', times.length === 0 ? 'none' : durationText(Math.max(...times))],
  ]
}
function issueBlocks(facts: ReportFacts, now: Stretch, before: Stretch | undefined): ReportBlock[] {
  const last = before && new Map(tallies(facts, before))
  const { state: { incidents, actions }, wall } = facts
  return [
    { kind: 'table', head: ['What', now.title, before?.title ?? 'Before'], rows: tallies(facts, now).map(([what, value]) => [what, value, last?.get(what) ?? 'none before']) },
    figuresTable(issues, now, before), ...bugBlocks(facts, now, before),
    table(['Incident', 'Severity', 'Opened', 'Open for'], incidents.filter(({ closedAt }) => closedAt === undefined).map((one) => [`${one.id}: ${one.title}`, one.severity, utc(one.openedAt), spanText(wall - one.openedAt)]), 'No incident is open.', 'Open incidents'),
    table(['Action', 'Incident', 'Owner', 'Due'], actions.filter(({ done }) => done === undefined).map((one) => [one.title, one.incident, one.owner ?? 'nobody', one.due === 'next phase' ? 'before the next phase' : `${utc(one.due)}${one.due < wall ? ', overdue' : ''}`]), 'No action is open.', 'Open actions'),
  ]
}

/** How far each resource's worst was from the first bar that the plan has for it. */
function room({ plan }: ReportFacts, now: Stretch): ReportBlock {
  const most = [['cpu_usage', 'cpu_most'], ['memory_usage', 'memory_most'], ['db_pool_usage', 'pool_most'], ['disk_free', 'disk_least']] as const
  const rows = environments.flatMap((environment) => most.flatMap(([metric, id]) => {
    const bars = plan.gates.filter((gate) => gate.metric === metric && gate.environments.includes(environment)).flatMap((gate) => thresholdValue(gate.threshold, plan.baselines) ?? [])
    const worst = now.figures[environment].figures[id]?.value
    if (bars.length === 0) return []
    const bar = metric === 'disk_free' ? Math.max(...bars) : Math.min(...bars)
    const left = worst === undefined ? undefined : metric === 'disk_free' ? worst - bar : bar - worst
    return [[environment, metric === 'disk_free' ? 'Disk free' : metric === 'cpu_usage' ? 'CPU' : metric === 'memory_usage' ? 'Memory' : 'Database pool', worst === undefined ? notRecorded : valueText(worst, 'ratio'), valueText(bar, 'ratio'), left === undefined ? 'not known' : left <= 0 ? 'none: its bar was reached' : `${(left * 100).toFixed(1)} points`]]
  }))
  return table(['Environment', 'Resource', 'Worst moment', 'First bar', 'Room left'], rows, 'The plan has no bars for resources.', 'Capacity: the worst moment against the first bar')
}

/** @param before the week before; undefined in the first one */
export function weeklySections(facts: ReportFacts, week: number, now: Stretch, before: Stretch | undefined): readonly ReportSection[] {
  const placed = placedNow(facts)
  const inWeek = placed.filter((one) => overlap(one.now, daysOfWeek(week))).map(({ phase }) => phase)
  const [trends, heard, solved, used, risks] = facts.plan.reports.weekly
  const section = (titled: { readonly title: string; readonly text: string } | undefined, title: string, blocks: readonly ReportBlock[]): ReportSection => ({ title: titled?.title ?? title, about: titled?.text ?? '', blocks })
  return [
    section(undefined, 'Where the programme stands', where(facts)),
    section(trends, 'Performance Trends', [figuresTable(performance, now, before), ...(facts.trend.length === 0 ? [lack('No day of the programme is on record: no trend can be drawn.')] : facts.trend.map((chart): ReportBlock => ({ kind: 'chart', chart })))]),
    section(heard, 'User Feedback Summary', feedback(facts, now, before)),
    section(undefined, 'Pilot Users', pilotBlocks(facts, now)),
    section(solved, 'Issue Resolution', issueBlocks(facts, now, before)),
    section(used, 'Resource Utilization', [figuresTable(resources, now, before), room(facts, now), allocationTable(inWeek)]),
    section(risks, 'Risk Assessment', riskBlocks(facts, now)),
  ]
}

export const weekTitle = (week: number): string => `Week ${week}`
/** Wall ms of a week of the programme; `to` is exclusive. */
export const wallOfWeek = (day1: string, week: number): { readonly from: number; readonly to: number } => ({ from: wallOfDay(day1, daysOfWeek(week).from), to: wallOfDay(day1, daysOfWeek(week).to + 1) })
