/** The thread of a benchmark: does one job, tells its progress, and ends. */
import { parentPort, workerData } from 'node:worker_threads'
import { errorText } from '../../shared/error-text.ts'
import { systemClock } from '../clock.ts'
import type { BenchFigures, BenchJob, Progress } from './job.ts'
import { perform } from './perform.ts'

export type FromWorker = { readonly progress: Progress } | { readonly figures: BenchFigures } | { readonly failed: string }
export type ToWorker = 'cancel'

const port = parentPort
if (port === null) throw new Error('the console starts this program in a thread, it is not started by hand')

const tell = (message: FromWorker): void => port.postMessage(message)
const cancel = new AbortController()
port.on('message', (message: ToWorker) => {
  if (message === 'cancel') cancel.abort()
})
try {
  // As the schema gave it, in the thread that started this one.
  const job = workerData as BenchJob
  tell({ figures: await perform(job, systemClock(), cancel.signal, (progress) => tell({ progress })) })
} catch (error) {
  tell({ failed: errorText(error) })
} finally {
  port.close()
}
