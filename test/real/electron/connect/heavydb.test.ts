/** HeavyDB through the connector as it is shipped, against a server of its own Thrift interface. Plan: "HeavyDB: Read-Only". */
import { once } from 'node:events'
import { createServer as createHttps } from 'node:https'
import { createServer } from 'node:net'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { ConnectError } from '../../../../electron/connect/connector.ts'
import { connectHeavyDb, heavyDbSettings, rowsOf, type HeavyDb } from '../../../../electron/connect/heavydb.ts'
import { refuse, startHeavyDb, type DoubleOptions, type HeavyDbDouble, type Table } from '../../../doubles/heavydb.ts'
import { makeCertificate } from '../../parts/certificate.ts'

const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})
const serve = async (options: DoubleOptions = {}): Promise<HeavyDbDouble> => {
  const double = await startHeavyDb(options)
  ends.push(() => double.stop())
  return double
}
let now = 0
const clock = { wall: () => now, mono: () => now, boot: 'test' }
const connectTo = (port: number, settings: Readonly<Record<string, unknown>> = {}): HeavyDb => {
  const heavydb = connectHeavyDb('heavydb', heavyDbSettings.parse({ host: '127.0.0.1', port, database: 'heavyai', user: 'admin', password: 'HyperInteractive', ...settings }), { clock, every: 1_000 })
  ends.push(() => heavydb.stop())
  return heavydb
}
const soon = (ms = 5_000): AbortSignal => AbortSignal.timeout(ms)
const failure = async (work: Promise<unknown>): Promise<ConnectError> => {
  const error: unknown = await work.then(() => new Error('nothing failed'), (thrown: unknown) => thrown)
  if (!(error instanceof ConnectError)) throw error
  return error
}

/** 2024-02-29 13:05:07 UTC. */
const moment = 1_709_211_907
const day = Math.floor(moment / 86_400) * 86_400
const everyType = (form: 'arrow' | 'columns'): Table => ({
  columns: [
    { name: 'tiny', type: 'TINYINT', values: [-128, null, 127] },
    { name: 'small', type: 'SMALLINT', values: [-32_768, null, 32_767] },
    { name: 'whole', type: 'INT', values: [-2_147_483_648, null, 2_147_483_647] },
    { name: 'big', type: 'BIGINT', values: [-9_007_199_254_740_993n, null, 42] },
    { name: 'real', type: 'FLOAT', values: [1.5, null, -0.25] },
    { name: 'twice', type: 'DOUBLE', values: [Math.PI, null, -1e300] },
    { name: 'exact', type: 'DECIMAL', scale: 2, values: [-12.34, null, 1_000_000.01] },
    { name: 'text', type: 'STR', values: ['naïve — 日本', null, ''] },
    { name: 'flag', type: 'BOOL', values: [true, null, false] },
    { name: 'clock', type: 'TIME', values: [47_107, null, 0] },
    { name: 'seconds', type: 'TIMESTAMP', values: [moment, null, 0] },
    { name: 'millis', type: 'TIMESTAMP', precision: 3, values: [moment * 1_000 + 123, null, -1] },
    ...(form === 'arrow' ? [{ name: 'nanos', type: 'TIMESTAMP', precision: 9, values: [BigInt(moment) * 1_000_000_000n + 123_456_789n, null, 0n] } as const] : []),
    { name: 'date', type: 'DATE', values: [day, null, -86_400] },
    { name: 'list', type: 'INT', array: true, values: [[1, null, 3], null, []] },
    { name: 'words', type: 'STR', array: true, values: [['a', null], null, ['b']] },
  ],
})
const expected = {
  tiny: [-128, null, 127], small: [-32_768, null, 32_767], whole: [-2_147_483_648, null, 2_147_483_647], big: [-9_007_199_254_740_993n, null, 42],
  real: [1.5, null, -0.25], twice: [Math.PI, null, -1e300], exact: [-12.34, null, 1_000_000.01], text: ['naïve — 日本', null, ''], flag: [true, null, false],
  clock: ['13:05:07', null, '00:00:00'], seconds: [new Date(moment * 1_000), null, new Date(0)], millis: [new Date(moment * 1_000 + 123), null, new Date(-1)],
  date: [new Date(day * 1_000), null, new Date(-86_400_000)], list: [[1, null, 3], null, []], words: [['a', null], null, ['b']],
}

