/**
 * What other consoles wrote of an incident, in a bundle: a file of their entries as their chains have them, or redacted, and where each
 * chain ended. It is a part of its own: the bundle's chain stays the exporting console's. The manifest signs which entries they are and
 * a short digest of each line, so that a check names the entry. Decision 9; docs/bundles.md.
 */
import { hash as digest } from 'node:crypto'
import { setImmediate as turn } from 'node:timers/promises'
import { z } from 'zod'
import { mostOthers, type BundleFault, type Manifest } from '../../shared/bundle.ts'
import type { Entry } from '../../shared/journal.ts'
import { comparePlaces, placeOf, type Place, type Placed } from '../../shared/merge.ts'
import { bodyOf } from '../journal/chain.ts'
import { BundleError } from './error.ts'
import { checkBytes, largest } from './format.ts'
import { entryOf, textIn, type Bundle } from './open.ts'
import type { Redactor } from './redact.ts'

export const othersPath = 'consoles.jsonl'
/** Bytes: what is read of a file that someone else made, and what goes along. */
const largestFile = 64_000_000
const mostBytes = 48_000_000
/** Entries between which the loop is left free. */
const slice = 200

const hex = z.string().regex(/^[0-9a-f]{64}$/)
const name = z.string().min(1).max(60)
const header = z.strictObject({ format: z.literal('fifteen-consoles-1'), chains: z.array(z.strictObject({ console: name, seq: z.int().min(1), hash: hex })).max(1_000) })
const line = z.strictObject({
  console: name, seq: z.int().min(1), order: z.number(), body: z.string().max(largest.body), hash: hex,
  /** Of a redacted one: what was taken out. Its text has another hash than the entry. */
  commitments: z.array(z.strictObject({ path: z.string().max(2_000), commitment: hex })).max(largest.commitments).readonly().optional(),
})
type Line = z.infer<typeof line> & { /** Short digest of the line as it lies there. */ readonly sum: string }
export type CarriedOthers = z.infer<typeof header> & { readonly lines: readonly Line[]; /** Lines that are none. */ readonly unread: number }
type Told = NonNullable<Manifest['others']>

/** What is carried of other consoles. `all`: the texts of all their entries, for whom they name. */
export type OthersToCarry = {
  /** Of the incident, in the one order. */
  readonly entries: readonly Placed[]
  readonly heads: ReadonlyMap<string, { readonly seq: number; readonly hash: string }>
  readonly all: () => Iterable<string>
}

const sumOf = (text: string): string => digest('sha256', text, 'hex').slice(0, 2 * checkBytes)

/** Learns whom their entries name, those of other incidents too: what goes along may speak of anyone. */
export async function learnOthers(others: OthersToCarry, redactor: Redactor, signal: AbortSignal | undefined): Promise<void> {
  let count = 0
  for (const body of others.all()) {
    redactor.learn(body)
    count += 1
    if (count % slice !== 0) continue
    await turn()
    signal?.throwIfAborted()
  }
}

export type WrittenOthers = { readonly lines: readonly string[]; readonly told: Told; readonly fields: readonly string[]; /** How many were too many. */ readonly left: number }

/** The lines of the file that goes along, and what the manifest signs of it. A place in another's chain is named with its console, so that no two salts are one. */
export async function writeOthers({ entries, heads }: OthersToCarry, redactor: Redactor, signal: AbortSignal | undefined): Promise<WrittenOthers> {
  const first = entries.slice(0, mostOthers)
  const names = new Set(first.map(({ entry }) => entry.console))
  const chains = [...heads].filter(([console]) => names.has(console)).map(([console, { seq, hash }]) => ({ console, seq, hash }))
  const head: z.infer<typeof header> = { format: 'fifteen-consoles-1', chains }
  const lines = [JSON.stringify(head)]
  const fields = new Set<string>()
  const found = new Map(chains.map(({ console }) => [console, { entries: [] as number[], sums: '' }]))
  let [written, bytes] = [0, 0]
  for (const { entry, order } of first) {
    const body = bodyOf(entry)
    const redacted = redactor.redact(`${entry.console}/${entry.seq}`, body)
    for (const { path } of redacted?.commitments ?? []) fields.add(path)
    const text = JSON.stringify({ console: entry.console, seq: entry.seq, order, body, hash: entry.hash, ...redacted } satisfies z.infer<typeof line>)
    bytes += Buffer.byteLength(text)
    if (bytes > mostBytes) break
    const of = found.get(entry.console)
    if (of === undefined) throw new BundleError('not made', `The chain of ${entry.console} has an entry and no end`, 'Check their chains first (Connections, Consoles).')
    of.entries.push(entry.seq)
    of.sums += sumOf(text)
    lines.push(text)
    written += 1
    if (written % slice !== 0) continue
    await turn()
    signal?.throwIfAborted()
  }
  const told = chains.map(({ console, ...end }) => ({ console, ...end, entries: found.get(console)?.entries ?? [], sums: Buffer.from(found.get(console)?.sums ?? '', 'hex').toString('base64') }))
  return { lines, told, fields: [...fields], left: entries.length - written }
}

