/** The outbox on a simulated clock, over channels that fail as they are told: no message is lost, none goes twice where that can be known. */
import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import type { Outcome, Outgoing, Way } from '../../../../electron/people/channels/channel.ts'
import { startOutbox, type Outbox } from '../../../../electron/people/outbox.ts'
import type { TellingTurn } from '../../../../electron/people/turn.ts'
import type { Draft } from '../../../../shared/journal.ts'
import type { Channel } from '../../../../shared/plan.ts'
import { fakeTime } from '../../../doubles/fake-time.ts'
import { listeningJournal, type Left } from '../../../doubles/listening-journal.ts'
import { quietLog } from '../../../real/electron/shell/transports.ts'
import { tbsPlan } from '../../shared/plan/tbs-plan.ts'

const ada = { kind: 'person', name: 'Ada', role: 'operator' } as const
const tree = { kind: 'rule', name: 'communication-tree' } as const
const minute = 60_000
const settings = (id: string, more: Partial<Channel> = {}): Channel => ({ id, kind: 'desktop', sound: true, timeout: 10_000, attempts: 3, limit: { count: 20, per: minute }, ...more }) as Channel
const refused: Outcome = { sent: false, detail: 'refused', again: true, maybe: false }

type Behaviour = (message: Outgoing, signal: AbortSignal) => Promise<Outcome>
/** What stands outside and outlives a restart: what each channel took, in order. */
type World = { readonly took: { readonly channel: string; readonly key: string; readonly repeat: boolean; readonly at: number }[]; readonly behaviours: Record<string, Behaviour>; readonly dedups: Readonly<Record<string, boolean>>; /** What a pager was told of its alerts, and what it answers. */ readonly settled: string[]; settles: Outcome }
const takes: Behaviour = () => Promise.resolve({ sent: true, proof: 'taken' })

let running: Outbox | undefined
afterEach(async () => {
  await running?.stop()
  running = undefined
})

function outside(ids: readonly string[], dedups: Readonly<Record<string, boolean>> = {}): World {
  return { took: [], behaviours: Object.fromEntries(ids.map((id) => [id, takes])), dedups, settled: [], settles: { sent: true, proof: 'taken' } }
}

function open({ world, time = fakeTime(), left, turn, channels = [settings('mail'), settings('chat')] }: { readonly turn?: TellingTurn; readonly world: World; readonly time?: ReturnType<typeof fakeTime>; readonly left?: Left; readonly channels?: readonly Channel[] }) {
  const journal = listeningJournal(time.clock, left)
  const base = tbsPlan()
  const plan = { people: { ...base.people, channels: [...channels] } }
  const way = ({ id }: Channel): Way => ({
    id, kind: 'test', dedups: world.dedups[id] ?? false, stop: () => undefined,
    send: async (message, signal) => {
      const outcome = await (world.behaviours[id] ?? takes)(message, signal)
      // A time-out may well have arrived.
      if (outcome.sent || outcome.maybe) world.took.push({ channel: id, key: message.key, repeat: message.repeat, at: time.clock.mono() })
      return outcome
    },
    ...(id === 'pager' && {
      settle: (key: string, how: string) => {
        world.settled.push(`${how} ${key}`)
        return Promise.resolve(world.settles)
      },
    }),
  })
  const outbox = startOutbox({ journal, plan: () => plan, open: way, clock: time.clock, timers: time.timers, log: quietLog(), ...(turn && { turn }) })
  running = outbox
  return { journal, outbox, time }
}

const queued = (message: string, more: Partial<Extract<Draft, { kind: 'message.queued' }>['data']> = {}, who: Draft['who'] = tree): Draft => ({
  kind: 'message.queued', who, incident: 'i-1', data: { message, kind: 'notice', to: 'cto', channels: ['mail', 'chat'], title: 'Orders fail', text: 'Since 14:00.', ...more },
})

