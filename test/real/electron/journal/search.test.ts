/** The search finds what a look at every entry finds; its index can be lost, damaged or of another journal. */
import fc from 'fast-check'
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import Database from 'better-sqlite3'
import { openOthers } from '../../../../electron/consoles/others.ts'
import { bodyOf } from '../../../../electron/journal/chain.ts'
import { createFind } from '../../../../electron/journal/search/find.ts'
import { openIndex } from '../../../../electron/journal/search/index-file.ts'
import { createSearch, type Search } from '../../../../electron/journal/search/search.ts'
import { migrations } from '../../../../electron/journal/migrations/index.ts'
import type { Row } from '../../../../electron/journal/row.ts'
import { createLog } from '../../../../electron/log.ts'
import type { SearchAnswer, SearchFound } from '../../../../shared/contract.ts'
import { actorText, type Draft, type Entry } from '../../../../shared/journal.ts'
import { searchText } from '../../../../shared/search/entry.ts'
import { parseQuery, type SearchQuery } from '../../../../shared/search/query.ts'
import { chainedJournal } from '../../../doubles/chained-journal.ts'
import { ada, folder, handClock, journalIn, note, notes } from './parts.ts'

const words = ['pool', 'poolside', 'full', 'Ärger', 'archive', 'i-1', '10.0.0.7', 'x_y', 'POOL', 'lag'] as const
const grace = { kind: 'person', name: 'Grace Li', role: 'operator' } as const
const burst = { kind: 'rule', name: 'error-burst' } as const
const text = fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 5 }).map((some) => some.join(' '))
const incident = fc.constantFrom('i-1', 'i-2', 'i-1-b')
const draft: fc.Arbitrary<Draft> = fc.oneof(
  fc.record({ kind: fc.constant('incident.note' as const), who: fc.constantFrom(ada, grace), incident, data: text.map((one) => ({ text: one })), occurred: fc.integer({ min: 1_699_999_990_000, max: 1_700_000_000_000 }) }),
  fc.record({ kind: fc.constant('alert.raised' as const), who: fc.constant(burst), environment: fc.constantFrom('blue' as const, 'green' as const), data: text.map((one) => ({ gate: 'g', title: one, response: 'alert', text: 'it is so' })) }),
  fc.record({ kind: fc.constant('incident.opened' as const), who: fc.constant(ada), incident, data: fc.record({ title: text, severity: fc.constantFrom('P0' as const, 'P1' as const, 'P2' as const), cause: fc.constant('by hand') }) }),
)
const part = fc.oneof(
  fc.constantFrom(...words), fc.constantFrom('poo', 'arch*', '"pool full"', '"archive lag"', 'who:ada', 'who:grace', 'who:error-burst', 'kind:note', 'kind:alert', 'env:green', 'env:blue', 'incident:i-1', 'incident:i-2', 'sev:P0', 'sev:P1', 'since:5s', 'until:3s', 'arger', '1'),
)

/** Another way to the same answer: every entry, word by word. */
function naive(all: readonly Entry[], query: SearchQuery, severityOf: (incident: string) => string | undefined): readonly number[] {
  const split = (said: string): readonly string[] => said.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase().split(/[^\p{L}\p{N}]+/u).filter((one) => one !== '')
  const has = (said: readonly string[], wanted: readonly string[], prefix: boolean): boolean =>
    said.some((_, start) => wanted.every((word, at) => (at === wanted.length - 1 && prefix ? (said[start + at] ?? '').startsWith(word) : said[start + at] === word)))
  return all.filter((entry) => {
    const said = split(searchText(entry))
    const names = split(actorText(entry.who))
    return query.terms.every(({ words: wanted, prefix }) => has(said, wanted, prefix))
      && query.who.every(({ words: wanted, prefix }) => wanted.every((word, at) => has(names, [word], prefix && at === wanted.length - 1)))
      && (query.kinds.length === 0 || query.kinds.includes(entry.kind))
      && (query.environments.length === 0 || (entry.environment !== undefined && query.environments.includes(entry.environment)))
      && (query.incidents.length === 0 || (entry.incident !== undefined && query.incidents.includes(entry.incident)))
      && (query.severities.length === 0 || query.severities.some((one) => entry.incident !== undefined && severityOf(entry.incident) === one))
      && entry.at.occurred >= (query.since ?? -Infinity) && entry.at.occurred < (query.until ?? Infinity)
  }).map(({ seq }) => seq).toReversed()
}

