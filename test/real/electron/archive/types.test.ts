/** Trust, fault 16: rows that differ in what types hide are found, copied exactly, or refused by name; never silently equal. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { soon, startStand, type Section, type Stand } from './stand.ts'

let stand: Stand
beforeAll(async () => {
  stand = await startStand()
})
afterAll(() => stand.stop())
beforeEach(() => stand.empty())

const compare = async (section?: Section) => {
  const { tables } = await stand.archive(section).compare(soon())
  return tables.map(({ table, blueRows, greenRows, differing, sampleKeys }) => ({ table, blueRows, greenRows, ...differing, sampleKeys }))
}

/** `[type, blue's value, green's value]` of one row. */
const pairs: readonly (readonly [string, string, string])[] = [
  ['FLOAT', '1.1', '1.1000001'],
  ['FLOAT(10,2)', '1.25', '1.26'],
  ['DOUBLE', '0.1 + 0.2e0', '0.3'],
  ['DOUBLE', '1e300', '1.0000000000000002e300'],
  ['DECIMAL(30,20)', '0.00000000000000000001', '0.00000000000000000002'],
  ['DECIMAL(5,2)', 'NULL', '0'],
  ['BIGINT UNSIGNED', '18446744073709551615', '18446744073709551614'],
  ['BIGINT', '-9223372036854775808', '-9223372036854775807'],
  ['TINYINT', '0', 'NULL'],
  ['BIT(64)', "b'1'", "b'1000000000000000000000000000000000000000000000000000000000000001'"],
  ['BIT(3)', "b'000'", 'NULL'],
  ['TIMESTAMP(6) NULL', "'2025-03-30 02:30:00.000001'", "'2025-03-30 02:30:00.000002'"],
  ['DATETIME(6)', "'2025-01-01 00:00:00.1'", "'2025-01-01 00:00:00.100001'"],
  ['TIME(3)', "'-838:59:59'", "'838:59:59'"],
  ['YEAR', '2025', '2026'],
  ['DATE', "'2025-01-01'", 'NULL'],
  ['JSON', `'{"a":1,"b":2}'`, `'{"b":2,"a":1}'`],
  ['JSON', `'{"a":1}'`, `'{"a": 1}'`],
  ['VARCHAR(20)', "''", 'NULL'],
  ['VARCHAR(20)', "'a'", "'A'"],
  ['VARCHAR(20)', "'a'", "'a '"],
  ['VARCHAR(20)', "'ä'", "'a'"],
  ['VARCHAR(20)', "'é'", "CONCAT('e', _utf8mb4 x'CC81')"],
  ['VARCHAR(20) CHARACTER SET latin1', "'ä'", "'a'"],
  ['VARCHAR(20) CHARACTER SET ucs2', "'ab'", "'aB'"],
  ['CHAR(5) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin', "'😀'", "'😁'"],
  ['TEXT', "'x#y'", "'x'"],
  ['LONGTEXT', "REPEAT('x', 100000)", "CONCAT(REPEAT('x', 99999), 'y')"],
  ['BLOB', "x'00'", "x'0000'"],
  ['BLOB', "x''", 'NULL'],
  ['VARBINARY(10)', "x'FF00'", "x'FF01'"],
  ['BINARY(4)', "x'01'", "x'02'"],
  ["ENUM('', 'a', 'b')", "''", "'a'"],
  ["SET('a', 'b', 'c')", "'a,c'", "'a,b,c'"],
  ['POINT', 'POINT(1, 2)', 'POINT(1, 2.0000000000000004)'],
  ['GEOMETRY', "ST_GeomFromText('POINT(1 2)', 4326)", "ST_GeomFromText('POINT(1 2)', 0)"],
  ['INET6', "'::1'", "'::2'"],
  ['INET4', "'127.0.0.1'", 'NULL'],
  ['UUID', "'123e4567-e89b-12d3-a456-426655440000'", "'123e4567-e89b-12d3-a456-426655440001'"],
]