describe('a message', () => {
  test('goes by its first channel, with the proof on the record', async () => {
    const world = outside(['mail', 'chat'])
    const { journal, time } = open({ world })
    journal.append(queued('m-1'))
    await time.settle()
    expect(world.took.map(({ channel, key }) => `${channel} ${key}`)).toEqual(['mail m-1'])
    expect(journal.of('message.sent').map(({ data, incident }) => ({ ...data, incident }))).toEqual([{ message: 'm-1', to: 'cto', channel: 'mail', proof: 'taken', incident: 'i-1' }])
  })

  test('of a dead channel goes by the next, and says so; the dead one is then tried once a message', async () => {
    const world = outside(['mail', 'chat'])
    let asked = 0
    world.behaviours['mail'] = () => {
      asked += 1
      return Promise.resolve(refused)
    }
    const { journal, time } = open({ world })
    journal.append(queued('m-1'))
    await time.advance(2_000 + 4_000)
    expect(journal.of('message.failed').map(({ data }) => data)).toEqual([{ message: 'm-1', to: 'cto', channel: 'mail', error: 'refused', attempts: 3, next: 'chat' }])
    expect(journal.of('message.sent')[0]?.data.channel).toBe('chat')
    journal.append(queued('m-2'))
    await time.settle()
    expect(asked).toBe(4)
    expect(world.took.map(({ key }) => key)).toEqual(['m-1', 'm-2'])
  })

  test('that a channel refuses for good falls back at once', async () => {
    const world = outside(['mail', 'chat'])
    world.behaviours['mail'] = () => Promise.resolve({ sent: false, detail: 'answered 401', again: false, maybe: false })
    const { journal, time } = open({ world })
    journal.append(queued('m-1'))
    await time.settle()
    expect(world.took.map(({ channel }) => channel)).toEqual(['chat'])
  })

  test('waits as long as the other side asks, and no longer where there is another way', async () => {
    const world = outside(['mail', 'chat'])
    const told: number[] = []
    const asks = (retryAfter: number): Behaviour => () => Promise.resolve({ ...refused, detail: 'answered 429', retryAfter })
    const { journal, time } = open({ world })
    world.behaviours['mail'] = (...given) => {
      told.push(time.clock.mono())
      return told.length === 1 ? asks(7_000)(...given) : takes(...given)
    }
    const from = time.clock.mono()
    journal.append(queued('m-1'))
    await time.advance(minute)
    expect(told.map((at) => at - from)).toEqual([0, 7_000])
    world.behaviours['mail'] = asks(600_000)
    journal.append(queued('m-2'))
    await time.settle()
    expect(world.took.at(-1)).toMatchObject({ channel: 'chat', key: 'm-2' })
  })

  test('to a channel that never answers is given up in its time and marked as a repeat', async () => {
    const world = outside(['mail', 'chat'])
    world.behaviours['mail'] = (_, signal) => new Promise((resolve) => signal.addEventListener('abort', () => resolve({ sent: false, detail: 'no answer in time', again: true, maybe: true })))
    const { journal, time } = open({ world, channels: [settings('mail', { attempts: 1 }), settings('chat')] })
    journal.append(queued('m-1'))
    await time.advance(10_000)
    expect(world.took).toMatchObject([{ channel: 'mail', repeat: false }, { channel: 'chat', repeat: true }])
  })

  test('of a person is held back for a moment, and does not go once it is taken back', async () => {
    const world = outside(['mail', 'chat'])
    const { journal, time } = open({ world })
    journal.append(queued('m-1', {}, ada))
    journal.append(queued('m-2', {}, ada))
    await time.advance(4_999)
    expect(world.took).toEqual([])
    journal.append({ kind: 'message.withdrawn', who: ada, why: 'wrong', data: { message: 'm-1' } })
    await time.advance(1)
    expect(world.took.map(({ key }) => key)).toEqual(['m-2'])
  })

  test('by a channel that the plan does not have goes by the next', async () => {
    const world = outside(['mail', 'chat'])
    const { journal, time } = open({ world })
    journal.append(queued('m-1', { channels: ['pager', 'chat'] }))
    await time.settle()
    expect(journal.of('message.failed')[0]?.data).toMatchObject({ channel: 'pager', error: 'the plan has no channel pager', next: 'chat' })
    expect(world.took.map(({ channel }) => channel)).toEqual(['chat'])
  })
})

