/** The HAProxy connector on a real HAProxy 2.6. Plan: "Load Balancer Configuration"; faults 7 to 10 of trust.md. */
import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { Agent, get } from 'node:http'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { once } from 'node:events'
import { afterEach, describe, expect, it } from 'vitest'
import { ConnectError, FencingError } from '../../../../electron/connect/connector.ts'
import { connectHaproxy, haproxySettings, type HaproxyBalancer } from '../../../../electron/connect/haproxy.ts'
import { startHaproxy, type TestHaproxy } from '../../parts/haproxy.ts'
import { startBackend, until } from '../../parts/local.ts'

const clock = { wall: Date.now, mono: () => performance.now(), boot: 'test' }
/** Whoever asks gives no time: what ends, ends by the connector's own. */
const never = new AbortController().signal
const soon = (ms = 10_000): AbortSignal => AbortSignal.timeout(ms)
const failure = async (work: Promise<unknown>): Promise<ConnectError> =>
  work.then(() => { throw new Error('nothing failed') }, (error: unknown) => {
    if (error instanceof ConnectError) return error
    throw error
  })

const started: { stop: () => Promise<void> | void }[] = []
afterEach(async () => {
  for (const one of started.splice(0).toReversed()) await one.stop()
})
const keep = <T extends { stop: () => Promise<void> | void }>(one: T): T => {
  started.push(one)
  return one
}
const connectTo = (settings: Readonly<Record<string, unknown>>): HaproxyBalancer => keep(connectHaproxy('balancer', haproxySettings.parse(settings), { clock, every: 1_000 }))
const setUp = async (options: Parameters<typeof startHaproxy>[0] = {}): Promise<{ haproxy: TestHaproxy; balancer: HaproxyBalancer }> => {
  const haproxy = keep(await startHaproxy(options))
  const balancer = connectTo(haproxy.settings)
  await until('both servers are seen healthy', async () => {
    const { healthy } = await balancer.read(soon())
    return healthy.blue && healthy.green && (await haproxy.type('show stat')).split('\n').filter((line) => /L4OK/.test(line)).length === (options.backup === false ? 4 : 6)
  })
  return { haproxy, balancer }
}

/** One request on a connection of its own, or on an agent's. Undefined where it failed. */
const request = (address: string, { path = '/', user, agent }: { readonly path?: string; readonly user?: string; readonly agent?: Agent } = {}): Promise<string | undefined> =>
  new Promise((resolve) => {
    const asked = get(`${address}${path}`, { agent: agent ?? false, headers: user === undefined ? {} : { cookie: `user=${user}` } }, (answer) => {
      answer.resume()
      answer.on('end', () => resolve(answer.statusCode === 200 ? String(answer.headers['x-served-by']) : undefined))
      answer.on('error', () => resolve(undefined))
    })
    asked.on('error', () => resolve(undefined))
  })

type Load = { readonly total: () => number; readonly failed: () => number; readonly last: () => string | undefined; readonly by: (environment: string) => number; stop: () => Promise<void> }
/** Users who ask again and again, half of them on kept connections, half of them with a name. */
const startLoad = (address: string, lanes = 12): Load => {
  const agent = new Agent({ keepAlive: true })
  const counts: Record<string, number> = {}
  let total = 0
  let failed = 0
  let last: string | undefined
  let going = true
  const lane = async (number: number): Promise<void> => {
    while (going) {
      const by = await request(address, { ...(number % 2 === 0 && { agent }), ...(number % 3 === 0 && { user: `user${number}` }) })
      total += 1
      if (by === undefined) failed += 1
      else counts[by] = (counts[by] ?? 0) + 1
      last = by
    }
  }
  const all = Promise.all(Array.from({ length: lanes }, (_, number) => lane(number)))
  return {
    total: () => total, failed: () => failed, last: () => last, by: (environment) => counts[environment] ?? 0,
    stop: async () => {
      going = false
      await all
      agent.destroy()
    },
  }
}

