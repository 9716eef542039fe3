/** The JSON connector on a socket of its own. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { connectJsonEndpoint, jsonEndpointSettings } from '../../../../electron/connect/json-endpoint.ts'
import type { Connector, Reading } from '../../../../electron/connect/connector.ts'
import { failureOf } from './conformance.ts'

const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})
let now = 1_000_000_000_000
const clock = { wall: () => now, mono: () => now, boot: 'test' }

const connected = async (settings: object, body: () => string, status = 200): Promise<Connector> => {
  const server = createServer((_, response) => response.writeHead(status, { 'content-type': 'application/json' }).end(body())).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/status.json?all=1`
  const connector = connectJsonEndpoint('page', jsonEndpointSettings.parse({ environment: 'green', address, ...settings }), { clock, every: 1_000 })
  ends.push(async () => {
    await connector.stop()
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  })
  return connector
}
const soon = (): AbortSignal => AbortSignal.timeout(3_000)
const sample = async (connector: Connector): Promise<Reading> => {
  now += 1_000
  return (await connector.sample?.(soon())) ?? { measured: [], missing: [] }
}
const found = ({ measured, missing }: Reading, metric: string): unknown => [...measured, ...missing].find((one) => one.metric === metric)

describe('a JSON document', () => {
  it('brings gauges, counters by their growth, and ratios', async () => {
    const document = { users: 5, pool: { used: 3, size: 12 }, calls: 100, jobs: [{ ok: 8, all: 10 }] }
    const connector = await connected({
      metrics: {
        active_users: { path: 'users' }, db_pool_usage: { path: 'pool.used', of: 'pool.size' }, requests: { path: 'calls' },
        session_success: { path: 'jobs[0].ok', of: 'jobs[0].all' }, error_rate: { path: 'jobs[0].ok', of: 'jobs[0].all', totals: true },
      },
    }, () => JSON.stringify(document))
    const first = await sample(connector)
    expect(found(first, 'active_users')).toEqual({ metric: 'active_users', environment: 'green', kind: 'gauge', value: 5 })
    expect(found(first, 'db_pool_usage')).toMatchObject({ value: 0.25 })
    expect(found(first, 'session_success')).toMatchObject({ numerator: 8, denominator: 10 })
    expect(first.missing.map(({ metric, reason }) => [metric, reason])).toEqual([['requests', 'empty'], ['error_rate', 'empty']])
    document.calls = 104
    document.jobs = [{ ok: 9, all: 14 }]
    const second = await sample(connector)
    expect(found(second, 'requests')).toMatchObject({ increment: 4 })
    expect(found(second, 'error_rate')).toMatchObject({ numerator: 1, denominator: 4 })
  })
  it.each([
    ['{}', 'empty'], ['{"users":null}', 'empty'], ['{"users":"5"}', 'invalid'], ['{"users":true}', 'invalid'], ['{"users":[5]}', 'invalid'], ['{"users":"NaN"}', 'nan'], ['{"users":1e999}', 'nan'], ['[1]', 'empty'],
  ])('%s has no figure: %s', async (body, reason) => {
    expect(found(await sample(await connected({ metrics: { active_users: { path: 'users' } } }, () => body)), 'active_users')).toMatchObject({ reason })
  })
  it.each([['seconds', 1], ['ms', 1_000]])('that says when it was written, in %s, is stale in its time', async (_, perSecond) => {
    const written = now
    const connector = await connected({ time: 'at', maxAge: '20s', metrics: { active_users: { path: 'users' } } }, () => JSON.stringify({ users: 1, at: (written / 1_000) * perSecond }))
    expect(found(await sample(connector), 'active_users')).toMatchObject({ value: 1 })
    now += 20_000
    expect(found(await sample(connector), 'active_users')).toMatchObject({ reason: 'stale', detail: expect.stringContaining('s old') })
  })
  it('names itself where the plan says', async () => {
    const connector = await connected({ identity: 'build.id', metrics: {} }, () => '{"build":{"id":"green-7"}}')
    expect(await connector.identify(soon())).toEqual({ id: 'green-7', detail: { 'build.id': 'green-7' } })
    const other = await connected({ identity: 'build.id', metrics: {} }, () => '{}')
    expect(await failureOf(other.identify(soon()))).toMatchObject({ reason: 'invalid' })
  })
  it.each([[401, 'auth'], [500, 'invalid']])('answered with %d is %s', async (status, reason) => {
    const connector = await connected({ metrics: { active_users: { path: 'users' } } }, () => '{}', status)
    expect((await failureOf(sample(connector))).reason).toBe(reason)
  })
})
