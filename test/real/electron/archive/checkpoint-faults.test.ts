/** Trust, faults 13, 14 and 17, for checkpoints: an error that says what happened, and nothing that counts is left behind. */
import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { createConnection } from 'mysql2/promise'
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { startTool } from '../../../../electron/archive/checkpoint-tools.ts'
import type { CheckpointFile, Checkpoints } from '../../../../electron/connect/checkpoints.ts'
import { until } from '../../parts/process.ts'
import { checkpointRights, startCheckpointStand, type CheckpointStand } from './checkpoint-stand.ts'
import { databaseName, soon } from './stand.ts'

let stand: CheckpointStand
let checkpoints: Checkpoints
beforeAll(async () => {
  stand = await startCheckpointStand()
})
afterAll(() => stand.stop())
beforeEach(async () => {
  await stand.empty()
  await stand.sql('blue', 'CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR(200))', "INSERT INTO t SELECT seq, REPEAT(MD5(seq), 6) FROM seq_1_to_3000")
  checkpoints = stand.checkpoints()
})

let count = 0
const to = (folder = stand.folder) => ({ id: `f${(count += 1)}`, folder })
const take = (): Promise<CheckpointFile> => checkpoints.take('blue', to(), soon())
const files = (folder = stand.folder): readonly string[] => readdirSync(folder).filter((name) => !name.endsWith('.sql.zst'))
/** Stands in the way of `event`, where it happens; as often as it happens. */
const during = (what: string, then: () => void) => ({ what: seen }: { readonly what: string }): void => {
  if (seen === what) then()
}
const live = () => stand.held('blue')

it('what a program says is heard whole, though it has ended before anyone reads', async () => {
  const tool = await startTool(stand.settings().databases.blue, 'log', ['--help'], 'ask for help', soon())
  tool.stdin.end()
  await tool.ended
  expect((await text(tool.stdout)).trimEnd()).toMatch(/^.*mariadb-binlog[^]*Variables[^]*verify-binlog-checksum/)
})

describe('a server that is killed', () => {
  it('in the middle of a dump leaves no checkpoint; in the middle of a proof a schema that the next use takes away', async () => {
    const kills: Promise<void>[] = []
    const kill = (): void => void (kills.length > 0 || kills.push(stand.blue.kill()))
    await expect(checkpoints.take('blue', to(), soon(), during('count table t', kill))).rejects.toMatchObject({ name: 'ConnectError' })
    await kills.pop()
    await stand.blue.start()
    expect(files()).toEqual([])

    const checkpoint = await take()
    await expect(checkpoints.prove(checkpoint, soon(), during('load the checkpoint', kill))).rejects.toMatchObject({ name: 'ConnectError' })
    await kills.pop()
    await stand.blue.start()
    expect(await stand.schemas()).toEqual([`fifteen_prove_${databaseName}`])
    expect(await checkpoints.prove(checkpoint, soon())).toMatchObject({ rows: 3_000 })
    expect(await stand.schemas()).toEqual([])
  })
})

describe('called off', () => {
  it.each(['count table t', 'dump the tables'])('while it takes (%s): the program is ended, nothing is left', async (what) => {
    const controller = new AbortController()
    await expect(checkpoints.take('blue', to(), controller.signal, during(what, () => controller.abort()))).rejects.toMatchObject({ name: 'ConnectError', reason: 'timeout' })
    expect(files()).toEqual([])
    await until('nothing of it runs on', async () => (await stand.blue.sql("SELECT 1 FROM information_schema.PROCESSLIST WHERE USER = 'fifteen'")).length === 0)
    await stand.sql('blue', 'INSERT INTO t VALUES (0, NULL)')
  })
  it.each(['load the checkpoint', 'compare table t'])('while it proves (%s): the schema is gone', async (what) => {
    const checkpoint = await take()
    const controller = new AbortController()
    await expect(checkpoints.prove(checkpoint, controller.signal, during(what, () => controller.abort()))).rejects.toMatchObject({ reason: 'timeout' })
    expect(await stand.schemas()).toEqual([])
  })
  it.each(['read the log of changes', 'replay the log of changes'])('while it builds a moment (%s): neither schema nor files are left', async (what) => {
    const checkpoint = await take()
    await stand.sql('blue', `SET timestamp = ${Math.floor(checkpoint.at / 1_000) + 1}`, "UPDATE t SET v = 'x'")
    const controller = new AbortController()
    await expect(checkpoints.recover(checkpoint, checkpoint.at + 60_000, controller.signal, during(what, () => controller.abort()))).rejects.toMatchObject({ reason: 'timeout' })
    expect(await stand.schemas()).toEqual([])
    expect(files()).toEqual([])
  })
})

