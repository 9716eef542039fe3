/**
 * Personal things taken out of an entry's copy while the entry's place stays provable. Its hash covers all of it, so a
 * redacted copy can't be hashed again: it keeps the hash and the link, and each field that was taken out leaves a salted
 * commitment, signed with the manifest. Who holds the original shows it: its text has the hash, and each field fits.
 */
import { createHash, createHmac } from 'node:crypto'
import type { Redaction } from '../../shared/bundle.ts'
import type { EntryKind } from '../../shared/journal.ts'
import { environments } from '../../shared/metrics.ts'
import { canonical } from '../journal/chain.ts'
import { peopleIn, peopleInText, type Called, type PlanPeople } from './plan-people.ts'

export type Commitment = { readonly path: string; readonly commitment: string }
export type Redacted = { readonly body: string; readonly commitments: readonly Commitment[] }

/**
 * Salts come from one secret that stays with the exporting console, so that each field can be shown alone.
 * @param seq of another console's entry `CONSOLE/NUMBER`: a salt that is shown opens that one field
 */
export const saltOf = (secret: string, seq: number | string, path: string): string => createHmac('sha256', secret).update(`${seq}\n${path}`).digest('hex')
const commit = (salt: string, value: string): string => createHash('sha256').update(`${salt}\n${value}`).digest('hex')

/** What an entry shows once redacted, as the chunk's digest covers it. */
export const shownSum = ({ body, commitments }: Redacted): Buffer =>
  createHash('sha256').update(body).update('\n').update(commitments.map(({ path, commitment }) => `${path} ${commitment}`).join('\n')).digest()

/** A, B … Z, AA: stable within one bundle, and of no order but that of first appearance. */
const letters = (index: number): string => (index < 26 ? String.fromCodePoint(65 + index) : letters(Math.floor(index / 26) - 1) + letters(index % 26))

/** Places where people write freely: withheld whole at the stricter level, since nobody can know whom they name. */
const freeTexts: ReadonlySet<string> = new Set(['why', 'data.text', 'data.summary', 'data.evidence', 'data.title', 'data.cause', 'data.detail', 'data.question', 'data.what', 'data.how', 'data.support', 'data.label', 'data.note', 'data.dissent.*.why'])
/** Free texts of rules are the console's own words, but for what people sent by a form, and what applications wrote into their statements. */
const alwaysFree: ReadonlySet<string> = new Set(['data.evidence', 'data.summary', 'data.transaction.statement', 'data.endable.pending.*.statement'])
/** A message is filled from what people wrote, whoever lets it go; a mail server's words name mailboxes. */
const isOfMessage = (kind: string): boolean => kind.startsWith('message.') || kind.startsWith('notice.') || kind === 'escalation.started'
const ofMessages: ReadonlySet<string> = new Set(['data.title', 'data.text', 'data.proof', 'data.error'])
/** Places of a list are one place. */
const placeOf = (path: string): string => path.replaceAll(/\.\d+(?=\.|$)/g, '.*')
const isAnswer = (path: string): boolean => path.startsWith('data.answers.')

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }
const isObject = (value: Json | undefined): value is { readonly [key: string]: Json } => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Never touched: what proves the place, and words that are no names even where someone is called so. */
const kept: ReadonlySet<string> = new Set(['seq', 'previous', 'kind', 'console', 'incident', 'environment', 'at', 'who.kind', 'who.role'])
/** Proof itself: keys, seals, hashes. */
const keptKinds: ReadonlySet<string> = new Set(['journal.key', 'journal.sealed'])

/** Where an entry names a person who did not write it. */
const naming: Readonly<Record<string, string>> = { 'incident.role': 'person', 'incident.decision': 'by', 'action.owned': 'owner', 'lease.offered': 'person' } satisfies Partial<Record<EntryKind, string>>