describe.each(['binary', 'json'] as const)('every type of HeavyDB, nulls too, by the %s protocol', (encoding) => {
  it.each([['arrow', false], ['columns', true]] as const)('comes whole as %s', async (form, withoutArrow) => {
    const { port } = await serve({ answer: () => everyType(form), withoutArrow })
    const result = await connectTo(port, { encoding }).rows('SELECT * FROM every_type', soon())
    expect(result).toMatchObject({ form, count: 3, serverMs: 3 })
    expect(Object.fromEntries(result.names.map((name, index) => [name, result.columns[index]]))).toEqual({ ...expected, ...(form === 'arrow' && { nanos: [new Date(moment * 1_000 + 123), null, new Date(0)] }) })
    expect([...rowsOf(result)][1]).toEqual(Object.fromEntries(result.names.map((name) => [name, null])))
  })
})

describe('a result', () => {
  it('without rows still has its columns', async () => {
    const { port } = await serve({ answer: () => ({ columns: [{ name: 'n', type: 'INT', values: [] }] }) })
    expect(await connectTo(port).rows('SELECT n FROM nothing', soon())).toMatchObject({ names: ['n'], count: 0, columns: [[]] })
  })
  it('whose types Arrow does not have comes in columns, and the next comes as Arrow again', async () => {
    const point: Table = { columns: [{ name: 'at', type: 'POINT', values: ['POINT (1 2)', null] }] }
    const { port } = await serve({ answer: (query) => (query.includes('place') ? point : everyType('arrow')) })
    const heavydb = connectTo(port)
    expect(await heavydb.rows('SELECT place', soon())).toMatchObject({ form: 'columns', columns: [['POINT (1 2)', null]] })
    expect((await heavydb.rows('SELECT 1', soon())).form).toBe('arrow')
  })
  it('of an old server without Arrow is asked for in columns from then on', async () => {
    const double = await serve({ withoutArrow: true })
    const heavydb = connectTo(double.port)
    await heavydb.rows('SELECT 1', soon())
    await heavydb.rows('SELECT 2', soon())
    expect(double.calls).toEqual(['connect', 'sql_execute', 'sql_execute'])
    expect(double.requests).toBe(4)
  })
  it('that the connector would read wrongly is refused, not passed on', async () => {
    const { port } = await serve({ withoutArrow: true, answer: (query) => ({
      columns: [query.includes('list') ? { name: 'm', type: 'TIMESTAMP', array: true, values: [[moment]] } : { name: 'm', type: 'TIMESTAMP', precision: 9, values: [BigInt(moment) * 1_000_000_000n] }],
    }) })
    const heavydb = connectTo(port)
    expect((await failure(heavydb.rows('SELECT list', soon()))).detail).toContain('array of TIMESTAMP')
    expect((await failure(heavydb.rows('SELECT nano', soon()))).detail).toContain('TIMESTAMP')
  })
  it('larger than is allowed is ended and says so', async () => {
    const { port } = await serve({ answer: () => ({ columns: [{ name: 'n', type: 'INT', values: new Int32Array(1_000_000) }] }) })
    const error = await failure(connectTo(port, { limit: 1 }).rows('SELECT n FROM large', soon()))
    expect(error).toMatchObject({ reason: 'invalid', detail: 'the answer is larger than 1 MiB' })
    expect(error.mend).toContain('pages')
  })
})

describe('what is not one SELECT', () => {
  it.each(['DROP TABLE t', 'SELECT 1; DROP TABLE t', 'WITH x AS (DELETE FROM t) SELECT 1', 'SELECT 1 -- and more'])('is never sent: %s', async (query) => {
    const double = await serve()
    const heavydb = connectTo(double.port)
    expect((await failure(heavydb.rows(query, soon()))).detail).toMatch(/^not sent: it /)
    expect((await failure(heavydb.pages(query, { by: 'n', size: 10 }, soon()).next())).detail).toMatch(/^not sent: it /)
    expect([double.queries, double.calls]).toEqual([[], []])
  })
})

