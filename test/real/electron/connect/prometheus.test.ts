/** The Prometheus connector on a real Prometheus, which scrapes a real node-exporter and a page of this test's own. */
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Reading } from '../../../../electron/connect/connector.ts'
import { prometheusSettings } from '../../../../electron/connect/prometheus-settings.ts'
import { connectPrometheus, type Prometheus } from '../../../../electron/connect/prometheus.ts'
import { startNodeExporter, type NodeExporter } from '../../parts/node-exporter.ts'
import { startPrometheus, type PrometheusServer } from '../../parts/prometheus.ts'
import { until } from '../../parts/process.ts'
import { failureOf } from './conformance.ts'

const clock = { wall: Date.now, mono: () => performance.now(), boot: 'test' }
const ends: (() => Promise<void> | void)[] = []
/** What the application's pages say, one an instance; undefined: it hangs up. */
const pages: Record<'one' | 'two' | 'three', string | undefined> = { one: '', two: '', three: undefined }
const apps: Server[] = []
let host: NodeExporter
let server: PrometheusServer

beforeAll(async () => {
  const addresses: string[] = []
  for (const name of ['one', 'two', 'three'] as const) {
    const app = createServer((request, response) => {
      const page = pages[name]
      if (page === undefined) request.socket.destroy()
      else response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(page)
    }).listen(0, '127.0.0.1')
    await once(app, 'listening')
    apps.push(app)
    addresses.push(`127.0.0.1:${(app.address() as AddressInfo).port}`)
  }
  host = await startNodeExporter()
  server = await startPrometheus({ node: [host.instance], app: addresses })
})
afterAll(async () => {
  await server.remove()
  await host.remove()
  for (const app of apps) {
    app.closeAllConnections()
    app.close()
    await once(app, 'close')
  }
})
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})

/** `every` is long, so that a slow machine does not make a test late; the rule itself is tested where no server is. */
const connected = (settings: object): Prometheus => {
  const given = { address: server.base, environment: 'green', scrapeInterval: '1s', ...settings }
  const connector = connectPrometheus('metrics', prometheusSettings.parse(given), { clock, every: 20_000 })
  ends.push(() => connector.stop())
  return connector
}
const soon = (): AbortSignal => AbortSignal.timeout(4_000)
const sample = async (connector: Prometheus): Promise<Reading> => (await connector.sample?.(soon())) ?? { measured: [], missing: [] }
const found = ({ measured, missing }: Reading, metric: string): unknown => [...measured, ...missing].find((one) => one.metric === metric)
const scraped = async (query: string, value: number): Promise<void> => {
  const connector = connected({})
  await until(`${query} is ${value}`, async () => (await connector.instant(query, soon())).result[0]?.value === value, 25_000)
}

describe('a host by node-exporter', () => {
  it('tells CPU, memory, disk and network, each as a ratio or bytes a second', async () => {
    const connector = connected({ preset: 'node-exporter', instance: host.instance })
    let reading: Reading = { measured: [], missing: [] }
    await until('rates have two scrapes', async () => (reading = await sample(connector)).missing.length === 0, 25_000)
    const values = Object.fromEntries(reading.measured.map((one) => [one.metric, one.kind === 'gauge' ? one.value : undefined]))
    expect(Object.keys(values).toSorted()).toEqual(['cpu_usage', 'disk_free', 'memory_usage', 'network_receive', 'network_transmit'])
    for (const metric of ['cpu_usage', 'memory_usage', 'disk_free']) {
      expect(values[metric]).toBeGreaterThan(0)
      expect(values[metric]).toBeLessThan(1)
    }
    expect(values['network_receive']).toBeGreaterThanOrEqual(0)
    // The machine's own word.
    const available = Number(/^node_memory_MemAvailable_bytes (\S+)/m.exec(await (await fetch(`http://${host.instance}/metrics`)).text())?.[1])
    const total = Number(/^node_memory_MemTotal_bytes (\S+)/m.exec(await (await fetch(`http://${host.instance}/metrics`)).text())?.[1])
    expect(values['memory_usage']).toBeCloseTo(1 - available / total, 1)
  })
  it('of another name is empty', async () => {
    const { measured, missing } = await sample(connected({ preset: 'node-exporter', instance: 'nowhere:9100' }))
    expect(measured).toEqual([])
    expect(new Set(missing.map(({ reason }) => reason))).toEqual(new Set(['empty']))
  })
})

