/**
 * The language in which people search the record: words, "phrases", the beginning of a word while it is typed, and
 * filters such as `who:ada kind:step env:green since:2h sev:P0`. Issue 6, search.
 */
import { parseDuration } from '../duration.ts'
import { entryKinds, severities, type EntryKind } from '../journal.ts'
import { environments, type Environment } from '../metrics.ts'
import { wordsOf } from './words.ts'

export type Severity = (typeof severities)[number]

/** Words that stand beside each other in this order. `prefix`: the last one is only begun. */
export type Term = { readonly words: readonly string[]; readonly prefix: boolean }

/** All terms are wanted; of one filter, any of its values. Times are wall ms: from `since` on, before `until`. */
export type SearchQuery = {
  readonly terms: readonly Term[]
  readonly who: readonly Term[]
  readonly kinds: readonly EntryKind[]
  readonly environments: readonly Environment[]
  readonly severities: readonly Severity[]
  readonly incidents: readonly string[]
  readonly since?: number
  readonly until?: number
}

/** From and to are places (UTF-16) in what was typed. */
export type SearchMistake = { readonly from: number; readonly to: number; readonly message: string }
export type ParsedQuery = { readonly ok: true; readonly query: SearchQuery } | { readonly ok: false; readonly mistakes: readonly SearchMistake[] }

const names = { who: 'who', kind: 'kind', env: 'env', environment: 'env', sev: 'sev', severity: 'sev', incident: 'incident', since: 'since', until: 'until' } as const
const filterNames = ['who', 'kind', 'env', 'sev', 'incident', 'since', 'until'] as const
type FilterName = (typeof filterNames)[number]

const mostTerms = 24
export const longestQuery = 500

type Piece = { readonly name?: string; readonly value: string; readonly quoted: boolean; readonly closed: boolean; readonly star: boolean; readonly from: number; readonly to: number }

/** A word, `name:value`, or either with quotation marks. */
const piece = /(?:([A-Za-z]+):)?(?:"([^"]*)("?)|([^\s"]+)|(?<=:))(\*?)/gu

function piecesOf(text: string): readonly Piece[] {
  return [...text.matchAll(piece)].map((match) => {
    const [whole, name, phrase, end, plain = '', star] = match
    const quoted = phrase !== undefined
    return {
      ...(name !== undefined && { name }), value: phrase ?? plain.replace(/\*+$/u, ''), quoted, closed: end === '"',
      star: star === '*' || plain.endsWith('*'), from: match.index, to: match.index + whole.length,
    }
  })
}

const dayOnly = /^\d{4}-\d{2}-\d{2}$/
const moment = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?$/

/** `2h`: so long before now; a day or a moment as ISO 8601 has it, without a zone in the console's own. */
function timeOf(value: string, now: number): number | undefined {
  const ago = parseDuration(value)
  if (ago !== undefined) return now - ago
  const at = dayOnly.test(value) ? Date.parse(`${value}T00:00`) : moment.test(value) ? Date.parse(value) : Number.NaN
  return Number.isFinite(at) ? at : undefined
}

const families = [...new Set(entryKinds.map((kind) => kind.slice(0, kind.indexOf('.'))))]

/** `step`, `step.outcome`, or the last part alone: `note`; else what begins so. */
const kindsLike = (value: string): readonly EntryKind[] => {
  const wanted = value.toLowerCase()
  const whole = entryKinds.filter((kind) => kind === wanted || kind.split('.').includes(wanted))
  return whole.length > 0 ? whole : entryKinds.filter((kind) => kind.startsWith(wanted) || kind.split('.').some((part) => part.startsWith(wanted)))
}

type Read = { -readonly [K in keyof SearchQuery]: SearchQuery[K] extends readonly (infer T)[] ? T[] : SearchQuery[K] }

/** Takes one filter in; gives what is wrong with it. */
function takeFilter(read: Read, name: FilterName, { value, quoted }: Piece, typing: boolean, now: number): string | undefined {
  switch (name) {
    case 'who': {
      const words = wordsOf(value).map(({ word }) => word)
      if (words.length === 0) return 'who: takes a name, such as who:ada'
      read.who.push({ words, prefix: typing && !quoted })
      return undefined
    }
    case 'kind': {
      const kinds = kindsLike(value)
      if (kinds.length === 0) return `there is no kind "${value}": write one of ${families.join(', ')}, or a whole one such as step.outcome`
      read.kinds.push(...kinds)
      return undefined
    }
    case 'env': {
      const found = environments.filter((one) => one === value.toLowerCase() || (typing && one.startsWith(value.toLowerCase())))
      if (found.length === 0) return `there is no environment "${value}": write env:blue or env:green`
      read.environments.push(...found)
      return undefined
    }
    case 'sev': {
      const found = severities.filter((one) => one === value.toUpperCase() || (typing && one.startsWith(value.toUpperCase())))
      if (found.length === 0) return `there is no severity "${value}": write sev:P0, sev:P1 or sev:P2`
      read.severities.push(...found)
      return undefined
    }
    case 'incident':
      read.incidents.push(value)
      return undefined
    case 'since':
    case 'until': {
      const at = timeOf(value, now)
      if (at === undefined) return typing ? undefined : `${name}: takes a length of time such as 2h, a day such as 2026-11-25, or a moment such as 2026-11-25T10:30`
      read[name] = at
      return undefined
    }
  }
}

const isFilter = (name: string): name is keyof typeof names => Object.hasOwn(names, name)

/**
 * @param text at most `longestQuery` characters. What stands at its end without a space after it is still being typed:
 * a word there is a beginning, and a filter there may still be without its value
 * @param now wall ms
 */
export function parseQuery(text: string, now: number): ParsedQuery {
  const read: Read = { terms: [], who: [], kinds: [], environments: [], severities: [], incidents: [] }
  const mistakes: SearchMistake[] = []
  for (const one of piecesOf(text)) {
    const { from, to } = one
    const typing = to === text.length && !one.closed
    const name = one.name?.toLowerCase()
    if (name !== undefined && isFilter(name)) {
      if (one.value.trim() === '' && typing) continue
      const wrong = one.value.trim() === '' ? `${name}: has no value` : takeFilter(read, names[name], { ...one, value: one.value.trim() }, typing, now)
      if (wrong !== undefined) mistakes.push({ from, to, message: wrong })
      continue
    }
    if (name !== undefined && !one.value.startsWith('/')) {
      mistakes.push({ from, to, message: `"${name}:" is not a filter. There are ${filterNames.join(', ')}; in quotation marks it is searched for as it stands` })
      continue
    }
    const words = wordsOf(name === undefined ? one.value : `${name} ${one.value}`).map(({ word }) => word)
    if (words.length > 0) read.terms.push({ words, prefix: one.star || (typing && !one.quoted) })
  }
  if (read.terms.length + read.who.length + read.incidents.length > mostTerms) mistakes.push({ from: 0, to: text.length, message: `at most ${mostTerms} words and filters at once` })
  if (read.since !== undefined && read.until !== undefined && read.since >= read.until)
    mistakes.push({ from: 0, to: text.length, message: 'since: is not before until:, so nothing can fit' })
  return mistakes.length > 0 ? { ok: false, mistakes } : { ok: true, query: read }
}

/** Nothing is asked for: everything would fit. */
export const isEmptyQuery = ({ terms, who, kinds, environments, severities, incidents, since, until }: SearchQuery): boolean =>
  terms.length + who.length + kinds.length + environments.length + severities.length + incidents.length === 0 && since === undefined && until === undefined
