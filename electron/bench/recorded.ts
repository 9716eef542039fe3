/** A result as the journal keeps it: verdict, bars, and no list longer than an entry bears. Pure. */
import { fewErrors, mostSteps, type BenchRecorded } from '../../shared/bench.ts'
import type { Benchmark, Plan } from '../../shared/plan.ts'
import { shareOf } from '../../shared/plan/benchmark-bars.ts'
import type { EntryData } from '../../shared/journal.ts'
import type { BenchFigures, BenchResult, LoadResult } from './job.ts'
import { judgeLoad } from './judge-load.ts'
import { limitsOf, rowsBar } from './planned.ts'
import { quantile } from './statistics.ts'
import type { Verdict } from './verdict.ts'

type Planned = Pick<Plan, 'baselines' | 'gates' | 'phases'>
type Recorded = Pick<EntryData<'bench.finished'>, 'outcome' | 'why' | 'machine' | 'figures'>

const spreadOf = (values: readonly number[]) => {
  const at = (q: number): number => quantile(values, q) ?? 0
  return values.length === 0 ? undefined : { count: values.length, min: at(0), p25: at(0.25), p50: at(0.5), p75: at(0.75), max: at(1) }
}

/** Steps of equal length, so many seconds each; a second in which nothing was answered is there with zeros. */
export function stepsOf(perSecond: LoadResult['perSecond']): { readonly every: number; readonly steps: Extract<BenchRecorded, { kind: 'load' }>['steps'] } {
  const last = perSecond.at(-1)?.second ?? -1
  const every = Math.max(1, Math.ceil((last + 1) / mostSteps))
  const steps = Array.from({ length: Math.ceil((last + 1) / every) }, (_, step) => {
    const own = perSecond.filter(({ second }) => Math.floor(second / every) === step)
    const p95 = own.flatMap((one) => one.p95 ?? [])
    return {
      second: step * every,
      answered: own.reduce((sum, one) => sum + one.answered, 0), errors: own.reduce((sum, one) => sum + one.errors, 0),
      ...(p95.length > 0 && { p95: Math.max(...p95) }),
    }
  })
  // What came before the warm-up ended was not counted: it is no second with nothing.
  const first = steps.findIndex(({ answered, errors }) => answered + errors > 0)
  return { every, steps: first < 0 ? [] : steps.slice(first) }
}

function compact(one: Benchmark, plan: Planned, figures: BenchFigures): { readonly verdict: Verdict; readonly figures: BenchRecorded } {
  if (figures.kind === 'load') {
    const { verdict, held } = judgeLoad(figures, one.kind === 'load' ? limitsOf(one, plan) : [])
    const { sent, answered, good, unsent, errorRate, throughput, latency, generator: { limited, why, utilization, latenessP99 } } = figures
    const { percentiles: _, ...shown } = latency ?? { percentiles: [] }
    return {
      verdict,
      figures: {
        kind: 'load', sent, answered, good, unsent, throughput, errors: fewErrors(figures.errors), ...stepsOf(figures.perSecond), limits: held.map((each) => ({ ...each })),
        ...(errorRate !== undefined && { errorRate }), ...('p95' in shown && { latency: shown }),
        generator: { limited, utilization, latenessP99, ...(why !== undefined && { why }) },
      },
    }
  }
  if (figures.kind === 'rows') {
    if (one.kind !== 'rows') throw new RangeError(`benchmark ${one.id} is no benchmark of rows`)
    const { median, interval, cold, failedRounds, queries, verdict } = figures
    const spread = spreadOf(figures.rowsPerSecond)
    return {
      verdict,
      figures: {
        kind: 'rows', metric: shareOf(plan, one.pass)?.of ?? 'rows_per_second', bar: rowsBar(one, plan), failedRounds, errors: fewErrors(figures.errors), queries: queries.map((query) => ({ ...query })),
        ...(median !== undefined && { median }), ...(interval && { interval }), ...(cold !== undefined && { cold }), ...(spread && { spread }),
      },
    }
  }
  if (one.kind !== 'compare') throw new RangeError(`benchmark ${one.id} is no comparison`)
  const { figures: compared, unit, verdict } = figures
  const [blue, green] = [spreadOf(figures.blue), spreadOf(figures.green)]
  return {
    verdict,
    figures: {
      kind: 'compare', unit, margin: one.margin, alpha: one.alpha, errors: { blue: fewErrors(figures.errors.blue), green: fewErrors(figures.errors.green) },
      ...(compared && { ratio: compared.ratio, p: compared.test.p, effect: compared.effect, ...(compared.interval && { interval: compared.interval }) }),
      ...(blue && { blue }), ...(green && { green }),
    },
  }
}

/** @param early why it ended before its time: then nothing passes and nothing fails */
export function recordedOf(one: Benchmark, plan: Planned, result: BenchResult, early: string | undefined): Recorded {
  const { node, platform, cpu, cpus, memoryBytes, loadAverage } = result.environment
  const { verdict, figures } = compact(one, plan, result.figures)
  const judged: Verdict = early === undefined ? verdict : { outcome: verdict.outcome === 'no data' ? 'no data' : 'inconclusive', why: `${early}; until then: ${verdict.why}` }
  return { ...judged, figures, machine: { node, platform, cpu, cpus, memoryBytes, load: loadAverage[0] ?? 0 } }
}
