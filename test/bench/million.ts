/** A journal of so many entries as a long programme leaves them, and the texts in it. Deterministic. */
import { systemClock } from '../../electron/clock.ts'
import { genesis, type Link } from '../../electron/journal/chain.ts'
import { openForWriting } from '../../electron/journal/database.ts'
import { seal, type Row } from '../../electron/journal/row.ts'
import { createStore } from '../../electron/journal/store.ts'
import { seededRandom, type Random } from '../../electron/lab/random.ts'
import type { Actor } from '../../shared/journal.ts'

const people = ['Ada Obi', 'Grace Li', 'Linus Berg', 'Margaret Wu', 'Ken Sato'].map((name): Actor => ({ kind: 'person', name, role: 'operator' }))
const gates = ['error-rate', 'latency-p95', 'session-failure', 'pool-usage', 'archive-lag', 'memory', 'cpu'] as const
/** Words by rank: the first is in most entries, the last in a few. */
export const vocabulary: readonly string[] = Array.from({ length: 4_000 }, (_, index) => {
  const syllables = ['ka', 'lo', 'mi', 'ne', 'pu', 'ra', 'so', 'ti', 'ves', 'wo', 'dal', 'gre']
  let [text, left] = ['', index + 13]
  while (left > 0) {
    text += syllables[left % syllables.length] ?? ''
    left = Math.floor(left / syllables.length)
  }
  return text
})
export const wordBy = (random: Random): string => vocabulary[Math.floor(vocabulary.length ** random()) - 1] ?? 'kalo'
const pick = <T>(random: Random, of: readonly T[]): T => of[Math.floor(random() * of.length)] as T

/** @param incident of all entries, so that its first page is one of so many */
export function draftOf(number: number, random: Random, incident: string): Readonly<Record<string, unknown>> {
  const sentence = Array.from({ length: 6 + Math.floor(random() * 8) }, () => wordBy(random)).join(' ')
  const at = 1_700_000_000_000 + number * 500
  const base = { at: { occurred: at, observed: at, recorded: at + 3, mono: number * 500 + 0.25, boot: 'b-1' }, console: 'c-bench', incident }
  const kind = number % 3
  if (kind === 0) return { ...base, kind: 'incident.note', who: pick(random, people), data: { text: sentence } }
  const environment = random() < 0.5 ? 'green' : 'blue'
  if (kind === 1) return { ...base, kind: 'gate.turned', who: { kind: 'rule', name: pick(random, gates) }, environment, data: { gate: pick(random, gates), title: sentence, from: 'ok', to: 'pending', outcome: 'fail', value: Math.round(random() * 1_000) / 10, threshold: 5, samples: 60, response: 'alert' } }
  return { ...base, kind: 'step.outcome', who: { kind: 'rule', name: 'rollback' }, environment, data: { run: `r-${number % 997}`, step: pick(random, gates), attempt: 1, result: 'ok', detail: sentence, facts: { rows: number % 4_099 }, ms: number % 900 } }
}

export function writeMillion(file: string, count: number): Link {
  const db = openForWriting({ file, busyTimeout: 1_000, check: false, wall: systemClock().wall() })
  const store = createStore(db)
  // It is what is measured afterwards, not this.
  db.pragma('synchronous = OFF')
  const random = seededRandom(15)
  let before = genesis
  try {
    for (let done = 0; done < count; done += 2_000) {
      const rows: Row[] = []
      for (let number = done; number < Math.min(count, done + 2_000); number += 1) {
        const { row } = seal({ ...draftOf(number, random, 'i-1'), seq: before.seq + 1, previous: before.hash }, file)
        rows.push(row)
        before = row
      }
      store.write({ rows, notes: [] })
    }
    return { seq: before.seq, hash: before.hash }
  } finally {
    store.close()
  }
}