describe('a value that differs', () => {
  it.each(pairs)('%s: %s is not %s, and is copied to the bit', async (type, blue, green) => {
    await stand.both(`CREATE TABLE t (id INT PRIMARY KEY, v ${type}, tail VARCHAR(10) NOT NULL)`)
    for (const [environment, value] of [['blue', blue], ['green', green]] as const)
      await stand.sql(environment, `INSERT INTO t VALUES (1, ${value}, 'z'), (2, ${blue}, 'z'), (3, NULL, '')`)
    expect(await compare()).toEqual([{ table: 't', blueRows: 3, greenRows: 3, onlyBlue: 0, onlyGreen: 0, changed: 1, newer: { blue: 0, green: 0 }, sampleKeys: ['1'] }])
    const take = { rules: { t: { conflict: 'take' } } }
    const images = stand.images(`types-${pairs.findIndex((pair) => pair[0] === type && pair[1] === blue && pair[2] === green)}`)
    const archive = stand.archive(take)
    expect(await archive.syncInto('blue', { beforeImages: images }, soon())).toMatchObject({ updated: 1, inserted: 0, conflicting: 0 })
    expect(await compare()).toMatchObject([{ changed: 0, onlyBlue: 0, onlyGreen: 0 }])
    // And back again, from the file alone.
    expect(await archive.undo('blue', images, {}, soon())).toMatchObject({ restored: 1, changedSince: [] })
    await stand.sql('green', `UPDATE t SET v = ${blue} WHERE id = 1`)
    expect(await compare()).toMatchObject([{ changed: 0 }])
  })
  it('by the time zone of the session or the server is not one: both are read in one zone', async () => {
    await stand.both('CREATE TABLE t (id INT PRIMARY KEY, v TIMESTAMP)')
    await stand.sql('blue', "SET SESSION time_zone = '+05:00'", "INSERT INTO t VALUES (1, '2025-06-01 12:00:00')")
    await stand.sql('green', "SET SESSION time_zone = '-03:00'", "INSERT INTO t VALUES (1, '2025-06-01 04:00:00')")
    expect(await compare()).toMatchObject([{ changed: 0, onlyBlue: 0 }])
  })
  it('in two columns whose texts join to the same is found', async () => {
    await stand.both('CREATE TABLE t (id INT PRIMARY KEY, a VARCHAR(20), b VARCHAR(20), c BLOB)')
    await stand.sql('blue', "INSERT INTO t VALUES (1, 'a#', 'b', NULL), (2, 'N', '', ''), (3, 'x', 'y#1#z', '')")
    await stand.sql('green', "INSERT INTO t VALUES (1, 'a', '#b', NULL), (2, NULL, '', ''), (3, 'x#1#y', 'z', '')")
    expect(await compare()).toMatchObject([{ changed: 3 }])
  })
  it('the same way in two rows, or swapped between them, does not cancel', async () => {
    await stand.both('CREATE TABLE t (id INT PRIMARY KEY, v INT NOT NULL)', 'INSERT INTO t SELECT seq, 100 + seq % 7 FROM seq_1_to_1000')
    await stand.sql('green', 'UPDATE t SET v = 209 - v WHERE id IN (1, 2)', 'UPDATE t SET v = v + 100 WHERE id IN (500, 507)')
    expect(await compare()).toMatchObject([{ changed: 4, sampleKeys: ['1', '2', '500', '507'] }])
  })
  it('within the tolerance that the plan asks for is equal, beyond it is not', async () => {
    await stand.both('CREATE TABLE t (id INT PRIMARY KEY, v DOUBLE, w INT)')
    await stand.sql('blue', 'INSERT INTO t VALUES (1, 1.0, 1), (2, 1.0, 1), (3, 1.0, 1), (4, NULL, 1)')
    await stand.sql('green', 'INSERT INTO t VALUES (1, 1.0001, 1), (2, 1.1, 1), (3, 1.0001, 2), (4, 0, 1)')
    expect(await compare()).toMatchObject([{ changed: 4 }])
    expect(await compare({ rules: { t: { tolerance: { v: 0.001 } } } })).toMatchObject([{ changed: 3, sampleKeys: ['2', '3', '4'] }])
  })
})

