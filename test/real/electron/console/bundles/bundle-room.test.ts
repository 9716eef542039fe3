/** What a bundle tells, read on another console, is what its own console told: timeline, pictures, log lines, series, and the past at any moment. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openBundle } from '../../../../../electron/bundle/open.ts'
import { checkLogs, readLogs } from '../../../../../electron/bundle/logs.ts'
import { pageAround } from '../../../../../electron/console/around.ts'
import { openBundleRoom } from '../../../../../electron/console/bundles/bundle-room.ts'
import { createBundles } from '../../../../../electron/console/bundles/bundles.ts'
import { createIncidentSeries } from '../../../../../electron/console/replay/incident-series.ts'
import { createMoments } from '../../../../../electron/console/replay/moments.ts'
import { pinnedPlan } from '../../../../../electron/console/pinned-plan.ts'
import { startSealing } from '../../../../../electron/console/record/sealing.ts'
import { openAttachments, shaOf } from '../../../../../electron/journal/attachments.ts'
import { openJournal } from '../../../../../electron/journal/journal.ts'
import { createMomentAt } from '../../../../../electron/journal/moment.ts'
import { findLines } from '../../../../../electron/logs/find.ts'
import { openLogStore } from '../../../../../electron/logs/store.ts'
import { startRecorder } from '../../../../../electron/observe/recorder.ts'
import { restoreSeries } from '../../../../../electron/observe/restore.ts'
import { openSeriesFile } from '../../../../../electron/observe/series-file.ts'
import { readPlan } from '../../../../../electron/plan/read.ts'
import { sealKeyPlace } from '../../../../../electron/secrets/seal-key.ts'
import { noSecrets } from '../../../../../electron/secrets/store.ts'
import type { ExportEvent, OpenedPlan } from '../../../../../shared/contract.ts'
import type { Entry } from '../../../../../shared/journal.ts'
import { seal } from '../../../../../shared/plan.ts'
import { emptyState, fold } from '../../../../../shared/state.ts'
import { procedureOf } from '../../../../../shared/procedure.ts'
import { fakeTime } from '../../../../doubles/fake-time.ts'
import { lenientPlan } from '../../../../doubles/plan-on.ts'
import { check, changed } from '../../bundle/parts.ts'
import { note, notes } from '../../journal/parts.ts'
import { ada } from '../../journal/who.ts'
import { quietLog } from '../../shell/transports.ts'

const lab = { LAB_BLUE: 'http://127.0.0.1:1', LAB_GREEN: 'http://127.0.0.1:2', LAB_BALANCER: 'http://127.0.0.1:3', LAB_CONTROL: 'http://127.0.0.1:4', LAB_TOKEN: 'x', LAB_BLUE_ARCHIVE: 'a', LAB_GREEN_ARCHIVE: 'b' }
const burst = { kind: 'rule', name: 'error-burst' } as const
const rule = { kind: 'rule', name: 'forward-procedure' } as const
const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')

/** The console of the incident, and its bundles; with a plan of its own, a ramp, a phase that began long before, logs and series. */
async function tell(dir: string) {
  const time = fakeTime()
  const { clock, timers } = time
  const log = quietLog()
  const text = lenientPlan().replace(/^logs:\n(?: .*\n)+/m, 'logs:\n  sources:\n    - { id: web, kind: file, environment: green, path: /var/log/web.log }\n  around: { before: 1m, after: 1m }\n')
  const read = readPlan(text, lab)
  if ('mistakes' in read) throw new Error(JSON.stringify(read.mistakes))
  const opened: OpenedPlan = { plan: read.plan, hash: 'h1', from: 'file', mistakes: [], findings: [] }
  const journal = openJournal({ file: join(dir, 'journal.sqlite'), clock, log })
  const sealing = await startSealing({ journal, place: sealKeyPlace(noSecrets(), join(dir, 'seal-key.pem')), settings: () => seal.parse({}), clock, timers, log })
  const file = openSeriesFile({ file: join(dir, 'series.sqlite'), log, wall: clock.wall, keep: 86_400_000 })
  const series = await restoreSeries(file, clock)
  const recorder = startRecorder({ series, file, clock, timers, log, from: clock.mono() })
  const attachments = openAttachments(join(dir, 'attachments'))
  const { store: lines } = openLogStore(join(dir, 'logs.sqlite'), clock.wall())
  let told = 0
  const write = (level: 'info' | 'error'): void => lines.write([{ source: 'web', lines: [{ time: clock.wall(), level, text: `request ${(told += 1)} ${level === 'error' ? 'failed' : 'was answered'}` }] }], [])
  const sealLines = (when: 'opened' | 'closed'): void => void journal.append({ kind: 'logs.sealed', who: { kind: 'rule', name: 'logs' }, incident: 'i-1', data: { ...lines.head(), lines: told, when } })
  const spend = (seconds: number, error: number, green: number): void => {
    for (let count = 0; count < seconds; count += 1) {
      const [at, now] = [clock.mono(), clock.mono()]
      series.record({ metric: 'error_rate', environment: 'green', kind: 'ratio', numerator: error * 100, denominator: 100 }, at, now)
      series.record({ metric: 'traffic_share', environment: 'green', kind: 'gauge', value: green }, at, now)
      series.record({ metric: 'traffic_share', environment: 'blue', kind: 'gauge', value: 1 - green }, at, now)
      write(error > 0.1 ? 'error' : 'info')
      time.sleep(1_000)
    }
  }
  const turned = (from: 'ok' | 'pending', to: 'pending' | 'firing') => journal.append({ kind: 'gate.turned', who: burst, environment: 'green', ...(to === 'firing' && { incident: 'i-1' }), data: { gate: 'error-burst', title: 'Error burst', from, to, outcome: 'fail', threshold: 0.1, samples: 100, response: 'rollback', value: 0.3, activeSince: clock.mono() - 5_000 } })

  journal.append({ kind: 'plan.pinned', who: ada, data: { id: read.plan.id, title: read.plan.title, hash: 'h1', from: 'file', text } })
  journal.append({ kind: 'phase.set', who: ada, data: { phase: 'phase-2' } })
  journal.append({ kind: 'automation.set', who: ada, data: { mode: 'ask first' } })
  journal.append({ kind: 'baseline.recorded', who: ada, data: { metric: 'response_time', value: 0.31, plan: 'h1', replaces: 0.3 } })
  // So many of another incident that what stands was said long before this one began.
  journal.append({ kind: 'incident.opened', who: ada, incident: 'i-0', data: { title: 'of others', severity: 'P2', cause: 'by hand' } })
  journal.appendAll(notes(300, 'i-0'))
  const ramp = read.plan.ramps[0]
  if (ramp === undefined) throw new Error('the plan has no ramp')
  const { stages, ramp: steps } = procedureOf(ramp)
  spend(30, 0.01, 0)
  journal.append({ kind: 'forward.opened', who: ada, why: 'a new build', incident: 'f-1', data: { run: 'f-1', ramp: ramp.id, title: ramp.title, drill: true, plan: 'h1', stages, steps: [...steps], target: ramp.to, identity: 'b', startedAt: clock.mono() } })
  for (const step of stages[0]?.steps ?? []) {
    journal.append({ kind: 'step.intended', who: rule, incident: 'f-1', data: { run: 'f-1', step: step.id, attempt: 1, fencing: 1, effect: step.title } })
    spend(10, 0.01, 0.1)
    journal.append({ kind: 'step.outcome', who: rule, incident: 'f-1', data: { run: 'f-1', step: step.id, attempt: 1, result: 'ok', detail: '', facts: {}, ms: 4_000 } })
  }
  turned('ok', 'pending')
  spend(20, 0.3, 0.2)
  journal.append({ kind: 'incident.opened', who: burst, incident: 'i-1', data: { title: 'Error burst', severity: 'P0', cause: '30 %' } })
  sealLines('opened')
  turned('pending', 'firing')
  const sha = await attachments.put(png)
  journal.append({ kind: 'incident.note', who: ada, incident: 'i-1', data: { text: 'see the picture', pictures: [{ sha, type: 'image/png', bytes: png.length, width: 1, height: 1 }] } })
  spend(30, 0.3, 0.2)
  journal.append({ kind: 'incident.role', who: ada, incident: 'i-1', data: { role: 'commander', person: 'Bo' } })
  journal.append({ kind: 'routing.changed', who: ada, data: { from: 'green', to: 'blue' } })
  journal.append({ kind: 'forward.finished', who: rule, incident: 'f-1', data: { run: 'f-1', outcome: 'stopped', ms: 1, text: 'taken over' } })
  spend(30, 0.01, 0)
  journal.append({ kind: 'incident.closed', who: ada, incident: 'i-1', data: { summary: 'rolled back' } })
  spend(70, 0.01, 0)
  sealLines('closed')
  journal.append(note('afterwards', 'i-1'))
  spend(30, 0.01, 0)
  await recorder.flush()

  const incident = () => {
    const found = journal.state().incidents.find(({ id }) => id === 'i-1')
    if (found === undefined) throw new Error('no i-1')
    return found
  }
  const moments = createMoments({
    journal, clock, momentAt: createMomentAt({ journal, file: { before: () => undefined, put: async () => undefined } }), opened: () => opened, planOf: (hash) => pinnedPlan(journal, hash, () => read.plan),
    seriesOf: createIncidentSeries({ file, recorder, attachments, clock, log }),
  })
  const bundles = createBundles({ home: dir, journal, flushSeries: async () => void (await recorder.flush()), sealing, names: () => ['Ada'], opened: () => opened, clock, log, version: '0' })
  const exported = async (redaction: 'none' | 'names'): Promise<string> => {
    let last: ExportEvent | undefined
    for await (const event of bundles.export('i-1', { redaction, who: ada })) last = event
    if (last?.kind !== 'done') throw new Error('the export did not end')
    return last.file
  }
  const files = { none: await exported('none'), names: await exported('names') }
  const close = async (): Promise<void> => {
    await bundles.stop()
    await sealing.stop()
    await recorder.stop()
    lines.close()
    file.close()
    journal.close()
  }
  return { dir, journal, incident, moments, lines, opened, plan: read.plan, files, sha, clock, close }
}

