/** The series on disk: what a kill leaves, down time, damage, a full disk, age and size. Faults 20, 21 and 24 of trust.md. */
import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { createLog } from '../../../../electron/log.ts'
import { pack, unpack } from '../../../../electron/observe/block.ts'
import { startRecorder } from '../../../../electron/observe/recorder.ts'
import { restoreSeries } from '../../../../electron/observe/restore.ts'
import { openSeriesFile, type SeriesFile } from '../../../../electron/observe/series-file.ts'
import type { SeriesStore } from '../../../../electron/observe/series.ts'
import { responseBuckets } from '../../../../shared/metrics.ts'
import { fakeTime } from '../../../doubles/fake-time.ts'

const day = 86_400_000
let dir: string
let file: string
let lines: string[]

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'fifteen-series-'))
  file = join(dir, 'series.sqlite')
  lines = []
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
})

type Time = ReturnType<typeof fakeTime>
const logOf = (time: Time) => createLog({ write: (line) => void lines.push(line), level: 'info', clock: time.clock })
const events = (): readonly string[] => lines.map((line) => (JSON.parse(line) as { event: string }).event)
async function start(time: Time, more: { readonly keep?: number; readonly largest?: number } = {}) {
  const log = logOf(time)
  const kept = openSeriesFile({ file, log, wall: time.clock.wall, keep: day, ...more })
  const series = await restoreSeries(kept, time.clock)
  const recorder = startRecorder({ series, file: kept, clock: time.clock, timers: time.timers, log, from: time.clock.mono() })
  return { kept, series, recorder, stop: async () => { await recorder.stop(); kept.close() } }
}
const sample = (series: SeriesStore, at: number, value = 0.5): void => void series.record({ metric: 'cpu_usage', environment: 'green', kind: 'gauge', value }, at, at)
const spend = (time: Time, series: SeriesStore, seconds: number, value = 0.5): void => {
  for (let count = 0; count < seconds; count += 1) {
    sample(series, time.clock.mono(), value)
    time.sleep(1_000)
  }
}
const filled = (series: SeriesStore, window: number, now: number): number => series.window('cpu_usage', 'green', 'avg', window, now).filled

describe('a block', () => {
  it('comes back bit by bit', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.double(), { minLength: 1, maxLength: 60 }), async (figures) => {
      const cut = { states: new Uint8Array(figures.length).fill(1), values: Float64Array.from(figures) }
      expect(unpack(await pack(cut), figures.length, 1)).toEqual(cut)
    }))
  })
  it('that is damaged, or of another shape, is no block', async () => {
    const data = await pack({ states: new Uint8Array(4), values: new Float64Array(4) })
    expect(() => unpack(data, 4, 2)).toThrow()
    expect(() => unpack(data.map((byte, index) => (index === 5 ? byte ^ 1 : byte)), 4, 1)).toThrow()
  })
})

it('keeps all that was acknowledged through kill -9, reads it back at the start, and a gap is a gap', { timeout: 120_000 }, async () => {
  const child = join(import.meta.dirname, 'series-child.ts')
  const killAfter = (begin: number, boot: string, times: number): Promise<number> => {
    const { promise, resolve, reject } = Promise.withResolvers<number>()
    const running = spawn(process.execPath, [child, file, String(begin), boot], { stdio: ['ignore', 'pipe', 'pipe'] })
    let [said, errors] = ['', '']
    running.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text
      if (said.split('\n').length > times) running.kill('SIGKILL')
    })
    running.stderr.setEncoding('utf8').on('data', (text: string) => void (errors += text))
    running.on('error', reject)
    running.on('close', (_, signal) => (signal === 'SIGKILL' && errors === '' ? resolve(Number(said.trim().split('\n').at(-1))) : reject(new Error(`the child ended by itself: ${errors}`))))
    return promise
  }
  const rounds: { readonly from: number; readonly acknowledged: number }[] = []
  let at = 10_000_000
  for (let round = 0; round < 5; round += 1) {
    const acknowledged = await killAfter(at, 'boot-1', 3 + round * 4)
    rounds.push({ from: at, acknowledged })
    // Down for a minute and a bit: whatever the child did beyond its last word is over by then.
    at = acknowledged + 400_000 + 137
  }
  const time = fakeTime({ mono: at, wall: 1_764_000_000_000 + at, boot: 'boot-1' })
  const { series, stop } = await start(time)
  for (const { from, acknowledged } of rounds) {
    const seconds = Math.round((acknowledged - from) / 1_000)
    expect(series.window('cpu_usage', 'green', 'avg', seconds * 1_000, acknowledged).filled).toBe(seconds)
    expect(series.window('cpu_usage', 'green', 'last', 1_000, acknowledged).value).toBe(Math.sin(acknowledged))
    // Between the last second that may have been written and the next start nothing is there, and nothing is drawn.
    expect(filled(series, 60_000, acknowledged + 399_000)).toBe(0)
    expect(series.range('cpu_usage', 'green', 'avg', acknowledged + 340_000, acknowledged + 399_000, 10).avg.every((value) => value === null)).toBe(true)
  }
  expect(events()).toEqual([])
  await stop()
})

