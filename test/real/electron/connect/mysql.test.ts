/** The MySQL connector on MariaDB 10.11. There is no genuine MySQL on these machines: what differs there is not tried here. */
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import mysql, { type Connection } from 'mysql2/promise'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Pending, Reading } from '../../../../electron/connect/connector.ts'
import { mysqlSettings } from '../../../../electron/connect/mysql-settings.ts'
import { connectMysql, type Mysql } from '../../../../electron/connect/mysql.ts'
import { startMariaDb, type MariaDb } from '../../parts/mariadb.ts'
import { until } from '../../parts/process.ts'
import { failureOf } from './conformance.ts'

const run = promisify(execFile)
let mono = 0
const clock = { wall: Date.now, mono: () => mono, boot: 'test' }
const ends: (() => Promise<void> | void)[] = []
let dir: string
let server: MariaDb

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'fifteen-tls-'))
  await chmod(dir, 0o755)
  const openssl = (...args: readonly string[]) => run('openssl', args, { cwd: dir })
  await openssl('req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', 'ca.key', '-out', 'ca.pem', '-subj', '/CN=Test CA', '-days', '2')
  await openssl('req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', 'other.key', '-out', 'other.pem', '-subj', '/CN=Other CA', '-days', '2')
  await openssl('req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', 'server.key', '-out', 'server.pem',
    '-subj', '/CN=archive', '-addext', 'subjectAltName=IP:127.0.0.1', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-days', '2')
  for (const file of ['server.key', 'server.pem', 'ca.pem']) await chmod(join(dir, file), 0o644)
  server = await startMariaDb([
    '--max-connections=10', '--default-time-zone=+05:00', `--ssl-cert=${join(dir, 'server.pem')}`, `--ssl-key=${join(dir, 'server.key')}`, `--ssl-ca=${join(dir, 'ca.pem')}`,
  ])
  await server.sql(
    'CREATE DATABASE archive',
    "CREATE USER watcher@'127.0.0.1' IDENTIFIED BY 'secret'",
    "GRANT SELECT, EXECUTE, PROCESS, SLAVE MONITOR ON *.* TO watcher@'127.0.0.1'",
    "CREATE USER weak@'127.0.0.1' IDENTIFIED BY 'secret'",
    "CREATE USER writer@'127.0.0.1' IDENTIFIED BY 'secret'",
    "GRANT ALL ON *.* TO writer@'127.0.0.1'",
    'CREATE TABLE archive.jobs (id INT PRIMARY KEY, state VARCHAR(20), amount DECIMAL(30,10), big BIGINT UNSIGNED) ENGINE=InnoDB',
    "INSERT INTO archive.jobs VALUES (1, 'done', 1.25, 18446744073709551615), (2, 'failed', 2.5, 1), (3, 'done', NULL, 2)",
    'CREATE TABLE archive.plain (id INT) ENGINE=Aria',
    'CREATE FUNCTION archive.writes() RETURNS INT BEGIN INSERT INTO archive.jobs (id) VALUES (99); RETURN 1; END',
    'CREATE FUNCTION archive.writes_plain() RETURNS INT BEGIN INSERT INTO archive.plain VALUES (99); RETURN 1; END',
    'CREATE FUNCTION archive.waits() RETURNS INT BEGIN DO SLEEP(60); RETURN 1; END',
  )
})
afterAll(async () => {
  await server.remove()
  await rm(dir, { recursive: true, force: true })
})
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})

