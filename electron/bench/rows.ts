/** Rows a second of a suite of queries. Plan: "Performance Baseline". Time, randomness and the target come in. */
import { errorText } from '../../shared/error-text.ts'
import { ConnectError } from '../connect/connector.ts'
import { seededRandom } from '../lab/random.ts'
import type { Progress, Query, QueryFigures, RowsJob, RowsResult } from './job.ts'
import type { Counted } from './source.ts'
import { median, medianInterval } from './statistics.ts'
import { judgeRows } from './verdict.ts'

/** @throws what a query fails with */
export type CountRows = (query: Query, signal: AbortSignal) => Promise<Counted>
export type Asked = { readonly count: CountRows; readonly now: () => number; readonly signal: AbortSignal; readonly onProgress: (progress: Progress) => void }

type Measured = { readonly rows: number; readonly ms: number }
/** A round is the whole suite, once; it has no figure if a query of it failed. */
type Round = readonly (Measured | { readonly failed: string })[]

const wordsOf = (error: unknown): string =>
  error instanceof ConnectError ? `${error.reason}: ${error.detail}` : errorText(error)

const isMeasured = (one: Round[number]): one is Measured => 'rows' in one

/** Of a round: all rows over all seconds, so that a long query weighs as long as it takes. Undefined unless all went well and brought rows. */
const rateOf = (round: Round): number | undefined => {
  if (!round.every(isMeasured)) return undefined
  const rows = round.reduce((sum, one) => sum + one.rows, 0)
  const ms = round.reduce((sum, one) => sum + one.ms, 0)
  return rows > 0 && ms > 0 ? rows / (ms / 1_000) : undefined
}

const known = (values: readonly (number | undefined)[]): readonly number[] => values.filter((value) => value !== undefined)

const figuresOf = (name: string, all: Round): QueryFigures => {
  const good = all.filter(isMeasured)
  const [medianMs, rate] = [median(good.map(({ ms }) => ms)), median(known(good.map(({ rows, ms }) => (ms > 0 ? rows / (ms / 1_000) : undefined))))]
  const [first] = good
  return { name, ...(first && { rows: first.rows }), ...(medianMs !== undefined && { medianMs }), ...(rate !== undefined && { medianRowsPerSecond: rate }), failed: all.length - good.length }
}

/** Measures until all rounds are done, or the signal: then gives what was done until then. */
export async function runRows(job: RowsJob, { count, now, signal, onProgress }: Asked): Promise<RowsResult> {
  const errors: Record<string, number> = {}
  const total = (job.warmUp + job.runs) * job.queries.length
  const startedAt = now()
  let done = 0

  const askOne = async (query: Query): Promise<Round[number]> => {
    const begun = now()
    try {
      const { rows, ms = now() - begun } = await count(query, AbortSignal.any([signal, AbortSignal.timeout(job.timeout)]))
      return { rows, ms }
    } catch (error) {
      if (signal.aborted) throw error
      const failed = `${query.name}: ${wordsOf(error)}`
      errors[failed] = (errors[failed] ?? 0) + 1
      return { failed }
    }
  }
  const roundOf = async (text: string): Promise<Round> => {
    const round: Round[number][] = []
    for (const query of job.queries) {
      round.push(await askOne(query))
      done += 1
      onProgress({ done: done / total, leftMs: ((now() - startedAt) / done) * (total - done), text: `${text}: ${query.name}` })
    }
    return round
  }

  const warm: Round[] = []
  const rounds: Round[] = []
  try {
    for (let run = 0; run < job.warmUp; run += 1) warm.push(await roundOf('warm-up'))
    for (let run = 0; run < job.runs; run += 1) rounds.push(await roundOf(`run ${run + 1} of ${job.runs}`))
  } catch (error) {
    // Cancelled: the round under way has no figure.
    if (!signal.aborted) throw error
  }

  const rowsPerSecond = known(rounds.map(rateOf))
  const middle = median(rowsPerSecond)
  const interval = medianInterval(rowsPerSecond, { random: seededRandom(job.seed), resamples: job.resamples, level: job.level })
  const [cold] = known(warm.slice(0, 1).map(rateOf))
  const failedRounds = rounds.length - rowsPerSecond.length
  const verdict = judgeRows(middle, interval, job.bar)
  return {
    kind: 'rows', rowsPerSecond, failedRounds, errors,
    // Of rounds that failed nothing is known: the others alone do not pass.
    verdict: failedRounds > 0 && verdict.outcome === 'pass' ? { outcome: 'inconclusive', why: `${failedRounds} of ${rounds.length} rounds failed or brought nothing; of the others: ${verdict.why}` } : verdict,
    ...(middle !== undefined && { median: middle }), ...(interval && { interval }), ...(cold !== undefined && { cold }),
    queries: job.queries.map(({ name }, index) => figuresOf(name, rounds.map((round) => round[index]).filter((one) => one !== undefined))),
  }
}
