/** Who of several consoles tells people, over random partitions: nobody is left untold, and nobody told twice where they saw each other. Decision 9. */
import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { asksAgain, claimed, graceTime, passed, tellingNow, turnLasts, type Instant, type Turn, type TurnSeen } from '../../../shared/telling.ts'

const every = 500
type One = { readonly name: string; up: boolean; cut: boolean; /** Its channels are out of its reach. */ deaf: boolean; rests?: Instant | undefined; readonly queued: Set<string>; readonly sent: Set<string>; seen: TurnSeen }

/** Consoles that exchange, take the turn and send as the real ones do, on one clock; each message's key is what arrived. */
function room() {
  let now = 1_000_000
  let turn: Turn | undefined
  const shared = { queued: new Set<string>(), sent: new Set<string>(), beats: new Map<string, number>() }
  const arrived: string[] = []
  const instant = (): { readonly mono: number; readonly wall: number } => ({ mono: now, wall: now })
  const all = ['c-a', 'c-b', 'c-c'].map((name): One => ({ name, up: true, cut: false, deaf: false, queued: new Set(), sent: new Set(), seen: { own: name, since: instant() } }))
  const join = (from: ReadonlySet<string>, to: Set<string>): void => from.forEach((key) => void to.add(key))
  const exchange = (one: One): void => {
    join(one.queued, shared.queued)
    join(one.sent, shared.sent)
    join(shared.queued, one.queued)
    join(shared.sent, one.sent)
    shared.beats.set(one.name, now)
    if (one.rests && turn && asksAgain(one.rests, turn.until - now, instant())) one.rests = undefined
    if (one.rests === undefined) turn = claimed(turn, one.name, now)
    const heard = Math.max(...[...shared.beats].map(([name, at]) => (name === one.name ? -Infinity : at)))
    one.seen = { ...one.seen, ...(turn && { turn: { ...turn, left: turn.until - now, asked: instant() } }), ...(heard !== -Infinity && { heard }) }
  }
  const tick = (): void => {
    now += every
    for (const one of all.filter(({ up }) => up)) {
      if (!one.cut) exchange(one)
      if (tellingNow(one.seen, instant()) === 'waits') continue
      if (one.deaf) {
        if (turn === undefined || one.cut || tellingNow(one.seen, instant()) !== 'has the turn' || [...one.queued].every((key) => one.sent.has(key))) continue
        // As the outbox does: what could not be sent here is another's, with all that is known here.
        join(one.sent, shared.sent)
        turn = passed(turn, one.name, now)
        one.rests = instant()
        one.seen = { ...one.seen, turn: { ...turn, left: -1, asked: instant() } }
        continue
      }
      for (const key of one.queued) if (!one.sent.has(key)) {
        arrived.push(key)
        one.sent.add(key)
        if (!one.cut) shared.sent.add(key)
      }
    }
    expect(all.filter((one) => one.up && tellingNow(one.seen, instant()) === 'has the turn').length).toBeLessThanOrEqual(1)
  }
  return {
    all, arrived,
    run: (ms: number): void => {
      for (let at = 0; at < ms; at += every) tick()
    },
    start: (one: One): void => {
      if (one.up) return
      one.up = true
      one.rests = undefined
      one.seen = { own: one.name, since: instant() }
    },
  }
}

const act = fc.record({ do: fc.constantFrom('queue', 'queue', 'cut', 'heal', 'kill', 'start', 'deafen', 'hear', 'wait', 'wait'), who: fc.nat(2), ms: fc.constantFrom(500, 3_000, 12_000, 45_000) })