const connected = (settings: object = {}): Mysql => {
  const given = { environment: 'blue', host: '127.0.0.1', port: server.port, user: 'watcher', password: 'secret', database: 'archive', queryTimeout: '2s', ...settings }
  const connector = connectMysql('archive', mysqlSettings.parse(given), { clock, every: 1_000 })
  ends.push(() => connector.stop())
  return connector
}
const soon = (ms = 4_000): AbortSignal => AbortSignal.timeout(ms)
const sample = async (connector: Mysql, ms?: number): Promise<Reading> => {
  mono += 1_000
  return (await connector.sample?.(soon(ms))) ?? { measured: [], missing: [] }
}
/** A second user of the server, as the application is. */
const application = async (): Promise<Connection> => {
  const connection = await mysql.createConnection({ host: '127.0.0.1', port: server.port, user: 'writer', password: 'secret', database: 'archive' })
  connection.on('error', () => undefined)
  ends.push(() => connection.destroy())
  return connection
}
const valueOf = ({ measured }: Reading, metric: string): unknown => measured.find((one) => one.metric === metric)
const missingOf = ({ missing }: Reading, metric: string): Reading['missing'][number] | undefined => missing.find((one) => one.metric === metric)
const collected = async (connector: Mysql, sql: string, values?: readonly (string | number)[]): Promise<readonly unknown[]> => {
  const rows: unknown[] = []
  for await (const row of connector.rows(values === undefined ? { sql } : { sql, values }, soon())) rows.push(row)
  return rows
}
const ours = async (like: string): Promise<number> =>
  (await server.sql(`SELECT ID FROM information_schema.PROCESSLIST WHERE USER = 'watcher' AND INFO LIKE '%${like}%'`)).length

describe('figures of the server', () => {
  it('pool use is the connected threads of the most that are allowed', async () => {
    const connector = connected({ connections: 1, metrics: { db_pool_usage: 'pool_usage' } })
    await sample(connector)
    await application()
    await application()
    // Three: two of the application's, one of ours.
    expect(valueOf(await sample(connector), 'db_pool_usage')).toEqual({ metric: 'db_pool_usage', environment: 'blue', kind: 'gauge', value: 0.3 })
  })
  it('failed connections are counted by what they grew since the sample before', async () => {
    const connector = connected({ metrics: { db_connection_failures: 'connection_failures' } })
    expect(missingOf(await sample(connector), 'db_connection_failures')).toMatchObject({ reason: 'empty' })
    for (let times = 0; times < 3; times += 1)
      await mysql.createConnection({ host: '127.0.0.1', port: server.port, user: 'watcher', password: 'wrong' }).then(() => expect.unreachable(), () => undefined)
    expect(valueOf(await sample(connector), 'db_connection_failures')).toMatchObject({ increment: 3 })
    expect(valueOf(await sample(connector), 'db_connection_failures')).toMatchObject({ increment: 0 })
  })
  it('their counting begins anew after a restart, which is said', async () => {
    const connector = connected({ metrics: { db_connection_failures: 'connection_failures' } })
    await sample(connector)
    await until('the server has been up for a second', async () => (await connector.status(soon())).uptime >= 1)
    await sample(connector)
    await server.kill()
    await server.start()
    // A line of before the restart may first be found dead; no figure comes before the restart is said.
    await until('the restart is said', async () => {
      const reading = await sample(connector)
      expect(reading.measured).toEqual([])
      return missingOf(reading, 'db_connection_failures')?.reason === 'restart'
    })
    expect(valueOf(await sample(connector), 'db_connection_failures')).toMatchObject({ kind: 'counter' })
  })
  it('open transactions are listed with age, user and statement, in whatever time zone the server is', async () => {
    const connector = connected({ metrics: { active_users: 'open_transactions', issue_resolution: 'longest_transaction' } })
    // InnoDB shows this list anew only once nobody has asked for 0.1 s.
    const listed = async (count: number): Promise<readonly Pending[]> => {
      let list: readonly Pending[] = []
      await until(`${count} transactions are listed`, async () => {
        await pause(110)
        return (list = await connector.transactions(soon())).length === count
      })
      return list
    }
    await listed(0)
    const app = await application()
    const begun = Date.now()
    await app.query('START TRANSACTION')
    await app.query("UPDATE jobs SET state = 'open' WHERE id = 3")
    const [open] = await listed(1)
    expect(open).toMatchObject({ id: String(app.threadId), user: 'writer', statement: 'idle in its transaction' })
    // The server counts in whole seconds.
    expect(open?.since).toBeGreaterThan(begun - 1_500)
    expect(open?.since).toBeLessThan(Date.now() + 1_500)
    const reading = await sample(connector)
    expect(valueOf(reading, 'active_users')).toMatchObject({ value: 1 })
    const longest = reading.measured.find(({ metric }) => metric === 'issue_resolution')
    expect(longest?.kind === 'gauge' ? longest.value : -1).toBeLessThan((Date.now() - begun) / 1_000 + 2)
    expect(longest?.kind === 'gauge' ? longest.value : -1).toBeGreaterThanOrEqual(0)
    const waiting = app.query('SELECT SLEEP(60)').catch(() => undefined)
    await until('its statement is seen', async () => (await listed(1))[0]?.statement === 'SELECT SLEEP(60)')
    await server.sql(`KILL QUERY ${app.threadId}`)
    await waiting
    await app.query('ROLLBACK')
    await listed(0)
  })
  it('without the right to see them, they are missing for want of it, and the rest counts', async () => {
    const connector = connected({ user: 'weak', database: undefined, metrics: { active_users: 'open_transactions', archive_lag: 'replica_lag', db_pool_usage: 'pool_usage' } })
    const reading = await sample(connector)
    expect(missingOf(reading, 'active_users')).toMatchObject({ reason: 'auth' })
    expect(missingOf(reading, 'archive_lag')).toMatchObject({ reason: 'auth' })
    expect(valueOf(reading, 'db_pool_usage')).toBeDefined()
  })
})

