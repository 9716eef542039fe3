/**
 * Random tables with random divergences: verify finds all of them, as many as pt-table-sync does, and sync loses nothing
 * of blue. pt-table-sync --print between the two servers is the oracle: pt-table-checksum needs replication between them.
 */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { databaseName, soon, startStand, type Stand } from './stand.ts'

const run = promisify(execFile)
let stand: Stand
beforeAll(async () => {
  stand = await startStand()
})
afterAll(() => stand.stop())

/** A type with values of which no two are the same, byte for byte, for us or for the oracle. */
const types: readonly (readonly [string, readonly string[]])[] = [
  ['INT', ['NULL', '0', '-5', '2147483647']],
  ['BIGINT UNSIGNED NOT NULL', ['0', '18446744073709551615', '18446744073709551614']],
  ['DECIMAL(20,6)', ['NULL', '0', '0.000001', '-99999999999999.999999']],
  ['DOUBLE', ['NULL', '0', '1.5', '-1e100']],
  ['VARCHAR(40)', ['NULL', "''", "'a'", "'ä€😀'", "'a#b'", "'N'"]],
  ['VARCHAR(20) CHARACTER SET latin1 NOT NULL', ["''", "'x'", "'é'"]],
  ['CHAR(9) NOT NULL', ["''", "'abc'", "'abd'"]],
  ['TEXT', ['NULL', "''", "REPEAT('long ', 500)", "REPEAT('lonG ', 500)"]],
  ['BLOB', ['NULL', "x''", "x'00'", "x'00ff0a5c27'"]],
  ['DATETIME(3)', ['NULL', "'2025-01-01 00:00:00.001'", "'2025-01-01 00:00:00.002'"]],
  ['TIMESTAMP NULL', ['NULL', "'2025-03-30 01:00:00'", "'2025-10-26 01:00:00'"]],
  ['DATE NOT NULL', ["'2025-01-01'", "'1970-01-01'"]],
  ["ENUM('p', 'q', 'r')", ['NULL', "'p'", "'r'"]],
  ["SET('k', 'l', 'm') NOT NULL", ["''", "'k'", "'k,m'"]],
  ['JSON', ['NULL', `'{"a":1}'`, `'{"a":2}'`]],
  ['BINARY(3) NOT NULL', ["x'010203'", "x'010200'"]],
]
const keys: readonly (readonly [string, string, (n: number) => string])[] = [
  ['id INT', 'id', (n) => `${n * 3}`],
  ['id VARCHAR(20)', 'id', (n) => `'k${n}'`],
  // A binary key is more than pt-table-sync walks rightly.
  ['id VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin', 'id', (n) => `'${(n * 7_919).toString(36)}'`],
  ['id INT, nr SMALLINT', 'nr, id', (n) => `${n % 50}, ${Math.floor(n / 50)}`],
]

const table = fc.record({
  key: fc.nat(keys.length - 1),
  columns: fc.array(fc.nat(types.length - 1), { minLength: 1, maxLength: 7 }),
  rows: fc.integer({ min: 1, max: 1_500 }),
  /** Row, what happens to it, and which column and value. */
  changes: fc.array(fc.tuple(fc.nat(), fc.constantFrom('change', 'only blue', 'only green'), fc.nat(), fc.nat()), { maxLength: 30 }),
})
type Spec = typeof table extends fc.Arbitrary<infer T> ? T : never

/** Both sides' rows, as values of a statement, and what differs between them. */
function build({ key, columns, rows, changes }: Spec) {
  const [, , keyOf] = keys[key] ?? ['', '', String]
  const pool = (column: number): readonly string[] => types[columns[column] ?? 0]?.[1] ?? []
  const values = (n: number): readonly string[] => columns.map((_, column) => pool(column)[(n * 31 + column * 7) % pool(column).length] ?? 'NULL')
  const wanted = new Map(changes.map(([row, ...change]) => [row % rows, change]))
  const sides: { blue: string[]; green: string[] } = { blue: [], green: [] }
  const counts = { onlyBlue: 0, onlyGreen: 0, changed: 0 }
  for (let n = 0; n < rows; n += 1) {
    const own = values(n)
    const text = (these: readonly string[]): string => `(${[keyOf(n), ...these].join(', ')})`
    const [what, at = 0, to = 0] = wanted.get(n) ?? []
    const column = at % columns.length
    const others = pool(column).filter((value) => value !== own[column])
    if (what !== 'only green') sides.blue.push(text(own))
    if (what !== 'only blue') sides.green.push(what === 'change' ? text(own.with(column, others[to % others.length] ?? 'NULL')) : text(own))
    if (what !== undefined) counts[what === 'change' ? 'changed' : what === 'only blue' ? 'onlyBlue' : 'onlyGreen'] += 1
  }
  return { sides, counts }
}

