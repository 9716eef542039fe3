/** Trust, fault 16, for checkpoints: what a type hides comes back to the bit, from the dump and from the log; or is refused by name. */
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { startCheckpointStand, type CheckpointStand } from './checkpoint-stand.ts'
import { soon } from './stand.ts'

let stand: CheckpointStand
beforeAll(async () => {
  stand = await startCheckpointStand(['--default-time-zone=+05:45'])
})
afterAll(() => stand.stop())
beforeEach(() => stand.empty())

let count = 0
const to = () => ({ id: `t${(count += 1)}`, folder: stand.folder })

const types: readonly (readonly [string, readonly string[]])[] = [
  ['INT', ['NULL', '0', '-5', '2147483647']],
  ['BIGINT UNSIGNED NOT NULL', ['0', '18446744073709551615']],
  ['FLOAT', ['NULL', '1.1000001', '0.1', '16777217', '-3.4028234e38', '1e-38', '0']],
  ['FLOAT(12,3)', ['NULL', '1.25', '123456789.125', '-0.001']],
  ['DOUBLE', ['NULL', '0.1 + 0.2e0', '1.0000000000000002e300', '-1e-300']],
  ['DECIMAL(30,20)', ['NULL', '0.00000000000000000001', '-9999999999.99999999999999999999']],
  ['BIT(64)', ['NULL', "b'0'", "b'1000000000000000000000000000000000000000000000000000000000000001'"]],
  ['VARCHAR(40)', ['NULL', "''", "'a '", "'ä€😀'", String.raw`'\\ \' " \n \0 \Z -- '`, "'NULL'"]],
  ['VARCHAR(20) CHARACTER SET latin1 NOT NULL', ["''", "'é'", "_latin1 x'80FF'"]],
  ['VARCHAR(20) CHARACTER SET ucs2', ['NULL', "'aB'", "_ucs2 x'00E920AC'"]],
  ['VARCHAR(20) COLLATE utf8mb4_nopad_bin NOT NULL', ["'x'", "'x '"]],
  ['LONGTEXT', ['NULL', "REPEAT('long ', 20000)", "''"]],
  ['BLOB', ['NULL', "x''", "x'00ff0a5c270d1a'"]],
  ['BINARY(4) NOT NULL', ["x'01'", "x'00000000'"]],
  ['DATETIME(6)', ['NULL', "'2025-01-01 00:00:00.000001'", "'9999-12-31 23:59:59.999999'"]],
  ['TIMESTAMP(3) NULL', ['NULL', "'2025-03-30 02:30:00.001'", "'1971-01-01 06:00:00'", "'2037-12-31 23:59:59.999'"]],
  ['TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP', ["'2001-02-03 04:05:06'"]],
  ['DATE', ['NULL', "'0000-00-00'", "'2024-02-29'"]],
  ['TIME(3)', ['NULL', "'-838:59:59'", "'12:00:00.5'"]],
  ['YEAR', ['NULL', '2155', '1901']],
  ["ENUM('p', 'q,''', '')", ['NULL', "'p'", "'q,'''", "''"]],
  ["SET('k', 'l', 'm') NOT NULL", ["''", "'k,m'"]],
  ['JSON', ['NULL', `'{"b": 1, "a": [null, 1.0]}'`, `'"é"'`]],
  ['GEOMETRY', ['NULL', "ST_GeomFromText('POINT(1 2.0000000000000004)', 4326)"]],
  ['INET6', ['NULL', "'::ffff:1.2.3.4'"]],
  ['UUID', ['NULL', "'123e4567-e89b-12d3-a456-426655440000'"]],
]
const keys: readonly (readonly [definition: string, key: string, of: (n: number) => string])[] = [
  ['id INT', ', PRIMARY KEY (id)', (n) => `${n * 3}`],
  ['id INT, nr TIMESTAMP NOT NULL', ', PRIMARY KEY (nr, id)', (n) => `${n % 5}, '2025-03-30' + INTERVAL ${n} HOUR`],
  ["id VARCHAR(20) COLLATE utf8mb4_general_ci", ', PRIMARY KEY (id)', (n) => `'Ä${n} '`],
  ['id INT', '', (n) => `${n % 3}`],
]
const table = fc.record({
  key: fc.nat(keys.length - 1),
  columns: fc.array(fc.nat(types.length - 1), { minLength: 1, maxLength: 8 }),
  rows: fc.integer({ min: 1, max: 60 }),
  changes: fc.array(fc.record({ second: fc.integer({ min: 0, max: 5 }), verb: fc.constantFrom('update', 'delete', 'insert'), row: fc.nat(80), turn: fc.nat(20) }), { maxLength: 12 }),
  moment: fc.integer({ min: 0, max: 6 }),
})

