/**
 * What other consoles wrote of an incident, in a bundle: a file of their entries as their chains have them, and where each chain
 * ended. It is a part of its own: the bundle's chain stays the exporting console's. Decision 9; docs/bundles.md.
 */
import { hash as digest } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { z } from 'zod'
import type { Entry } from '../../shared/journal.ts'
import { comparePlaces, placeOf, type Placed } from '../../shared/merge.ts'
import { bodyOf } from '../journal/chain.ts'
import { largest } from './format.ts'
import { entryOf, textIn, type Bundle } from './open.ts'

export const othersPath = 'consoles.jsonl'
/** What goes along, the first of them. */
export const mostOthers = 50_000
/** What is read of a file that someone else made. Bytes. */
const largestFile = 64_000_000

const hex = z.string().regex(/^[0-9a-f]{64}$/)
const name = z.string().min(1).max(60)
const header = z.strictObject({ format: z.literal('fifteen-consoles-1'), chains: z.array(z.strictObject({ console: name, seq: z.int().min(1), hash: hex })).max(1_000) })
const line = z.strictObject({ console: name, seq: z.int().min(1), order: z.number(), body: z.string().max(largest.body), hash: hex })

export type CarriedOthers = z.infer<typeof header> & { readonly lines: readonly z.infer<typeof line>[] }

/** Writes the file that goes along. @returns how many were too many; undefined where there are none, and no file is written */
export function writeOthers({ entries, heads, target }: {
  /** In the one order. */
  readonly entries: readonly Placed[]
  readonly heads: ReadonlyMap<string, { readonly seq: number; readonly hash: string }>
  readonly target: string
}): number | undefined {
  if (entries.length === 0) return undefined
  const told = entries.slice(0, mostOthers)
  const names = new Set(told.map(({ entry }) => entry.console))
  const head: z.infer<typeof header> = { format: 'fifteen-consoles-1', chains: [...heads].filter(([console]) => names.has(console)).map(([console, { seq, hash }]) => ({ console, seq, hash })) }
  const lines = told.map(({ entry, order }): z.infer<typeof line> => ({ console: entry.console, seq: entry.seq, order, body: bodyOf(entry), hash: entry.hash }))
  writeFileSync(target, [head, ...lines].map((one) => `${JSON.stringify(one)}\n`).join(''), { mode: 0o600 })
  return entries.length - told.length
}

/** @returns undefined where none came along @throws BundleError 'unreadable' where the file is none */
export function readOthers(bundle: Pick<Bundle, 'manifest' | 'piece'>): CarriedOthers | undefined {
  const file = textIn(bundle, othersPath, { what: 'The entries of other consoles in the bundle', most: largestFile })
  if (file === undefined) return undefined
  const { text, damaged } = file
  const [first = '', ...rest] = text.split('\n').filter((text) => text !== '')
  try {
    if (rest.length > mostOthers) throw damaged(`they are ${rest.length}, and ${mostOthers} are taken`)
    return { ...header.parse(JSON.parse(first)), lines: rest.map((text) => line.parse(JSON.parse(text))) }
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) throw damaged('a line is not of its form', error)
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

/** What is amiss with them, in words. @param incident whose they are to be */
export function checkOthers({ chains, lines }: CarriedOthers, incident: string): readonly string[] {
  const faults: string[] = []
  const last = new Map<string, { readonly seq: number; readonly hash: string; readonly order: number }>()
  const heads = new Map(chains.map((one) => [one.console, one]))
  for (const { console, seq, order, body, hash } of lines) {
    const named = `entry ${seq} of ${console}`
    const value = parsed(body)
    const before = last.get(console)
    const head = heads.get(console)
    if (digest('sha256', body) !== hash) faults.push(`${named}: its text does not have the hash that it bears`)
    else if (value.seq !== seq || value.console !== console) faults.push(`${named}: its text says that it is another one`)
    else if (value.incident !== incident) faults.push(`${named} is not of ${incident}`)
    if (before !== undefined && (seq <= before.seq || order <= before.order)) faults.push(`${named} stands after entry ${before.seq}`)
    else if (before !== undefined && seq === before.seq + 1 && value.previous !== before.hash) faults.push(`${named} does not follow the one before it`)
    if (head === undefined || seq > head.seq || (seq === head.seq && hash !== head.hash)) faults.push(`${named} is not of the chain whose end is named`)
    last.set(console, { seq, hash, order })
  }
  return faults
}