describe('a night without network', () => {
  test('messages wait with one entry a channel, and are caught up once: of the updates the last', async () => {
    const world = outside(['mail', 'chat'])
    world.behaviours['mail'] = () => Promise.resolve(refused)
    world.behaviours['chat'] = () => Promise.resolve(refused)
    const { journal, time } = open({ world })
    journal.append(queued('first'))
    for (let number = 1; number <= 6; number += 1) {
      await time.advance(30 * minute)
      journal.append(queued(`update-${number}`, { kind: 'update' }))
    }
    await time.advance(30 * minute)
    expect(journal.of('message.failed').filter(({ data }) => data.message === 'first').map(({ data }) => data.channel)).toEqual(['mail', 'chat'])
    expect(journal.state().messages.find(({ id }) => id === 'first')?.state).toBe('failed')
    world.behaviours['mail'] = takes
    world.behaviours['chat'] = takes
    await time.advance(15 * minute)
    expect(world.took.map(({ key }) => key).toSorted()).toEqual(['first', 'update-6'])
    expect(journal.of('message.withdrawn').map(({ data }) => data.message)).toEqual(['update-1', 'update-2', 'update-3', 'update-4', 'update-5'])
  })

  test('a message that is a day old is given up, and says why', async () => {
    const world = outside(['mail', 'chat'])
    world.behaviours['mail'] = () => Promise.resolve(refused)
    world.behaviours['chat'] = () => Promise.resolve(refused)
    const { journal, time } = open({ world })
    journal.append(queued('m-1'))
    await time.advance(24 * 60 * minute + 2 * minute)
    expect(journal.of('message.withdrawn').map(({ why }) => why)).toEqual(['no channel took it in time: it would say what is no longer so'])
    world.behaviours['mail'] = takes
    await time.advance(60 * minute)
    expect(world.took).toEqual([])
  })
})

test('no burst: a channel sends no more than its limit in its time, pages first', async () => {
  const world = outside(['mail', 'chat'])
  const { journal, time } = open({ world, channels: [settings('mail', { limit: { count: 2, per: minute } })] })
  const from = time.clock.mono()
  journal.appendAll([queued('n-1'), queued('n-2'), queued('n-3'), queued('p-1', { kind: 'page' }), queued('p-2', { kind: 'page' })].map((draft) => ({ ...draft, data: { ...draft.data, channels: ['mail'] } }) as Draft))
  await time.advance(3 * minute)
  expect(world.took.map(({ at }) => (at - from) / minute)).toEqual([0, 0, 1, 1, 2])
  expect(world.took.map(({ key }) => key)).toEqual(['p-1', 'p-2', 'n-1', 'n-2', 'n-3'])
})

test('random failures and restarts: each message arrives where any channel works, once where that can be known, by channels in their order', async () => {
  const ids = ['a', 'b', 'c'] as const
  const dedups = { a: true, b: false, c: true }
  await fc.assert(fc.asyncProperty(
    // What each channel does, attempt by attempt, before it works; `dead` never does. And when the console is restarted.
    fc.record({
      tries: fc.tuple(...ids.map(() => fc.record({ dead: fc.boolean(), first: fc.array(fc.constantFrom('refuse', 'lose', 'hang', 'good'), { maxLength: 5 }) }))),
      restarts: fc.array(fc.integer({ min: 1, max: 40_000 }), { maxLength: 3 }),
      count: fc.integer({ min: 1, max: 3 }),
    }),
    async ({ tries, restarts, count }) => {
      const world = outside(ids, dedups)
      const arrived = new Map<string, string[]>()
      const shown: { readonly channel: string; readonly key: string; readonly repeat: boolean }[] = []
      const take = (channel: string, { key, repeat }: Outgoing): void => {
        const before = arrived.get(`${channel} ${key}`) ?? []
        arrived.set(`${channel} ${key}`, [...before, 'x'])
        // Where the other side tells repeats apart it shows one.
        if (!dedups[channel as 'a'] || before.length === 0) shown.push({ channel, key, repeat })
      }
      tries.forEach(({ dead, first }, index) => {
        const id = ids[index] ?? 'a'
        const left = [...first]
        world.behaviours[id] = (message, signal) => {
          const does = left.shift() ?? (dead ? 'refuse' : 'good')
          if (does === 'refuse') return Promise.resolve(refused)
          if (does === 'hang') return new Promise((resolve) => signal.addEventListener('abort', () => resolve({ sent: false, detail: 'no answer in time', again: true, maybe: true })))
          take(id, message)
          return Promise.resolve(does === 'lose' ? { sent: false, detail: 'cut', again: true, maybe: true } : { sent: true, proof: 'taken' })
        }
      })
      const time = fakeTime()
      const channels = ids.map((id) => settings(id, { timeout: 3_000, attempts: 2 }))
      let console = open({ world, time, channels })
      console.journal.appendAll(Array.from({ length: count }, (_, index) => queued(`m-${index}`, { channels: [...ids] })))
      for (const after of restarts) {
        await time.advance(after)
        await console.outbox.stop()
        console = open({ world, time, channels, left: console.journal.left() })
      }
      await time.advance(90 * minute)
      const { journal, outbox } = console
      await outbox.stop()
      const anyWorks = tries.some(({ dead }) => !dead)
      for (let index = 0; index < count; index += 1) {
        const key = `m-${index}`
        const own = journal.state().messages.find(({ id }) => id === key)
        if (anyWorks) expect(own?.state).toBe('sent')
        // Never shown twice by one that knows a repeat; one that does not says so in every showing but the first.
        for (const channel of ids) {
          const here = shown.filter((one) => one.key === key && one.channel === channel)
          if (dedups[channel]) expect(here.length).toBeLessThanOrEqual(1)
          else expect(here.slice(1).every(({ repeat }) => repeat)).toBe(true)
        }
        // Each fallback is the next of the message's channels, and each channel is through once.
        const failures = own?.failures ?? []
        expect(new Set(failures.map(({ channel }) => channel)).size).toBe(failures.length)
        for (const { channel, next } of failures) expect(next).toBe(ids[ids.indexOf(channel as 'a') + 1])
        // One outcome, and nothing after it.
        expect(journal.of('message.sent').filter(({ data }) => data.message === key).length).toBe(own?.state === 'sent' ? 1 : 0)
      }
    },
  ), { numRuns: 60 })
}, 30_000)

