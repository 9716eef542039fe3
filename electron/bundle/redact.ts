/**
 * Personal things taken out of an entry's copy while the entry's place stays provable. Its hash covers all of it, so a
 * redacted copy can't be hashed again: it keeps the hash and the link, and each field that was taken out leaves a salted
 * commitment, signed with the manifest. Who holds the original shows it: its text has the hash, and each field fits.
 */
import { createHash, createHmac } from 'node:crypto'
import type { Redaction } from '../../shared/bundle.ts'
import type { EntryKind } from '../../shared/journal.ts'
import { canonical } from '../journal/chain.ts'

export type Commitment = { readonly path: string; readonly commitment: string }
export type Redacted = { readonly body: string; readonly commitments: readonly Commitment[] }

/** Salts come from one secret that stays with the exporting console, so that each field can be shown alone. */
export const saltOf = (secret: string, seq: number, path: string): string => createHmac('sha256', secret).update(`${seq}\n${path}`).digest('hex')
export const commit = (salt: string, value: string): string => createHash('sha256').update(`${salt}\n${value}`).digest('hex')

/** What an entry shows once redacted, as the chunk's digest covers it. */
export const shownSum = ({ body, commitments }: Redacted): Buffer =>
  createHash('sha256').update(body).update('\n').update(commitments.map(({ path, commitment }) => `${path} ${commitment}`).join('\n')).digest()

/** A, B … Z, AA: stable within one bundle, and of no order but that of first appearance. */
export const letters = (index: number): string => (index < 26 ? String.fromCodePoint(65 + index) : letters(Math.floor(index / 26) - 1) + letters(index % 26))

/** Places where people write freely: withheld whole at the stricter level, since nobody can know whom they name. */
export const freeTexts: ReadonlySet<string> = new Set(['why', 'data.text', 'data.summary', 'data.evidence', 'data.title', 'data.cause', 'data.detail', 'data.question', 'data.what', 'data.how', 'data.support'])
/** Free texts of rules are the console's own words, but for what people sent by a form. */
const alwaysFree: ReadonlySet<string> = new Set(['data.evidence', 'data.summary'])
/** A message is filled from what people wrote, whoever lets it go; a mail server's words name mailboxes. */
const ofMessages: ReadonlySet<string> = new Set(['data.title', 'data.text', 'data.proof', 'data.error'])
const isAnswer = (path: string): boolean => path.startsWith('data.answers.')

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }
const isObject = (value: Json | undefined): value is { readonly [key: string]: Json } => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Never touched: what proves the place. */
const kept: ReadonlySet<string> = new Set(['seq', 'previous', 'kind', 'console', 'incident', 'environment', 'at'])
/** Proof itself: keys, seals, hashes. */
const keptKinds: ReadonlySet<string> = new Set(['journal.key', 'journal.sealed'])

/** Where an entry names a person who did not write it. */
const naming: Readonly<Record<string, string>> = { 'incident.role': 'person', 'incident.decision': 'by', 'action.owned': 'owner' } satisfies Partial<Record<EntryKind, string>>

export type Redactor = {
  /** Learns the names of an entry; to be told of all before the first is redacted, so that a text before a person's first act hides them too. */
  readonly learn: (body: string) => void
  /** @returns undefined where the entry holds nothing of the kind: it goes out as it is */
  readonly redact: (seq: number, body: string) => Redacted | undefined
  readonly redactText: (text: string) => string
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)

/** @param names known apart from the entries: who exports, who sits here */
export function createRedactor({ level, secret, names = [] }: { readonly level: Redaction; readonly secret: string; readonly names?: readonly string[] }): Redactor {
  const people = new Map<string, string>()
  let pattern: RegExp | undefined
  const add = (name: string): void => {
    const trimmed = name.trim()
    if (trimmed === '' || people.has(trimmed)) return
    people.set(trimmed, `Person ${letters(people.size)}`)
    pattern = undefined
  }
  for (const name of names) add(name)
  const patternOf = (): RegExp => (pattern ??= new RegExp(`(?<![\\p{L}\\p{N}])(?:${[...people.keys()].toSorted((a, b) => b.length - a.length).map(escaped).join('|')})(?![\\p{L}\\p{N}])`, 'giu'))
  const pseudonym = (found: string): string => people.get(found) ?? [...people].find(([name]) => name.toLowerCase() === found.toLowerCase())?.[1] ?? 'Person'
  const redactText = (text: string): string => (people.size === 0 ? text : text.replaceAll(patternOf(), pseudonym))

  return {
    learn: (body) => {
      // Names of people alone: a rule's is the plan's. Those whom an entry is about stand in its `person`.
      const about = body.includes('"person":{')
      if (!about && !body.includes('"kind":"person"')) return
      const entry = JSON.parse(body) as Json
      const who = isObject(entry) ? entry['who'] : undefined
      const data = isObject(entry) ? entry['data'] : undefined
      const person = isObject(data) ? data['person'] : undefined
      if (isObject(person)) for (const value of [person['name'], person['email']]) if (typeof value === 'string') add(value)
      const name = isObject(who) ? who['name'] : undefined
      if (isObject(who) && who['kind'] === 'person' && typeof name === 'string') add(name)
      const field = isObject(entry) && typeof entry['kind'] === 'string' ? naming[entry['kind']] : undefined
      const named = isObject(data) && field !== undefined ? data[field] : undefined
      if (typeof named === 'string') add(named)
    },
    redactText,
    redact: (seq, body) => {
      if (level === 'none') return undefined
      const entry = JSON.parse(body) as Json
      if (!isObject(entry) || typeof entry['kind'] !== 'string' || keptKinds.has(entry['kind'])) return undefined
      const isMessage = entry['kind'].startsWith('message.')
      const byPerson = isObject(entry['who']) && entry['who']['kind'] === 'person'
      const commitments: Commitment[] = []
      const walk = (value: Json, path: string): Json => {
        if (kept.has(path)) return value
        if (typeof value === 'string') {
          const free = level === 'names and texts' && (isAnswer(path) || (isMessage && ofMessages.has(path)) || (freeTexts.has(path) && (byPerson || alwaysFree.has(path))))
          const shown = free ? `[text withheld, ${value.length} characters]` : redactText(value)
          if (shown === value) return value
          commitments.push({ path, commitment: commit(saltOf(secret, seq, path), value) })
          return shown
        }
        if (Array.isArray(value)) return value.map((item: Json, index) => walk(item, `${path}.${index}`))
        if (isObject(value)) return Object.fromEntries(Object.entries(value).map(([key, item]) => [redactText(key), walk(item, path === '' ? key : `${path}.${key}`)]))
        return value
      }
      const shown = walk(entry, '')
      const text = canonical(shown)
      if (commitments.length === 0 && text === body) return undefined
      return { body: text, commitments: commitments.toSorted((a, b) => (a.path < b.path ? -1 : 1)) }
    },
  }
}

/** One field shown by who holds the original: whether it is the one that was taken out. */
export const fitsCommitment = (commitments: readonly Commitment[], shown: { readonly path: string; readonly value: string; readonly salt: string }): boolean =>
  commitments.some(({ path, commitment }) => path === shown.path && commitment === commit(shown.salt, shown.value))

/** The whole original shown: it has the hash that the redacted copy kept. */
export const fitsOriginal = (hash: string, original: string): boolean => createHash('sha256').update(original, 'utf8').digest('hex') === hash
