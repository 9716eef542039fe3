/** The thread that checks a range of the chain. */
import { parentPort, workerData } from 'node:worker_threads'
import { checkRange, type CheckJob } from './check-range.ts'

parentPort?.postMessage(checkRange(workerData as CheckJob))
