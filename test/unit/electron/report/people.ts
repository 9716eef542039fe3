/** Pilot users of a walk through the programme, as the console writes them down; and a report held against those entries alone. */
import { expect } from 'vitest'
import type { ReportDocument } from '../../../../shared/contract.ts'
import type { Entry } from '../../../../shared/journal.ts'
import type { Plan } from '../../../../shared/plan.ts'
import type { MemoryJournal } from '../../../doubles/memory-journal.ts'

const ada = { kind: 'person', name: 'Ada', role: 'operator' } as const
const link = { kind: 'rule', name: 'survey-link' } as const
const hour = 3_600_000

/** So many users join a cohort, consent, and are trained but for `untrained` of them. */
export function join(journal: MemoryJournal, cohort: string, from: number, to: number, untrained = 0): readonly string[] {
  const ids = Array.from({ length: to - from + 1 }, (_, index) => `p-${from + index}`)
  for (const [index, pilot] of ids.entries()) {
    journal.append({ kind: 'pilot.added', who: ada, data: { pilot, person: { name: `Person ${pilot}` }, user: `u.${pilot}`, profile: 'Trader', experience: index % 5 < 3 ? 'experienced' : 'new', cohort } })
    journal.append({ kind: 'pilot.consented', who: ada, data: { pilot, given: true, on: '2026-01-05' } })
    for (const part of ['onboarding', 'training'] as const) if (index >= untrained) journal.append({ kind: 'pilot.training', who: ada, data: { pilot, part, state: 'completed' } })
    journal.append({ kind: 'pilot.workflow', who: ada, data: { pilot, workflow: 'Backtest', seconds: 50 + index, baseline: 50, environment: 'green', ok: true } })
  }
  return ids
}

/** A survey of them: the first so many are satisfied, and all but the last `silent` answer. */
export function ask(journal: MemoryJournal, plan: Plan, survey: string, asked: readonly string[], satisfied: number, silent = 0): void {
  const { questions = [], open = 0 } = plan.pilots?.surveys ?? {}
  journal.append({ kind: 'survey.opened', who: ada, data: { survey, title: `Survey ${survey}`, questions: [...questions], asked: [...asked], closes: (journal.all().at(-1)?.at.occurred ?? 0) + open } })
  for (const [index, pilot] of asked.slice(0, asked.length - silent).entries())
    journal.append({ kind: 'survey.answered', who: link, data: { survey, pilot, via: 'link', answers: { satisfied: index < satisfied ? '5' : '2', prefers: index < satisfied ? 'yes' : 'no', continues: 'yes', comment: `comment ${index} of ${survey}` } } })
}

export function bug(journal: MemoryJournal, id: string, severity: 'critical' | 'minor', resolvedAfter?: number): void {
  journal.append({ kind: 'bug.reported', who: ada, data: { bug: id, title: `Bug ${id}`, severity, via: 'hand' } })
  const { occurred } = journal.of('bug.reported').at(-1)?.at ?? { occurred: 0 }
  if (resolvedAfter !== undefined) journal.append({ kind: 'bug.resolved', who: ada, occurred: occurred + resolvedAfter * hour, data: { bug: id, how: 'mended', via: 'hand' } })
}

/** Users are flagged, and an A/B test begins and ends. */
export function flagAndTest(journal: MemoryJournal, users: readonly string[]): void {
  journal.append({ kind: 'flag.intended', who: ada, why: 'the phase begins', data: { flag: 'f-1', users: users.map((id) => `u.${id}`), to: 'green', fencing: 7 } })
  journal.append({ kind: 'flag.outcome', who: ada, data: { flag: 'f-1', result: 'done', detail: 'read back' } })
  journal.append({ kind: 'experiment.started', who: ada, why: 'to see', data: { experiment: 'x-1', title: 'Orders', outcome: 'workflows', alpha: 0.05, margin: 0.02 } })
  journal.append({ kind: 'experiment.ended', who: ada, why: 'seen', data: { experiment: 'x-1', counts: { blue: { good: 400, of: 900 }, green: { good: 700, of: 900 } }, verdict: 'green better' } })
}

const rowsOf = (document: ReportDocument, title: string): readonly (readonly string[])[] => {
  const found = document.sections.flatMap(({ blocks }) => blocks.flatMap((block) => (block.kind === 'table' && block.title === title ? [block.rows] : [])))
  expect(found.length, `${document.title} has one table “${title}”`).toBeLessThanOrEqual(1)
  return found[0] ?? []
}
const told = (document: ReportDocument, title: string, row: string, column = 1): string | undefined => rowsOf(document, title).find(([first]) => first === row)?.[column]

/**
 * The pilots' figures of a report against a count of the entries before its end: no fold, no tally of the console's own.
 * @param from wall ms @param to exclusive
 */
