/** Two real SQLite archives: compared, copied, killed in the middle. Trust: faults 13, 14 and 16. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ConnectError, type Archives } from '../../../../electron/connect/connector.ts'
import { connectLabArchive } from '../../../../electron/connect/lab-archive.ts'

const schema = 'CREATE TABLE meta (uuid TEXT); CREATE TABLE t (id PRIMARY KEY, a, updated_at INTEGER)'
const now = 1_800_000_000_000
let dir = ''
let blue: Database.Database
let green: Database.Database
let images = ''

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'fifteen-archive-'))
  images = join(dir, 'before.jsonl')
  const make = (name: string): Database.Database => {
    const file = new Database(join(dir, `${name}.sqlite`))
    file.pragma('journal_mode = WAL')
    file.exec(schema)
    file.prepare('INSERT INTO meta VALUES (?)').run(`uuid-${name}`)
    return file
  }
  blue = make('blue')
  green = make('green')
})
afterEach(() => {
  blue.close()
  green.close()
  rmSync(dir, { recursive: true, force: true })
})

let wall = now
const archives = (tables: readonly string[] = ['t']): Archives =>
  connectLabArchive('archive', { blue: join(dir, 'blue.sqlite'), green: join(dir, 'green.sqlite'), tables: [...tables] }, { clock: { wall: () => wall, mono: () => wall, boot: 'test' }, every: 5_000 })
const soon = (): AbortSignal => AbortSignal.timeout(10_000)
const both = (sql: string): void => {
  for (const file of [blue, green]) file.exec(sql)
}
const compared = async (tables?: readonly string[]) => (await archives(tables).compare(soon())).tables[0]
const rowsOf = (file: Database.Database, table = 't') => file.prepare(`SELECT *, typeof(a) AS type FROM ${table} ORDER BY id`).safeIntegers().all()
const failure = async (work: Promise<unknown>): Promise<ConnectError> => {
  const error: unknown = await work.then(() => new Error('nothing failed'), (thrown: unknown) => thrown)
  if (!(error instanceof ConnectError)) throw error
  return error
}

describe('two values', () => {
  it.each([
    ['integer and real', '1', '1.0'],
    ['integer and text', '1', `'1'`],
    ['text and blob', `'a'`, `x'61'`],
    ['null and empty text', 'NULL', `''`],
    ['0 and -0', '0.0', '-0.0 * 1e-300 * 1e-300'],
    ['neighbouring reals', '0.1', '0.10000000000000002'],
    ['integers beyond 2^53', '9007199254740992', '9007199254740993'],
    ['differently broken texts', `CAST(x'61ff' AS TEXT)`, `CAST(x'61fe' AS TEXT)`],
    ['a text with a zero byte and its beginning', `CAST(x'610062' AS TEXT)`, `'a'`],
    ['composed and decomposed letters', `'\u00e9'`, `'e\u0301'`],
    ['upper and lower case', `'A'`, `'a'`],
  ])('%s are never silently equal', async (_, one, other) => {
    blue.exec(`INSERT INTO t VALUES (1, ${one}, 1)`)
    green.exec(`INSERT INTO t VALUES (1, ${other}, 1)`)
    expect((await compared())?.differing.changed).toBe(1)
    blue.exec(`UPDATE t SET a = (${other})`)
    expect((await compared())?.differing.changed).toBe(0)
  })
})

describe('a table', () => {
  it.each([
    ['without a key', 'CREATE TABLE x (id, a)', 'table x has no primary key'],
    ['whose key ignores case', 'CREATE TABLE x (id TEXT COLLATE NOCASE PRIMARY KEY, a)', 'the key of table x has the collation NOCASE'],
    ['that is not there', '', 'there is no table x'],
    ['with a row that has no key', `CREATE TABLE x (id TEXT PRIMARY KEY, a); INSERT INTO x VALUES (NULL, 1)`, 'table x has a row without a key'],
    ['with a row that lacks a part of its key', `CREATE TABLE x (k1, k2, a, PRIMARY KEY (k1, k2)); INSERT INTO x VALUES (1, NULL, 1)`, 'table x has a row without a key'],
    ['whose column sorts otherwise than its key, so that rows fall between two ranges', `CREATE TABLE x (id TEXT COLLATE NOCASE, a, PRIMARY KEY (id COLLATE BINARY)); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 600) INSERT INTO x SELECT printf('%s%04d', substr('kK', 1 + i % 2, 1), i / 2), 1 FROM n`, 'table x has rows whose key sorts nowhere: 1 in blue, 1 in green'],
    ['whose keys are no valid texts', `CREATE TABLE x (id TEXT PRIMARY KEY, a); INSERT INTO x VALUES (CAST(x'ff' AS TEXT), 1)`, 'has a key that is no valid text'],
  ])('%s is refused by name', async (_, sql, message) => {
    both(sql)
    expect(await failure(archives(['x']).compare(soon()))).toMatchObject({ reason: 'invalid', detail: expect.stringContaining(message) as string })
  })
  it('with other columns on the other side is refused by name', async () => {
    green.exec('ALTER TABLE t ADD COLUMN b')
    expect((await failure(archives().compare(soon()))).detail).toMatch(/table t has other columns in blue \(id, a, updated_at\) than in green/)
  })
  it('may have a key of several columns, and a name that needs quotes', async () => {
    both(`CREATE TABLE "order ""x""" (k1, k2, a, PRIMARY KEY (k1, k2)); INSERT INTO "order ""x""" VALUES (1, 'a', 1), (1, 'b', 2), (2, 'a', 3)`)
    green.exec(`DELETE FROM "order ""x""" WHERE k1 = 1 AND k2 = 'b'`)
    expect(await compared(['order "x"'])).toMatchObject({ differing: { onlyBlue: 1, onlyGreen: 0, changed: 0 }, sampleKeys: ['1, "b"'] })
  })
})

/** Keys of every type, in the order that a map would lose. */
const keys = fc.oneof(fc.integer({ min: -5, max: 1_200 }), fc.string({ maxLength: 3 }).map((text) => `k${text.toWellFormed().replaceAll('\uFFFD', '')}`), fc.constantFrom(0.5, 1.5, -2.25))
const values = fc.oneof(fc.integer(), fc.double({ noNaN: true }), fc.string({ maxLength: 4 }), fc.constant(null))
const side = fc.uniqueArray(fc.record({ id: keys, a: values, stamp: fc.integer({ min: 1, max: 3 }) }), { selector: ({ id }) => id, maxLength: 60 })

