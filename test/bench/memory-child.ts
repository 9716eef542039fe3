/**
 * A console's process after a day of 40 metrics: everything that it runs is loaded, the series of the day, a judge
 * that ticked through it, a journal of ten thousand entries. Time is an argument, so the day takes a minute.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import '../../electron/console.ts'
import '../../electron/router.ts'
import { createJudge } from '../../electron/judge/judge.ts'
import { openJournal } from '../../electron/journal/journal.ts'
import { createLog } from '../../electron/log.ts'
import { createSeriesStore } from '../../electron/observe/series.ts'
import { openPlan } from '../../electron/plan/open.ts'
import { environments, metricInfo, metricNames, responseBuckets, type Environment, type Measured, type MetricName } from '../../shared/metrics.ts'

const day = 86_400
const entries = 10_000
/** Gates are judged this often, in seconds of the simulated day. */
const judgeEvery = 10
const series = environments.flatMap((environment) => metricNames.map((metric) => ({ metric, environment }))).slice(0, 40)

const measuredAt = (metric: MetricName, environment: Environment, second: number): Measured => {
  const { kind } = metricInfo(metric)
  switch (kind) {
    case 'gauge':
      return { metric, environment, kind, value: (second % 100) / 100 }
    case 'counter':
      return { metric, environment, kind, increment: second % 3 }
    case 'ratio':
      return { metric, environment, kind, numerator: second % 2, denominator: 50 }
    case 'histogram':
      return { metric, environment, kind, buckets: [...responseBuckets, Infinity].map((_, index) => (second + index) % 5), sum: second % 7 }
  }
}

let mono = 0
const clock = { wall: () => 1_764_000_000_000 + mono, mono: () => mono, boot: 'bench' }
const dir = mkdtempSync(join(tmpdir(), 'fifteen-memory-'))
const journal = openJournal({ file: join(dir, 'journal.sqlite'), clock, log: createLog({ write: () => undefined, level: 'error', clock }) })
const plan = await openPlan({
  builtIn: join(import.meta.dirname, '../../shared/plans/tbs.yaml'), lastGood: join(dir, 'last.yaml'), env: {},
  lab: async () => Object.fromEntries(['BLUE', 'GREEN', 'BALANCER', 'CONTROL'].map((name) => [`LAB_${name}`, 'http://127.0.0.1:1']).concat(['TOKEN', 'BLUE_ARCHIVE', 'GREEN_ARCHIVE'].map((name) => [`LAB_${name}`, 'x']))),
})
const store = createSeriesStore({ start: 0 })
const judge = createJudge({ plan: plan.plan, read: store.window, clock })
let ticks = 0
for (let second = 0; second < day; second += 1) {
  mono = second * 1_000
  for (const { metric, environment } of series) store.record(measuredAt(metric, environment, second), mono, mono)
  if (second % Math.floor(day / entries) === 0)
    journal.append({ kind: 'incident.note', who: { kind: 'person', name: 'bench', role: 'operator' }, data: { text: `note of second ${second}` } })
  if (second % judgeEvery === 0) {
    judge.tick(mono, { phase: 'phase-1' })
    ticks += 1
  }
}
// What V8 does by itself once a process is idle; a day that takes five seconds leaves it no time.
const collect = globalThis.gc as unknown as ((how: { readonly type: string; readonly execution: string; readonly flavor: string }) => Promise<void>) | undefined
await collect?.({ type: 'major', execution: 'async', flavor: 'last-resort' })
const { rss } = process.memoryUsage()
// Read after the measuring, so that all of it is still held.
const held = store.window('up', 'blue', 'avg', day * 1_000, mono).filled
process.send?.({ rss, series: series.length, ticks, held, entries: journal.state().seq })
journal.close()
rmSync(dir, { recursive: true, force: true })
process.disconnect()