describe('a replica', () => {
  let replica: MariaDb
  let primary: MariaDb
  beforeAll(async () => {
    primary = await startMariaDb(['--server-id=1', '--log-bin=bin'])
    replica = await startMariaDb(['--server-id=2', '--read-only'])
    await primary.sql("CREATE USER copy@'127.0.0.1' IDENTIFIED BY 'copy'", "GRANT REPLICATION SLAVE ON *.* TO copy@'127.0.0.1'", 'CREATE DATABASE archive', 'CREATE TABLE archive.t (id INT PRIMARY KEY)')
    await replica.sql("CREATE USER watcher@'127.0.0.1' IDENTIFIED BY 'secret'", "GRANT SLAVE MONITOR ON *.* TO watcher@'127.0.0.1'",
      `CHANGE MASTER TO MASTER_HOST='127.0.0.1', MASTER_PORT=${primary.port}, MASTER_USER='copy', MASTER_PASSWORD='copy', MASTER_USE_GTID=slave_pos, MASTER_CONNECT_RETRY=1`)
  })
  afterAll(async () => {
    await replica.remove()
    await primary.remove()
  })
  const watched = (): Mysql => connected({ port: replica.port, database: undefined, metrics: { archive_lag: 'replica_lag' } })
  const lag = async (connector: Mysql): Promise<unknown> => {
    const reading = await sample(connector)
    return valueOf(reading, 'archive_lag') ?? missingOf(reading, 'archive_lag')
  }

  it('that replicates tells how far it is behind; one that stands still never says 0', async () => {
    const connector = watched()
    expect(await lag(connector)).toMatchObject({ reason: 'stale', detail: expect.stringContaining('does not apply') })
    await replica.sql('START SLAVE')
    await until('it is level', async () => (await lag(connector) as { value?: number }).value === 0)
    expect(await connector.replicas(soon())).toMatchObject([{ channel: '', receiving: true, applying: true, error: '' }])
    await replica.sql('STOP SLAVE IO_THREAD')
    expect(await lag(connector)).toMatchObject({ reason: 'unreachable', detail: expect.stringContaining('does not receive') })
    await replica.sql('START SLAVE IO_THREAD')
    await until('it receives again', async () => (await lag(connector) as { value?: number }).value === 0)
  })
  it('that broke on a row says why', async () => {
    const connector = watched()
    await until('the table is there', () => replica.sql('SELECT * FROM archive.t').then(() => true, () => false))
    await replica.sql('SET GLOBAL read_only = 0', 'INSERT INTO archive.t VALUES (1)')
    await primary.sql('INSERT INTO archive.t VALUES (1)')
    await until('it has broken', async () => (await lag(connector) as { reason?: string }).reason === 'stale')
    expect(await lag(connector)).toMatchObject({ detail: expect.stringContaining('Duplicate entry') })
  })
  it('is none where there is no primary: missing, not 0', async () => {
    expect(await lag(connected({ metrics: { archive_lag: 'replica_lag' } }))).toMatchObject({ reason: 'empty', detail: 'this server replicates from no other' })
  })
})

