/** Blue against green, in turn and in the same minutes. Semantics 16 of the design. Time, randomness and the targets come in. */
import { errorText } from '../../shared/error-text.ts'
import type { Environment } from '../../shared/metrics.ts'
import { ConnectError } from '../connect/connector.ts'
import { seededRandom } from '../lab/random.ts'
import type { CompareJob, CompareResult, Progress } from './job.ts'
import { interleaved } from './order.ts'
import { judgeComparison } from './verdict.ts'

/** One value of one side. @throws what it fails with */
export type Measure = (environment: Environment, signal: AbortSignal) => Promise<number>
export type Comparison = {
  readonly measure: Measure
  readonly unit: CompareResult['unit']
  readonly now: () => number
  readonly signal: AbortSignal
  readonly onProgress: (progress: Progress) => void
}

const wordsOf = (error: unknown): string =>
  error instanceof ConnectError ? `${error.reason}: ${error.detail}` : errorText(error)

/** Measures until all pairs are done, or the signal. A pair counts whole or not at all. */
export async function runCompare(job: CompareJob, { measure, unit, now, signal, onProgress }: Comparison): Promise<CompareResult> {
  const errors: Record<Environment, Record<string, number>> = { blue: {}, green: {} }
  const values: Record<Environment, number[]> = { blue: [], green: [] }
  const order = interleaved(job.warmUp + job.pairs)
  const startedAt = now()
  const pair = new Map<Environment, number>()

  for (const [place, environment] of order.entries()) {
    if (signal.aborted) break
    try {
      pair.set(environment, await measure(environment, AbortSignal.any([signal, AbortSignal.timeout(job.timeout)])))
    } catch (error) {
      if (signal.aborted) break
      const words = wordsOf(error)
      errors[environment][words] = (errors[environment][words] ?? 0) + 1
    }
    if (place % 2 === 1) {
      const [blue, green] = [pair.get('blue'), pair.get('green')]
      if (place / 2 >= job.warmUp && blue !== undefined && green !== undefined) {
        values.blue.push(blue)
        values.green.push(green)
      }
      pair.clear()
    }
    const done = place + 1
    onProgress({ done: done / order.length, leftMs: ((now() - startedAt) / done) * (order.length - done), text: `${environment}, ${values.blue.length} pairs` })
  }

  const { verdict, figures } = judgeComparison(values.blue, values.green, {
    random: seededRandom(job.seed), resamples: job.resamples, level: job.level, margin: job.margin, alpha: job.alpha, better: unit === 'ms' ? 'lower' : 'higher',
  })
  const failed = [errors.blue, errors.green].flatMap((one) => Object.values(one)).reduce((sum, one) => sum + one, 0)
  return {
    kind: 'compare', unit, blue: values.blue, green: values.green, errors, ...(figures && { figures }),
    verdict: failed > 0 && verdict.outcome === 'pass' ? { outcome: 'inconclusive', why: `${failed} measurements failed; of the others: ${verdict.why}` } : verdict,
  }
}