describe('after a restart', () => {
  it('windows and charts have the last day, placed by the wall clock where the machine was booted anew', async () => {
    const first = fakeTime({ mono: 5_000_123, wall: 1_764_000_000_000, boot: 'boot-1' })
    const before = await start(first)
    spend(first, before.series, 700)
    before.series.miss({ metric: 'cpu_usage', environment: 'green' }, 'timeout', first.clock.mono(), first.clock.mono())
    await before.stop()
    const second = fakeTime({ mono: 40_007, wall: first.clock.wall() + 60_000, boot: 'boot-2' })
    const after = await start(second)
    const now = second.clock.mono()
    expect(filled(after.series, 60_000, now)).toBe(0)
    expect(filled(after.series, 3_600_000, now)).toBe(700)
    expect(after.series.watched(3_600_000, now)).toBe(700_000)
    // Nobody asked for samples while no console ran: none is overdue.
    expect(after.series.window('cpu_usage', 'green', 'avg', 10_000, now).missing).toBe(0)
    sample(after.series, now)
    expect(filled(after.series, 3_600_000, now)).toBe(701)
    await after.stop()
  })
  it('every kind comes back as it was', async () => {
    const time = fakeTime()
    const before = await start(time)
    const buckets = [...responseBuckets, 1].map((_, index) => index)
    const at = time.clock.mono()
    before.series.record({ metric: 'response_time', environment: 'blue', kind: 'histogram', buckets, sum: 12.5 }, at, at)
    before.series.record({ metric: 'error_rate', environment: 'blue', kind: 'ratio', numerator: 1, denominator: 30 }, at, at)
    await before.stop()
    time.sleep(5_000)
    const after = await start(time)
    const of = (series: SeriesStore) => [series.window('response_time', 'blue', 'p95', 60_000, at), series.window('error_rate', 'blue', 'ratio', 60_000, at)].map(({ value, samples }) => ({ value, samples }))
    expect(of(after.series)).toEqual(of(before.series))
    await after.stop()
  })
  it('what is older than a day is left on disk', async () => {
    const time = fakeTime()
    const before = await start(time, { keep: 63 * day })
    spend(time, before.series, 60)
    await before.stop()
    time.sleep(day)
    const after = await start(time, { keep: 63 * day })
    expect(filled(after.series, day, time.clock.mono())).toBe(0)
    expect(after.kept.sessions()).toHaveLength(1)
    await after.stop()
  })
})

it('is written once a minute by itself, late samples too', async () => {
  const time = fakeTime()
  const { kept, series, stop } = await start(time)
  for (let count = 0; count < 60; count += 1) {
    const at = time.clock.mono()
    await time.advance(1_000)
    sample(series, at)
  }
  await expect.poll(() => kept.sessions().length).toBe(1)
  await stop()
  const again = await start(time)
  expect(filled(again.series, 120_000, time.clock.mono())).toBe(60)
  await again.stop()
})