describe('random archives', () => {
  const fill = (file: Database.Database, rows: readonly { id: unknown; a: unknown; stamp: number }[]): void => {
    file.exec('DELETE FROM t')
    const insert = file.prepare('INSERT INTO t VALUES (?, ?, ?)')
    file.transaction(() => rows.forEach(({ id, a, stamp }) => insert.run(id, a, stamp)))()
  }
  it('are compared as SQL itself compares them, and a copy leaves nothing behind that is not newer', async () => {
    const count = (sql: string): number => blue.prepare(sql).pluck().get() as number
    blue.exec(`ATTACH '${join(dir, 'green.sqlite')}' AS g`)
    await fc.assert(
      fc.asyncProperty(side, side, side, async (common, onBlue, onGreen) => {
        const merge = (own: typeof common) => [...new Map([...common, ...own].map((row) => [row.id, row])).values()]
        fill(blue, merge(onBlue))
        fill(green, merge(onGreen))
        const expected = {
          onlyBlue: count('SELECT count(*) FROM main.t WHERE id NOT IN (SELECT id FROM g.t)'),
          onlyGreen: count('SELECT count(*) FROM g.t WHERE id NOT IN (SELECT id FROM main.t)'),
          changed: count('SELECT count(*) FROM main.t b JOIN g.t g USING (id) WHERE b.a IS NOT g.a OR typeof(b.a) <> typeof(g.a) OR b.updated_at <> g.updated_at'),
        }
        expect((await compared())?.differing).toMatchObject(expected)
        const newerBlue = count('SELECT count(*) FROM main.t b JOIN g.t g USING (id) WHERE b.updated_at > g.updated_at')
        const deleted = expected.onlyBlue
        const synced = await archives().syncInto('blue', { beforeImages: images, chunk: 7 }, soon())
        expect(synced).toMatchObject({ inserted: expected.onlyGreen, updated: expected.changed - newerBlue, kept: newerBlue })
        expect((await compared())?.differing).toEqual({ onlyBlue: deleted, onlyGreen: 0, changed: newerBlue, newer: { blue: newerBlue, green: 0 } })
        const again = await archives().syncInto('blue', { beforeImages: images }, soon())
        expect(again).toMatchObject({ inserted: 0, updated: 0, beforeImages: 0, chunks: 0 })
      }),
      { numRuns: 25 },
    )
  })
})

