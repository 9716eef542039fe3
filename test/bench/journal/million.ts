/** A journal of a million entries: searched, verified, read by its first page, while the loop is watched. */
import Database from 'better-sqlite3'
import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { closeSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { systemClock } from '../../../electron/clock.ts'
import { openForReading } from '../../../electron/journal/database.ts'
import { canonical } from '../../../electron/journal/chain.ts'
import { openJournal } from '../../../electron/journal/journal.ts'
import { createSearch } from '../../../electron/journal/search/search.ts'
import { seededRandom } from '../../../electron/lab/random.ts'
import { createLog } from '../../../electron/log.ts'
import { figure, quantile, type Figure } from '../figure.ts'
import { wordBy, writeMillion } from '../million.ts'
import { watchLateness } from './lateness.ts'

const entries = 1_000_000
const questions = 300
const page = 50

/** As one would write it first: parse, write the canonical form, hash, compare; one thread, nothing else. */
function verifyNaively(file: string): number {
  const db = openForReading(file, 1_000)
  if (!db) throw new Error('no journal')
  try {
    const begun = performance.now()
    let before = '0'.repeat(64)
    for (const { body, hash } of db.prepare<[], { readonly body: string; readonly hash: string }>('SELECT body, hash FROM entries ORDER BY seq').iterate()) {
      const parsed = JSON.parse(body) as { readonly previous: string }
      if (createHash('sha256').update(canonical(parsed)).digest('hex') !== hash || parsed.previous !== before) throw new Error('broken')
      before = hash
    }
    return performance.now() - begun
  } finally {
    db.close()
  }
}

/** One FTS5 table over the same texts, and a file of them for ripgrep or grep. */
function peersOf(file: string, dir: string): { readonly db: Database.Database; readonly text: string } {
  const db = new Database(join(dir, 'bare.sqlite'))
  db.pragma('journal_mode = OFF')
  db.exec('CREATE VIRTUAL TABLE bare USING fts5(text)')
  const insert = db.prepare('INSERT INTO bare (rowid, text) VALUES (?, ?)')
  const from = openForReading(file, 1_000)
  if (!from) throw new Error('no journal')
  const text = join(dir, 'entries.txt')
  const to = openSync(text, 'w')
  try {
    db.transaction(() => {
      let part = ''
      for (const { seq, body } of from.prepare<[], { readonly seq: number; readonly body: string }>('SELECT seq, body FROM entries ORDER BY seq').iterate()) {
        insert.run(seq, body)
        part += `${body}\n`
        if (part.length < 1 << 20) continue
        writeSync(to, part)
        part = ''
      }
      writeSync(to, part)
    })()
  } finally {
    closeSync(to)
    from.close()
  }
  return { db, text }
}

export async function measureMillion(dir: string, say: (line: string) => void): Promise<readonly Figure[]> {
  const file = join(dir, 'journal.sqlite')
  const clock = systemClock()
  const log = createLog({ write: (line) => void process.stderr.write(line), level: 'error', clock })
  const found: Figure[] = []
  const begun = performance.now()
  writeMillion(file, entries)
  say(`${entries} entries written in ${((performance.now() - begun) / 1_000).toFixed(1)} s`)
  const journal = openJournal({ file, clock, log })
  const search = createSearch({ file, console: journal.console, others: `${file}.others`, incidents: () => journal.state().incidents, wall: clock.wall, log })
  try {
    const first = performance.now()
    if (journal.entries({ incident: 'i-1', after: 0, limit: 200 }).entries.length !== 200) throw new Error('no page')
    found.push(figure('journal.first-page-of-1m', performance.now() - first, 'ms', 50))

    const stopVerify = watchLateness()
    const checked = await journal.verify()
    if (!checked.ok) throw new Error(JSON.stringify(checked))
    found.push(figure('journal.verify-1m', checked.ms, 'ms', verifyNaively(file)), figure('journal.verify-1m.loop-late-p99', stopVerify(), 'ms', 20))

    const built = performance.now()
    const stopIndex = watchLateness()
    for (;;) {
      const answer = await search.find({ text: 'kalo ', order: 'newest', limit: 1 })
      if (!answer.ok || answer.indexed.seq === answer.indexed.of) break
    }
    say(`indexed in ${((performance.now() - built) / 1_000).toFixed(1)} s, loop late ${stopIndex().toFixed(1)} ms at p99 meanwhile`)

    const random = seededRandom(7)
    const asked = Array.from({ length: questions }, (_, number) => {
      const word = wordBy(random)
      const typed = [`${word} `, word.slice(0, 2 + Math.floor(random() * word.length)), `${word} ${wordBy(random)} `, `"${word}" `, `kind:note env:green ${word}`, `who:ada ${word} `]
      return { word, text: typed[number % typed.length] ?? word }
    })
    const own: number[] = []
    const inThread: number[] = []
    for (const { text } of asked) {
      const at = performance.now()
      const answer = await search.find({ text, order: 'newest', limit: page })
      own.push(performance.now() - at)
      if (answer.ok) inThread.push(answer.ms)
    }
    const { db, text } = peersOf(file, dir)
    try {
      const query = db.prepare('SELECT rowid, text FROM bare WHERE bare MATCH ? ORDER BY rowid DESC LIMIT ?')
      const bare = asked.map(({ word }) => {
        const at = performance.now()
        query.all(`"${word}"`, page)
        return performance.now() - at
      })
      found.push(figure('journal.search-1m-p99', quantile(own, 0.99), 'ms', quantile(bare, 0.99)))
      say(`search p50 ${quantile(own, 0.5).toFixed(2)} ms, in its thread p99 ${quantile(inThread, 0.99).toFixed(2)} ms; bare FTS5 p50 ${quantile(bare, 0.5).toFixed(2)} ms`)
    } finally {
      db.close()
    }
    const program = spawnSync('rg', ['--version']).status === 0 ? 'rg' : 'grep'
    const greps = asked.slice(0, 5).map(({ word }) => {
      const at = performance.now()
      execFileSync(program, ['-c', '-w', '-F', word, text], { env: { LC_ALL: 'C', PATH: process.env['PATH'] } })
      return performance.now() - at
    })
    found.push(figure(`journal.search-1m-beside-${program}`, quantile(own, 0.99), 'ms', quantile(greps, 0.5)))
    return found
  } finally {
    await search.stop()
    journal.close()
  }
}
