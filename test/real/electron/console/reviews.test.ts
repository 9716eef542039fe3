/** After an incident: the plan's dates as actions that remind, the report against the record, a PDF by the real Chromium, copies that are proven. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { startBackups } from '../../../../electron/console/record/backups.ts'
import { openOthers } from '../../../../electron/consoles/others.ts'
import { bodyOf } from '../../../../electron/journal/chain.ts'
import { chainedJournal } from '../../../doubles/chained-journal.ts'
import { createReports } from '../../../../electron/console/reports.ts'
import { startReviews } from '../../../../electron/console/reviews.ts'
import { openJournal } from '../../../../electron/journal/journal.ts'
import { verifyFile } from '../../../../electron/journal/verify-file.ts'
import { createLog } from '../../../../electron/log.ts'
import { pack } from '../../../../electron/observe/block.ts'
import { createSeriesStore } from '../../../../electron/observe/series.ts'
import { openSeriesFile } from '../../../../electron/observe/series-file.ts'
import { PdfError, printBy, printPdf } from '../../../../electron/report/pdf.ts'
import { durationText } from '../../../../shared/duration.ts'
import { care as careSchema } from '../../../../shared/plan.ts'
import { fakeTime } from '../../../doubles/fake-time.ts'
import { note, tamper } from '../journal/parts.ts'
import { ada } from '../journal/who.ts'

const hour = 3_600_000
const postIncident = [{ id: 'debrief', title: 'Immediate Debrief', within: 24 * hour }, { id: 'process', title: 'Process Updates', within: 'before the next phase' as const }]

function stand() {
  const home = mkdtempSync(join(tmpdir(), 'fifteen-review-'))
  const time = fakeTime()
  const log = createLog({ level: 'error', clock: time.clock, write: () => undefined })
  const journal = openJournal({ file: join(home, 'journal.sqlite'), clock: time.clock, log, busyTimeout: 0 })
  const series = openSeriesFile({ file: join(home, 'series.sqlite'), log, wall: time.clock.wall, keep: 63 * 24 * hour })
  onTestFinished(() => {
    series.close()
    journal.close()
    rmSync(home, { recursive: true, force: true })
  })
  const open = (incident: string, title = 'Error burst') => journal.append({ kind: 'incident.opened', who: ada, incident, data: { title, severity: 'P1', cause: 'opened by hand' } })
  const close = (incident: string) => journal.append({ kind: 'incident.closed', who: ada, incident, data: { summary: 'It was mended.' } })
  return { home, journal, series, log, open, close, ...time }
}

describe('the review that the plan wants', () => {
  it('is there as actions at the close, reminds once when one is due, and is quiet when it is done', async () => {
    const { journal, open, close, advance, clock, timers } = stand()
    const stop = startReviews({ journal, plan: () => ({ people: { postIncident } as never }), clock, timers })
    open('i-1')
    await advance(hour)
    const closed = close('i-1').at.occurred
    expect(journal.state().actions).toMatchObject([
      { id: 'i-1/debrief', incident: 'i-1', title: 'Immediate Debrief', due: closed + 24 * hour, from: 'plan' }, { id: 'i-1/process', due: 'next phase' },
    ])
    journal.append({ kind: 'action.owned', who: ada, incident: 'i-1', data: { action: 'i-1/debrief', owner: 'Grace' } })
    await advance(23 * hour)
    expect(journal.state().alerts).toEqual([])
    await advance(2 * hour)
    expect(journal.state().alerts).toMatchObject([{ alerts: [{ gate: 'action/i-1/debrief', text: 'Immediate Debrief of i-1 is due and not done: Grace', firing: true }] }])
    await advance(48 * hour)
    expect(journal.entries({ kinds: ['action.reminded'], after: 0, limit: 9 }).entries).toHaveLength(1)
    journal.append({ kind: 'action.done', who: ada, incident: 'i-1', data: { action: 'i-1/debrief', evidence: 'minutes' } })
    expect(journal.state().alerts[0]?.closedAt).toBeDefined()
    expect(journal.state().actions[0]).toMatchObject({ owner: 'Grace', done: { by: 'Ada', evidence: 'minutes' } })
    journal.append({ kind: 'phase.set', who: ada, data: { phase: 'phase-2' } })
    expect(journal.state().actions[1]?.remindedAt).toBeDefined()
    stop()
  })

  it('catches up at a start, and does not open twice; a drill has none', async () => {
    const { journal, open, close, advance, clock, timers } = stand()
    const start = () => startReviews({ journal, plan: () => ({ people: { postIncident } as never }), clock, timers })
    const stop = start()
    open('i-1')
    close('i-1')
    close('i-1')
    expect(journal.state().actions).toHaveLength(2)
    stop()
    await advance(30 * hour)
    expect(journal.state().actions[0]?.remindedAt).toBeUndefined()
    start()()
    expect(journal.state().actions[0]?.remindedAt).toBeDefined()
    const again = start()
    open('i-2')
    journal.append({ kind: 'rollback.opened', who: ada, incident: 'i-2', data: { run: 'r-1', trigger: 'button', manual: true, drill: true, plan: 'x', stages: [], target: 'blue', identity: 'b', startedAt: 0, exposedSince: 0, deadline: 1, validation: 1 } })
    journal.append({ kind: 'rollback.finished', who: ada, incident: 'i-2', data: { run: 'r-1', outcome: 'completed', ms: 1, text: '' } })
    close('i-2')
    expect(journal.state().actions).toHaveLength(2)
    again()
  })
})

describe('a console that was killed between an entry and what follows from it', () => {
  const started = (at: ReturnType<typeof stand>) => startReviews({ journal: at.journal, plan: () => ({ people: { postIncident } as never }), clock: at.clock, timers: at.timers })

  it('opens the actions of an incident that was just closed, and of none of long ago', async () => {
    const at = stand()
    at.open('i-1')
    at.close('i-1')
    await at.advance(30 * hour)
    at.open('i-2')
    const closed = at.close('i-2').at.occurred
    await at.advance(hour)
    started(at)()
    expect(at.journal.state().actions).toMatchObject([{ id: 'i-2/debrief', due: closed + 24 * hour }, { id: 'i-2/process' }])
    started(at)()
    expect(at.journal.state().actions).toHaveLength(2)
  })

  it('reminds of what was due with a phase that began, and not where none has', () => {
    const at = stand()
    at.journal.append({ kind: 'phase.set', who: ada, data: { phase: 'phase-1' } })
    const stop = started(at)
    at.open('i-1')
    at.close('i-1')
    stop()
    started(at)()
    expect(at.journal.state().actions[1]?.remindedAt).toBeUndefined()
    at.journal.append({ kind: 'phase.set', who: ada, data: { phase: 'phase-2' } })
    started(at)()
    started(at)()
    expect(at.journal.state().actions[1]?.remindedAt).toBeDefined()
    expect(at.journal.entries({ kinds: ['action.reminded'], after: 0, limit: 9 }).entries).toHaveLength(1)
  })
})

/** Ten minutes of error rate on green: of 100 requests a second 5 fail in the first five. */
async function measured({ series, clock }: ReturnType<typeof stand>): Promise<void> {
  const wall = clock.wall()
  const store = createSeriesStore({ capacity: 700, start: 0 })
  for (let second = 0; second < 600; second += 1) store.record({ metric: 'error_rate', environment: 'green', kind: 'ratio', numerator: second < 300 ? 5 : 0, denominator: 100 }, second * 1_000, second * 1_000)
  const blocks = await Promise.all(store.takeChanged(300, 0).flatMap(({ metric, environment, every, grace, cuts }) => cuts.map(async (cut) => ({ metric, environment, every, grace, slot: cut.slot, data: await pack(cut) }))))
  series.write({ boot: 'boot-1', start: wall - 600_000, from: wall - 600_000, mono: wall, wall }, blocks)
}

