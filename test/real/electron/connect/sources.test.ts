/**
 * Many targets at once, each with a trouble of its own: they read differently, and none delays another.
 * Issue 3: "One dead target never delays another's samples … unreachable, refused, wrong password, wrong version and slow read differently".
 */
import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { connect } from '../../../../electron/connect/registry.ts'
import { systemTimers } from '../../../../electron/console/timers.ts'
import { startSampler, type Sampler } from '../../../../electron/observe/sampler.ts'
import { createSeriesStore } from '../../../../electron/observe/series.ts'
import { sourceWords } from '../../../../renderer/words/states.ts'
import { target as targetSchema } from '../../../../shared/plan.ts'
import { startMariaDb, type MariaDb } from '../../parts/mariadb.ts'
import { freePort, until } from '../../parts/process.ts'
import { startProxy } from '../../parts/tcp-proxy.ts'

const clock = { wall: Date.now, mono: () => performance.now(), boot: 'test' }
const ends: (() => Promise<unknown> | void)[] = []
let database: MariaDb
beforeAll(async () => {
  database = await startMariaDb()
  await database.sql("CREATE USER watcher@'127.0.0.1' IDENTIFIED BY 'secret'")
})
afterAll(() => database.remove())
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})

/** Takes connections, and says what it is told to whoever asks; nothing at all: it hangs. */
const saying = async (text?: string): Promise<number> => {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.once('data', () => text !== undefined && socket.end(text))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  ends.push(async () => {
    for (const socket of sockets) socket.destroy()
    server.close()
    await once(server, 'close')
  })
  return (server.address() as AddressInfo).port
}
const sampling = (targets: readonly object[]): Sampler => {
  const series = createSeriesStore({ start: clock.mono() })
  const sampled = targets.map((one) => targetSchema.parse(one)).map((one) => ({ connector: connect(one, { clock }), every: one.every, timeout: one.timeout }))
  const sampler = startSampler({ targets: sampled, series, clock, timers: systemTimers, onSource: () => undefined, onIdentity: () => undefined })
  ends.push(async () => {
    await sampler.stop()
    await Promise.all(sampled.map(({ connector }) => connector.stop()))
  })
  return sampler
}

const metrics = { active_users: { query: 'SELECT 7' } }
const mysql = (id: string, more: object = {}) => ({ id, kind: 'mysql', environment: 'green', host: '127.0.0.1', port: database.port, user: 'watcher', password: 'secret', metrics, ...more })
const json = (id: string, address: string, more: object = {}) => ({ id, kind: 'json', environment: 'green', address, metrics: { active_users: { path: 'users' } }, ...more })
const haproxy = (id: string, port: number, more: object = {}) => ({
  id, kind: 'haproxy', runtime: `127.0.0.1:${port}`, through: 'http://127.0.0.1:1', weighted: { blue: ['split/blue'], green: ['split/green'] }, users: { map: '/none.map' },
  userBy: { cookie: 'user' }, fence: { map: '/none-fence.map' }, stateFile: '/none-state', ...more,
})

describe('sources', () => {
  it('in trouble each read differently, with what to do; a slow one is only slow', async () => {
    const slow = await startProxy(database.port)
    ends.push(slow.stop)
    slow.delay(40)
    const patient = { every: '1s', timeout: '30s' }
    const wanted = { fine: 'ok', password: 'auth', nobody: 'refused', nowhere: 'unreachable', old: 'version', nonsense: 'invalid', hangs: 'timeout', slow: 'ok' } as const
    const sampler = sampling([
      mysql('fine'), mysql('password', { password: 'wrong', ...patient }), json('nobody', `http://127.0.0.1:${await freePort()}`, patient), json('nowhere', 'http://nowhere.invalid', patient),
      haproxy('old', await saying('Name: HAProxy\nVersion: 1.8.3\nPid: 1\nStart_time_sec: 1\n\n'), patient),
      json('nonsense', `http://127.0.0.1:${await saying('hello')}`, patient), json('hangs', `http://127.0.0.1:${await saying()}`),
      mysql('slow', { port: slow.port, ...patient }),
    ])
    const states = () => Object.fromEntries(sampler.sources().map(({ target, state }) => [target, state]))
    await until('each has been told', () => JSON.stringify(states()) === JSON.stringify(wanted), 40_000).catch(() => expect(states()).toEqual(wanted))
    for (const { target, state, detail, mend } of sampler.sources()) if (state !== 'ok') expect([target, detail, mend]).toEqual([target, expect.stringMatching(/\S/), expect.stringMatching(/\S+ \S+/)])
    const words = Object.values(wanted).filter((state) => state !== 'ok').map((state) => sourceWords[state].word)
    expect(new Set(words).size).toBe(words.length)
    // Its signing in and its question took several ways to and fro.
    expect(sampler.sources().find(({ target }) => target === 'slow')?.latencyMs).toBeGreaterThan(40)
  })

  it('of every kind may hang: another is sampled again and again before the first of them is given up', async () => {
    const port = await saying()
    const hanging = { every: '60s', timeout: '59s' }
    const base = `http://127.0.0.1:${port}`
    const sampler = sampling([
      { id: 'app', kind: 'app', environment: 'green', address: base, metrics: { requests: { counter: 'r' } }, ...hanging },
      haproxy('haproxy', port, { runtime: `127.0.0.1:${port}`, ...hanging }), mysql('mysql', { port, queryTimeout: '58s', ...hanging }), json('json', base, hanging),
      { id: 'heavydb', kind: 'heavydb', environment: 'green', host: '127.0.0.1', port, database: 'd', user: 'u', password: 'p', metrics: { active_users: 'SELECT 1' }, ...hanging },
      { id: 'prometheus', kind: 'prometheus', environment: 'green', address: base, metrics: { active_users: { query: 'up' } }, ...hanging },
      mysql('fine'),
    ])
    const view = (target: string) => sampler.sources().find((source) => source.target === target)
    const goods = new Set<number>()
    await until('three samples of the one that is well', () => {
      const last = view('fine')?.lastGood
      if (last !== undefined) goods.add(last)
      return goods.size >= 3
    }, 40_000)
    for (const target of ['app', 'json', 'prometheus']) expect([target, view(target)?.state, view(target)?.misses]).toEqual([target, 'empty', 0])
  })
})
