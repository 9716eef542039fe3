/** An incident's series are kept for good, and its moments are told by what was recorded. Issue 6: the incident, replay. */
import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createIncidentSeries } from '../../../../../electron/console/replay/incident-series.ts'
import { keepSeries } from '../../../../../electron/console/record/keep-series.ts'
import { createMoments } from '../../../../../electron/console/replay/moments.ts'
import { openAttachments } from '../../../../../electron/journal/attachments.ts'
import { openJournal } from '../../../../../electron/journal/journal.ts'
import { createMomentAt } from '../../../../../electron/journal/moment.ts'
import { openMomentFile } from '../../../../../electron/journal/moment-file.ts'
import { freeze, thaw } from '../../../../../electron/observe/frozen.ts'
import { startRecorder } from '../../../../../electron/observe/recorder.ts'
import { restoreSeries } from '../../../../../electron/observe/restore.ts'
import { openSeriesFile } from '../../../../../electron/observe/series-file.ts'
import { readPlan } from '../../../../../electron/plan/read.ts'
import type { OpenedPlan } from '../../../../../shared/contract.ts'
import { lenientPlan } from '../../../../doubles/plan-on.ts'
import { fakeTime } from '../../../../doubles/fake-time.ts'
import { folder } from '../../journal/parts.ts'
import { ada } from '../../journal/who.ts'
import { quietLog } from '../../shell/transports.ts'

const minute = 60_000
const burst = { kind: 'rule', name: 'error-burst' } as const

async function room() {
  const dir = folder()
  const time = fakeTime()
  const { clock, timers } = time
  const log = quietLog()
  const journal = openJournal({ file: join(dir, 'journal.sqlite'), clock, log })
  const file = openSeriesFile({ file: join(dir, 'series.sqlite'), log, wall: clock.wall, keep: 86_400_000 })
  const series = await restoreSeries(file, clock)
  const recorder = startRecorder({ series, file, clock, timers, log, from: clock.mono() })
  const attachments = openAttachments(join(dir, 'attachments'))
  const momentFile = openMomentFile(join(dir, 'moments.sqlite'), log)
  const read = readPlan(lenientPlan(), { LAB_BLUE: 'http://127.0.0.1:1', LAB_GREEN: 'http://127.0.0.1:2', LAB_BALANCER: 'http://127.0.0.1:3', LAB_CONTROL: 'http://127.0.0.1:4', LAB_TOKEN: 'x', LAB_BLUE_ARCHIVE: 'a', LAB_GREEN_ARCHIVE: 'b' })
  if ('mistakes' in read) throw new Error('the built-in plan has mistakes')
  const opened: OpenedPlan = { plan: read.plan, hash: 'h1', from: 'built-in', mistakes: [], findings: [] }
  journal.append({ kind: 'plan.pinned', who: ada, data: { id: read.plan.id, title: read.plan.title, hash: 'h1', from: 'built-in', text: '' } })
  const keep = () => keepSeries({ journal, file, recorder, attachments, clock, timers, log })
  const momentsOf = (of: typeof file = file) => createMoments({
    journal, clock, momentAt: createMomentAt({ journal, file: momentFile }), seriesOf: createIncidentSeries({ file: of, recorder, attachments, clock, log }), opened: () => opened, planOf: () => undefined,
  })
  const spend = (seconds: number, error: number, green: number): void => {
    for (let count = 0; count < seconds; count += 1) {
      const [at, now] = [clock.mono(), clock.mono()]
      series.record({ metric: 'error_rate', environment: 'green', kind: 'ratio', numerator: error * 100, denominator: 100 }, at, now)
      series.record({ metric: 'traffic_share', environment: 'green', kind: 'gauge', value: green }, at, now)
      series.record({ metric: 'traffic_share', environment: 'blue', kind: 'gauge', value: 1 - green }, at, now)
      time.sleep(1_000)
    }
  }
  const incident = (id = 'i-1') => {
    const found = journal.state().incidents.find((one) => one.id === id)
    if (found === undefined) throw new Error(`no incident ${id}`)
    return found
  }
  const turned = (from: 'ok' | 'pending', to: 'pending' | 'firing') => journal.append({ kind: 'gate.turned', who: burst, environment: 'green', ...(to === 'firing' && { incident: 'i-1' }), data: { gate: 'error-burst', title: 'Error burst', from, to, outcome: 'fail', threshold: 0.1, samples: 100, response: 'rollback', value: 0.3, activeSince: clock.mono() - 5_000 } })
  /** Green fails after two minutes; the incident opens, traffic is moved, it closes. */
  const story = () => {
    spend(120, 0.01, 0.2)
    turned('ok', 'pending')
    spend(20, 0.3, 0.2)
    journal.append({ kind: 'incident.opened', who: burst, incident: 'i-1', data: { title: 'Error burst', severity: 'P0', cause: '30 %' } })
    turned('pending', 'firing')
    spend(60, 0.3, 0.2)
    journal.append({ kind: 'routing.changed', who: ada, data: { from: 'green', to: 'blue' } })
    spend(120, 0.01, 0)
    journal.append({ kind: 'incident.closed', who: ada, incident: 'i-1', data: { summary: 'rolled back' } })
  }
  const close = async () => {
    await recorder.stop()
    file.close()
    momentFile.close()
    journal.close()
  }
  return { dir, time, journal, file, recorder, attachments, keep, momentsOf, story, spend, incident, opened, close }
}