function readerOf(file: string): (after: number) => readonly Row[] {
  const db = new Database(file, { readonly: true })
  onTestFinished(() => void db.close())
  return (after) => db.prepare<[number], Row>('SELECT seq, kind, incident, body, hash FROM entries WHERE seq > ? ORDER BY seq').all(after)
}

it('finds exactly what a look at every entry finds, page by page, newest first', () => {
  const dir = folder()
  const { open, file, clock } = journalIn(dir)
  const journal = open()
  const rows = readerOf(file)
  const all = (): readonly Row[] => rows(0)
  const { index } = openIndex(join(dir, 'index.sqlite'), () => undefined)
  onTestFinished(() => index.close())
  const find = createFind(index, (seq) => all().find((row) => row.seq === seq), file, () => 0)
  fc.assert(fc.property(fc.array(draft, { minLength: 1, maxLength: 6 }), fc.array(part, { minLength: 1, maxLength: 3 }), fc.boolean(), (drafts, parts, typing) => {
    journal.appendAll(drafts)
    index.add(rows(index.reached().seq))
    const parsed = parseQuery(parts.join(' ') + (typing ? '' : ' '), clock.wall())
    if (!parsed.ok) return expect(parsed.mistakes[0]?.message).toContain('nothing can fit')
    const { entries } = journal.entries({ after: 0, limit: 100_000 })
    const { incidents } = journal.state()
    const severityOf = (id: string): string | undefined => incidents.find((one) => one.id === id)?.severity
    const expected = naive(entries, parsed.query, severityOf)
    const graded = parsed.query.severities.length === 0 ? {} : { incidents: incidents.filter(({ id }) => parsed.query.severities.some((one) => severityOf(id) === one)).map(({ id }) => id) }
    const found: number[] = []
    for (let before: number | undefined; ;) {
      const page: Pick<SearchFound, 'hits' | 'more' | 'count'> = find({ query: parsed.query, ...graded, order: 'newest', limit: 7, ...(before !== undefined && { before }) })
      found.push(...page.hits.map(({ entry }) => entry.seq))
      expect(page.count).toBe(Math.min(1_000, expected.length))
      before = found.at(-1)
      if (!page.more) break
    }
    expect(found).toEqual(expected)
    const best = find({ query: parsed.query, ...graded, order: 'best', limit: 200 })
    expect(best.hits.map(({ entry }) => entry.seq).toSorted((a, b) => b - a)).toEqual(expected.length > 200 ? expect.anything() : expected)
    for (const { snippet } of best.hits) for (const { from, to } of snippet.marks) expect(snippet.text.slice(from, to)).not.toBe('')
  }), { numRuns: 60 })
})

it('gives the page without waiting for the whole count, and says that there are more', () => {
  const dir = folder()
  const { open, file } = journalIn(dir)
  const journal = open()
  journal.appendAll(Array.from({ length: 300 }, (_, number) => ({ kind: 'incident.note', who: ada, data: { text: `note ${number}` } }) as const))
  const rows = readerOf(file)(0)
  const { index } = openIndex(join(dir, 'index.sqlite'), () => undefined)
  onTestFinished(() => index.close())
  index.add(rows)
  const query = parseQuery('note ', 0)
  if (!query.ok) throw new Error('not understood')
  const ask = (mono: () => number) => createFind(index, (seq) => rows.find((row) => row.seq === seq), file, mono)({ query: query.query, order: 'newest', limit: 20 })
  expect(ask(() => 0)).toMatchObject({ count: 300, counted: true, more: true })
  let ms = 0
  const slow = ask(() => (ms += 10))
  expect(slow).toMatchObject({ count: 50, counted: false, more: true })
  expect(slow.hits.map(({ entry }) => entry.seq)).toEqual(Array.from({ length: 20 }, (_, at) => 300 - at))
})

