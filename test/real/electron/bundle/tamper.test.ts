/** Fault 25 of trust.md, in a bundle: changed, missing, reordered, inserted, cut entries are found, and the place is named. */
import fc from 'fast-check'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hashOfBody } from '../../../../electron/journal/chain.ts'
import { BundleError } from '../../../../electron/bundle/error.ts'
import { openBundle } from '../../../../electron/bundle/open.ts'
import { changed, check, faultsOf, story, toWrite, writeBundle, written } from './parts.ts'

const dir = mkdtempSync(join(tmpdir(), 'fifteen-bundle-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))
let file: string
/** Numbers of the incident's own entries, and of all that the chain has. */
let own: readonly number[] = []
let truth: unknown
let last = 0
beforeAll(async () => {
  const made = story(20, dir)
  const to = toWrite(made)
  await writeBundle(to)
  made.journal.close()
  file = to.target
  last = to.head.seq
  const bundle = openBundle(file)
  const { entries } = bundle.entries({ after: 0, limit: 1_000 })
  own = entries.map(({ seq }) => seq)
  truth = entries
  bundle.close()
})
const anOwn = () => fc.nat(1_000).map((at) => own[at % own.length] ?? 1)
const runs = { numRuns: 60 } as const
const tampered = async (change: Parameters<typeof changed>[2]) => {
  const copy = changed(file, dir, change)
  const found = await faultsOf(copy)
  rmSync(copy)
  return found
}

describe('a bundle', () => {
  it('that nobody touched is whole, and tells nothing of the other incident but its hashes', async () => {
    expect(await check(file)).toMatchObject({ state: 'whole', links: last, seals: 5, redacted: 0, unsure: [] })
    expect(readFileSync(file).includes('secret of another incident')).toBe(false)
    expect(own).toHaveLength(22)
  })

  it('with a flipped bit in any column of any entry is found, at that entry', async () => {
    await fc.assert(fc.asyncProperty(anOwn(), fc.constantFrom('kind', 'incident', 'body', 'hash'), fc.nat(400), fc.integer({ min: 0, max: 6 }), async (seq, column, at, bit) => {
      const [fault] = await tampered((db) => {
        const text = Buffer.from(db.prepare<[number], string>(`SELECT ${column} FROM entries WHERE seq = ?`).pluck().get(seq) ?? '')
        text[at % text.length] = (text[at % text.length] ?? 0) ^ (1 << bit)
        db.prepare(`UPDATE entries SET ${column} = ? WHERE seq = ?`).run(text.toString('latin1'), seq)
      })
      expect(fault).toMatchObject({ at: seq, what: 'changed' })
    }), runs)
  })

  it('with an entry written anew, its hash made to fit, is found at that entry', async () => {
    await fc.assert(fc.asyncProperty(anOwn(), async (seq) => {
      const [fault] = await tampered((db) => {
        const body = (db.prepare<[number], string>('SELECT body FROM entries WHERE seq = ?').pluck().get(seq) ?? '').replace('"role":"operator"', '"role":"viewer"')
        db.prepare('UPDATE entries SET body = ?, hash = ? WHERE seq = ?').run(body, hashOfBody(body), seq)
      })
      expect(fault).toMatchObject({ at: seq, what: 'replaced' })
    }), runs)
  })

  it('with deleted entries names each; with its tail cut it says so', async () => {
    await fc.assert(fc.asyncProperty(fc.uniqueArray(anOwn(), { minLength: 1, maxLength: 4 }), async (seqs) => {
      const gone = seqs.toSorted((a, b) => a - b)
      const found = await tampered((db) => void db.prepare('DELETE FROM entries WHERE seq IN (SELECT value FROM json_each(?))').run(JSON.stringify(gone)))
      expect(found.map(({ at, what }) => [at, what])).toEqual(gone.map((seq) => [seq, 'missing']))
    }), runs)
    await fc.assert(fc.asyncProperty(anOwn(), async (seq) => {
      const [fault] = await tampered((db) => void db.prepare('DELETE FROM entries WHERE seq >= ?').run(seq))
      expect(fault).toMatchObject({ at: seq, what: 'truncated' })
    }), runs)
  })

  it('with two entries that changed places names both', async () => {
    await fc.assert(fc.asyncProperty(fc.uniqueArray(anOwn(), { minLength: 2, maxLength: 2 }), async ([a = 1, b = 2]) => {
      const found = await tampered((db) => {
        for (const [from, to] of [[a, 1_000_000], [b, a], [1_000_000, b]]) db.prepare('UPDATE entries SET seq = ? WHERE seq = ?').run(to, from)
      })
      expect(found.map(({ at, what }) => [at, what])).toEqual([a, b].toSorted((x, y) => x - y).map((seq) => [seq, 'reordered']))
    }), runs)
  })

  it('with an entry put in, between or behind, names it', async () => {
    await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 80 }).filter((seq) => seq > 2), async (at) => {
      const copyOf = own[1] ?? 1
      let isFree = true
      const found = await tampered((db) => {
        isFree = db.prepare<[number], number>('SELECT 1 FROM entries WHERE seq = ?').pluck().get(at) === undefined
        if (!isFree) return
        const body = (db.prepare<[number], string>('SELECT body FROM entries WHERE seq = ?').pluck().get(copyOf) ?? '').replace(/"seq":\d+/, `"seq":${at}`)
        db.prepare('INSERT INTO entries VALUES (?, ?, ?, ?, ?)').run(at, 'incident.note', 'i-1', body, hashOfBody(body))
      })
      if (isFree) expect(found[0]).toMatchObject({ at, what: 'inserted' })
    }), runs)
  })

  it('with the hash of an entry changed in the chain, told or not, names that entry, and no other one for its hash', async () => {
    await fc.assert(fc.asyncProperty(fc.uniqueArray(fc.nat(10_000), { minLength: 1, maxLength: 3 }), fc.integer({ min: 0, max: 7 }), async (places, bit) => {
      const wanted = new Set<number>()
      const found = await tampered((db) => {
        const bytes = db.prepare<[], Buffer>('SELECT hashes FROM chain').pluck().get() ?? Buffer.alloc(1)
        for (const one of new Set(places.map((at) => at % bytes.length))) {
          bytes[one] = (bytes[one] ?? 0) ^ (1 << bit)
          wanted.add(1 + Math.floor(one / 32))
        }
        db.prepare('UPDATE chain SET hashes = ?').run(bytes)
      })
      expect(found.filter(({ detail }) => detail.startsWith('the hash of entry')).map(({ at, what }) => [at, what])).toEqual([...wanted].toSorted((a, b) => a - b).map((seq) => [seq, 'changed']))
      expect(found.some(({ detail }) => /links of the entries/.test(detail))).toBe(false)
    }), runs)
  })

  it('with a mark changed, or of before the hashes had digests of their own, is found at its part of the chain', async () => {
    const flip = (column: string, at: number) => (db: Parameters<Parameters<typeof changed>[2]>[0]): void => {
      const bytes = db.prepare<[], Buffer>(`SELECT ${column} FROM chain`).pluck().get() ?? Buffer.alloc(1)
      bytes[at % bytes.length] = (bytes[at % bytes.length] ?? 0) ^ 1
      db.prepare(`UPDATE chain SET ${column} = ?`).run(bytes)
    }
    await fc.assert(fc.asyncProperty(fc.nat(10_000), async (at) => {
      expect((await tampered(flip('marks', at))).some(({ what, at: place }) => what === 'changed' && place === 1)).toBe(true)
    }), { numRuns: 20 })
    const found = await tampered((db) => {
      const { checks: _, ...before } = JSON.parse(db.prepare<[], string>('SELECT text FROM manifest').pluck().get() ?? '{}') as { readonly checks?: unknown }
      db.prepare('UPDATE manifest SET text = ?').run(JSON.stringify(before))
      flip('hashes', 5)(db)
    })
    expect(found.some(({ what, at, detail }) => what === 'changed' && at === 1 && /links of the entries 1 to/.test(detail))).toBe(true)
  })

  it('whose manifest was written anew proves nothing, and says so', async () => {
    const found = await tampered((db) => {
      const text = db.prepare<[], string>('SELECT text FROM manifest').pluck().get() ?? ''
      db.prepare('UPDATE manifest SET text = ?').run(text.replace('"by":"Ada Obi"', '"by":"Eve Ill"'))
    })
    expect(found).toMatchObject([{ at: 0, what: 'manifest' }])
  })

  it('with any bit of its file flipped, or cut anywhere, is refused, found, or just the same: never silently another record', { timeout: 120_000 }, async () => {
    const bytes = readFileSync(file)
    let [told, same] = [0, 0]
    const look = async (content: Uint8Array): Promise<void> => {
      const copy = written(dir, content)
      try {
        const bundle = openBundle(copy)
        bundle.close()
        const found = await check(copy)
        if (found.state === 'broken') {
          told += 1
          expect(found.faults[0]?.detail).not.toBe('')
          return
        }
        const again = openBundle(copy)
        expect(again.entries({ after: 0, limit: 1_000 }).entries).toEqual(truth)
        again.close()
        same += 1
      } catch (error) {
        if (!(error instanceof BundleError)) throw error
        told += 1
      } finally {
        rmSync(copy, { force: true })
      }
    }
    await fc.assert(fc.asyncProperty(fc.nat(bytes.length - 1), fc.nat(7), async (at, bit) => {
      const flipped = Buffer.from(bytes)
      flipped[at] = (flipped[at] ?? 0) ^ (1 << bit)
      await look(flipped)
    }), { numRuns: 300 })
    await fc.assert(fc.asyncProperty(fc.nat(bytes.length - 2), (length) => look(bytes.subarray(0, length))), { numRuns: 60 })
    expect(told).toBeGreaterThan(100)
    expect(told + same).toBe(360)
  })
})
