/** Runs a benchmark in a thread of its own, so that nothing else of the console waits for it. Plan: "Performance Baseline". */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { Clock } from '../../shared/clock.ts'
import type { BenchFigures, BenchJob, BenchResult, Progress } from './job.ts'
import { benchEnvironment } from './perform.ts'
import { settingsWithoutSecrets } from './secrets.ts'
import type { FromWorker, ToWorker } from './worker.ts'

export { benchJob, type BenchJob, type BenchResult, type Progress } from './job.ts'

/** A cancelled benchmark that has not ended after this many ms is ended by force. */
const cancelWithin = 3_000

/** The benchmark itself could not be run. What its target does wrong is in its figures. */
export class BenchError extends Error {
  override readonly name = 'BenchError'
}

/** The source when run by Node, the built file in the packed console. */
const workerFile = (): string => {
  const tried = ['.ts', '.js'].map((ending) => fileURLToPath(new URL(`./worker${ending}`, import.meta.url)))
  const found = tried.find((file) => existsSync(file))
  if (found === undefined) throw new BenchError(`the benchmark's program is missing: tried ${tried.join(' and ')}`)
  return found
}

/**
 * @param signal ends it: the result is of what was done until then, and says so
 * @throws BenchError
 */
export async function runBench(
  job: BenchJob, options: { readonly clock: Clock; readonly signal: AbortSignal; readonly onProgress?: (progress: Progress) => void },
): Promise<BenchResult> {
  const { clock, signal, onProgress } = options
  const [startedAt, begun] = [clock.wall(), clock.mono()]
  const environment = benchEnvironment()
  const { promise, resolve, reject } = Promise.withResolvers<BenchFigures>()
  const worker = new Worker(workerFile(), { workerData: job, name: `bench ${job.kind}` })
  worker.on('message', (message: FromWorker) => {
    if ('progress' in message) onProgress?.(message.progress)
    else if ('figures' in message) resolve(message.figures)
    else reject(new BenchError(`${job.kind}: ${message.failed}`))
  })
  worker.on('error', (cause) => reject(new BenchError(`${job.kind}: its thread failed`, { cause })))
  worker.on('exit', (code) => reject(new BenchError(`${job.kind}: its thread ended (exit code ${code}) without a result`)))

  let force: NodeJS.Timeout | undefined
  const cancel = (): void => {
    worker.postMessage('cancel' satisfies ToWorker)
    force = setTimeout(() => {
      reject(new BenchError(`${job.kind}: cancelled, and ended by force after ${cancelWithin} ms`))
    }, cancelWithin)
  }
  if (signal.aborted) cancel()
  else signal.addEventListener('abort', cancel)
  try {
    const figures = await promise
    return { startedAt, tookMs: clock.mono() - begun, cancelled: signal.aborted, environment, settings: settingsWithoutSecrets(job), figures }
  } finally {
    clearTimeout(force)
    signal.removeEventListener('abort', cancel)
    await worker.terminate()
  }
}
