/** The cache: what a question finds, its bounds, its chain, and what becomes of a damaged one. */
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { appendFileSync, existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { findLines } from '../../../../electron/logs/find.ts'
import { openLogStore, type LogStore } from '../../../../electron/logs/store.ts'
import { logLevels, type LogLevel } from '../../../../shared/contract.ts'
import { parseQuery } from '../../../../shared/search/query.ts'
import { folder, logsIn, soon, textsOf } from './parts.ts'

function storeIn(dir: string): LogStore {
  const { store } = openLogStore(join(dir, 'logs.sqlite'), 5)
  onTestFinished(store.close)
  return store
}

const sources = [{ id: 'a', kind: 'file', path: '/a', environment: 'blue', format: { kind: 'plain' } }, { id: 'b', kind: 'file', path: '/b', environment: 'green', format: { kind: 'plain' } }] as const
const lineOf = (time: number, text: string, level: LogLevel = 'info') => ({ time, level, text })

it('a question finds exactly what a look at every line finds, oldest or newest first', () => {
  const store = storeIn(folder())
  const kept: { readonly source: string; readonly time: number; readonly level: LogLevel; readonly text: string }[] = []
  const line = fc.record({ time: fc.integer({ min: 0, max: 200 }), level: fc.constantFrom(...logLevels, 'unknown' as const), text: fc.array(fc.constantFrom('pool', 'poolside', 'full', 'Öl', '10.0.0.7', 'x'), { minLength: 1, maxLength: 4 }).map((words) => words.join(' ')) })
  const question = fc.record({
    since: fc.integer({ min: 0, max: 150 }), length: fc.integer({ min: 1, max: 100 }), take: fc.constantFrom('newest' as const, 'oldest' as const), limit: fc.integer({ min: 1, max: 20 }),
    text: fc.constantFrom('', 'pool ', 'poo', '"pool full" ', 'ol ', 'full pool ', '7 '), environment: fc.constantFrom(undefined, 'blue', 'green'), levels: fc.constantFrom(undefined, ['error' as const], ['error' as const, 'unknown' as const]),
  })
  fc.assert(fc.property(fc.constantFrom('a', 'b'), fc.array(line, { minLength: 1, maxLength: 12 }), question, (source, lines, { length, text, environment, levels, ...asked }) => {
    store.write([{ source, lines }], [])
    kept.push(...lines.map((one) => ({ ...one, source })))
    const parsed = parseQuery(text, 0)
    if (!parsed.ok) throw new Error(text)
    const { lines: found, more } = findLines(store, sources, { ...asked, until: asked.since + length, terms: parsed.query.terms, ...(environment && { environment }), ...(levels && { levels }) })
    const words = (said: string): string => ` ${said.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase().split(/[^\p{L}\p{N}]+/u).join(' ')} `
    const fits: Readonly<Record<string, (said: string) => boolean>> = { '': () => true, 'pool ': (said) => said.includes(' pool '), 'poo': (said) => said.includes(' poo'), '"pool full" ': (said) => said.includes(' pool full '), 'ol ': (said) => said.includes(' ol '), 'full pool ': (said) => said.includes(' pool ') && said.includes(' full '), '7 ': (said) => said.includes(' 7 ') }
    const expected = kept.filter((one) => one.time >= asked.since && one.time < asked.since + length && (environment === undefined || (one.source === 'a') === (environment === 'blue')) && (levels === undefined || (levels as readonly string[]).includes(one.level)) && (fits[text] ?? (() => false))(words(one.text)))
      .map(({ time }) => time).toSorted((a, b) => a - b)
    expect(found.map(({ time }) => time)).toEqual(asked.take === 'oldest' ? expected.slice(0, asked.limit) : expected.slice(-asked.limit))
    expect(more).toBe(expected.length > asked.limit)
  }), { numRuns: 150 })
})

describe('the bounds', () => {
  it('take the old first, then the oldest, those around an incident last; the chain still holds', () => {
    const store = storeIn(folder())
    for (let at = 0; at < 10; at += 1) store.write([{ source: 'a', lines: [lineOf(at * 100, `${at} ${'x'.repeat(990)}`)] }], [])
    const keep = [{ from: 150, to: 350 }]
    const left = (): readonly number[] => findLines(store, sources, { since: 0, until: 2_000, take: 'oldest', limit: 100, terms: [] }).lines.map(({ time }) => time / 100)
    expect(store.expire({ bytes: 1e9, before: 250, keep })).toEqual({ aged: 2, expired: 0, ofIncidents: 0 })
    expect(left()).toEqual([2, 3, 4, 5, 6, 7, 8, 9])
    expect(store.expire({ bytes: 4_500, before: 0, keep })).toEqual({ aged: 0, expired: 4, ofIncidents: 0 })
    expect(left()).toEqual([2, 3, 8, 9])
    expect(store.expire({ bytes: 1_500, before: 0, keep })).toEqual({ aged: 0, expired: 3, ofIncidents: 1 })
    expect(store.totals()).toMatchObject({ lines: 1 })
    expect(store.totals().bytes).toBeLessThan(1_500)
    expect(store.verify([])).toMatchObject({ ok: true, batches: 1, lines: 1 })
    expect(findLines(store, sources, { since: 0, until: 2_000, take: 'oldest', limit: 100, terms: [{ words: ['8'], prefix: false }] }).lines).toEqual([])
  })
})

describe('the chain', () => {
  it.each([
    ['a changed line', "UPDATE batches SET body = replace(body, 'line 2', 'line X') WHERE id = 2", 2],
    ['a changed line and its sum', "UPDATE batches SET body = 'x', sum = '2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881' WHERE id = 2", 2],
    ['a batch that is gone', 'DELETE FROM batches WHERE id = 2', 2],
    ['a tail that is gone', 'DELETE FROM batches WHERE id = 3', 3],
    ['another source', "UPDATE batches SET source = 'b' WHERE id = 1", 1],
  ])('shows %s', (_, sql, batch) => {
    const dir = folder()
    const store = storeIn(dir)
    for (let number = 1; number <= 3; number += 1) store.write([{ source: 'a', lines: [lineOf(number, `line ${number}`)] }], [])
    const sealed = [store.head()]
    expect(store.verify(sealed)).toMatchObject({ ok: true, lines: 3, sealed: 1 })
    const db = new Database(join(dir, 'logs.sqlite'))
    db.exec(sql)
    db.close()
    expect(store.verify(sealed)).toMatchObject({ ok: false, batch })
  })

  it('is sealed in the record when an incident opens, with what has come until then', async () => {
    const dir = folder()
    writeFileSync(join(dir, 'app.log'), 'before\n')
    const { start, appended, incidents, tell } = logsIn(dir, { sources: [{ id: 'app', kind: 'file', path: join(dir, 'app.log') }] })
    const logs = start()
    await soon(async () => expect(await textsOf(logs)).toEqual(['before']))
    incidents.push({ id: 'i-1', title: 't', severity: 'P1', cause: 'c', openedBy: 'Ada', openedAt: Date.now(), entries: 1, firstSeq: 1, lastSeq: 1 })
    tell({ kind: 'incident.opened', incident: 'i-1' })
    await soon(async () => expect(appended).toMatchObject([{ kind: 'logs.sealed', incident: 'i-1', data: { lines: 1, when: 'opened' } }]))
    expect(await logs.verify()).toMatchObject({ ok: true, sealed: 1 })
  })
})

it('a damaged cache is set aside and said, and a new one goes on', async () => {
  const dir = folder()
  writeFileSync(join(dir, 'logs.sqlite'), 'this was a database once, before something wrote over it '.repeat(200))
  writeFileSync(join(dir, 'app.log'), 'after\n')
  const { start, lines } = logsIn(dir, { sources: [{ id: 'app', kind: 'file', path: join(dir, 'app.log') }] })
  const logs = start()
  await soon(async () => expect(await textsOf(logs)).toEqual(['after']))
  await soon(async () => expect(logs.sources().cache?.setAside).toMatch(/logs\.damaged-\d+\.sqlite$/))
  expect(existsSync(logs.sources().cache?.setAside ?? '')).toBe(true)
  expect(lines.join('')).toContain('logs.set aside')
  appendFileSync(join(dir, 'app.log'), 'and on\n')
  await soon(async () => expect((await textsOf(logs)).toSorted()).toEqual(['after', 'and on']))
})

it('a thread that dies is said, and started again: its sources go on where they were', async () => {
  const dir = folder()
  const path = join(dir, 'app.log')
  writeFileSync(path, 'first\n')
  const { start, lines } = logsIn(dir, { sources: [{ id: 'app', kind: 'file', path }] }, { program: join(import.meta.dirname, 'mortal-worker.ts') })
  const logs = start()
  await soon(async () => expect(await textsOf(logs)).toEqual(['first']))
  writeFileSync(join(dir, 'logs.sqlite.die'), '')
  await soon(async () => expect(logs.sources().sources[0]).toMatchObject({ state: 'waiting', detail: 'the thread that reads it failed (out of luck) and is started again in 1 s' }))
  await expect(textsOf(logs)).rejects.toThrow('started again in a moment')
  expect(lines.join('')).toContain('logs.failed')
  appendFileSync(path, 'second\n')
  await soon(async () => expect((await textsOf(logs)).toSorted()).toEqual(['first', 'second']))
  await soon(async () => expect(logs.sources()).toMatchObject({ sources: [{ state: 'reading' }], cache: { restarts: 1 } }))
})

it('a plan without logs has none, and says so', async () => {
  const { start } = logsIn(folder(), { sources: [{ id: 'app', kind: 'file', path: '/x' }] }, { plan: undefined })
  const logs = start()
  expect(logs.sources()).toEqual({ sources: [] })
  await expect(textsOf(logs)).rejects.toThrow('no section `logs`')
})
