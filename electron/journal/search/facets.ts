/** Filters as words of the index that no text has: they begin with a character of Unicode's private use. */
import type { Entry } from '../../../shared/journal.ts'
import { actorText } from '../../../shared/journal.ts'
import type { SearchQuery, Term } from '../../../shared/search/query.ts'
import { wordsOf } from '../../../shared/search/words.ts'

const mark = { who: '\uE000', kind: '\uE001', env: '\uE002', incident: '\uE003', kindAndEnv: '\uE004' } as const

/** The index's tokenizer divides at ASCII that is no letter or digit, and lowers ASCII: other characters stand for these. */
const whole = (text: string): string => text.replace(/[^a-z0-9\u0080-\uffff]/g, (one) => String.fromCharCode(0xe100 + one.charCodeAt(0)))

/** Both filters as one word: two words that a third of all entries have each would be gone through to the end where none has both. */
const both = (kind: string, environment: string): string => `${mark.kindAndEnv}${whole(kind)}${mark.env}${whole(environment)}`

export const facetsOf = ({ kind, who, incident, environment }: Pick<Entry, 'kind' | 'who' | 'incident' | 'environment'>): readonly string[] => [
  `${mark.kind}${whole(kind)}`,
  ...wordsOf(actorText(who)).map(({ word }) => `${mark.who}${word}`),
  ...(incident === undefined ? [] : [`${mark.incident}${whole(incident)}`]),
  ...(environment === undefined ? [] : [`${mark.env}${whole(environment)}`, both(kind, environment)]),
]

const anyOf = (of: readonly string[]): readonly string[] => (of.length === 0 ? [] : [of.length === 1 ? (of[0] ?? '') : `(${of.join(' OR ')})`])
const exact = (token: string): string => `"${token}"`

/** Words that begin so and are known, up to a number; undefined where there are more. */
export type Completions = (begin: string) => readonly string[] | undefined

function termText({ words, prefix }: Term, completions: Completions): string {
  if (!prefix) return exact(words.join(' '))
  const [only] = words
  if (words.length === 1 && only !== undefined) {
    // A few whole words are gone through from the newest on; a beginning in general would first be put together whole.
    const known = only.length > indexedPrefix ? completions(only) : undefined
    if (known !== undefined) return known.length === 0 ? exact(only) : (anyOf(known.map(exact))[0] ?? '')
  }
  return `"${words.join(' ')}" *`
}

/** Beginnings up to this length have an index of their own. */
export const indexedPrefix = 3

/**
 * The question as FTS5 takes it. Everything in it is made here of letters and digits: nothing that was typed is passed on.
 * @param incidents of the severities that are asked for; undefined where none is
 * @param without kinds that no word of theirs finds
 * @returns undefined where only the time, or nothing, is asked for
 */
export function matchText(query: SearchQuery, incidents: readonly string[] | undefined, completions: Completions, without: readonly string[] = []): string | undefined {
  const parts = [
    ...query.terms.map((term) => termText(term, completions)),
    ...query.who.flatMap(({ words, prefix }) => words.map((word, index) => (prefix && index === words.length - 1 ? `${exact(mark.who + word)} *` : exact(mark.who + word)))),
    ...(query.kinds.length > 0 && query.environments.length > 0
      ? anyOf(query.kinds.flatMap((kind) => query.environments.map((one) => exact(both(kind, one)))))
      : [...anyOf(query.kinds.map((kind) => exact(mark.kind + whole(kind)))), ...anyOf(query.environments.map((one) => exact(mark.env + whole(one))))]),
    ...anyOf(query.incidents.map((one) => exact(mark.incident + whole(one)))),
    ...anyOf((incidents ?? []).map((one) => exact(mark.incident + whole(one)))),
  ]
  if (parts.length === 0) return undefined
  const wanted = parts.join(' AND ')
  const [not] = query.terms.length === 0 ? [] : anyOf(without.map((one) => exact(mark.kind + whole(one))))
  return not === undefined ? wanted : `(${wanted}) NOT ${not}`
}
