/** What of an entry is searched, and where in it the words stand. */
import { actorText, type Entry } from '../journal.ts'
import type { Term } from './query.ts'
import { wordsOf, type Word } from './words.ts'

function leaves(value: unknown, into: string[]): void {
  if (typeof value === 'string') into.push(value)
  else if (typeof value === 'number' || typeof value === 'boolean') into.push(String(value))
  else if (typeof value === 'object' && value !== null) for (const item of Object.values(value)) leaves(item, into)
}

/** All that is said in it, a line each: its data, why, who, its incident, environment and kind. */
export function searchText({ kind, who, why, incident, environment, data }: Pick<Entry, 'kind' | 'who' | 'why' | 'incident' | 'environment' | 'data'>): string {
  const lines: string[] = []
  leaves(data, lines)
  if (why !== undefined) lines.push(why)
  lines.push(actorText(who))
  if (incident !== undefined) lines.push(incident)
  if (environment !== undefined) lines.push(environment)
  lines.push(kind)
  return lines.join('\n')
}

/** Places of the terms in words that follow each other. */
function placesOf(words: readonly Word[], { words: wanted, prefix }: Term): readonly Range[] {
  const last = wanted.length - 1
  return words.flatMap((first, start) => {
    const fits = wanted.every((word, index) => {
      const found = words[start + index]?.word
      return found !== undefined && (index === last && prefix ? found.startsWith(word) : found === word)
    })
    return fits ? [{ from: first.from, to: words[start + last]?.to ?? first.to }] : []
  })
}

/** From the one place (UTF-16) up to before the other. */
export type Range = { readonly from: number; readonly to: number }
/** A part of a text, and where in it stands what was searched. `cut`: more stands before, after. */
export type Snippet = { readonly text: string; readonly marks: readonly Range[]; readonly cut: { readonly before: boolean; readonly after: boolean } }

const around = 70
const whole = 180

/** In order, without overlap. */
export function marksOf(text: string, terms: readonly Term[]): readonly Range[] {
  if (terms.length === 0) return []
  const words = wordsOf(text)
  const places = terms.flatMap((term) => placesOf(words, term)).toSorted((a, b) => a.from - b.from || b.to - a.to)
  const joined: Range[] = []
  for (const place of places) {
    const last = joined.at(-1)
    if (last !== undefined && place.from < last.to) joined[joined.length - 1] = { from: last.from, to: Math.max(last.to, place.to) }
    else joined.push(place)
  }
  return joined
}

/** The line in which the first word stands, cut to what fits in a list. */
export function snippetOf(text: string, terms: readonly Term[]): Snippet {
  const all = marksOf(text, terms)
  const first = all[0]
  const begin = first === undefined ? 0 : text.lastIndexOf('\n', first.from) + 1
  const lineEnd = text.indexOf('\n', first?.from ?? 0)
  const end = lineEnd === -1 ? text.length : lineEnd
  const from = first === undefined || first.from - begin <= around ? begin : first.from - around
  const to = Math.min(end, from + whole)
  return {
    text: text.slice(from, to), cut: { before: from > begin, after: to < end },
    marks: all.filter((mark) => mark.from >= from && mark.to <= to).map((mark) => ({ from: mark.from - from, to: mark.to - from })),
  }
}