let own: Awaited<ReturnType<typeof tell>>
const dir = mkdtempSync(join(tmpdir(), 'fifteen-room-'))
beforeAll(async () => {
  mkdirSync(join(dir, 'attachments'), { recursive: true })
  own = await tell(dir)
}, 60_000)
afterAll(async () => {
  await own.close()
  rmSync(dir, { recursive: true, force: true })
})

/** Another console, with another plan of its own. */
function room(file: string) {
  const bundle = openBundle(file)
  const other = readPlan(lenientPlan().replace(/^title: .*$/m, 'title: Another plan'), lab)
  if ('mistakes' in other) throw new Error('another plan has mistakes')
  return { bundle, ...openBundleRoom({ bundle, opened: () => ({ plan: other.plan, hash: 'other', from: 'built-in', mistakes: [], findings: [] }), clock: own.clock, log: quietLog() }) }
}

describe('a bundle on another console', () => {
  it('has the incident, its timeline with what was nobody’s around it, and its picture', () => {
    const { incident, timeline, picture, bundle } = room(own.files.none)
    expect(incident).toMatchObject({ ...own.incident(), entries: incident.entries, lastSeq: incident.lastSeq })
    const asked = { after: 0, limit: 1_000 }
    const all = timeline({ ...asked, all: true }).entries
    expect(all).toEqual(pageAround(own.journal, own.incident(), { ...asked, upTo: bundle.manifest.head.seq }).entries)
    expect(all.some((entry: Entry) => entry.incident === undefined)).toBe(true)
    expect(timeline({ ...asked, all: false }).entries.every((entry: Entry) => entry.incident === 'i-1')).toBe(true)
    expect(picture(own.sha)).toEqual({ state: 'whole', type: 'image/png', data: png.toString('base64') })
    expect(picture(shaOf(Buffer.from('another')))).toEqual({ state: 'lost' })
    bundle.close()
  })

  it('shows the console at every moment as its own console shows it: phase, mode, baselines, ramp, gates, traffic, plan', async () => {
    const { incident, moments, bundle } = room(own.files.none)
    const { from, to, events, series } = await moments.span(incident)
    expect([series, events.length]).toEqual(['recorded', (await own.moments.span(own.incident())).events.length])
    const firings = new Set<string>()
    for (let wall = from; wall <= to; wall += (to - from) / 40) {
      const [there, here] = [await moments.at({ incident, wall }), await own.moments.at({ incident: own.incident(), wall })]
      const [a, b] = [there, here].map(({ frame, plan, opened, change }) => ({
        plan, title: opened?.plan.title, gates: frame.gates.map(({ gate, environment, status: { state, evaluation } }) => [gate, environment, state, evaluation]), figures: frame.figures, share: frame.share, tiles: frame.tiles,
        ...(change.kind === 'state' && { phase: change.state.phase, mode: change.state.automation, baselines: change.state.baselines, forward: change.state.forward, own: change.state.incidents.find(({ id }) => id === 'i-1') }),
      }))
      // Before its beginning the own journal's first entries are not in the bundle.
      if (wall >= incident.openedAt - 60_000) expect(a).toEqual(b)
      for (const { gate, status } of there.frame.gates) if (status.state === 'firing') firings.add(gate)
    }
    expect([...firings]).toEqual(['error-burst'])
    // In steps, as a page that plays asks: what it folds on is what it would be given whole, and nothing of later.
    let had = await moments.at({ incident, wall: from + 60_000 })
    let state = had.change.kind === 'state' ? had.change.state : emptyState
    for (let wall = from + 60_000; wall <= to; wall += 7_000) {
      const next = await moments.at({ incident, wall, have: { seq: state.seq, planKey: had.planKey } })
      const whole = await moments.at({ incident, wall })
      if (whole.change.kind !== 'state') throw new Error('the state was asked for')
      expect(whole.change.recent.every(({ seq }) => seq <= whole.seq)).toBe(true)
      state = next.change.kind === 'state' ? next.change.state : next.change.entries.reduce(fold, state)
      expect(state).toEqual(whole.change.state)
      had = next
    }
    const { change, plan, opened } = await moments.at({ incident, wall: incident.openedAt + 1_000 })
    expect([plan, opened?.plan.title]).toEqual(['its own', own.plan.title])
    expect(change.kind === 'state' && [change.state.phase, change.state.automation, change.state.forward?.state, change.state.incidents.length]).toEqual(['phase-2', 'ask first', 'running', 1])
    bundle.close()
  })

  it('has the log lines of that time with their seal, found as in the cache they come from', async () => {
    const { incident: { openedAt, closedAt = 0 }, logs, lines, bundle } = room(own.files.none)
    const time = { since: openedAt - 60_000, until: closedAt + 60_000, take: 'oldest', limit: 2_000 } as const
    const found = lines({ ...time, text: '' })
    expect(found.lines).toEqual(findLines(own.lines, own.plan.logs?.sources ?? [], { ...time, terms: [] }).lines)
    expect(found.lines.length).toBeGreaterThan(150)
    expect(lines({ ...time, text: 'failed', limit: 5 })).toMatchObject({ more: true, lines: [{ level: 'error', environment: 'green', marks: [expect.anything()] }, {}, {}, {}, {}] })
    expect(lines({ ...time, text: 'sev:P9' }).mistake).toBeDefined()
    expect(logs()).toMatchObject({ sources: [], cache: { lines: found.lines.length, expired: 0 } })
    expect(await check(own.files.none)).toMatchObject({ state: 'whole', unsure: [] })
    bundle.close()
  })

  it('without names has neither pictures nor lines, says so, and still shows the past', async () => {
    const { incident, moments, picture, logs, lines, bundle } = room(own.files.names)
    expect(await check(own.files.names)).toMatchObject({ state: 'whole' })
    expect([picture(own.sha), logs(), lines({ since: 0, until: 8e15, take: 'oldest', limit: 5, text: '' }).lines]).toEqual([{ state: 'lost' }, { sources: [] }, []])
    expect(bundle.manifest.redaction.left).toContain('Pictures and logs are left out')
    expect(incident.roles?.commander).toMatch(/^Person [A-Z]$/)
    const { frame } = await moments.at({ incident, wall: incident.openedAt + 2_000 })
    expect(frame.gates.find(({ gate, environment }) => gate === 'error-burst' && environment === 'green')?.status.state).toBe('firing')
    bundle.close()
  })
})

