/**
 * The chains of several consoles, in one order everywhere: a hybrid logical clock. An entry's number is the wall clock's
 * milliseconds at which it was recorded, or one more than the greatest that its console had seen where that is later; so
 * what was caused stands after its cause, whatever the clocks say. The same numbers go by the console's name.
 * Decision 9; fault 30 of trust.md. Pure.
 */
import { openGroups } from './alert.ts'
import { entryData, type Entry, type EntryKind } from './journal.ts'
import { foldProgramme, takesEffect } from './programme.ts'
import { fold, foldAs, type State } from './state.ts'

export type Place = { readonly order: number; readonly console: string; readonly seq: number }
export type Placed = { readonly entry: Entry; readonly order: number }

/** Total: two entries of any consoles are never at one place. */
export const comparePlaces = (a: Place, b: Place): number =>
  a.order - b.order || (a.console < b.console ? -1 : a.console > b.console ? 1 : a.seq - b.seq)
export const placeOf = ({ entry: { console, seq }, order }: Placed): Place => ({ order, console, seq })

/** What was written while a console was alone bears no number: its time stands for it, and never goes back along a chain. */
export const orderAfter = (before: number, { at }: Pick<Entry, 'at'>): number => Math.max(before + 1, at.order ?? Math.floor(at.recorded))

/** A chain's entries with their numbers. @param before the number of the entry before the first */
export function placed(chain: readonly Entry[], before = 0): readonly Placed[] {
  let order = before
  return chain.map((entry) => ({ entry, order: (order = orderAfter(order, entry)) }))
}

/** All of them in the one order. Each chain in its own order; which comes first is all the same. */
export const merge = (chains: readonly (readonly Placed[])[]): readonly Placed[] =>
  chains.flat().toSorted((a, b) => comparePlaces(placeOf(a), placeOf(b)))

/**
 * What people and procedures do counts everywhere: runs, incidents, checklists, silences, modes, who is on call, calls, messages,
 * and the programme: decisions, evidence, risks, pilot users, surveys, bugs, the figures of days. What one console sees of its own
 * (its sources, gates and files, its seals, its checkpoints, the links to its war room) is on the record everywhere and counts
 * there alone: two of them would undo each other's view. Decision 9 has the reason for each.
 */
const sharedKinds = /^(?:rollback|lease|stage|step|transaction|forward|hold|silence|checklist|on-call|escalation|reach|message|action|programme|evidence|decision|risk|pilot|flag|survey|bug|experiment)\.|^incident\.(?!frozen)|^(?:alert\.acknowledged|automation\.set|phase\.(?:set|extended|held|released)|routing\.changed|commands\.confirmed|baseline\.recorded|bench\.finished|figures\.day|report\.written)$/
export const isShared = (kind: EntryKind): boolean => sharedKinds.test(kind)

/** A hash proves who wrote it and not that it can be read: what no fold expects would break whoever looks at the state. A newer console may say more. */
function isUnderstood({ kind, data }: Entry): boolean {
  if (!Object.hasOwn(entryData, kind)) return true
  const read = entryData[kind].safeParse(data)
  return read.success || read.error.issues.every(({ code }) => code === 'unrecognized_keys')
}

/**
 * @param own the console whose state it is: number and head stay those of its own chain
 * @throws Error for an entry of another console whose data are not those of its kind
 */
export function foldFrom(own: string, state: State, entry: Entry): State {
  if (entry.console === own) return fold(state, entry)
  if (!isShared(entry.kind)) return state
  if (!isUnderstood(entry)) throw new Error('its data are not those of its kind')
  const written = named(own, entry)
  // What it waited for there is over there, and not what is waited for here.
  if (!takesEffect(state.programme, written)) return state
  // Its result is evidence here; which benchmark runs, and the list of them, is each console's own.
  if (entry.kind === 'bench.finished') return { ...state, programme: foldProgramme(state.programme, written, state.phase) }
  // Its number is of another chain: what goes by numbers here goes by the place in this one.
  return { ...foldAs(state, { ...asHere(state, entry), seq: Math.max(1, state.seq) }, written), seq: state.seq, head: state.head }
}

/** Decisions from before they bore names of their own are known by a number: of their chain. */
const byNumber = /^d-\d+$/
function named(own: string, entry: Entry): Entry {
  const here = (id: string): string => (byNumber.test(id) ? `${id}@${entry.console}` : id.endsWith(`@${own}`) ? id.slice(0, -own.length - 1) : id)
  switch (entry.kind) {
    case 'decision.decided':
      return { ...entry, data: { ...entry.data, decision: here(entry.data.decision ?? `d-${entry.seq}`), ...(entry.data.upon?.decision && { upon: { ...entry.data.upon, decision: here(entry.data.upon.decision) } }) } }
    case 'decision.withdrawn':
    case 'decision.carried':
      return { ...entry, data: { ...entry.data, decision: here(entry.data.decision) } } as Entry
    case 'phase.set':
    case 'phase.extended':
      return entry.data.carries === undefined ? entry : ({ ...entry, data: { ...entry.data, carries: { ...entry.data.carries, decision: here(entry.data.carries.decision) } } } as Entry)
    default:
      return entry
  }
}

/** Alerts are each console's own: whoever has those of an environment has them on every console. */
function asHere({ alerts }: State, entry: Entry): Entry {
  if (entry.kind !== 'alert.acknowledged') return entry
  const group = openGroups(alerts).find(({ environment }) => environment === entry.environment)?.id ?? 'none'
  return { ...entry, data: { group } }
}
