/** A console whose channels are out of its reach leaves the turn to tell people to one that reaches them. Decision 9. */
import { afterEach, expect, test } from 'vitest'
import { createOtherConsoles, type OtherConsoles } from '../../../../electron/console/consoles.ts'
import { openOthers } from '../../../../electron/consoles/others.ts'
import { createRecord } from '../../../../electron/consoles/record.ts'
import type { Outcome, Outgoing, Way } from '../../../../electron/people/channels/channel.ts'
import { startOutbox, type Outbox } from '../../../../electron/people/outbox.ts'
import type { Draft } from '../../../../shared/journal.ts'
import type { Channel } from '../../../../shared/plan.ts'
import { chainedJournal } from '../../../doubles/chained-journal.ts'
import { fakeTime } from '../../../doubles/fake-time.ts'
import { sharedMemory, type Wire } from '../../../doubles/shared-memory.ts'
import { quietLog } from '../../../real/electron/shell/transports.ts'
import { tbsPlan } from '../../shared/plan/tbs-plan.ts'

const tree = { kind: 'rule', name: 'communication-tree' } as const
const ada = { kind: 'person', name: 'Ada', role: 'operator' } as const
const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})
const channels = ['pager', 'mail'].map((id): Channel => ({ id, kind: 'desktop', sound: true, timeout: 10_000, attempts: 2, limit: { count: 20, per: 60_000 } }))
const queued = (message: string, kind: 'page' | 'test' = 'page'): Draft => ({ kind: 'message.queued', who: kind === 'test' ? ada : tree, data: { message, kind, to: 'ada', channels: kind === 'test' ? ['pager'] : ['pager', 'mail'], title: 'Orders fail', text: 'Since 14:00.' } })

type Told = { readonly console: string; readonly key: string; readonly channel: string; readonly repeat: boolean; readonly at: number }

function room(names: readonly string[]) {
  const time = fakeTime()
  const shared = sharedMemory(time.clock.mono)
  const took: Told[] = []
  const tried: Told[] = []
  const members = names.map((name) => {
    const wire: Wire = { state: 'whole' }
    const own = chainedJournal(name, time.clock)
    const record = createRecord(own, openOthers(':memory:'))
    const reaches = { pager: true, mail: true }
    const consoles: OtherConsoles = createOtherConsoles({
      journal: { ...own, state: record.state }, record, person: name, version: 'test', driving: () => undefined, heard: () => undefined, takeOver: () => undefined, clock: time.clock, timers: time.timers, log: quietLog(),
      open: async () => shared.open(wire),
    })
    void consoles.use({ deployment: 'test', host: 'memory', port: 1, database: 'x', user: 'x', tls: false, every: 500, timeout: 1_000 })
    const way = ({ id }: Channel): Way => ({
      id, kind: 'test', dedups: true, stop: () => undefined,
      send: (message: Outgoing): Promise<Outcome> => {
        const told = { console: name, key: message.key, channel: id, repeat: message.repeat, at: time.clock.mono() }
        tried.push(told)
        if (!reaches[id as 'pager']) return Promise.resolve({ sent: false, detail: 'connection refused', again: true, maybe: false })
        took.push(told)
        return Promise.resolve({ sent: true, proof: 'taken' })
      },
    })
    const notes = new Map<string, unknown>()
    const plan = { people: { ...tbsPlan().people, channels: [...channels] } }
    const outbox: Outbox = startOutbox({
      journal: { append: own.append, together: own.together, state: record.state, subscribe: consoles.hearAll, keep: (key, value) => void notes.set(key, value), kept: (key) => notes.get(key) },
      plan: () => plan, open: way, turn: consoles.turn, clock: time.clock, timers: time.timers, log: quietLog(),
    })
    ends.push(async () => {
      await outbox.stop()
      await consoles.stop()
    })
    return { name, own, record, reaches, consoles }
  })
  const find = (name: string) => {
    const found = members.find((one) => one.name === name)
    if (found === undefined) throw new Error(`no console ${name}`)
    return found
  }
  return { time, took, tried, members, find, holder: () => members.filter(({ consoles }) => consoles.turn.mine()).map(({ name }) => name) }
}
const deafen = ({ reaches }: { readonly reaches: { pager: boolean; mail: boolean } }): void => void Object.assign(reaches, { pager: false, mail: false })

test('what none of its channels takes goes out by another console within a second of that, once, and the turn stays there', async () => {
  const { time, took, tried, find, holder } = room(['c-a', 'c-b'])
  await time.advance(2_000)
  expect(holder()).toEqual(['c-a'])
  deafen(find('c-a'))
  find('c-b').own.append(queued('p-1'))
  await time.advance(10_000)
  expect(took.map(({ console, key, channel }) => `${console} ${key} ${channel}`)).toEqual(['c-b p-1 pager'])
  const last = tried.findLast(({ console }) => console === 'c-a')
  expect((took[0]?.at ?? Infinity) - (last?.at ?? 0)).toBeLessThan(1_500)
  expect(holder()).toEqual(['c-b'])
  // Those who look at the one that gave it up are told why.
  expect(find('c-a').consoles.list()).toMatchObject({ tells: { now: 'waits', passedOn: true, console: 'c-b' } })
  find('c-a').own.append(queued('p-2'))
  await time.advance(120_000)
  expect(took.map(({ console, key }) => `${console} ${key}`)).toEqual(['c-b p-1', 'c-b p-2'])
  for (const { record } of [find('c-a'), find('c-b')]) expect(record.state().messages.map(({ id, state }) => [id, state])).toEqual([['p-1', 'sent'], ['p-2', 'sent']])
})

test('one channel that is dead is no reason: the next takes it here; nor is a test of a channel, nor a console that is alone', async () => {
  const { time, took, find, holder } = room(['c-a', 'c-b'])
  await time.advance(2_000)
  find('c-a').reaches.pager = false
  find('c-a').own.append(queued('p-1'))
  await time.advance(20_000)
  expect(took.map(({ console, channel }) => `${console} ${channel}`)).toEqual(['c-a mail'])
  find('c-a').own.append(queued('t-1', 'test'))
  await time.advance(20_000)
  expect(holder()).toEqual(['c-a'])
  const alone = room(['c-a'])
  await alone.time.advance(2_000)
  deafen(alone.find('c-a'))
  alone.find('c-a').own.append(queued('p-1'))
  await alone.time.advance(40_000)
  expect(alone.holder()).toEqual(['c-a'])
})

test('three of which the last reaches people: it comes to that one, and no console asks more often than it would alone', async () => {
  const { time, took, tried, members, find } = room(['c-a', 'c-b', 'c-c'])
  await time.advance(2_000)
  for (const one of members) deafen(one)
  find('c-a').own.append(queued('p-1'))
  await time.advance(600_000)
  expect(took).toEqual([])
  for (const { name } of members) {
    const own = tried.filter((one) => one.console === name)
    expect(own.length).toBeGreaterThan(2)
    // Alone: two of each channel, then each channel once after 30, 60, 120, 240 s.
    expect(own.length).toBeLessThanOrEqual(2 * 2 + 2 * 5)
  }
  Object.assign(find('c-c').reaches, { mail: true })
  await time.advance(900_000)
  expect(took.map(({ console, channel }) => `${console} ${channel}`)).toEqual(['c-c mail'])
})
