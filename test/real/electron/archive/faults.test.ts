/** Trust, faults 13 and 14 on MariaDB: a named error, no partial chunk, before-images whole, and it goes on afterwards. */
import { once } from 'node:events'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { join } from 'node:path'
import { createConnection, type Connection } from 'mysql2/promise'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startProxy } from '../../parts/tcp-proxy.ts'
import { until } from '../../parts/process.ts'
import { databaseName, soon, startStand, type Stand } from './stand.ts'

let stand: Stand
let images = ''
beforeAll(async () => {
  stand = await startStand()
})
afterAll(() => stand.stop())
beforeEach(async ({ task }) => {
  images = stand.images(task.id)
  await stand.empty()
  await stand.both('CREATE TABLE t (id INT PRIMARY KEY, v INT)')
  await stand.sql('blue', 'INSERT INTO t SELECT seq, 0 FROM seq_1_to_500')
  await stand.sql('green', 'INSERT INTO t SELECT seq, seq FROM seq_1_to_1000')
})

const section = { rules: { t: { conflict: 'take' } } } as const
const options = () => ({ beforeImages: images, fencing: 1, chunk: 100 })
const copied = async (): Promise<unknown> => (await stand.sql('blue', 'SELECT COUNT(*) AS n FROM t WHERE v > 0'))[0]?.['n']
const before = (): readonly { readonly before: { readonly v: { readonly text: string } } | null }[] =>
  readFileSync(images, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as { readonly before: { readonly v: { readonly text: string } } | null })

/** Holds blue's row, so that a sync stands in the middle of the chunk with it. */
async function holding(id: number): Promise<Connection> {
  const guard = await createConnection({ socketPath: stand.blue.socket, user: 'root', database: databaseName })
  guard.on('error', () => undefined)
  await guard.query('START TRANSACTION')
  await guard.query(`UPDATE t SET v = v WHERE id = ${id}`)
  return guard
}
const stands = (): Promise<void> =>
  until('the sync waits for the row', async () => Number((await stand.blue.sql("SHOW GLOBAL STATUS LIKE 'Innodb_row_lock_current_waits'"))[0]?.['Value']) > 0)
const whole = async (): Promise<void> => {
  expect((await stand.archive({ ...section, tables: ['t'] }).compare(soon())).tables[0]?.differing).toMatchObject({ onlyBlue: 0, onlyGreen: 0, changed: 0 })
  // Every row that was there is in the file as it was: 500 of them, each 0.
  expect(new Set(before().flatMap((one) => (one.before === null ? [] : [JSON.stringify(one.before)]))).size).toBe(500)
  expect(before().every((one) => one.before === null || one.before.v.text === '0')).toBe(true)
}

