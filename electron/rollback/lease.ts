/** Who drives a run: a lease with a fencing number, which is checked where the effect happens. Semantics 12 of the design. */
import type { Actor, Draft } from '../../shared/journal.ts'
import type { RunnerJournal } from './runner-journal.ts'

export type Lease = { readonly fencing: number; readonly draft: Draft<'lease.taken'> }

/** A number larger than every one before it; the caller puts its entry on disk before anything is done under it. */
export function takeLease(journal: RunnerJournal, at: { readonly run: string; readonly incident: string; readonly holder: string; readonly who: Actor }): Lease {
  const { run, incident, holder, who } = at
  const fencing = journal.nextFencing()
  return { fencing, draft: { kind: 'lease.taken', who, incident, data: { run, holder, fencing } } }
}
