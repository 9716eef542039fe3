import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isEmptyQuery, parseQuery, type SearchQuery } from '../../../../shared/search/query.ts'

const now = Date.parse('2026-11-25T12:00:00Z')
const read = (text: string): SearchQuery => {
  const parsed = parseQuery(text, now)
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.mistakes))
  return parsed.query
}
const wrong = (text: string): readonly string[] => {
  const parsed = parseQuery(text, now)
  return parsed.ok ? [] : parsed.mistakes.map(({ message }) => message)
}

describe('what people type', () => {
  it('is words, of which the last may be only begun', () => {
    expect(read('Pool exhau').terms).toEqual([{ words: ['pool'], prefix: false }, { words: ['exhau'], prefix: true }])
    expect(read('Pool exhau ').terms.at(-1)).toEqual({ words: ['exhau'], prefix: false })
    expect(read('exhau* pool ').terms[0]).toEqual({ words: ['exhau'], prefix: true })
  })
  it('is without case and accents', () => {
    expect(read('ÉCOLE Straße ').terms.map(({ words }) => words)).toEqual([['ecole'], ['straße']])
  })
  it('is a phrase in quotation marks, closed or not yet', () => {
    expect(read('"pool is full" ').terms).toEqual([{ words: ['pool', 'is', 'full'], prefix: false }])
    expect(read('"pool is').terms).toEqual([{ words: ['pool', 'is'], prefix: false }])
  })
  it('is an id or an address as words beside each other', () => {
    expect(read('i-3 10.0.0.1 ').terms.map(({ words }) => words)).toEqual([['i', '3'], ['10', '0', '0', '1']])
    expect(read('http://blue/quote ').terms[0]?.words).toEqual(['http', 'blue', 'quote'])
  })
  it('is filters', () => {
    const query = read('who:ada kind:step env:green since:2h sev:P0 incident:i-3 ')
    expect(query).toMatchObject({ environments: ['green'], severities: ['P0'], incidents: ['i-3'], since: now - 7_200_000, who: [{ words: ['ada'], prefix: false }] })
    expect(query.kinds).toEqual(['step.intended', 'step.outcome', 'step.asked', 'step.answered', 'step.skipped'])
    expect(read('kind:note ').kinds).toEqual(['incident.note'])
    expect(read('severity:p1 environment:BLUE ')).toMatchObject({ severities: ['P1'], environments: ['blue'] })
    expect(read('since:2026-11-25T10:30Z ').since).toBe(Date.parse('2026-11-25T10:30:00Z'))
  })
  it('is a filter that is still being typed, which asks for nothing yet', () => {
    for (const text of ['who:', 'kind:', 'sev:', 'since:', 'since:2', 'incident:']) expect(isEmptyQuery(read(text)), text).toBe(true)
    expect(read('sev:p').severities).toEqual(['P0', 'P1', 'P2'])
    expect(read('who:ad').who).toEqual([{ words: ['ad'], prefix: true }])
  })
  it('is told what is not understood, and where', () => {
    expect(wrong('kind:banana ')).toEqual([expect.stringContaining('there is no kind "banana": write one of console')])
    expect(wrong('env:red ')).toEqual(['there is no environment "red": write env:blue or env:green'])
    expect(wrong('sev:P9 ')).toEqual([expect.stringContaining('sev:P0')])
    expect(wrong('since:yesterday ')).toEqual([expect.stringContaining('since: takes a length of time')])
    expect(wrong('colour:red ')).toEqual([expect.stringContaining('"colour:" is not a filter. There are who, kind')])
    expect(wrong('since:1h until:2h ')).toEqual([expect.stringContaining('nothing can fit')])
    expect(wrong('who: pool')).toEqual(['who: has no value'])
    expect(parseQuery('pool kind:x', now)).toMatchObject({ ok: false, mistakes: [{ from: 5, to: 11 }] })
  })
  it('may be anything at all', () => {
    fc.assert(fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 80 }), fc.array(fc.constantFrom('"', ':', '*', ' ', 'a', 'kind:', 'who:', 'sev:', 'AND', 'NOT', 'NEAR(', ')', '^', '-', '\u0000', '\ud800', 'since:')).map((parts) => parts.join(''))), (text) => {
      const parsed = parseQuery(text, now)
      if (parsed.ok) for (const { words } of [...parsed.query.terms, ...parsed.query.who]) for (const word of words) expect(word).toMatch(/^[\p{L}\p{N}\p{M}]+$/u)
      else for (const { from, to, message } of parsed.mistakes) expect(message !== '' && from >= 0 && to <= text.length && from <= to).toBe(true)
    }))
  })
})
