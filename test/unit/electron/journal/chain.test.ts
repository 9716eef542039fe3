import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonical, genesis, hashOf, verifyChain, type Link } from '../../../../electron/journal/chain.ts'
import type { Entry } from '../../../../shared/journal.ts'

const ada = { kind: 'person', name: 'Ada', role: 'operator' } as const

/** A chain of notes with these texts. */
function chainOf(texts: readonly string[], from: Link = genesis): readonly Entry[] {
  let before = from
  return texts.map((text): Entry => {
    const at = { occurred: 5, observed: 6, recorded: 7, mono: before.seq * 1_000, boot: 'boot-1' }
    const unsealed = { kind: 'incident.note', who: ada, data: { text }, seq: before.seq + 1, console: 'c-1', at, previous: before.hash } as const
    before = { seq: unsealed.seq, hash: hashOf(unsealed) }
    return { ...unsealed, hash: before.hash }
  })
}

const linkOf = ({ seq, hash }: Entry): Link => ({ seq, hash })
const numbered = (count: number): readonly Entry[] => chainOf(Array.from({ length: count }, (_, index) => `note ${index + 1}`))
const entryAt = (entries: readonly Entry[], index: number): Entry => {
  const entry = entries[index]
  if (!entry) throw new Error(`no entry at ${index}`)
  return entry
}

describe('canonical JSON', () => {
  it('sorts keys at every depth and leaves out what has no value', () => {
    expect(canonical({ b: [{ z: 1, a: null }], a: 'é\n', c: undefined })).toBe('{"a":"é\\n","b":[{"a":null,"z":1}]}')
  })

  it('is one text for one value, whatever the order of its keys', () => {
    fc.assert(fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      const turned = Object.fromEntries(Object.entries(value).toReversed())
      expect(canonical(turned)).toBe(canonical(value))
    }))
  })

  it('reads back as the value, as JSON itself would', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => {
      expect(JSON.parse(canonical(value))).toEqual(JSON.parse(JSON.stringify(value)))
      expect(canonical(JSON.parse(canonical(value)))).toBe(canonical(value))
    }))
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY, 1n, () => 1, undefined])('refuses %s, which JSON can not say', (value) => {
    expect(() => canonical({ value: [value] })).toThrow(TypeError)
  })
})

describe('the hash of an entry', () => {
  const [entry] = numbered(1)
  it('covers every field but itself', () => {
    if (!entry) throw new Error('no entry')
    const { hash, ...rest } = entry
    expect(hashOf(rest)).toBe(hash)
    for (const key of Object.keys(rest)) expect(hashOf({ ...rest, [key]: 'other' }), key).not.toBe(hash)
    expect(hashOf({ ...rest, why: 'added' })).not.toBe(hash)
  })
})

describe('a chain', () => {
  const entries = numbered(12)
  const whole = entries.map(linkOf)

  it('is whole from the first entry to its head', () => {
    expect(verifyChain(entries)).toEqual({ ok: true, head: whole.at(-1) })
    expect(verifyChain([])).toEqual({ ok: true, head: genesis })
  })

  it('agrees with every head that was noted of it', () => {
    expect(verifyChain(entries, whole)).toMatchObject({ ok: true })
  })

  it('tells a changed entry, and where', () => {
    fc.assert(fc.property(fc.nat(11), fc.string({ minLength: 1 }), (index, text) => {
      const entry = entryAt(entries, index)
      const changed: Entry = { ...entry, why: text }
      expect(verifyChain(entries.with(index, changed))).toMatchObject({ ok: false, at: index + 1, what: 'changed' })
    }))
  })

  it('tells missing entries, and the first of them', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 10 }), fc.integer({ min: 1, max: 11 }), (from, count) => {
      const cut = entries.toSpliced(from, Math.min(count, 11 - from))
      expect(verifyChain(cut)).toMatchObject({ ok: false, at: from + 1, what: 'missing' })
    }))
  })

  it('tells entries that changed places, and the first place', () => {
    fc.assert(fc.property(fc.uniqueArray(fc.nat(11), { minLength: 2, maxLength: 2 }), (pair) => {
      const [a = 0, b = 0] = pair
      const swapped = entries.with(a, entryAt(entries, b)).with(b, entryAt(entries, a))
      expect(verifyChain(swapped)).toMatchObject({ ok: false, at: Math.min(a, b) + 1, what: 'reordered' })
    }))
  })

  it('tells an entry that stands twice', () => {
    fc.assert(fc.property(fc.nat(11), (index) => {
      expect(verifyChain(entries.toSpliced(index, 0, entryAt(entries, index)))).toMatchObject({ ok: false, at: index + 2, what: 'inserted' })
    }))
  })

  it('tells an entry that was put in with a number and a hash of its own', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 11 }), (index) => {
      const before = index === 0 ? genesis : linkOf(entryAt(entries, index - 1))
      const [forged] = chainOf(['forged'], before)
      if (!forged) throw new Error('no entry')
      expect(verifyChain(entries.toSpliced(index, 0, forged))).toMatchObject({ ok: false, at: index + 2, what: 'inserted' })
    }))
  })

  it('tells an entry that was replaced with a hash of its own, at the next one, which knows another', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 10 }), (index) => {
      const before = index === 0 ? genesis : linkOf(entryAt(entries, index - 1))
      const [forged] = chainOf(['forged'], before)
      if (!forged) throw new Error('no entry')
      expect(verifyChain(entries.with(index, forged))).toMatchObject({ ok: false, at: index + 2, what: 'replaced' })
    }))
  })

  it('does not show a cut tail by itself, and shows it against a head that was noted', () => {
    const head = linkOf(entryAt(entries, 11))
    fc.assert(fc.property(fc.nat(11), (length) => {
      const cut = entries.slice(0, length)
      expect(verifyChain(cut)).toMatchObject({ ok: true })
      expect(verifyChain(cut, [head])).toMatchObject({ ok: false, at: length + 1, what: 'truncated' })
    }))
  })

  it('does not show a whole rewrite by itself, and shows it against a head that was noted', () => {
    const rewritten = chainOf(Array.from({ length: 12 }, () => 'nothing happened'))
    expect(verifyChain(rewritten)).toMatchObject({ ok: true })
    expect(verifyChain(rewritten, [linkOf(entryAt(entries, 6))])).toMatchObject({ ok: false, at: 7, what: 'replaced' })
  })

  it('can be checked in parts, each from the head of the one before', () => {
    const first = verifyChain(entries.slice(0, 5))
    if (!first.ok) throw new Error(first.detail)
    expect(verifyChain(entries.slice(5), [], first.head)).toEqual({ ok: true, head: whole.at(-1) })
    expect(verifyChain(entries.slice(6), [], first.head)).toMatchObject({ ok: false, at: 6, what: 'missing' })
  })
})