describe('HAProxy, as it is', () => {
  it('says who it is, and reads back where users go', async () => {
    const { haproxy, balancer } = await setUp()
    const { id, detail } = await balancer.identify(soon())
    expect(id).toMatch(/^HAProxy 2\.\d+\.\S+ test-node test-balancer$/)
    expect(detail).toMatchObject({ pid: String(await haproxy.worker()), node: 'test-node' })
    expect(await balancer.read(soon())).toMatchObject({
      weights: { blue: 100, green: 0 }, flags: { blue: 0, green: 0 }, drained: { blue: false, green: false }, healthy: { blue: true, green: true }, fencing: 0, failed: 0,
    })
  })
  it('is the same over TCP as over its unix socket', async () => {
    const { haproxy, balancer } = await setUp()
    const overTcp = connectTo({ ...haproxy.settings, runtime: haproxy.tcp })
    await overTcp.setWeights({ blue: 25, green: 75 }, 1, soon())
    expect((await balancer.read(soon())).weights).toEqual({ blue: 25, green: 75 })
    expect((await overTcp.identify(soon())).id).toBe((await balancer.identify(soon())).id)
  })
  it('sends users by name, and the others by weight', async () => {
    const { balancer } = await setUp()
    await balancer.setFlags({ set: { ann: 'green', bob: 'blue' } }, 1, soon())
    expect(await balancer.userFlags?.(soon())).toEqual({ ann: 'green', bob: 'blue' })
    expect(await balancer.probeAs('ann', soon())).toBe('green')
    expect(await balancer.probeAs('bob', soon())).toBe('blue')
    expect(await balancer.probe(20, soon())).toEqual({ answered: { blue: 20, green: 0 }, failed: 0 })
    await balancer.setWeights({ blue: 0, green: 100 }, 1, soon())
    expect(await balancer.probe(20, soon())).toEqual({ answered: { blue: 0, green: 20 }, failed: 0 })
    expect(await balancer.probeAs('bob', soon())).toBe('blue')
    await balancer.setFlags({ set: { ann: 'blue' }, clear: ['bob'] }, 1, soon())
    expect((await balancer.read(soon())).flags).toEqual({ blue: 1, green: 0 })
    await balancer.setWeights({ blue: 50, green: 50 }, 1, soon())
    const { answered } = await balancer.probe(40, soon())
    expect([answered.blue, answered.green]).toEqual([20, 20])
  })
  it('counts what each environment answered, and what nobody did', async () => {
    const { haproxy, balancer } = await setUp()
    await balancer.setWeights({ blue: 50, green: 50 }, 1, soon())
    expect((await balancer.sample?.(soon()))?.measured.map(({ metric }) => metric)).toEqual(['balancer_in_flight', 'balancer_in_flight'])
    for (let number = 0; number < 8; number += 1) await request(haproxy.address)
    for (let number = 0; number < 2; number += 1) await request(haproxy.address, { path: '/fail' })
    const reading = await balancer.sample?.(soon())
    expect(reading?.missing).toEqual([])
    expect(reading?.measured).toContainEqual({ metric: 'balancer_requests', environment: 'green', kind: 'counter', increment: 5 })
    expect(reading?.measured).toContainEqual({ metric: 'balancer_errors', environment: 'blue', kind: 'ratio', numerator: 1, denominator: 5 })
    expect(reading?.measured).toContainEqual({ metric: 'traffic_share', environment: 'blue', kind: 'gauge', value: 0.5 })
    expect((await balancer.figures(soon())).green).toMatchObject({ answers: 5, serverErrors: 1, sessions: 0, failures: 0 })
    await Promise.all([haproxy.blue.stop(), haproxy.green.stop()])
    expect(await request(haproxy.address)).toBeUndefined()
    expect((await balancer.read(soon())).failed).toBe(1)
    started.push({ stop: () => undefined })
  })
})