describe('a report', () => {
  const reportsOf = (at: ReturnType<typeof stand>, print = (html: string) => printPdf(html, undefined)) => createReports({ journal: at.journal, series: at.series, flushSeries: async () => undefined, print, clock: at.clock })
  const text = (file: { readonly data: string } | undefined): string => Buffer.from(file?.data ?? '', 'base64').toString('utf8')

  it('says what the record says, what the series measured, and where nothing was measured; markup stays text', async () => {
    const at = stand()
    const reports = reportsOf(at)
    at.open('i-1', '<script>alert(1)</script> | burst')
    at.journal.append(note('#well the switch took nine seconds', 'i-1'))
    at.journal.append(note('#badly nobody was called <b>in time</b>', 'i-1'))
    at.journal.append({ kind: 'report.written', who: ada, incident: 'i-1', data: { field: 'cause', text: 'A pool was exhausted.' } })
    await at.advance(600_000)
    at.close('i-1')
    const before = text(await reports.file('i-1', 'markdown'))
    expect(before).toContain('| Failed requests | not measured |')
    await measured(at)
    const markdown = text(await reports.file('i-1', 'markdown'))
    const html = text(await reports.file('i-1', 'html'))
    expect(markdown).toContain('| Failed requests | 1,500 of 60,000 |')
    expect(markdown).toContain('| Worst error rate in a minute | 5.0 % on green |')
    expect(markdown).toContain('| Users at most | not measured |')
    expect(markdown).toContain('| Incident open | 10 min |')
    const { entries } = at.journal.entries({ incident: 'i-1', after: 0, limit: 100 })
    for (const { seq } of entries) expect([seq, markdown.includes(`| ${seq} |`), html.includes(`<td class="number">${seq}</td>`)]).toEqual([seq, true, true])
    for (const page of [markdown, html]) {
      expect(page).toContain('A pool was exhausted.')
      expect(page).toContain('the switch took nine seconds')
      expect(page).toContain(at.journal.state().head)
    }
    expect(markdown).not.toMatch(/(?<!\\)<script/)
    expect(html).not.toMatch(/<script|<b>|javascript:|https?:\/\/(?!www\.w3\.org)/)
    expect(html).toContain('&lt;script&gt;')
    expect(html).toMatch(/<svg [^>]*aria-label="Error rate/)
    expect(await reports.file('i-none', 'html')).toBeUndefined()
  })

  it('tells what other consoles wrote, in the one order, each with its console, and by which ends of their chains', async () => {
    const at = stand()
    at.open('i-1')
    const bo = chainedJournal('c-bo', at.clock)
    await at.advance(1_000)
    bo.append({ kind: 'incident.note', who: ada, incident: 'i-1', data: { text: '#badly the pager was silent' } })
    bo.append({ kind: 'report.written', who: ada, incident: 'i-1', data: { field: 'cause', text: 'Bo found it.' } })
    await at.advance(1_000)
    at.journal.append(note('read by Bo', 'i-1'))
    await at.advance(1_000)
    // Its entry 1 is corrected, and this console's entry 1 is not.
    bo.append({ kind: 'incident.note', who: ada, incident: 'i-1', data: { text: 'the pager was late, and not silent', corrects: 1 } })
    const others = openOthers(':memory:')
    others.take('c-bo', bo.all().map((entry) => ({ seq: entry.seq, body: bodyOf(entry), hash: entry.hash })))
    const reports = createReports({ journal: at.journal, others, series: at.series, flushSeries: async () => undefined, print: (html) => printPdf(html, undefined), clock: at.clock })
    const report = await reports.report('i-1')
    expect(report?.timeline.map(({ seq, console, text: said, corrected }) => [console ?? 'here', seq, /pager|read by Bo/.exec(said)?.[0], corrected])).toEqual([
      ['here', 1, undefined, undefined], ['c-bo', 1, 'pager', 3], ['c-bo', 2, undefined, undefined], ['here', 2, 'read by Bo', undefined], ['c-bo', 3, 'pager', undefined],
    ])
    expect(report?.tagged.badly).toEqual([])
    expect(reports.fields('i-1')).toMatchObject({ cause: { text: 'Bo found it.' } })
    for (const page of [text(await reports.file('i-1', 'markdown')), text(await reports.file('i-1', 'html'))]) {
      expect(page).toContain('1 at c-bo')
      expect(page).toContain(bo.state().head)
    }
  })

  it('has the impact that the record and the series give when each is counted by hand', async () => {
    const at = stand()
    const second = 1_000
    const about = { who: ada, incident: 'i-1' } as const
    const run = { run: 'r-1' } as const
    const begun = at.clock.wall()
    const store = createSeriesStore({ capacity: 1_000, start: 0 })
    at.open('i-1')
    const opened = at.journal.append({ ...about, kind: 'rollback.opened', data: { ...run, trigger: 'error-burst', manual: false, drill: false, plan: 'h', target: 'blue', identity: 'b', startedAt: at.clock.mono(), exposedSince: at.clock.mono() - 42 * second, deadline: 900 * second, validation: 120 * second, stages: [{ id: 'traffic', title: 'Traffic', from: 120 * second, to: 300 * second, steps: [{ id: 'switch', title: 'Switch', kind: 'route' }, { id: 'drain', title: 'Drain', kind: 'drain' }] }] } })
    await at.advance(71 * second)
    at.journal.append({ ...about, kind: 'step.outcome', data: { ...run, step: 'switch', attempt: 1, result: 'failed', detail: 'not yet', facts: {}, ms: 1 } })
    await at.advance(8 * second)
    const moved = at.journal.append({ ...about, kind: 'step.outcome', data: { ...run, step: 'switch', attempt: 2, result: 'ok', detail: '', facts: {}, ms: 1 } })
    await at.advance(100 * second)
    at.journal.append({ ...about, kind: 'step.outcome', data: { ...run, step: 'drain', attempt: 1, result: 'ok', detail: '', facts: {}, ms: 1 } })
    const finished = at.journal.append({ ...about, kind: 'rollback.finished', data: { ...run, outcome: 'completed', ms: 1, text: 'done' } })
    await at.advance(61 * second)
    at.close('i-1')
    let [failed, requests] = [0, 0]
    for (let tick = 0; tick < 240; tick += 1) {
      const [bad, all] = [tick < 79 ? 3 : 1, 50 + (tick % 7)]
      store.record({ metric: 'error_rate', environment: tick < 79 ? 'green' : 'blue', kind: 'ratio', numerator: bad, denominator: all }, tick * second, tick * second)
      for (const [environment, value] of [['green', tick < 79 ? 12 : 0], ['blue', tick < 79 ? 3 : 14]] as const) store.record({ metric: 'active_users', environment, kind: 'gauge', value }, tick * second, tick * second)
      ;[failed, requests] = [failed + bad, requests + all]
    }
    const blocks = await Promise.all(store.takeChanged(300, 0).flatMap(({ metric, environment, every, grace, cuts }) => cuts.map(async (cut) => ({ metric, environment, every, grace, slot: cut.slot, data: await pack(cut) }))))
    at.series.write({ boot: 'boot-1', start: begun, from: begun, mono: at.clock.wall(), wall: at.clock.wall() }, blocks)
    const row = async (title: string): Promise<string> => text(await reportsOf(at).file('i-1', 'markdown')).split('\n').find((line) => line.startsWith(`| ${title} |`)) ?? 'no such row'
    const count = (value: number): string => value.toLocaleString('en-GB')
    expect(await row('Failed requests')).toContain(`| ${count(failed)} of ${count(requests)} |`)
    expect(await row('Exposed')).toContain(`| ${durationText(moved.at.occurred - opened.at.occurred + 42 * second)} |`)
    expect(await row('Rollback')).toContain(`| ${durationText(finished.at.occurred - opened.at.occurred)} |`)
    expect(await row('Incident open')).toContain(`| ${durationText(240 * second)} |`)
    expect(await row('Users at most')).toContain('| 15 |')
  })

  it('is printed by the real Chromium where Electron can not, and its text is in the PDF; without a browser it says what to do', { timeout: 60_000 }, async () => {
    const at = stand()
    at.open('i-1', 'Error burst on green')
    at.close('i-1')
    await expect(reportsOf(at).file('i-1', 'pdf')).rejects.toThrow(PdfError)
    const failed: string[] = []
    const noElectron = (): Promise<Buffer> => Promise.reject(new PdfError('The PDF was not printed: no printer driver.'))
    const printIn = (browser: string | undefined) => printBy([noElectron, (html) => printPdf(html, browser)], ({ what }) => failed.push(what))
    await expect(reportsOf(at, printIn(undefined)).file('i-1', 'pdf')).rejects.toThrow('The PDF was not printed: no printer driver. No Chromium, Chrome or Edge was found here to print the PDF. Install one. Save the HTML and print it.')
    const pdf = Buffer.from((await reportsOf(at, printIn(process.env['CHROMIUM'] ?? '/usr/bin/chromium')).file('i-1', 'pdf'))?.data ?? '', 'base64')
    expect(failed).toHaveLength(3)
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
    expect(pdf.length).toBeGreaterThan(5_000)
    const file = join(at.home, 'report.pdf')
    writeFileSync(file, pdf)
    if (existsSync('/usr/bin/pdftotext')) expect(execFileSync('pdftotext', [file, '-'], { encoding: 'utf8' })).toContain('Error burst on green')
    // A tagged PDF names its title in plain text.
    else expect(pdf.toString('latin1')).toMatch(/Title \(Post-incident report|\/Title <FEFF/i)
  })
})

describe('a copy of the record', () => {
  it('is made on its day, verified, kept so often, and shown with its age', async () => {
    const { home, journal, clock, timers, advance, log } = stand()
    journal.appendAll(Array.from({ length: 30 }, (_, index) => note(`note ${index}`)))
    const backups = startBackups({ home, journal, settings: () => careSchema.parse({ backup: { every: '24h', keep: 2 } }), clock, timers, log })
    for (let day = 0; day < 3; day += 1) {
      const file = await backups.make()
      expect(await verifyFile(file, clock.mono)).toMatchObject({ ok: true })
      await advance(1_000)
    }
    const state = backups.state()
    expect(state).toMatchObject({ folder: join(home, 'backups'), busy: false })
    expect(state.backups).toHaveLength(2)
    expect(readdirSync(join(home, 'backups'))).toHaveLength(2)
    expect(journal.entries({ kinds: ['backup.made'], after: 0, limit: 9 }).entries).toHaveLength(3)
    await backups.stop()
  })

  it('of a broken record is none, and says so on the record', async () => {
    const { home, journal, clock, timers, log } = stand()
    journal.appendAll(Array.from({ length: 30 }, (_, index) => note(`note ${index}`)))
    tamper(join(home, 'journal.sqlite'), (db) => void db.exec("UPDATE entries SET body = replace(body, 'note 7', 'note 8') WHERE seq = 8"))
    const backups = startBackups({ home, journal, settings: () => careSchema.parse({}), clock, timers, log })
    await expect(backups.make()).rejects.toThrow('broken at entry 8')
    expect(backups.state()).toMatchObject({ backups: [], failure: expect.stringContaining('broken at entry 8') })
    expect(readdirSync(join(home, 'backups'))).toEqual([])
    expect(journal.entries({ kinds: ['backup.failed'], after: 0, limit: 9 }).entries).toHaveLength(1)
    await backups.stop()
  })

  it('into a folder that is none fails on the record once, and the console goes on', async () => {
    const { home, journal, clock, timers, advance, log } = stand()
    journal.append(note('one'))
    const folder = join(home, 'not-a-folder')
    writeFileSync(folder, 'x')
    const backups = startBackups({ home, journal, settings: () => careSchema.parse({ backup: { every: '24h', keep: 2, folder } }), clock, timers, log })
    // It looks each minute; each look finds the same.
    for (let minute = 0; minute < 3; minute += 1) await advance(61_000)
    expect(backups.state()).toMatchObject({ backups: [], failure: expect.stringContaining('not-a-folder') })
    expect(journal.entries({ kinds: ['backup.failed'], after: 0, limit: 9 }).entries).toHaveLength(1)
    await backups.stop()
  })

  it('and retention lets go of what no young incident needs, and of no entry', async () => {
    const { home, journal, clock, timers, advance, log, open, close } = stand()
    const [old, needed, shown] = ['a'.repeat(64), 'b'.repeat(64), 'c'.repeat(64)]
    // What a decision may rest on has no incident, and stays.
    journal.append({ kind: 'evidence.recorded', who: { kind: 'person', name: 'Ada', role: 'operator' }, data: { criterion: 'p1-functionality', result: { kind: 'statement', met: true }, text: 'the list', attachment: { name: 'list.csv', sha256: shown }, measuredAt: 1 } })
    open('i-1')
    journal.append(note(`![p](attachments/${needed})`, 'i-1'))
    open('i-2')
    journal.append(note(`![p](attachments/${old})`, 'i-2'))
    close('i-2')
    mkdirSync(join(home, 'attachments'))
    for (const name of [old, needed, shown]) writeFileSync(join(home, 'attachments', name), 'x')
    await advance(400 * 24 * hour)
    for (const name of [old, needed, shown]) utimesSync(join(home, 'attachments', name), 0, (clock.wall() - 399 * 24 * hour) / 1_000)
    const before = journal.entries({ after: 0, limit: 1_000 }).entries.length
    const backups = startBackups({ home, journal, settings: () => careSchema.parse({}), clock, timers, log })
    await advance(61_000)
    expect(readdirSync(join(home, 'attachments'))).toEqual([needed, shown])
    await backups.stop()
    expect(journal.entries({ after: 0, limit: 1_000 }).entries.length).toBeGreaterThan(before)
  })
})
