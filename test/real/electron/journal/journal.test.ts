/** Plan: "Transaction Logging", "Audit Trail: complete record of all system changes"; semantics 17 of the design. */
import Database from 'better-sqlite3'
import { existsSync, readdirSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hashOf, hashOfBody } from '../../../../electron/journal/chain.ts'
import { JournalError } from '../../../../electron/journal/journal.ts'
import { snapshotEvery } from '../../../../electron/journal/load.ts'
import type { Draft, Entry } from '../../../../shared/journal.ts'
import { emptyState, fold, type State } from '../../../../shared/state.ts'
import { ada, folder, journalIn, note, notes, tamper } from './parts.ts'

const readBeside = <T>(file: string, sql: string): readonly T[] => {
  const db = new Database(file, { readonly: true })
  try {
    return db.prepare<[], T>(sql).all()
  } finally {
    db.close()
  }
}
const stateOf = (entries: readonly Entry[]): State => entries.reduce(fold, emptyState)

describe('an entry', () => {
  it('names who, what, why, three times, its number and its place in the chain', () => {
    const { open, clock } = journalIn(folder())
    const journal = open({ console: 'c-desk' })
    const first = journal.append({ kind: 'automation.set', who: ada, why: 'maintenance', data: { mode: 'watch only' }, occurred: 5, observed: 9 })
    clock.wake(1_000)
    const second = journal.append(note('seen'))
    expect(first).toEqual({
      kind: 'automation.set', who: ada, why: 'maintenance', data: { mode: 'watch only' }, seq: 1, console: 'c-desk',
      at: { occurred: 5, observed: 9, recorded: 1_700_000_000_000, mono: 60_000, boot: 'boot-1' },
      previous: '0'.repeat(64), hash: hashOf(first),
    })
    expect(second).toMatchObject({ seq: 2, previous: first.hash, at: { occurred: 1_700_000_001_000, observed: 1_700_000_001_000, recorded: 1_700_000_001_000, mono: 61_000 } })
  })

  it('is on disk, for others to read, when append returns', () => {
    const { open, file } = journalIn(folder())
    const { hash } = open().append(note('durable'))
    expect(readBeside(file, 'SELECT seq, kind, incident, hash FROM entries')).toEqual([{ seq: 1, kind: 'incident.note', incident: 'i-1', hash }])
  })

  it('that is not one of the journal\'s is refused, with what is wrong, and leaves nothing behind', () => {
    const { open } = journalIn(folder())
    const journal = open()
    const wrong = { kind: 'incident.note', who: ada, data: { text: '' } } as const
    expect(() => journal.append(wrong)).toThrow(expect.objectContaining({ name: 'JournalError', reason: 'invalid', message: expect.stringContaining('text') }))
    expect(() => journal.append({ ...note('x'), who: { kind: 'person', name: '  ', role: 'operator' } })).toThrow(JournalError)
    expect(() => journal.appendAll([note('good'), wrong])).toThrow(JournalError)
    expect(journal.recent(10)).toEqual([])
    expect(journal.append(note('next')).seq).toBe(1)
  })

  it('keeps its order when the wall clock jumps an hour back', () => {
    const { open, clock } = journalIn(folder())
    const journal = open()
    for (const jump of [0, -3_600_000, 7_200_000]) {
      clock.wake(10)
      clock.setWall(jump)
      journal.append(note(`after ${jump}`))
    }
    const entries = journal.recent(3)
    expect(entries.map(({ seq }) => seq)).toEqual([1, 2, 3])
    expect(entries.map(({ at }) => at.mono)).toEqual([60_010, 60_020, 60_030])
    expect(entries.map(({ at }) => at.recorded)).toEqual([1_700_000_000_010, 1_699_996_400_020, 1_700_003_600_030])
  })

  it('can neither be changed, nor deleted, nor put in between', () => {
    const { open, file } = journalIn(folder())
    open().appendAll(notes(3))
    const db = new Database(file)
    try {
      expect(() => db.exec("UPDATE entries SET body = 'x'")).toThrow('append-only')
      expect(() => db.exec('DELETE FROM entries')).toThrow('append-only')
      expect(() => db.exec("INSERT OR REPLACE INTO entries VALUES (2, 'k', NULL, 'x', 'x')")).toThrow('append-only')
    } finally {
      db.close()
    }
  })
})

