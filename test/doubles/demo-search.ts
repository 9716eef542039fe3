/** Searches the demo's entries one by one: few, so no index is needed. */
import type { SearchAnswer } from '../../shared/contract.ts'
import { actorText, type Entry } from '../../shared/journal.ts'
import { merge, placed } from '../../shared/merge.ts'
import { marksOf, searchText, snippetOf } from '../../shared/search/entry.ts'
import { isEmptyQuery, parseQuery, type SearchQuery } from '../../shared/search/query.ts'
import { wordsOf } from '../../shared/search/words.ts'
import type { DemoRecord } from './demo-record.ts'

function fits(entry: Entry, query: SearchQuery, severe: readonly string[]): boolean {
  const text = searchText(entry)
  const names = wordsOf(actorText(entry.who)).map(({ word }) => word)
  return query.terms.every((term) => marksOf(text, [term]).length > 0)
    && query.who.every(({ words, prefix }) => words.every((word) => names.some((name) => (prefix ? name.startsWith(word) : name === word))))
    && (query.kinds.length === 0 || query.kinds.includes(entry.kind))
    && (query.environments.length === 0 || (entry.environment !== undefined && query.environments.includes(entry.environment)))
    && (query.incidents.length === 0 || (entry.incident !== undefined && query.incidents.includes(entry.incident)))
    && (query.severities.length === 0 || (entry.incident !== undefined && severe.includes(entry.incident)))
    && (query.since === undefined || entry.at.occurred >= query.since) && (query.until === undefined || entry.at.occurred < query.until)
}

/** @param others entries of other consoles @param indexed share of the own ones that the index has; of what it lacks nothing is found */
export function demoSearch(record: DemoRecord, { text, limit, before }: { readonly text: string; readonly limit: number; readonly before?: Readonly<Record<string, number>> | undefined }, { others = [], indexed = 1 }: { readonly others?: readonly Entry[]; readonly indexed?: number } = {}): SearchAnswer {
  const parsed = parseQuery(text, Date.now())
  if (!parsed.ok) return parsed
  const severe = record.state().incidents.filter(({ severity }) => parsed.query.severities.includes(severity)).map(({ id }) => id)
  const of = record.entries().length
  const reached = Math.floor(of * indexed)
  const all = merge([placed(record.entries().slice(0, reached)), placed(others)]).map(({ entry }) => entry).filter((entry) => fits(entry, parsed.query, severe)).toReversed()
  const page = all.filter(({ seq, console }) => seq < (before?.[console] ?? Infinity))
  return {
    ok: true, everything: isEmptyQuery(parsed.query), count: all.length, counted: true, more: page.length > limit, ms: 1, indexed: { seq: reached, of },
    hits: page.slice(0, limit).map((entry) => ({ entry, snippet: snippetOf(searchText(entry), parsed.query.terms) })),
  }
}
