import Database from 'better-sqlite3'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { migrate, versionOf } from '../../../../electron/journal/migrate.ts'
import { migrations } from '../../../../electron/journal/migrations/index.ts'
import { folder } from './parts.ts'

const more = 'ALTER TABLE entries ADD COLUMN more TEXT'
const copyOf = (file: string): string => file.replace('.sqlite', `.before-version-${migrations.length}.sqlite`)

function database(entries: number) {
  const file = join(folder(), 'journal.sqlite')
  const db = new Database(file)
  onTestFinished(() => void db.close())
  db.pragma('journal_mode = WAL')
  migrate(db, file)
  for (let seq = 1; seq <= entries; seq += 1) db.prepare('INSERT INTO entries VALUES (?, ?, NULL, ?, ?)').run(seq, 'k', 'body', 'hash')
  return { file, db }
}
const columns = (db: Database.Database): readonly unknown[] => db.prepare("SELECT name FROM pragma_table_info('entries')").pluck().all()

describe('new tables', () => {
  it('come after a copy of what was there, entries in the WAL among it', () => {
    const { file, db } = database(3)
    migrate(db, file, [...migrations, more])
    expect(versionOf(db)).toBe(migrations.length + 1)
    expect(columns(db)).toContain('more')
    const copy = new Database(copyOf(file), { readonly: true })
    onTestFinished(() => void copy.close())
    expect(versionOf(copy)).toBe(migrations.length)
    expect(columns(copy)).not.toContain('more')
    expect(copy.prepare('SELECT count(*) FROM entries').pluck().get()).toBe(3)
  })

  it('that fail leave everything as it was', () => {
    const { file, db } = database(3)
    expect(() => migrate(db, file, [...migrations, `${more}; CREATE nonsense`])).toThrow('syntax error')
    expect(versionOf(db)).toBe(migrations.length)
    expect(columns(db)).not.toContain('more')
  })

  it('need no copy where nothing was recorded', () => {
    const { file, db } = database(0)
    migrate(db, file, [...migrations, more])
    expect(existsSync(copyOf(file))).toBe(false)
  })

  it('that are there already change nothing', () => {
    const { file, db } = database(1)
    migrate(db, file)
    expect(existsSync(copyOf(file))).toBe(false)
  })

  it('of a later Fifteen are refused', () => {
    const { file, db } = database(1)
    expect(() => migrate(db, file, migrations.slice(0, 2))).toThrow(expect.objectContaining({ reason: 'newer' }))
  })
})