describe('several entries', () => {
  it('are recorded together, each after the one before', async () => {
    const { open } = journalIn(folder())
    const journal = open()
    const entries = journal.appendAll(notes(4))
    expect(entries.map(({ seq }) => seq)).toEqual([1, 2, 3, 4])
    expect(await journal.verify()).toMatchObject({ ok: true, entries: 4, head: entries[3]?.hash })
  })
  it('may be none', () => expect(journalIn(folder()).open().appendAll([])).toEqual([]))
})

describe('reading', () => {
  const filled = () => {
    const journal = journalIn(folder()).open()
    journal.appendAll([...notes(3, 'i-1'), ...notes(2, 'i-2'), { kind: 'phase.set', who: ada, data: { phase: 'pilot' } }, ...notes(2, 'i-1')])
    return journal
  }
  const seqs = ({ entries }: { readonly entries: readonly Entry[] }): readonly number[] => entries.map(({ seq }) => seq)

  it('gives one incident\'s timeline, in pages', () => {
    const journal = filled()
    const page = journal.entries({ incident: 'i-1', after: 0, limit: 3 })
    expect([seqs(page), page.more]).toEqual([[1, 2, 3], true])
    const rest = journal.entries({ incident: 'i-1', after: 3, limit: 3 })
    expect([seqs(rest), rest.more]).toEqual([[7, 8], false])
  })
  it('gives entries of some kinds, of all incidents or of one', () => {
    const journal = filled()
    expect(seqs(journal.entries({ kinds: ['phase.set'], after: 0, limit: 10 }))).toEqual([6])
    expect(seqs(journal.entries({ incident: 'i-2', kinds: ['incident.note', 'phase.set'], after: 4, limit: 10 }))).toEqual([5])
    expect(seqs(journal.entries({ kinds: [], after: 0, limit: 10 }))).toEqual([])
  })
  it('gives the whole timeline, in the entries as they were appended', () => {
    const journal = filled()
    const { entries, more } = journal.entries({ after: 0, limit: 8 })
    expect(more).toBe(false)
    expect(entries).toEqual(journal.recent(8))
  })
  it('gives the last ones, oldest first, however many are asked for', () => {
    const journal = filled()
    expect(journal.recent(2).map(({ seq }) => seq)).toEqual([7, 8])
    expect(journal.recent(100).map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    expect(journal.recent(0)).toEqual([])
  })
})

describe('a start', () => {
  it('finds every entry, the state and the console\'s name again', () => {
    const { open } = journalIn(folder())
    const before = open()
    before.appendAll([...notes(3), { kind: 'phase.set', who: ada, data: { phase: 'pilot' } }])
    before.close()
    const after = open()
    expect(after.state()).toEqual(before.state())
    expect(after.recent(10)).toEqual(before.recent(10))
    expect(after.console).toBe(before.console)
    expect(after.opening).toEqual({ saved: 4 })
    expect(after.append(note('next'))).toMatchObject({ seq: 5, previous: before.state().head })
  })

  it('gives more of the last entries than are kept in memory', () => {
    const { open } = journalIn(folder())
    const before = open()
    before.appendAll(notes(1_300))
    before.close()
    const after = open()
    expect(after.recent(1_200).map(({ seq }) => seq)).toEqual(Array.from({ length: 1_200 }, (_, index) => 101 + index))
  })

  it('is refused while another has the journal open, and names the process', () => {
    const { open, file } = journalIn(folder())
    const first = open()
    expect(() => open()).toThrow(expect.objectContaining({ reason: 'in use', message: expect.stringContaining(`the journal is open in process ${process.pid}`) }))
    first.append(note('the first one goes on'))
    first.close()
    expect(open().state().seq).toBe(1)
    expect(existsSync(`${file}.lock`)).toBe(true)
  })

  it('is refused on a journal of a later Fifteen, and leaves it as it is', () => {
    const { open, file } = journalIn(folder())
    open().close()
    const db = new Database(file)
    db.pragma('user_version = 99')
    db.close()
    expect(() => open()).toThrow(expect.objectContaining({ reason: 'newer' }))
    expect(readBeside(file, 'PRAGMA user_version')).toEqual([{ user_version: 99 }])
  })

  it('after the journal was closed, nothing more is taken', () => {
    const journal = journalIn(folder()).open()
    journal.close()
    journal.close()
    for (const use of [() => journal.append(note('late')), () => journal.keep('a', 1), () => journal.nextFencing(), () => journal.entries({ after: 0, limit: 1 })])
      expect(use).toThrow(expect.objectContaining({ reason: 'closed' }))
  })
})

describe('the state', () => {
  const run = fc.constantFrom('r-1', 'r-2')
  const step = fc.constantFrom('switch', 'probe')
  const incident = fc.constantFrom('i-1', 'i-2')
  const drafts: fc.Arbitrary<Draft> = fc.oneof(
    incident.map((id): Draft => ({ kind: 'incident.opened', who: ada, incident: id, data: { title: `bad ${id}`, severity: 'P1', cause: 'errors' } })),
    fc.tuple(incident, fc.string({ minLength: 1, maxLength: 20 })).map(([id, text]): Draft => note(text, id)),
    incident.map((id): Draft => ({ kind: 'incident.closed', who: ada, incident: id, data: { summary: 'over' } })),
    fc.constantFrom('pilot', null).map((phase): Draft => ({ kind: 'phase.set', who: ada, data: { phase } })),
    fc.constantFrom('automatic', 'watch only').map((mode): Draft => ({ kind: 'automation.set', who: ada, data: { mode } })),
    run.map((id): Draft => ({
      kind: 'rollback.opened', who: ada, incident: 'i-1',
      data: {
        run: id, trigger: 'error-burst', manual: true, drill: false, plan: 'p', target: 'blue', identity: 'build-1', startedAt: 1, exposedSince: 0, deadline: 900_000,
        validation: 120_000, stages: [{ id: 's', title: 'S', from: 0, to: 120_000, steps: [{ id: 'switch', title: 'Switch', kind: 'route' }] }],
      },
    })),
    run.map((id): Draft => ({ kind: 'rollback.validated', who: ada, data: { run: id, how: 'pressed' } })),
    fc.tuple(run, step).map(([id, name]): Draft => ({ kind: 'step.intended', who: ada, data: { run: id, step: name, attempt: 1, fencing: 1, effect: 'weights' } })),
    fc.tuple(run, step).map(([id, name]): Draft => ({ kind: 'checklist.ticked', who: ada, data: { checklist: id, item: name, evidence: 'seen' } })),
  )

  it('is the fold over all entries, at every moment and after every start', () => {
    fc.assert(fc.property(fc.array(drafts, { maxLength: 30 }), (given) => {
      const { open } = journalIn(folder())
      const before = open()
      for (const draft of given) before.append(draft)
      expect(before.state()).toEqual(stateOf(before.recent(given.length)))
      before.close()
      const after = open()
      expect(after.state()).toEqual(before.state())
      after.close()
    }), { numRuns: 25 })
  })

  it('is the same from a snapshot as from the first entry', () => {
    const { open, file, events } = journalIn(folder())
    const before = open()
    for (const incident of ['i-1', 'i-2', 'i-3']) before.appendAll(notes(snapshotEvery - 100, incident))
    before.append({ kind: 'phase.set', who: ada, data: { phase: 'pilot' } })
    const all = before.entries({ after: 0, limit: 5_000 }).entries
    before.close()
    const taken = readBeside<{ seq: number }>(file, 'SELECT seq FROM snapshots ORDER BY seq')
    expect(taken).toEqual([{ seq: 800 }])
    const after = open()
    expect(after.state()).toEqual(stateOf(all))
    expect(events()).not.toContain('journal.snapshot passed over')
  })

  it('really comes from the snapshot: entries before it are not read at the start', () => {
    const { open, file } = journalIn(folder())
    const before = open()
    before.appendAll(notes(snapshotEvery))
    before.appendAll(notes(600))
    before.close()
    tamper(file, (db) => void db.exec("UPDATE entries SET body = 'not an entry' WHERE seq = 3"))
    expect(open().state()).toEqual(before.state())
  })

  const spoilt: readonly { what: string; sql: string }[] = [
    { what: 'absent', sql: 'DELETE FROM snapshots' },
    { what: 'unreadable', sql: "UPDATE snapshots SET state = substr(state, 1, 40)" },
    { what: 'changed by one letter', sql: "UPDATE snapshots SET state = replace(state, 'automatic', 'automatiC')" },
  ]
  it.each(spoilt)('is folded anew where the snapshot is $what', ({ sql }) => {
    const { open, file } = journalIn(folder())
    const before = open()
    before.appendAll(notes(snapshotEvery + 20))
    before.close()
    tamper(file, (db) => void db.exec(sql))
    expect(open().state()).toEqual(before.state())
  })

  const foreign: readonly { what: string; sql: string; head?: string }[] = [
    { what: 'another version of the fold', sql: "UPDATE snapshots SET fold = '0-other'" },
    { what: 'another chain', sql: "UPDATE snapshots SET hash = 'other'", head: 'other' },
    { what: 'an entry that is not there', sql: 'UPDATE snapshots SET seq = 4' },
  ]
  it.each(foreign)('is folded anew where the snapshot is whole, but of $what', ({ sql, head }) => {
    const { open, file, events } = journalIn(folder())
    const before = open()
    before.appendAll(notes(snapshotEvery + 20))
    before.close()
    const other = JSON.stringify({ ...before.state(), phase: 'never set', ...(head !== undefined && { head }) })
    tamper(file, (db) => {
      db.prepare('UPDATE snapshots SET state = ?, sum = ?').run(other, hashOfBody(other))
      db.exec(sql)
    })
    expect(open().state()).toEqual(before.state())
    expect(events()).toContain('journal.snapshot passed over')
  })
})

describe('listeners', () => {
  it('are told of every entry in order, once it can be read from the file', () => {
    const { open, file } = journalIn(folder())
    const journal = open()
    const seen: [number, number][] = []
    const stop = journal.subscribe((entry) => void seen.push([entry.seq, readBeside<{ n: number }>(file, 'SELECT max(seq) AS n FROM entries')[0]?.n ?? 0]))
    journal.append(note('one'))
    journal.appendAll(notes(2))
    stop()
    journal.append(note('unheard'))
    expect(seen).toEqual([[1, 1], [2, 3], [3, 3]])
  })

  it('may append, and do not hurt each other', () => {
    const { open, events } = journalIn(folder())
    const journal = open()
    const seen: number[] = []
    journal.subscribe(({ seq }) => {
      if (seq === 1) journal.append(note('an answer'))
      throw new Error('a fault of the listener')
    })
    journal.subscribe(({ seq }) => void seen.push(seq))
    journal.append(note('a question'))
    expect(seen).toEqual([1, 2])
    expect(journal.recent(5)).toHaveLength(2)
    expect(events().filter((event) => event === 'journal.listener failed')).toHaveLength(2)
  })
})

describe('what is appended together', () => {
  const count = (file: string): number => readBeside<{ readonly n: number }>(file, 'SELECT COUNT(*) AS n FROM entries')[0]?.n ?? 0

  it('is one write, durable when it returns and not before; what waits for that comes before the listeners', () => {
    const { open, file } = journalIn(folder())
    const journal = open()
    const order: string[] = []
    journal.subscribe(({ seq }) => void order.push(`told of ${seq}`))
    const made = journal.together(() => {
      journal.append(note('one'))
      const number = journal.nextFencing()
      journal.together(() => void journal.append(note('two')), () => order.push('then the inner'))
      expect([count(file), journal.state().seq, order]).toEqual([0, 2, []])
      return number
    }, (number) => order.push(`then ${number}, with ${count(file)} on disk`))
    expect(order).toEqual(['then the inner', `then ${made}, with 2 on disk`, 'told of 1', 'told of 2'])
    expect(journal.health()).toBe('durable')
    journal.close()
    expect(open().nextFencing()).toBeGreaterThan(made)
  })
  it('stays appended where the work fails afterwards, and what waited does not come', () => {
    const { open, file } = journalIn(folder())
    const journal = open()
    const told: number[] = []
    journal.subscribe(({ seq }) => void told.push(seq))
    const work = (): never => {
      journal.append(note('one'))
      throw new Error('afterwards')
    }
    expect(() => journal.together(work, () => told.push(0))).toThrow('afterwards')
    expect([count(file), told]).toEqual([1, [1]])
    journal.append(note('two'))
    expect([count(file), told]).toEqual([2, [1, 2]])
  })
})

describe('fencing numbers', () => {
  it('grow strictly, over restarts, and where the wall clock was set back', () => {
    const { open, clock } = journalIn(folder())
    const numbers: number[] = []
    for (const jump of [0, 5_000, -3_600_000, 0]) {
      clock.setWall(jump)
      const journal = open()
      numbers.push(journal.nextFencing(), journal.nextFencing())
      journal.close()
    }
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b))
    expect(new Set(numbers).size).toBe(8)
    expect(numbers.every(Number.isSafeInteger)).toBe(true)
  })

  it('of a console that drives later are greater than those of another journal', () => {
    const { open, clock } = journalIn(folder())
    const journal = open()
    const other = journalIn(folder())
    other.clock.wake(2_000)
    clock.wake(1_000)
    expect(other.open().nextFencing()).toBeGreaterThan(journal.nextFencing())
  })

  it('of two consoles that press in the same moment differ, so that one of them drives', () => {
    const numbers = ['desk', 'laptop'].map((console) => journalIn(folder()).open({ console }).nextFencing())
    expect(new Set(numbers).size).toBe(2)
  })

  it('go beyond one of a console whose clock is ahead, and stay below whoever drove since where a run is taken up again', () => {
    const journal = journalIn(folder()).open()
    const own = journal.nextFencing()
    const ahead = own + 3_600_000 * 100
    const laterOn = journalIn(folder())
    laterOn.clock.wake(5_000)
    const beyond = laterOn.open().nextFencing(ahead)
    const again = journal.sameDriver(own)
    expect(again).toBeGreaterThan(own)
    expect(journal.sameDriver(again)).toBeGreaterThan(again)
    // Not by little: those are the numbers of the one ahead where it takes its run up again.
    expect(beyond - ahead).toBeGreaterThan(800)
    expect(beyond - ahead).toBeLessThan(1_200)
  })
})