export type Redactor = {
  /** Learns the names of an entry; to be told of all before the first is redacted, so that a text before a person's first act hides them too. */
  readonly learn: (body: string) => void
  /** @returns undefined where the entry holds nothing of the kind: it goes out as it is */
  readonly redact: (seq: number | string, body: string) => Redacted | undefined
  readonly redactText: (text: string) => string
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
/** Any address, known or not. Tried where a word begins, and no longer than an address may be: a long word costs no more than its length. */
const address = String.raw`[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63})+`
const isId = (text: string): boolean => /^[a-z0-9-]+$/.test(text)
/** A plan is read as one by who opens the bundle: what stands in it stays of its form. */
type Form = 'text' | 'plan'

/** @param names known apart from the entries: who exports, who sits here; several of one person are one letter */
export function createRedactor({ level, secret, names = [] }: { readonly level: Redaction; readonly secret: string; readonly names?: readonly (string | Called)[] }): Redactor {
  const people = new Map<string, string>()
  const ids = new Set<string>()
  let persons = 0
  let pattern: RegExp | undefined
  const letterOf = (name: string): string | undefined => people.get(name) ?? [...people].find(([known]) => known.toLowerCase() === name.toLowerCase())?.[1]
  const add = (called: Called): void => {
    // An environment is no person, whoever is called so.
    const all = called.map((name) => name.trim()).filter((name) => name !== '' && !environments.some((one) => one === name))
    const fresh = all.filter((name) => !people.has(name))
    if (fresh.length === 0) return
    const letter = all.map((name) => people.get(name)).find((one) => one !== undefined) ?? letters(persons++)
    for (const name of fresh) people.set(name, letter)
    pattern = undefined
  }
  const addPlan = ({ people: called, ids: own }: PlanPeople): void => {
    for (const one of called) add(one)
    for (const id of own) ids.add(id)
  }
  for (const name of names) add(typeof name === 'string' ? [name] : name)
  const patternOf = (): RegExp => (pattern ??= new RegExp(`(?<![\\p{L}\\p{N}])(?:${[address, ...[...people.keys()].toSorted((a, b) => b.length - a.length).map(escaped)].join('|')})(?![\\p{L}\\p{N}])`, 'giu'))
  const pseudonym = (found: string, form: Form): string => {
    const isAddress = found.includes('@')
    const letter = letterOf(found) ?? (isAddress ? letters(persons++) : '')
    // One that is met for the first time keeps its letter; the pattern finds it as it is.
    if (isAddress && !people.has(found)) people.set(found, letter)
    if (isAddress) return `person-${letter.toLowerCase()}@redacted.invalid`
    return form === 'plan' && isId(found) ? `person-${letter.toLowerCase()}` : `Person ${letter}`.trimEnd()
  }
  const redacted = (text: string, form: Form): string => text.replaceAll(patternOf(), (found) => pseudonym(found, form))
  const redactText = (text: string): string => redacted(text, 'text')
  /** Keys of what an entry lists by name: those that become one are kept apart. */
  const redactKeys = (entries: readonly (readonly [string, Json])[]): readonly (readonly [key: string, value: Json])[] => {
    const seen = new Set<string>()
    return entries.map(([key, value]) => {
      let name = redactText(key)
      while (seen.has(name)) name = `${name}'`
      seen.add(name)
      return [name, value]
    })
  }

  return {
    learn: (body) => {
      // Names of people alone: a rule's is the plan's. Those whom an entry is about stand in its `person`.
      if (!['"person":', '"kind":"person"', '"kind":"plan.pinned"', '"kind":"forward.opened"'].some((word) => body.includes(word))) return
      const entry = JSON.parse(body) as Json
      const who = isObject(entry) ? entry['who'] : undefined
      const data = isObject(entry) ? entry['data'] : undefined
      const kind = isObject(entry) ? entry['kind'] : undefined
      const person = isObject(data) ? data['person'] : undefined
      if (isObject(person)) add([person['name'], person['email'], isObject(data) ? data['user'] : undefined].filter((value) => typeof value === 'string'))
      const name = isObject(who) ? who['name'] : undefined
      if (isObject(who) && who['kind'] === 'person' && typeof name === 'string') add([name])
      const field = typeof kind === 'string' ? naming[kind] : undefined
      const named = isObject(data) && field !== undefined ? data[field] : undefined
      if (typeof named === 'string') add([named])
      if (kind === 'plan.pinned' && isObject(data) && typeof data['text'] === 'string') addPlan(peopleInText(data['text']))
      if (kind === 'forward.opened' && isObject(data)) addPlan(peopleIn({ ramps: [data] }))
    },
    redactText,
    redact: (seq, body) => {
      if (level === 'none') return undefined
      const entry = JSON.parse(body) as Json
      if (!isObject(entry)) return undefined
      const { kind } = entry
      if (typeof kind !== 'string' || keptKinds.has(kind)) return undefined
      const isMessage = isOfMessage(kind)
      const byPerson = isObject(entry['who']) && entry['who']['kind'] === 'person'
      const commitments: Commitment[] = []
      const walk = (value: Json, path: string): Json => {
        if (kept.has(path)) return value
        if (typeof value === 'string') {
          const place = placeOf(path)
          const isPlan = kind === 'plan.pinned' && path === 'data.text'
          const free = level === 'names and texts' && !isPlan && (isAnswer(path) || (isMessage && ofMessages.has(path)) || alwaysFree.has(place) || (freeTexts.has(place) && byPerson))
          const shown = free ? `[text withheld, ${value.length} characters]` : redacted(value, isPlan || (ids.has(value) && path !== 'who.name') ? 'plan' : 'text')
          if (shown === value) return value
          commitments.push({ path, commitment: commit(saltOf(secret, seq, path), value) })
          return shown
        }
        if (Array.isArray(value)) return value.map((item: Json, index) => walk(item, `${path}.${index}`))
        // A path is shown beside its commitment: a name that is a key is no more in it than in the text.
        if (isObject(value)) return Object.fromEntries((path.startsWith('data.') ? redactKeys(Object.entries(value)) : Object.entries(value)).map(([key, item]) => [key, walk(item, path === '' ? key : `${path}.${key}`)]))
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
