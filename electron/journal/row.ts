/** An entry as it lies in the file, and back. */
import type { Entry } from '../../shared/journal.ts'
import { bodyOf, broken, follow, hashOfBody, isCanonical, type Break, type Followed, type Link } from './chain.ts'
import { JournalError } from './error.ts'
import { scan, type Scanned } from './scan.ts'

export type Row = { readonly seq: number; readonly kind: string; readonly incident: string | null; readonly body: string; readonly hash: string }

/** An entry with the text that its hash covers. */
export type Sealed = { readonly entry: Entry; readonly row: Row }

/** Reads back what is written, so that the entry in memory is the one on disk to the letter. */
export function seal(unsealed: Readonly<Record<string, unknown>>, file: string): Sealed {
  const body = bodyOf(unsealed)
  const hash = hashOfBody(body)
  const entry = entryOf(body, hash, file)
  return { entry, row: { seq: entry.seq, kind: entry.kind, incident: entry.incident ?? null, body, hash } }
}

const isEntry = (value: unknown): value is Omit<Entry, 'hash'> =>
  typeof value === 'object' && value !== null && 'seq' in value && 'kind' in value && 'who' in value && 'at' in value && 'data' in value && 'previous' in value

function parse(body: string): Omit<Entry, 'hash'> | undefined {
  try {
    const value: unknown = JSON.parse(body)
    return isEntry(value) ? value : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

const entryOf = (body: string, hash: string, file: string): Entry => {
  const parsed = parse(body)
  if (parsed === undefined)
    throw new JournalError({
      tried: 'read an entry of the journal', file, reason: 'unreadable', detail: `it is not an entry: ${body.slice(0, 60)}`,
      mend: 'Check the record: it names the first place that is wrong.',
    })
  // The kind and its data were checked when it was written; a later version may know them otherwise.
  return { ...parsed, hash } as Entry
}

const isText = (value: unknown): boolean => typeof value === 'string'
/** A damaged file gives other types than its columns have: bytes for a text, a text for a number. */
const isWhole = ({ seq, kind, incident, body, hash }: Row): boolean =>
  Number.isSafeInteger(seq) && isText(kind) && isText(incident ?? '') && isText(body) && isText(hash)

/** @throws JournalError 'unreadable' */
export const readRow = (row: Row, file: string): Entry => {
  const { seq, body, hash } = row
  try {
    return entryOf(isWhole(row) ? body : '', hash, file)
  } catch (error) {
    if (!(error instanceof JournalError)) throw error
    throw new JournalError({ tried: `read entry ${seq} of the journal`, file, reason: 'unreadable', detail: 'its text is not an entry', mend: error.mend, cause: error })
  }
}

/** What the chain asks of a text, and whether it is in the canonical form; undefined where it is no entry. */
function lookAt(body: string): (Scanned & { readonly canonical: boolean }) | undefined {
  const plain = scan(body)
  if (plain) return { ...plain, canonical: true }
  const parsed = parse(body)
  return parsed && { seq: parsed.seq, kind: parsed.kind, incident: parsed.incident, previous: parsed.previous, canonical: isCanonical(body, parsed) }
}

/** Whether the row is whole and is the one that comes after `before`. */
export function checkRow(before: Link, row: Row): Followed | Break {
  const at = before.seq + 1
  const what = (detail: string): Break => broken(at, 'changed', `entry ${row.seq}: ${detail}`)
  const seen = isWhole(row) ? lookAt(row.body) : undefined
  if (seen === undefined) return what('its text is not an entry')
  const found = hashOfBody(row.body)
  if (found !== row.hash) return what(`its text has the hash ${found.slice(0, 12)}, and it bears ${row.hash.slice(0, 12)}`)
  if (!seen.canonical) return what('its text is not in the canonical form')
  const followed = follow(before, { seq: seen.seq, previous: seen.previous, hash: row.hash }, row.seq)
  if (!followed.ok) return followed
  if (row.kind !== seen.kind || row.incident !== (seen.incident ?? null)) return what('kind or incident beside the text differ from it')
  return followed
}
