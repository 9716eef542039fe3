/** A journal in a folder of its own, with a clock that is set by hand. */
import Database from 'better-sqlite3'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { openJournal, type Journal, type JournalOptions } from '../../../../electron/journal/journal.ts'
import { createLog } from '../../../../electron/log.ts'
import type { Clock } from '../../../../shared/clock.ts'
import type { Draft } from '../../../../shared/journal.ts'
import { ada } from './who.ts'

export { ada }

export function handClock(start = 1_700_000_000_000): Clock & { readonly wake: (ms: number) => void; readonly setWall: (ms: number) => void } {
  const now = { wall: start, mono: 60_000 }
  return {
    boot: 'boot-1', wall: () => now.wall, mono: () => now.mono,
    wake: (ms) => void ((now.wall += ms), (now.mono += ms)),
    setWall: (ms) => void (now.wall += ms),
  }
}

/** A folder that is gone after the test. */
export function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'fifteen-journal-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  return dir
}

export type Line = Readonly<Record<string, unknown>>

/** One machine's journal: opened as often as wanted, closed when the test is over, its log kept. */
export function journalIn(dir: string, options: Partial<JournalOptions> = {}) {
  const clock = handClock()
  const lines: Line[] = []
  const log = createLog({ level: 'debug', clock, write: (line) => void lines.push(JSON.parse(line)) })
  const file = join(dir, 'journal.sqlite')
  const open = (more: Partial<JournalOptions> = {}): Journal => {
    const journal = openJournal({ file, clock, log, busyTimeout: 0, ...options, ...more })
    onTestFinished(journal.close)
    return journal
  }
  return { file, clock, lines, open, events: () => lines.map(({ event }) => event) }
}

export const note = (text: string, incident = 'i-1'): Draft<'incident.note'> => ({ kind: 'incident.note', who: ada, incident, data: { text } })
export const notes = (count: number, incident?: string): readonly Draft[] => Array.from({ length: count }, (_, index) => note(`note ${index + 1}`, incident))

/** What someone with the file and SQLite can do: the triggers do not stop them. */
export function tamper(file: string, change: (db: Database.Database) => void): void {
  const db = new Database(file)
  try {
    db.exec('DROP TRIGGER IF EXISTS entries_never_change; DROP TRIGGER IF EXISTS entries_never_go; DROP TRIGGER IF EXISTS entries_only_at_the_end')
    change(db)
  } finally {
    db.close()
  }
}
