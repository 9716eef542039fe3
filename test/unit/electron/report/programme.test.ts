/** Reports of the programme out of the record and the days' summaries: comparable, honest about gaps, and text stays text. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { documentHtml, documentMarkdown } from '../../../../electron/report/document.ts'
import { figuresOfSpan } from '../../../../electron/report/span-figures.ts'
import { chartSvg } from '../../../../electron/report/svg.ts'
import { quantile } from '../../../../electron/observe/quantile.ts'
import type { ReportBlock, ReportDocument } from '../../../../shared/contract.ts'
import { datesBetween, dayFigureIds, type Days } from '../../../../shared/daily.ts'
import { responseBuckets } from '../../../../shared/metrics.ts'
import { tbsPlan } from '../../shared/plan/tbs-plan.ts'
import { ask, bug, flagAndTest, join } from './people.ts'
import { day1, reportStand } from './stand.ts'

const day = 86_400_000
const percentile = (q: number, buckets: readonly number[]): number | undefined => quantile(q, buckets)?.value
const tables = (document: ReportDocument, section: string): readonly Extract<ReportBlock, { kind: 'table' }>[] =>
  document.sections.filter(({ title }) => title === section).flatMap(({ blocks }) => blocks.flatMap((block) => (block.kind === 'table' ? [block] : [])))
const rowOf = (document: ReportDocument, section: string, ...starts: readonly string[]): readonly string[] | undefined =>
  tables(document, section).flatMap(({ rows }) => rows).find((row) => starts.every((text, index) => row[index] === text))

describe('the figures of a week', () => {
  it('weigh each day by its samples, and take percentiles from the histograms together', () => {
    const buckets = fc.array(fc.nat(500), { minLength: responseBuckets.length + 1, maxLength: responseBuckets.length + 1 })
    fc.assert(fc.property(fc.array(fc.record({ failed: fc.nat(50), all: fc.integer({ min: 50, max: 1_000 }), response: buckets }), { minLength: 1, maxLength: 7 }), (each) => {
      const dates = datesBetween(Date.parse(day1), Date.parse(day1) + each.length * day)
      const days: Days = Object.fromEntries(each.map(({ failed, all, response }, index) => [dates[index], { green: { watched: day, response, figures: { errors: { value: failed / all, samples: all }, response_p95: { value: 1, samples: 1 } } } }]))
      const { figures } = figuresOfSpan(days, dates, 'green', percentile)
      const sum = (of: (one: (typeof each)[number]) => number): number => each.reduce((total, one) => total + of(one), 0)
      expect(figures.errors?.value).toBeCloseTo(sum(({ failed }) => failed) / sum(({ all }) => all), 9)
      const merged = responseBuckets.concat(0 as never).map((_, index) => sum(({ response }) => response[index] ?? 0))
      expect(figures.response_p95?.value).toEqual(quantile(0.95, merged)?.value)
    }))
  })
  it('are those of the days that are there: what is missing is no zero', () => {
    const days: Days = { '2026-01-05': { green: { watched: day, figures: { users: { value: 4, samples: 9 } } } } }
    expect(figuresOfSpan(days, datesBetween(Date.parse(day1), Date.parse(day1) + 7 * day), 'green', percentile)).toEqual({ days: 1, figures: { users: { value: 4, samples: 9, days: 1 } } })
    expect(figuresOfSpan({}, ['2026-01-05'], 'green', percentile)).toEqual({ days: 0, figures: {} })
  })
})

describe('the weekly report', () => {
  it('has the sections of the plan, the same each week, with the figures of the week before beside', async () => {
    const own = await reportStand()
    own.days(1, 7, { errors: { value: 0.02, samples: 100 }, response_p95: { value: 0.2, samples: 100 } })
    own.days(8, 12, { errors: { value: 0.01, samples: 300 } })
    own.to(13)
    const [first, second] = [await own.reports.look({ report: 'weekly', week: 1 }), await own.reports.look({ report: 'weekly', week: 2 })]
    const titles = ['Where the programme stands', 'Performance Trends', 'User Feedback Summary', 'Pilot Users', 'Issue Resolution', 'Resource Utilization', 'Risk Assessment']
    expect([first, second].map(({ sections }) => sections.map(({ title }) => title))).toEqual([titles, titles])
    const names = (document: ReportDocument): readonly string[] => tables(document, 'Performance Trends').flatMap(({ rows }) => rows.map((row) => row.slice(0, 2).join()))
    expect(names(first)).toEqual(names(second))
    expect(rowOf(second, 'Performance Trends', 'green', 'Error rate')).toEqual(['green', 'Error rate', '1 %', '2 %', '−1.0 points, better', '1,500 samples, 5 of 7 days'])
    expect(rowOf(second, 'Performance Trends', 'blue', 'Error rate')).toEqual(['blue', 'Error rate', 'not recorded', 'not recorded', 'no comparison', '0 of 7 days'])
    expect(second.about).toContainEqual(['Tells of', '2026-01-12 00:00:00 UTC to 2026-01-19 00:00:00 UTC (not over yet)'])
  })

  it('tells of a week that is over as it was then', async () => {
    const own = await reportStand()
    own.to(3)
    own.journal.append({ kind: 'risk.set', who: own.ada, data: { risk: 'errors', owner: 'Bo', mitigation: 'under way' } })
    own.to(9)
    own.journal.append({ kind: 'risk.set', who: own.ada, data: { risk: 'errors', owner: 'Cy', mitigation: 'in place' } })
    const risk = async (week: number): Promise<readonly string[] | undefined> => rowOf(await own.reports.look({ report: 'weekly', week }), 'Risk Assessment', 'Error rate above 5 %')
    expect((await risk(1))?.slice(4)).toEqual(['under way', 'Bo', 'no date', 'changed'])
    expect((await risk(2))?.slice(4)).toEqual(['in place', 'Cy', 'no date', 'changed'])
    await expect(own.reports.look({ report: 'weekly', week: 3 })).rejects.toThrow('week 3 has not begun: it begins 2026-01-19')
  })

  it('counts incidents, answers and runs of the week, and says where nothing is recorded', async () => {
    const own = await reportStand()
    own.to(2)
    own.journal.append({ kind: 'incident.opened', who: own.ada, incident: 'i-1', data: { title: 'Burst', severity: 'P1', cause: 'by hand' } })
    own.time.sleep(7_200_000)
    own.journal.append({ kind: 'incident.closed', who: own.ada, incident: 'i-1', data: { summary: 'mended' } })
    own.journal.append({ kind: 'evidence.recorded', who: own.ada, data: { criterion: 'p2-satisfaction', result: { kind: 'count', positive: 5, answered: 6, asked: 8 }, text: 'charts are slow', measuredAt: own.time.clock.wall() } })
    const report = await own.reports.look({ report: 'weekly', week: 1 })
    const issue = (what: string): readonly string[] | undefined => rowOf(report, 'Issue Resolution', what)
    expect([issue('Incidents opened, P1'), issue('Incidents closed'), issue('Time to close, median'), issue('Drills')]).toEqual([['Incidents opened, P1', '1', '0'], ['Incidents closed', '1', '0'], ['Time to close, median', '2 h', 'none closed'], ['Drills', '0', '0']])
    expect(rowOf(report, 'User Feedback Summary', 'Phase 2: Limited Pilot')?.slice(2, 4)).toEqual(['5 of 6 answered, 8 asked (36 to 100 % with 95 % confidence)', 'charts are slow'])
    expect(JSON.stringify(report)).toContain('No day of the programme is on record')
  })

  it('tells of bugs, surveys, comments, flags and tests of the week, beside the week before, and names no pilot user', async () => {
    const own = await reportStand()
    own.to(3)
    const people = join(own.journal, 'internal', 1, 3)
    ask(own.journal, tbsPlan(), 's-1', people, 2)
    bug(own.journal, 'b-1', 'critical', 4)
    bug(own.journal, 'b-2', 'critical')
    own.to(10)
    flagAndTest(own.journal, people)
    bug(own.journal, 'b-3', 'critical', 2)
    const [first, second] = [await own.reports.look({ report: 'weekly', week: 1 }), await own.reports.look({ report: 'weekly', week: 2 })]
    expect(rowOf(first, 'User Feedback Summary', 'Satisfied')).toEqual(['Satisfied', '2 of 3 who answered, 3 asked: 67 %, 9 to 99 % with 95 % confidence; small group', 'not recorded', 'no comparison'])
    expect(rowOf(second, 'User Feedback Summary', 'Satisfied')?.slice(3)).toEqual(['the same'])
    expect(rowOf(first, 'Issue Resolution', '2026-01-07')).toEqual(['2026-01-07', '2', 'called for: 2 a day'])
    expect(rowOf(second, 'Issue Resolution', 'Bugs reported, critical')).toEqual(['Bugs reported, critical', '1', '2', '−50.0 %, better'])
    expect(rowOf(second, 'Issue Resolution', 'Time to resolve a bug, on average')).toEqual(['Time to resolve a bug, on average', '2.0 h', '4.0 h', '−50.0 %, better'])
    expect(rowOf(second, 'Issue Resolution', 'b-2: Bug b-2')?.slice(1, 4)).toEqual(['critical', '2026-01-07 12:00:00 UTC', 'not told'])
    expect(rowOf(second, 'Pilot Users', 'internal')).toEqual(['internal', '3', '3', '3', '0', '0', '3', '3'])
    expect(rowOf(second, 'Pilot Users', 'Backtest')).toEqual(['Backtest', 'green', '3', '51.0 s', '50.0 s', '+2.0 %', '3 of 3'])
    expect(rowOf(second, 'Pilot Users', 'Orders')?.slice(3)).toEqual(['400 of 900', '700 of 900', expect.stringMatching(/^\+\d+\.\d to \+\d+\.\d points with 95 % at every look$/), 'green better'])
    expect(rowOf(second, 'Pilot Users', '2026-01-14 12:00:00 UTC')).toEqual(['2026-01-14 12:00:00 UTC', 'Ada', 'u.p-1, u.p-2, u.p-3', 'green', 'done', 'the phase begins'])
    expect(JSON.stringify(first)).toContain('comment 1 of s-1')
    expect(JSON.stringify([first, second])).not.toContain('Person p-')
    // A week without any has the same rows, and says that nothing is there.
    const empty = await (await reportStand()).reports.look({ report: 'weekly', week: 0 })
    expect(rowOf(empty, 'User Feedback Summary', 'Satisfied')).toEqual(['Satisfied', 'not recorded', 'none before', 'no comparison'])
  })

  it('is refused before the programme has a start date', async () => {
    const own = await reportStand({ started: false })
    await expect(own.reports.look({ report: 'final' })).rejects.toThrow(/no start date yet/)
  })
})

describe('the transition report', () => {
  it('tells what was learnt in the phase, what holds the next one, its people, and what surveys brought as evidence', async () => {
    const own = await reportStand()
    own.journal.append({ kind: 'phase.set', who: own.ada, why: 'it begins', data: { phase: 'phase-2' } })
    own.to(3)
    own.journal.append({ kind: 'incident.opened', who: own.ada, incident: 'i-1', data: { title: 'Burst', severity: 'P1', cause: 'by hand' } })
    own.journal.append({ kind: 'incident.note', who: own.ada, incident: 'i-1', data: { text: '#badly the map was stale' } })
    own.journal.append({ kind: 'report.written', who: own.ada, incident: 'i-1', data: { field: 'lessons', text: 'write the map first' } })
    ask(own.journal, tbsPlan(), 's-1', join(own.journal, 'power users', 1, 8), 7)
    const report = await own.reports.look({ report: 'transition', phase: 'phase-2' })
    const text = documentMarkdown(report).replaceAll('\\', '')
    for (const words of ['i-1, lessons: write the map first (Ada, entry', '#badly the map was stale', 'Holds it: “Phase 2 → Phase 3 Decision” has no GO']) expect(text).toContain(words)
    expect(rowOf(report, 'Next Phase Preparation', 'Phase 3: Broader Pilot', 'QA Engineer')?.slice(2)).toEqual(['75 %', 'increased testing'])
    expect(rowOf(report, 'Next Phase Preparation', '35')).toEqual(['35', 'Concurrent usage validation'])
    expect(rowOf(report, 'Success Criteria Assessment', 'User Satisfaction')?.slice(2, 5)).toEqual(['met', '7 of 8', 'survey “Survey s-1”'])
    expect(rowOf(report, 'Evidence Documentation', 'User Satisfaction')?.[2]).toBe('7 of 8 who answered, 8 asked (survey “Survey s-1”)')
  })
})

describe('a report as a file', () => {
  it('is HTML without script and Markdown, in which what people wrote is text', async () => {
    const own = await reportStand()
    own.to(2)
    own.days(1, 1, { errors: { value: 0.02, samples: 100 } })
    own.journal.append({ kind: 'risk.set', who: own.ada, data: { risk: 'errors', owner: '<script>alert(1)</script>', note: 'a | b\n| c' } })
    const document = await own.reports.look({ report: 'weekly', week: 1 })
    const [html, markdown] = [documentHtml(document), documentMarkdown(document)]
    expect(html).not.toMatch(/<script|<img|<link|https?:\/\/(?!www\.w3\.org)/)
    expect(html).toContain('&lt;script&gt;alert(1)')
    expect(html).toContain("default-src 'none'")
    expect(html.match(/<svg/g)).toHaveLength(1)
    const row = markdown.split('\n').find((line) => line.includes('alert(1)')) ?? ''
    expect(row).toContain(String.raw`a \| b`)
    expect(row.split(/(?<!\\)\|/)).toHaveLength(10)
    for (const { title } of document.sections) expect([html.includes(`<h2>${title}</h2>`), markdown.includes(`## ${title}`)]).toEqual([true, true])
  })

  it('is written with one press, noted with its hashes, and read back only as it was written', async () => {
    const own = await reportStand()
    own.to(2)
    const { without } = await own.reports.make({ report: 'weekly', week: 1 }, own.ada)
    expect(without).toMatch(/No Chromium/)
    const [made] = own.journal.state().reports
    expect(made).toMatchObject({ report: 'weekly', of: '1', by: 'Ada', title: 'Weekly progress report: week 1' })
    const names = made?.files.map(({ name }) => name) ?? []
    expect(names.map((name) => name.split('.').at(-1))).toEqual(['html', 'md'])
    const file = await own.reports.file(names[0] ?? '')
    expect(Buffer.from(file?.data ?? '', 'base64').toString('utf8')).toContain('<h1>Weekly progress report: week 1</h1>')
    own.spoil(names[0] ?? '')
    await expect(own.reports.file(names[0] ?? '')).rejects.toThrow(/not what was written/)
    expect(await own.reports.file('weekly-9.html')).toBeUndefined()
  })
})

it('a day between two gaps is a dot, and days are told by their dates', () => {
  const svg = chartSvg({ title: 'Errors', unit: 'ratio', lines: [{ environment: 'green', t: [0, day, 2 * day, 3 * day], values: [null, 0.1, null, 0.2] }] }, [])
  expect(svg.match(/d="([^"]+)"/)?.[1]?.match(/M[^M]+h0/g)).toHaveLength(2)
  expect(svg).toContain('1970-01-04')
})

it('a kind of figure has a row in some report', async () => {
  const own = await reportStand()
  own.to(2)
  const text = JSON.stringify([await own.reports.look({ report: 'weekly', week: 1 })])
  const { askedFor } = await import('../../../../shared/daily.ts')
  expect(dayFigureIds.filter((id) => !text.includes(`"${askedFor(id).title}"`))).toEqual([])
})
