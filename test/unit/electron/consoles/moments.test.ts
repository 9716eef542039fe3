/** A moment of the past, of several consoles: the fold over what stands before its place in the one order, however it is found. Issue 6, replay; decision 9. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createMoments } from '../../../../electron/console/replay/moments.ts'
import { readPast } from '../../../../electron/console/replay/past.ts'
import { openOthers, type Sent } from '../../../../electron/consoles/others.ts'
import { createRecord } from '../../../../electron/consoles/record.ts'
import { bodyOf } from '../../../../electron/journal/chain.ts'
import { createMomentAt } from '../../../../electron/journal/moment.ts'
import { openMomentFile } from '../../../../electron/journal/moment-file.ts'
import type { Incident } from '../../../../shared/incident.ts'
import type { Entry } from '../../../../shared/journal.ts'
import { comparePlaces, foldFrom, merge, placed, placeOf, type Placed } from '../../../../shared/merge.ts'
import { emptyMoment, foldMomentFrom } from '../../../../shared/moment.ts'
import { emptyState, type State } from '../../../../shared/state.ts'
import { chainedJournal } from '../../../doubles/chained-journal.ts'
import { fakeTime } from '../../../doubles/fake-time.ts'
import { lenientRead } from '../../../doubles/plan-on.ts'
import { quietLog } from '../../../real/electron/shell/transports.ts'

const ada = { kind: 'person', name: 'Ada', role: 'operator' } as const
const names = ['c-b', 'c-a', 'c-c'] as const
const own = names[0]

const move = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('write' as const), who: fc.nat(2), what: fc.nat(5), ms: fc.nat(40) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('send' as const), who: fc.integer({ min: 1, max: 2 }), count: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('hear' as const), who: fc.integer({ min: 1, max: 2 }), of: fc.nat(2) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('seek' as const), back: fc.nat(1_500) }) },
)
type Move = typeof move extends fc.Arbitrary<infer T> ? T : never
const skews = fc.tuple(fc.constant(0), fc.integer({ min: -300, max: 300 }), fc.integer({ min: -300, max: 300 }))

/** Three consoles with clocks of their own; what the others write comes here in pieces, late, or never. */
function stand(skew: readonly number[]) {
  const time = fakeTime()
  const journals = names.map((name, at) => chainedJournal(name, { ...time.clock, wall: () => time.clock.wall() + (skew[at] ?? 0) }))
  const [mine, ...rest] = journals
  if (mine === undefined) throw new Error('no journal')
  const record = createRecord(mine, openOthers(':memory:'))
  const begun = time.clock.wall()
  mine.append({ kind: 'incident.opened', who: ada, incident: 'i-0', data: { title: 'Errors', severity: 'P1', cause: 'test' } })
  const write = (who: number, what: number): void => void [
    () => journals[who]?.append({ kind: 'incident.opened', who: ada, incident: `i-${who}-${journals[who]?.all().length}`, data: { title: 'Errors', severity: 'P1', cause: 'test' } }),
    () => journals[who]?.append({ kind: 'incident.note', who: ada, incident: 'i-0', data: { text: 'seen' } }),
    () => journals[who]?.append({ kind: 'automation.set', who: ada, data: { mode: who === 0 ? 'watch only' : 'automatic' } }),
    () => journals[who]?.append({ kind: 'checklist.ticked', who: ada, data: { checklist: 'daily', item: `x${journals[who]?.all().length}`, evidence: 'done' } }),
    () => journals[who]?.append({ kind: 'gate.turned', who: ada, environment: 'green', data: { gate: `g-${who}`, title: 'x', from: 'ok', to: 'pending', outcome: 'fail', threshold: 1, samples: 1, response: 'alert' } }),
    () => journals[who]?.append({ kind: 'incident.severity', who: ada, incident: 'i-0', data: { severity: who === 0 ? 'P0' : 'P2' } }),
  ][what]?.()
  const known = (who: number): number => record.heads().get(names[who] ?? '')?.seq ?? 0
  const take = (who: number, count: number): void => {
    const sent = journals[who]?.all().slice(known(who), known(who) + count).map((entry): Sent => ({ seq: entry.seq, body: bodyOf(entry), hash: entry.hash })) ?? []
    record.receive(names[who] ?? '', sent)
  }
  /** All that this console has, each with its number. */
  const chains = (): readonly (readonly Placed[])[] => journals.map((journal, who) => placed(who === 0 ? journal.all() : journal.all().slice(0, known(who))))
  /** What a moment is made of: all up to this console's last entry by then, and what others' numbers place before its next one and by then. */
  const before = (wall: number): readonly Placed[] => {
    const ours = chains()[0] ?? []
    const last = ours.findLast(({ entry }) => entry.at.recorded <= wall)
    const next = ours.find(({ entry }) => entry.at.recorded > wall)
    return merge(chains()).filter((one) => (last !== undefined && comparePlaces(placeOf(one), placeOf(last)) <= 0)
      || (one.entry.console !== own && one.order <= wall && (next === undefined || comparePlaces(placeOf(one), placeOf(next)) < 0)))
  }
  const act = (one: Move): void => {
    if (one.do === 'write') {
      time.sleep(one.ms)
      write(one.who, one.what)
    }
    if (one.do === 'hear') journals[one.who]?.seen(placed(journals[one.of]?.all() ?? []).at(-1)?.order ?? 0)
    if (one.do === 'send') take(one.who, one.count)
  }
  const journal = { ...mine, state: record.state }
  return { time, begun, mine, journal, rest, record, act, take, write, chains, before }
}
type Stand = ReturnType<typeof stand>
const lastBy = ({ mine }: Stand, wall: number): number => mine.all().findLast(({ at }) => at.recorded <= wall)?.seq ?? 0
const foldOf = (entries: readonly Placed[]) => entries.reduce((moment, { entry }) => foldMomentFrom(own, moment, entry), emptyMoment)