describe('a server', () => {
  it('tells who it is, the same at every asking', async () => {
    const { port } = await serve()
    const heavydb = connectTo(port)
    const identity = await heavydb.identify(soon())
    expect(identity).toMatchObject({ id: 'double/heavyai 7.0.0-20230504-9a9ec2e8a8', detail: { version: '7.0.0-20230504-9a9ec2e8a8', edition: 'ce' } })
    expect(await heavydb.health(soon())).toEqual(identity)
  })
  it('of another version than the plan has is told apart', async () => {
    const { port } = await serve({ version: '5.10.2' })
    expect(await failure(connectTo(port, { version: '7.' }).identify(soon()))).toMatchObject({ reason: 'version', detail: 'it has version 5.10.2, the plan expects 7.' })
  })
  it.each(['binary', 'json'] as const)('that speaks %s alone is found out', async (only) => {
    const double = await serve({ only })
    const heavydb = connectTo(double.port)
    expect((await heavydb.rows('SELECT 1', soon())).columns).toEqual([[1]])
    expect((await failure(connectTo(double.port, { encoding: only === 'json' ? 'binary' : 'json' }).rows('SELECT 1', soon()))).reason).toBe('unreachable')
  })
  it('keeps one session for many queries at once, and is told goodbye', async () => {
    const double = await serve()
    const heavydb = connectTo(double.port)
    await Promise.all(Array.from({ length: 20 }, (_, index) => heavydb.rows(`SELECT ${index}`, soon())))
    expect(double.calls.filter((call) => call === 'connect')).toHaveLength(1)
    await heavydb.stop()
    expect([double.sessions.size, double.calls.at(-1)]).toEqual([0, 'disconnect'])
  })
  it('that has ended the session gets a new one in silence, once for all who wait', async () => {
    const double = await serve()
    const heavydb = connectTo(double.port)
    await heavydb.rows('SELECT 1', soon())
    double.expire()
    const answers = await Promise.all([heavydb.rows('SELECT 2', soon()), heavydb.rows('SELECT 3', soon()), heavydb.identify(soon())])
    expect(answers).toHaveLength(3)
    expect(double.calls.filter((call) => call === 'connect')).toHaveLength(2)
  })
  it('that ends every session at once is asked a second time and no third', async () => {
    const double = await serve({ answer: () => { throw refuse('Session not valid.') } })
    const error = await failure(connectTo(double.port).rows('SELECT 1', soon()))
    expect(error).toMatchObject({ reason: 'invalid', detail: 'Session not valid.' })
    expect(double.calls.filter((call) => call === 'connect')).toHaveLength(2)
  })
  it('speaks its own words when it refuses a query', async () => {
    const words = "SQL Error: From line 1, column 15 to line 1, column 18: Object 'nope' not found"
    const { port } = await serve({ answer: () => { throw refuse(words) } })
    expect(await failure(connectTo(port).rows('SELECT * FROM nope', soon()))).toMatchObject({ reason: 'invalid', detail: words })
  })
  it('heals after it was down, without a restart of the console', async () => {
    const first = await startHeavyDb()
    const heavydb = connectTo(first.port)
    await heavydb.rows('SELECT 1', soon())
    await first.stop()
    expect((await failure(heavydb.rows('SELECT 1', soon()))).reason).toBe('refused')
    await serve({ port: first.port })
    expect((await heavydb.rows('SELECT 1', soon())).count).toBe(1)
  })
})