describe('keys', () => {
  it.each([
    ['BIGINT UNSIGNED', (n: number) => `${18446744073709551615n - BigInt(n)}`],
    ['INT', (n: number) => `${n - 3_000}`],
    ['DECIMAL(20,5)', (n: number) => `${n - 3_000}.00001`],
    ['VARCHAR(40)', (n: number) => `'${String.fromCodePoint(0x61 + (n % 26))}-${n} ü'`],
    ['VARCHAR(40) CHARACTER SET latin1 COLLATE latin1_german2_ci', (n: number) => `'ß${n}Ä'`],
    ['VARCHAR(40) COLLATE utf8mb4_nopad_bin', (n: number) => `'k${n} '`],
    ['VARBINARY(10)', (n: number) => `x'${n.toString(16).padStart(8, '0')}00'`],
    ['DATETIME(3)', (n: number) => `'2025-01-01' + INTERVAL ${n} SECOND`],
    ['TIMESTAMP', (n: number) => `'2025-03-30' + INTERVAL ${n * 7} MINUTE`],
    ['UUID', (n: number) => `'123e4567-e89b-12d3-a456-${n.toString(16).padStart(12, '0')}'`],
    ['INET6', (n: number) => `'::${n.toString(16)}'`],
    ['BIT(20)', (n: number) => `${n}`],
  ])('of type %s walk a table whole, and find what differs', async (type, value) => {
    await stand.both(`CREATE TABLE t (k ${type} PRIMARY KEY, v INT)`, `INSERT INTO t VALUES ${Array.from({ length: 3_000 }, (_, n) => `(${value(n)}, ${n})`).join(',')}`)
    await stand.sql('green', 'UPDATE t SET v = -1 WHERE v IN (0, 1499, 2999)', 'DELETE FROM t WHERE v IN (7, 8)')
    await stand.sql('blue', 'DELETE FROM t WHERE v IN (2000)')
    expect(await compare()).toMatchObject([{ blueRows: 2_999, greenRows: 2_998, changed: 3, onlyBlue: 2, onlyGreen: 1 }])
    await stand.archive({ rules: { t: { conflict: 'take' } } }).syncInto('blue', { beforeImages: stand.images(`key-${type.replaceAll(/\W/g, '-')}`) }, soon())
    expect(await compare()).toMatchObject([{ blueRows: 3_000, changed: 0, onlyBlue: 2, onlyGreen: 0 }])
  })
  it('of several columns do too', async () => {
    await stand.both("CREATE TABLE t (a INT, b VARCHAR(10), c DATE, v INT, PRIMARY KEY (b, a, c))",
      `INSERT INTO t SELECT seq % 10, CONCAT('k', seq % 7), '2025-01-01' + INTERVAL seq DAY, seq FROM seq_1_to_3000`)
    await stand.sql('green', 'UPDATE t SET v = -1 WHERE v IN (1, 1500, 3000)', 'DELETE FROM t WHERE v = 42')
    expect(await compare()).toMatchObject([{ changed: 3, onlyBlue: 1 }])
  })
  it('that only their spelling tells apart are one, as they are for the server', async () => {
    await stand.both('CREATE TABLE t (k VARCHAR(10) COLLATE utf8mb4_general_ci PRIMARY KEY, v INT)')
    await stand.sql('blue', "INSERT INTO t VALUES ('abc', 1), ('pad', 1)")
    await stand.sql('green', "INSERT INTO t VALUES ('ABC', 1), ('pad ', 1)")
    expect(await compare()).toMatchObject([{ changed: 2, onlyBlue: 0, onlyGreen: 0 }])
    expect(await stand.archive({ rules: { t: { conflict: 'take' } } }).syncInto('blue', { beforeImages: stand.images('spelling') }, soon())).toMatchObject({ updated: 2, inserted: 0 })
    expect(await compare()).toMatchObject([{ changed: 0 }])
  })
})

describe('tables that are the same but for their form', () => {
  it('another order of columns, an invisible and a computed one', async () => {
    await stand.sql('blue', 'CREATE TABLE t (id INT PRIMARY KEY, a INT, b VARCHAR(5), s INT INVISIBLE DEFAULT 3, g INT AS (a * 2) STORED, h INT AS (a + 1) VIRTUAL)')
    await stand.sql('green', 'CREATE TABLE t (b VARCHAR(5), id INT PRIMARY KEY, s INT INVISIBLE DEFAULT 3, a INT, h INT AS (a + 1) VIRTUAL, g INT AS (a * 2) STORED)')
    await stand.both("INSERT INTO t (id, a, b) VALUES (1, 1, 'x'), (2, 2, 'y')")
    expect(await compare()).toMatchObject([{ changed: 0 }])
    await stand.sql('green', 'UPDATE t SET s = 4 WHERE id = 1', 'UPDATE t SET a = 5 WHERE id = 2')
    expect(await compare()).toMatchObject([{ changed: 2 }])
    await stand.archive({ rules: { t: { conflict: 'take' } } }).syncInto('blue', { beforeImages: stand.images('form') }, soon())
    expect(await stand.sql('blue', 'SELECT id, a, s, g, h FROM t ORDER BY id')).toEqual([{ id: 1, a: 1, s: 4, g: 2, h: 2 }, { id: 2, a: 5, s: 3, g: 10, h: 6 }])
  })
})

