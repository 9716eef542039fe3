/** The record as it grows: a snapshot, then every entry. */
import type { Change } from '../../shared/contract.ts'
import type { Entry } from '../../shared/journal.ts'
import type { Console } from '../console.ts'
import { streamOf } from '../console/broadcast.ts'
import { os, queued } from './base.ts'

/** Entries given with a snapshot: what a screen shows before it asks for more. */
const recentEntries = 200

async function* changes({ journal }: Console, signal: AbortSignal | undefined): AsyncGenerator<Change> {
  // Subscribed before the snapshot is taken: what is appended in between comes after it, once.
  const entries = streamOf<Entry>(journal.subscribe, { signal, limit: queued.entries, full: 'fail' })
  const first = entries.next()
  const state = journal.state()
  yield { kind: 'snapshot', state, recent: journal.recent(recentEntries) }
  for (let next = await first; next.done !== true; next = await entries.next())
    if (next.value.seq > state.seq) yield { kind: 'entry', entry: next.value }
}

export const state = { changes: os.state.changes.handler(({ context, signal }) => changes(context.console, signal)) }