describe('a switch', () => {
  it('under load fails no request, and afterwards nobody is answered by green', async () => {
    const { haproxy, balancer } = await setUp()
    await balancer.setFlags({ set: { user0: 'green', user3: 'green' } }, 1, soon())
    await balancer.setWeights({ blue: 20, green: 80 }, 1, soon())
    const load = keep(startLoad(haproxy.address))
    await until('two thousand requests were made', () => load.total() > 2_000)
    await balancer.setWeights({ blue: 100, green: 0 }, 2, soon())
    await balancer.setFlags({ clear: 'all' }, 2, soon())
    await balancer.drain('green', true, 2, soon())
    await balancer.close('green', 2_000, 2, soon())
    const green = haproxy.green.served()
    const total = load.total()
    await until('two thousand more were made', () => load.total() > total + 2_000)
    await load.stop()
    expect(load.failed()).toBe(0)
    expect(load.by('green')).toBeGreaterThan(500)
    expect(haproxy.green.served()).toBe(green)
    expect(await balancer.read(soon())).toMatchObject({ weights: { blue: 100, green: 0 }, flags: { blue: 0, green: 0 }, drained: { blue: false, green: true }, failed: 0, inFlight: { green: 0 } })
  })
  it('to and fro forty times under load fails no request', async () => {
    const { haproxy, balancer } = await setUp()
    const load = keep(startLoad(haproxy.address))
    for (let turn = 0; turn < 40; turn += 1) {
      await balancer.setWeights(turn % 2 === 0 ? { blue: 0, green: 100 } : { blue: 100, green: 0 }, 1, soon())
      const total = load.total()
      await until('some requests were made', () => load.total() > total + 20)
    }
    await load.stop()
    expect(load.failed()).toBe(0)
    expect(Math.min(load.by('blue'), load.by('green'))).toBeGreaterThan(200)
  })
  it('that would leave users without a server is refused, and changes nothing', async () => {
    const { balancer } = await setUp({ backup: false })
    expect((await failure(balancer.drain('blue', true, 1, soon()))).message).toMatch(/no server of split would take users/)
    await balancer.setFlags({ set: { ann: 'green' } }, 1, soon())
    expect((await failure(balancer.drain('green', true, 1, soon()))).message).toMatch(/1 users are sent to green by name/)
    expect((await failure(balancer.setWeights({ blue: 0, green: 0 }, 1, soon()))).message).toMatch(/one is above 0/)
    await balancer.setFlags({ clear: 'all' }, 1, soon())
    await balancer.drain('green', true, 1, soon())
    expect((await failure(balancer.setWeights({ blue: 0, green: 100 }, 1, soon()))).message).toMatch(/would take users/)
    expect(await balancer.read(soon())).toMatchObject({ weights: { blue: 100, green: 0 }, drained: { blue: false, green: true } })
  })
  it('leaves sticky users behind, who are counted, and are moved by the close (fault 10)', async () => {
    const { haproxy, balancer } = await setUp({ sticky: true })
    await balancer.setWeights({ blue: 0, green: 100 }, 1, soon())
    expect(await request(haproxy.address, { user: 'ann' })).toBe('green')
    await balancer.setWeights({ blue: 100, green: 0 }, 1, soon())
    expect(await request(haproxy.address, { user: 'ann' })).toBe('green')
    expect((await balancer.read(soon())).sticky).toEqual({ blue: 0, green: 1 })
    await balancer.drain('green', true, 1, soon())
    expect(await request(haproxy.address, { user: 'ann' })).toBe('green')
    await balancer.close('green', 0, 1, soon())
    expect((await balancer.read(soon())).sticky).toEqual({ blue: 0, green: 0 })
    expect(await request(haproxy.address, { user: 'ann' })).toBe('blue')
  })
  it('that a rule of somebody else goes round is seen by the probe, whatever is reported (fault 12)', async () => {
    const { balancer } = await setUp({ rule: 'use_backend green' })
    await balancer.setWeights({ blue: 100, green: 0 }, 1, soon())
    expect(await balancer.read(soon())).toMatchObject({ weights: { blue: 100, green: 0 }, flags: { green: 0 } })
    expect(await balancer.probe(10, soon())).toEqual({ answered: { blue: 0, green: 10 }, failed: 0 })
  })
  it('waits for what is in flight, and cuts it at its limit', async () => {
    const { haproxy, balancer } = await setUp()
    await balancer.setWeights({ blue: 0, green: 100 }, 1, soon())
    const first = request(haproxy.address, { path: '/slow' })
    await until('it is in flight', async () => (await balancer.read(soon())).inFlight.green === 1)
    await balancer.setWeights({ blue: 100, green: 0 }, 1, soon())
    await balancer.drain('green', true, 1, soon())
    expect(await failure(balancer.close('green', 8_000, 1, soon(200)))).toMatchObject({ reason: 'timeout' })
    const closing = balancer.close('green', 8_000, 1, soon())
    // Another write does not wait for the grace.
    await balancer.setFlags({ set: { ann: 'blue' } }, 1, soon())
    haproxy.green.release()
    await closing
    expect(await first).toBe('green')
  })
  it.each(['split', 'by name'])('moves what is still in flight at its limit to blue, where HAProxy may retry it: %s', async (way) => {
    const { haproxy, balancer } = await setUp()
    if (way === 'split') await balancer.setWeights({ blue: 0, green: 100 }, 1, soon())
    else await balancer.setFlags({ set: { ann: 'green' } }, 1, soon())
    const asked = request(haproxy.address, { path: '/slow', user: 'ann' })
    await until('it is in flight', async () => (await balancer.read(soon())).inFlight.green === 1)
    await balancer.setWeights({ blue: 100, green: 0 }, 1, soon())
    await balancer.setFlags({ clear: 'all' }, 1, soon())
    await balancer.drain('green', true, 1, soon())
    await balancer.close('green', 100, 1, soon())
    expect(await balancer.read(soon())).toMatchObject({ inFlight: { blue: 1, green: 0 } })
    haproxy.blue.release()
    expect(await asked).toBe('blue')
  })
  it('says so where a retried request can’t be cut and has nowhere else to go', async () => {
    const { haproxy, balancer } = await setUp({ backup: false })
    await balancer.setFlags({ set: { ann: 'green' } }, 1, soon())
    const asked = request(haproxy.address, { path: '/slow', user: 'ann' })
    await until('it is in flight', async () => (await balancer.read(soon())).inFlight.green === 1)
    await balancer.setFlags({ clear: 'all' }, 1, soon())
    await balancer.drain('green', true, 1, soon())
    expect((await failure(balancer.close('green', 0, 1, soon()))).message).toMatch(/1 sessions are still open on green.*option redispatch 1/)
    haproxy.green.release()
    expect(await asked).toBe('green')
    await balancer.close('green', 0, 1, soon())
  })
})

