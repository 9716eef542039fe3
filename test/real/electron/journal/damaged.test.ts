/** Fault 24 of trust.md: a damaged file is set aside, its readable part saved, and what is lost is said. */
import Database from 'better-sqlite3'
import { copyFileSync, existsSync, readdirSync, readFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Entry } from '../../../../shared/journal.ts'
import { folder, journalIn, note, notes, tamper } from './parts.ts'

const pageSize = 4_096

/** A closed journal of so many entries, long enough for some pages. */
function closedJournal(count = 200) {
  const parts = journalIn(folder())
  const journal = parts.open()
  for (const draft of notes(count)) journal.append({ ...draft, why: 'w'.repeat(200) })
  journal.keep('judge', { pending: 3 })
  const entries = journal.recent(count)
  journal.close()
  return { ...parts, entries, console: journal.console }
}

const overwrite = (file: string, at: number, bytes: Buffer): void => {
  const content = readFileSync(file)
  bytes.copy(content, at)
  writeFileSync(file, content)
}

/** Number of a page that holds entries in the midst of the table: the one where this text stands. */
function pageWith(file: string, text: string): number {
  const at = readFileSync(file).indexOf(text)
  if (at < 0) throw new Error(`nowhere in the file: ${text}`)
  return Math.floor(at / pageSize)
}

const expectPrefix = (saved: readonly Entry[], entries: readonly Entry[]): void => expect(saved).toEqual(entries.slice(0, saved.length))

