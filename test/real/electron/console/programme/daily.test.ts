/** A day's summary out of a real series file: exact, once, and none where nobody watched. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { dayRecord, startDaily } from '../../../../../electron/console/programme/daily.ts'
import { createLog } from '../../../../../electron/log.ts'
import { pack } from '../../../../../electron/observe/block.ts'
import { createSeriesStore } from '../../../../../electron/observe/series.ts'
import { openSeriesFile } from '../../../../../electron/observe/series-file.ts'
import { responseBuckets } from '../../../../../shared/metrics.ts'
import { fakeTime } from '../../../../doubles/fake-time.ts'
import { memoryJournal } from '../../../../doubles/memory-journal.ts'

const hour = 3_600_000
const midnight = Date.parse('2026-01-06T00:00:00Z')

/** Ten minutes of green's errors and answers from wall ms `from` on, as one console measured them. */
async function measured(series: ReturnType<typeof openSeriesFile>, boot: string, from: number, failed: number): Promise<void> {
  const store = createSeriesStore({ capacity: 700, start: 0 })
  const buckets = Array.from({ length: responseBuckets.length + 1 }, (_, index) => (index === 4 ? 95 : index === 8 ? 5 : 0))
  for (let second = 0; second < 600; second += 1) {
    const at = second * 1_000
    store.record({ metric: 'error_rate', environment: 'green', kind: 'ratio', numerator: failed, denominator: 100 }, at, at)
    store.record({ metric: 'response_time', environment: 'green', kind: 'histogram', buckets, sum: 9 }, at, at)
    store.record({ metric: 'up', environment: 'green', kind: 'gauge', value: 1 }, at, at)
  }
  const blocks = await Promise.all(store.takeChanged(300, 0).flatMap(({ metric, environment, every, grace, cuts }) => cuts.map(async (cut) => ({ metric, environment, every, grace, slot: cut.slot, data: await pack(cut) }))))
  series.write({ boot, start: from, from, mono: from + 600_000, wall: from + 600_000 }, blocks)
}

function stand(wall: number) {
  const home = mkdtempSync(join(tmpdir(), 'fifteen-daily-'))
  const time = fakeTime({ wall })
  const log = createLog({ level: 'error', clock: time.clock, write: (line) => { throw new Error(line) } })
  const open = () => openSeriesFile({ file: join(home, 'series.sqlite'), log, wall: time.clock.wall, keep: 63 * 24 * hour })
  onTestFinished(() => rmSync(home, { recursive: true, force: true }))
  return { ...time, log, open, journal: memoryJournal(time.clock) }
}

test('each day that is over is kept once, split at midnight; a day without samples stays a gap', async () => {
  const own = stand(midnight + 50 * hour)
  // A console that ran over midnight, and another two days later.
  for (const [boot, from, failed] of [['one', midnight - 300_000, 2], ['two', midnight + 49 * hour, 4]] as const) {
    const series = own.open()
    await measured(series, boot, from, failed)
    series.close()
  }
  const series = own.open()
  onTestFinished(() => series.close())
  const daily = startDaily({ journal: own.journal, series, clock: own.clock, timers: own.timers, log: own.log, keep: 63 * 24 * hour })
  await daily.look()
  await daily.look()
  const days = own.journal.of('figures.day')
  expect(days.map(({ data, environment }) => [data.date, environment, data.figures.errors, Math.round(data.watched / 1_000)])).toEqual([
    ['2026-01-05', 'green', { value: 0.02, samples: 30_000 }, 300], ['2026-01-06', 'green', { value: 0.02, samples: 30_000 }, 300],
  ])
  expect(days[0]?.data.figures).toMatchObject({ availability: { value: 1, samples: 300 }, response_p50: { samples: 30_000 } })
  expect(days[0]?.data.response?.[4]).toBe(28_500)
  expect(days.map(({ data }) => data.figures.requests)).toEqual([undefined, undefined])
  // 2026-01-08 is not over: so far, and no entry.
  expect((await dayRecord(series, '2026-01-08', 'green', own.clock.wall()))?.figures.errors).toEqual({ value: 0.04, samples: 60_000 })
  await own.advance(24 * hour)
  await daily.look()
  expect(own.journal.of('figures.day').map(({ data }) => data.date)).toEqual(['2026-01-05', '2026-01-06', '2026-01-08'])
  await daily.stop()
  expect(own.journal.state().days['2026-01-07']).toBeUndefined()
})
