/** Bundles that someone made to do harm: refused by name, and nothing is run, written or filled by them. */
import Database from 'better-sqlite3'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { BundleError } from '../../../../electron/bundle/error.ts'
import { applicationId } from '../../../../electron/bundle/format.ts'
import { openBundle } from '../../../../electron/bundle/open.ts'
import { folder } from '../journal/parts.ts'
import { changed, check, faultsOf, story, toWrite, writeBundle, written } from './parts.ts'

let dir: string
let file: string
beforeEach(async () => {
  const made = story(3)
  dir = made.dir
  const to = toWrite(made)
  await writeBundle(to)
  made.journal.close()
  file = to.target
})

const reasonOf = (path: string): string => {
  try {
    openBundle(path).close()
    return 'opened'
  } catch (error) {
    if (!(error instanceof BundleError)) throw error
    return error.reason
  }
}
/** Changes bytes of the header, where SQLite itself would not. */
const withHeader = (change: (header: Buffer) => void): string => {
  const bytes = readFileSync(file)
  change(bytes)
  return written(dir, bytes)
}

describe('a file that is no bundle is refused by name', () => {
  it('nonsense, nothing, a folder, a text, another database, one in WAL mode, a later format', () => {
    expect(reasonOf(written(dir, ''))).toBe('no bundle')
    expect(reasonOf(written(dir, 'SQLite format 3\0'))).toBe('no bundle')
    expect(reasonOf(written(dir, Buffer.alloc(5_000, 7)))).toBe('no bundle')
    expect(reasonOf(written(dir, Buffer.concat([readFileSync(file).subarray(0, 100), Buffer.alloc(9_000, 255)])))).toBe('unreadable')
    mkdirSync(join(dir, 'folder.fifteen'))
    expect(reasonOf(join(dir, 'folder.fifteen'))).toBe('no bundle')
    expect(reasonOf(join(dir, 'journal.sqlite'))).toBe('no bundle')
    expect(reasonOf(withHeader((header) => void ((header[18] = 2), (header[19] = 2))))).toBe('no bundle')
    expect(reasonOf(withHeader((header) => void header.writeUInt32BE(9, 60)))).toBe('newer')
    expect(() => openBundle(withHeader((header) => void header.writeUInt32BE(9, 60)))).toThrow(/format 9.*later one/)
  })

  it('one with a view, a trigger, a virtual table, a generated column, an index over a function, a table more or less', () => {
    for (const sql of [
      'CREATE VIEW more AS SELECT 1',
      'DROP TABLE manifest; CREATE VIEW manifest AS SELECT 1 AS one, \'{}\' AS text, \'\' AS signature',
      "CREATE TRIGGER act AFTER INSERT ON entries BEGIN SELECT load_extension('/tmp/evil'); END",
      'CREATE VIRTUAL TABLE pages USING fts5(text)',
      "DROP TABLE entries; CREATE TABLE entries (seq INTEGER PRIMARY KEY, kind TEXT, incident TEXT, body TEXT AS (printf('%.*c', 100000000, 'x')), hash TEXT)",
      'CREATE INDEX odd ON entries (lower(body))',
      'CREATE TABLE other (a)',
      'DROP TABLE pieces',
    ]) expect([sql, reasonOf(changed(file, dir, (db) => void db.exec(sql)))]).toEqual([sql, 'no bundle'])
  })

  it('one whose schema was written by hand into the master table', () => {
    const copy = changed(file, dir, (db) => {
      db.unsafeMode()
      db.pragma('writable_schema = ON')
      db.prepare("UPDATE sqlite_schema SET sql = 'CREATE TABLE pieces (path TEXT, number INTEGER, data BLOB DEFAULT (zeroblob(1000000000)), PRIMARY KEY (path, number))' WHERE name = 'pieces'").run()
    })
    expect(['no bundle', 'unreadable']).toContain(reasonOf(copy))
  })

  it('one with a manifest that is not JSON, of another form, or far too large', () => {
    const withText = (text: string): string => changed(file, dir, (db) => void db.prepare('UPDATE manifest SET text = ?').run(text))
    for (const text of ['', '{', '[]', '{"format":1}', '{"format":2}', JSON.stringify({ ...JSON.parse(String(new Database(file, { readonly: true }).prepare('SELECT text FROM manifest').pluck().get())), incident: '../../etc/passwd' })])
      expect(reasonOf(withText(text))).toBe('no bundle')
    expect(reasonOf(changed(file, dir, (db) => void db.exec("UPDATE manifest SET text = printf('%.*c', 65000000, 'x')")))).toBe('no bundle')
  })
})

