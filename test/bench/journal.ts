/** Durable appends a second, each on disk before it counts; the peer is SQLite alone with the same safety. */
import Database from 'better-sqlite3'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../../electron/clock.ts'
import { openJournal } from '../../electron/journal/journal.ts'
import { createLog } from '../../electron/log.ts'
import { figure, type Figure } from './figure.ts'

const appends = 1_000
const perSecond = (work: () => void): number => {
  const begun = performance.now()
  for (let count = 0; count < appends; count += 1) work()
  return (appends * 1_000) / (performance.now() - begun)
}

export async function measure(say: (line: string) => void): Promise<readonly Figure[]> {
  const dir = mkdtempSync(join(tmpdir(), 'fifteen-journal-'))
  const clock = systemClock()
  const journal = openJournal({ file: join(dir, 'journal.sqlite'), clock, log: createLog({ write: () => undefined, level: 'error', clock }) })
  const plain = new Database(join(dir, 'plain.sqlite'))
  plain.pragma('journal_mode = WAL')
  plain.exec('CREATE TABLE entries (seq INTEGER PRIMARY KEY, json TEXT NOT NULL)')
  plain.pragma('synchronous = FULL')
  const insert = plain.prepare('INSERT INTO entries (json) VALUES (?)')
  try {
    const own = perSecond(() => void journal.append({ kind: 'incident.note', who: { kind: 'person', name: 'bench', role: 'operator' }, data: { text: 'a note' } }))
    const peer = perSecond(() => void insert.run(JSON.stringify({ kind: 'incident.note', text: 'a note', pad: 'x'.repeat(300) })))
    const checked = await journal.verify()
    say(`${appends} appends; the whole chain was checked in ${checked.ms.toFixed(0)} ms`)
    return [figure('journal.appends', own, 'entries/s', peer)]
  } finally {
    journal.close()
    plain.close()
    rmSync(dir, { recursive: true, force: true })
  }
}
