/** Durable appends a second, each on disk before it counts; the peer is SQLite alone with the same safety. In turn, in the same minute. */
import Database from 'better-sqlite3'
import { join } from 'node:path'
import { systemClock } from '../../../electron/clock.ts'
import { openJournal } from '../../../electron/journal/journal.ts'
import { createLog } from '../../../electron/log.ts'
import { figure, quantile, type Figure } from '../figure.ts'

const rounds = 100
const appends = 30
const perSecond = (work: () => void): number => {
  const begun = performance.now()
  for (let count = 0; count < appends; count += 1) work()
  return (appends * 1_000) / (performance.now() - begun)
}

export function measureAppend(dir: string, say: (line: string) => void): readonly Figure[] {
  const clock = systemClock()
  const journal = openJournal({ file: join(dir, 'append.sqlite'), clock, log: createLog({ write: () => undefined, level: 'error', clock }) })
  const plain = new Database(join(dir, 'plain.sqlite'))
  plain.pragma('journal_mode = WAL')
  plain.exec('CREATE TABLE entries (seq INTEGER PRIMARY KEY, json TEXT NOT NULL)')
  plain.pragma('synchronous = FULL')
  const insert = plain.prepare('INSERT INTO entries (json) VALUES (?)')
  const note = { kind: 'incident.note', who: { kind: 'person', name: 'bench', role: 'operator' }, data: { text: 'a note' } } as const
  const own: number[] = []
  const peer: number[] = []
  try {
    for (let round = 0; round < rounds; round += 1) {
      own.push(perSecond(() => void journal.append(note)))
      peer.push(perSecond(() => void insert.run(JSON.stringify({ kind: 'incident.note', text: 'a note', pad: 'x'.repeat(300) }))))
    }
    say(`durable appends in ${rounds} rounds of ${appends}, in turn: ${quantile(own, 0.5).toFixed(0)}/s, SQLite alone ${quantile(peer, 0.5).toFixed(0)}/s (medians)`)
    return [figure('journal.appends', quantile(own, 0.5), 'entries/s', quantile(peer, 0.5))]
  } finally {
    journal.close()
    plain.close()
  }
}
