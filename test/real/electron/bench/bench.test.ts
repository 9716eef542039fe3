/** Benchmarks in their own thread, against real servers. */
import type { Worker } from 'node:worker_threads'
import { afterEach, describe, expect, it } from 'vitest'
import { BenchError, runBench, type Progress } from '../../../../electron/bench/bench.ts'
import { benchJob } from '../../../../electron/bench/job.ts'
import { forkHeavyDb } from '../../../doubles/heavydb-process.ts'
import { forkHttpTarget, type HttpTarget } from '../../../doubles/http-target-process.ts'

const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})
const serve = async (): Promise<HttpTarget> => {
  const target = await forkHttpTarget()
  ends.push(target.stop)
  return target
}
const clock = { wall: Date.now, mono: () => performance.now(), boot: 'test' }
const never = new AbortController().signal
const loadOf = (url: string, more: object = {}) => benchJob.parse({ kind: 'load', request: { url }, loop: { kind: 'closed', users: 20 }, duration: 800, ...more })

describe('a benchmark', () => {
  it('leaves this thread to others, tells how far it is, and gives plain JSON with its machine and settings', async () => {
    const { url } = await serve()
    const progress: Progress[] = []
    const threads: string[] = []
    const onThread = ({ threadName }: Worker): void => void threads.push(threadName ?? '')
    process.on('worker', onThread)
    const result = await runBench(loadOf(url), { clock, signal: never, onProgress: (one) => progress.push(one) })
    process.off('worker', onThread)
    expect(threads).toEqual(['bench load'])
    expect(JSON.parse(JSON.stringify(result))).toEqual(result)
    expect(result).toMatchObject({ cancelled: false, environment: { node: process.version }, settings: { kind: 'load', duration: 800 }, figures: { kind: 'load', errors: {} } })
    expect(progress.length).toBeGreaterThan(0)
  })
  it('cancelled, gives what it has before its time and says so', async () => {
    const { url } = await serve()
    const stop = new AbortController()
    const result = await runBench(loadOf(url, { duration: 60_000 }), { clock, signal: stop.signal, onProgress: () => stop.abort() })
    expect(result.cancelled).toBe(true)
    expect(result.figures).toMatchObject({ kind: 'load' })
  })
  it('cancelled before it begins, does next to nothing', async () => {
    const { url, tell } = await serve()
    const result = await runBench(loadOf(url, { loop: { kind: 'closed', users: 1, think: 1 }, duration: 60_000 }), { clock, signal: AbortSignal.abort() })
    expect(result.cancelled).toBe(true)
    expect((await tell({ count: true })).requests).toBeLessThan(200)
  })
  it('that can not be done says why', async () => {
    await expect(runBench(benchJob.parse({ ...(loadOf('http://127.0.0.1:1/') as object), request: { url: 'http://127.0.0.1:1/', headers: { x: 'a\nb' } } }), { clock, signal: never })).rejects.toThrow(BenchError)
  })
  it('of blue against green, the slower green is worse', async () => {
    const [blue, green] = [await serve(), await serve()]
    await green.tell({ delay: 15 })
    const job = benchJob.parse({ kind: 'compare', blue: { request: { url: blue.url } }, green: { request: { url: green.url } }, pairs: 30, margin: 0.05, alpha: 0.05 })
    const { figures } = await runBench(job, { clock, signal: never })
    expect(figures).toMatchObject({ kind: 'compare', unit: 'ms', verdict: { outcome: 'fail' }, figures: { effect: 'large' } })
  })
})

describe('rows/s on HeavyDB, against a baseline', () => {
  it('is measured through the registry, in the thread', { timeout: 60_000 }, async () => {
    const { port, stop } = await forkHeavyDb(20_000)
    ends.push(stop)
    const job = benchJob.parse({
      kind: 'rows', target: { id: 'heavydb', kind: 'heavydb', host: '127.0.0.1', port, database: 'heavyai', user: 'admin', password: 'HyperInteractive' },
      queries: [{ name: 'market', sql: 'SELECT * FROM market' }], warmUp: 2, runs: 8, // How quick this machine is does not matter here.
      bar: { baseline: 1, pass: 0.9, warn: 0.75, margin: 0.01 },
    })
    const result = await runBench(job, { clock, signal: never })
    expect(result.figures).toMatchObject({ kind: 'rows', failedRounds: 0, errors: {}, verdict: { outcome: 'pass' }, queries: [{ name: 'market', rows: 20_000 }] })
    expect(JSON.stringify(result)).not.toContain('HyperInteractive')
  })
})
