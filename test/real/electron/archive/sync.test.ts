/** Sync is upsert-only, with before-images and an undo; conflicts, triggers, orphans and stale drivers are named. Semantics 12 and 14. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createConnection } from 'mysql2/promise'
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { FencingError } from '../../../../electron/connect/connector.ts'
import { soon, startStand, type Stand } from './stand.ts'

let stand: Stand
let images = ''
beforeAll(async () => {
  stand = await startStand()
})
afterAll(() => stand.stop())
beforeEach(async ({ task }) => {
  images = stand.images(task.id)
  await stand.empty()
})

const rows = (environment: 'blue' | 'green', sql = 'SELECT * FROM t ORDER BY id') => stand.sql(environment, sql)
const lines = (): readonly Record<string, unknown>[] => readFileSync(images, 'utf8').trim().split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Record<string, unknown>)

describe('a sync', () => {
  it('copies what the target lacks or holds an older version of, keeps what is newer there, and deletes nothing', async () => {
    await stand.both('CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR(9), changed DATETIME(6) NOT NULL)', `INSERT INTO t SELECT seq, 'same', '2025-01-01' FROM seq_1_to_2000`)
    await stand.sql('green', `UPDATE t SET v = 'green', changed = '2025-01-02' WHERE id IN (5, 1999)`, `INSERT INTO t VALUES (3000, 'new', '2025-01-02')`, 'DELETE FROM t WHERE id = 77')
    await stand.sql('blue', `UPDATE t SET v = 'blue', changed = '2025-01-03' WHERE id IN (1000)`)
    const archive = stand.archive({ rules: { t: { newer: ['changed'] } } })
    expect((await archive.compare(soon())).tables).toMatchObject([{ blueRows: 2000, greenRows: 2000, differing: { onlyBlue: 1, onlyGreen: 1, changed: 3, newer: { blue: 1, green: 2 } } }])
    const progress: number[] = []
    expect(await archive.syncInto('blue', { beforeImages: images, fencing: 1 }, soon(), ({ done }) => progress.push(done)))
      .toEqual({ inserted: 1, updated: 2, beforeImages: 2, chunks: 1, kept: 1, conflicting: 0, conflicts: [] })
    expect(progress.at(-1)).toBe(2000)
    expect(await rows('blue', `SELECT id, v FROM t WHERE v <> 'same' OR id = 77 ORDER BY id`)).toEqual([
      { id: 5, v: 'green' }, { id: 77, v: 'same' }, { id: 1000, v: 'blue' }, { id: 1999, v: 'green' }, { id: 3000, v: 'new' }])
    expect(lines().map(({ key, before }) => [key, before])).toEqual([
      [{ id: { text: '5' } }, { id: { text: '5' }, v: { text: 'same' }, changed: { text: '2025-01-01 00:00:00.000000' } }],
      [{ id: { text: '1999' } }, { id: { text: '1999' }, v: { text: 'same' }, changed: { text: '2025-01-01 00:00:00.000000' } }],
      [{ id: { text: '3000' } }, null],
    ])
    // Again: there is nothing left to do, and what stands is not counted as copied.
    expect(await archive.syncInto('blue', { beforeImages: images, fencing: 1 }, soon())).toMatchObject({ inserted: 0, updated: 0, kept: 1 })
  })
  it.each([['ask', 'blue', 2], ['keep', 'blue', 0], ['take', 'green', 0]] as const)('treats versions of which none is newer by the rule: %s', async (conflict, stays, listed) => {
    await stand.both('CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR(9), n INT)')
    for (const side of ['blue', 'green'] as const) await stand.sql(side, `INSERT INTO t VALUES (1, '${side}', 7), (2, '${side}', NULL)`)
    const archive = stand.archive({ rules: { t: { newer: ['n'], conflict } } })
    const synced = await archive.syncInto('blue', { beforeImages: images }, soon())
    expect(synced.conflicts).toHaveLength(listed)
    if (listed > 0) expect(synced.conflicts?.[0]).toEqual({ table: 't', key: '1', why: 'both versions are as new as each other' })
    expect(await rows('blue')).toMatchObject([{ v: stays }, { v: stays }])
    // Where the plan keeps the target's, it counts as newer there and not as behind.
    expect((await archive.compare(soon())).tables[0]?.differing).toMatchObject({ changed: conflict === 'take' ? 0 : 2, newer: { blue: conflict === 'keep' ? 2 : 0, green: 0 } })
  })
  it('lists a row that another unique value stands against, overwrites nothing by it, and copies the rest', async () => {
    await stand.both('CREATE TABLE t (id INT PRIMARY KEY, mail VARCHAR(20) UNIQUE)')
    await stand.sql('blue', "INSERT INTO t VALUES (1, 'a@x'), (9, 'b@x')")
    await stand.sql('green', "INSERT INTO t VALUES (1, 'a@x'), (2, 'b@x'), (3, 'c@x')")
    const synced = await stand.archive().syncInto('blue', { beforeImages: images }, soon())
    expect(synced).toMatchObject({ inserted: 1, updated: 0, conflicting: 1 })
    expect(synced.conflicts).toMatchObject([{ key: '2', why: expect.stringContaining("Duplicate entry 'b@x'") }])
    expect(await rows('blue')).toEqual([{ id: 1, mail: 'a@x' }, { id: 3, mail: 'c@x' }, { id: 9, mail: 'b@x' }])
  })
  it('refuses a table with triggers unless the plan lets them run', async () => {
    await stand.both('CREATE TABLE t (id INT PRIMARY KEY, v INT)', 'CREATE TABLE log (id INT PRIMARY KEY AUTO_INCREMENT)')
    await stand.sql('blue', 'CREATE TRIGGER noted AFTER INSERT ON t FOR EACH ROW INSERT INTO log () VALUES ()')
    await stand.sql('green', 'INSERT INTO t VALUES (1, 1)')
    await expect(stand.archive().syncInto('blue', { beforeImages: images }, soon())).rejects.toThrow(/table t has triggers that copying would set off \(noted\)/)
    expect(await rows('blue')).toEqual([])
    expect(existsSync(images)).toBe(false)
    expect(await stand.archive({ rules: { t: { triggers: 'run' } } }).syncInto('blue', { tables: ['t'], beforeImages: images }, soon())).toMatchObject({ inserted: 1 })
    expect(await stand.sql('blue', 'SELECT COUNT(*) AS n FROM log')).toEqual([{ n: 1 }])
  })
  it('copies children before their parents, and names orphans that are left', async () => {
    await stand.both('CREATE TABLE b_parent (id INT PRIMARY KEY)', 'CREATE TABLE a_child (id INT PRIMARY KEY, parent INT, CONSTRAINT of_parent FOREIGN KEY (parent) REFERENCES b_parent (id))')
    await stand.sql('green', 'INSERT INTO b_parent VALUES (1), (2)', 'INSERT INTO a_child VALUES (1, 1), (2, 2), (3, NULL)')
    const archive = stand.archive()
    await expect(archive.syncInto('blue', { tables: ['a_child'], beforeImages: images }, soon())).rejects.toThrow(/2 of table a_child have no parent in b_parent \(of_parent\)/)
    expect(await archive.syncInto('blue', { beforeImages: images }, soon())).toMatchObject({ inserted: 2 })
    expect((await archive.compare(soon())).tables.map(({ differing }) => differing.onlyGreen)).toEqual([0, 0])
  })
  it('by a driver whose number is dead writes nothing, from its first chunk on or from where it died', async () => {
    await stand.both('CREATE TABLE t (id INT PRIMARY KEY, v INT)')
    await stand.sql('green', 'INSERT INTO t SELECT seq, seq FROM seq_1_to_1000')
    const archive = stand.archive()
    await archive.syncInto('blue', { beforeImages: images, fencing: 5 }, soon())
    await stand.sql('blue', 'DELETE FROM t')
    await expect(archive.syncInto('blue', { beforeImages: images, fencing: 4 }, soon())).rejects.toThrow(FencingError)
    expect(await rows('blue')).toEqual([])
    // The number dies in the middle: a lock holds the old driver in a chunk while the new one waits for the lease.
    const guard = await createConnection({ socketPath: stand.blue.socket, user: 'root', database: 'archive' })
    await guard.query('START TRANSACTION')
    await guard.query('INSERT INTO t VALUES (750, 0)')
    const old = archive.syncInto('blue', { beforeImages: stand.images('old-driver'), fencing: 6, chunk: 100 }, soon())
    const died = expect(old).rejects.toMatchObject({ name: 'FencingError', seen: 7 })
    const isHeld = async (): Promise<boolean> => Number((await stand.blue.sql("SHOW GLOBAL STATUS LIKE 'Innodb_row_lock_current_waits'"))[0]?.['Value']) > 0
    while (!(await isHeld()));
    const newer = await createConnection({ socketPath: stand.blue.socket, user: 'root', database: 'archive' })
    const taking = newer.query('UPDATE fifteen_sync SET epoch = 7')
    await guard.query('ROLLBACK')
    await taking
    await newer.end()
    await guard.end()
    await died
    // The chunk that the old driver was in may have ended before the lease was taken, and no other one came after it.
    const [left] = await rows('blue', 'SELECT COUNT(*) AS n, MAX(id) AS last FROM t')
    expect([700, 800]).toContain(left?.['n'])
    expect(left?.['last']).toBe(left?.['n'])
  })
})

describe('an undo', () => {
  beforeEach(async () => {
    await stand.both('CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR(9))')
    await stand.sql('blue', "INSERT INTO t VALUES (1, 'b1'), (2, 'b2'), (3, 'b3')")
    await stand.sql('green', "INSERT INTO t VALUES (1, 'g1'), (2, 'g2'), (3, 'g3'), (4, 'g4'), (5, 'g5')")
  })
  const section = { rules: { t: { conflict: 'take' } } }
  it('puts back what is still as the sync left it; deletes inserted rows only with a yes to the list that was shown', async () => {
    const archive = stand.archive(section)
    await archive.syncInto('blue', { beforeImages: images }, soon())
    await stand.sql('blue', "UPDATE t SET v = 'mine' WHERE id IN (2, 5)")
    const shown = await archive.previewUndo('blue', images, soon())
    expect(shown).toMatchObject({ restorable: 2, asBefore: 0, changedSince: ['t 2', 't 5'], inserted: ['t 4'] })
    expect(await archive.undo('blue', images, { fencing: 1 }, soon())).toEqual({ restored: 2, deleted: 0, changedSince: ['t 2', 't 5'], inserted: ['t 4'] })
    expect(await rows('blue')).toMatchObject([{ v: 'b1' }, { v: 'mine' }, { v: 'b3' }, { v: 'g4' }, { v: 'mine' }])
    await expect(archive.undo('blue', images, { fencing: 1, deleteInserted: { token: 'another list', who: 'Ada' } }, soon())).rejects.toThrow(/are not those that were shown/)
    expect(await archive.undo('blue', images, { fencing: 1, deleteInserted: { token: shown.token, who: 'Ada' } }, soon())).toMatchObject({ restored: 0, deleted: 1 })
    expect(await rows('blue')).toMatchObject([{ id: 1 }, { id: 2 }, { id: 3 }, { id: 5 }])
  })
  it('passes over lines that a crash cut, and lines whose chunk was not committed', async () => {
    const archive = stand.archive(section)
    await archive.syncInto('blue', { beforeImages: images }, soon())
    const whole = readFileSync(images, 'utf8')
    const [first = ''] = whole.split('\n')
    // A chunk that was not committed: the row never became that.
    const never = JSON.stringify({ ...(JSON.parse(first) as object), became: 'ffffffffffffffffffffffffffffffff', was: 'ffffffffffffffffffffffffffffff00' })
    writeFileSync(images, `${never}\n${whole}{"sync":"x","chu`)
    expect(await archive.undo('blue', images, {}, soon())).toMatchObject({ restored: 3, changedSince: [] })
    expect(await rows('blue')).toMatchObject([{ v: 'b1' }, { v: 'b2' }, { v: 'b3' }, { v: 'g4' }, { v: 'g5' }])
  })
  it('goes back to the first state of a row that was copied twice', async () => {
    const archive = stand.archive(section)
    await archive.syncInto('blue', { beforeImages: images }, soon())
    await stand.sql('green', "UPDATE t SET v = 'g1b' WHERE id = 1")
    await archive.syncInto('blue', { beforeImages: images }, soon())
    expect(await archive.undo('blue', images, {}, soon())).toMatchObject({ restored: 3 })
    expect(await rows('blue')).toMatchObject([{ v: 'b1' }, { v: 'b2' }, { v: 'b3' }, {}, {}])
  })
  it('puts nothing into a statement that an altered file would bring', async () => {
    const archive = stand.archive(section)
    await archive.syncInto('blue', { beforeImages: images }, soon())
    writeFileSync(images, readFileSync(images, 'utf8').replaceAll('{"text":"1"}', '{"text":"1 OR 1=1"}'))
    await expect(archive.undo('blue', images, {}, soon())).rejects.toThrow(/column id: not a number/)
    expect(await rows('blue')).toMatchObject([{ v: 'g1' }, { v: 'g2' }, { v: 'g3' }, {}, {}])
  })
})

describe('what is open', () => {
  it('is listed with user, age and statement, without our own; and ended only with a yes, if it still is what was shown', async () => {
    await stand.both('CREATE TABLE t (id INT PRIMARY KEY)', 'INSERT INTO t VALUES (1)')
    await stand.green.sql("CREATE OR REPLACE USER ada@localhost IDENTIFIED BY 'x'", 'GRANT ALL ON archive.* TO ada@localhost')
    const ada = await createConnection({ socketPath: stand.green.socket, user: 'ada', password: 'x', database: 'archive' })
    ada.on('error', () => undefined)
    // Left open it would hold up every test after this one.
    onTestFinished(() => ada.destroy())
    await ada.query('START TRANSACTION')
    await ada.query('UPDATE t SET id = 2')
    const archive = stand.archive()
    // The server tells of it once 100 ms have passed in which nobody asked: the test before may just have.
    await expect.poll(async () => (await archive.pending('green', soon())).length, { interval: 150 }).toBeGreaterThan(0)
    const [found, ...others] = await archive.pending('green', soon())
    if (found === undefined) throw new Error('nothing is open')
    expect(others).toEqual([])
    expect(found).toMatchObject({ user: 'ada', statement: 'idle in its transaction' })
    expect(found.mark).toMatch(/^\d{4}-\d\d-\d\d .* #\d+$/)
    await expect(archive.endTransaction('green', found, { who: '' }, soon())).rejects.toThrow(/only with a name/)
    // Another one on the same connection, begun in the same second, is not the one that was shown.
    expect(await archive.endTransaction('green', { ...found, mark: `${found.mark ?? ''}0` }, { who: 'Bo' }, soon())).toBe('gone')
    expect(await archive.endTransaction('green', { ...found, since: found.since - 60_000 }, { who: 'Bo' }, soon())).toBe('gone')
    expect(await archive.pending('green', soon())).toHaveLength(1)
    expect(await archive.endTransaction('green', found, { who: 'Bo' }, soon())).toBe('ended')
    expect(await archive.endTransaction('green', found, { who: 'Bo' }, soon())).toBe('gone')
    expect(await archive.pending('green', soon())).toEqual([])
    expect(await rows('green')).toEqual([{ id: 1 }])
  })
})

describe('the end of what is open', () => {
  const client = async (user: string) => {
    const connection = await createConnection({ socketPath: stand.green.socket, user, password: 'x', database: 'archive' })
    connection.on('error', () => undefined)
    onTestFinished(() => connection.destroy())
    return connection
  }
  const seen = async (archive: ReturnType<Stand['archive']>, length: number) => {
    await expect.poll(async () => (await archive.pending('green', soon())).length, { interval: 150 }).toBe(length)
    return archive.pending('green', soon())
  }
  it('rolls the shown one back and leaves alone what began later, on another connection or in its place', async () => {
    await stand.both('CREATE TABLE t (id INT PRIMARY KEY, v INT)', 'INSERT INTO t VALUES (1, 0), (2, 0), (3, 0)')
    await stand.green.sql("CREATE OR REPLACE USER ada@localhost IDENTIFIED BY 'x'", 'GRANT ALL ON archive.* TO ada@localhost')
    const [long, other, late] = [await client('ada'), await client('ada'), await client('ada')]
    for (const [connection, id] of [[long, 1], [other, 2]] as const) {
      await connection.query('START TRANSACTION')
      await connection.query(`UPDATE t SET v = 9 WHERE id = ${id}`)
    }
    const archive = stand.archive()
    const shown = await seen(archive, 2)
    // Meanwhile: one commits and begins anew on its connection, and another client begins.
    await other.query('COMMIT')
    for (const connection of [other, late]) {
      await connection.query('START TRANSACTION')
      await connection.query(`UPDATE t SET v = v + 1 WHERE id = ${connection === other ? 2 : 3}`)
    }
    await seen(archive, 3)
    const results = []
    for (const one of shown) results.push(await archive.endTransaction('green', one, { who: 'Bo' }, soon()))
    expect(results.toSorted()).toEqual(['ended', 'gone'])
    await expect(long.query('SELECT 1')).rejects.toThrow()
    await other.query('COMMIT')
    await late.query('COMMIT')
    expect(await stand.sql('green', 'SELECT v FROM t ORDER BY id')).toEqual([{ v: 0 }, { v: 10 }, { v: 1 }])
  })
  it('is refused plainly where the user may not', async () => {
    await stand.both('CREATE TABLE t (id INT PRIMARY KEY)')
    await stand.green.sql("CREATE OR REPLACE USER meek@'%' IDENTIFIED BY 'x'", "GRANT ALL ON archive.* TO meek@'%'", "GRANT PROCESS ON *.* TO meek@'%'")
    await stand.green.sql("CREATE OR REPLACE USER ada@localhost IDENTIFIED BY 'x'", 'GRANT ALL ON archive.* TO ada@localhost')
    const ada = await client('ada')
    await ada.query('START TRANSACTION')
    await ada.query('INSERT INTO t VALUES (1)')
    const meek = stand.archive({}, { green: { user: 'meek', password: 'x' } })
    expect(await stand.archive().mayNotEnd('green', soon())).toBeUndefined()
    expect(await meek.mayNotEnd('green', soon())).toMatch(/user meek lacks the right .*: GRANT CONNECTION ADMIN/)
    const [shown] = await seen(meek, 1)
    if (shown === undefined) throw new Error('nothing is open')
    await expect(meek.endTransaction('green', shown, { who: 'Bo' }, soon())).rejects.toThrow(/GRANT CONNECTION ADMIN/)
    await ada.query('COMMIT')
  })
})

describe('integrity', () => {
  it('is what the server says of each table', async () => {
    await stand.both('CREATE TABLE t (id INT PRIMARY KEY)', 'CREATE TABLE u (id INT PRIMARY KEY)')
    expect(await stand.archive().integrity('blue', soon())).toEqual({ whole: true, problems: [] })
    const { whole, problems } = await stand.archive({ tables: ['t', 'gone'] }).integrity('blue', soon())
    expect(whole).toBe(false)
    expect(problems.join('; ')).toMatch(/gone: Error: Table 'archive.gone' doesn't exist/)
  })
})

describe('continuous validation', () => {
  it('says no figure before its first whole pass; then what differs, and how long it has waited; and stands still in a run', async () => {
    const { connectArchive } = await import('../../../../electron/archive/archive.ts')
    await stand.both('CREATE TABLE t (id INT PRIMARY KEY, v INT, n INT)', 'INSERT INTO t SELECT seq, seq, 1 FROM seq_1_to_30000', 'CREATE TABLE u (id INT PRIMARY KEY)')
    let now = 0
    let busy = false
    const clock = { mono: () => (now += 100), wall: () => 1_000 + now, boot: 'test' }
    const archive = connectArchive(stand.settings({ every: '1s', rules: { t: { newer: ['n'] } } }), { clock, isBusy: () => busy })
    const value = async (): Promise<string> => {
      const { measured = [], missing = [] } = (await archive.sample?.(soon())) ?? {}
      return [...measured.map((one) => ('value' in one ? `${one.metric} ${one.environment} ${one.value > 0 ? 'some' : 0}` : '')), ...missing.map(({ reason }) => reason)].join(', ')
    }
    const none = 'archive_differing blue 0, archive_lag blue 0, archive_differing green 0, archive_lag green 0'
    const later = async (): Promise<string> => {
      let said = await value()
      for (let looks = 0; said.startsWith('empty') && looks < 50; looks += 1) said = await value()
      return said
    }
    expect(await value()).toBe('empty, empty, empty, empty')
    expect(await later()).toBe(none)
    expect(archive.validation.lastFullPass()).toBeGreaterThan(1_000)
    busy = true
    await stand.sql('green', 'UPDATE t SET v = 0, n = 2 WHERE id = 3')
    for (let looks = 0; looks < 20; looks += 1) expect(await value()).toBe(none)
    busy = false
    let said = none
    for (let looks = 0; said === none && looks < 50; looks += 1) said = await value()
    now += 10_000
    expect(await value()).toBe('archive_differing blue some, archive_lag blue some, archive_differing green some, archive_lag green 0')
    await stand.sql('blue', 'UPDATE t SET v = 0, n = 2 WHERE id = 3')
    expect(await value()).toBe(none)
    await archive.stop()
  })
})