describe('large tables', () => {
  it('are compared in ranges: a row that differs far in is found, whichever side has more', async () => {
    both(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2600) INSERT INTO t SELECT i, 'row ' || i, i FROM n`)
    green.exec(`DELETE FROM t WHERE id BETWEEN 400 AND 1700; INSERT INTO t VALUES (1000.5, 'x', 1); UPDATE t SET a = 'changed', updated_at = 9999 WHERE id = 2600`)
    const progress: number[] = []
    const { tables } = await archives().compare(soon(), { onProgress: ({ done }) => progress.push(done) })
    expect(tables[0]).toMatchObject({ blueRows: 2_600, greenRows: 1_300, differing: { onlyBlue: 1_301, onlyGreen: 1, changed: 1, newer: { blue: 0, green: 1 } } })
    expect(progress.at(-1)).toBe(2_600)
    expect(tables[0]?.sampleKeys).toHaveLength(20)
  })
  it('let the console go on meanwhile', async () => {
    both(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) INSERT INTO t SELECT i, 'row ' || i, i FROM n`)
    let turns = 0
    const timer = setInterval(() => {
      turns += 1
    }, 1)
    await archives().compare(soon())
    clearInterval(timer)
    expect(turns).toBeGreaterThan(10)
  })
  it('are left when the time is over, with what was committed', async () => {
    green.exec(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) INSERT INTO t SELECT i, 'row ' || i, i FROM n`)
    const controller = new AbortController()
    const work = archives().syncInto('blue', { beforeImages: images, chunk: 100 }, controller.signal, ({ done }) => {
      if (done >= 500) controller.abort()
    })
    expect(await failure(work)).toMatchObject({ reason: 'timeout' })
    expect(rowsOf(blue)).toHaveLength(500)
  })
})

describe('a copy', () => {
  it('writes every row that it overwrites into the file first, losing nothing', async () => {
    blue.exec(`INSERT INTO t VALUES (1, 'old', 1), (2, x'00ff', 1), (3, CAST(x'61ff' AS TEXT), 1), (4, 0.1, 1), (5, 9007199254740993, 1), (6, NULL, 1), (7, 'same', 1)`)
    green.exec(`INSERT INTO t VALUES (1, 'new', 2), (2, 'new', 2), (3, 'new', 2), (4, 'new', 2), (5, 'new', 2), (6, 'new', 2), (7, 'same', 1), (8, 'added', 1)`)
    const synced = await archives().syncInto('blue', { beforeImages: images }, soon())
    expect(synced).toEqual({ inserted: 1, updated: 6, beforeImages: 6, chunks: 1, kept: 0 })
    const lines = readFileSync(images, 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line) as { key: string; before: { a: unknown } })
    expect(lines.map(({ key, before }) => [key, before.a])).toEqual([
      ['1', { text: 'old' }], ['2', { blob64: 'AP8=' }], ['3', { text64: 'Yf8=' }], ['4', { real: '0.1' }], ['5', { integer: '9007199254740993' }], ['6', null],
    ])
    expect(rowsOf(blue)).toEqual(rowsOf(green))
  })
  it('carries every value exactly', async () => {
    green.exec(`INSERT INTO t VALUES (1, CAST(x'61ff00' AS TEXT), 1), (2, x'', 1), (3, 1e308 * 10, 1), (4, -9223372036854775808, 1), (5, '', 1), (6, 1.0, 1)`)
    await archives().syncInto('blue', { beforeImages: images }, soon())
    expect((await compared())?.differing).toMatchObject({ onlyGreen: 0, changed: 0 })
    expect(rowsOf(blue)).toEqual(rowsOf(green))
  })
  it('never deletes, and never overwrites what is newer here', async () => {
    blue.exec(`INSERT INTO t VALUES (1, 'newer here', 5), (2, 'only here', 1)`)
    green.exec(`INSERT INTO t VALUES (1, 'older', 4)`)
    expect(await archives().syncInto('blue', { beforeImages: images }, soon())).toMatchObject({ updated: 0, inserted: 0, kept: 1 })
    expect(rowsOf(blue)).toMatchObject([{ a: 'newer here' }, { a: 'only here' }])
    expect(readFileSync(images, 'utf8')).toBe('')
  })
  it('begins a new line after one that a crash cut off', async () => {
    writeFileSync(images, '{"table":"t","key":"1","bef')
    blue.exec(`INSERT INTO t VALUES (1, 'old', 1)`)
    green.exec(`INSERT INTO t VALUES (1, 'new', 2)`)
    await archives().syncInto('blue', { beforeImages: images }, soon())
    expect(readFileSync(images, 'utf8').split('\n').map((line) => line.slice(0, 10))).toEqual(['{"table":"', '{"table":"', ''])
  })
  it('waits for a lock without holding up the console', async () => {
    green.exec(`INSERT INTO t VALUES (1, 'new', 2)`)
    blue.exec('BEGIN IMMEDIATE')
    const work = archives().syncInto('blue', { beforeImages: images }, soon())
    setTimeout(() => blue.exec('COMMIT'), 60)
    expect(await work).toMatchObject({ inserted: 1 })
  })
  it('that cannot get the lock in time says who is in the way', async () => {
    green.exec(`INSERT INTO t VALUES (1, 'new', 2)`)
    blue.exec('BEGIN IMMEDIATE')
    const error = await failure(archives().syncInto('blue', { beforeImages: images }, AbortSignal.timeout(80)))
    blue.exec('ROLLBACK')
    expect(error).toMatchObject({ reason: 'timeout', tried: "copy into blue's archive" })
    expect(rowsOf(blue)).toEqual([])
  })
  it('that meets a full disk leaves no partial chunk', async () => {
    green.exec(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50) INSERT INTO t SELECT i, 'row', i FROM n`)
    blue.exec(`CREATE TRIGGER full BEFORE INSERT ON t WHEN new.id = 30 BEGIN SELECT RAISE(ABORT, 'no room'); END`)
    expect(await failure(archives().syncInto('blue', { beforeImages: images, chunk: 20 }, soon()))).toMatchObject({ reason: 'invalid', detail: expect.stringContaining('no room') as string })
    expect(rowsOf(blue)).toHaveLength(20)
  })
})