describe('a reload by someone else', () => {
  it('leaves a switch where it was, by the files', async () => {
    const { haproxy, balancer } = await setUp()
    await balancer.setWeights({ blue: 30, green: 70 }, 3, soon())
    await balancer.setFlags({ set: { ann: 'green' } }, 3, soon())
    const before = await balancer.read(soon())
    await haproxy.reload()
    const after = await balancer.read(soon())
    expect(after.id).not.toBe(before.id)
    expect(after).toMatchObject({ weights: { blue: 30, green: 70 }, flags: { blue: 0, green: 1 }, fencing: 3 })
    expect(await balancer.probeAs('ann', soon())).toBe('green')
    expect(await failure(balancer.noop(2, soon()))).toBeInstanceOf(FencingError)
  })
  it('in the middle of a drain leaves it drained; the old worker that still serves is listed, counted and closed', async () => {
    const { haproxy, balancer } = await setUp()
    await balancer.setWeights({ blue: 0, green: 100 }, 1, soon())
    const kept = request(haproxy.address, { path: '/slow' })
    await until('it is in flight', () => haproxy.green.open() === 1)
    await balancer.setWeights({ blue: 100, green: 0 }, 1, soon())
    await balancer.drain('green', true, 1, soon())
    const old = await haproxy.worker()
    await haproxy.reload()
    await until('the old worker is listed', async () => (await balancer.oldWorkers(soon())).length === 1)
    expect((await balancer.oldWorkers(soon())).map(({ pid }) => pid)).toEqual([old])
    expect(await balancer.read(soon())).toMatchObject({ weights: { blue: 100, green: 0 }, drained: { blue: false, green: true }, inFlight: { green: 1 } })
    await balancer.close('green', 0, 1, soon())
    // Cut there; where HAProxy has retries left, the last one goes to blue.
    haproxy.blue.release()
    expect(await kept).not.toBe('green')
    expect(haproxy.green.open()).toBe(0)
    await until('the old worker is gone', async () => (await balancer.oldWorkers(soon())).length === 0)
    expect((await balancer.read(soon())).inFlight.green).toBe(0)
  })
  it('without the files is seen, and reasserted', async () => {
    const { haproxy, balancer } = await setUp()
    await balancer.setWeights({ blue: 0, green: 100 }, 1, soon())
    await balancer.setFlags({ set: { ann: 'green', bob: 'blue' } }, 1, soon())
    await balancer.drain('blue', false, 1, soon())
    expect(await balancer.reassert(1, soon())).toEqual({ reloaded: false, changed: 0 })
    for (const file of [haproxy.users, haproxy.state, haproxy.fence]) writeFileSync(file, '')
    await haproxy.reload()
    expect(await balancer.read(soon())).toMatchObject({ weights: { blue: 100, green: 0 }, flags: { blue: 0, green: 0 }, fencing: 1 })
    expect(await failure(balancer.reassert(0, soon()))).toBeInstanceOf(FencingError)
    expect(await balancer.reassert(1, soon())).toEqual({ reloaded: true, changed: 4 })
    expect(await balancer.read(soon())).toMatchObject({ weights: { blue: 0, green: 100 }, flags: { blue: 1, green: 1 } })
    await haproxy.reload()
    expect(await balancer.read(soon())).toMatchObject({ weights: { blue: 0, green: 100 }, flags: { blue: 1, green: 1 }, fencing: 1 })
  })
  it('is reasserted from the files by a console that was started anew', async () => {
    const { haproxy, balancer } = await setUp()
    await balancer.setWeights({ blue: 0, green: 100 }, 1, soon())
    await balancer.setFlags({ set: { ann: 'green' } }, 1, soon())
    await haproxy.type(`set server split/blue weight 100;clear map ${haproxy.users}`)
    const other = connectTo(haproxy.settings)
    expect(await other.reassert(1, soon())).toMatchObject({ changed: 2 })
    expect(await other.read(soon())).toMatchObject({ weights: { blue: 0, green: 100 }, flags: { green: 1 } })
  })
  it('gives a server its chance that was down when the state was written', async () => {
    const { haproxy, balancer } = await setUp()
    await haproxy.blue.stop()
    await until('blue is seen down', async () => !(await balancer.read(soon())).healthy.blue)
    await balancer.setWeights({ blue: 60, green: 40 }, 1, soon())
    const again = keep(await startBackend('blue', haproxy.blue.port))
    await haproxy.reload()
    expect((await balancer.read(soon())).healthy.blue).toBe(true)
    expect((await balancer.probe(10, soon())).failed).toBe(0)
    expect(again.served()).toBeGreaterThan(0)
  })
  it('that revives an old port from a stale state file is seen, and mended by the next write', async () => {
    const { haproxy, balancer } = await setUp()
    await balancer.setWeights({ blue: 50, green: 50 }, 1, soon())
    writeFileSync(haproxy.state, readFileSync(haproxy.state, 'utf8').replace(`- ${haproxy.blue.port} -`, '- 1 -'))
    await haproxy.reload()
    const knowing = connectTo({ ...haproxy.settings, weighted: { blue: [`split/blue@127.0.0.1:${haproxy.blue.port}`], green: [`split/green@127.0.0.1:${haproxy.green.port}`] }, flagged: {} })
    expect((await knowing.read(soon())).healthy).toEqual({ blue: false, green: true })
    await knowing.setWeights({ blue: 100, green: 0 }, 1, soon())
    expect(await haproxy.type('show servers state split')).toContain(`- ${haproxy.blue.port} -`)
    await until('blue answers', async () => (await knowing.probe(5, soon())).answered.blue === 5)
  })
})

