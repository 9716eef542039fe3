/** Trust, faults 13 and 14 on MariaDB: a named error, no partial chunk, before-images whole, and it goes on afterwards. */
import { readFileSync } from 'node:fs'
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