describe('after any partitions, kills and starts', () => {
  it('each message arrived, and once where nobody was cut off or killed', () => {
    fc.assert(fc.property(fc.array(act, { maxLength: 25 }), (acts) => {
      const { all, arrived, run, start } = room()
      const keys: string[] = []
      for (const { do: what, who, ms } of acts) {
        const one = all[who]
        if (one === undefined) continue
        if (what === 'queue' && one.up) one.queued.add(`m-${keys.push('')}`)
        if (what === 'cut') one.cut = true
        if (what === 'heal') one.cut = false
        if (what === 'kill') one.up = false
        if (what === 'start') start(one)
        if (what === 'deafen') one.deaf = true
        if (what === 'hear') one.deaf = false
        if (what === 'wait') run(ms)
      }
      // In the end any one of them reaches people.
      const hears = acts.length % all.length
      for (const [at, one] of all.entries()) {
        one.cut = false
        if (at === hears) one.deaf = false
        start(one)
      }
      run(150_000)
      const queued = new Set(all.flatMap((one) => [...one.queued]))
      expect(new Set(arrived)).toEqual(queued)
      if (!acts.some(({ do: what }) => what === 'cut' || what === 'kill')) expect(arrived).toHaveLength(queued.size)
    }), { numRuns: 300 })
  })

  it('one whose holder was killed before it sent it is sent by the next, once, when the turn is over', () => {
    const { all: [one, other], arrived, run } = room()
    if (one === undefined || other === undefined) throw new Error('no consoles')
    run(1_000)
    one.up = false
    other.queued.add('m-1')
    run(turnLasts - 2_000)
    expect(arrived).toEqual([])
    run(4_000)
    expect(arrived).toEqual(['m-1'])
  })

  it('who reaches nobody leaves it to the next at once, and has it back where that one reaches nobody either', () => {
    const { all: [one, other, third], arrived, run } = room()
    if (one === undefined || other === undefined || third === undefined) throw new Error('no consoles')
    third.up = false
    run(1_000)
    one.deaf = true
    one.queued.add('m-1')
    run(2_000)
    expect(arrived).toEqual(['m-1'])
    other.deaf = true
    other.queued.add('m-2')
    run(1_000)
    one.deaf = false
    run(8_000)
    expect(arrived).toEqual(['m-1', 'm-2'])
  })

  it('with the database gone both tell people, no sooner than the grace time after they last heard of each other', () => {
    const { all, arrived, run } = room()
    run(1_000)
    for (const one of all) {
      one.cut = true
      one.queued.add('m-1')
    }
    run(graceTime - 2_000)
    // The holder, as long as it is its turn.
    expect(arrived).toEqual(['m-1'])
    run(4_000)
    expect(arrived).toEqual(['m-1', 'm-1', 'm-1'])
  })
})

test.each([
  ['it has the turn', { turn: { console: 'c-a', number: 1, left: turnLasts, asked: { mono: 0, wall: 0 } } }, { mono: 8_000, wall: 8_000 }, 'has the turn'],
  ['its turn is about to end', { turn: { console: 'c-a', number: 1, left: turnLasts, asked: { mono: 0, wall: 0 } }, heard: 0 }, { mono: 9_500, wall: 9_500 }, 'waits'],
  ['it slept past its turn, and only the wall clock knows', { turn: { console: 'c-a', number: 1, left: turnLasts, asked: { mono: 0, wall: 0 } }, heard: 0 }, { mono: 100, wall: 3_600_000 }, 'waits'],
  ['another has it', { turn: { console: 'c-b', number: 1, left: turnLasts, asked: { mono: 0, wall: 0 } } }, { mono: 9_500, wall: 9_500 }, 'waits'],
  ['the other was there a moment ago', { heard: 50_000 }, { mono: 70_000, wall: 70_000 }, 'waits'],
  ['nobody was heard of', { heard: 10_000 }, { mono: 70_000, wall: 70_000 }, 'cut off'],
  ['it has just been started', {}, { mono: 5_000, wall: 5_000 }, 'waits'],
  ['it is alone, and the database never answered', {}, { mono: 31_000, wall: 31_000 }, 'cut off'],
] as const)('%s', (_, seen, now, expected) => {
  expect(tellingNow({ own: 'c-a', since: { mono: 0, wall: 0 }, ...seen }, now)).toBe(expected)
})
