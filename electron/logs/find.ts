/** Lines of a time, filtered: the index names batches, and each line of them is looked at. */
import type { LogLine, LogLines } from '../../shared/contract.ts'
import type { LogSourceSettings } from '../../shared/plan.ts'
import { marksOf } from '../../shared/search/entry.ts'
import type { Term } from '../../shared/search/query.ts'
import { shownText } from './line.ts'
import { linesOf, type LogStore } from './store.ts'

export type LogQuestion = {
  readonly since: number
  readonly until: number
  readonly take: 'newest' | 'oldest'
  readonly limit: number
  readonly terms: readonly Term[]
  readonly sources?: readonly string[]
  readonly environment?: string
  readonly levels?: readonly string[]
}

/** Lines that one question looks at: then it says that there is more. */
const mostLooked = 400_000

const matchText = (terms: readonly Term[]): string | undefined =>
  terms.length === 0 ? undefined : terms.flatMap(({ words, prefix }) => words.map((word, index) => (prefix && index === words.length - 1 ? `"${word}" *` : `"${word}"`))).join(' AND ')

const plainFormat = { kind: 'plain' } as const

export function findLines(store: Pick<LogStore, 'batches'>, settings: readonly Pick<LogSourceSettings, 'id' | 'environment' | 'format'>[], question: LogQuestion): Omit<LogLines, 'ms'> {
  const { since, until, take, limit, terms, sources, environment, levels } = question
  const known = new Map(settings.map((one) => [one.id, one]))
  const wanted = (id: string): boolean => (sources === undefined || sources.includes(id)) && (environment === undefined || known.get(id)?.environment === environment)
  const newest = take === 'newest'
  const found: LogLine[] = []
  // Once there are enough: a batch that begins beyond the last of them has none that is wanted.
  let bound: number | undefined
  let looked = 0
  let more = false
  const inOrder = (a: LogLine, b: LogLine): number => (newest ? b.time - a.time : a.time - b.time) || (newest ? -1 : 1) * a.id.localeCompare(b.id)
  for (const { id, source, oldest, body, newest: latest } of store.batches(since, until, take, matchText(terms))) {
    if (!wanted(source)) continue
    if (bound !== undefined && (newest ? latest < bound : oldest > bound)) break
    if (looked >= mostLooked) {
      more = true
      break
    }
    const format = known.get(source)?.format ?? plainFormat
    const of = known.get(source)?.environment
    const lines = linesOf(body)
    looked += lines.length
    for (const [index, { time, level, text }] of lines.entries()) {
      // What has no time, in a file that others made, is of none.
      if (!(time >= since && time < until) || (levels !== undefined && !levels.includes(level))) continue
      if (terms.length > 0 && !terms.every((term) => marksOf(text, [term]).length > 0)) continue
      const shown = shownText(text, format)
      found.push({ id: `${String(id).padStart(12, '0')}:${String(index).padStart(4, '0')}`, source, ...(of && { environment: of }), time, level, ...shown, marks: marksOf(shown.text, terms) })
    }
    if (found.length <= limit) continue
    found.sort(inOrder)
    found.length = limit
    bound = found.at(-1)?.time
    more = true
  }
  const taken = found.toSorted(inOrder)
  return { lines: newest ? taken.toReversed() : taken, more }
}
