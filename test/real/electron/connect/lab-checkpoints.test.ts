/** Checkpoints of two real SQLite archives, with writers that have them open all the while. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { systemClock } from '../../../../electron/clock.ts'
import type { Checkpoints } from '../../../../electron/connect/checkpoints.ts'
import { connectLabArchive } from '../../../../electron/connect/lab-archive.ts'

let dir = ''
let blue: Database.Database
let green: Database.Database
let checkpoints: Checkpoints
const soon = (): AbortSignal => AbortSignal.timeout(10_000)
const to = () => ({ id: 'c1', folder: join(dir, 'kept') })

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'fifteen-lab-checkpoints-'))
  const make = (name: string): Database.Database => {
    const file = new Database(join(dir, `${name}.sqlite`))
    file.pragma('journal_mode = WAL')
    file.exec('CREATE TABLE meta (uuid TEXT); CREATE TABLE t (id PRIMARY KEY, a, updated_at INTEGER)')
    file.prepare('INSERT INTO meta VALUES (?)').run(`uuid-${name}`)
    const add = file.prepare('INSERT INTO t VALUES (?, ?, 0)')
    file.transaction(() => {
      for (let id = 0; id < 3_000; id += 1) add.run(id, [null, 1, 1.5, 'é', Buffer.from([0, 255])][id % 5])
    })()
    return file
  }
  blue = make('blue')
  green = make('green')
  const made = connectLabArchive('archive', { blue: join(dir, 'blue.sqlite'), green: join(dir, 'green.sqlite'), tables: ['t'] }, { clock: systemClock(), every: 5_000 })
  if (made.checkpoints === undefined) throw new Error('the archive offers no checkpoints')
  checkpoints = made.checkpoints
})
afterEach(() => {
  blue.close()
  green.close()
  rmSync(dir, { recursive: true, force: true })
})
const rows = () => blue.prepare('SELECT *, typeof(a) AS type FROM t ORDER BY id').safeIntegers().all()
const others = (): readonly string[] => readdirSync(dir).filter((name) => name.includes('fifteen'))

it('are of one moment under writers, proven, put back under an open handle, and taken back', async () => {
  let going = true
  // Both rows or none of them, in each transaction.
  const writing = (async (): Promise<void> => {
    const add = blue.transaction((n: number) => blue.exec(`INSERT INTO t VALUES ('w${n}', ${n}, 1); UPDATE t SET a = ${n} WHERE id = 0`))
    for (let n = 0; going; n += 1) {
      add(n)
      await nextTurn()
    }
  })()
  const checkpoint = await checkpoints.take('blue', to(), soon())
  going = false
  await writing
  await checkpoints.intact(checkpoint, soon())
  expect(await checkpoints.prove(checkpoint, soon())).toMatchObject({ rows: checkpoint.tables[0]?.rows, tables: 1 })
  const held = new Database(checkpoint.path, { readonly: true })
  const then = held.prepare('SELECT *, typeof(a) AS type FROM t ORDER BY id').safeIntegers().all()
  const [last, count] = [held.prepare("SELECT a FROM t WHERE id = 0").pluck().get(), held.prepare("SELECT count(*) FROM t WHERE id LIKE 'w%'").pluck().get() as number]
  held.close()
  if (count > 0) expect(last).toBe(count - 1)
  const now = rows()
  expect(await checkpoints.reach(checkpoint, soon())).toBeUndefined()
  await expect(checkpoints.recover(checkpoint, checkpoint.at + 1, soon())).rejects.toThrow(/keeps no log of changes/)
  const recovered = await checkpoints.recover(checkpoint, checkpoint.at, soon())
  expect(recovered.tables).toEqual([{ table: 't', rows: then.length, liveRows: now.length }])
  const aside = await checkpoints.promote(recovered, soon())
  expect(rows()).toEqual(then)
  expect(await checkpoints.aside('blue', soon())).toEqual([aside])
  const back = await checkpoints.takeBack(aside, soon())
  expect(rows()).toEqual(now)
  blue.exec("INSERT INTO t VALUES ('after', 1, 1)")
  await checkpoints.drop(back, soon())
  await checkpoints.discard(recovered, soon())
  expect(others()).toEqual([])
})

it('that were altered, are of another file, or were called off, do not count and leave nothing', async () => {
  const checkpoint = await checkpoints.take('blue', to(), soon())
  const bytes = readFileSync(checkpoint.path)
  bytes.writeUInt8(bytes.readUInt8(bytes.length >> 1) ^ 1, bytes.length >> 1)
  const path = `${checkpoint.path}.altered`
  writeFileSync(path, bytes)
  await expect(checkpoints.prove({ ...checkpoint, path }, soon())).rejects.toThrow(/is not what was taken/)
  await expect(checkpoints.prove({ ...checkpoint, environment: 'green' }, soon())).rejects.toThrow(/was taken from uuid-blue, and this is uuid-green/)
  await expect(checkpoints.prove({ ...checkpoint, tables: checkpoint.tables.map((one) => ({ ...one, checksum: 'other' })) }, soon())).rejects.toThrow(/holds other values/)
  const controller = new AbortController()
  await expect(checkpoints.take('blue', { ...to(), id: 'c2' }, controller.signal, () => controller.abort())).rejects.toMatchObject({ name: 'ConnectError', reason: 'timeout' })
  expect(readdirSync(to().folder).toSorted()).toEqual(['blue-c1.sqlite', 'blue-c1.sqlite.altered'])
  expect(others()).toEqual([])
  const before = rows()
  const recovered = await checkpoints.recover(checkpoint, checkpoint.at, soon())
  blue.exec('BEGIN IMMEDIATE')
  await expect(checkpoints.promote(recovered, soon())).rejects.toThrow(/SQLITE_BUSY/)
  blue.exec('COMMIT')
  expect(rows()).toEqual(before)
  await expect(checkpoints.discard({ ...recovered, scratch: join(dir, 'blue.sqlite') }, soon())).rejects.toThrow(/none of the console's own/)
})
