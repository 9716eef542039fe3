import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { archiveUuid, openArchive, prepareArchive, type Archive } from '../../../electron/lab/archive.ts'
import { openMarket, prepareMarket } from '../../../electron/lab/market.ts'
import { labPeople } from '../../../electron/lab/people.ts'
import { Pool, PoolError } from '../../../electron/lab/pool.ts'
import { seededRandom } from '../../../electron/lab/random.ts'
import { alterSomeTrades, replication } from '../../../electron/lab/replication.ts'
import { differing } from './tools.ts'

let dir: string
let files: { readonly blue: string; readonly green: string }
let open: Archive[]

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'fifteen-lab-data-'))
  files = { blue: join(dir, 'blue.sqlite'), green: join(dir, 'green.sqlite') }
  for (const file of Object.values(files)) prepareArchive(file, { seed: 15, people: labPeople(6) })
  open = []
})
afterEach(() => {
  for (const archive of open) archive.close()
  rmSync(dir, { recursive: true })
})

const opened = (file: string): Archive => {
  const archive = openArchive(file)
  open.push(archive)
  return archive
}
const differences = (table: string, key: string) => differing(files.blue, files.green, table, key)

test('an archive keeps its name and its rows when it is made ready again', () => {
  const blue = opened(files.blue)
  const uuid = archiveUuid(blue)
  blue.prepare(`UPDATE trades SET note = 'kept' WHERE id = 1`).run()
  prepareArchive(files.blue, { seed: 15, people: labPeople(6) })
  expect(archiveUuid(blue)).toBe(uuid)
  expect(blue.prepare('SELECT note FROM trades WHERE id = 1').pluck().get()).toBe('kept')
  expect(archiveUuid(opened(files.green))).not.toBe(uuid)
})

test('of two versions of a row the later one stays on both sides', () => {
  const [blue, green] = [opened(files.blue), opened(files.green)]
  const set = 'UPDATE preferences SET lots = ?, updated_at = ? WHERE user = ?'
  const later = Date.now()
  blue.prepare(set).run(11, later, 'amara')
  green.prepare(set).run(22, later - 1, 'amara')
  green.prepare(set).run(33, later, 'bjorn')
  const copy = replication(blue, green)
  expect(copy(0)).toBe(2)
  expect(differences('preferences', 'user')).toEqual([])
  expect(blue.prepare(`SELECT lots FROM preferences WHERE user IN ('amara', 'bjorn') ORDER BY user`).pluck().all()).toEqual([11, 33])
  expect(copy(0)).toBe(0)
})

test('altered trades differ until they are copied', () => {
  const [blue, green] = [opened(files.blue), opened(files.green)]
  alterSomeTrades(green, seededRandom(3), Date.now())
  expect(differences('trades', 'id')).toHaveLength(8)
  expect(replication(blue, green)(0)).toBe(8)
  expect(differences('trades', 'id')).toEqual([])
})

test('who finds no free connection waits in line, and gives up in time', async () => {
  const pool = new Pool({ file: files.blue, size: 1, waitMs: 20, refuses: () => false })
  const first = Promise.withResolvers<void>()
  const holding = pool.use(() => first.promise)
  expect(pool.inUse).toBe(1)
  await expect(pool.use(() => 'never')).rejects.toThrow(PoolError)
  const waiting = pool.use((archive) => archiveUuid(archive))
  first.resolve()
  await holding
  expect(await waiting).toBe(archiveUuid(opened(files.blue)))
  expect([pool.inUse, pool.failures]).toEqual([0, 1])
})

test('a connection whose work failed is free again', async () => {
  const pool = new Pool({ file: files.blue, size: 1, waitMs: 20, refuses: () => false })
  await expect(pool.use((archive) => archive.prepare('SELECT 1 FROM nowhere'))).rejects.toThrow('nowhere')
  expect([pool.inUse, pool.failures]).toEqual([0, 0])
})

test('the market repeats with its seed and is read round its end', () => {
  const [one, two, other] = [join(dir, 'one.sqlite'), join(dir, 'two.sqlite'), join(dir, 'other.sqlite')]
  prepareMarket(one, { seed: 1, rows: 100 })
  prepareMarket(two, { seed: 1, rows: 100 })
  prepareMarket(other, { seed: 2, rows: 100 })
  const [first, second, third] = [openMarket(one), openMarket(two), openMarket(other)]
  expect(first.prices(0, 100)).toEqual(second.prices(0, 100))
  expect(first.prices(0, 100)).not.toEqual(third.prices(0, 100))
  expect(first.prices(90, 40)).toHaveLength(10)
  expect(first.prices(100, 10)).toEqual(first.prices(0, 10))
  expect(first.quote('SAP')).toBe(first.prices(99, 1)[0])
  expect(first.quote('NONE')).toBeUndefined()
  for (const market of [first, second, third]) market.close()
})