describe('a damaged journal', () => {
  it('with a destroyed page: what stands before it is saved, the rest is said to be lost, the file is kept as it was', async () => {
    const { file, open, entries, events, console: name } = closedJournal()
    overwrite(file, pageWith(file, '"note 120"') * pageSize, Buffer.alloc(pageSize, 0xee))
    const damaged = readFileSync(file)

    const journal = open()
    const { setAside = '', saved, lost } = journal.opening
    expect(saved).toBeGreaterThan(60)
    expect(saved).toBeLessThan(120)
    expect(lost).toMatch(new RegExp(`^Entries ${saved + 1} to 200 could not be saved`))
    expect(setAside).toMatch(/journal\.damaged-20231114T221320Z\.sqlite$/)
    expect(readFileSync(setAside)).toEqual(damaged)
    expect(events()).toContain('journal.damaged')
    expectPrefix(journal.recent(saved), entries)
    expect(journal.console).toBe(name)
    expect(journal.kept('judge')).toEqual({ pending: 3 })
    expect(journal.append(note('it goes on')).seq).toBe(saved + 1)
    expect(await journal.verify()).toMatchObject({ ok: true, entries: saved + 1 })
    journal.close()
    expect(open().opening).toEqual({ saved: saved + 1 })
  })

  it('with a destroyed first page: nothing can be read, and that is said', () => {
    const { file, open } = closedJournal()
    overwrite(file, 0, Buffer.from('this is no database at all, and never was one'))
    const journal = open()
    expect(journal.opening).toMatchObject({ saved: 0, setAside: expect.any(String), lost: expect.stringContaining('Nothing of it could be read') })
    expect(journal.append(note('a new beginning')).seq).toBe(1)
    expect(journal.health()).toBe('durable')
  })

  it('that was cut in half: as much as is left is saved', async () => {
    const { file, open, entries } = closedJournal()
    truncateSync(file, Math.floor(readFileSync(file).length / 2 / pageSize) * pageSize)
    const journal = open()
    expect(journal.opening.setAside).toBeDefined()
    const { saved } = journal.opening
    expect(saved).toBeGreaterThan(40)
    expect(saved).toBeLessThan(160)
    expect(journal.opening.lost).toMatch(new RegExp(`^(What came after entry ${saved} can not be told|Entries ${saved + 1} to 200 could not be saved)`))
    expectPrefix(journal.recent(200), entries)
    expect(await journal.verify()).toMatchObject({ ok: true })
    expect(journal.append(note('it goes on')).seq).toBe(saved + 1)
  })

  it('with a damaged index alone: every entry is saved, and nothing is lost', () => {
    const { file, open, entries } = closedJournal()
    const db = new Database(file)
    const root = db.prepare<[], number>("SELECT rootpage FROM sqlite_schema WHERE name = 'entries_by_incident'").pluck().get() ?? 0
    db.close()
    overwrite(file, (root - 1) * pageSize, Buffer.alloc(pageSize, 0xee))
    const journal = open()
    expect(journal.opening).toEqual({ saved: 200, setAside: expect.any(String) })
    expect(journal.entries({ incident: 'i-1', after: 0, limit: 1_000 }).entries).toEqual(entries)
  })

  it('with an entry at its end that is no entry: those before it are saved', () => {
    const { file, open, entries } = closedJournal(10)
    tamper(file, (db) => void db.exec("UPDATE entries SET body = '{' WHERE seq = 8"))
    const journal = open()
    expect(journal.opening).toMatchObject({ saved: 7, lost: expect.stringContaining('Entries 8 to 10 could not be saved') })
    expect(journal.recent(10)).toEqual(entries.slice(0, 7))
  })

  it('of a machine that lost its power: its WAL goes aside with it, and is not taken for the new file\'s', async () => {
    const crashed = journalIn(folder())
    const running = journalIn(folder())
    const journal = running.open()
    for (const draft of notes(100)) journal.append({ ...draft, why: 'w'.repeat(200) })
    const entries = journal.recent(100)
    journal.close()
    const again = running.open()
    again.append(note('only in the WAL'))
    for (const suffix of ['', '-wal', '-shm']) copyFileSync(running.file + suffix, crashed.file + suffix)
    overwrite(crashed.file, pageWith(crashed.file, '"note 50"') * pageSize, Buffer.alloc(pageSize, 0xee))

    const saved = crashed.open()
    const { setAside = '' } = saved.opening
    for (const suffix of ['', '-wal']) expect(existsSync(setAside + suffix), suffix).toBe(true)
    expectPrefix(saved.recent(200), entries)
    expect(saved.opening.lost).toContain('to 101 could not be saved')
    expect(saved.append(note('it goes on'))).toMatchObject({ seq: saved.opening.saved + 1 })
    expect(await saved.verify()).toMatchObject({ ok: true, entries: saved.opening.saved + 1 })
  })

  it('twice in the same second: the first is not overwritten', () => {
    const { file, open } = closedJournal(3)
    const setAside = [1, 2].map(() => {
      overwrite(file, 0, Buffer.from('no database at all'))
      const journal = open()
      journal.close()
      return journal.opening.setAside
    })
    expect(new Set(setAside).size).toBe(2)
    for (const name of setAside) expect(existsSync(name ?? '')).toBe(true)
  })

  it('of a console that was killed while it was being saved: the next start ends it, and no old WAL is taken for the new file\'s', async () => {
    const { file, open, entries } = closedJournal(5)
    // As it stands between setting the old main file aside and putting the new one in its place.
    renameSync(file, `${file}.saving`)
    writeFileSync(`${file}-wal`, 'the damaged file\'s')
    const journal = open()
    expect(journal.recent(10)).toEqual(entries)
    expect(await journal.verify()).toMatchObject({ ok: true, entries: 5 })
    expect(readdirSync(file.replace(/\/journal\.sqlite$/, '')).filter((name) => name.includes('damaged'))).toHaveLength(1)
  })

  it('of which an earlier start had begun to save a part: it is saved anew', () => {
    const { file, open, entries } = closedJournal(20)
    writeFileSync(`${file}.saving`, 'half')
    tamper(file, (db) => void db.exec("UPDATE entries SET body = '{' WHERE seq = 20"))
    const journal = open()
    expect(journal.opening.saved).toBe(19)
    expectPrefix(journal.recent(19), entries)
    expect(existsSync(`${file}.saving`)).toBe(false)
  })
})
