/** Other consoles' chains as they come in: late, in pieces, twice, changed. Fault 30 of trust.md. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openOthers, type Sent } from '../../../../electron/consoles/others.ts'
import { seqAt } from '../../../../electron/console/around.ts'
import { createRecord } from '../../../../electron/consoles/record.ts'
import { createMomentAt } from '../../../../electron/journal/moment.ts'
import { bodyOf, canonical, genesis, hashOfBody } from '../../../../electron/journal/chain.ts'
import type { Entry } from '../../../../shared/journal.ts'
import { foldFrom, merge, placed, type Placed } from '../../../../shared/merge.ts'
import { emptyState } from '../../../../shared/state.ts'
import { chainedJournal } from '../../../doubles/chained-journal.ts'
import { fakeTime } from '../../../doubles/fake-time.ts'

const ada = { kind: 'person', name: 'Ada', role: 'operator' } as const
const sentOf = (entries: readonly Entry[]): readonly Sent[] => entries.map((entry) => ({ seq: entry.seq, body: bodyOf(entry), hash: entry.hash }))

function stand() {
  const time = fakeTime()
  const own = chainedJournal('c-b', time.clock)
  const record = createRecord(own, openOthers(':memory:'))
  const others = ['c-a', 'c-c'].map((name) => chainedJournal(name, time.clock))
  const write = (journal: typeof own, text: string): void => {
    time.sleep(7)
    journal.append({ kind: 'incident.opened', who: ada, incident: `i-${text}`, data: { title: text, severity: 'P1', cause: 'test' } })
  }
  return { time, own, record, others, write }
}
const whole = (chains: readonly (readonly Entry[])[]): readonly Placed[] => merge(chains.map((chain) => placed(chain)))

describe('what another console wrote and nobody can read', () => {
  const shell = { who: ada, at: { occurred: 1, observed: 1, recorded: 1, mono: 1, boot: 'b' }, console: 'c-a', seq: 1, previous: '0'.repeat(64) }
  const taken = (body: string) => {
    const made = stand()
    const first = body.replace(/"previous":"[^"]*"/, `"previous":"${genesis.hash}"`)
    made.record.receive('c-a', [{ seq: 1, body: first, hash: hashOfBody(first) }])
    return made
  }

  it.each(['null', '[]', '1', '{}', canonical({ ...shell, kind: 'incident.note', data: { text: 'x' }, who: null }), canonical({ ...shell, kind: 'incident.note', data: { text: 'x' }, at: { ...shell.at, order: 2 ** 53 - 1 } }), canonical({ ...shell, kind: 'incident.note', data: { text: 'x' }, at: { ...shell.at, recorded: 1e300 } })])('is refused and named: %s', (body) => {
    const { record, own, write } = taken(body)
    expect(record.faults()).toMatchObject([{ console: 'c-a', at: 1 }])
    expect(record.heads().get('c-a')).toBeUndefined()
    write(own, 'goes on')
    expect(record.state().incidents.map(({ id }) => id)).toEqual(['i-goes on'])
  })

  it('is named where its hash is good and its data is not what a fold takes, and changes nothing here, not after a restart either', () => {
    const { record, own, write } = taken(canonical({ ...shell, kind: 'rollback.opened', incident: 'i-1', data: { run: 'r-1', stages: null } }))
    expect(record.faults()).toMatchObject([{ console: 'c-a', at: 1, detail: expect.stringContaining('rollback.opened') }])
    write(own, 'goes on')
    expect(record.state().incidents.map(({ id }) => id)).toContain('i-goes on')
    expect(record.state().run).toBeUndefined()
  })

  it.each([
    ['survey.opened', { survey: 's-1', title: 'x', questions: null, asked: null, closes: 'soon' }], ['pilot.added', { pilot: 'u-1', person: 'Nia' }], ['decision.decided', { phase: 'phase-1', outcome: 'GO', evidence: 7 }],
    ['figures.day', { date: 'x', watched: {} }], ['bug.reported', { bug: {} }], ['checklist.ticked', { checklist: 1 }],
  ] as const)('is named and never reaches the state: %s', (kind, data) => {
    const { record, own, write } = taken(canonical({ ...shell, kind, data }))
    write(own, 'goes on')
    expect(record.state()).toMatchObject({ pilots: emptyState.pilots, programme: emptyState.programme, checklists: {}, days: {} })
    expect(record.faults()).toMatchObject([{ console: 'c-a', at: 1, detail: expect.stringContaining(`${kind}) of c-a can't be understood here`) }])
  })

  it('is folded for what is known of it where a newer console says more', () => {
    const { record } = taken(canonical({ ...shell, kind: 'risk.set', data: { risk: 'errors', owner: 'Bo', mood: 'calm' } }))
    expect(record.state().programme.risks['errors']).toMatchObject({ owner: 'Bo' })
    expect(record.faults()).toEqual([])
  })
})

describe('chains that come in', () => {
  it('in any pieces, at any time between own entries, twice or late, lead to the fold over all of them in the one order', () => {
    const move = fc.oneof(
      fc.record({ do: fc.constant('own' as const) }), fc.record({ do: fc.constant('other' as const), which: fc.nat(1) }),
      fc.record({ do: fc.constant('send' as const), which: fc.nat(1), from: fc.nat(30), count: fc.nat(9) }),
    )
    fc.assert(fc.property(fc.array(move, { maxLength: 120 }), (moves) => {
      const { own, record, others, write } = stand()
      for (const [at, one] of moves.entries()) {
        const other = 'which' in one ? others[one.which] : undefined
        if (one.do === 'own') write(own, `own-${at}`)
        else if (one.do === 'other' && other) write(other, `other-${at}`)
        else if (one.do === 'send' && other) {
          // Again from before what is known: what came once comes twice.
          const known = record.heads().get(other.console)?.seq ?? 0
          record.receive(other.console, sentOf(other.all().slice(Math.max(0, known - one.from), known + one.count)))
        }
      }
      for (const other of others) record.receive(other.console, sentOf(other.all()))
      expect(record.faults()).toEqual([])
      const all = whole([own.all(), ...others.map((other) => other.all())])
      const expected = all.reduce((state, { entry }) => foldFrom('c-b', state, entry), emptyState)
      expect(record.state().incidents.map(({ id }) => id)).toEqual(expected.incidents.map(({ id }) => id))
      expect([record.state().seq, record.state().head]).toEqual([own.state().seq, own.state().head])
    }), { numRuns: 100 })
  })

  it('give the state of a time that is over, whatever came since and in whichever order', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.nat(2), { minLength: 1, maxLength: 40 }), fc.nat(300), fc.boolean(), async (turns, ms, early) => {
      const { own, record, others, write, time } = stand()
      const before = time.clock.wall()
      for (const [index, turn] of turns.entries()) write([own, ...others][turn] ?? own, String(index))
      for (const other of early ? others : others.toReversed()) record.receive(other.console, sentOf(other.all()))
      const then = whole([own.all(), ...others.map((other) => other.all())]).filter(({ order }) => order <= before + ms)
      const momentAt = createMomentAt({ journal: own, others: record, file: { before: () => undefined, put: async () => undefined } })
      const { seq: ownSeq, moment, others: ends } = await momentAt(seqAt(own, before + ms), before + ms)
      expect({ ...moment.state, seq: 0, head: '' }).toEqual({ ...then.reduce((known, { entry }) => foldFrom('c-b', known, entry), emptyState), seq: 0, head: '' })
      expect(Object.fromEntries([...(ownSeq > 0 ? [['c-b', { seq: ownSeq }] as const] : []), ...Object.entries(ends)].map(([console, { seq }]) => [console, seq]))).toEqual(Object.fromEntries(then.map(({ entry }) => [entry.console, entry.seq])))
    }), { numRuns: 50 })
  })

  it('are asked for by kind and time, in the one order', () => {
    const { record, others, write, time } = stand()
    const before = time.clock.wall()
    for (let number = 0; number < 6; number += 1) write(others[number % 2] ?? others[0] as never, String(number))
    for (const other of others) record.receive(other.console, sentOf(other.all()))
    const ids = (from: number, to: number): readonly unknown[] => record.between(['incident.opened'], from, to).map(({ entry }) => entry.incident)
    expect(ids(0, Infinity)).toEqual(['i-0', 'i-1', 'i-2', 'i-3', 'i-4', 'i-5'])
    expect(ids(before + 14, before + 28)).toEqual(['i-1', 'i-2'])
    expect(record.between(['incident.closed'], 0, Infinity)).toEqual([])
  })

  it('are not there: the state is the journal\'s own to the letter, and its entries bear no number', () => {
    const { own, record, write } = stand()
    write(own, 'alone')
    expect(record.state()).toBe(own.state())
    expect(own.all()[0]?.at).not.toHaveProperty('order')
  })

  it('go by the wall where a console was alone when it wrote', () => {
    const { own, record, others: [other], write, time } = stand()
    write(own, 'first')
    if (other) write(other, 'second')
    write(own, 'third')
    record.receive('c-a', sentOf(other?.all() ?? []))
    expect(record.state().incidents.map(({ id }) => id)).toEqual(['i-third', 'i-second', 'i-first'])
    time.sleep(-60_000)
    write(own, 'with the clock set back')
    expect(record.state().incidents[0]?.id).toBe('i-with the clock set back')
  })
})

describe('a chain that is not what it was', () => {
  const spoilt: readonly (readonly [string, (sent: readonly Sent[]) => readonly Sent[], RegExp])[] = [
    ['with a changed text', (sent) => sent.map((one, at) => (at === 3 ? { ...one, body: one.body.replace('n-3', 'n-9') } : one)), /its text has the hash/],
    ['changed and hashed anew', (sent) => sent.map((one, at) => (at === 3 ? rehashed(one) : one)), /follows .* one of the two was replaced/],
    ['with one left out', (sent) => sent.filter((_, at) => at !== 3), /1 missing/],
    ['of another console', (sent) => sent.map((one, at) => (at === 3 ? renamed(one) : one)), /says that it is of c-x/],
    ['that is no JSON', (sent) => sent.map((one, at) => (at === 3 ? { ...one, body: '{' } : one)), /not an entry/],
  ]
  const rehashed = (one: Sent): Sent => {
    const body = one.body.replace('n-3', 'n-9')
    return { ...one, body, hash: hashOfBody(body) }
  }
  const renamed = (one: Sent): Sent => {
    const body = one.body.replace('"console":"c-a"', '"console":"c-x"')
    return { ...one, body, hash: hashOfBody(body) }
  }
  it.each(spoilt)('%s is taken up to there, named, and refused from there on', (_, spoil, words) => {
    const { record, others: [other], write } = stand()
    if (other === undefined) throw new Error('no other console')
    for (let number = 0; number < 6; number += 1) write(other, `n-${number}`)
    record.receive('c-a', spoil(sentOf(other.all())))
    const [fault] = record.faults()
    expect(fault).toMatchObject({ console: 'c-a' })
    expect(fault?.detail).toMatch(words)
    const { seq } = record.heads().get('c-a') ?? { seq: 0 }
    expect(seq).toBeLessThan(5)
    expect(record.receive('c-a', sentOf(other.all()))).toBe(0)
    expect(record.state().incidents).toHaveLength(seq)
  })

  it('forked behind what is known is named with both hashes', () => {
    const { record, others: [other], write, time } = stand()
    if (other === undefined) throw new Error('no other console')
    for (let number = 0; number < 4; number += 1) write(other, `n-${number}`)
    record.receive('c-a', sentOf(other.all()))
    const fork = chainedJournal('c-a', time.clock, other.all().slice(0, 2))
    write(fork, 'another third')
    record.receive('c-a', sentOf(fork.all()))
    expect(record.faults()[0]?.detail).toMatch(/entry 3 of c-a was .* and is .* now: its chain has forked/)
    expect(record.verify()).toEqual([{ console: 'c-a', entries: 4, fault: record.faults()[0] }])
  })
})