describe('bad days', () => {
  it('killed and restarted: refused meanwhile, and afterwards where it was left', async () => {
    const { haproxy, balancer } = await setUp()
    await balancer.setWeights({ blue: 10, green: 90 }, 4, soon())
    await balancer.sample?.(soon())
    await haproxy.kill()
    expect(await failure(balancer.read(soon()))).toMatchObject({ reason: 'refused', mend: expect.stringContaining('start HAProxy') as string })
    await haproxy.start()
    expect(await balancer.read(soon())).toMatchObject({ weights: { blue: 10, green: 90 }, fencing: 4 })
    expect((await balancer.sample?.(soon()))?.missing).toContainEqual(expect.objectContaining({ metric: 'balancer_requests', environment: 'blue', reason: 'restart' }))
  })
  it.each(['runtime', 'tcp'] as const)('that hang (SIGSTOP) are a time-out by the connector itself: %s', async (way) => {
    const { haproxy } = await setUp()
    const balancer = connectTo({ ...haproxy.settings, runtime: haproxy[way] })
    haproxy.freeze()
    try {
      const errors = await Promise.all([failure(balancer.read(never)), failure(balancer.setWeights({ blue: 0, green: 100 }, 1, never)), failure(balancer.identify(never))])
      expect(errors.map(({ reason }) => reason)).toEqual(['timeout', 'timeout', 'timeout'])
    } finally {
      haproxy.thaw()
    }
    await until('it answers again', async () => balancer.read(soon()).then(() => true, () => false))
    expect((await balancer.read(soon())).weights).toEqual({ blue: 100, green: 0 })
  })
  it("a signal of the caller ends the wait before the connector's own time does", async () => {
    const server = keep(await fakeServer(() => undefined))
    const balancer = connectTo({ ...bareSettings, runtime: server.address })
    const order: string[] = []
    const ended = async (who: string, signal: AbortSignal): Promise<void> => {
      expect((await failure(balancer.read(signal))).reason).toBe('timeout')
      order.push(who)
    }
    await Promise.all([ended('its own time', never), ended('the caller', soon(100))])
    expect(order).toEqual(['the caller', 'its own time'])
  })
  it.each([
    ['nonsense', 'hello, world\n\n', 'invalid'],
    ['HTML', 'HTTP/1.1 400 Bad Request\r\ncontent-type: text/html\r\n\r\n<html></html>', 'invalid'],
    ['nothing', '', 'unreachable'],
    ['half an answer', 'Name: HAProxy\nVersion: 2.6.12\nPid: 1', 'invalid'],
    ['another product', 'Name: Squid\nVersion: 6.1\n\n', 'invalid'],
    ['no version', 'Name: HAProxy\nVersion: what\nPid: 1\nStart_time_sec: 1\n\n', 'version'],
    ['an old version', 'Name: HAProxy\nVersion: 1.8.3\nPid: 1\nStart_time_sec: 1\n\n', 'version'],
    ['no pid', 'Name: HAProxy\nVersion: 2.6.12\nStart_time_sec: 1\n\n', 'invalid'],
    ['a refusal', 'Permission denied\n\n', 'auth'],
  ])('%s instead of an answer is told apart', async (_, answer, reason) => {
    const server = keep(await fakeServer((socket) => socket.end(answer)))
    const balancer = connectTo({ ...bareSettings, runtime: server.address })
    expect(await failure(balancer.identify(soon()))).toMatchObject({ reason })
    expect((await failure(balancer.setWeights({ blue: 100, green: 0 }, 1, soon()))).mend).not.toBe('')
  })
  it('an answer without an end is cut at its limit or its time', async () => {
    const server = keep(await fakeServer((socket) => {
      const more = (): void => {
        while (!socket.destroyed && socket.write('x'.repeat(65_536)));
        if (!socket.destroyed) socket.once('drain', more)
      }
      more()
    }))
    expect((await failure(connectTo({ ...bareSettings, runtime: server.address }).read(soon()))).message).toMatch(/larger than 16 MiB|no whole answer/)
  })
  it('a socket that may only look says so at a harmless write, and changes nothing', async () => {
    const { haproxy, balancer } = await setUp()
    const weak = connectTo({ ...haproxy.settings, runtime: haproxy.operator })
    expect(await failure(weak.noop(0, soon()))).toMatchObject({ reason: 'auth', mend: expect.stringContaining('level admin') as string })
    expect(await failure(weak.setWeights({ blue: 0, green: 100 }, 0, soon()))).toMatchObject({ reason: 'auth' })
    expect((await balancer.read(soon())).weights).toEqual({ blue: 100, green: 0 })
    await balancer.noop(0, soon())
  })
  it('another HAProxy than the plan names is left alone', async () => {
    const { haproxy, balancer } = await setUp()
    const mistaken = connectTo({ ...haproxy.settings, identity: 'production' })
    expect((await failure(mistaken.setWeights({ blue: 0, green: 100 }, 1, soon()))).message).toMatch(/another HAProxy answers.*test-balancer.*names production/)
    expect(await balancer.read(soon())).toMatchObject({ weights: { blue: 100, green: 0 }, fencing: 0 })
    expect(await connectTo({ ...haproxy.settings, identity: 'test-node' }).identify(soon())).toBeDefined()
  })
  it('servers and maps that HAProxy does not have are named', async () => {
    const { haproxy } = await setUp()
    expect((await failure(connectTo({ ...haproxy.settings, flagged: { green: ['green/other'] } }).read(soon()))).message).toMatch(/no server green\/other/)
    expect((await failure(connectTo({ ...haproxy.settings, users: { map: '/nowhere.map' } }).read(soon()))).message).toMatch(/Unknown map/)
  })
  it('files that can’t be written are told, though HAProxy runs as wanted', async () => {
    const { haproxy } = await setUp()
    const balancer = connectTo({ ...haproxy.settings, stateFile: '/proc/fifteen/state' })
    expect((await failure(balancer.setWeights({ blue: 40, green: 60 }, 1, soon()))).message).toMatch(/a reload would undo it/)
    expect((await balancer.read(soon())).weights).toEqual({ blue: 40, green: 60 })
  })
  it('files keep their mode, and no half-written ones are left', async () => {
    const { haproxy, balancer } = await setUp()
    chmodSync(haproxy.users, 0o640)
    await balancer.setFlags({ set: { ann: 'green' } }, 1, soon())
    const { readdirSync, statSync } = await import('node:fs')
    expect(statSync(haproxy.users).mode & 0o777).toBe(0o640)
    expect(readdirSync(haproxy.dir).filter((name) => name.endsWith('.new'))).toEqual([])
    expect(readFileSync(haproxy.users, 'utf8')).toBe('ann green\n')
    expect(readFileSync(haproxy.fence, 'utf8')).toBe('1 1\n')
  })
})

