/**
 * A thousand gates once a second, over a day of series: what share of one core they take, whether memory grows, and whether
 * an evaluation costs more with a longer `for` or window. The clock is simulated; the store is filled by its own calls.
 */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createJudge, type Judge } from '../../electron/judge/judge.ts'
import { createSeriesStore, type SeriesStore } from '../../electron/observe/series.ts'
import { environments, metricInfo, metricNames, responseBuckets, statisticsOf, type Environment, type Measured, type MetricName } from '../../shared/metrics.ts'
import { gate as gateSchema, type Gate } from '../../shared/plan.ts'
import { figure, quantile, type Figure } from './figure.ts'

const day = 86_400
/** Seconds that are judged after the day, of which the first are to warm up. */
const judged = 1_200
const warm = 200
const count = 1_000
const goalShare = 1
const windows = ['10s', '15s', '30s', '30s', '1m', '1m', '5m', '10m', '1h', '24h'] as const
const fors = ['0s', '20s', '1m', '5m', '10m'] as const

/** Some bad seconds now and then, so that gates pend, fire and resolve. */
const measuredAt = (metric: MetricName, environment: Environment, second: number): Measured => {
  const { kind } = metricInfo(metric)
  const bad = second % 900 > 870
  if (kind === 'gauge') return { metric, environment, kind, value: bad ? 0.97 : (second % 100) / 200 }
  if (kind === 'counter') return { metric, environment, kind, increment: bad ? 4 : 0 }
  if (kind === 'ratio') return { metric, environment, kind, numerator: bad ? 20 : 1, denominator: 100 }
  return { metric, environment, kind, buckets: [...responseBuckets, Infinity].map((_, index) => (second + index) % 5), sum: second % 7 }
}

const gateOf = (id: number, metric: MetricName, environment: Environment, window: string, holds: string): Gate => {
  const statistics = statisticsOf[metricInfo(metric).kind]
  return gateSchema.parse({
    id: `gate-${id}`, title: `Gate ${id}`, group: 'reliability', metric, statistic: statistics[id % statistics.length], window, direction: 'above',
    threshold: { value: 0.5 }, level: 'critical', environments: [environment], for: holds, response: 'alert', mode: 'act', source: 'bench',
  })
}
const pick = <T>(list: readonly T[], index: number): T => {
  const found = list[index % list.length]
  if (found === undefined) throw new Error('an empty list')
  return found
}

let now = 0
const clock = { mono: () => now, wall: () => now, boot: 'bench' }
const judgeOf = (gates: readonly Gate[], store: SeriesStore): Judge =>
  createJudge({ plan: { gates: [...gates], baselines: {}, targets: [] }, read: store.window, clock, watched: (_, now) => now })
const record = (store: SeriesStore, second: number): void => {
  for (const environment of environments) for (const metric of metricNames) store.record(measuredAt(metric, environment, second), second * 1_000, second * 1_000)
}
const cpuMs = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000
}
setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void
const heapAfterCollecting = (): number => {
  collect()
  return process.memoryUsage().heapUsed
}

/** Microseconds of CPU that one evaluation takes: the median of rounds, since other work shares the machine. */
function costOf(gates: readonly Gate[], store: SeriesStore, second: number): number {
  const judge = judgeOf(gates, store)
  const rounds = Array.from({ length: 30 }, (_, round) => {
    const begun = cpuMs()
    for (let tick = 0; tick < 10; tick += 1) judge.tick((second + round * 10 + tick) * 1_000, { phase: null })
    return ((cpuMs() - begun) * 1_000) / (10 * gates.length)
  })
  return quantile(rounds.slice(5), 0.5)
}

/** The peer: a plain array's window added up sample by sample, without a verdict or a state. */
function naiveCost(seconds: number): number {
  const samples = Float64Array.from({ length: day }, (_, second) => second % 10)
  const evaluations = Math.max(200, Math.round(20_000_000 / seconds))
  let sink = 0
  const begun = cpuMs()
  for (let at = 0; at < evaluations; at += 1) {
    const to = day - (at % 50)
    let sum = 0
    for (let slot = Math.max(0, to - seconds); slot < to; slot += 1) sum += samples[slot] ?? 0
    sink += sum
  }
  if (sink < 0) throw new Error('never')
  return ((cpuMs() - begun) * 1_000) / evaluations
}

export async function measure(say: (line: string) => void): Promise<readonly Figure[]> {
  const store = createSeriesStore({ start: 0 })
  say(`a day of ${environments.length * metricNames.length} series, second by second …`)
  for (let second = 0; second < day; second += 1) record(store, second)

  const names = environments.flatMap((environment) => metricNames.map((metric) => ({ environment, metric })))
  const gates = Array.from({ length: count }, (_, id) => {
    const { environment, metric } = pick(names, id)
    return gateOf(id, metric, environment, pick(windows, Math.floor(id / names.length)), pick(fors, id))
  })
  const judge = judgeOf(gates, store)
  let turns = 0
  let [begun, heap] = [0, 0]
  let spent = 0
  for (let second = day; second < day + judged; second += 1) {
    now = second * 1_000
    record(store, second)
    if (second === day + warm) heap = heapAfterCollecting()
    begun = cpuMs()
    turns += judge.tick(now, { phase: null }).turns.length
    if (second >= day + warm) spent += cpuMs() - begun
  }
  const growth = heapAfterCollecting() - heap
  const share = (spent / ((judged - warm) * 1_000)) * 100
  say(`${count} gates, ${judged - warm} s after the day: ${turns} turns, ${(share * 10).toFixed(1)} ms of CPU a tick`)

  const second = day + judged
  const costs = (which: (window: string, holds: string) => readonly Gate[], list: readonly string[], byFor: boolean): number[] =>
    list.map((one) => costOf(byFor ? which('30s', one) : which(one, '1m'), store, second))
  const ratios = (window: string, holds: string): readonly Gate[] => Array.from({ length: 200 }, (_, id) => gateOf(id, 'error_rate', 'green', window, holds))
  const spans = ['10s', '10m', '24h'] as const
  const [for10s = 0, for10m = 0, for24h = 0] = costs(ratios, spans, true)
  const [window10s = 0, window10m = 0, window24h = 0] = costs(ratios, spans, false)
  return [
    figure('gates.core-share', share, '%', goalShare),
    figure('gates.heap-growth', Math.max(0, growth) / 1e6, 'MB', 1),
    figure('gates.evaluation-for-10m', for10m, 'µs', for10s),
    figure('gates.evaluation-for-24h', for24h, 'µs', for10s),
    figure('gates.evaluation-window-10m', window10m, 'µs', window10s),
    figure('gates.evaluation-window-24h', window24h, 'µs', window10s),
    figure('gates.evaluation-window-24h-of-naive', window24h, 'µs', naiveCost(day)),
  ]
}
