/** Who drives a run: a lease with a fencing number, which is checked where the effect happens. Semantics 12 of the design. */
import type { Actor, Draft } from '../../shared/journal.ts'
import type { RunnerJournal } from './runner-journal.ts'

export type Lease = { readonly fencing: number; readonly draft: Draft<'lease.taken'> }

/**
 * A number larger than every one before it; the caller puts its entry on disk before anything is done under it.
 * @param at.seen the balancer's largest, as far as it is known: a person who presses means to drive, whatever clocks say
 * @param at.own the number of the run's last driver, where that was this console: it takes nothing from whoever drove since
 */
export function takeLease(journal: RunnerJournal, at: { readonly run: string; readonly incident: string; readonly holder: string; readonly who: Actor; readonly seen?: number; readonly own?: number }): Lease {
  const { run, incident, holder, who, seen, own } = at
  const fencing = own === undefined ? journal.nextFencing(seen) : journal.sameDriver(own)
  return { fencing, draft: { kind: 'lease.taken', who, incident, data: { run, holder, fencing } } }
}
