/** The load generators that are measured: the console's in its thread, as the console runs it; its peers as processes of their own. */
import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { promisify } from 'node:util'
import { z } from 'zod'
import { benchJob, runBench } from '../../../electron/bench/bench.ts'
import type { LoadResult } from '../../../electron/bench/job.ts'
import { systemClock } from '../../../electron/clock.ts'

const run = promisify(execFile)
const autocannon = createRequire(import.meta.url).resolve('autocannon/autocannon.js')

export async function runOwn(job: object, onProgress: (done: number) => void = () => undefined): Promise<LoadResult> {
  const { figures } = await runBench(benchJob.parse({ kind: 'load', ...job }), { clock: systemClock(), signal: new AbortController().signal, onProgress: ({ done }) => onProgress(done) })
  if (figures.kind !== 'load') throw new Error(`the benchmark gave ${figures.kind} for load`)
  const failed = Object.entries(figures.errors)
  if (failed.length > 0) throw new Error(`requests failed: ${failed.map(([kind, count]) => `${count} × ${kind}`).join(', ')}`)
  return figures
}

const autocannonResult = z.object({
  duration: z.number().positive(), requests: z.object({ total: z.number() }), latency: z.object({ p99: z.number() }), errors: z.literal(0), non2xx: z.literal(0),
})
export type Peer = { readonly perSecond: number; readonly p99: number }

/** @param rate of the whole, a second; as fast as it is answered without one */
export async function runAutocannon(url: string, { connections, seconds, rate }: { readonly connections: number; readonly seconds: number; readonly rate?: number }): Promise<Peer> {
  const { stdout } = await run(process.execPath, [
    autocannon, '--json', '--no-progress', '--connections', String(connections), '--pipelining', '1', '--duration', String(seconds), ...(rate === undefined ? [] : ['--overallRate', String(rate)]), url,
  ])
  const { duration, requests, latency } = autocannonResult.parse(JSON.parse(stdout))
  return { perSecond: requests.total / duration, p99: latency.p99 }
}

const msOf = { us: 0.001, ms: 1, s: 1_000 } as const

/** It knows no fixed rate. @throws Error where it is not installed */
export async function runWrk(url: string, { connections, seconds }: { readonly connections: number; readonly seconds: number }): Promise<Peer> {
  const { stdout } = await run('wrk', ['-t', '1', '-c', String(connections), '-d', `${seconds}s`, '--latency', url]).catch((error: unknown) => {
    throw new Error('wrk can\'t be run: install it (sudo apt-get install --no-install-recommends wrk)', { cause: error })
  })
  const [, p99, unit] = /^\s*99%\s+([\d.]+)(us|ms|s)$/m.exec(stdout) ?? []
  const perSecond = /^Requests\/sec:\s+([\d.]+)$/m.exec(stdout)?.[1]
  if (p99 === undefined || perSecond === undefined) throw new Error(`wrk said something else than expected: ${stdout}`)
  return { perSecond: Number(perSecond), p99: Number(p99) * msOf[unit as keyof typeof msOf] }
}