describe('a search from the engine', () => {
  function searchIn(dir: string) {
    const journal = journalIn(dir)
    const opened = journal.open()
    const lines: string[] = []
    const start = (): Search => {
      const search = createSearch({ file: journal.file, console: opened.console, others: join(dir, 'others.sqlite'), incidents: () => opened.state().incidents, wall: journal.clock.wall, log: createLog({ write: (line) => void lines.push(line), level: 'info', clock: handClock() }) })
      onTestFinished(search.stop)
      return search
    }
    const ask = async (search: Search, said: string): Promise<Extract<SearchAnswer, { readonly ok: true }>> => {
      const answer = await search.find({ text: said, order: 'newest', limit: 50 })
      if (!answer.ok) throw new Error(JSON.stringify(answer))
      return answer
    }
    return { ...journal, opened, start, ask, lines, index: join(dir, 'journal.search.sqlite') }
  }

  it('finds an entry as soon as it is acknowledged, says what it does not understand, and takes any text', async () => {
    const { opened, start, ask } = searchIn(folder())
    const search = start()
    expect(await ask(search, 'pool')).toMatchObject({ hits: [], indexed: { seq: 0, of: 0 } })
    opened.append(note('the pool is full'))
    expect((await ask(search, 'pool fu')).hits.map(({ entry, snippet }) => [entry.seq, snippet.text, snippet.marks])).toEqual([[1, 'the pool is full', [{ from: 4, to: 8 }, { from: 12, to: 16 }]]])
    expect(await search.find({ text: 'kind:banana ', order: 'newest', limit: 5 })).toMatchObject({ ok: false, mistakes: [{ message: expect.stringContaining('banana') }] })
    for (const nonsense of ['"', '" AND "', 'a OR', 'NEAR(a b)', "'; DROP TABLE words; --", '*', '^a', '\u0000', '{text}: a', '\ud800']) expect(await search.find({ text: nonsense, order: 'best', limit: 5 })).toHaveProperty('ok')
  })

  it('finds what other consoles wrote, in the one order with its own, page by page, each console\'s numbers its own', async () => {
    const dir = folder()
    const { opened, start, ask, clock } = searchIn(dir)
    const others = openOthers(join(dir, 'others.sqlite'))
    onTestFinished(others.close)
    const said: string[] = []
    const search = start()
    // Asked once before the others are there: a console that joins later is found all the same.
    expect((await ask(search, 'pool')).count).toBe(0)
    const theirs = ['c-b', '../c'].map((name) => chainedJournal(name, clock))
    for (let number = 0; number < 30; number += 1) {
      clock.wake(10)
      const text = `pool ${number}`
      const at = [opened, ...theirs][number % 3]
      if (number % 3 === 0) opened.append(note(text))
      else theirs[(number % 3) - 1]?.append({ kind: 'incident.note', who: ada, incident: 'i-1', data: { text } })
      said.push(`${at?.console} ${text}`)
    }
    for (const one of theirs) others.take(one.console, one.all().map((entry) => ({ seq: entry.seq, body: bodyOf(entry), hash: entry.hash })))
    search.appended()
    const textOf = ({ entry }: SearchFound['hits'][number]): string => `${entry.console} ${entry.kind === 'incident.note' ? entry.data.text : ''}`
    expect(await ask(search, 'pool')).toMatchObject({ count: 30, counted: true, more: false, indexed: { seq: 30, of: 30 } })
    for (const order of ['newest', 'best'] as const) {
      const found: SearchFound['hits'][number][] = []
      for (let more = true; more;) {
        const each = [...Map.groupBy(found, ({ entry }) => entry.console)]
        const next = order === 'newest' ? { before: Object.fromEntries(each.map(([name, own]) => [name, Math.min(...own.map(({ entry }) => entry.seq))])) } : { skip: Object.fromEntries(each.map(([name, own]) => [name, own.length])) }
        const answer = await search.find({ text: 'pool', order, limit: 7, ...next })
        if (!answer.ok) throw new Error('it was understood before')
        found.push(...answer.hits)
        more = answer.more
      }
      expect(order === 'newest' ? found.map(textOf) : found.map(textOf).toSorted()).toEqual(order === 'newest' ? said.toReversed() : said.toSorted())
    }
    // A name is a word of another machine: no file is made where it points.
    expect(readdirSync(dir).filter((name) => name.startsWith('others.search.') && name.endsWith('.sqlite'))).toHaveLength(2)
  })

  it('finds no plan by a word of its text for who may not read that', async () => {
    const { opened, start, ask } = searchIn(folder())
    opened.append({ kind: 'plan.pinned', who: ada, data: { id: 'tbs', title: 'TBS', hash: 'h', from: 'file', text: 'phone: +49 30 1234567' } })
    opened.append(note('called 1234567'))
    const search = start()
    const find = async (text: string): Promise<readonly number[]> => {
      const answer = await search.find({ text, order: 'newest', limit: 9, without: ['plan.pinned'] })
      return answer.ok ? answer.hits.map(({ entry }) => entry.seq) : []
    }
    expect((await ask(search, '1234567')).hits).toHaveLength(2)
    expect([await find('1234567'), await find('12345'), await find('kind:plan.pinned 1234567'), await find('kind:plan.pinned')]).toEqual([[2], [2], [], [1]])
  })

  it('gives an older question up for a newer one', async () => {
    const { opened, start, ask } = searchIn(folder())
    opened.appendAll(notes(50))
    const search = start()
    const stop = new AbortController()
    const given = search.find({ text: 'note', order: 'newest', limit: 5 }, stop.signal)
    stop.abort(new Error('typed on'))
    await expect(given).rejects.toThrow('typed on')
    expect((await ask(search, 'note')).count).toBe(50)
  })

  it('builds its index anew where it is lost, damaged, or of another journal', async () => {
    const { opened, start, ask, index, lines } = searchIn(folder())
    opened.appendAll(notes(30))
    const first = start()
    expect((await ask(first, 'note')).count).toBe(30)
    await first.stop()
    for (const spoil of [
      (): void => rmSync(index), (): void => writeFileSync(index, 'this is no database, and long enough to be looked at'.repeat(100)),
      (): void => {
        const db = new Database(index)
        db.prepare('UPDATE reached SET hash = ?').run('f'.repeat(64))
        db.close()
      },
      (): void => {
        const db = new Database(index)
        db.pragma('user_version = 99')
        db.close()
      },
    ]) {
      spoil()
      const search = start()
      expect((await ask(search, 'note')).count).toBe(30)
      await search.stop()
    }
    expect(lines.filter((line) => line.includes('journal.index made anew'))).toHaveLength(3)
  })

  it('says how far the index is while it is built, and of an older journal a copy is made before it is brought up', async () => {
    const dir = folder()
    const { open, file, opened, start, ask } = searchIn(dir)
    for (let count = 0; count < 12; count += 1) opened.appendAll(notes(500))
    opened.close()
    // As the version before left it.
    const db = new Database(file)
    db.exec('DROP INDEX entries_by_rare_kind; CREATE INDEX entries_by_kind ON entries (kind, seq); PRAGMA user_version = 4')
    db.close()
    const journal = open()
    expect(existsSync(join(dir, 'journal.before-version-4.sqlite'))).toBe(true)
    expect(migrations.length).toBeGreaterThan(4)
    const search = start()
    const early = await ask(search, 'note ')
    expect(early.indexed.of).toBe(6_000)
    expect(early.indexed.seq).toBeLessThan(6_000)
    let reached = early
    while (reached.indexed.seq < 6_000) reached = await ask(search, 'note ')
    expect(reached).toMatchObject({ counted: false, more: true })
    expect(await journal.verify()).toMatchObject({ ok: true, entries: 6_000 })
  })
})