describe('the series of an incident', () => {
  it('are a file of their own when it closes, whose hash is an entry, and outlive the console’s own', async () => {
    const { dir, time, journal, attachments, keep, momentsOf, story, incident, close } = await room()
    const keeping = keep()
    story()
    await time.settle()
    await keeping.stop()
    const { frozen, openedAt, closedAt = 0 } = incident()
    expect(frozen).toMatchObject({ series: 3, to: closedAt, from: openedAt - 10 * minute })
    expect(readdirSync(join(dir, 'attachments'))).toEqual([frozen?.sha])
    const whole = await attachments.get(frozen?.sha ?? '')
    expect(whole.state).toBe('whole')
    // The console's own series are gone: another, empty file stands in their place.
    const gone = openSeriesFile({ file: join(dir, 'none.sqlite'), log: quietLog(), wall: time.clock.wall, keep: 1 })
    const moments = momentsOf(gone)
    expect((await moments.span(incident())).series).toBe('frozen')
    const { frame } = await moments.at({ incident: incident(), wall: openedAt })
    expect(frame.figures.green.error_rate?.value).toBeCloseTo(0.3, 5)
    expect(journal.entries({ incident: 'i-1', kinds: ['incident.frozen'], after: 0, limit: 9 }).entries).toHaveLength(1)
    // A file that was changed is not believed.
    writeFileSync(join(dir, 'attachments', frozen?.sha ?? ''), 'something else')
    expect((await momentsOf(gone).span(incident())).series).toBe('damaged')
    rmSync(join(dir, 'attachments', frozen?.sha ?? ''))
    const nothing = await momentsOf(gone).at({ incident: incident(), wall: openedAt })
    expect(nothing.frame.figures.green).toEqual({})
    expect(nothing.frame.share).toBeUndefined()
    gone.close()
    await close()
  })

  it('are kept twenty minutes after it opened while it stays open, and again at its end', async () => {
    const { time, journal, keep, spend, incident, close } = await room()
    const keeping = keep()
    spend(5, 0.01, 0.2)
    journal.append({ kind: 'incident.opened', who: ada, incident: 'i-1', data: { title: 'slow', severity: 'P1', cause: 'by hand' } })
    await time.advance(19 * minute)
    expect(incident().frozen).toBeUndefined()
    await time.advance(2 * minute)
    await keeping.stop()
    expect(incident().frozen?.to).toBe(incident().openedAt + 20 * minute)
    await close()
  })

  it('that a killed console did not come to keep are kept at the next start', async () => {
    const { keep, story, incident, close } = await room()
    story()
    await keep().stop()
    expect(incident().frozen?.series).toBe(3)
    await close()
  })

  it('come back from the file to the sample', async () => {
    const { file, recorder, story, incident, close } = await room()
    story()
    await recorder.flush()
    const { openedAt, closedAt = 0 } = incident()
    const made = await freeze(file, openedAt - 10 * minute, closedAt)
    const { store } = await thaw(made?.bytes ?? Buffer.alloc(0))
    for (const [at, value] of [[openedAt - 60_000, 0.01], [openedAt + 30_000, 0.3], [closedAt - 30_000, 0.01]] as const)
      expect(store.window('error_rate', 'green', 'ratio', 5_000, at).value).toBeCloseTo(value, 8)
    expect(await freeze(file, 0, 1_000)).toBeUndefined()
    await expect(thaw(Buffer.from('no gzip'))).rejects.toThrow()
    await close()
  })
})