export function expectPeople(document: ReportDocument, entries: readonly Entry[], { from, to }: { readonly from: number; readonly to: number }): void {
  const before = entries.filter(({ at }) => at.occurred < to)
  const ofKind = <K extends Entry['kind']>(kind: K, list: readonly Entry[] = before): readonly Entry<K>[] => list.filter((entry) => entry.kind === kind) as unknown as readonly Entry<K>[]
  const within = before.filter(({ at }) => at.occurred >= from)
  const added = ofKind('pilot.added')
  expect(told(document, 'Pilot users', 'On the roster')).toBe(String(added.length))
  expect(told(document, 'Pilot users', 'Taking part')).toBe(String(new Set(ofKind('pilot.consented').map(({ data }) => data.pilot)).size))
  const trained = ofKind('pilot.training').filter(({ data }) => data.part === 'training').length
  const training = told(document, 'Pilot users', 'Training completed')
  if (added.length === 0) expect(training).toBe('not recorded')
  else expect(training).toMatch(new RegExp(`^${trained} of ${added.length} who answered, ${added.length} asked: ${Math.round((trained / added.length) * 100)} %, \\d+ to \\d+ % with 95 % confidence${added.length <= 20 ? '; small group' : ''}$`))
  const answers = ofKind('survey.answered')
  const last = answers.at(-1)?.data.survey
  const own = answers.filter(({ data }) => data.survey === last)
  const asked = ofKind('survey.opened').find(({ data }) => data.survey === last)?.data.asked.length ?? 0
  const positive = own.filter(({ data }) => Number(data.answers['satisfied']) >= 4).length
  for (const row of ['Satisfied', 'Prefer the new system']) {
    if (last === undefined) expect(told(document, 'Pilot users', row)).toBe('not recorded')
    else expect(told(document, 'Pilot users', row)).toMatch(new RegExp(`^${positive} of ${own.length} who answered, ${asked} asked: ${Math.round((positive / own.length) * 100)} %, `))
  }
  const timed = ofKind('pilot.workflow')
  const well = timed.filter(({ data }) => data.ok && data.seconds <= data.baseline * 1.2 + 1e-6).length
  if (timed.length > 0) {
    const mean = timed.reduce((sum, { data }) => sum + data.seconds, 0) / timed.length
    expect(rowsOf(document, 'Workflow times against the baseline')).toEqual([['Backtest', 'green', String(timed.length), `${mean.toFixed(1)} s`, '50.0 s', `+${((mean / 50 - 1) * 100).toFixed(1)} %`, `${well} of ${timed.length}`]])
  }
  const reported = ofKind('bug.reported', within)
  for (const severity of ['critical', 'minor']) expect(told(document, 'Bugs', `Bugs reported, ${severity}`)).toBe(String(reported.filter(({ data }) => data.severity === severity).length))
  const byDay = new Map<string, number>()
  for (const { at, data } of reported) if (data.severity === 'critical') byDay.set(new Date(at.occurred).toISOString().slice(0, 10), (byDay.get(new Date(at.occurred).toISOString().slice(0, 10)) ?? 0) + 1)
  expect(rowsOf(document, 'Critical bugs by day').map(([day, number]) => [day, Number(number)])).toEqual([...byDay].toSorted(([a], [b]) => (a < b ? -1 : 1)))
  const times = ofKind('bug.resolved', within).map(({ data, at }) => (at.occurred - (ofKind('bug.reported').find((one) => one.data.bug === data.bug)?.at.occurred ?? 0)) / hour)
  expect(told(document, 'Bugs', 'Bugs resolved')).toBe(String(times.length))
  expect(told(document, 'Bugs', 'Time to resolve a bug, on average')).toBe(times.length === 0 ? 'not recorded' : `${(times.reduce((sum, one) => sum + one, 0) / times.length).toFixed(1)} h`)
  expect(rowsOf(document, 'Comments, without names').map(([, , text]) => text).toSorted()).toEqual(ofKind('survey.answered', within).map(({ data }) => data.answers['comment'] ?? '').toSorted())
  const cohorts = new Map<string, number>()
  for (const { data } of added) cohorts.set(data.cohort ?? '', (cohorts.get(data.cohort ?? '') ?? 0) + 1)
  expect(rowsOf(document, 'Roster by cohort').map(([cohort, users]) => [cohort, Number(users)])).toEqual([...cohorts].toSorted(([a], [b]) => (a < b ? -1 : 1)))
  expect(rowsOf(document, 'A/B tests').map((row) => [row[0], row[3], row[4], row[6]])).toEqual(ofKind('experiment.ended').map(({ data }) => ['Orders', `${data.counts.blue.good} of ${data.counts.blue.of}`, `${data.counts.green.good} of ${data.counts.green.of}`, data.verdict]))
  expect(rowsOf(document, 'Flags that were changed').map((row) => [row[2], row[3], row[4]])).toEqual(ofKind('flag.intended', within).map(({ data }) => [data.users.join(', '), data.to, 'done']))
}

/** What a week says of the one before is what that one said of itself. */
export function expectComparable(week: ReportDocument, before: ReportDocument): void {
  for (const title of ['Pilot users', 'Bugs']) expect(rowsOf(week, title).map((row) => [row[0], row[2]])).toEqual(rowsOf(before, title).map((row) => [row[0], row[1]]))
}
