/** Names of tables, columns, indexes and users' values that would be statements if they were not quoted. Trust.md, "Security". */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { quotedName } from '../../../../electron/connect/mysql-statement.ts'
import { soon, startStand, type Stand } from './stand.ts'

const names = ['`; DROP TABLE victim; -- x', "quote ' and \" and \\", '${HOME} $(id) ; rm', 'select', 'a.b', '<script>x</script>', '日本 ü', 'x` = 1 OR `x', '%s ? :name @v'] as const
const columns = ['`; DROP TABLE victim; -- x', "it's", 'key', 'a`b', 'select * from'] as const
const value = "'; DROP TABLE victim; -- \\ ` \" \n \u0000 %"

let stand: Stand
beforeAll(async () => {
  stand = await startStand()
})
afterAll(() => stand.stop())

it('are compared, copied, taken back and counted as any others, and do nothing', { timeout: 60_000 }, async () => {
  const definition = columns.map((column) => `${quotedName(column)} VARCHAR(60)`).join(', ')
  const hex = `x'${Buffer.from(value).toString('hex')}'`
  const row = (id: number): string => `(${id}, ${columns.map(() => hex).join(', ')})`
  await stand.both('CREATE TABLE victim (id INT PRIMARY KEY)', 'INSERT INTO victim VALUES (1)', ...names.flatMap((name) => [
    `CREATE TABLE ${quotedName(name)} (${quotedName('i`d')} INT PRIMARY KEY, ${definition}, UNIQUE KEY ${quotedName(`u ${name}`.slice(0, 60))} (${quotedName('i`d')}))`, `INSERT INTO ${quotedName(name)} VALUES ${row(1)}, ${row(2)}`]))
  for (const name of names) await stand.sql('green', `INSERT INTO ${quotedName(name)} VALUES ${row(3)}`)
  const archive = stand.archive()
  const found = await archive.compare(soon())
  expect(found.tables.map(({ table, blueRows, greenRows }) => [table, blueRows, greenRows]).toSorted()).toEqual([...names.map((name) => [name, 2, 3]), ['victim', 1, 1]].toSorted())
  expect(await archive.syncInto('blue', { beforeImages: stand.images('hostile') }, soon())).toMatchObject({ inserted: names.length, updated: 0, conflicting: 0 })
  for (const name of names) expect(await stand.sql('blue', `SELECT COUNT(*) AS n, MIN(${quotedName(columns[0])} = ${hex}) AS same FROM ${quotedName(name)}`)).toEqual([{ n: 3, same: 1 }])
  expect(await stand.sql('blue', 'SELECT id FROM victim')).toEqual([{ id: 1 }])
  expect((await archive.compare(soon())).tables.every(({ differing }) => differing === undefined || Object.values(differing).every((count) => count === 0 || typeof count === 'object'))).toBe(true)
})
