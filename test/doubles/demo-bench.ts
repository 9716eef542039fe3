/** Benchmarks for looking at the screen: what is planned, and a history of each kind, good and bad. */
import type { BenchList, BenchRecord, PlannedBench, Preflight } from '../../shared/contract.ts'
import type { EntryData } from '../../shared/journal.ts'
import { recordsOf } from '../../electron/console/benches/bench-records.ts'
import { ada, type DemoRecord } from './demo-record.ts'

const hour = 3_600_000
const machine = { node: 'v24.21.0', platform: 'linux x64', cpu: 'AMD EPYC 7763', cpus: 8, memoryBytes: 34_359_738_368, load: 1.2 } as const

const preflight = (does: string, expectedMs: number, users: boolean): Preflight => ({
  does, expectedMs, needsYes: users,
  effects: ['Its requests count in the figures and gates of green, as those of users do.'],
  targets: [{ id: 'green', environment: 'green', users, detail: users ? '20 % of the requests of the last seconds, weight 0, 12 users by flag' : '0 % of the requests of the last seconds, weight 0, 0 users by flag' }],
})
const planned: readonly PlannedBench[] = [
  { id: 'users', kind: 'load', title: 'Twenty simultaneous users', source: 'Concurrent Handling: System maintains performance with 20 simultaneous users', bars: ['p95 within 300 ms', 'error rate at most 5 %'], preflight: preflight('20 users send GET /quote to balancer for 30 s, at most 100 requests/s', 30_000, true) },
  { id: 'rows', kind: 'rows', title: 'Rows a second of green', source: 'Performance Baseline: 37,303 rows/sec processing speed', bars: ['passes from 33,573 rows/s on (90 % of 37,303 rows/s)', 'fails below 27,977 rows/s (75 %)', 'margin 1 %'], preflight: preflight('7 times backtest on green, 60,000 rows each time, one after the other', 13_200, true) },
  { id: 'compare', kind: 'compare', title: 'Green against blue', source: '100% of baseline maintained: green is as fast as blue, in the same minutes', bars: ['equal within 10 %; a difference counts at p below 0.05'], preflight: preflight('840 times GET /quote, one after the other and in turn to blue and green', 2_700, false) },
]

type Finished = EntryData<'bench.finished'>
type Told = Pick<Finished, 'ended' | 'outcome' | 'why' | 'ms' | 'figures'>

const spread = (middle: number, count: number) => ({ count, min: middle * 0.91, p25: middle * 0.97, p50: middle, p75: middle * 1.03, max: middle * 1.4 })
const rows = (median: number, outcome: Finished['outcome']): Told => ({
  ended: 'done', outcome, ms: 13_200, why: `${((100 * median) / 37_303).toFixed(1)} % of the baseline (${((98 * median) / 37_303).toFixed(1)} % to ${((101.5 * median) / 37_303).toFixed(1)} %)`,
  figures: {
    kind: 'rows', metric: 'rows_per_second', bar: { baseline: 37_303, pass: 0.9, warn: 0.75, margin: 0.01 }, median, interval: { low: median * 0.98, high: median * 1.015 }, cold: median * 0.94,
    spread: spread(median, 6), failedRounds: 0, errors: {}, queries: [{ name: 'backtest', rows: 60_000, medianMs: 6e7 / median, medianRowsPerSecond: median, failed: 0 }],
  },
})
const load = (p95: number, outcome: Finished['outcome'], more: Partial<Told> = {}, limited = false): Told => ({
  ended: 'done', outcome, ms: 30_200, why: `95 % of requests answered within ${p95} ms; the bar is 300 ms; 0.21 % of 2345 requests failed; the bar is 5 %`,
  figures: {
    kind: 'load', sent: 2_345, answered: 2_343, good: 2_340, unsent: 0, errors: { 'status 503': 3, timeout: 2 }, errorRate: 5 / 2_345, throughput: 93.8,
    latency: { count: 2_343, min: 4.1, mean: p95 * 0.6, max: p95 * 2.4, p50: p95 * 0.52, p90: p95 * 0.88, p95, p99: p95 * 1.4, p999: p95 * 2.1 }, every: 1,
    steps: Array.from({ length: 25 }, (_, index) => ({ second: index + 5, answered: 94 + Math.round(6 * Math.sin(index)), errors: index === 12 ? 5 : 0, p95: p95 * (1 + 0.12 * Math.sin(index * 1.7) + (index === 12 ? 0.6 : 0)) })),
    limits: [{ title: 'Phase 3: Response Times', figure: 'p95', outcome: p95 > 300 ? 'fail' : 'pass', why: `95 % of requests answered within ${p95} ms; the bar is 300 ms` }, { title: 'Phase 3: Error Rate', figure: 'error rate', outcome: 'pass', why: '0.21 % of 2345 requests failed; the bar is 5 %' }],
    generator: { limited, utilization: 0.03, latenessP99: limited ? 51.9 : 1.2, ...(limited && { why: 'it sent 51.9 ms late at the 99th percentile' }) },
  },
  ...more,
})
const compare = (ratio: number, outcome: Finished['outcome'], word: string): Told => ({
  ended: 'done', outcome, ms: 2_740, why: `${word}: green is ${(100 * ratio).toFixed(1)} % of blue (${(98 * ratio).toFixed(1)} % to ${(102 * ratio).toFixed(1)} %), p 0.21, effect negligible`,
  figures: { kind: 'compare', unit: 'ms', margin: 0.1, alpha: 0.05, ratio, interval: { low: ratio * 0.98, high: ratio * 1.02 }, p: 0.21, effect: 'negligible', blue: spread(12.4, 400), green: spread(12.4 * ratio, 398), errors: { blue: {}, green: { 'status 503': 2 } } },
})