describe('fencing', () => {
  it('refuses the older driver, whatever it writes, and changes nothing', async () => {
    const { haproxy, balancer } = await setUp()
    const newer = connectTo(haproxy.settings)
    await balancer.setWeights({ blue: 80, green: 20 }, 5, soon())
    await newer.setWeights({ blue: 90, green: 10 }, 7, soon())
    const before = await newer.read(soon())
    const tries = [
      balancer.setWeights({ blue: 0, green: 100 }, 5, soon()), balancer.setFlags({ set: { ann: 'green' } }, 6, soon()),
      balancer.drain('green', true, 5, soon()), balancer.close('green', 0, 5, soon()), balancer.noop(5, soon()), balancer.reassert(5, soon()),
    ]
    for (const one of await Promise.all(tries.map(failure))) expect(one).toMatchObject({ name: 'FencingError', seen: 7 })
    expect(await newer.read(soon())).toEqual(before)
    await balancer.noop(7, soon())
  })
  it('tells a driver that was overtaken in the middle of its write', async () => {
    const { haproxy } = await setUp()
    // Passes commands on; before the first change it lets a newer driver in.
    const between = keep(await fakeServer((socket) => {
      socket.once('data', (chunk: Buffer) => {
        const line = chunk.toString().trim()
        const pass = async (): Promise<void> => {
          if (line.startsWith('add map')) await haproxy.type(`add map ${haproxy.fence} 9 9`)
          socket.end(await haproxy.type(line))
        }
        void pass()
      })
    }, true))
    const late = connectTo({ ...haproxy.settings, runtime: between.address })
    expect(await failure(late.setWeights({ blue: 50, green: 50 }, 4, soon()))).toMatchObject({ name: 'FencingError', seen: 9, tried: expect.stringContaining('it was done') as string })
    expect(await failure(late.setWeights({ blue: 50, green: 50 }, 8, soon()))).toBeInstanceOf(FencingError)
  })
  it('keeps the largest number over many drivers at once', async () => {
    const { haproxy } = await setUp()
    const drivers = Array.from({ length: 8 }, (_, number) => ({ number: number + 1, balancer: connectTo({ ...haproxy.settings, master: undefined }) }))
    await Promise.allSettled(drivers.map(({ number, balancer }) => balancer.setWeights({ blue: 100 - number, green: number }, number, soon())))
    expect(await drivers[0]?.balancer.read(soon())).toMatchObject({ fencing: 8 })
  })
})

