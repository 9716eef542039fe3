/**
 * A random seek of a replay: the folded state at any of 100,000 entries, with the states kept as a console keeps them; of one console
 * alone, and of three, each of which wrote a third. The bar is 50 ms at p99: a line of the scrubber that is drawn feels held.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../../electron/clock.ts'
import { openOthers, type Others } from '../../electron/consoles/others.ts'
import { genesis } from '../../electron/journal/chain.ts'
import { openJournal, type Journal } from '../../electron/journal/journal.ts'
import { createMomentAt } from '../../electron/journal/moment.ts'
import { openMomentFile } from '../../electron/journal/moment-file.ts'
import { seal } from '../../electron/journal/row.ts'
import { createLog } from '../../electron/log.ts'
import type { Clock } from '../../shared/clock.ts'
import type { Draft } from '../../shared/journal.ts'
import { figure, quantile, type Figure } from './figure.ts'

const entries = 100_000
const batch = 1_000
const seeks = 400
const bar = 50
const who = { kind: 'person', name: 'bench', role: 'operator' } as const

/** A deployment's weeks: an incident every thousand entries, gates that turn, sources that come and go, ticks, notes. */
function draftOf(number: number): Draft {
  const incident = `i-${Math.floor(number / 1_000)}`
  if (number % 1_000 === 0) return { kind: 'incident.opened', who, incident, data: { title: 'Error burst', severity: 'P1', cause: 'bench' } }
  if (number % 1_000 === 999) return { kind: 'incident.closed', who, incident, data: { summary: 'It was mended.' } }
  switch (number % 4) {
    case 0: return { kind: 'gate.turned', who, environment: 'green', data: { gate: `g-${number % 24}`, title: 'A gate', from: 'ok', to: number % 8 === 0 ? 'pending' : 'ok', outcome: 'fail', threshold: 1, samples: 20, response: 'alert' } }
    case 1: return { kind: 'source.lost', who, data: { target: `t-${number % 6}`, reason: 'timeout', detail: 'no answer in 3 s' } }
    case 2: return { kind: 'checklist.ticked', who, data: { checklist: `c-${number % 6}`, item: `x-${number % 40}`, evidence: 'seen' } }
    default: return { kind: 'incident.note', who, incident, data: { text: `note ${number}: green answers in 312 ms, the bar is 300 ms` } }
  }
}

/** Times of seeks spread over all entries, each near to none before it, ms. */
async function timesOf(count: number, seek: (seq: number) => Promise<{ readonly seq: number }>): Promise<readonly number[]> {
  const times: number[] = []
  for (let number = 0; number < seeks; number += 1) {
    const seq = 1 + ((number * 61_803) % count)
    const begun = performance.now()
    const found = await seek(seq)
    times.push(performance.now() - begun)
    if (found.seq !== seq) throw new Error(`asked for entry ${seq}, and it is the state at ${found.seq}`)
  }
  return times
}

/** Fills chains of other consoles beside this one's, in turns of `batch` entries. */
function fillAll(journal: Journal, others: Others, names: readonly string[], clock: Clock): void {
  const ends = new Map(names.map((name) => [name, { seq: 0, hash: genesis.hash }]))
  let order = clock.wall()
  for (let at = 0; at < entries / (names.length + 1); at += batch) {
    journal.seen(order)
    journal.appendAll(Array.from({ length: batch }, (_, index) => draftOf(at + index)))
    order = journal.recent(1)[0]?.at.order ?? order
    for (const name of names) {
      const sent = Array.from({ length: batch }, (_, index) => {
        const before = ends.get(name) ?? genesis
        order += 1
        const wall = clock.wall()
        const { row } = seal({ ...draftOf(at + index), seq: before.seq + 1, console: name, at: { occurred: wall, observed: wall, recorded: wall, mono: clock.mono(), boot: clock.boot, order }, previous: before.hash }, 'bench')
        ends.set(name, { seq: row.seq, hash: row.hash })
        return { seq: row.seq, body: row.body, hash: row.hash }
      })
      others.take(name, sent)
    }
  }
}

export async function measure(say: (line: string) => void): Promise<readonly Figure[]> {
  const dir = mkdtempSync(join(tmpdir(), 'fifteen-replay-'))
  const clock = systemClock()
  const log = createLog({ write: () => undefined, level: 'error', clock })
  const of = async (name: string, fill: (journal: Journal, others: Others) => void): Promise<number> => {
    const journal = openJournal({ file: join(dir, `${name}.sqlite`), clock, log })
    const file = openMomentFile(join(dir, `${name}-moments.sqlite`), log)
    const others = openOthers(join(dir, `${name}-others.sqlite`))
    try {
      fill(journal, others)
      const begun = performance.now()
      const last = journal.state().seq
      await createMomentAt({ journal, others, file })(last, Infinity)
      say(`${name}: the first seek, which keeps ${entries / 500} states: ${((performance.now() - begun) / 1_000).toFixed(1)} s`)
      const momentAt = createMomentAt({ journal, others, file })
      const times = await timesOf(last, momentAt)
      say(`${name}: ${seeks} seeks: p50 ${quantile(times, 0.5).toFixed(1)} ms, p99 ${quantile(times, 0.99).toFixed(1)} ms`)
      return quantile(times, 0.99)
    } finally {
      file.close()
      others.close()
      journal.close()
    }
  }
  try {
    const alone = await of('one console', (journal) => {
      for (let at = 0; at < entries; at += batch) journal.appendAll(Array.from({ length: batch }, (_, index) => draftOf(at + index)))
    })
    const three = await of('three consoles', (journal, others) => fillAll(journal, others, ['c-bo', 'c-chen'], clock))
    return [figure('replay.100k-seek-p99', alone, 'ms', bar), figure('replay.100k-seek-p99-of-three', three, 'ms', bar)]
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}
