/** The record as it grows: a snapshot, then every entry. */
import type { Change, Role } from '../../shared/contract.ts'
import type { Entry } from '../../shared/journal.ts'
import type { Console } from '../console.ts'
import { streamOf } from '../console/broadcast.ts'
import { shownEntry } from '../plan/shown.ts'
import { os, queued } from './base.ts'

/** Entries given with a snapshot: what a screen shows before it asks for more. */
const recentEntries = 200

/** An entry of this console's own chain, or the word that others' have changed the state. */
type Told = Entry | 'others'

async function* changes({ journal, others }: Console, role: Role, signal: AbortSignal | undefined): AsyncGenerator<Change> {
  const shown = shownEntry(role)
  // Subscribed before the snapshot is taken: what is appended in between comes after it, once.
  const told = streamOf<Told>((listener) => {
    const stops = [journal.subscribe(listener), others.onOthers(() => listener('others'))]
    return () => {
      for (const stop of stops) stop()
    }
  }, { signal, limit: queued.entries, full: 'fail' })
  const first = told.next()
  let { seq } = journal.state()
  const snapshot = (): Change => {
    const state = journal.state()
    ;({ seq } = state)
    return { kind: 'snapshot', state, recent: journal.recent(recentEntries).map(shown) }
  }
  yield snapshot()
  for (let next = await first; next.done !== true; next = await told.next()) {
    // What comes of others stands anywhere among what is folded: the whole state is told anew.
    if (next.value === 'others') yield snapshot()
    else if (next.value.seq > seq) yield { kind: 'entry', entry: shown(next.value) }
  }
}

export const state = { changes: os.state.changes.handler(({ context, signal }) => changes(context.console, context.role, signal)) }
