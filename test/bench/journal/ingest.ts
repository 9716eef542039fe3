/** Log lines a second, chained and indexed, from a file that is followed; the peer is one naive thread: a row and an FTS5 row a line. */
import Database from 'better-sqlite3'
import { createHash } from 'node:crypto'
import { openSync, writeSync, closeSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { systemClock } from '../../../electron/clock.ts'
import { systemTimers } from '../../../electron/console/timers.ts'
import { seededRandom } from '../../../electron/lab/random.ts'
import { createLog } from '../../../electron/log.ts'
import { startLogs } from '../../../electron/logs/logs.ts'
import { logs } from '../../../shared/plan.ts'
import { figure, type Figure } from '../figure.ts'
import { wordBy } from '../million.ts'
import { watchLateness } from './lateness.ts'

const lineCount = 1_000_000
const naiveCount = 200_000

function* lines(): Generator<string> {
  const random = seededRandom(42)
  for (let number = 0; number < lineCount; number += 1) {
    const time = new Date(1_700_000_000_000 + number * 3).toISOString()
    yield JSON.stringify({ time, level: number % 40 === 0 ? 'error' : 'info', message: `GET /${wordBy(random)} answered ${number % 40 === 0 ? 500 : 200} in ${number % 977} ms`, user: wordBy(random), request: number.toString(36) })
  }
}

const firstLines = (count: number): readonly string[] => {
  const all = lines()
  return Array.from({ length: count }, () => String(all.next().value))
}

function naive(dir: string): number {
  const db = new Database(join(dir, 'naive.sqlite'))
  try {
    db.pragma('journal_mode = WAL')
    db.pragma('synchronous = NORMAL')
    db.exec("CREATE TABLE lines (id INTEGER PRIMARY KEY, time TEXT, level TEXT, text TEXT, hash TEXT); CREATE VIRTUAL TABLE words USING fts5(text, content='lines', content_rowid='id')")
    const insert = db.prepare('INSERT INTO lines VALUES (?, ?, ?, ?, ?)')
    const index = db.prepare('INSERT INTO words (rowid, text) VALUES (?, ?)')
    const given = firstLines(naiveCount)
    let hash = ''
    const begun = performance.now()
    for (let from = 0; from < given.length; from += 1_000)
      db.transaction(() => {
        for (const [at, text] of given.slice(from, from + 1_000).entries()) {
          const { time, level } = JSON.parse(text) as { readonly time: string; readonly level: string }
          hash = createHash('sha256').update(hash).update(text).digest('hex')
          insert.run(from + at + 1, time, level, text, hash)
          index.run(from + at + 1, text)
        }
      })()
    return (naiveCount * 1_000) / (performance.now() - begun)
  } finally {
    db.close()
  }
}

export async function measureIngest(dir: string, say: (line: string) => void): Promise<readonly Figure[]> {
  const path = join(dir, 'app.log')
  const to = openSync(path, 'w')
  let part = ''
  for (const line of lines()) {
    part += `${line}\n`
    if (part.length < 1 << 20) continue
    writeSync(to, part)
    part = ''
  }
  writeSync(to, part)
  closeSync(to)
  const peer = naive(dir)
  const clock = systemClock()
  const settings = logs.parse({
    sources: [{ id: 'app', kind: 'file', path, format: { kind: 'json' } }], keep: { age: '52w', bytes: 4_000_000_000 },
  })
  // The file is older than what would be kept by the clock: its time is a year of its own.
  const plan = { ...settings, keep: { ...settings.keep, age: Number.MAX_SAFE_INTEGER } }
  const late = watchLateness()
  const begun = performance.now()
  const running = startLogs({
    file: join(dir, 'logs.sqlite'), plan, clock, timers: systemTimers, log: createLog({ write: (line) => void process.stderr.write(line), level: 'error', clock }),
    journal: { append: () => undefined, incidents: () => [], subscribe: () => () => undefined, sealed: () => [] },
    readAllAtFirst: true,
  })
  try {
    for (;;) {
      const { ms: _, ...seen } = await running.lines({ since: 0, until: Number.MAX_SAFE_INTEGER, take: 'newest', limit: 1, text: '' })
      const newest = seen.lines[0]?.time ?? 0
      if (newest >= 1_700_000_000_000 + (lineCount - 1) * 3) break
      await pause(50)
    }
    const took = performance.now() - begun
    const p99 = late()
    const check = await running.verify()
    if (!check.ok || check.lines !== lineCount) throw new Error(`the cache holds ${JSON.stringify(check)}`)
    const asked: number[] = []
    for (let count = 0; count < 50; count += 1) asked.push((await running.lines({ since: 0, until: Number.MAX_SAFE_INTEGER, take: 'newest', limit: 300, text: `kalo user${count} ` })).ms)
    say(`${lineCount} lines in ${took.toFixed(0)} ms, loop late ${p99.toFixed(1)} ms at p99; ${check.batches} batches checked in ${check.ms.toFixed(0)} ms`)
    return [figure('journal.ingest', (lineCount * 1_000) / took, 'lines/s', peer), figure('journal.ingest.loop-late-p99', p99, 'ms', 20)]
  } finally {
    await running.stop()
  }
}
