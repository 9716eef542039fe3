/** Fault 24 of trust.md: a full, read-only or locked disk. The rollback goes on, and what is not recorded is said. */
import Database from 'better-sqlite3'
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { assertDurable, openForWriting } from '../../../../electron/journal/database.ts'
import type { Journal } from '../../../../electron/journal/journal.ts'
import { folder, journalIn, note, notes } from './parts.ts'

const run = (program: string, ...args: readonly string[]): boolean => spawnSync(program, args).status === 0

/** A disk of one megabyte where mounting is allowed; undefined where it is not. */
function smallDisk() {
  const dir = join(folder(), 'disk')
  mkdirSync(dir)
  if (process.getuid?.() !== 0 || !run('mount', '-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', dir)) return undefined
  onTestFinished(() => void run('umount', '-l', dir))
  const filler = join(dir, 'filler')
  return {
    dir,
    fill: (): void => {
      const piece = Buffer.alloc(4_096)
      expect(() => {
        for (;;) writeFileSync(filler, piece, { flag: 'a' })
      }).toThrow('ENOSPC')
    },
    free: (): void => rmSync(filler),
    readOnly: (on: boolean): void => expect(run('mount', '-o', `remount,${on ? 'ro' : 'rw'}`, dir)).toBe(true),
  }
}
const mountable = ((): boolean => process.platform === 'linux' && process.getuid?.() === 0 && run('unshare', '-m', 'true'))()

/** Another program that holds the file until it is told to let go. */
function holder(file: string, how: 'IMMEDIATE' | 'EXCLUSIVE') {
  const db = new Database(file)
  if (how === 'EXCLUSIVE') db.pragma('locking_mode = EXCLUSIVE')
  db.exec(`BEGIN ${how}`)
  const letGo = (): void => void db.close()
  onTestFinished(letGo)
  return { letGo }
}

const buffered = (journal: Journal): number | 'durable' => {
  const health = journal.health()
  return health === 'durable' ? health : health.buffered
}
const onDisk = (file: string): readonly number[] => {
  const db = new Database(file, { readonly: true })
  try {
    return db.prepare<[], number>('SELECT seq FROM entries ORDER BY seq').pluck().all()
  } finally {
    db.close()
  }
}

describe('every commit waits for the disk', () => {
  it('synchronous is FULL, after the first write and after later ones', () => {
    const file = join(folder(), 'journal.sqlite')
    const db = openForWriting({ file, busyTimeout: 0, check: true, wall: 1 })
    try {
      expect(db.pragma('journal_mode', { simple: true })).toBe('wal')
      for (let write = 0; write < 3; write += 1) {
        db.exec(`INSERT INTO notes VALUES ('console', '${write}', '1')`)
        expect(db.pragma('synchronous', { simple: true })).toBe(2)
      }
      db.pragma('synchronous = NORMAL')
      expect(() => assertDurable(db, file)).toThrow(expect.objectContaining({ reason: 'unwritable' }))
    } finally {
      db.close()
    }
  })
})

describe('a file that another program has locked', () => {
  it('stops nothing: entries are chained and shown, counted as not recorded, and written in order when it lets go', async () => {
    const { open, file } = journalIn(folder())
    const journal = open()
    const heard: number[] = []
    journal.subscribe(({ seq }) => void heard.push(seq))
    journal.append(note('before'))
    const { letGo } = holder(file, 'IMMEDIATE')
    const waiting = [journal.append(note('one')), ...journal.appendAll(notes(2))]
    const number = journal.nextFencing()
    journal.keep('judge', 'kept all the same')

    expect(waiting.map(({ seq }) => seq)).toEqual([2, 3, 4])
    expect(heard).toEqual([1, 2, 3, 4])
    expect(journal.state().seq).toBe(4)
    expect(journal.health()).toEqual({ buffered: 3, error: 'another program holds the file: end it (SQLITE_BUSY)' })
    expect(journal.entries({ after: 1, limit: 10 }).entries).toEqual(waiting)
    expect(journal.kept('judge')).toBe('kept all the same')
    expect(journal.flush()).toBe(false)
    expect(onDisk(file)).toEqual([1])
    expect(await journal.verify()).toMatchObject({ ok: true, entries: 1 })

    letGo()
    expect(journal.append(note('after')).seq).toBe(5)
    expect(journal.health()).toBe('durable')
    expect(onDisk(file)).toEqual([1, 2, 3, 4, 5])
    expect(await journal.verify()).toMatchObject({ ok: true, entries: 5 })
    journal.close()
    const again = open()
    expect(again.kept('judge')).toBe('kept all the same')
    expect(again.nextFencing()).toBeGreaterThan(number)
  })

  it('is written by flush alone too, and at the last by close', () => {
    const { open, file } = journalIn(folder())
    const journal = open()
    const first = holder(file, 'IMMEDIATE')
    journal.append(note('one'))
    first.letGo()
    expect(journal.flush()).toBe(true)
    expect(onDisk(file)).toEqual([1])
    const second = holder(file, 'IMMEDIATE')
    journal.append(note('two'))
    second.letGo()
    journal.close()
    expect(onDisk(file)).toEqual([1, 2])
  })

  it('for good: what could not be written is in the log, word for word, when the console stops', () => {
    const { open, file, lines } = journalIn(folder())
    const journal = open()
    holder(file, 'IMMEDIATE')
    const { hash } = journal.append(note('never recorded'))
    journal.close()
    expect(lines).toContainEqual(expect.objectContaining({ event: 'journal.entry lost', hash, body: expect.stringContaining('never recorded') }))
  })

  it('at the start: the console comes up, knows what was, and records when it can', () => {
    const { open, file } = journalIn(folder())
    const before = open()
    before.appendAll(notes(3))
    before.close()
    const { letGo } = holder(file, 'IMMEDIATE')
    const journal = open()
    expect(journal.state()).toEqual(before.state())
    expect(buffered(journal)).toBe(0)
    journal.append(note('meanwhile'))
    expect(buffered(journal)).toBe(1)
    letGo()
    expect(journal.flush()).toBe(true)
    expect(onDisk(file)).toEqual([1, 2, 3, 4])
  })

  it('so that it can not even be read at the start is an error that says so: what was is not known', () => {
    const { open, file } = journalIn(folder())
    open().close()
    const { letGo } = holder(file, 'EXCLUSIVE')
    expect(() => open()).toThrow(expect.objectContaining({ reason: 'unreadable', message: expect.stringContaining('another program holds the file') }))
    letGo()
    expect(open().health()).toBe('durable')
  })

  it('takes many waiting entries in order, three that belong together never apart', () => {
    const { open, file } = journalIn(folder())
    const journal = open()
    const { letGo } = holder(file, 'IMMEDIATE')
    for (let batch = 0; batch < 150; batch += 1) journal.appendAll(notes(3))
    expect(buffered(journal)).toBe(450)
    letGo()
    expect(journal.flush()).toBe(true)
    expect(onDisk(file)).toEqual(Array.from({ length: 450 }, (_, index) => index + 1))
  })
})