describe('a failure is had at once, typed, and with nothing printed', () => {
  it('nothing listens: refused', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as { readonly port: number }
    server.close()
    await once(server, 'close')
    const error = await failure(connectTo(port).identify(soon()))
    expect(error).toMatchObject({ reason: 'refused', tried: `connect to http://127.0.0.1:${port} as admin` })
    expect(error.mend).toContain('start HeavyDB')
  })
  it('a name that is none: unreachable', async () => {
    expect((await failure(connectTo(1, { host: 'no-such-host.invalid' }).identify(soon()))).reason).toBe('unreachable')
  })
  it('wrong password, user or database: in the words of HeavyDB', async () => {
    const double = await serve()
    expect(await failure(connectTo(double.port, { password: 'wrong' }).identify(soon()))).toMatchObject({ reason: 'auth', detail: 'Invalid credentials.' })
    expect(await failure(connectTo(double.port, { user: 'nobody' }).identify(soon()))).toMatchObject({ reason: 'auth', detail: 'User nobody does not exist.' })
    expect(await failure(connectTo(double.port, { database: 'nope' }).identify(soon()))).toMatchObject({ reason: 'invalid', detail: 'Database name nope does not exist.' })
  })
  it('a password is in no error', async () => {
    const { port } = await serve()
    const error = await failure(connectTo(port, { password: 'very-secret' }).identify(soon()))
    expect(JSON.stringify({ ...error, message: error.message, stack: error.stack })).not.toContain('very-secret')
  })
  it.each([
    ['html', 'invalid', /text\/html/], ['failing', 'invalid', /answered 500/], ['empty', 'invalid', /answered nothing/], ['other', 'invalid', /not Thrift/],
    ['short', 'invalid', /not whole/], ['cut', 'unreachable', /aborted/], ['reset', 'unreachable', /hang up/],
  ] as const)('%s: %s', async (fault, reason, detail) => {
    const printed = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    const double = await serve()
    const heavydb = connectTo(double.port)
    await heavydb.rows('SELECT 1', soon())
    double.fault(fault)
    // Told by what came, not by a time-out.
    const error = await failure(heavydb.rows('SELECT 2', soon()))
    expect(error).toMatchObject({ reason, detail: expect.stringMatching(detail) as string })
    // A new connector meets the fault at its first call.
    expect((await failure(connectTo(double.port).identify(soon()))).reason).toBe(reason)
    expect(printed).not.toHaveBeenCalled()
    double.fault(undefined)
    expect((await heavydb.rows('SELECT 3', soon())).count).toBe(1)
  })
  it('a hang ends with the time that the caller gives, at connecting and at a query', async () => {
    const double = await serve()
    const heavydb = connectTo(double.port)
    await heavydb.rows('SELECT 1', soon())
    double.fault('hang')
    expect((await failure(heavydb.rows('SELECT 2', soon(150)))).reason).toBe('timeout')
    expect((await failure(connectTo(double.port).identify(soon(150)))).reason).toBe('timeout')
    double.fault(undefined)
    expect((await heavydb.rows('SELECT 3', soon())).count).toBe(1)
  })
  it('no query runs longer than the plan allows', async () => {
    const double = await serve()
    const heavydb = connectTo(double.port, { queryTimeout: '150ms' })
    await heavydb.identify(soon())
    double.fault('hang')
    expect((await failure(heavydb.rows('SELECT 1', soon(20_000)))).reason).toBe('timeout')
  })
  it('one that waits for a connection that another makes gives up by its own time', async () => {
    const double = await serve()
    double.fault('hang')
    const heavydb = connectTo(double.port)
    const [long, short] = [failure(heavydb.identify(soon(1_500))), failure(heavydb.identify(soon(100)))]
    expect((await short).reason).toBe('timeout')
    double.fault(undefined)
    expect((await heavydb.rows('SELECT 1', soon(3_000))).count).toBe(1)
    expect((await long).reason).toBe('timeout')
  })
  it('TLS where there is none, and a certificate that nobody trusts, are told apart, before the password is sent', async () => {
    const { port } = await serve()
    expect(await failure(connectTo(port, { protocol: 'https' }).identify(soon()))).toMatchObject({ reason: 'invalid', mend: expect.stringContaining('https') as string })
    let asked = 0
    const server = createHttps(await makeCertificate('other'), () => {
      asked += 1
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    ends.push(async () => {
      server.close()
      await once(server, 'close')
    })
    const error = await failure(connectTo((server.address() as { readonly port: number }).port, { protocol: 'https' }).identify(soon()))
    expect(error).toMatchObject({ reason: 'tls', mend: expect.stringContaining('certificate') as string })
    expect(asked).toBe(0)
  })
  it('a slow server is only slow', async () => {
    const double = await serve({ slowMs: 100 })
    double.fault('slow')
    expect((await connectTo(double.port).rows('SELECT 1', soon())).count).toBe(1)
  })
})

describe('metrics by query', () => {
  const sampled = (answer: (query: string) => Table, metrics: object) =>
    serve({ answer }).then(({ port }) => connectTo(port, { environment: 'green', metrics }))
  const one = (value: number | null): Table => ({ columns: [{ name: 'n', type: 'DOUBLE', values: [value] }] })

  it('a gauge is a number, a counter what it grew by, a ratio two numbers, and a timed query its rows over its seconds', async () => {
    let total = 10
    const heavydb = await sampled(
      (query) => query.includes('total') ? one(total) : query.includes('timed') ? { columns: [{ name: 'n', type: 'INT', values: new Int32Array(500) }] }
        : query.includes('part') ? { columns: [...one(3).columns, { name: 'of', type: 'INT', values: [4] }] } : one(0.5),
      { db_pool_usage: 'SELECT pool', db_connection_failures: 'SELECT total', session_success: 'SELECT part', rows_per_second: { timed: 'SELECT timed' } },
    )
    now = 0
    const first = await heavydb.sample?.(soon())
    expect(first?.missing).toEqual([expect.objectContaining({ metric: 'db_connection_failures', reason: 'empty' })])
    now = 1_000
    total = 17
    const second = await heavydb.sample?.(soon())
    expect(second?.missing).toEqual([])
    expect(second?.measured).toEqual(expect.arrayContaining([
      { metric: 'db_pool_usage', environment: 'green', kind: 'gauge', value: 0.5 },
      { metric: 'db_connection_failures', environment: 'green', kind: 'counter', increment: 7 },
      { metric: 'session_success', environment: 'green', kind: 'ratio', numerator: 3, denominator: 4 },
      expect.objectContaining({ metric: 'rows_per_second', numerator: 500 }),
    ]))
    now = 60_000
    expect((await heavydb.sample?.(soon()))?.missing).toEqual([expect.objectContaining({ metric: 'db_connection_failures', reason: 'stale' })])
  })
  it.each([
    ['no row', { columns: [{ name: 'n', type: 'INT', values: [] }] }, 'empty'], ['NULL', one(null), 'empty'], ['NaN', one(Number.NaN), 'nan'],
    ['two rows', { columns: [{ name: 'n', type: 'INT', values: [1, 2] }] }, 'invalid'], ['a text', { columns: [{ name: 'n', type: 'STR', values: ['x'] }] }, 'invalid'],
  ] as const)('%s is not a number: it is missing, alone', async (_, table, reason) => {
    const heavydb = await sampled((query) => (query.includes('pool') ? one(0.5) : (table as Table)), { db_pool_usage: 'SELECT pool', cpu_usage: 'SELECT cpu' })
    const reading = await heavydb.sample?.(soon())
    expect(reading?.missing).toEqual([expect.objectContaining({ metric: 'cpu_usage', reason })])
    expect(reading?.measured).toHaveLength(1)
  })
  it('a query that HeavyDB refuses is missing alone, in its words; a server that is down fails the sample', async () => {
    const double = await serve({ answer: (query) => { if (query.includes('cpu')) throw refuse("Object 'cpu' not found"); return one(0.5) } })
    const heavydb = connectTo(double.port, { environment: 'green', metrics: { db_pool_usage: 'SELECT pool', cpu_usage: 'SELECT cpu' } })
    const reading = await heavydb.sample?.(soon())
    expect(reading?.missing).toEqual([expect.objectContaining({ metric: 'cpu_usage', reason: 'invalid', detail: expect.stringContaining("Object 'cpu' not found") as string })])
    double.fault('html')
    expect((await failure(heavydb.sample?.(soon()) ?? Promise.resolve())).reason).toBe('invalid')
  })
  it('settings that can not be measured are told when the plan is read', () => {
    const check = (more: object) => heavyDbSettings.safeParse({ host: 'h', database: 'd', user: 'u', password: 'p', ...more }).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
    expect(check({ environment: 'green', metrics: { cpu_usage: 'DROP TABLE t' } })?.join()).toContain('metrics.cpu_usage')
    expect(check({ environment: 'green', metrics: { response_time: 'SELECT 1' } })).toEqual(["metrics.response_time: response_time is a histogram: a query can't measure it"])
    expect(check({ environment: 'green', metrics: { up: 'SELECT 1' } })?.join()).toContain('leave it out')
    expect(check({ metrics: { cpu_usage: 'SELECT 1' } })).toEqual(['environment: a metric belongs to an environment: give blue or green'])
    expect(check({ host: '::1' })?.join()).toContain('IPv4')
  })
})