describe('the state at a moment', () => {
  it('is the fold over what stands before its place in the one order, while chains come in late, from any kept state', async () => {
    await fc.assert(fc.asyncProperty(fc.array(move, { maxLength: 90 }), skews, fc.integer({ min: 1, max: 9 }), async (moves, skew, every) => {
      const made = stand(skew)
      const file = openMomentFile(':memory:', quietLog())
      const at = createMomentAt({ journal: made.journal, others: made.record, file, every })
      const look = async (momentAt: typeof at, wall: number): Promise<void> => {
        const expected = made.before(wall)
        // It is a beginning of the whole, and nothing in it is missed.
        expect(merge(made.chains()).slice(0, expected.length)).toEqual(expected)
        const { moment, others, seq } = await momentAt(lastBy(made, wall), wall)
        expect(moment).toEqual(foldOf(expected))
        expect([seq, ...names.slice(1).map((name) => others[name]?.seq ?? 0)]).toEqual(names.map((name) => expected.filter(({ entry }) => entry.console === name).length))
      }
      for (const one of moves) {
        made.act(one)
        if (one.do === 'seek') await look(at, made.time.clock.wall() - one.back)
      }
      const end = made.time.clock.wall()
      const again = createMomentAt({ journal: made.journal, others: made.record, file, every })
      for (let wall = made.begun - 1; wall <= end + 400; wall += Math.max(1, (end - made.begun) / 7)) await look(again, Math.floor(wall))
      // Asked by this console's number alone: what stands before that entry.
      const seq = Math.ceil(made.mine.all().length / 2)
      const place = made.chains()[0]?.[seq - 1]
      if (place) expect((await again(seq)).moment).toEqual(foldOf(merge(made.chains()).filter((one) => comparePlaces(placeOf(one), placeOf(place)) <= 0)))
      file.close()
    }), { numRuns: 60 })
  })

  it('reads, of a long record of three chains, no more than what comes after the nearest kept state', async () => {
    const made = stand([0, 0, 0])
    for (let number = 0; number < 900; number += 1) {
      made.time.sleep(5)
      made.write(number % 3, 3)
    }
    for (const who of [1, 2]) made.take(who, 300)
    const file = openMomentFile(':memory:', quietLog())
    await createMomentAt({ journal: made.journal, others: made.record, file, every: 100 })(301, Infinity)
    let read = 0
    const counted = <T extends { readonly length: number }>(found: T): T => {
      read += found.length
      return found
    }
    const journal = { ...made.journal, entries: (query: Parameters<typeof made.journal.entries>[0]) => {
      const found = made.journal.entries(query)
      counted(found.entries)
      return found
    } }
    const others = { ...made.record, page: (...asked: Parameters<typeof made.record.page>) => counted(made.record.page(...asked)) }
    const { moment } = await createMomentAt({ journal, others, file, every: 100 })(250, 0)
    expect(moment.state.seq).toBe(250)
    // A page of each other chain at most, the entries of this one, and those that prove the kept state.
    expect(read).toBeLessThanOrEqual(100 + 2 * 100 + 10)
    file.close()
  })

  it('is this journal\'s alone where nobody else has written, and where their file is gone', async () => {
    const made = stand([0, 0, 0])
    for (let number = 0; number < 20; number += 1) made.write(number % 2, 3)
    const file = openMomentFile(':memory:', quietLog())
    made.take(1, 20)
    await createMomentAt({ journal: made.journal, others: made.record, file, every: 3 })(99, Infinity)
    const alone = createMomentAt({ journal: made.mine, file, every: 3 })
    expect((await alone(99)).moment).toEqual(foldOf(placed(made.mine.all())))
    file.close()
  })
})