describe('a bundle with hostile rows', () => {
  it('larger than any entry may be: never read into memory, told by its number, and the others are shown', async () => {
    const copy = changed(file, dir, (db) => void db.exec("UPDATE entries SET body = printf('%.*c', 60000000, '[') WHERE seq = 5"))
    const before = process.memoryUsage().rss
    expect((await faultsOf(copy))[0]).toMatchObject({ at: 5, what: 'changed' })
    const bundle = openBundle(copy)
    expect(bundle.entries({ after: 0, limit: 100 }).entries.map(({ seq }) => seq)).not.toContain(5)
    bundle.close()
    expect(process.memoryUsage().rss - before).toBeLessThan(55_000_000)
  })

  it('of nonsense: no object, deep nesting, another kind, a script; none is shown as an entry, all are told', async () => {
    for (const body of ['null', '[]', '"text"', '{}', `${'['.repeat(20_000)}`, '{"seq":5,"kind":"no.such","who":{},"at":{},"data":{}}', '{"__proto__":{"polluted":1},"seq":5}', '<script>1</script>']) {
      const copy = changed(file, dir, (db) => void db.prepare('UPDATE entries SET body = ? WHERE seq = 5').run(body))
      expect((await faultsOf(copy))[0]).toMatchObject({ at: 5 })
      const bundle = openBundle(copy)
      expect(bundle.entries({ after: 0, limit: 100 }).entries.map(({ seq }) => seq)).not.toContain(5)
      bundle.close()
    }
    expect('polluted' in {}).toBe(false)
  })

  it('with names that lead elsewhere: a name is a name, and nothing is written beside the bundle', async () => {
    const other = folder()
    const copy = changed(file, other, (db) => void db.prepare('INSERT INTO pieces VALUES (?, 0, ?)').run('../../../../tmp/fifteen-evil', Buffer.from('evil')))
    expect(await faultsOf(copy)).toMatchObject([{ what: 'file', detail: expect.stringContaining('fifteen-evil') }])
    expect(existsSync('/tmp/fifteen-evil')).toBe(false)
    expect(readdirSync(other)).toHaveLength(1)
  })

  it('with blocks of series that would burst when unpacked are read as far as a block goes', async () => {
    const { deflateSync } = await import('node:zlib')
    const bomb = deflateSync(Buffer.alloc(60_000_000))
    const copy = changed(file, dir, (db) => {
      db.exec("INSERT INTO sessions VALUES (1, 'b', 0, 0, 1000, 1000)")
      db.prepare('INSERT INTO blocks VALUES (1, 0, ?, 1, 1, ?)').run('cpu_usage/green', bomb)
    })
    const bundle = openBundle(copy)
    const [session] = bundle.series.sessions()
    expect(session).toBeDefined()
    expect([...(session ? bundle.series.groups(session, 0, 300) : [])]).toEqual([])
    bundle.close()
    expect(await faultsOf(copy)).toMatchObject([{ what: 'series' }])
  })
})

it('the header of a bundle says that it is one', () => {
  expect(readFileSync(file).readUInt32BE(68)).toBe(applicationId)
  expect(statSync(file).size).toBeLessThan(200_000)
})

it('a check that is cancelled ends', async () => {
  const bundle = openBundle(file)
  const { verifyBundle } = await import('../../../../electron/bundle/verify.ts')
  const stop = new AbortController()
  stop.abort()
  let now = 0
  await expect(verifyBundle(bundle, { now: () => (now += 100), signal: stop.signal })).rejects.toThrow(/abort/i)
  bundle.close()
  expect((await check(file)).state).toBe('whole')
})
