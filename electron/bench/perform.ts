/** Does a job, whichever it is, in the thread that it is called in. */
import { cpus, loadavg, totalmem } from 'node:os'
import { performance } from 'node:perf_hooks'
import type { Clock } from '../../shared/clock.ts'
import type { Environment } from '../../shared/metrics.ts'
import { runCompare, type Measure } from './compare.ts'
import { openHttpLine, requestBytes, type Outcome } from './http-line.ts'
import type { BenchEnvironment, BenchFigures, BenchJob, CompareJob, Progress } from './job.ts'
import { runLoad } from './load.ts'
import { runRows } from './rows.ts'
import { openRowSource } from './source.ts'

const now = (): number => performance.now()

export const benchEnvironment = (): BenchEnvironment => ({
  node: process.version,
  platform: `${process.platform} ${process.arch}`,
  cpu: cpus()[0]?.model ?? 'unknown',
  cpus: cpus().length,
  memoryBytes: totalmem(),
  loadAverage: loadavg(),
})

/** One side of a comparison, and how it is let go. */
type Side = { readonly value: (signal: AbortSignal) => Promise<number>; readonly stop: () => Promise<void> | void }

const openSide = (side: CompareJob['blue'], clock: Clock): Side => {
  if ('request' in side) {
    const line = openHttpLine(side.request, requestBytes(side.request))
    return {
      stop: line.stop,
      value: async (signal) => {
        const begun = now()
        const giveUp = (): void => line.giveUp()
        signal.addEventListener('abort', giveUp)
        const outcome = await new Promise<Outcome>((resolve) => line.send(resolve))
        signal.removeEventListener('abort', giveUp)
        if ('failure' in outcome) throw new Error(`${outcome.failure}: ${outcome.detail}`)
        if (outcome.status >= 400) throw new Error(`status ${outcome.status}`)
        return now() - begun
      },
    }
  }
  const source = openRowSource(side.target, clock)
  return {
    stop: source.stop,
    value: async (signal) => {
      const begun = now()
      const { rows } = await source.count({ name: 'query', sql: side.query }, signal)
      if (rows === 0) throw new Error('the query brought no row')
      return rows / ((now() - begun) / 1_000)
    },
  }
}

/** @throws RangeError, TypeError for a job that can't be done; what a target fails with is counted, not thrown */
export async function perform(job: BenchJob, clock: Clock, signal: AbortSignal, onProgress: (progress: Progress) => void): Promise<BenchFigures> {
  if (job.kind === 'load') return runLoad(job, signal, onProgress)
  if (job.kind === 'rows') {
    const source = openRowSource(job.target, clock)
    try {
      return await runRows(job, { count: source.count, now, signal, onProgress })
    } finally {
      await source.stop()
    }
  }
  const sides: Readonly<Record<Environment, Side>> = { blue: openSide(job.blue, clock), green: openSide(job.green, clock) }
  const measure: Measure = (environment, given) => sides[environment].value(given)
  try {
    return await runCompare(job, { measure, unit: 'request' in job.blue ? 'ms' : 'rows/s', now, signal, onProgress })
  } finally {
    await Promise.all([sides.blue.stop(), sides.green.stop()])
  }
}