it('random tables come back as they were at random moments, whatever was written since', async () => {
  const checkpoints = stand.checkpoints()
  let proven = 0
  await fc.assert(fc.asyncProperty(table, async ({ key, columns, rows, changes, moment }) => {
    const [definition, primary, keyOf] = keys[key] ?? ['', '', String]
    // A keyless table takes no float that the dump would cut: that one is refused, see below.
    const used = columns.filter((column) => primary !== '' || types[column]?.[0] !== 'FLOAT')
    const value = (column: number, n: number): string => {
      const pool = types[used[column] ?? 0]?.[1] ?? []
      return pool[(n * 31 + column * 7) % pool.length] ?? 'NULL'
    }
    const row = (n: number, turn = 0): string => `(${[keyOf(n), ...used.map((_, column) => value(column, n + turn))].join(', ')})`
    await stand.empty()
    const lax = "SET sql_mode = ''"
    const computed = used.length > 0 ? ', total INT AS (id_length * 2) STORED' : ''
    await stand.sql('blue', lax, `CREATE TABLE t (${[definition, ...used.map((type, column) => `c${column} ${types[type]?.[0] ?? ''}`)].join(', ')}, id_length INT AS (LENGTH(id)) VIRTUAL${computed}${primary})`)
    const names = [...(definition.includes('nr') ? ['id', 'nr'] : ['id']), ...used.map((_, column) => `c${column}`)].join(', ')
    await stand.sql('blue', lax, `INSERT INTO t (${names}) VALUES ${Array.from({ length: rows }, (_, n) => row(n)).join(', ')}`)
    const first = await checkpoints.take('blue', to(), soon())
    expect(await checkpoints.prove(first, soon())).toMatchObject({ rows })
    proven += 1
    // Far ahead: the log is in order of time, and what the proof wrote in it is dated by this machine, however slow that is.
    const base = Math.floor(first.at / 1_000) + 3_600
    let wanted = moment === 0 ? await stand.held('blue') : {}
    for (let second = 0; second < 6; second += 1) {
      for (const { verb, row: n, turn } of changes.filter((one) => one.second === second)) {
        const sets = used.map((_, column) => `c${column} = ${value(column, n + turn)}`).join(', ')
        const statement = verb === 'delete' ? `DELETE FROM t WHERE id = ${keyOf(n).split(',')[0] ?? ''}`
          : verb === 'insert' || sets === '' ? `INSERT IGNORE INTO t (${names}) VALUES ${row(n + 100, turn)}`
            : `UPDATE t SET ${sets} WHERE id = ${keyOf(n).split(',')[0] ?? ''}`
        await stand.sql('blue', lax, `SET timestamp = ${base + second}`, statement)
      }
      if (second === moment - 1) wanted = await stand.held('blue')
    }
    const { scratch } = await checkpoints.recover(first, (base + moment) * 1_000, soon())
    expect(await stand.held('blue', scratch)).toEqual(wanted)
  }), { numRuns: Number(process.env['FIFTEEN_RUNS'] ?? 12) })
  expect(proven).toBeGreaterThan(0)
})

it('a value of every type, in one table, is proven: the floats that a dump cuts are mended in it', async () => {
  await stand.sql('blue', "SET sql_mode = ''", `CREATE TABLE t (id INT PRIMARY KEY, ${types.map(([type], column) => `c${column} ${type}`).join(', ')})`)
  for (let n = 0; n < 8; n += 1) await stand.sql('blue', "SET sql_mode = ''", `INSERT INTO t VALUES (${n}, ${types.map(([, pool]) => pool[n % pool.length] ?? 'NULL').join(', ')})`)
  const checkpoints = stand.checkpoints()
  const checkpoint = await checkpoints.take('blue', to(), soon())
  expect(await checkpoints.prove(checkpoint, soon())).toMatchObject({ rows: 8 })
  const { scratch } = await checkpoints.recover(checkpoint, checkpoint.at, soon())
  expect(await stand.held('blue', scratch)).toEqual(await stand.held('blue'))
})

it('what a checkpoint can not hold exactly is refused by name, and nothing is left', async () => {
  const checkpoints = stand.checkpoints()
  const refused = async (...statements: readonly string[]): Promise<string> => {
    await stand.empty()
    await stand.sql('blue', ...statements)
    return checkpoints.take('blue', to(), soon()).then(() => 'taken', (error: unknown) => String(error))
  }
  expect(await refused('CREATE TABLE t (id INT PRIMARY KEY) ENGINE=MyISAM')).toMatch(/table t: its engine is MyISAM/)
  expect(await refused('CREATE TABLE t (id INT PRIMARY KEY)', 'CREATE SEQUENCE s')).toMatch(/table s: it is a sequence/)
  expect(await refused('CREATE TABLE t (id INT PRIMARY KEY) WITH SYSTEM VERSIONING')).toMatch(/table t: it is a system versioned/)
  expect(await refused('CREATE TABLE t (f FLOAT)', 'INSERT INTO t VALUES (1.1000001)')).toMatch(/table t: it has a FLOAT of more than six digits/)
  expect(await refused('CREATE TABLE t (f FLOAT)', 'INSERT INTO t VALUES (0.1)')).toBe('taken')
  expect(await refused('SELECT 1')).toMatch(/has no table/)
})
