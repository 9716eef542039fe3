/** Fault 25 of trust.md: changed, deleted, swapped, inserted, cut entries are found, and the place is named. */
import fc from 'fast-check'
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkSlice } from '../../../../electron/journal/check.ts'
import { hashOfBody } from '../../../../electron/journal/chain.ts'
import { JournalError, type Journal } from '../../../../electron/journal/journal.ts'
import { folder, journalIn, note, notes, tamper } from './parts.ts'

const count = 12
const place = fc.integer({ min: 1, max: count })

/** A journal of twelve entries, changed behind its back while it is open. */
async function checkAfter(change: Parameters<typeof tamper>[1]) {
  const { open, file } = journalIn(folder())
  const journal = open()
  journal.appendAll(notes(count))
  tamper(file, change)
  const found = await journal.verify()
  journal.close()
  return found
}
const runs = { numRuns: 25 } as const

describe('the check of the whole chain', () => {
  it('finds a flipped bit in any column of any entry', async () => {
    await fc.assert(fc.asyncProperty(place, fc.constantFrom('kind', 'incident', 'body', 'hash'), fc.nat(400), fc.integer({ min: 0, max: 6 }), async (seq, column, at, bit) => {
      const found = await checkAfter((db) => {
        const text = Buffer.from(db.prepare<[number], string>(`SELECT ${column} FROM entries WHERE seq = ?`).pluck().get(seq) ?? '')
        text[at % text.length] = (text[at % text.length] ?? 0) ^ (1 << bit)
        db.prepare(`UPDATE entries SET ${column} = ? WHERE seq = ?`).run(text.toString('latin1'), seq)
      })
      expect(found).toMatchObject({ ok: false, at: seq, what: 'changed' })
    }), runs)
  })

  it('finds deleted entries, and names the first', async () => {
    await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: count - 1 }), fc.nat(4), async (from, more) => {
      const to = Math.min(from + more, count - 1)
      expect(await checkAfter((db) => void db.prepare('DELETE FROM entries WHERE seq BETWEEN ? AND ?').run(from, to)))
        .toMatchObject({ ok: false, at: from, what: 'missing' })
    }), runs)
  })

  it('finds entries that changed places', async () => {
    await fc.assert(fc.asyncProperty(fc.uniqueArray(place, { minLength: 2, maxLength: 2 }), async ([a = 1, b = 2]) => {
      const found = await checkAfter((db) => {
        for (const [from, to] of [[a, 1_000], [b, a], [1_000, b]]) db.prepare('UPDATE entries SET seq = ? WHERE seq = ?').run(to, from)
      })
      expect(found).toMatchObject({ ok: false, at: Math.min(a, b), what: 'reordered' })
    }), runs)
  })

  it('finds an entry that was put in between, with a hash of its own', async () => {
    await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: count - 1 }), async (before) => {
      // Put in before the last, it stands where the head should, which is known.
      const expected = before === count - 1 ? { at: count, what: 'replaced' } : { at: before + 2, what: 'inserted' }
      const found = await checkAfter((db) => {
        for (let seq = count; seq > before; seq -= 1) db.prepare('UPDATE entries SET seq = ? WHERE seq = ?').run(seq + 1, seq)
        const { body, hash } = db.prepare<[number], { body: string; hash: string }>('SELECT body, hash FROM entries WHERE seq = ?').get(before) ?? { body: '', hash: '' }
        const forged = body.replace(/"previous":"\w+"/, `"previous":"${hash}"`).replace(/"seq":\d+/, `"seq":${before + 1}`)
        db.prepare('INSERT INTO entries VALUES (?, ?, ?, ?, ?)').run(before + 1, 'incident.note', 'i-1', forged, hashOfBody(forged))
      })
      expect(found).toMatchObject({ ok: false, ...expected })
    }), runs)
  })

  it('finds a cut tail against the head that it remembers', async () => {
    await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: count }), async (gone) => {
      expect(await checkAfter((db) => void db.prepare('DELETE FROM entries WHERE seq > ?').run(count - gone)))
        .toMatchObject({ ok: false, at: count - gone + 1, what: 'truncated' })
    }), runs)
  })

  it('holds against a head that was noted elsewhere, and finds a whole rewrite by it', async () => {
    const { open, file } = journalIn(folder())
    const before = open()
    before.appendAll(notes(count))
    const { seq, head: hash } = before.state()
    expect(await before.verify([{ seq, hash }])).toMatchObject({ ok: true })
    before.close()
    // Another history in the same file, with everything in it made to fit.
    const other = journalIn(folder())
    const rewritten = other.open()
    rewritten.appendAll(notes(count).map((draft) => ({ ...draft, why: 'it was otherwise' })))
    rewritten.close()
    copyFileSync(other.file, file)
    const after = open()
    expect(await after.verify()).toMatchObject({ ok: true })
    expect(await after.verify([{ seq, hash }])).toMatchObject({ ok: false, at: seq, what: 'replaced' })
  })

  it('leaves the loop free: others have their turn in each slice', async () => {
    const journal = journalIn(folder()).open()
    journal.appendAll(notes(10 * checkSlice))
    let turns = 0
    let checking = true
    const turn = (): void => {
      turns += 1
      if (checking) setImmediate(turn)
    }
    setImmediate(turn)
    expect(await journal.verify()).toMatchObject({ ok: true, entries: 10 * checkSlice })
    checking = false
    expect(turns).toBeGreaterThanOrEqual(9)
  })

  it('goes on beside appends, and looks at what was there when it began', async () => {
    const journal = journalIn(folder()).open()
    journal.appendAll(notes(3 * checkSlice))
    const checked = journal.verify()
    journal.append(note('meanwhile'))
    expect(await checked).toMatchObject({ ok: true, entries: 3 * checkSlice })
    expect(await journal.verify()).toMatchObject({ ok: true, entries: 3 * checkSlice + 1 })
  })
})