describe('a file that is not what was taken', () => {
  const altered = (checkpoint: CheckpointFile, change: (path: string) => void): CheckpointFile => {
    const path = `${checkpoint.path}.altered.sql.zst`
    copyFileSync(checkpoint.path, path)
    change(path)
    return { ...checkpoint, path }
  }
  it('is told by one byte, by its length, by its absence, and is never loaded', async () => {
    const checkpoint = await take()
    const flipped = altered(checkpoint, (path) => {
      const bytes = readFileSync(path)
      const middle = bytes.length >> 1
      bytes.writeUInt8(bytes.readUInt8(middle) ^ 1, middle)
      writeFileSync(path, bytes)
    })
    for (const use of [() => checkpoints.intact(flipped, soon()), () => checkpoints.prove(flipped, soon()), () => checkpoints.recover(flipped, flipped.at, soon())])
      await expect(use()).rejects.toThrow(/was altered since it was taken/)
    await expect(checkpoints.prove(altered(checkpoint, (path) => truncateSync(path, checkpoint.bytes - 7)), soon())).rejects.toThrow(/bytes and not/)
    await expect(checkpoints.intact(altered(checkpoint, (path) => truncateSync(path, 0)), soon())).rejects.toThrow(/has 0 bytes/)
    await expect(checkpoints.intact({ ...checkpoint, path: `${checkpoint.path}.gone` }, soon())).rejects.toThrow(/can't be read/)
    expect(await stand.schemas()).toEqual([])
  })
  it('whose rows are not those that were counted does not count, though it loads', async () => {
    const checkpoint = await take()
    const other = (table: Partial<CheckpointFile['tables'][number]>): CheckpointFile => ({ ...checkpoint, tables: checkpoint.tables.map((one) => ({ ...one, ...table })) })
    await expect(checkpoints.prove(other({ rows: 2_999 }), soon())).rejects.toThrow(/table t has 3000 rows after the restore and had 2999/)
    await expect(checkpoints.prove(other({ checksum: 'crc^1' }), soon())).rejects.toThrow(/table t holds other values/)
    await expect(checkpoints.prove({ ...checkpoint, tables: [] }, soon())).rejects.toThrow(/other tables than were taken/)
    expect(await stand.schemas()).toEqual([])
  })
})

it('a full disk leaves nothing, and is told', async ({ skip }) => {
  const folder = join(stand.folder, 'small')
  mkdirSync(folder)
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=32k', 'tmpfs', folder]).status !== 0) skip('this machine lets nobody mount a disk')
  try {
    await expect(checkpoints.take('blue', to(folder), soon())).rejects.toThrow(/ENOSPC.*disk of this console is full: make room/)
    expect(readdirSync(folder)).toEqual([])
  } finally {
    spawnSync('umount', ['-l', folder])
    rmSync(folder, { recursive: true, force: true })
  }
})

describe('refused, and nothing touched', () => {
  it('is a checkpoint of another server', async () => {
    const checkpoint = await take()
    for (const use of [checkpoints.prove, checkpoints.reach]) await expect(use({ ...checkpoint, environment: 'green' }, soon())).rejects.toThrow(/was taken from .*, and this is/)
    await expect(checkpoints.recover({ ...checkpoint, environment: 'green' }, checkpoint.at, soon())).rejects.toThrow(/was taken from/)
  })
  it('is a schema of that name which a person made', async () => {
    const checkpoint = await take()
    await stand.blue.sql(`CREATE DATABASE fifteen_prove_${databaseName}`, `CREATE TABLE fifteen_prove_${databaseName}.mine AS SELECT 1 AS a`)
    onTestFinished(async () => void (await stand.blue.sql(`DROP DATABASE fifteen_prove_${databaseName}`)))
    await expect(checkpoints.prove(checkpoint, soon())).rejects.toThrow(/is there and was not made by the console.*rename or drop it/)
    expect(await stand.blue.sql(`SELECT a FROM fifteen_prove_${databaseName}.mine`)).toEqual([{ a: 1 }])
    for (const scratch of [`fifteen_prove_${databaseName}`, 'mysql']) await expect(checkpoints.discard({ environment: 'blue', scratch, checkpoint: 'x', moment: 0, tables: [], ms: 0 }, soon())).rejects.toThrow(/not made by the console|none of the console's own/)
  })
  it('is a second one at the same time, of whatever console', async () => {
    const other = await createConnection({ socketPath: stand.blue.socket, user: 'root' })
    await other.query(`SELECT GET_LOCK('fifteen_recovered_${databaseName}', 0)`)
    await expect(take()).rejects.toThrow(/another checkpoint or restore is at work/)
    await other.end()
    const both = await Promise.allSettled([take(), stand.checkpoints().take('blue', to(), soon())])
    expect(both.some(({ status }) => status === 'fulfilled')).toBe(true)
    for (const one of both) if (one.status === 'rejected') expect(String(one.reason)).toMatch(/another checkpoint or restore is at work/)
  })
  it('is a moment before it, or one that has not come', async () => {
    const checkpoint = await take()
    await expect(checkpoints.recover(checkpoint, checkpoint.at - 1, soon())).rejects.toThrow(/no earlier moment/)
    await expect(checkpoints.recover(checkpoint, checkpoint.at + 10 * 24 * 3_600_000, soon())).rejects.toThrow(/is still to come/)
  })
  it('is a table that a rename can not carry: with triggers, with keys that would point astray', async () => {
    await stand.sql('blue', 'CREATE TABLE p (id INT PRIMARY KEY)', 'CREATE TABLE c (id INT PRIMARY KEY, p INT, CONSTRAINT fk FOREIGN KEY (p) REFERENCES p (id))')
    const checkpoint = await take()
    const promoted = async (section: Parameters<CheckpointStand['checkpoints']>[0] = {}): Promise<unknown> => {
      const own = stand.checkpoints(section)
      return own.promote(await own.recover(checkpoint, checkpoint.at, soon()), soon())
    }
    const before = await live()
    await expect(promoted({ except: ['p'] })).rejects.toThrow(/table c points to p \(fk\), which is not put back with it/)
    await expect(promoted({ except: ['c'] })).rejects.toThrow(/archive.c stays where it is and points to p \(fk\)/)
    await stand.sql('blue', 'CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW SET NEW.v = 1')
    await expect(promoted()).rejects.toThrow(/triggers can't be carried along \(tr of table t\)/)
    expect(await live()).toEqual(before)
    expect(await checkpoints.aside('blue', soon())).toEqual([])
  })
  it('is a swap behind a transaction that does not end: everyone goes on', async () => {
    const checkpoint = await take()
    const recovered = await checkpoints.recover(checkpoint, checkpoint.at, soon())
    const guard = await createConnection({ socketPath: stand.blue.socket, user: 'root', database: databaseName })
    await guard.query('START TRANSACTION')
    await guard.query('SELECT COUNT(*) FROM t')
    await expect(checkpoints.promote(recovered, soon())).rejects.toThrow(/Lock wait timeout/)
    // Ended before that, it does not happen later.
    const before = await live()
    await expect(checkpoints.promote(recovered, soon(700))).rejects.toMatchObject({ reason: 'timeout' })
    expect(await stand.blue.sql("SELECT 1 FROM information_schema.PROCESSLIST WHERE INFO LIKE '%RENAME%' AND INFO NOT LIKE '%PROCESSLIST%'")).toEqual([])
    await guard.end()
    expect(await live()).toEqual(before)
    expect(await checkpoints.aside('blue', soon())).toEqual([])
    await checkpoints.drop(await checkpoints.promote(recovered, soon()), soon())
  })
})

describe('tables with keys between them', () => {
  it('go and come back with them', async () => {
    await stand.sql('blue', 'CREATE TABLE p (id INT PRIMARY KEY)', 'CREATE TABLE c (id INT PRIMARY KEY, p INT, CONSTRAINT fk FOREIGN KEY (p) REFERENCES p (id) ON DELETE CASCADE)', 'INSERT INTO p VALUES (1), (2)', 'INSERT INTO c VALUES (1, 1), (2, 2)')
    const checkpoint = await take()
    const before = await live()
    // What a key's cascade deletes is in no log: it has to happen again.
    await stand.sql('blue', `SET timestamp = ${Math.floor(checkpoint.at / 1_000) + 1}`, 'DELETE FROM p WHERE id = 2')
    const after = await live()
    const recovered = await checkpoints.recover(checkpoint, (Math.floor(checkpoint.at / 1_000) + 5) * 1_000, soon())
    expect(await stand.held('blue', recovered.scratch)).toEqual(after)
    const aside = await checkpoints.promote(await checkpoints.recover(checkpoint, checkpoint.at, soon()), soon())
    expect(await live()).toEqual(before)
    await expect(stand.sql('blue', 'INSERT INTO c VALUES (3, 9)')).rejects.toThrow(/foreign key constraint fails/)
    await stand.sql('blue', 'DELETE FROM p WHERE id = 1')
    expect(await stand.sql('blue', 'SELECT id FROM c')).toEqual([{ id: 2 }])
    await checkpoints.drop(await checkpoints.takeBack(aside, soon()), soon())
    expect(await live()).toEqual(after)
    await expect(stand.sql('blue', 'INSERT INTO c VALUES (3, 9)')).rejects.toThrow(/foreign key constraint fails/)
  })
  it('and one that was dropped by mistake is there again', async () => {
    const checkpoint = await take()
    const before = await live()
    await stand.sql('blue', 'DROP TABLE t')
    const recovered = await checkpoints.recover(checkpoint, checkpoint.at, soon())
    expect(recovered.tables).toEqual([{ table: 't', rows: 3_000, liveRows: 0 }])
    await checkpoints.promote(recovered, soon())
    expect(await live()).toEqual(before)
    expect(await checkpoints.aside('blue', soon())).toEqual([])
  })
})

describe('the log of changes', () => {
  const second = (checkpoint: CheckpointFile, later: number): number => Math.floor(checkpoint.at / 1_000) + later
  const at = (checkpoint: CheckpointFile, later: number, ...statements: readonly string[]) => stand.sql('blue', `SET timestamp = ${second(checkpoint, later)}`, ...statements)
  const build = (checkpoint: CheckpointFile, later: number) => checkpoints.recover(checkpoint, second(checkpoint, later) * 1_000, soon())

  it('over several files, with what concerns others left out, is replayed beside the database and touches nothing live', async () => {
    await stand.blue.sql('CREATE OR REPLACE DATABASE other', 'CREATE TABLE other.o (id INT PRIMARY KEY)')
    const checkpoint = await take()
    await at(checkpoint, 2, "UPDATE t SET v = 'two' WHERE id = 2", 'FLUSH BINARY LOGS', 'INSERT INTO other.o VALUES (1)', 'START TRANSACTION', 'INSERT INTO other.o VALUES (2)', "UPDATE t SET v = 'both' WHERE id = 9", 'COMMIT', "UPDATE t, other.o SET t.v = 'joined', o.id = o.id + 10 WHERE t.id = o.id",
      'CREATE VIEW w AS SELECT id FROM t', "CREATE OR REPLACE USER eve@localhost IDENTIFIED BY 'x'", `GRANT SELECT ON ${databaseName}.t TO eve@localhost`, 'ANALYZE TABLE t', 'USE other', 'ALTER TABLE o ADD COLUMN more INT')
    await at(checkpoint, 3, 'FLUSH BINARY LOGS', 'SAVEPOINT nothing', "UPDATE t SET v = 'three' WHERE id = 3")
    const wanted = await stand.sql('blue', 'SELECT * FROM t ORDER BY id')
    await at(checkpoint, 4, 'DELETE FROM t')
    await stand.blue.sql('DROP DATABASE other')
    const before = await live()
    const { scratch } = await build(checkpoint, 4)
    expect(await stand.blue.sql(`SELECT * FROM \`${scratch}\`.t ORDER BY id`)).toEqual(wanted)
    expect(await live()).toEqual(before)
  })
  it('with a change of a table, or a change by statement, is refused from there on, and says what to set', async () => {
    const checkpoint = await take()
    await at(checkpoint, 2, "UPDATE t SET v = 'two'")
    const wanted = await live()
    await at(checkpoint, 3, 'ALTER TABLE t ADD COLUMN w INT')
    expect(await stand.held('blue', (await build(checkpoint, 3)).scratch)).toEqual(wanted)
    await expect(build(checkpoint, 4)).rejects.toThrow(/UTC: a definition was changed \(ALTER TABLE t ADD COLUMN w INT\).*only moments before that/)
    const again = await take()
    await stand.sql('blue', `SET timestamp = ${second(again, 1)}`, "SET SESSION binlog_format = 'STATEMENT'", "UPDATE t SET v = 'by statement'")
    await expect(build(again, 5)).rejects.toThrow(/written as a statement.*UPDATE t SET.*binlog_format = ROW/)
    const third = await take()
    await stand.blue.sql(`SET timestamp = ${second(third, 1)}`, `TRUNCATE TABLE ${databaseName}.t`)
    await expect(build(third, 5)).rejects.toThrow(/a definition was changed \(TRUNCATE/)
  })
  it('with what others did in it, dated by another clock, goes on: only what is of this database ends it', async () => {
    const checkpoint = await take()
    const moment = Math.floor(checkpoint.at / 1_000) + 3_600
    await stand.blue.sql('CREATE DATABASE others', `SET timestamp = ${moment + 500}`, 'CREATE TABLE others.o (id INT PRIMARY KEY)', 'INSERT INTO others.o VALUES (1)')
    await stand.sql('blue', `SET timestamp = ${moment - 1}`, 'DELETE FROM t WHERE id <= 10')
    const wanted = await live()
    await stand.sql('blue', `SET timestamp = ${moment}`, 'DELETE FROM t WHERE id <= 20')
    await stand.sql('blue', `SET timestamp = ${moment + 1}`, 'ALTER TABLE t ADD COLUMN later INT')
    await stand.blue.sql('DROP DATABASE others')
    const { scratch } = await checkpoints.recover(checkpoint, moment * 1_000, soon())
    expect(await stand.held('blue', scratch)).toEqual(wanted)
  })
  it("with the console's own tables in it, made since, goes on", async () => {
    await stand.sql('green', 'CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR(200))', "INSERT INTO t VALUES (9000, 'green')")
    const checkpoint = await take()
    await stand.archive({ rules: { t: { conflict: 'take' } } }).syncInto('blue', { beforeImages: stand.images(`log-${checkpoint.id}`), fencing: 1 }, soon())
    await checkpoints.prove(checkpoint, soon())
    const wanted = await live()
    // The sync's own clock is the server's.
    const recovered = await checkpoints.recover(checkpoint, checkpoint.at + 3_600_000, soon())
    expect(await stand.held('blue', recovered.scratch)).toEqual(wanted)
    expect(recovered.tables.map(({ table }) => table)).toEqual(['t'])
  })
  it('that was purged, or begun anew, or is not kept, reaches nowhere, and says why', async () => {
    const checkpoint = await take()
    await at(checkpoint, 2, "UPDATE t SET v = 'two'", 'FLUSH BINARY LOGS')
    const [{ File: file = '' } = {}] = await stand.blue.sql('SHOW MASTER STATUS')
    // A file goes once all that it holds is in the tables' own files.
    await until('the log is purged', async () => (await stand.blue.sql(`PURGE BINARY LOGS TO '${String(file)}'`, 'SHOW BINARY LOGS')).length === 1)
    expect(await checkpoints.reach(checkpoint, soon())).toBeUndefined()
    await expect(build(checkpoint, 3)).rejects.toThrow(/does not reach back.*was purged/)
    await expect(checkpoints.recover(checkpoint, checkpoint.at, soon())).resolves.toMatchObject({ moment: checkpoint.at })
    const later = await take()
    await stand.blue.sql('RESET MASTER')
    await stand.sql('blue', 'UPDATE t SET v = CONCAT(v, id)', 'UPDATE t SET v = id')
    expect(await checkpoints.reach(later, soon())).toBeUndefined()
    await expect(build(later, 3)).rejects.toThrow(/RESET MASTER|was purged/)
    await stand.sql('green', 'CREATE TABLE t (id INT PRIMARY KEY)')
    const without = await checkpoints.take('green', to(), soon())
    expect(without.position).toBeUndefined()
    expect(await checkpoints.prove(without, soon())).toMatchObject({ tables: 1 })
    expect(await checkpoints.reach(without, soon())).toBeUndefined()
    await expect(build(without, 3)).rejects.toThrow(/kept none for this database/)
  })
})

describe('who may', () => {
  it('needs rights that are named, and no password is in the list of processes or left in a file', async () => {
    await stand.blue.sql(...checkpointRights.map((text) => text.replace('GRANT', 'REVOKE').replace(' TO ', ' FROM ')))
    onTestFinished(async () => void (await stand.blue.sql(...checkpointRights)))
    await expect(take()).rejects.toThrow(/RELOAD privilege.*GRANT RELOAD, BINLOG MONITOR, REPLICATION SLAVE, BINLOG REPLAY/s)
    expect(files()).toEqual([])
  })
  it('signs in with a password of any letters', async () => {
    const password = `a"b#c\\d'e; f $(x) `
    await stand.blue.sql(`ALTER USER fifteen@'%' IDENTIFIED BY ${`'${password.replaceAll('\\', '\\\\').replaceAll("'", String.raw`\'`)}'`}`)
    onTestFinished(async () => void (await stand.blue.sql("ALTER USER fifteen@'%' IDENTIFIED BY 'copies'")))
    let seen = ''
    const checkpoint = await stand.checkpoints({}, { blue: { password } }).take('blue', to(), soon(), during('count table t', () => {
      seen ||= readdirSync('/proc').filter((name) => /^\d+$/.test(name) && existsSync(`/proc/${name}/cmdline`)).flatMap((name) => {
        try {
          return [readFileSync(`/proc/${name}/cmdline`, 'utf8') + readFileSync(`/proc/${name}/environ`, 'utf8')]
        } catch {
          // It has ended since.
          return []
        }
      }).filter((text) => text.includes('mariadb-dump')).join('\n')
    }))
    expect(seen).not.toContain('d\'e; f')
    expect(statSync(checkpoint.path).mode & 0o077).toBe(0)
  })
})
