/** Entries that may be read on a wall: what happened to the deployment, in the words of plan and procedure. Reasons, notes and what was found on a target stay behind. */
import type { Entry, EntryData, EntryKind } from './journal.ts'

type Cuts = { readonly [K in EntryKind]?: (data: EntryData<K>) => EntryData<K> }

const whole = <T>(data: T): T => data

/** Every kind that is shown, and what is left of its data. A kind that is not here is not sent. */
const cuts = {
  'console.gap': whole,
  'phase.set': ({ phase, how }) => ({ phase, ...(how !== undefined && { how }) }),
  'phase.extended': whole, 'phase.released': whole,
  'phase.held': (data) => ({ ...data, text: '' }),
  'automation.set': whole,
  'gate.turned': ({ cause: _, ...data }) => data,
  'alert.raised': (data) => ({ ...data, text: '' }),
  'alert.ended': whole, 'alert.acknowledged': whole, 'silence.set': whole, 'silence.ended': whole,
  'incident.opened': (data) => ({ ...data, cause: '' }),
  'incident.severity': whole, 'incident.role': whole,
  'incident.closed': () => ({ summary: '' }),
  'rollback.opened': ({ identities: _, ...data }) => ({ ...data, identity: '', stages: [] }),
  'rollback.joined': (data) => ({ ...data, what: '' }),
  'rollback.validated': whole, 'rollback.vetoed': whole, 'lease.taken': whole,
  'step.intended': (data) => ({ ...data, effect: '' }),
  'step.outcome': (data) => ({ ...data, detail: '', facts: {} }),
  'step.asked': ({ endable: _, ...data }) => data,
  'step.answered': whole, 'step.skipped': whole, 'rollback.over': whole,
  'rollback.finished': (data) => ({ ...data, text: '' }),
  'forward.opened': ({ identities: _, ...data }) => ({ ...data, identity: '', stages: [], steps: [] }),
  'forward.next': whole, 'forward.held': whole, 'forward.back': whole,
  'forward.finished': (data) => ({ ...data, text: '' }),
  'source.lost': (data) => ({ ...data, detail: '' }),
  'source.found': whole,
  'drill.begun': whole, 'drill.ended': whole,
  'lab.fault': whole,
  'message.drafted': (data) => ({ ...data, text: '' }),
  'message.queued': (data) => ({ ...data, text: '' }),
  'message.sent': (data) => ({ ...data, proof: '' }),
  'message.failed': (data) => ({ ...data, error: '' }),
  'message.withdrawn': whole,
} as const satisfies Cuts

/** @returns the entry as a wall may have it; undefined where it may not */
export function wallEntry(entry: Entry): Entry | undefined {
  const cut = (cuts as Readonly<Partial<Record<EntryKind, (data: never) => unknown>>>)[entry.kind]
  if (cut === undefined) return undefined
  const { seq, console, kind, who, at, environment } = entry
  return { seq, console, kind, who, at, ...(environment !== undefined && { environment }), data: cut(entry.data as never), previous: '', hash: '' } as Entry
}