/** @param running the load is under way */
export function benchHistory({ add }: DemoRecord, running: boolean): void {
  let number = 0
  const put = (id: string, ago: number, told: Told | undefined, why: string): string => {
    const one = planned.find((each) => each.id === id)
    if (one === undefined) return ''
    const bench = `b-${(number += 1)}`
    add({ kind: 'bench.started', who: ada, why, data: { bench, benchmark: id, title: one.title, kind: one.kind, does: one.preflight.does, targets: ['green'], environments: ['green'], onUsers: one.preflight.needsYes, expectedMs: one.preflight.expectedMs ?? 0, settings: { 'warm-up': 1 }, hash: 'c0ffee12' } }, ago)
    if (told) add({ kind: 'bench.finished', who: ada, data: { bench, benchmark: id, title: one.title, machine, ...told } }, ago - told.ms)
    return bench
  }
  put('rows', 190 * hour, rows(37_110, 'pass'), 'the first figure of green')
  put('users', 180 * hour, load(188, 'pass'), 'before phase 1')
  put('rows', 100 * hour, rows(30_400, 'warn'), 'after the index was rebuilt')
  put('compare', 99 * hour, compare(1.02, 'pass', 'equivalent'), 'build 4f1c')
  put('users', 80 * hour, load(341, 'fail'), 'build 4f1c')
  put('rows', 60 * hour, rows(36_880, 'pass'), 'the index is back')
  put('users', 50 * hour, { ended: 'interrupted', outcome: 'no data', why: 'the console ended in the middle: it did not finish, and nothing of it was kept', ms: 9_000 }, 'again')
  put('users', 48 * hour, load(206, 'pass'), 'again, after the restart')
  const best = put('rows', 30 * hour, rows(38_020, 'pass'), 'build 5a02')
  add({ kind: 'baseline.recorded', who: ada, why: 'build 5a02 is what we measure against', data: { metric: 'rows_per_second', value: 38_020, plan: 'tbs', replaces: 37_303, bench: best } }, 29 * hour)
  put('compare', 28 * hour, compare(1.07, 'inconclusive', 'neither equivalent nor different'), 'build 5a02')
  put('users', 2 * hour, load(197, 'inconclusive', { why: 'the load generator itself was the limit: it sent 51.9 ms late at the 99th percentile' }, true), 'build 5a02')
  if (running) put('users', 12_000, undefined, 'on a quiet machine')
}

export function demoBenchList(record: DemoRecord): BenchList {
  const { active, last } = record.state().benches
  const refused = active && `${active.title} is running: one at a time`
  return {
    benchmarks: planned.map((one) => {
      const own = last[one.id]
      return { ...one, preflight: { ...one.preflight, ...(refused !== undefined && { refused }) }, ...(own && { last: own }) }
    }),
    ...(active && { active }),
  }
}

export const demoBenchRecords = (record: DemoRecord): readonly BenchRecord[] =>
  recordsOf({ entries: ({ kinds, after, limit }) => ({ entries: record.entries().filter((entry) => entry.seq > after && (kinds?.includes(entry.kind) ?? true)).slice(0, limit), more: false }) })