describe('a moment', () => {
  it('shows what was known then and nothing of later', async () => {
    const { momentsOf, story, incident, close } = await room()
    story()
    const moments = momentsOf()
    const { openedAt, closedAt = 0 } = incident()
    const at = (wall: number) => moments.at({ incident: incident(), wall })
    const gateOf = (moment: Awaited<ReturnType<typeof at>>) => moment.frame.gates.find(({ gate, environment }) => gate === 'error-burst' && environment === 'green')
    const [calm, pending, firing, moved] = [await at(openedAt - 60_000), await at(openedAt - 10_000), await at(openedAt + 5_000), await at(closedAt - 1_000)]
    expect(gateOf(calm)?.status).toMatchObject({ state: 'ok', evaluation: { outcome: 'pass' } })
    expect(gateOf(pending)?.status.state).toBe('pending')
    expect(gateOf(firing)?.status.state).toBe('firing')
    expect(calm.change.kind === 'state' && calm.change.state.incidents).toEqual([])
    expect(firing.change.kind === 'state' && firing.change.state.incidents[0]?.closedAt).toBeUndefined()
    expect([firing.frame.share, moved.frame.share]).toEqual([{ blue: 0.8, green: 0.2 }, { blue: 1, green: 0 }])
    expect(moved.frame.figures.green.error_rate?.value).toBeCloseTo(0.01, 5)
    // Not recorded, so not there.
    expect([firing.frame.readiness, firing.frame.routing, firing.frame.budget, firing.frame.watcher]).toEqual([undefined, undefined, undefined, undefined])
    expect(firing.frame.figures.blue.error_rate).toBeUndefined()
    // A gate without a sample is not said to have been ok.
    expect(firing.frame.gates.find(({ gate }) => gate === 'response-time-warning')?.status.state).toBe('no data')
    await close()
  })

  it('is told as what came after the one that is there, and its lines end with it', async () => {
    const { momentsOf, story, incident, close } = await room()
    story()
    const moments = momentsOf()
    const { openedAt } = incident()
    const first = await moments.at({ incident: incident(), wall: openedAt - 60_000 })
    const next = await moments.at({ incident: incident(), wall: openedAt + 5_000, have: { seq: first.seq, planKey: first.planKey } })
    expect(next.change.kind === 'entries' && next.change.entries.map(({ seq }) => seq)).toEqual([2, 3, 4])
    expect([first.opened?.hash, next.opened]).toEqual(['h1', undefined])
    const line = await moments.series({ incident: incident(), wall: openedAt, metric: 'error_rate', environment: 'green', statistic: 'ratio', last: 60_000, points: 60 })
    const moment = await moments.at({ incident: incident(), wall: openedAt })
    expect(Math.max(...line.t)).toBeLessThanOrEqual(moment.mono)
    expect([line.avg[5], line.avg.at(-2)].map((value) => Math.round((value ?? 0) * 100))).toEqual([1, 30])
    expect(moments.timeline({ incident: incident(), wall: openedAt - 10_000, around: false, after: 0, limit: 10 }).entries.map(({ seq }) => seq)).toEqual([1, 2])
    await close()
  })

  it('has the events of its time: its own, and nobody’s', async () => {
    const { time, journal, momentsOf, story, incident, close } = await room()
    story()
    time.sleep(1_000)
    journal.append({ kind: 'incident.note', who: ada, incident: 'i-1', data: { text: 'afterwards' } })
    journal.append({ kind: 'lab.fault', who: ada, data: { fault: 'errors', on: false } })
    const { events, from, to } = await momentsOf().span(incident())
    expect(events.map(({ kind }) => kind)).toEqual(['plan.pinned', 'gate.turned', 'incident.opened', 'gate.turned', 'routing.changed', 'incident.closed'])
    expect([from, to]).toEqual([incident().openedAt - 10 * minute, incident().closedAt])
    await close()
  })
})