describe('a console that is killed while it copies', () => {
  const script = `
    const { connectLabArchive } = await import(process.argv[1])
    const clock = { wall: Date.now, mono: () => performance.now(), boot: 'test' }
    const archives = connectLabArchive('archive', { blue: process.argv[2], green: process.argv[3], tables: ['t'] }, { clock, every: 5000 })
    await archives.syncInto('blue', { beforeImages: process.argv[4], chunk: 25 }, AbortSignal.timeout(20000), ({ done }) => process.stdout.write(done + '\\n'))`
  const module = fileURLToPath(new URL('../../../../electron/connect/lab-archive.ts', import.meta.url))

  it('goes on from the last committed chunk, with every overwritten row kept as it was', { timeout: 30_000 }, async () => {
    const rows = 1_500
    both(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${rows}) INSERT INTO t SELECT i, 'old ' || i, 1 FROM n`)
    green.exec(`UPDATE t SET a = 'new ' || id, updated_at = 2 WHERE id % 2 = 0`)
    for (let round = 1; round <= 5; round += 1) {
      const child = spawn(process.execPath, ['--input-type=module', '-e', script, module, join(dir, 'blue.sqlite'), join(dir, 'green.sqlite'), images], { stdio: ['ignore', 'pipe', 'inherit'] })
      const until = round * 250
      child.stdout.on('data', (text: Buffer) => {
        if (text.toString().trim().split('\n').some((line) => Number(line) >= until)) child.kill('SIGKILL')
      })
      await once(child, 'exit')
      expect(child.signalCode).toBe('SIGKILL')
      const copied = blue.prepare(`SELECT count(*) FROM t WHERE a LIKE 'new%'`).pluck().get() as number
      const kept = new Set(existsSync(images) ? readFileSync(images, 'utf8').split('\n').flatMap((line) => (line.endsWith('}}}') ? [(JSON.parse(line) as { key: string }).key] : [])) : [])
      expect(copied).toBeGreaterThanOrEqual(until / 2 - 25)
      for (const id of blue.prepare(`SELECT id FROM t WHERE a LIKE 'new%'`).pluck().all()) expect(kept.has(String(id))).toBe(true)
    }
    await archives().syncInto('blue', { beforeImages: images }, soon())
    expect((await compared())?.differing).toMatchObject({ onlyBlue: 0, onlyGreen: 0, changed: 0 })
    const before = readFileSync(images, 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line) as { key: string; before: { a: { text: string } } })
    expect(new Set(before.map(({ key }) => key)).size).toBe(rows / 2)
    for (const { key, before: was } of before) expect(was.a.text).toBe(`old ${key}`)
  })
})

describe('a sample', () => {
  const sampled = async (one: Archives) => {
    const { measured = [] } = (await one.sample?.(soon())) ?? {}
    const value = (metric: string, environment: string) => measured.flatMap((found) => (found.metric === metric && found.environment === environment && found.kind === 'gauge' ? [found.value] : []))[0]
    return { differing: value('archive_differing', 'blue'), blueLag: value('archive_lag', 'blue'), greenLag: value('archive_lag', 'green') }
  }
  it('counts the rows that differ, and how long the oldest of them waits', async () => {
    both(`INSERT INTO t VALUES (1, 'a', ${now - 600_000})`)
    const one = archives()
    expect(await sampled(one)).toEqual({ differing: 0, blueLag: 0, greenLag: 0 })
    green.exec(`UPDATE t SET a = 'b', updated_at = ${now - 30_000}; INSERT INTO t VALUES (2, 'x', ${now - 5_000})`)
    expect(await sampled(one)).toEqual({ differing: 2, blueLag: 30, greenLag: 0 })
    blue.exec(`UPDATE t SET a = 'b', updated_at = ${now - 30_000}`)
    expect(await sampled(one)).toEqual({ differing: 1, blueLag: 5, greenLag: 0 })
    blue.exec(`INSERT INTO t VALUES (2, 'x', ${now - 5_000})`)
    expect(await sampled(one)).toEqual({ differing: 0, blueLag: 0, greenLag: 0 })
  })
  it('does not count a row that may still be on its way', async () => {
    green.exec(`INSERT INTO t VALUES (1, 'x', ${now - 1_000})`)
    const one = archives()
    expect((await sampled(one)).differing).toBe(0)
    wall = now + 2_000
    expect((await sampled(one)).differing).toBe(1)
    wall = now
  })
  it('finds in a few looks what was altered without a trace, and forgets it once mended', async () => {
    both(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) INSERT INTO t SELECT i, 'row ' || i, 1 FROM n`)
    const one = archives()
    green.exec(`UPDATE t SET a = 'altered' WHERE id = 4900`)
    expect((await sampled(one)).differing).toBe(0)
    const looks = [await sampled(one), await sampled(one)]
    expect(looks.at(-1)?.differing).toBe(1)
    green.exec(`UPDATE t SET a = 'row 4900' WHERE id = 4900`)
    expect((await sampled(one)).differing).toBe(0)
  })
})

