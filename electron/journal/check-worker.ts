/** The thread that checks a range of the chain. */
import { parentPort, workerData } from 'node:worker_threads'
import { stepBack } from '../step-back.ts'
import { checkRange, type CheckJob } from './check-range.ts'

// As many as there are cores: the loop goes before them.
stepBack()
parentPort?.postMessage(checkRange(workerData as CheckJob))