describe('names', () => {
  it.each(['ann;disable server split/blue', 'ann\nset server split/blue weight 0', 'ann bob', '#0x1', '<<', 'a\\ b', '', 'a\u0000'])('%j is refused as a user, and nothing is sent', async (name) => {
    const commands: string[] = []
    const { haproxy } = await setUp()
    const server = keep(await fakeServer((socket) => {
      socket.once('data', (chunk: Buffer) => {
        commands.push(chunk.toString())
        void haproxy.type(chunk.toString().trim()).then((text) => socket.end(text))
      })
    }, true))
    const balancer = connectTo({ ...haproxy.settings, runtime: server.address })
    expect((await failure(balancer.setFlags({ set: { [name]: 'green' } }, 1, soon()))).message).toMatch(/can't be called/)
    expect((await failure(balancer.setFlags({ clear: [name] }, 1, soon()))).message).toMatch(/can't be called/)
    expect(commands.filter((line) => !line.startsWith('show '))).toEqual([])
  })
  it('of all other kinds come through, in their thousands', async () => {
    const { haproxy, balancer } = await setUp()
    const set = Object.fromEntries(Array.from({ length: 3_000 }, (_, number) => [`user-${number}@example.org`, number % 2 === 0 ? 'green' : 'blue'] as const))
    await balancer.setFlags({ set: { ...set, 'zoë': 'green', 'a=b&c': 'blue' } }, 1, soon())
    expect((await balancer.read(soon())).flags).toEqual({ blue: 1_501, green: 1_501 })
    await haproxy.reload()
    expect((await balancer.read(soon())).flags).toEqual({ blue: 1_501, green: 1_501 })
    await balancer.setFlags({ clear: 'all' }, 1, soon())
    expect((await balancer.read(soon())).flags).toEqual({ blue: 0, green: 0 })
  })
})

const bareSettings = {
  runtime: '127.0.0.1:1', through: 'http://127.0.0.1:1', weighted: { blue: ['split/blue'], green: ['split/green'] }, users: { map: '/tmp/none.map' },
  userBy: { cookie: 'user' }, fence: { map: '/tmp/none-fence.map' }, stateFile: '/tmp/none-state',
}

/** A server that is no HAProxy. */
async function fakeServer(answer: (socket: Socket) => void, atOnce = false): Promise<{ readonly address: string; stop: () => Promise<void> }> {
  const sockets = new Set<Socket>()
  const server: Server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    if (atOnce) answer(socket)
    else socket.once('data', () => answer(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
