import fc from 'fast-check'
import { expect, it } from 'vitest'
import { bodyOf, canonical, isCanonical } from '../../../../electron/journal/chain.ts'
import { scan } from '../../../../electron/journal/scan.ts'

const simple = fc.stringMatching(/^[a-zé.]{0,6}$/)
const value = fc.oneof(fc.jsonValue(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer(), simple, fc.array(fc.integer()), fc.dictionary(simple, fc.oneof(simple, fc.integer(), fc.boolean())))
const entry = fc.record({
  seq: fc.nat(), kind: simple, previous: simple, who: fc.dictionary(simple, value), at: fc.dictionary(simple, value), data: value, incident: fc.option(fc.oneof(simple, fc.string()), { nil: undefined }), more: value,
})
/** What a text says, found the slow way. */
const parsed = (text: string): Readonly<Record<string, unknown>> | undefined => {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Readonly<Record<string, unknown>>) : undefined
  } catch {
    return undefined
  }
}

it('reads of a canonical entry what a parser reads', () => {
  let plain = 0
  fc.assert(fc.property(entry, (value) => {
    const text = bodyOf(value)
    const found = scan(text)
    if (found === undefined) return
    plain += 1
    expect(found).toEqual({ seq: value.seq, kind: value.kind, previous: value.previous, incident: value.incident })
  }), { numRuns: 500 })
  expect(plain).toBeGreaterThan(20)
})

it('takes no text that is not canonical', () => {
  const change = fc.tuple(entry, fc.nat(), fc.nat(), fc.constantFrom(' ', '0', '-', '1', '.', 'e', '"', ',', ':', '{', '}', '[', ']', 'a', 'null', 'é', '\\', '\n', '01', '1.0', '-0', '1E5'))
  fc.assert(fc.property(change, ([value, at, remove, insert]) => {
    const text = bodyOf(value)
    const place = at % text.length
    const changed = text.slice(0, place) + insert + text.slice(place + (remove % 3))
    if (scan(changed) === undefined) return
    const seen = parsed(changed)
    expect(seen).toBeDefined()
    expect(canonical(seen)).toBe(changed)
  }), { numRuns: 5_000 })
})

it('knows the canonical form as writing it again does', () => {
  fc.assert(fc.property(fc.jsonValue(), fc.boolean(), (value, sorted) => {
    const text = sorted ? canonical(value) : JSON.stringify(value)
    expect(isCanonical(text, JSON.parse(text))).toBe(canonical(JSON.parse(text)) === text)
  }))
})
