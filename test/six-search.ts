import { existsSync, mkdirSync } from 'node:fs'
import Database from 'better-sqlite3'
import { systemClock } from '../electron/clock.ts'
import { createSearch } from '../electron/journal/search/search.ts'
import { createLog } from '../electron/log.ts'
import { seededRandom } from '../electron/lab/random.ts'
import { wordBy, writeMillion } from './bench/million.ts'
import { createFind } from '../electron/journal/search/find.ts'
import { openIndex } from '../electron/journal/search/index-file.ts'
import { openForReading } from '../electron/journal/database.ts'
import { parseQuery } from '../shared/search/query.ts'
mkdirSync('/tmp/six-s', { recursive: true })
const file = '/tmp/six-s/journal.sqlite'
if (!existsSync(file)) writeMillion(file, 200_000)
const clock = systemClock()
const log = createLog({ write: () => undefined, level: 'error', clock })
if (!existsSync('/tmp/six-s/journal.search.sqlite')) {
  const b = performance.now()
  const search = createSearch({ file, incidents: () => [], wall: clock.wall, log })
  for (;;) { const a = await search.find({ text: 'kalo ', order: 'newest', limit: 1 }); if (!a.ok || a.indexed.seq === a.indexed.of) break }
  console.log('built', performance.now() - b)
  await search.find({ text: 'x', order: 'newest', limit: 1 })
  await new Promise((r) => setTimeout(r, 8000)); await search.stop()
}
const db = openForReading(file, 1000)!
const one = db.prepare('SELECT seq, kind, incident, body, hash FROM entries WHERE seq = ?')
const { index } = openIndex('/tmp/six-s/journal.search.sqlite', (s) => (one.get(s) as any)?.hash)
console.log('tidied in rounds', (() => { let n = 0; const b = performance.now(); while (index.tidy()) n++; return [n, performance.now() - b] })())
let fetch = 0
const find = createFind(index, (s) => { const b = performance.now(); const r = one.get(s) as any; fetch += performance.now() - b; return r }, file)
const random = seededRandom(7)
const t: number[][] = []; const cpu: number[] = []
for (let n = 0; n < 600; n++) {
  const word = wordBy(random)
  const typed = [`${word} `, word.slice(0, 2 + Math.floor(random() * word.length)), `${word} ${wordBy(random)} `, `"${word}" `, `kind:note env:green ${word}`, `who:ada ${word} `]
  const p = parseQuery(typed[n % 6]!, Date.now()); if (!p.ok) throw p
  const b = performance.now(), u = process.cpuUsage(); find({ query: p.query, order: 'newest', limit: 50 }); (t[n % 6] ??= []).push(performance.now() - b); const v = process.cpuUsage(u); cpu[n % 6] = (cpu[n % 6] ?? 0) + v.user + v.system
}
t.forEach((a, i) => { a.sort((x, y) => x - y); console.log(['word ', 'begin', 'two', 'phrase', 'facets+begin', 'who'][i], 'p50', a[50]!.toFixed(2), 'p90', a[90]!.toFixed(2), 'p99', a[98]!.toFixed(2), 'cpu ms', (cpu[i]! / 100_000).toFixed(2)) })
console.log('fetch', fetch / 600)
process.exit(0)