describe('queries as metrics', () => {
  it.each([
    ['a whole number', 'SELECT COUNT(*) FROM jobs', 3],
    ['a decimal, which arrives as text', 'SELECT SUM(amount) FROM jobs', 3.75],
    ['a number beyond 2^53, to the nearest', 'SELECT big FROM jobs WHERE id = 1', 18446744073709552000],
    ['true', 'SELECT 1 = 1', 1],
  ])('%s is the value', async (_, query, value) => {
    expect(valueOf(await sample(connected({ metrics: { active_users: { query } } })), 'active_users')).toMatchObject({ kind: 'gauge', value })
  })
  it.each([
    ['no row', 'SELECT id FROM jobs WHERE id = 77', 'empty'],
    ['NULL', 'SELECT amount FROM jobs WHERE id = 3', 'empty'],
    ['two rows', 'SELECT id FROM jobs WHERE id < 3', 'invalid'],
    ['two columns', 'SELECT 1, 2', 'invalid'],
    ['a text', "SELECT 'many'", 'invalid'],
    ['an empty text', "SELECT ''", 'invalid'],
    ['a date', 'SELECT CURRENT_DATE()', 'invalid'],
    ['a table that is not there', 'SELECT COUNT(*) FROM nowhere', 'invalid'],
    ['a mistake in SQL', 'SELECT FROM', 'invalid'],
  ])('%s is no value, and the rest of the sample counts', async (_, query, reason) => {
    const reading = await sample(connected({ metrics: { active_users: { query }, db_pool_usage: 'pool_usage' } }))
    expect(missingOf(reading, 'active_users')).toMatchObject({ reason })
    expect(valueOf(reading, 'db_pool_usage')).toBeDefined()
  })
  it('a ratio comes in two columns, as it is or by what both grew', async () => {
    const query = "SELECT SUM(state = 'failed'), COUNT(*) FROM jobs WHERE id < 50"
    const connector = connected({ metrics: { error_rate: { query }, session_success: { query, totals: true } } })
    const first = await sample(connector)
    expect(valueOf(first, 'error_rate')).toMatchObject({ numerator: 1, denominator: 3 })
    expect(missingOf(first, 'session_success')).toMatchObject({ reason: 'empty' })
    await server.sql("INSERT INTO archive.jobs (id, state) VALUES (4, 'failed'), (5, 'done')")
    expect(valueOf(await sample(connector), 'session_success')).toMatchObject({ numerator: 1, denominator: 2 })
  })
  it('one that takes too long is missing alone, and is ended at the server', async () => {
    const connector = connected({ queryTimeout: '400ms', metrics: { active_users: { query: 'SELECT waits()' }, db_pool_usage: 'pool_usage' } })
    await sample(connector)
    const reading = await sample(connector)
    expect(missingOf(reading, 'active_users')).toMatchObject({ reason: 'timeout' })
    expect(valueOf(reading, 'db_pool_usage')).toBeDefined()
    await until('no query of ours is left', async () => (await ours('waits()')) === 0, 5_000)
  })
})

