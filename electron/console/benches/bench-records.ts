/** Benchmarks as the journal has them: what began, how it ended, what was made of it. */
import type { BenchRecord } from '../../../shared/contract.ts'
import type { Entry } from '../../../shared/journal.ts'
import type { Journal } from '../../journal/journal.ts'

const page = 1_000

/** Newest first. */
export function recordsOf(journal: Pick<Journal, 'entries'>): readonly BenchRecord[] {
  const found = new Map<string, BenchRecord>()
  for (let after = 0, more = true; more; ) {
    const read = journal.entries({ kinds: ['bench.started', 'bench.finished', 'baseline.recorded'], after, limit: page })
    for (const entry of read.entries) take(found, entry)
    more = read.more
    after = read.entries.at(-1)?.seq ?? after
  }
  return [...found.values()].toReversed()
}

function take(found: Map<string, BenchRecord>, entry: Entry): void {
  const about = { at: entry.at.occurred, by: entry.who.name }
  if (entry.kind === 'bench.started') found.set(entry.data.bench, { seq: entry.seq, started: { ...entry.data, ...about, why: entry.why ?? '' } })
  const id = entry.kind === 'bench.finished' || entry.kind === 'baseline.recorded' ? entry.data.bench : undefined
  const known = id === undefined ? undefined : found.get(id)
  if (id === undefined || known === undefined) return
  if (entry.kind === 'bench.finished') found.set(id, { ...known, finished: { ...entry.data, ...about } })
  if (entry.kind === 'baseline.recorded') found.set(id, { ...known, baseline: { metric: entry.data.metric, value: entry.data.value, why: entry.why ?? '', ...about } })
}