function lineIn(text: string): Line | undefined {
  try {
    return { ...line.parse(JSON.parse(text)), sum: sumOf(text) }
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) return undefined
    throw error
  }
}

/** A line that is none is left out: the check names the entry that is missed. @returns undefined where none came along @throws BundleError 'unreadable' where the file is none */
export function readOthers(bundle: Pick<Bundle, 'manifest' | 'piece'>): CarriedOthers | undefined {
  const file = textIn(bundle, othersPath, { what: 'The entries of other consoles in the bundle', most: largestFile, cut: true })
  if (file === undefined) return undefined
  const { text, damaged } = file
  const [first = '', ...rest] = text.split('\n').filter((text) => text !== '')
  if (rest.length > mostOthers) throw damaged(`they are ${rest.length}, and ${mostOthers} are taken`)
  const lines = rest.flatMap((text) => lineIn(text) ?? [])
  try {
    return { ...header.parse(JSON.parse(first)), lines, unread: rest.length - lines.length }
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) throw damaged('its first line is not of its form', error)
    throw error
  }
}

/** Those that can be shown, in the one order. What is wrong with a line is the check's to say. */
export const othersIn = (carried: CarriedOthers | undefined): readonly Placed[] =>
  (carried?.lines ?? []).flatMap(({ console, seq, order, body, hash }): readonly Placed[] => {
    const entry: Entry | undefined = entryOf({ seq, kind: '', incident: null, body, hash })
    return entry?.console === console ? [{ entry, order }] : []
  }).toSorted((a, b) => comparePlaces(placeOf(a), placeOf(b)))

const parsed = (body: string): { readonly seq?: unknown; readonly console?: unknown; readonly previous?: unknown; readonly incident?: unknown } => {
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value !== null ? value : {}
  } catch (error) {
    if (error instanceof SyntaxError) return {}
    throw error
  }
}

/** By console and number: the short digest that was signed. */
const signedSums = (told: Told): ReadonlyMap<string, string> =>
  new Map(told.flatMap(({ console, entries, sums }) => {
    const bytes = Buffer.from(sums, 'base64')
    return entries.map((seq, index) => [`${console} ${seq}`, bytes.toString('hex', index * checkBytes, (index + 1) * checkBytes)] as const)
  }))

/**
 * What is amiss with them: each entry that was changed, is missing, moved or put in, in any of the chains.
 * @param manifest whose they are to be, and which ones were signed; a bundle of before names none, and its file alone tells that it was changed
 */
export function checkOthers({ chains, lines }: Pick<CarriedOthers, 'chains' | 'lines'>, { incident, others: told }: Pick<Manifest, 'incident' | 'others'>): readonly (BundleFault & { readonly console: string })[] {
  const faults: (BundleFault & { readonly console: string })[] = []
  const signed = told && signedSums(told)
  const last = new Map<string, { readonly seq: number; readonly hash: string }>()
  const heads = new Map((told ?? chains).map((one) => [one.console, one]))
  const seen = new Set<string>()
  let before: Place | undefined
  for (const { console, seq, order, body, hash, commitments, sum } of lines) {
    const named = `entry ${seq} of ${console}`
    const fault = (what: BundleFault['what'], detail: string): void => void faults.push({ console, at: seq, what, detail })
    const value = parsed(body)
    const known = last.get(console)
    const head = heads.get(console)
    const place: Place = { order, console, seq }
    const key = `${console} ${seq}`
    if (signed !== undefined && (!signed.has(key) || seen.has(key))) {
      fault('inserted', `${named} was put in: the manifest does not name it${seen.has(key) ? ' twice' : ''}`)
      continue
    }
    seen.add(key)
    if (commitments === undefined && digest('sha256', body) !== hash) fault('changed', `${named}: its text does not have the hash that it bears`)
    else if (value.seq !== seq || value.console !== console) fault('reordered', `${named}: its text says that it is another one`)
    else if (value.incident !== incident.id) fault('inserted', `${named} is not of ${incident.id}`)
    else if (signed !== undefined && signed.get(key) !== sum) fault('changed', `${named}: its line is not the one that was signed`)
    if (known !== undefined && seq <= known.seq) fault('reordered', `${named} stands after entry ${known.seq}`)
    else if (before !== undefined && comparePlaces(before, place) >= 0) fault('reordered', `${named} stands after entry ${before.seq} of ${before.console}, and its number is before it`)
    else if (known !== undefined && seq === known.seq + 1 && value.previous !== known.hash) fault('replaced', `${named} does not follow the one before it`)
    if (head === undefined || seq > head.seq || (seq === head.seq && hash !== head.hash)) fault('replaced', `${named} is not of the chain whose end is named`)
    last.set(console, { seq, hash })
    before = place
  }
  for (const { console, entries } of told ?? []) for (const seq of entries) if (!seen.has(`${console} ${seq}`)) faults.push({ console, at: seq, what: 'missing', detail: `entry ${seq} of ${console} is missing, or its line can't be read` })
  return faults
}