describe('a gauge', () => {
  beforeAll(async () => {
    pages.one = 'level 4\nodd NaN\nmany{a="1"} 1\nmany{a="2"} 2\n'
    await scraped('level', 4)
    // A rate has two scrapes to go by.
    await scraped('count_over_time(level[1m]) >= bool 2', 1)
  })
  const asked = async (query: string): Promise<unknown> => found(await sample(connected({ metrics: { active_users: { query } } })), 'active_users')

  it.each([
    ['level', 4], ['sum(many)', 3], ['many{a="2"}', 2], ['scalar(level) * 2', 8], ['max by (job) (rate(level[1m])) + 1', 1],
  ])('%s is %d', async (query, value) => {
    expect(await asked(query)).toEqual({ metric: 'active_users', environment: 'green', kind: 'gauge', value })
  })
  it.each([
    ['nowhere', 'empty', 'no series nowhere'],
    ['level > 100', 'empty', 'no series'],
    ['odd', 'nan', 'the value is NaN'],
    ['level / 0', 'nan', 'the value is Infinity'],
    ['scalar(nowhere) + level', 'empty', 'nowhere'],
    ['many', 'invalid', '2 series where one is expected'],
  ])('%s is %s', async (query, reason, detail) => {
    expect(await asked(query)).toMatchObject({ reason, detail: expect.stringContaining(detail) })
  })
  it('of two environments is asked for each', async () => {
    const connector = connected({ metrics: { active_users: [{ query: 'many{a="1"}', environment: 'blue' }, { query: 'many{a="2"}' }] } })
    expect((await sample(connector)).measured).toEqual([
      { metric: 'active_users', environment: 'blue', kind: 'gauge', value: 1 }, { metric: 'active_users', environment: 'green', kind: 'gauge', value: 2 },
    ])
  })
  it('in a query that is wrong says what Prometheus says', async () => {
    const reading = await sample(connected({ metrics: { active_users: { query: 'level{' }, cpu_usage: { query: 'level' } } }))
    expect(found(reading, 'active_users')).toMatchObject({ reason: 'invalid', detail: expect.stringContaining('parse error') })
    expect(found(reading, 'cpu_usage')).toMatchObject({ value: 4 })
  })
  it('whose source went away is stale, with its age: not empty, and not its last value, though a rate goes on', async () => {
    pages.two = 'leaving 1\nleaving_total 5\n'
    await scraped('leaving', 1)
    pages.two = ''
    const connector = connected({ metrics: { active_users: { query: 'leaving' }, cpu_usage: { query: 'sum(rate(leaving_total[5m]))' } } })
    await until('it has gone', async () => (await sample(connector)).missing.length === 2)
    const reading = await sample(connector)
    expect(found(reading, 'active_users')).toMatchObject({ reason: 'stale', detail: expect.stringMatching(/the last sample of leaving is \d+ s old/) })
    expect(found(reading, 'cpu_usage')).toMatchObject({ reason: 'stale' })
  })
  it('that Prometheus no longer scrapes as often as it should is stale', async () => {
    pages.two = `old 1 ${Date.now() - 30_000}\n`
    await scraped('old', 1)
    const reading = await sample(connected({ metrics: { active_users: { query: 'old' } } }))
    expect(found(reading, 'active_users')).toMatchObject({ reason: 'stale', detail: expect.stringMatching(/3\d s old/) })
    expect(found(await sample(connected({ maxAge: '5m', metrics: { active_users: { query: 'old' } } })), 'active_users')).toMatchObject({ value: 1 })
  })
})

describe('counters', () => {
  const http = (ok: number, failed?: number): string => `http_requests_total{code="200"} ${ok}\n${failed === undefined ? '' : `http_requests_total{code="500"} ${failed}\n`}`
  const metrics = {
    requests: { query: 'http_requests_total' },
    error_rate: { query: 'http_requests_total{code=~"5.."}', of: 'http_requests_total' },
    session_success: { query: 'http_requests_total{code=~"5.."}', of: 'http_requests_total', complement: true },
  }
  it('grow by what each series grew, resets and new series included, an instance that was away not', async () => {
    pages.one = http(100)
    pages.two = http(1_000_000)
    await scraped('sum(http_requests_total)', 1_000_100)
    const connector = connected({ metrics })
    expect((await sample(connector)).missing.map(({ reason }) => reason)).toEqual(['empty', 'empty', 'empty'])
    // The first error of an instance that is known counts whole.
    pages.one = http(110, 4)
    await scraped('sum(http_requests_total)', 1_000_114)
    let reading = await sample(connector)
    expect(found(reading, 'requests')).toMatchObject({ kind: 'counter', increment: 14 })
    expect(found(reading, 'error_rate')).toMatchObject({ numerator: 4, denominator: 14 })
    expect(found(reading, 'session_success')).toMatchObject({ numerator: 10, denominator: 14 })
    // One instance starts anew: the sum of all falls by a million, and that is no million requests.
    pages.two = http(7)
    await scraped('sum(http_requests_total)', 121)
    reading = await sample(connector)
    expect(found(reading, 'requests')).toMatchObject({ increment: 7 })
    // A third instance comes, with years of requests behind it.
    pages.three = http(5_000_000, 5_000)
    await scraped('sum(http_requests_total)', 5_005_121)
    reading = await sample(connector)
    expect(found(reading, 'requests')).toMatchObject({ increment: 0 })
    expect(found(reading, 'error_rate')).toMatchObject({ numerator: 0, denominator: 0 })
    pages.three = http(5_000_001, 5_000)
    await scraped('sum(http_requests_total)', 5_005_122)
    expect(found(await sample(connector), 'requests')).toMatchObject({ increment: 1 })
  })
  it('without a failure yet have a ratio of none; of a name that nobody knows it is empty', async () => {
    pages.one = 'calls_total 5\n'
    await scraped('calls_total', 5)
    const connector = connected({
      metrics: { error_rate: { query: 'calls_total{code="500"}', of: 'calls_total' }, session_success: { query: 'calls_failed_total', of: 'calls_total' } },
    })
    await sample(connector)
    const reading = await sample(connector)
    expect(found(reading, 'error_rate')).toMatchObject({ numerator: 0, denominator: 0 })
    expect(found(reading, 'session_success')).toMatchObject({ reason: 'empty', detail: 'no series calls_failed_total' })
  })
})

