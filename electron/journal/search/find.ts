/** Finds entries in the index. Every question is bounded: by a page, a count that ends, and the newest ones that are ranked. */
import { snippetOf, searchText } from '../../../shared/search/entry.ts'
import type { SearchQuery } from '../../../shared/search/query.ts'
import type { SearchFound, SearchHit } from '../../../shared/contract.ts'
import type { EntryKind } from '../../../shared/journal.ts'
import type { Row } from '../row.ts'
import { readRow } from '../row.ts'
import { matchText, type Completions } from './facets.ts'
import type { IndexFile } from './index-file.ts'

/** Counted up to here, and for so many ms once the page is full: above it, "more than" is what a person needs. */
export const countedTo = 1_000
const countFor = 2
const countStep = 50
/** The best are looked for among so many of the newest that fit. */
export const rankedOf = 10_000
const mostCompletions = 48

export type FindQuestion = {
  readonly query: SearchQuery
  /** Of the severities that are asked for. */
  readonly incidents?: readonly string[]
  readonly order: 'newest' | 'best'
  readonly limit: number
  /** newest: below this number; best: so many were given before. */
  readonly before?: number
  readonly skip?: number
  /** Kinds that are not found by a word of theirs. */
  readonly without?: readonly EntryKind[]
}

type Bounds = { readonly match: string; readonly first: number; readonly last: number; readonly since: number; readonly until: number }

export type Find = (question: FindQuestion) => Omit<SearchFound, 'ms' | 'indexed'>

/**
 * @param entryAt the journal's row of that number
 * @param mono ms
 */
export function createFind(index: IndexFile, entryAt: (seq: number) => Row | undefined, file: string, mono: () => number): Find {
  const { db } = index
  const complete = db.prepare<[string, string, number], { readonly word: string }>('SELECT word FROM vocabulary WHERE word >= ? AND word < ? LIMIT ?')
  const range = db.prepare<[number, number], { readonly first: number | null; readonly last: number | null }>('SELECT min(first) AS first, max(last) AS last FROM blocks WHERE highest >= ? AND lowest < ?')
  // Two forms of each question, so that times are looked up only where they are asked for.
  const statements = (timed: boolean) => {
    const where = timed ? ' AND occurred >= @since AND occurred < @until' : ''
    const join = timed ? ' CROSS JOIN times ON times.seq = words.rowid' : ''
    const of = `FROM words${join} WHERE words MATCH @match AND words.rowid BETWEEN @first AND @last${where}`
    return {
      newest: db.prepare<Bounds & { limit: number }, { readonly seq: number }>(`SELECT words.rowid AS seq ${of} ORDER BY words.rowid DESC LIMIT @limit`),
      count: db.prepare<Bounds & { limit: number }, { readonly found: number; readonly oldest: number | null }>(`SELECT count(*) AS found, min(seq) AS oldest FROM (SELECT words.rowid AS seq ${of} ORDER BY words.rowid DESC LIMIT @limit)`),
      best: db.prepare<Bounds & { limit: number; skip: number }, { readonly seq: number }>(`SELECT words.rowid AS seq ${of} ORDER BY words.rank, words.rowid DESC LIMIT @limit OFFSET @skip`),
    }
  }
  const [plain, timed] = [statements(false), statements(true)]
  const byTime = db.prepare<Omit<Bounds, 'match'> & { limit: number }, { readonly seq: number }>(
    'SELECT seq FROM times WHERE seq BETWEEN @first AND @last AND occurred >= @since AND occurred < @until ORDER BY seq DESC LIMIT @limit')
  const countByTime = db.prepare<Omit<Bounds, 'match'> & { limit: number }, { readonly found: number }>(
    'SELECT count(*) AS found FROM (SELECT seq FROM times WHERE seq BETWEEN @first AND @last AND occurred >= @since AND occurred < @until ORDER BY seq DESC LIMIT @limit)')

  const completions: Completions = (begin) => {
    const found = complete.all(begin, `${begin}\u{10ffff}`, mostCompletions + 1)
    return found.length > mostCompletions ? undefined : found.map(({ word }) => word)
  }
  const hitOf = (seq: number, query: SearchQuery): readonly SearchHit[] => {
    const row = entryAt(seq)
    if (row === undefined) return []
    const entry = readRow(row, file)
    return [{ entry, snippet: snippetOf(searchText(entry), query.terms) }]
  }

  return ({ query, incidents, order, limit, before, skip = 0, without = [] }) => {
    const nothing = { hits: [], count: 0, more: false, counted: true } as const
    if (query.severities.length > 0 && (incidents ?? []).length === 0) return nothing
    const { since = Number.MIN_SAFE_INTEGER, until = Number.MAX_SAFE_INTEGER } = query
    const isTimed = query.since !== undefined || query.until !== undefined
    const { first, last } = range.get(since, until) ?? { first: null, last: null }
    if (first === null || last === null) return nothing
    const match = matchText(query, incidents, completions, without)
    const all = { first, last, since, until }
    const hits = (found: readonly { readonly seq: number }[]): Pick<SearchFound, 'hits' | 'more'> =>
      ({ hits: found.slice(0, limit).flatMap(({ seq }) => hitOf(seq, query)), more: found.length > limit })
    const upTo = { ...all, last: before === undefined ? last : Math.min(last, before - 1) }
    if (match === undefined) {
      const { found = 0 } = countByTime.get({ ...all, limit: countedTo + 1 }) ?? {}
      return { ...hits(byTime.all({ ...upTo, limit: limit + 1 })), count: Math.min(found, countedTo), counted: found <= countedTo }
    }
    const ask = isTimed ? timed : plain
    const countOf = (found: number): Pick<SearchFound, 'count' | 'counted'> => ({ count: Math.min(found, countedTo), counted: found <= countedTo })
    if (order === 'newest') {
      // The first page and its count are one walk through the index.
      if (before === undefined && limit <= countedTo) {
        const begun = mono()
        const found: { readonly seq: number }[] = []
        let whole = true
        for (const one of ask.newest.iterate({ ...all, match, limit: countedTo + 1 })) {
          found.push(one)
          whole = found.length <= limit || found.length % countStep !== 1 || mono() - begun <= countFor
          if (!whole) break
        }
        return { ...hits(found), ...(whole ? countOf(found.length) : { count: found.length - 1, counted: false }) }
      }
      return { ...hits(ask.newest.all({ ...upTo, match, limit: limit + 1 })), ...countOf(ask.count.get({ ...all, match, limit: countedTo + 1 })?.found ?? 0) }
    }
    const ranked = ask.count.get({ ...all, match, limit: rankedOf })
    return { ...hits(ask.best.all({ ...all, first: ranked?.oldest ?? first, match, limit: limit + 1, skip })), ...countOf(ranked?.found ?? 0) }
  }
}