describe('a replay', () => {
  const opened = { plan: lenientRead(), hash: 'h', from: 'built-in', mistakes: [], findings: [] } as const
  const replay = (made: Stand) => {
    const file = openMomentFile(':memory:', quietLog())
    const moments = createMoments({
      journal: made.journal, others: made.record, clock: made.time.clock, momentAt: createMomentAt({ journal: made.journal, others: made.record, file, every: 5 }),
      seriesOf: async () => ({ store: undefined, from: 'none' }), opened: () => opened, planOf: () => undefined,
    })
    const incident = (): Incident => {
      const found = made.record.state().incidents.find(({ id }) => id === 'i-0')
      if (found === undefined) throw new Error('no incident')
      return found
    }
    return { moments, incident, close: () => file.close() }
  }

  it('played on by what has come since, as a page does, shows what it is given whole, though chains come in between', async () => {
    await fc.assert(fc.asyncProperty(fc.array(move, { minLength: 10, maxLength: 60 }), skews, async (moves, skew) => {
      const made = stand(skew)
      const { moments, incident, close } = replay(made)
      let had: Awaited<ReturnType<typeof moments.at>> | undefined
      let state: State = emptyState
      for (const one of moves) {
        made.act(one)
        if (one.do !== 'seek') continue
        const wall = made.time.clock.wall() - one.back / 4
        const next = await moments.at({ incident: incident(), wall, have: had && { seq: state.seq, planKey: had.planKey, ...(had.merged && { merged: had.merged }) } })
        const own = next.merged?.own
        state = next.change.kind === 'state' ? next.change.state : next.change.entries.reduce((before, entry) => foldFrom(own ?? entry.console, before, entry), state)
        const whole = await moments.at({ incident: incident(), wall })
        if (whole.change.kind !== 'state') throw new Error('the state was asked for')
        expect(state).toEqual(whole.change.state)
        expect(whole.change.recent.map(({ console, seq }) => [console, seq])).toEqual(made.before(next.wall).slice(-200).map(({ entry: { console, seq } }) => [console, seq]))
        had = next
      }
      close()
    }), { numRuns: 60 })
  })

  it('has an event for each entry of the others in its time, and shows it from that event on and not before', async () => {
    await fc.assert(fc.asyncProperty(fc.array(move, { minLength: 10, maxLength: 60 }), skews, async (moves, skew) => {
      const made = stand(skew)
      const { moments, incident, close } = replay(made)
      for (const one of moves) made.act(one)
      made.time.sleep(1_000)
      const { events, from } = await moments.span(incident())
      const theirs = (entries: readonly Entry[]) => entries.filter(({ console, incident: of, kind }) => console !== own && (of === 'i-0' || (of === undefined && kind !== 'gate.turned'))).map(({ console, seq }) => `${console} ${seq}`)
      expect(events.filter(({ console }) => console !== undefined).map(({ console, seq }) => `${console} ${seq}`).toSorted()).toEqual(theirs(made.before(made.time.clock.wall()).map(({ entry }) => entry)).toSorted())
      for (const event of events) {
        if (event.console === undefined) continue
        const shown = (wall: number): boolean => theirs(made.before(wall).map(({ entry }) => entry)).includes(`${event.console} ${event.seq}`)
        expect([shown(event.at), shown(event.at - 1)]).toEqual([true, false])
      }
      // Its timeline goes by the same place.
      const middle = Math.floor((from + made.time.clock.wall()) / 2)
      const told = await moments.others({ incident: incident(), of: incident(), wall: middle })
      expect(told.map(({ console, seq }) => [console, seq])).toEqual(made.before(middle).filter(({ entry }) => entry.console !== own && entry.incident === 'i-0').map(({ entry: { console, seq } }) => [console, seq]))
      close()
    }), { numRuns: 60 })
  })
})

describe('the rules over the record', () => {
  it('have the runs and phases of other consoles at their place: a veto of another counts', () => {
    const made = stand([0, 0, 0])
    const [bo] = made.rest
    made.mine.append({ kind: 'phase.set', who: ada, data: { phase: 'phase-1' } })
    made.time.sleep(1_000)
    bo?.append({ kind: 'rollback.opened', who: ada, incident: 'i-0', data: { run: 'r-1', trigger: 'button', manual: false, drill: false, plan: 'h', target: 'blue', identity: '', startedAt: 5_000, exposedSince: 2_000, deadline: 900_000, validation: 120_000, stages: [] } })
    made.time.sleep(1_000)
    made.mine.append({ kind: 'phase.set', who: ada, data: { phase: 'phase-2' } })
    made.time.sleep(1_000)
    bo?.append({ kind: 'phase.set', who: ada, data: { phase: 'phase-3' } })
    bo?.append({ kind: 'rollback.vetoed', who: ada, why: 'no', incident: 'i-0', data: { run: 'r-1', lapse: 1 } })
    made.take(1, 9)
    const past = readPast(made.journal, lenientRead(), [], made.record.ofRuns())
    expect(past.runs).toMatchObject([{ run: 'r-1', opened: made.begun + 1_000, exposed: made.begun - 2_000, outcome: 'vetoed', mark: 'false alarm', ended: made.begun + 3_000 }])
    expect([0, 500, 2_500, 3_500].map((ms) => past.phaseAt(made.begun + ms))).toEqual(['phase-1', 'phase-1', 'phase-2', 'phase-3'])
    expect(readPast(made.journal, lenientRead(), []).runs).toEqual([])
  })
})
