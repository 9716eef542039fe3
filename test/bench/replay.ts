/**
 * A random seek of a replay: the folded state at any of 100,000 entries, with the states kept as a console keeps them.
 * The bar is 50 ms at p99: a line of the scrubber that is drawn feels held.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../../electron/clock.ts'
import { openJournal } from '../../electron/journal/journal.ts'
import { createMomentAt } from '../../electron/journal/moment.ts'
import { openMomentFile } from '../../electron/journal/moment-file.ts'
import { createLog } from '../../electron/log.ts'
import type { Draft } from '../../shared/journal.ts'
import { figure, type Figure } from './figure.ts'

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

export async function measure(say: (line: string) => void): Promise<readonly Figure[]> {
  const dir = mkdtempSync(join(tmpdir(), 'fifteen-replay-'))
  const clock = systemClock()
  const log = createLog({ write: () => undefined, level: 'error', clock })
  const journal = openJournal({ file: join(dir, 'journal.sqlite'), clock, log })
  const file = openMomentFile(join(dir, 'moments.sqlite'), log)
  try {
    for (let at = 0; at < entries; at += batch) journal.appendAll(Array.from({ length: batch }, (_, index) => draftOf(at + index)))
    let begun = performance.now()
    await createMomentAt({ journal, file })(entries)
    const first = performance.now() - begun
    say(`the first seek, which keeps ${entries / 500} states: ${(first / 1_000).toFixed(1)} s`)
    const momentAt = createMomentAt({ journal, file })
    const times: number[] = []
    for (let count = 0; count < seeks; count += 1) {
      // Spread over all, and near to none before it.
      const seq = 1 + ((count * 61_803) % entries)
      begun = performance.now()
      const { state } = await momentAt(seq)
      times.push(performance.now() - begun)
      if (state.seq !== seq) throw new Error(`asked for entry ${seq}, and it is the state at ${state.seq}`)
    }
    const sorted = times.toSorted((a, b) => a - b)
    const at = (share: number): number => sorted[Math.ceil(sorted.length * share) - 1] ?? 0
    say(`${seeks} seeks: p50 ${at(0.5).toFixed(1)} ms, p99 ${at(0.99).toFixed(1)} ms`)
    return [figure('replay.100k-seek-p99', at(0.99), 'ms', bar)]
  } finally {
    file.close()
    journal.close()
    rmSync(dir, { recursive: true, force: true })
  }
}