describe('only reading', () => {
  it.each([
    'DELETE FROM jobs', 'SELECT 1; DELETE FROM jobs', 'SELECT * FROM jobs FOR UPDATE', "SELECT 1 INTO OUTFILE '/tmp/x'", '/*! DELETE FROM jobs */', 'SELECT 1 /*! INTO @a */',
    'SELECT SLEEP(9)', "SELECT LOAD_FILE('/etc/passwd')", 'SELECT GET_LOCK(1, 1)', 'CALL p()', 'SET GLOBAL read_only = 1',
  ])('%s is not sent', async (sql) => {
    const before = Number((await server.sql("SHOW GLOBAL STATUS LIKE 'Connections'"))[0]?.['Value'])
    const error = await failureOf(collected(connected(), sql))
    expect(error).toMatchObject({ reason: 'invalid', detail: expect.stringContaining('Nothing was sent') })
    // The two of this test's own.
    expect(Number((await server.sql("SHOW GLOBAL STATUS LIKE 'Connections'"))[0]?.['Value'])).toBe(before + 1)
  })
  it.each(['writes', 'writes_plain'])('a function that writes (%s) is refused by the server, whatever rights the user has', async (name) => {
    const error = await failureOf(collected(connected({ user: 'writer' }), `SELECT ${name}()`))
    expect(error).toMatchObject({ reason: 'invalid', mend: expect.stringContaining('may only read'), detail: expect.stringContaining('1792') })
    expect(await server.sql('SELECT id FROM archive.jobs WHERE id = 99 UNION SELECT id FROM archive.plain')).toEqual([])
  })
  it('values are bound, not written into the text', async () => {
    const connector = connected()
    expect(await collected(connector, 'SELECT id FROM jobs WHERE state = ? AND id < ?', ['failed', 3])).toEqual([[2]])
    expect(await collected(connector, 'SELECT ?', ["' OR 1=1 -- \\"])).toEqual([["' OR 1=1 -- \\"]])
  })
})

describe('rows', () => {
  it('five million are streamed in bounded memory', async () => {
    const connector = connected()
    const before = process.memoryUsage()
    let count = 0
    let sum = 0
    let most = 0
    for await (const { rows } of connector.batches({ sql: "SELECT seq, REPEAT('x', 40) FROM seq_1_to_5000000" }, AbortSignal.timeout(60_000))) {
      count += rows.length
      for (const [seq] of rows) sum += Number(seq)
      const { heapUsed, external } = process.memoryUsage()
      most = Math.max(most, heapUsed + external - before.heapUsed - before.external)
    }
    expect(count).toBe(5_000_000)
    expect(sum).toBe((5_000_000 * 5_000_001) / 2)
    expect(most).toBeLessThan(150 * 1024 * 1024)
  })
  it('that are taken slowly hold the server back, wide ones too', async () => {
    const connector = connected()
    const before = process.memoryUsage()
    const batches = connector.batches({ sql: "SELECT REPEAT('x', 1000000) FROM seq_1_to_300" }, AbortSignal.timeout(60_000))
    await batches.next()
    // The server waits for us to take more.
    await until('the server waits', async () => (await server.sql("SELECT STATE FROM information_schema.PROCESSLIST WHERE INFO LIKE '%REPEAT%' AND USER = 'watcher'"))[0]?.['STATE'] === 'Writing to net')
    const { heapUsed, external, arrayBuffers } = process.memoryUsage()
    expect(heapUsed + external + arrayBuffers - before.heapUsed - before.external - before.arrayBuffers).toBeLessThan(60 * 1024 * 1024)
    let count = 0
    for await (const { rows } of batches) count += rows.length
    expect(count).toBeGreaterThan(200)
  })
  it('that are no longer wanted end at the server', async () => {
    const connector = connected()
    for await (const [first] of connector.rows({ sql: 'SELECT seq FROM seq_1_to_100000000' }, soon())) {
      expect(first).toBe(1)
      break
    }
    await until('the query has ended', async () => (await ours('seq_1_to_100000000')) === 0, 5_000)
  })
  it('whose query has not begun to answer when its time is over end at the server', async () => {
    const error = await failureOf(connected().rows({ sql: 'SELECT COUNT(*) FROM seq_1_to_100000 a, seq_1_to_100000 b WHERE a.seq + b.seq = 3' }, soon(300)).next())
    expect(error).toMatchObject({ reason: 'timeout', detail: 'the query was not over in time' })
    await until('the query has ended', async () => (await ours('seq_1_to_100000')) === 0, 5_000)
  })
  it('whose server dies in between are not taken for whole', async () => {
    const connector = connected()
    let taken = 0
    const reading = failureOf((async () => {
      for await (const { rows } of connector.batches({ sql: "SELECT seq, REPEAT('x', 100) FROM seq_1_to_50000000" }, AbortSignal.timeout(30_000))) {
        if (taken === 0) void server.kill()
        taken += rows.length
      }
    })())
    expect((await reading).reason).toBe('unreachable')
    expect(taken).toBeLessThan(50_000_000)
    await server.kill()
    await server.start()
    expect(await collected(connector, 'SELECT 1')).toEqual([[1]])
  })
})