describe('an archive file', () => {
  it('tells who it is', async () => {
    expect(await archives().identify(soon())).toEqual({ id: 'uuid-blue uuid-green', detail: { blue: 'uuid-blue', green: 'uuid-green' } })
  })
  it('that is missing is unreachable and is not made', async () => {
    const gone = connectLabArchive('archive', { blue: join(dir, 'gone.sqlite'), green: join(dir, 'green.sqlite'), tables: ['t'] }, { clock: { wall: () => 0, mono: () => 0, boot: '' }, every: 5_000 })
    expect(await failure(gone.identify(soon()))).toMatchObject({ reason: 'unreachable' })
    expect(await failure(gone.syncInto('blue', { beforeImages: images }, soon()))).toMatchObject({ reason: 'unreachable' })
    expect(existsSync(join(dir, 'gone.sqlite'))).toBe(false)
  })
  it('that is no database is invalid', async () => {
    writeFileSync(join(dir, 'text.sqlite'), 'x'.repeat(4_096))
    const text = connectLabArchive('archive', { blue: join(dir, 'text.sqlite'), green: join(dir, 'green.sqlite'), tables: ['t'] }, { clock: { wall: () => 0, mono: () => 0, boot: '' }, every: 5_000 })
    expect(await failure(text.identify(soon()))).toMatchObject({ reason: 'invalid', mend: expect.stringContaining('damaged') as string })
  })
  it('that is whole is said to be; one with bytes flipped is not', async () => {
    expect(await archives().integrity('blue', soon())).toEqual({ whole: true, problems: [] })
    blue.exec(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) INSERT INTO t SELECT i, 'row ' || i, 1 FROM n`)
    blue.pragma('wal_checkpoint(TRUNCATE)')
    blue.close()
    const path = join(dir, 'blue.sqlite')
    const bytes = readFileSync(path)
    bytes.fill(0xff, bytes.length / 2, bytes.length / 2 + 2_048)
    writeFileSync(path, bytes)
    const found = await archives().integrity('blue', soon()).then(({ whole }) => whole, (error: unknown) => (error instanceof ConnectError ? error.reason : error))
    expect(found === false || found === 'invalid').toBe(true)
    blue = new Database(':memory:')
  })
})