describe('what can not be compared exactly is refused by name', () => {
  const refusals: readonly (readonly [string, string, string, RegExp, Section?])[] = [
    ['another type', 'id INT PRIMARY KEY, v DECIMAL(10,2)', 'id INT PRIMARY KEY, v DECIMAL(12,4)', /table t: the definitions differ: column v is decimal\(10,2\) NULL in blue and decimal\(12,4\) NULL in green/],
    ['another collation', 'id INT PRIMARY KEY, v VARCHAR(9) COLLATE utf8mb4_bin', 'id INT PRIMARY KEY, v VARCHAR(9) COLLATE utf8mb4_general_ci', /column v is varchar\(9\) utf8mb4\/utf8mb4_bin/],
    ['a column that one side lacks', 'id INT PRIMARY KEY, v INT', 'id INT PRIMARY KEY', /column v is only in blue/],
    ['another key', 'id INT PRIMARY KEY, v INT NOT NULL', 'id INT NOT NULL, v INT PRIMARY KEY', /the key is PRIMARY \(id\) in blue and PRIMARY \(v\) in green/],
    ['another computed column', 'id INT PRIMARY KEY, v INT AS (id + 1)', 'id INT PRIMARY KEY, v INT AS (id + 2)', /column v is .* as \(`id` \+ 1\)/],
    ['no key', 'id INT, v INT', 'id INT, v INT', /table t: it has no key to tell rows apart/],
    ['a key that may be NULL', 'id INT UNIQUE, v INT', 'id INT UNIQUE, v INT', /no key to tell rows apart \(id may hold NULL\)/],
    ['a key over a part of a column', 'id TEXT, v INT, PRIMARY KEY (id(5))', 'id TEXT, v INT, PRIMARY KEY (id(5))', /covers only a part of a column/],
    ['a key of a float', 'id DOUBLE PRIMARY KEY', 'id DOUBLE PRIMARY KEY', /column id of its key is a double/],
    ['a key of the plan that is not there', 'id INT', 'id INT', /no column nr, which the plan names as key/, { rules: { t: { key: ['nr'] } } }],
    ['a newer column that does not say so', 'id INT PRIMARY KEY, v VARCHAR(5)', 'id INT PRIMARY KEY, v VARCHAR(5)', /column v is a varchar, which does not say what is newer/, { rules: { t: { newer: ['v'] } } }],
  ]
  it.each(refusals.map(([what, blue, green, message, section]) => ({ what, blue, green, message, section })))('$what', async ({ blue, green, message, section }) => {
    await stand.sql('blue', `CREATE TABLE t (${blue})`)
    await stand.sql('green', `CREATE TABLE t (${green})`)
    await expect(compare(section)).rejects.toThrow(message)
  })
  it('another engine, a table that one side lacks, a sequence', async () => {
    await stand.both('CREATE TABLE t (id INT PRIMARY KEY) ENGINE=MyISAM')
    await expect(compare()).rejects.toThrow(/table t: its engine is MyISAM in blue/)
    await stand.sql('green', 'DROP TABLE t')
    await expect(compare()).rejects.toThrow('table t is only in blue')
    await stand.sql('blue', 'DROP TABLE t')
    await stand.both('CREATE SEQUENCE s')
    await expect(compare()).rejects.toThrow(/table s: it is a sequence in blue/)
    await stand.both('CREATE TABLE u (id INT PRIMARY KEY)')
    expect(await compare({ except: ['s'] })).toMatchObject([{ table: 'u' }])
  })
  it('a key of the plan that is there twice; one that is not is compared, and not copied', async () => {
    const section = { rules: { t: { key: ['a', 'b'] } } }
    await stand.both('CREATE TABLE t (a INT NOT NULL, b INT NOT NULL, v INT)', 'INSERT INTO t VALUES (1, 1, 1), (1, 2, 1)')
    await stand.sql('green', 'UPDATE t SET v = 2 WHERE b = 2')
    expect(await compare(section)).toMatchObject([{ changed: 1, sampleKeys: ['1 2'] }])
    await expect(stand.archive(section).syncInto('blue', { beforeImages: stand.images('no-index') }, soon())).rejects.toThrow(/table t: no unique index holds its key/)
    await stand.sql('green', 'INSERT INTO t VALUES (1, 2, 1)')
    await expect(compare(section)).rejects.toThrow(/is there more than once in green/)
  })
  it('a database that is compared with itself', async () => {
    await stand.both('CREATE TABLE t (id INT PRIMARY KEY)')
    await expect(stand.archive({}, { green: { socket: stand.blue.socket } }).compare(soon())).rejects.toThrow(/one and the same database/)
  })
})