describe('queries', () => {
  it('over time give every series with its points', async () => {
    pages.one = 'level 4\n'
    await scraped('level', 4)
    const to = Date.now()
    const { result } = await connected({}).range('level', to - 10_000, to, 1_000, soon())
    expect(result).toHaveLength(1)
    expect(result[0]?.labels).toMatchObject({ __name__: 'level', job: 'app' })
    expect(result[0]?.points.at(-1)).toMatchObject({ value: 4 })
  })
  it('over too many points, or backwards, are not sent', async () => {
    const connector = connected({})
    expect((await failureOf(connector.range('up', 0, 86_400_000, 1_000, soon()))).detail).toContain('more than 11000 points')
    expect((await failureOf(connector.range('up', 10, 0, 1_000, soon()))).detail).toContain('range is empty')
  })
  it('name themselves in an error, not their address', async () => {
    expect((await failureOf(connected({}).instant('level{', soon()))).tried).toBe('query level{')
  })
})

describe('a server in front', () => {
  const answering = async (status: number, body: unknown, check: (authorization: string | undefined) => void = () => undefined): Promise<string> => {
    const front = createServer((request, response) => {
      check(request.headers.authorization)
      response.writeHead(status, { 'content-type': 'application/json' }).end(typeof body === 'string' ? body : JSON.stringify(body))
    }).listen(0, '127.0.0.1')
    await once(front, 'listening')
    ends.push(async () => {
      front.closeAllConnections()
      front.close()
      await once(front, 'close')
    })
    return `http://127.0.0.1:${(front.address() as AddressInfo).port}`
  }
  const vector = (...values: readonly string[]) => ({ resultType: 'vector', result: values.map((value) => ({ metric: {}, value: [1, value] })) })
  const metrics = { active_users: { query: 'level' } }

  it('that has only a part of the answer says so, and its warnings are kept', async () => {
    const address = await answering(200, { status: 'success', data: vector('1'), warnings: ['store 3 is away'] })
    const connector = connected({ address, metrics })
    expect(found(await sample(connector), 'active_users')).toMatchObject({ value: 1 })
    expect(connector.warnings()).toContainEqual({ query: 'level', warning: 'store 3 is away' })
  })
  it.each([
    [401, '', 'auth'], [403, '', 'auth'], [503, 'Service Unavailable', 'unreachable'], [404, '', 'invalid'], [200, '<h1>', 'invalid'], [500, '{}', 'invalid'],
    [503, { status: 'error', errorType: 'timeout', error: 'query timed out' }, 'timeout'],
    [422, { status: 'error', errorType: 'execution', error: 'many-to-many' }, 'invalid'],
    [200, { status: 'success', data: { resultType: 'matrix', result: [] } }, 'invalid'],
    [200, { status: 'success', data: { resultType: 'vector', result: [{ metric: {}, value: ['x', 1] }] } }, 'invalid'],
  ])('%d with %j is %s', async (status, body, reason) => {
    expect((await failureOf(sample(connected({ address: await answering(status, body), metrics })))).reason).toBe(reason)
  })
  it('gets the token, and no message shows it', async () => {
    const given: (string | undefined)[] = []
    const address = await answering(401, '', (authorization) => given.push(authorization))
    const error = await failureOf(sample(connected({ address, token: 'very-secret', metrics })))
    expect(given).toContain('Bearer very-secret')
    expect(`${error.message}${error.tried}`).not.toContain('very-secret')
  })
})