describe('a journal that was changed while it was closed', () => {
  it('with its tail cut says so at the start, and at every later check, whatever is appended', async () => {
    const { open, file } = journalIn(folder())
    const before = open()
    before.appendAll(notes(count))
    before.close()
    tamper(file, (db) => void db.exec('DELETE FROM entries WHERE seq > 9'))
    const after = open()
    expect(after.opening).toMatchObject({ saved: 9, lost: expect.stringContaining('once reached entry 12') })
    expect(await after.verify()).toMatchObject({ ok: false, at: 10, what: 'truncated' })
    after.appendAll(notes(6))
    expect(await after.verify()).toMatchObject({ ok: false, at: 12, what: 'replaced' })
    after.close()
    const later = open()
    expect(later.opening).toEqual({ saved: 15 })
    expect(await later.verify()).toMatchObject({ ok: false, at: 12, what: 'replaced' })
  })

  it('and has entries more than it noted says so', () => {
    const { open, file } = journalIn(folder())
    const before = open()
    before.appendAll(notes(3))
    before.close()
    tamper(file, (db) => void db.exec("INSERT INTO entries SELECT 4, kind, incident, body, hash FROM entries WHERE seq = 3"))
    expect(open().opening.lost).toContain('changed from outside')
  })
})

/** What a reader of the journal gets to see. */
const seen = (journal: Journal) => ({
  state: journal.state(), all: journal.entries({ after: 0, limit: 1_000 }).entries,
  incident: journal.entries({ incident: 'i-2', after: 0, limit: 1_000 }).entries, kind: journal.entries({ kinds: ['incident.note'], after: 0, limit: 1_000 }).entries,
})

describe('a byte of the file that flipped while it was closed', () => {
  it('is harmless, or is told: never a silently different record', { timeout: 120_000 }, async () => {
    const original = journalIn(folder())
    const before = original.open()
    for (const incident of ['i-1', 'i-2']) before.appendAll(notes(8, incident))
    // Entries long enough for pages of their own, and a snapshot.
    before.append(note('x'.repeat(9_000), 'i-2'))
    before.appendAll(notes(500, 'i-3'))
    const truth = seen(before)
    before.close()
    const bytes = readFileSync(original.file)

    let told = 0
    await fc.assert(fc.asyncProperty(fc.nat(bytes.length - 1), fc.nat(7), async (at, bit) => {
      const dir = folder()
      const { open, file } = journalIn(dir)
      const flipped = Buffer.from(bytes)
      flipped[at] = (flipped[at] ?? 0) ^ (1 << bit)
      writeFileSync(file, flipped)
      let journal: Journal
      try {
        journal = open()
      } catch (error) {
        expect(error).toBeInstanceOf(JournalError)
        told += 1
        return
      }
      try {
        const checked = await journal.verify()
        if (journal.opening.setAside !== undefined || journal.opening.lost !== undefined || !checked.ok) told += 1
        else expect(seen(journal)).toEqual(truth)
        if (journal.opening.setAside !== undefined) expect(readFileSync(join(journal.opening.setAside))).toEqual(flipped)
      } finally {
        journal.close()
      }
    }), { numRuns: 100 })
    expect(told).toBeGreaterThan(20)
  })
})