describe('trouble', () => {
  it('a file of noise is set aside with a line in the log, and begun anew', async () => {
    writeFileSync(file, 'no database '.repeat(1_000))
    const time = fakeTime()
    const { series, stop } = await start(time)
    spend(time, series, 5)
    await stop()
    expect(events()).toEqual(['series.set aside'])
    expect(readdirSync(dir).filter((name) => name.includes('.damaged-'))).toHaveLength(1)
    const again = await start(time)
    expect(filled(again.series, 60_000, time.clock.mono())).toBe(5)
    await again.stop()
  })
  it('damage while it runs costs what was on disk before, and nothing of this session', async () => {
    const time = fakeTime()
    const { series, recorder, stop } = await start(time)
    spend(time, series, 30)
    await recorder.flush()
    // The place where the blocks stand is no longer what it was.
    const { default: Database } = await import('better-sqlite3')
    const other = new Database(file)
    other.unsafeMode(true)
    other.pragma('writable_schema = ON')
    other.exec("UPDATE sqlite_schema SET rootpage = 9999 WHERE name = 'blocks'")
    other.pragma(`schema_version = ${Number(other.pragma('schema_version', { simple: true })) + 1}`)
    other.close()
    spend(time, series, 10)
    await stop()
    const again = await start(time)
    expect(filled(again.series, 60_000, time.clock.mono())).toBe(40)
    expect(events()).toContain('series.set aside')
    await again.stop()
  })
  it('a file of a newer version is left whole, beside the new one', async () => {
    const time = fakeTime()
    const first = await start(time)
    await first.stop()
    const { default: Database } = await import('better-sqlite3')
    const db = new Database(file)
    db.pragma('user_version = 9')
    db.close()
    const { stop } = await start(time)
    await stop()
    expect(readdirSync(dir).some((name) => name.includes('.newer-'))).toBe(true)
  })
  it('a disk that takes nothing is told once; it goes on in memory, and all is written once it can be', async () => {
    const time = fakeTime()
    const { kept, series, recorder, stop } = await start(time)
    kept.sessions()
    const { default: Database } = await import('better-sqlite3')
    const other = new Database(file)
    other.exec('BEGIN EXCLUSIVE')
    spend(time, series, 20)
    expect(await recorder.flush()).toBe(false)
    spend(time, series, 20)
    expect(await recorder.flush()).toBe(false)
    expect(filled(series, 60_000, time.clock.mono())).toBe(40)
    other.exec('ROLLBACK')
    other.close()
    await stop()
    expect(events()).toEqual(['series.not written', 'series.written again'])
    const again = await start(time)
    expect(filled(again.series, 60_000, time.clock.mono())).toBe(40)
    await again.stop()
  })
})

describe('bounds', () => {
  const slots = (kept: SeriesFile): number => kept.sessions().reduce((sum, session) => sum + [...kept.groups(session, 0, 1_000_000)].length, 0)
  it('by age: what is older goes first', async () => {
    const time = fakeTime()
    const { kept, series, recorder, stop } = await start(time, { keep: 3_600_000 })
    for (let hour = 0; hour < 3; hour += 1) {
      spend(time, series, 3_600)
      await recorder.flush()
    }
    for (let count = 0; count < 5; count += 1) await recorder.flush()
    expect(slots(kept)).toBeLessThanOrEqual(13)
    expect(slots(kept)).toBeGreaterThanOrEqual(12)
    await stop()
  })
  it('by size', async () => {
    const time = fakeTime()
    const { kept, series, recorder, stop } = await start(time, { largest: 200_000 })
    for (let count = 0; count < 300; count += 1) {
      for (let seconds = 0; seconds < 300; seconds += 1) {
        sample(series, time.clock.mono(), Math.sin(count * 300 + seconds))
        time.sleep(1_000)
      }
      await recorder.flush()
    }
    expect(kept.bytes()).toBeLessThanOrEqual(200_000)
    expect(slots(kept)).toBeGreaterThan(20)
    await stop()
  })
})
