/** Load on a real server, in a process of its own. Plan: "20 simultaneous users", "<300ms for 95 % of requests". */
import { createServer } from 'node:net'
import { once } from 'node:events'
import { afterEach, describe, expect, it } from 'vitest'
import { loadJob, type LoadResult, type Progress } from '../../../../electron/bench/job.ts'
import { runLoad } from '../../../../electron/bench/load.ts'
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
const never = new AbortController().signal
const load = (url: string, more: object, signal = never, onProgress: (one: Progress) => void = () => undefined): Promise<LoadResult> =>
  runLoad(loadJob.parse({ kind: 'load', request: { url }, duration: 1_000, ...more }), signal, onProgress)
const closed = (users: number, think = 0) => ({ loop: { kind: 'closed', users, think } })
const open = (rate: number, connections: number) => ({ loop: { kind: 'open', rate, connections } })

describe('a closed loop', () => {
  it('of 20 users sends as fast as it is answered; every request is accounted for', async () => {
    const { url, tell } = await serve()
    const result = await load(url, closed(20))
    expect(result.errors).toEqual({})
    expect(result.sent).toBeGreaterThanOrEqual(20)
    expect([result.answered, result.good, result.latency?.count, (await tell({ count: true })).requests]).toEqual([result.sent, result.sent, result.sent, result.sent])
    expect(result.throughput).toBeGreaterThan(0)
    expect(result.perSecond.reduce((sum, { answered }) => sum + answered, 0)).toBe(result.answered)
  })
  it('never has more under way than its users', async () => {
    const { url, tell } = await serve()
    await tell({ delay: 100 })
    const result = await load(url, closed(5))
    expect(result.throughput).toBeLessThanOrEqual(50)
    expect(result.latency?.p50).toBeGreaterThan(95)
  })
  it('that thinks between requests sends so much less', async () => {
    const { url } = await serve()
    expect((await load(url, closed(10, 100))).sent).toBeLessThanOrEqual(110)
  })
  it('counts nothing of its warm-up', async () => {
    const { url, tell } = await serve()
    const result = await load(url, { ...closed(2, 20), warmUp: 500 })
    expect((await tell({ count: true })).requests).toBeGreaterThan(result.sent * 1.5)
  })
})

describe('a fixed rate', () => {
  it('sends as many as are due, whatever comes back', async () => {
    const { url, tell } = await serve()
    const result = await load(url, open(300, 50))
    expect([result.sent, result.answered, result.unsent, (await tell({ count: true })).requests]).toEqual([300, 300, 0, 300])
  })
  it('reaches its rate over the ramp', async () => {
    const { url } = await serve()
    expect((await load(url, { ...open(400, 50), ramp: 1_000 })).sent).toBe(200)
  })
  it('counts from the intended time: a server that stalls is seen by all who were meant to ask meanwhile', { timeout: 20_000 }, async () => {
    const { url, tell } = await serve()
    const [duration, stall] = [5_000, 500]
    let asked: Promise<{ readonly stalled?: number }> | undefined
    const result = await load(url, { ...open(400, 10), duration }, never, ({ done }) => {
      if (done > 0.3) asked ??= tell({ stall })
    })
    const { stalled = 0 } = (await asked) ?? {}
    expect(stalled).toBeGreaterThanOrEqual(stall)
    // Evenly sent, the share of those that wait longer than x is (stall - x) / duration: of the hundredth that waits longest.
    const truth = stalled - 0.01 * duration
    // A busy machine makes them wait longer still; how near it comes is told by npm run bench -- connectors.stall.
    expect(result.latency?.p99).toBeGreaterThan(truth * 0.95)
    expect([result.sent, result.answered]).toEqual([2_000, 2_000])
  })
  it('that the server can not answer is not made easier for it: the rest is told', async () => {
    const { url, tell } = await serve()
    await tell({ delay: 400 })
    const result = await load(url, { ...open(200, 5), timeout: 500 })
    expect(result.unsent).toBeGreaterThan(100)
    expect(result.latency?.max).toBeGreaterThan(600)
    expect(result.sent + result.unsent).toBe(200)
  })
})

describe('errors, by kind', () => {
  it('a status is an answer and an error', async () => {
    const { url, tell } = await serve()
    await tell({ status: 503 })
    const result = await load(url, closed(2, 50))
    expect(result).toMatchObject({ good: 0, errors: { 'status 503': result.sent }, errorRate: 1 })
    expect(result.latency?.count).toBe(result.sent)
  })
  it('a connection that is cut is no answer: without one there is no percentile', async () => {
    const { url, tell } = await serve()
    await tell({ reset: true })
    const result = await load(url, closed(2, 50))
    expect(result).toMatchObject({ answered: 0, good: 0, errors: { reset: result.sent }, throughput: 0 })
    expect(result.latency).toBeUndefined()
  })
  it('a hang ends with its time', async () => {
    const { url, tell } = await serve()
    await tell({ delay: 60_000 })
    const result = await load(url, { ...closed(3), timeout: 200 })
    expect(result.errors).toEqual({ timeout: result.sent })
    expect(result.answered).toBe(0)
  })
  it('nothing listens: refused, without a storm', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as { readonly port: number }
    server.close()
    await once(server, 'close')
    const result = await load(`http://127.0.0.1:${port}/`, closed(2))
    expect(result.errors).toEqual({ refused: result.sent })
    expect(result.sent).toBeLessThanOrEqual(210)
  })
  it('nonsense is invalid', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined)
      socket.on('data', () => socket.write('SSH-2.0-OpenSSH_9.2\r\n\r\n'))
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    ends.push(async () => {
      server.close()
      await once(server, 'close')
    })
    const result = await load(`http://127.0.0.1:${(server.address() as { readonly port: number }).port}/`, closed(1, 100))
    expect(result.errors).toEqual({ invalid: result.sent })
  })
})

it('ended in the middle, gives what was measured until then', async () => {
  const { url } = await serve()
  const stop = new AbortController()
  const seen: Progress[] = []
  const result = await load(url, { ...closed(3, 5), duration: 60_000 }, stop.signal, (one) => {
    seen.push(one)
    if (seen.length === 2) stop.abort()
  })
  expect(result.answered).toBeGreaterThan(10)
  expect(seen[0]?.leftMs).toBeGreaterThan(55_000)
})

it('says so when it was itself the limit', async () => {
  const { url } = await serve()
  const result = await load(url, closed(20), never, () => {
    // The thread of the generator is kept busy with something else.
    const until = performance.now() + 150
    while (performance.now() < until);
  })
  expect(result.generator).toMatchObject({ limited: true, why: expect.any(String) as string })
})