describe('an alert that a channel keeps open', () => {
  const pager = [settings('pager')]
  const called = (journal: ReturnType<typeof open>['journal']): void => {
    journal.append({ kind: 'escalation.started', who: tree, data: { escalation: 'e-1', subject: { kind: 'incident', id: 'i-1' }, severity: 'P0', title: 'x', since: 0, levels: [{ duty: 'primary', title: 'Primary', within: minute }] } })
    journal.append(queued('page/e-1/0/ada', { channels: ['pager'], kind: 'page' }))
  }
  const has: Draft = { kind: 'escalation.acknowledged', who: ada, data: { escalation: 'e-1' } }
  const over: Draft = { kind: 'escalation.ended', who: tree, data: { escalation: 'e-1', because: 'over' } }

  test('is acknowledged and resolved once each, which the record tells', async () => {
    const world = outside(['pager'])
    const { journal, time } = open({ world, channels: pager })
    called(journal)
    await time.settle()
    journal.append(has)
    await time.settle()
    journal.append(over)
    await time.advance(10 * minute)
    expect(world.settled).toEqual(['acknowledge page/e-1/0/ada', 'resolve page/e-1/0/ada'])
    expect(journal.of('message.settled').map(({ data }) => data.how)).toEqual(['acknowledge', 'resolve'])
  })

  test('is told after a crash, and again until it is taken', async () => {
    const world = outside(['pager'])
    world.settles = refused
    const first = open({ world, channels: pager })
    called(first.journal)
    await first.time.settle()
    first.journal.append(has)
    await first.time.settle()
    expect(world.settled).toEqual(['acknowledge page/e-1/0/ada'])
    await first.outbox.stop()
    const second = open({ world, time: first.time, left: first.journal.left(), channels: pager })
    await second.time.advance(minute)
    expect(world.settled).toHaveLength(3)
    world.settles = { sent: true, proof: 'taken' }
    await second.time.advance(10 * minute)
    expect(world.settled).toHaveLength(4)
    expect(second.journal.of('message.settled')).toHaveLength(1)
  })
})

describe('of several consoles', () => {
  const turnOf = () => {
    let [mine, unsure] = [false, 'none' as ReturnType<TellingTurn['unsure']>]
    const listeners = new Set<() => void>()
    const turn: TellingTurn = { mine: () => mine, unsure: () => unsure, others: () => false, passOn: () => false, onChange: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    } }
    return { turn, set: (next: boolean, how: typeof unsure) => {
      ;[mine, unsure] = [next, how]
      for (const listener of listeners) listener()
    } }
  }

  test('only the one whose turn it is sends; what it found waiting may have gone out, what is queued from then on has not', async () => {
    const world = outside(['mail', 'chat'])
    const { turn, set } = turnOf()
    const { journal, time } = open({ world, turn })
    journal.append(queued('m-1'))
    await time.advance(5 * minute)
    expect(world.took).toEqual([])
    set(true, 'what waits')
    await time.settle()
    journal.append(queued('m-2'))
    await time.settle()
    expect(world.took).toMatchObject([{ key: 'm-1', repeat: true }, { key: 'm-2', repeat: false }])
    set(false, 'none')
    journal.append(queued('m-3'))
    await time.advance(5 * minute)
    expect(world.took).toHaveLength(2)
  })

  test('one that is cut off says of each message that it may be a repeat', async () => {
    const world = outside(['mail', 'chat'])
    const { turn, set } = turnOf()
    const { journal, time } = open({ world, turn })
    set(true, 'all')
    journal.append(queued('m-1'))
    await time.settle()
    expect(world.took).toMatchObject([{ key: 'm-1', repeat: true }])
  })
})
