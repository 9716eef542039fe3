/** What the figures of a load mean against the plan's bars. Pure. Plan: "Response Times: <300ms for 95% of requests"; semantics 2 and 16 of the design. */
import type { LatencySummary } from './histogram.ts'
import type { LoadResult } from './job.ts'
import type { Outcome, Verdict } from './verdict.ts'

export type LoadLimit = {
  readonly title: string
  readonly metric: 'response_time' | 'error_rate'
  readonly statistic: string
  readonly bad: 'above' | 'below'
  /** Seconds, or a ratio. */
  readonly value: number
  readonly missed: 'warn' | 'fail'
  readonly minimum: number
}
export type Held = { readonly title: string; readonly figure: string; readonly outcome: Outcome; readonly why: string }

const quantiles: Readonly<Record<string, number>> = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99 }

/**
 * The time within which a share `q` of all requests was answered, in ms; one that got no answer is slower than any.
 * Read off the percentiles upwards, so that it is never too low. Infinity where fewer than `q` were answered at all.
 */
export function answeredWithin({ percentiles, count }: Pick<LatencySummary, 'percentiles' | 'count'>, sent: number, q: number, own: number): number {
  if (sent <= count) return own
  const share = (100 * q * sent) / count
  return share > 100 ? Number.POSITIVE_INFINITY : (percentiles.find(([percentile]) => percentile >= share)?.[1] ?? Number.POSITIVE_INFINITY)
}

const ms = (value: number): string => (Number.isFinite(value) ? `${value < 10 ? value.toFixed(1) : Math.round(value)} ms` : 'no time at all')
const percent = (ratio: number): string => `${Number((100 * ratio).toFixed(2))} %`

type Figure = { readonly value: number; readonly text: string; readonly bar: string; readonly samples: number; readonly needed: number }

function figureOf({ metric, statistic, value: bar, minimum }: LoadLimit, { sent, latency, errorRate }: LoadResult): Figure | undefined {
  if (metric === 'error_rate') return errorRate === undefined ? undefined : { value: errorRate, text: `${percent(errorRate)} of ${sent} requests failed`, bar: percent(bar), samples: sent, needed: minimum }
  if (latency === undefined) return undefined
  if (statistic === 'avg') return { value: latency.mean / 1_000, text: `answered in ${ms(latency.mean)} on average`, bar: ms(1_000 * bar), samples: sent, needed: minimum }
  const q = quantiles[statistic]
  if (q === undefined) return undefined
  const own = latency[statistic as 'p50' | 'p90' | 'p95' | 'p99']
  const within = answeredWithin(latency, sent, q, own)
  const text = Number.isFinite(within) ? `${percent(q)} of requests answered within ${ms(within)}` : `only ${percent(latency.count / sent)} of requests were answered`
  // A percentile of fewer values than make one step of it is their maximum and no percentile.
  return { value: within / 1_000, text, bar: ms(1_000 * bar), samples: sent, needed: Math.max(minimum, Math.round(1 / (1 - q))) }
}

function hold(limit: LoadLimit, result: LoadResult): Held {
  const base = { title: limit.title, figure: limit.statistic === 'ratio' ? 'error rate' : limit.statistic }
  const found = figureOf(limit, result)
  if (found === undefined) return { ...base, outcome: 'no data', why: 'nothing was measured of it' }
  const { value, text, bar, samples, needed } = found
  const beyond = limit.bad === 'above' ? value > limit.value : value < limit.value
  const line = `${text}; the bar is ${bar}`
  if (samples < needed) return { ...base, outcome: 'no data', why: `${samples} samples, at least ${needed} are needed` }
  return { ...base, outcome: beyond ? limit.missed : 'pass', why: line }
}

const gravest: readonly Outcome[] = ['fail', 'warn', 'inconclusive', 'no data', 'pass']

/**
 * Where the generator itself was the limit nothing passes and nothing fails: the figures are its own. Zero samples never pass.
 */
export function judgeLoad(result: LoadResult, limits: readonly LoadLimit[]): { readonly verdict: Verdict; readonly held: readonly Held[] } {
  const held = limits.map((limit) => hold(limit, result))
  const verdict = (outcome: Outcome, why: string) => ({ verdict: { outcome, why }, held })
  if (result.answered === 0) return verdict('no data', result.sent === 0 ? 'no request was sent in the time that counts' : `none of ${result.sent} requests was answered`)
  const worst = gravest.find((outcome) => held.some((one) => one.outcome === outcome)) ?? 'no data'
  const text = held.filter((one) => one.outcome === worst).map(({ why }) => why).join('; ')
  if (result.generator.limited) return verdict('inconclusive', `the load generator itself was the limit: ${result.generator.why ?? ''}; measured: ${text}`)
  if (result.unsent > 0 && worst !== 'fail') return verdict('inconclusive', `${result.unsent} requests were due and never sent: every connection was busy; of the others: ${text}`)
  return verdict(worst, text)
}