describe('what goes wrong at the door', () => {
  const dies = async (settings: object): Promise<{ readonly reason: string; readonly detail: string; readonly mend: string }> => failureOf(connected(settings).identify(soon(3_000)))

  it('a wrong password is told from a wrong right, and from a database that is not there', async () => {
    expect(await dies({ password: 'wrong' })).toMatchObject({ reason: 'auth', mend: expect.stringContaining('password') })
    expect(await dies({ user: 'weak' })).toMatchObject({ reason: 'auth', mend: expect.stringContaining('Grant') })
    expect(await dies({ database: 'nowhere' })).toMatchObject({ reason: 'invalid', mend: expect.stringContaining('name of the database') })
  })
  it('the password is in no message', async () => {
    const error = await failureOf(connected({ password: 'my-own-secret' }).identify(soon()))
    expect(`${error.message} ${error.tried} ${String(error.cause)} ${JSON.stringify(error.cause)}`).not.toContain('my-own-secret')
  })
  it('a name that is not known is unreachable', async () => {
    expect(await dies({ host: `${'x'.repeat(64)}.invalid` })).toMatchObject({ reason: 'unreachable' })
  })
  it('a socket file that is not there is refused, and one that is there is used', async () => {
    expect(await dies({ host: undefined, socket: join(dir, 'none.sock') })).toMatchObject({ reason: 'refused' })
    expect(await connected({ host: undefined, socket: server.socket, user: 'root', password: undefined }).identify(soon())).toMatchObject({ id: expect.stringContaining('mariadb ') })
  })
  it('too many connections: refused, with the pool known to be full', async () => {
    const connector = connected({ metrics: { db_pool_usage: 'pool_usage' } })
    for (let count = 0; count < 10; count += 1) await application()
    const error = await failureOf(sample(connector))
    expect(error).toMatchObject({
      reason: 'refused', detail: expect.stringContaining('Too many connections'), mend: expect.stringContaining('max_connections'),
      known: [{ metric: 'db_pool_usage', environment: 'blue', kind: 'gauge', value: 1 }],
    })
  })

  const greeting = (version: string, protocol = 10): Buffer => {
    const body = Buffer.concat([Buffer.from([protocol]), Buffer.from(`${version}\0`), Buffer.from([1, 0, 0, 0]), Buffer.from('12345678\0'), Buffer.from([0xff, 0xf7, 33, 2, 0, 0xff, 0x81, 21]), Buffer.alloc(10), Buffer.from('abcdefghijkl\0mysql_native_password\0')])
    return Buffer.concat([Buffer.from([body.length, 0, 0, 0]), body])
  }
  const saying = async (onSocket: (socket: Socket) => void): Promise<number> => {
    const sockets = new Set<Socket>()
    const other = createServer((socket) => {
      sockets.add(socket)
      socket.on('error', () => undefined)
      onSocket(socket)
    }).listen(0, '127.0.0.1')
    await once(other, 'listening')
    ends.push(async () => {
      for (const socket of sockets) socket.destroy()
      other.close()
      await once(other, 'close')
    })
    return (other.address() as AddressInfo).port
  }
  it.each([['5.0.96', 10], ['5.5.5-10.1.48-MariaDB', 10], ['3.23.58', 9]])('a server of version %s (protocol %d) is too old', async (version, protocol) => {
    expect(await dies({ port: await saying((socket) => socket.write(greeting(version, protocol))) })).toMatchObject({ reason: 'version' })
  })
  it('nonsense after a true greeting is invalid, whatever the bytes, and the console goes on', async () => {
    for (let seed = 1; seed <= 40; seed += 1) {
      const port = await saying((socket) => {
        socket.write(greeting('8.0.36'))
        socket.once('data', () => {
          const body = Buffer.from(Array.from({ length: 60 }, (_, index) => (seed * 31 + index * index * 17 + index) % 256))
          socket.write(Buffer.concat([Buffer.from([body.length, 0, 0, 2]), body]))
          socket.end()
        })
      })
      const { reason } = await failureOf(connected({ port }).identify(soon(2_000)))
      expect(['invalid', 'unreachable', 'version', 'auth']).toContain(reason)
    }
  })
})

