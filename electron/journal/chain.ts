/**
 * The chain that makes the record tamper-evident: each entry's hash covers all of it, the hash before among the rest.
 * Alone it can't show a cut tail or a whole rewrite; anchors (heads noted elsewhere) do.
 */
import { hash as digest } from 'node:crypto'
import type { Entry } from '../../shared/journal.ts'

/** A place in the chain: an entry's number and hash. Noted somewhere else, it is an anchor. */
export type Link = { readonly seq: number; readonly hash: string }

/** Before the first entry. */
export const genesis: Link = { seq: 0, hash: '0'.repeat(64) }

/**
 * changed: an entry does not have the hash that it bears · missing: a number is not there · reordered: entries stand
 * in another's place · inserted: one too many · replaced: whole in itself, but not the one that the next entry or an
 * anchor knows · truncated: the tail is gone that an anchor knows
 */
export type Tampering = 'changed' | 'missing' | 'reordered' | 'inserted' | 'replaced' | 'truncated'
/** The first place that is wrong: `at` is the number at which the right entry should stand. */
export type Break = { readonly ok: false; readonly at: number; readonly what: Tampering; readonly detail: string }
export type Followed = { readonly ok: true; readonly head: Link }

export const broken = (at: number, what: Tampering, detail: string): Break => ({ ok: false, at, what, detail })

/**
 * JSON with sorted keys and no spaces (RFC 8785): one text for one value.
 * Keys without a value are left out, as JSON.stringify does. @throws TypeError on what JSON can't say (NaN, a function …)
 */
export function canonical(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (value === null || value === true || value === false) return String(value)
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`${value} has no JSON: give a finite number`)
    return JSON.stringify(value)
  }
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object') throw new TypeError(`a ${typeof value} has no JSON`)
  return canonicalObject(value as Readonly<Record<string, unknown>>)
}

/** Written out, since every append waits for it. Keys go by UTF-16 units, as RFC 8785 has it and `toSorted` does. */
function canonicalObject(value: Readonly<Record<string, unknown>>): string {
  let text = ''
  for (const key of Object.keys(value).toSorted()) {
    const item = value[key]
    if (item !== undefined) text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${canonical(item)}`
  }
  return `{${text}}`
}

/** Whether every object's keys stand in the canonical order. */
function isSorted(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true
  if (Array.isArray(value)) return value.every(isSorted)
  let before: string | undefined
  for (const [key, item] of Object.entries(value)) {
    if ((before !== undefined && key <= before) || !isSorted(item)) return false
    before = key
  }
  return true
}

/**
 * Whether the text is the canonical form of what it was parsed to. JSON.stringify gives the same text but for the order
 * of the keys, and is quicker than writing it again.
 */
export const isCanonical = (text: string, parsed: unknown): boolean => (JSON.stringify(parsed) === text && isSorted(parsed)) || canonical(parsed) === text

/** What is hashed and stored of an entry: all but the hash itself. */
export function bodyOf({ hash: _, ...rest }: Readonly<Record<string, unknown>>): string {
  return canonical(rest)
}

/** @returns sha256 in hex */
export const hashOfBody = (body: string): string => digest('sha256', body, 'hex')
export const hashOf = (entry: Readonly<Record<string, unknown>>): string => hashOfBody(bodyOf(entry))

const short = (hash: string): string => hash.slice(0, 12)

/**
 * Whether the entry, which is whole in itself, is the one that comes after `before`.
 * @param place the number of the place where it stands, where that is known apart from the entry
 */
export function follow(before: Link, entry: Pick<Entry, 'seq' | 'previous' | 'hash'>, place: number = entry.seq): Followed | Break {
  const expected = before.seq + 1
  if (place > expected) return broken(expected, 'missing', `after entry ${before.seq} comes entry ${place}: ${place - expected} missing`)
  if (entry.seq > expected) return broken(expected, 'reordered', `in the place of entry ${expected} stands entry ${entry.seq}`)
  if (entry.seq < expected) return broken(expected, 'inserted', `after entry ${before.seq} stands entry ${entry.seq}: one was put in before it, or stands twice`)
  if (entry.previous !== before.hash)
    return broken(expected, 'replaced', `entry ${expected} follows ${short(entry.previous)}, but entry ${before.seq} is ${short(before.hash)}: one of the two was replaced`)
  return { ok: true, head: { seq: entry.seq, hash: entry.hash } }
}

/** Whether the chain still has what was noted of it. @param present hash of the entry at the anchor's number, if there is one */
export function holds(anchor: Link, present: string | undefined, last: number): Break | undefined {
  if (present === anchor.hash || anchor.seq === 0) return undefined
  return present === undefined
    ? broken(last + 1, 'truncated', `the journal ends at entry ${last}, and was once seen to reach entry ${anchor.seq} (${short(anchor.hash)})`)
    : broken(anchor.seq, 'replaced', `entry ${anchor.seq} is ${short(present)}, and was noted as ${short(anchor.hash)}`)
}

/**
 * Checks entries in the order in which they stand, such as a bundle's.
 * @param anchors heads that were noted elsewhere
 * @param from the place before the first of them
 */
export function verifyChain(entries: readonly Entry[], anchors: readonly Link[] = [], from: Link = genesis): Followed | Break {
  const noted = Map.groupBy(anchors, ({ seq }) => seq)
  let head = from
  for (const entry of entries) {
    const expected = head.seq + 1
    const found = hashOf(entry)
    if (found !== entry.hash) return broken(expected, 'changed', `entry ${entry.seq} bears the hash ${short(entry.hash)}, its content has ${short(found)}`)
    // Numbers are the entries' own here: one that comes later is out of order, one that does not is missing.
    const outOfOrder = entry.seq > expected && entries.some(({ seq }) => seq === expected)
    const followed = follow(head, entry, outOfOrder ? expected : entry.seq)
    if (!followed.ok) return followed
    head = followed.head
    for (const anchor of noted.get(head.seq) ?? []) {
      const wrong = holds(anchor, head.hash, head.seq)
      if (wrong) return wrong
    }
  }
  const beyond = anchors.filter(({ seq }) => seq > head.seq).toSorted((a, b) => b.seq - a.seq)[0]
  return (beyond && holds(beyond, undefined, head.seq)) ?? { ok: true, head }
}