describe('log lines that were changed', () => {
  const pieces = (db: Database.Database, change: (text: string) => string): void => {
    const rows = db.prepare<[], { number: number; data: Buffer }>("SELECT number, data FROM pieces WHERE path = 'logs.jsonl' ORDER BY number").all()
    const before = Buffer.concat(rows.map(({ data }) => data))
    // As long as it was: a shorter one is found by that alone.
    const text = change(before.toString('utf8'))
    db.prepare("UPDATE pieces SET data = ? WHERE path = 'logs.jsonl' AND number = 0").run(Buffer.from(text + '\n'.repeat(before.length - Buffer.byteLength(text))))
  }
  const faultsOf = async (change: (text: string) => string): Promise<readonly string[]> => {
    const found = await check(changed(own.files.none, dir, (db) => pieces(db, change)))
    return found.state === 'broken' ? found.faults.map(({ what, detail }) => `${what}: ${detail}`) : []
  }
  it('are named: a word, a batch that is gone, two that changed places', async () => {
    const faults = await faultsOf((text) => text.replace(' failed', ' worked'))
    expect(faults).toEqual([expect.stringMatching(/^file: logs.jsonl is not the file that was signed/), expect.stringMatching(/the lines of batch \d+ are not those that were written/)])
    expect(await faultsOf((text) => text.split('\n').filter((_, index) => index !== 9).join('\n'))).toContainEqual(expect.stringMatching(/batch \d+ of the log lines stands where batch \d+ should/))
    expect(await faultsOf((text) => text.split('\n').map((line, index, all) => (index === 9 ? (all[10] ?? '') : index === 10 ? (all[9] ?? '') : line)).join('\n'))).toContainEqual(expect.stringMatching(/does not follow the one before it/))
    expect(await faultsOf(() => '{"format":"none"}')).toContainEqual(expect.stringMatching(/can't be read/))
  })

  it('written anew with every hash made to fit no longer lead to the entry that sealed them', () => {
    const bundle = openBundle(own.files.none)
    const logs = readLogs(bundle)
    const seals = bundle.entries({ kinds: ['logs.sealed'], after: 0, limit: 9 }).entries.filter((entry) => entry.kind === 'logs.sealed')
    if (logs === undefined) throw new Error('no lines')
    expect(checkLogs(logs, seals)).toEqual({ faults: [] })
    // As if another cache had been carried: whole in itself.
    const forged = { ...logs, before: logs.batches[0]?.hash ?? '', batches: logs.batches.slice(1) }
    expect(checkLogs(forged, seals).faults).toEqual([])
    expect(checkLogs(forged, seals.map((entry) => ({ ...entry, data: { ...entry.data, hash: '0'.repeat(64) } }))).faults).toContainEqual({ batch: seals.at(-1)?.data.batch, detail: expect.stringMatching(/entry \d+ has sealed 000000000000/) })
    expect(checkLogs(logs, []).unsealed).toBe(logs.batches[0]?.id)
    bundle.close()
  })
})

it('a cache that can not be read holds up no export: the bundle says why it has no lines', async () => {
  const other = join(dir, 'other')
  mkdirSync(other)
  const story = await tell(other)
  await story.close()
  writeFileSync(join(other, 'logs.sqlite'), Buffer.alloc(8_192, 7))
  const { clock, timers } = fakeTime()
  const journal = openJournal({ file: join(other, 'journal.sqlite'), clock, log: quietLog() })
  const sealing = await startSealing({ journal, place: sealKeyPlace(noSecrets(), join(other, 'seal-key.pem')), settings: () => seal.parse({}), clock, timers, log: quietLog() })
  const bundles = createBundles({ home: other, journal, flushSeries: async () => undefined, sealing, names: () => [], opened: () => story.opened, clock, log: quietLog(), version: '0' })
  let last: ExportEvent | undefined
  for await (const event of bundles.export('i-1', { redaction: 'none', who: ada })) last = event
  if (last?.kind !== 'done') throw new Error('no export')
  const bundle = openBundle(last.file)
  expect(bundle.manifest.redaction.left).toMatch(/^The log lines could not be read/)
  bundle.close()
  await bundles.stop()
  await sealing.stop()
  journal.close()
})
