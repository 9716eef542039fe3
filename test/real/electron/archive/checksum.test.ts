/** Both ways of a checksum find what a linear one would cancel; parts of a chunk are the same as the chunk. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { hashOf, partSums, sumOf, type Hash } from '../../../../electron/archive/checksum.ts'
import { differencesOf } from '../../../../electron/archive/differences.ts'
import { withPair, type Sides } from '../../../../electron/archive/pair.ts'
import type { Session } from '../../../../electron/archive/session.ts'
import { readTables, type Table } from '../../../../electron/archive/tables.ts'
import { soon, startStand, type Stand } from './stand.ts'

let stand: Stand
beforeAll(async () => {
  stand = await startStand()
})
afterAll(() => stand.stop())
beforeEach(() => stand.empty())

const withTable = <T>(use: (pair: Sides<Session>, table: Table) => Promise<T>): Promise<T> =>
  withPair(stand.settings(), soon(), async (pair) => {
    const [table] = await readTables(pair, stand.settings(), ['t'], soon())
    if (table === undefined) throw new Error('there is no table')
    return use(pair, table)
  })
const keysOf = (hash: Hash, walk: { readonly ahead?: boolean; readonly chunkMs?: number; readonly partKeys?: number } = {}): Promise<readonly string[]> =>
  withTable(async (pair, table) => {
    const keys: string[] = []
    let rows = 0
    for await (const part of differencesOf({ pair, table, hash, ...walk, signal: soon() })) {
      keys.push(...part.differences.map(({ keyText }) => keyText))
      rows += part.rows.blue
    }
    expect(rows).toBe(Number((await stand.sql('blue', 'SELECT COUNT(*) AS n FROM t'))[0]?.['n']))
    return keys
  })

it('the last part of a chunk ends with it: a row of the next chunk is told once', async () => {
  await stand.both('CREATE TABLE t (id INT PRIMARY KEY, a INT NOT NULL)', 'INSERT INTO t SELECT seq, 0 FROM seq_1_to_30000')
  // Chunks of 10,000 keys, parts of 300: the last part of the second begins at 19,901 and would reach to 20,200.
  await stand.sql('green', 'UPDATE t SET a = 1 WHERE id IN (19950, 20100)')
  expect(await keysOf('crc', { chunkMs: 1e9, partKeys: 300 })).toEqual(['19950', '20100'])
})

const keys = [
  { what: 'dense keys from below zero', type: 'INT', key: (seq: string) => `CAST(${seq} AS SIGNED) - 5000` },
  { what: 'keys at the end of what an unsigned number holds', type: 'BIGINT UNSIGNED', key: (seq: string) => `18446744073709551615 - 30000 + ${seq}` },
  { what: 'keys with gaps', type: 'INT', key: (seq: string) => `${seq} * 7` },
  { what: 'keys that are text', type: 'VARCHAR(20)', key: (seq: string) => `CONCAT('k', LPAD(${seq}, 8, '0'))` },
] as const

describe.each(keys)('$what', ({ type, key }) => {
  it('show every difference, by CRCs and by MD5, asked ahead or not', async () => {
    await stand.both(
      `CREATE TABLE t (id ${type} PRIMARY KEY, a INT NOT NULL, b VARCHAR(40) NOT NULL)`,
      `INSERT INTO t SELECT ${key('seq')}, seq % 100, CONCAT('value ', seq % 50) FROM seq_1_to_25000`)
    const at = (seq: number): string => `id = ${key(String(seq))}`
    // The same change in two rows of a chunk, two values that change places, a letter that moves, and rows of one side alone.
    await stand.sql(
      'green', `UPDATE t SET a = 7 WHERE ${at(101)} OR ${at(201)}`, `UPDATE t SET b = 'value 3' WHERE ${at(302)}`, `UPDATE t SET b = 'value 2' WHERE ${at(303)}`,
      `DELETE FROM t WHERE ${at(12_000)}`, `UPDATE t SET a = a + 1 WHERE ${at(24_999)} OR ${at(1)} OR ${at(12_450)} OR ${at(12_550)}`)
    await stand.sql('blue', `DELETE FROM t WHERE ${at(25_000)} OR ${at(18_000)}`)
    const rows = await stand.sql('green', `SELECT CAST(id AS CHAR) AS id FROM t WHERE ${[1, 101, 201, 302, 303, 12_450, 12_550, 18_000, 24_999, 25_000].map(at).join(' OR ')}`)
    const [gone] = await stand.sql('blue', `SELECT CAST(id AS CHAR) AS id FROM t WHERE ${at(12_000)}`)
    const expected = [...rows, gone].map((row) => String(row?.['id'])).toSorted()
    expect(expected).toHaveLength(11)
    expect((await keysOf('crc', { ahead: true })).toSorted()).toEqual(expected)
    expect((await keysOf('crc')).toSorted()).toEqual(expected)
    // Chunks that grow smaller and end within a part of their fellow: none is told twice.
    expect((await keysOf('crc', { chunkMs: 0.001 })).toSorted()).toEqual(expected)
    expect((await keysOf('md5', { ahead: true })).toSorted()).toEqual(expected)
  })
})

describe('the hash', () => {
  it('is by CRCs where both servers know both, else half an MD5', async () => {
    await stand.both('CREATE TABLE t (id INT PRIMARY KEY)')
    await withTable(async (pair) => {
      expect(await hashOf(pair, soon())).toBe('crc')
      expect(await hashOf({ ...pair, green: { ...pair.green, flavour: 'mysql' } }, soon())).toBe('md5')
    })
  })
  it.each(['crc', 'md5'] as const)('of parts (%s) adds up to that of the whole', async (hash) => {
    await stand.both('CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR(20))', "INSERT INTO t SELECT seq * 2, CONCAT('v', seq) FROM seq_1_to_3000")
    await withTable(async ({ blue }, table) => {
      const range = { after: [Buffer.from('100')], upTo: [Buffer.from('5000')] }
      const parts = [...(await partSums(blue, table, range, { first: 101n, width: 70 }, hash, soon())).values()]
      expect(parts.length).toBe(70)
      expect({ rows: parts.reduce((sum, { rows }) => sum + rows, 0), sum: String(parts.reduce((sum, one) => sum ^ BigInt(one.sum), 0n)) })
        .toEqual(await sumOf(blue, table, range, hash, soon()))
    })
  })
  it("is needed: CHECKSUM TABLE reads the snapshot, and takes a letter that moves from one column to the next for nothing", async () => {
    await stand.sql('blue', "CREATE TABLE t (id INT PRIMARY KEY, a VARCHAR(9) NOT NULL, b VARCHAR(9) NOT NULL)", "INSERT INTO t VALUES (1, 'ab', 'c')")
    await stand.sql('green', "CREATE TABLE t (id INT PRIMARY KEY, a VARCHAR(9) NOT NULL, b VARCHAR(9) NOT NULL)", "INSERT INTO t VALUES (1, 'a', 'bc')")
    const checksum = async (side: 'blue' | 'green') => (await stand.sql(side, 'CHECKSUM TABLE t'))[0]?.['Checksum']
    expect(await checksum('blue')).toBe(await checksum('green'))
    expect(await keysOf('crc')).toEqual(['1'])
  })
})