/** A wire that is cut at the nth COMMIT of one chunk: before it comes to the server, or after it was done and before that is told. */
async function cutAtCommit(to: number, nth: number, passes: boolean) {
  const sockets = new Set<Socket>()
  let commits = 0
  let cut = false
  const server = createServer((client) => {
    const upstream = connect({ port: to, host: '127.0.0.1' })
    const end = (): void => {
      client.destroy()
      upstream.destroy()
    }
    let isDoomed = false
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', end)
    }
    client.on('data', (chunk) => {
      if (chunk.toString('latin1').endsWith('/ COMMIT') && (commits += 1) === nth) {
        cut = true
        if (!passes) return end()
        isDoomed = true
      }
      upstream.write(chunk)
    })
    upstream.on('data', (chunk) => (isDoomed ? end() : client.write(chunk)))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    cut: () => cut,
    stop: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

describe('a sync', () => {
  it('whose server is killed in the middle of a chunk loses that chunk alone, and goes on after the last committed one', async () => {
    await holding(350)
    const syncing = stand.archive(section).syncInto('blue', options(), soon())
    const failed = expect(syncing).rejects.toMatchObject({ name: 'ConnectError', reason: 'unreachable' })
    await stands()
    await stand.blue.kill()
    await failed
    await stand.blue.start()
    expect(await copied()).toBe(300)
    expect(await stand.archive(section).syncInto('blue', options(), soon())).toMatchObject({ updated: 200, inserted: 500, chunks: 7 })
    await whole()
  })
  it('whose connection is cut in the middle of a chunk ends by its own time-out, and goes on', async () => {
    const proxy = await startProxy(stand.blue.port)
    const guard = await holding(350)
    try {
      const far = stand.archive({ ...section, queryTimeout: '3s' }, { blue: { socket: undefined, host: '127.0.0.1', port: proxy.port } })
      const syncing = far.syncInto('blue', options(), soon())
      const failed = expect(syncing).rejects.toMatchObject({ name: 'ConnectError', reason: 'timeout' })
      await stands()
      proxy.lose()
      await failed
      await guard.query('ROLLBACK')
      await until('the server has rolled it back', async () => (await stand.blue.sql("SELECT 1 FROM information_schema.PROCESSLIST WHERE USER = 'fifteen'")).length === 0)
      expect(await copied()).toBe(300)
      await far.syncInto('blue', options(), soon())
      await whole()
    } finally {
      await guard.end()
      await proxy.stop()
    }
  })
  it.each([
    { what: 'of which the answer is lost takes it as done, and does no row twice', passes: true },
    { what: 'that is lost itself fails with what is to be done, and goes on', passes: false },
  ])('a COMMIT $what', async ({ passes }) => {
    const wire = await cutAtCommit(stand.blue.port, 3, passes)
    try {
      const far = stand.archive({ ...section, queryTimeout: '5s' }, { blue: { socket: undefined, host: '127.0.0.1', port: wire.port } })
      const synced = far.syncInto('blue', options(), soon())
      if (passes) expect(await synced).toMatchObject({ updated: 500, inserted: 500, beforeImages: 500, chunks: 10 })
      else {
        await expect(synced).rejects.toMatchObject({ name: 'ConnectError', reason: 'unreachable' })
        // The first COMMIT is of the row that the sync is known by.
        expect(await copied()).toBe(100)
        expect(await far.syncInto('blue', options(), soon())).toMatchObject({ updated: 400, inserted: 500, chunks: 9 })
      }
      expect(wire.cut()).toBe(true)
      await whole()
      expect(before().filter((one) => one.before !== null)).toHaveLength(passes ? 500 : 600)
      await far.stop()
    } finally {
      await wire.stop()
    }
  })
  it('that is chosen as a deadlock\'s victim tries the chunk again', async () => {
    await stand.sql('blue', 'CREATE TABLE heavy (id INT PRIMARY KEY)')
    const guard = await holding(50)
    await guard.query('INSERT INTO heavy SELECT seq FROM seq_1_to_5000')
    const deadlocks = async (): Promise<number> => Number((await stand.blue.sql("SHOW GLOBAL STATUS LIKE 'Innodb_deadlocks'"))[0]?.['Value'])
    const earlier = await deadlocks()
    const syncing = stand.archive({ ...section, tables: ['t'] }).syncInto('blue', options(), soon())
    await stands()
    await guard.query('UPDATE t SET v = v WHERE id = 1')
    await guard.query('ROLLBACK')
    await guard.end()
    expect(await syncing).toMatchObject({ updated: 500, inserted: 500 })
    expect(await deadlocks()).toBe(earlier + 1)
    await whole()
  })
  it('that does not get a lock says so, with what to do; nothing of the chunk is written', async () => {
    const guard = await holding(350)
    await expect(stand.archive(section).syncInto('blue', options(), soon())).rejects.toThrow(/Lock wait timeout exceeded.*\(1205\).*Another transaction holds the rows/)
    await guard.query('ROLLBACK')
    await guard.end()
    expect(await copied()).toBe(300)
  })
  it('into a server that is read-only says so', async () => {
    await stand.archive(section).syncInto('blue', { ...options(), tables: ['t'] }, soon())
    await stand.sql('green', 'UPDATE t SET v = v + 1')
    await stand.blue.sql('SET GLOBAL read_only = 1')
    try {
      await expect(stand.archive(section).syncInto('blue', options(), soon())).rejects.toThrow(/read-only.*make it writable/s)
    } finally {
      await stand.blue.sql('SET GLOBAL read_only = 0')
    }
    expect(await stand.sql('blue', 'SELECT COUNT(*) AS n FROM t WHERE v = id')).toEqual([{ n: 1000 }])
  })
  it('that has no connection left says so', async () => {
    await stand.blue.sql('SET GLOBAL max_connections = 10')
    const taken = await Promise.all(Array.from({ length: 10 }, () => createConnection({ socketPath: stand.blue.socket, user: 'fifteen', password: 'copies' })))
    try {
      await expect(stand.archive(section).syncInto('blue', options(), soon())).rejects.toMatchObject({ reason: 'refused', message: expect.stringContaining('Raise max_connections') })
    } finally {
      await Promise.all(taken.map((one) => one.end()))
      await stand.blue.sql('SET GLOBAL max_connections = 100')
    }
  })
})

describe('a comparison that takes too long', () => {
  const queries = async (): Promise<number> => (await stand.blue.sql("SELECT 1 FROM information_schema.PROCESSLIST WHERE USER = 'fifteen' AND INFO IS NOT NULL")).length
  it.each(['by its own limit', 'by the signal'])('is ended %s, at the server too', async (how) => {
    const guard = await createConnection({ socketPath: stand.blue.socket, user: 'root', database: databaseName })
    await guard.query('LOCK TABLES t WRITE')
    const controller = new AbortController()
    const archive = stand.archive({ ...section, queryTimeout: how === 'by the signal' ? '20s' : '1500ms' })
    const failed = expect(archive.compare(controller.signal)).rejects.toMatchObject({ name: 'ConnectError', reason: 'timeout' })
    await until('it waits', async () => (await queries()) > 0)
    if (how === 'by the signal') controller.abort()
    await failed
    expect(await queries()).toBe(0)
    await guard.query('UNLOCK TABLES')
    await guard.end()
    await archive.stop()
  })
})

describe('integrity', () => {
  it('names a table that is not checked in time, and checks the others', async () => {
    await stand.sql('blue', 'CREATE TABLE u (id INT PRIMARY KEY)')
    const guard = await createConnection({ socketPath: stand.blue.socket, user: 'root', database: databaseName })
    await guard.query('LOCK TABLES t WRITE')
    const archive = stand.archive({ tables: ['t', 'u', 'gone'], queryTimeout: '1s' })
    const { whole: isWhole, problems } = await archive.integrity('blue', soon())
    expect(isWhole).toBe(false)
    expect(problems[0]).toBe('t: not checked within 1 s')
    expect(problems.slice(1).every((one) => one.startsWith('gone: '))).toBe(true)
    await guard.end()
    expect(await stand.archive({ tables: ['t', 'u'] }).integrity('blue', soon())).toEqual({ whole: true, problems: [] })
    await archive.stop()
  })
  it.each(['MyISAM', 'Aria'])('tells a table whose file is damaged: %s', async (engine) => {
    await stand.sql('blue', `CREATE TABLE hurt (id INT PRIMARY KEY, v VARCHAR(200)) ENGINE=${engine}`, "INSERT INTO hurt SELECT seq, REPEAT('x', 150) FROM seq_1_to_5000", 'FLUSH TABLES hurt')
    const folder = join(stand.blue.dir, 'data', databaseName)
    const file = readdirSync(folder).find((name) => /^hurt\.MA?[YI]?D$/.test(name))
    if (file === undefined) throw new Error(`no data file of ${engine}`)
    const bytes = readFileSync(join(folder, file))
    bytes.fill(0xa5, 20_000, 90_000)
    writeFileSync(join(folder, file), bytes)
    const { whole: isWhole, problems } = await stand.archive({ tables: ['t', 'hurt'] }).integrity('blue', soon())
    expect(isWhole).toBe(false)
    expect(problems.join('; ')).toMatch(/hurt: (?:error|Error): /)
    expect(problems.every((one) => one.startsWith('hurt: '))).toBe(true)
  })
  it('tells an InnoDB table of which a page was damaged while the server stood', async () => {
    await stand.sql('blue', 'CREATE TABLE hurt (id INT PRIMARY KEY, v VARCHAR(200))', "INSERT INTO hurt SELECT seq, REPEAT('x', 150) FROM seq_1_to_20000")
    await stand.blue.sql('SET GLOBAL innodb_fast_shutdown = 0')
    await stand.blue.stop()
    const path = join(stand.blue.dir, 'data', databaseName, 'hurt.ibd')
    const bytes = readFileSync(path)
    const clean = Buffer.from(bytes)
    // A leaf in the middle of the file; a page is 16 KiB, and the first 64 are not all used.
    bytes.fill(0xa5, 100 * 16_384 + 200, 100 * 16_384 + 400)
    writeFileSync(path, bytes)
    await stand.blue.start()
    const { whole: isWhole, problems } = await stand.archive({ tables: ['t', 'hurt'] }).integrity('blue', soon())
    expect(isWhole).toBe(false)
    expect(problems.length).toBeGreaterThan(0)
    expect(problems.every((one) => one.startsWith('hurt: '))).toBe(true)
    await stand.blue.stop()
    writeFileSync(path, clean)
    await stand.blue.start()
  })
})

it('a sync into a server without room writes no part of a chunk, and says so', async () => {
  // Blue's tablespace ends at 40 MB.
  const small = await startStand({ blue: ['--innodb-file-per-table=0', '--innodb-data-file-path=ibdata1:12M:autoextend:max:40M'] })
  await small.both('CREATE TABLE large (id INT PRIMARY KEY, v LONGBLOB)')
  await small.sql('green', "INSERT INTO large SELECT seq, REPEAT(CHAR(64 + seq), 1000000) FROM seq_1_to_40")
  const archive = small.archive({ ...section, tables: ['large'] })
  await expect(archive.syncInto('blue', { ...options(), chunk: 5 }, soon())).rejects.toThrow(/full.*make room there/s)
  const [row] = await small.sql('blue', 'SELECT COUNT(*) AS n FROM large')
  expect(Number(row?.['n']) % 5).toBe(0)
  expect(Number(row?.['n'])).toBeLessThan(40)
  await small.stop()
})