/** What pt-table-sync would do to make blue as green is: rows to write, rows to delete. */
async function oracle(): Promise<{ readonly write: number; readonly delete: number }> {
  const dsn = (side: 'blue' | 'green'): string => `S=${stand[side].socket},u=root,D=${databaseName},t=t,A=utf8`
  const { stdout } = await run('pt-table-sync', ['--print', '--no-check-slave', '--no-check-triggers', '--no-version-check', dsn('green'), dsn('blue')], { maxBuffer: 64 * 1024 * 1024 })
    .catch((error: { readonly code?: number; readonly stdout?: string; readonly stderr?: string }) => {
      // 2: it printed differences.
      if (error.code === 2 && error.stdout !== undefined) return { stdout: error.stdout }
      throw new Error(`pt-table-sync: ${error.stderr ?? ''}`, { cause: error })
    })
  const count = (verb: RegExp): number => (stdout.match(verb) ?? []).length
  return { write: count(/^(?:REPLACE INTO|INSERT INTO|UPDATE) `archive`/gm), delete: count(/^DELETE FROM `archive`/gm) }
}

const dump = async (): Promise<readonly string[]> =>
  (await run('mariadb-dump', ['--no-defaults', `--socket=${stand.blue.socket}`, '--user=root', '--skip-extended-insert', '--no-create-info', '--skip-comments', '--hex-blob', '--order-by-primary', databaseName, 't'], { maxBuffer: 256 * 1024 * 1024 }))
    .stdout.split('\n').filter((line) => line.startsWith('INSERT INTO'))

it('finds every divergence of random tables, agrees with pt-table-sync, and loses nothing', async () => {
  let compared = 0
  await fc.assert(fc.asyncProperty(table, async (spec) => {
    const { sides, counts } = build(spec)
    const [definition, primary] = keys[spec.key] ?? ['', '']
    await stand.empty()
    await stand.both(`CREATE TABLE t (${definition}, ${spec.columns.map((type, column) => `c${column} ${types[type]?.[0] ?? ''}`).join(', ')}, PRIMARY KEY (${primary}))`)
    for (const side of ['blue', 'green'] as const) if (sides[side].length > 0) await stand.sql(side, `INSERT INTO t VALUES ${sides[side].join(', ')}`)
    const archive = stand.archive({ rules: { t: { conflict: 'take' } } })
    const found = async () => (await archive.compare(soon())).tables[0]
    expect(await found()).toMatchObject({ blueRows: sides.blue.length, greenRows: sides.green.length, differing: counts })
    expect(await oracle()).toEqual({ write: counts.changed + counts.onlyGreen, delete: counts.onlyBlue })
    const before = await dump()
    const images = stand.images(`oracle-${compared}`)
    expect(await archive.syncInto('blue', { beforeImages: images }, soon())).toMatchObject({ updated: counts.changed, inserted: counts.onlyGreen, conflicting: 0 })
    expect(await found()).toMatchObject({ differing: { changed: 0, onlyGreen: 0, onlyBlue: counts.onlyBlue } })
    expect(await oracle()).toEqual({ write: 0, delete: counts.onlyBlue })
    // Nothing of blue is lost: from the before-images each of its rows comes back to the byte.
    expect(await archive.undo('blue', images, {}, soon())).toMatchObject({ restored: counts.changed, changedSince: [] })
    const after = new Set(await dump())
    expect(before.filter((row) => !after.has(row))).toEqual([])
    expect(after.size).toBe(before.length + counts.onlyGreen)
    compared += 1
  }), { numRuns: Number(process.env['ARCHIVE_TABLES'] ?? 12), seed: 15, endOnFailure: true })
  expect(compared).toBeGreaterThan(0)
}, 180_000)