describe('notes', () => {
  it('are there after a restart, the last one of each name, and are no entries', () => {
    const { open } = journalIn(folder())
    const before = open()
    before.keep('judge', { pending: [1] })
    before.keep('judge', { pending: [1, 2], none: null })
    before.keep('console', 'not the journal\'s own')
    before.close()
    const after = open()
    expect(after.kept('judge')).toEqual({ pending: [1, 2], none: null })
    expect(after.kept('unknown')).toBeUndefined()
    expect(after.console).toBe(before.console)
    expect(after.state().seq).toBe(0)
  })

  it('that can not be read count as absent, and are logged', () => {
    const { open, file, events } = journalIn(folder())
    const before = open()
    before.keep('judge', 1)
    before.close()
    tamper(file, (db) => void db.exec("UPDATE notes SET value = '{' WHERE name = 'judge'"))
    expect(open().kept('judge')).toBeUndefined()
    expect(events()).toContain('journal.note unreadable')
  })
})

it('leaves one file and its lock when it is closed', () => {
  const dir = folder()
  const { open } = journalIn(dir)
  const journal = open()
  journal.appendAll(notes(3))
  journal.close()
  expect(readdirSync(dir).toSorted()).toEqual(['journal.sqlite', 'journal.sqlite.lock'])
})
