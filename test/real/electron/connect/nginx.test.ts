/** The nginx connector on a real nginx. Plan: "Load Balancer Configuration"; faults 7 to 9 of trust.md. */
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { Agent, createServer, get, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { ConnectError, FencingError, type Balancer } from '../../../../electron/connect/connector.ts'
import { connectNginx, nginxSettings } from '../../../../electron/connect/nginx.ts'
import { until } from '../../parts/local.ts'
import { startNginx, type TestNginx } from '../../parts/nginx.ts'
import { freezeAll } from '../../parts/process.ts'

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
const connectTo = (settings: Readonly<Record<string, unknown>>): Balancer => keep(connectNginx('nginx', nginxSettings.parse(settings), { clock, every: 1_000 }))
const setUp = async (): Promise<{ nginx: TestNginx; balancer: Balancer }> => {
  const nginx = keep(await startNginx())
  return { nginx, balancer: connectTo(nginx.settings) }
}
const filesOf = ({ split, flags }: TestNginx): string => readFileSync(split, 'utf8') + readFileSync(flags, 'utf8')

/** What was reset on a kept connection as it was used again, and asked anew: as browsers do, and as HTTP has it. */
const again: string[] = []
const request = (address: string, { path = '/', user, agent }: { readonly path?: string; readonly user?: string; readonly agent?: Agent } = {}): Promise<string | undefined> =>
  new Promise((resolve) => {
    const asked = get(`${address}${path}`, { agent: agent ?? false, headers: user === undefined ? {} : { cookie: `user=${user}` } }, (answer) => {
      answer.resume()
      answer.on('end', () => resolve(answer.statusCode === 200 ? String(answer.headers['x-served-by']) : undefined))
      answer.on('error', () => resolve(undefined))
    })
    asked.on('error', (error: NodeJS.ErrnoException) => {
      if (!asked.reusedSocket || error.code !== 'ECONNRESET') return resolve(undefined)
      again.push(error.code)
      resolve(request(address, { path, ...(user !== undefined && { user }) }))
    })
  })

describe('nginx', () => {
  it('says who it is, and reads back where users go', async () => {
    const { balancer } = await setUp()
    expect((await balancer.identify(soon())).id).toMatch(/^nginx\/1\.\d+\.\d+ test-nginx$/)
    expect(await balancer.read(soon())).toMatchObject({
      weights: { blue: 100, green: 0 }, flags: { blue: 0, green: 0 }, drained: { blue: false, green: false }, healthy: { blue: true, green: true }, fencing: 0,
    })
  })
  it('sends users by name, by weight, and away from what is drained', async () => {
    const { nginx, balancer } = await setUp()
    await balancer.setFlags({ set: { ann: 'green', default: 'green', bob: 'blue' } }, 1, soon())
    expect(await balancer.userFlags?.(soon())).toEqual({ ann: 'green', default: 'green', bob: 'blue' })
    expect(await request(nginx.address, { user: 'ann' })).toBe('green')
    expect(await request(nginx.address, { user: 'default' })).toBe('green')
    expect(await balancer.probe(20, soon())).toEqual({ answered: { blue: 20, green: 0 }, failed: 0 })
    await balancer.setWeights({ blue: 0, green: 100 }, 1, soon())
    expect(await balancer.probe(20, soon())).toEqual({ answered: { blue: 0, green: 20 }, failed: 0 })
    expect(await request(nginx.address, { user: 'bob' })).toBe('blue')
    await balancer.drain('green', true, 1, soon())
    expect(await balancer.probe(20, soon())).toEqual({ answered: { blue: 20, green: 0 }, failed: 0 })
    expect(await request(nginx.address, { user: 'ann' })).toBe('blue')
    expect(await balancer.read(soon())).toMatchObject({ weights: { blue: 0, green: 100 }, flags: { blue: 1, green: 2 }, drained: { blue: false, green: true }, fencing: 1, changed: 3 })
    expect((await failure(balancer.drain('blue', true, 1, soon()))).message).toMatch(/both environments would be drained/)
    await balancer.drain('green', false, 1, soon())
    await balancer.setWeights({ blue: 50, green: 50 }, 1, soon())
    const { answered, failed } = await balancer.probe(200, soon())
    expect(failed).toBe(0)
    expect(Math.min(answered.blue, answered.green)).toBeGreaterThan(50)
  })
  it('switches under load without a failed request', async () => {
    const { nginx, balancer } = await setUp()
    const agent = new Agent({ keepAlive: true })
    const counts = { total: 0, failed: 0, green: 0 }
    let going = true
    const lanes = Promise.all(Array.from({ length: 10 }, async (_, lane) => {
      while (going) {
        const by = await request(nginx.address, lane % 2 === 0 ? { agent } : {})
        counts.total += 1
        if (by === undefined) counts.failed += 1
        if (by === 'green') counts.green += 1
      }
    }))
    for (const weights of [{ blue: 0, green: 100 }, { blue: 50, green: 50 }, { blue: 0, green: 100 }, { blue: 100, green: 0 }]) {
      await balancer.setWeights(weights, 1, soon())
      const { total } = counts
      await until('many requests were made', () => counts.total > total + 800)
    }
    await balancer.close('green', 3_000, 1, soon())
    const green = nginx.green.served()
    const { total } = counts
    await until('many more were made', () => counts.total > total + 500)
    going = false
    await lanes
    agent.destroy()
    // nginx closes idle kept connections at a reload, and a client may be using one just then: at most once a connection and reload.
    expect({ failed: counts.failed, tooOften: again.length > 4 * 5 }).toEqual({ failed: 0, tooOften: false })
    expect(counts.total).toBeGreaterThan(3_500)
    expect(counts.green).toBeGreaterThan(500)
    // The health of green was not asked in between.
    expect(nginx.green.served()).toBe(green)
  })
  it('ends at the limit what old workers still serve', async () => {
    const { nginx, balancer } = await setUp()
    await balancer.setWeights({ blue: 0, green: 100 }, 1, soon())
    const kept = request(nginx.address, { path: '/slow' })
    await until('it is in flight', () => nginx.green.open() === 1)
    await balancer.setWeights({ blue: 100, green: 0 }, 1, soon())
    expect((await balancer.read(soon())).inFlight.green).toBe(1)
    expect(await failure(balancer.close('green', 8_000, 1, soon(100)))).toMatchObject({ reason: 'timeout' })
    await balancer.close('green', 50, 1, soon())
    expect(await kept).toBeUndefined()
    expect((await balancer.read(soon())).inFlight.green).toBe(0)
  })
  it('counts requests for the environment that all users are sent to, and says where it can’t', async () => {
    const { nginx, balancer } = await setUp()
    await balancer.sample?.(soon())
    for (let number = 0; number < 7; number += 1) await request(nginx.address)
    const reading = await balancer.sample?.(soon())
    expect(reading?.missing).toEqual([])
    expect(reading?.measured).toContainEqual({ metric: 'balancer_requests', environment: 'blue', kind: 'counter', increment: 7 })
    expect(reading?.measured).toContainEqual({ metric: 'balancer_requests', environment: 'green', kind: 'counter', increment: 0 })
    expect(reading?.measured).toContainEqual({ metric: 'traffic_share', environment: 'green', kind: 'gauge', value: 0 })
    await balancer.setWeights({ blue: 50, green: 50 }, 1, soon())
    const apart = await balancer.sample?.(soon())
    expect(apart?.missing.map(({ metric, environment, reason }) => `${metric} ${environment} ${reason}`).toSorted()).toEqual([
      'balancer_requests blue none', 'balancer_requests green none', 'traffic_share blue none', 'traffic_share green none',
    ])
    expect(apart?.measured.map(({ metric }) => metric)).toEqual(['balancer_in_flight', 'balancer_in_flight'])
  })
})

describe('a configuration that fails its check', () => {
  it('is told in nginx’s own words, and the old files are back', async () => {
    const { nginx, balancer } = await setUp()
    await balancer.setFlags({ set: { ann: 'green' } }, 1, soon())
    const before = filesOf(nginx)
    nginx.breakConfig()
    expect(await failure(balancer.setWeights({ blue: 0, green: 100 }, 1, soon()))).toMatchObject({ reason: 'invalid', detail: expect.stringContaining('unknown directive "nonsense"') as string })
    expect(filesOf(nginx)).toBe(before)
    expect((await failure(balancer.noop(1, soon()))).detail).toMatch(/nonsense/)
    expect((await balancer.probe(5, soon())).answered.blue).toBe(5)
    expect(existsSync(`${nginx.split}.lock`)).toBe(false)
  })
  it('of our own making too: two users that nginx can’t tell apart', async () => {
    const { nginx, balancer } = await setUp()
    const before = filesOf(nginx)
    expect((await failure(balancer.setFlags({ set: { ann: 'green', ANN: 'blue' } }, 1, soon()))).detail).toMatch(/conflicting parameter/)
    expect(filesOf(nginx)).toBe(before)
  })
  it.each(['ann" green; } evil { "', 'ann;', 'a\nb', '~.*', '$host', 'a b', '#x', '', 'a\\', '{'])('%j is refused as a user', async (name) => {
    const { nginx, balancer } = await setUp()
    const before = filesOf(nginx)
    expect((await failure(balancer.setFlags({ set: { [name]: 'green' } }, 1, soon()))).message).toMatch(/can't be called/)
    expect(filesOf(nginx)).toBe(before)
  })
})

describe('bad days', () => {
  it('a master that hangs (SIGSTOP) does not take it on: told by the connector itself, and the old files are back', async () => {
    const { nginx, balancer } = await setUp()
    const before = filesOf(nginx)
    freezeAll([nginx.pid()])
    const error = await failure(balancer.setWeights({ blue: 0, green: 100 }, 1, never))
    expect(error.message).toMatch(/did not take on the new configuration/)
    expect(filesOf(nginx)).toBe(before)
    nginx.signal('SIGCONT')
    expect((await balancer.probe(5, soon())).answered.blue).toBe(5)
    await balancer.setWeights({ blue: 0, green: 100 }, 2, soon())
    expect((await balancer.probe(5, soon())).answered.green).toBe(5)
  })
  it('killed and restarted: refused meanwhile, and afterwards where it was left', async () => {
    const { nginx, balancer } = await setUp()
    await balancer.setWeights({ blue: 30, green: 70 }, 4, soon())
    const { id } = await balancer.read(soon())
    await nginx.kill()
    expect(await failure(balancer.read(soon()))).toMatchObject({ reason: 'refused' })
    expect(await failure(balancer.setWeights({ blue: 100, green: 0 }, 4, soon()))).toMatchObject({ reason: 'refused' })
    await nginx.start()
    const after = await balancer.read(soon())
    expect(after).toMatchObject({ weights: { blue: 30, green: 70 }, fencing: 4 })
    expect(after.id).not.toBe(id)
  })
  it('no signal is sent to a process that only has the pid of the pid file', async () => {
    const { nginx, balancer } = await setUp()
    const before = filesOf(nginx)
    writeFileSync(nginx.pidFile, `${process.pid}\n`)
    let hung = 0
    const onHup = (): void => void (hung += 1)
    process.on('SIGHUP', onHup)
    try {
      expect((await failure(balancer.setWeights({ blue: 0, green: 100 }, 1, soon()))).message).toMatch(/is not nginx's master/)
    } finally {
      process.off('SIGHUP', onHup)
      writeFileSync(nginx.pidFile, `${nginx.pid()}\n`)
    }
    expect(hung).toBe(0)
    expect(filesOf(nginx)).toBe(before)
  })
  it('another nginx than the plan names is left alone', async () => {
    const { nginx } = await setUp()
    const before = filesOf(nginx)
    expect((await failure(connectTo({ ...nginx.settings, identity: 'production' }).setWeights({ blue: 0, green: 100 }, 1, soon()))).message).toMatch(/another nginx answers: test-nginx/)
    expect(filesOf(nginx)).toBe(before)
  })
  it.each([['nonsense', 'hello', 'invalid'], ['nothing', '', 'invalid'], ['JSON of another kind', '{"identity":"test-nginx"}', 'invalid']])('%s instead of an answer is told apart', async (_, body, reason) => {
    const { nginx } = await setUp()
    const server: Server = createServer((__, response) => response.end(body)).listen(0, '127.0.0.1')
    await once(server, 'listening')
    keep({ stop: () => void server.close() })
    const routing = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
    expect(await failure(connectTo({ ...nginx.settings, routing }).read(soon()))).toMatchObject({ reason })
    expect(await failure(connectTo({ ...nginx.settings, status: routing }).read(soon()))).toMatchObject({ reason })
  })
  it('weights that were edited by hand and loaded are seen', async () => {
    const { nginx, balancer } = await setUp()
    await balancer.setWeights({ blue: 100, green: 0 }, 1, soon())
    writeFileSync(nginx.split, readFileSync(nginx.split, 'utf8').replace('  * blue;', '  40% green;\n  * blue;'))
    expect((await balancer.read(soon())).weights).toEqual({ blue: 60, green: 40 })
  })
})

describe('fencing', () => {
  it('refuses the older driver, whatever it writes, and changes nothing', async () => {
    const { nginx, balancer } = await setUp()
    const newer = connectTo(nginx.settings)
    await newer.setWeights({ blue: 90, green: 10 }, 7, soon())
    const before = filesOf(nginx)
    const tries = [
      balancer.setWeights({ blue: 0, green: 100 }, 5, soon()), balancer.setFlags({ set: { ann: 'green' } }, 6, soon()),
      balancer.drain('green', true, 5, soon()), balancer.close('green', 0, 5, soon()), balancer.noop(5, soon()),
    ]
    for (const one of await Promise.all(tries.map(failure))) {
      expect(one).toBeInstanceOf(FencingError)
      expect(one).toMatchObject({ seen: 7 })
    }
    expect(filesOf(nginx)).toBe(before)
    await balancer.noop(7, soon())
  })
  it('lets many drivers at once in one after another, and keeps the largest number', async () => {
    const { nginx, balancer } = await setUp()
    const results = await Promise.allSettled([1, 2, 3, 4].map((number) => connectTo(nginx.settings).setWeights({ blue: 100 - number, green: number }, number, soon())))
    expect(results.filter(({ status }) => status === 'rejected').every((result) => 'reason' in result && result.reason instanceof FencingError)).toBe(true)
    expect(await balancer.read(soon())).toMatchObject({ fencing: 4, weights: { blue: 96, green: 4 } })
  })
  it('takes over a lock whose process is gone, and waits for none that is not', async () => {
    const { nginx, balancer } = await setUp()
    writeFileSync(`${nginx.split}.lock`, '4194303')
    await balancer.setWeights({ blue: 50, green: 50 }, 1, soon())
    writeFileSync(`${nginx.split}.lock`, String(process.pid))
    expect((await failure(balancer.setWeights({ blue: 0, green: 100 }, 1, soon()))).detail).toMatch(/holds it/)
  })
})