describe('a file that was put in the place of the journal', () => {
  it('while nothing could be written is not taken for it', () => {
    const { open, file } = journalIn(folder())
    const journal = open()
    journal.append(note('one'))
    const { letGo } = holder(file, 'IMMEDIATE')
    journal.append(note('two'))
    letGo()
    const db = new Database(file)
    db.exec("INSERT INTO entries VALUES (9, 'incident.note', NULL, 'x', 'x')")
    db.close()
    expect(journal.flush()).toBe(false)
    expect(journal.health()).toMatchObject({ buffered: 1, error: expect.stringContaining('it is not the one that was open') })
  })
})

describe.runIf(mountable)('a disk of one megabyte', () => {
  const disk = () => {
    const made = smallDisk()
    if (!made) throw new Error('mounting was allowed, and then was not')
    return { ...made, ...journalIn(made.dir) }
  }

  it('that fills up: nothing stops, it is said, and all is recorded in order once there is room', async () => {
    const { open, file, fill, free } = disk()
    const journal = open()
    journal.append(note('before'))
    fill()
    // The WAL has some room of its own left in its last page; long entries need new ones.
    for (let number = 0; number < 30; number += 1) journal.append(note('x'.repeat(9_000)))
    expect(journal.state().seq).toBe(31)
    const health = journal.health()
    expect(health).toMatchObject({ error: 'the disk is full: make room (SQLITE_FULL)' })
    const written = onDisk(file).length
    expect(buffered(journal)).toBe(31 - written)
    expect(journal.entries({ after: 0, limit: 100 }).entries).toHaveLength(31)
    free()
    expect(journal.flush()).toBe(true)
    expect(journal.health()).toBe('durable')
    expect(await journal.verify()).toMatchObject({ ok: true, entries: 31 })
    journal.close()
    expect(open().state()).toEqual(journal.state())
  })

  it('that is full at the start, after a clean stop: the console comes up and knows what was', async () => {
    const { open, fill, free } = disk()
    const before = open()
    before.appendAll(notes(3))
    before.close()
    fill()
    const journal = open()
    expect(journal.state()).toEqual(before.state())
    expect(journal.append(note('meanwhile')).seq).toBe(4)
    expect(buffered(journal)).toBe(1)
    expect(journal.console).toBe(before.console)
    free()
    expect(journal.flush()).toBe(true)
    expect(await journal.verify()).toMatchObject({ ok: true, entries: 4 })
  })

  it('that is full before there is a journal: the console comes up, and the journal is made once there is room', async () => {
    const { open, file, fill, free } = disk()
    fill()
    const journal = open()
    journal.appendAll(notes(3))
    const number = journal.nextFencing()
    expect(buffered(journal)).toBe(3)
    expect(journal.recent(3)).toHaveLength(3)
    free()
    expect(journal.flush()).toBe(true)
    expect(onDisk(file)).toEqual([1, 2, 3])
    expect(await journal.verify()).toMatchObject({ ok: true, entries: 3 })
    expect(journal.nextFencing()).toBeGreaterThan(number)
  })

  it('that is read-only: the console comes up, knows what was, and records once it may', async () => {
    const { open, readOnly } = disk()
    const before = open()
    before.appendAll(notes(3))
    before.close()
    readOnly(true)
    const journal = open()
    onTestFinished(() => readOnly(false))
    expect(journal.state()).toEqual(before.state())
    journal.append(note('meanwhile'))
    expect(buffered(journal)).toBe(1)
    expect(journal.entries({ after: 2, limit: 5 }).entries.map(({ seq }) => seq)).toEqual([3, 4])
    readOnly(false)
    expect(journal.flush()).toBe(true)
    expect(await journal.verify()).toMatchObject({ ok: true, entries: 4 })
  })
})

describe.runIf(process.getuid?.() !== 0)('a folder that may not be written', () => {
  it('lets the console come up and know what was', () => {
    const dir = folder()
    const { open, file } = journalIn(dir)
    const before = open()
    before.appendAll(notes(3))
    before.close()
    const modes = [statSync(dir).mode, statSync(file).mode] as const
    onTestFinished(() => {
      chmodSync(dir, modes[0])
      chmodSync(file, modes[1])
    })
    chmodSync(file, 0o444)
    chmodSync(dir, 0o555)
    const journal = open()
    expect(journal.state()).toEqual(before.state())
    journal.append(note('meanwhile'))
    expect(buffered(journal)).toBe(1)
  })
})