describe('TLS', () => {
  const over = (tls: unknown, more: object = {}) => connected({ tls, ...more })
  it('is used where the plan says so, and the certificate is checked', async () => {
    const connector = over({ ca: join(dir, 'ca.pem') })
    expect((await collected(connector, "SHOW SESSION STATUS LIKE 'Ssl_version'"))[0]).toEqual(['Ssl_version', expect.stringMatching(/^TLSv1\.[23]$/)])
    expect(await connector.identify(soon())).toMatchObject({ id: expect.stringContaining('mariadb ') })
  })
  it.each([
    ['of another authority', () => ({ ca: join(dir, 'other.pem') }), {}],
    ['of nobody the system knows', () => true, {}],
    ['of another host', () => ({ ca: join(dir, 'ca.pem') }), { host: 'localhost' }],
  ])('a certificate %s is refused before the password is sent', async (_, tls, more) => {
    const before = await server.sql("SHOW GLOBAL STATUS LIKE 'Access_denied_errors'")
    const error = await failureOf(over(tls(), more).identify(soon()))
    expect(error).toMatchObject({ reason: 'tls', mend: expect.stringContaining('certificate') })
    expect(await server.sql("SHOW GLOBAL STATUS LIKE 'Access_denied_errors'")).toEqual(before)
  })
  it('a server without it is not spoken to in the clear', async () => {
    const plain = await startMariaDb()
    ends.push(() => plain.remove())
    expect(await failureOf(over(true, { port: plain.port }).identify(soon()))).toMatchObject({ reason: 'version', mend: expect.stringContaining('TLS') })
  })
})

describe('a server that stands still', () => {
  const aborted = async (): Promise<number> => Number((await server.sql("SHOW GLOBAL STATUS LIKE 'Aborted_connects'"))[0]?.['Value'])

  it('has few connections of ours waiting, not one a sample, and answers again without a restart of the console', async () => {
    const connector = connected({ queryTimeout: '200ms', metrics: { db_connection_failures: 'connection_failures' } })
    await sample(connector)
    const before = await aborted()
    const rounds = 12
    server.freeze()
    try {
      for (let round = 0; round < rounds; round += 1) expect((await failureOf(sample(connector, 250))).reason).toBe('timeout')
    } finally {
      server.thaw()
    }
    await until('it answers again', () => sample(connector).then(() => true, () => false))
    // One that waits, one that asks whether this is a web server, one that ends the query that was under way.
    expect((await aborted()) - before).toBeLessThanOrEqual(4)
  })
})
