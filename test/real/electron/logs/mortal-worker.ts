/** The thread of the logs, which dies when a file says so, and takes it along. */
import { existsSync, rmSync } from 'node:fs'
import { workerData } from 'node:worker_threads'
import '../../../../electron/logs/worker.ts'

const sign = `${(workerData as { readonly file: string }).file}.die`
setInterval(() => {
  if (!existsSync(sign)) return
  rmSync(sign)
  throw new Error('out of luck')
}, 20).unref()
