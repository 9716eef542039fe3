/** Results of any size: a page in memory at a time. Issue 3: "a result of 5 million rows (streamed, memory bounded)". */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterEach, describe, expect, it } from 'vitest'
import { connectHeavyDb, heavyDbSettings, type HeavyDb } from '../../../../electron/connect/heavydb.ts'
import { forkHeavyDb } from '../../../doubles/heavydb-process.ts'
import { startHeavyDb, type DoubleOptions, type Table } from '../../../doubles/heavydb.ts'

const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})
const clock = { wall: Date.now, mono: () => performance.now(), boot: 'test' }
const connectTo = (port: number): HeavyDb => {
  const heavydb = connectHeavyDb('heavydb', heavyDbSettings.parse({ host: '127.0.0.1', port, database: 'heavyai', user: 'admin', password: 'HyperInteractive' }), { clock, every: 1_000 })
  ends.push(() => heavydb.stop())
  return heavydb
}
const serve = async (answer: NonNullable<DoubleOptions['answer']>) => {
  const double = await startHeavyDb({ answer })
  ends.push(() => double.stop())
  return { double, heavydb: connectTo(double.port) }
}
setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void
/** What is still held once the garbage is gone: how lazily it is collected depends on the machine, what is held does not. */
const liveBytes = (): number => {
  // Twice: what the first one finalises, the second one frees.
  for (let turn = 0; turn < 2; turn += 1) collect()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}
const soon = (): AbortSignal => AbortSignal.timeout(100_000)

describe('a result in pages', () => {
  it('of 5 million rows comes whole, in order, in bounded memory', { timeout: 120_000 }, async () => {
    const { port, stop } = await forkHeavyDb(5_000_000)
    ends.push(stop)
    const before = liveBytes()
    let [rows, sum, most, pages] = [0, 0, 0, 0]
    for await (const page of connectTo(port).pages('SELECT * FROM market', { by: 'id', size: 100_000 }, soon())) {
      const ids = page.columns[0] as readonly number[]
      expect([ids[0], ids.at(-1)]).toEqual([rows + 1, rows + page.count])
      rows += page.count
      for (const id of ids) sum += id
      pages += 1
      if (pages % 5 === 0) most = Math.max(most, liveBytes() - before)
    }
    expect([rows, sum]).toEqual([5_000_000, (5_000_000 * 5_000_001) / 2])
    // The whole would be 200 MB as Arrow and five times that as values: a page is 24 MB of it, and up to four of them are held for a moment.
    expect(most / 1024 / 1024).toBeLessThan(100)
  })
  it('asks for each page behind the last key, and gives out no row twice', async () => {
    const pageOf = (query: string): Table => {
      const after = /> '(.*)' ORDER/.exec(query)?.[1]?.replaceAll("''", "'")
      const keys = ['a', "b'b", 'c', 'd', 'e'].filter((key) => after === undefined || key > after)
      return { columns: [{ name: 'k', type: 'STR', values: keys.slice(0, Number(/LIMIT (\d+)$/.exec(query)?.[1])) }] }
    }
    const { double, heavydb } = await serve(pageOf)
    const pages: unknown[] = []
    for await (const { columns } of heavydb.pages('SELECT k FROM t', { by: 'k', size: 2 }, soon())) pages.push(columns[0])
    expect(pages).toEqual([['a', "b'b"], ['c', 'd'], ['e']])
    expect(double.queries).toEqual([
      'SELECT * FROM (SELECT k FROM t) AS fifteen_page ORDER BY "k" LIMIT 3',
      'SELECT * FROM (SELECT k FROM t) AS fifteen_page WHERE "k" > \'b\'\'b\' ORDER BY "k" LIMIT 3',
      'SELECT * FROM (SELECT k FROM t) AS fifteen_page WHERE "k" > \'d\' ORDER BY "k" LIMIT 3',
    ])
  })
  it('of nothing has no page', async () => {
    const { heavydb } = await serve(() => ({ columns: [{ name: 'k', type: 'INT', values: [] }] }))
    expect(await heavydb.pages('SELECT k FROM t', { by: 'k', size: 2 }, soon()).next()).toEqual({ done: true, value: undefined })
  })
  it.each([
    ['a key that is there twice at the border', [1, 2, 2], 'k', /there twice/],
    ['a key that is NULL', [1, null, null], 'k', /can't be read in pages/],
    ['a key that is not among the columns', [1, 2, 3], 'other', /can't be read in pages/],
  ])('refuses %s: rows would be lost', async (_, values, by, why) => {
    const { heavydb } = await serve(() => ({ columns: [{ name: 'k', type: 'INT', values }] }))
    await expect(heavydb.pages('SELECT k FROM t', { by, size: 2 }, soon()).next()).rejects.toMatchObject({ detail: expect.stringMatching(why) as string })
  })
  it('ends when it is told to', async () => {
    const { heavydb } = await serve(() => ({ columns: [{ name: 'k', type: 'INT', values: [1, 2, 3] }] }))
    const stop = new AbortController()
    const pages = heavydb.pages('SELECT k FROM t', { by: 'k', size: 2 }, stop.signal)
    await pages.next()
    stop.abort()
    await expect(pages.next()).rejects.toMatchObject({ reason: 'timeout' })
  })
})

describe('a large result', () => {
  it('of 100,000 × 10 comes whole, as Arrow (how quickly: npm run bench -- connectors.heavydb)', { timeout: 60_000 }, async () => {
    const { port, stop } = await forkHeavyDb(100_000)
    ends.push(stop)
    const { count, form, columns } = await connectTo(port).rows('SELECT * FROM market', soon())
    expect([count, form, columns.length]).toEqual([100_000, 'arrow', 10])
    expect(columns.map((column) => column.at(-1))).toEqual(Array.from({ length: 10 }, (_, column) => 100_000 * (column + 1)))
  })
})
