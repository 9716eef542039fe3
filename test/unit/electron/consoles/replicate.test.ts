/** What is sent again after an answer that was lost, an emptied database, a restart: each entry once, none left out. Fault 30 of trust.md. */
import { afterEach, expect, test } from 'vitest'
import { openOthers } from '../../../../electron/consoles/others.ts'
import { createRecord } from '../../../../electron/consoles/record.ts'
import { startReplication, type Replication } from '../../../../electron/consoles/replicate.ts'
import { chainedJournal } from '../../../doubles/chained-journal.ts'
import { fakeTime } from '../../../doubles/fake-time.ts'
import { sharedMemory, type Wire } from '../../../doubles/shared-memory.ts'
import { quietLog } from '../../../real/electron/shell/transports.ts'

const ada = { kind: 'person', name: 'Ada', role: 'operator' } as const
const started: Replication[] = []
afterEach(async () => {
  for (const one of started.splice(0)) await one.stop()
})

function stand() {
  const time = fakeTime()
  const shared = sharedMemory(time.clock.mono)
  const wire: Wire = { state: 'whole' }
  /** What is sent arrives, and no answer comes back. */
  const loses = { answer: false }
  const journal = chainedJournal('c-a', time.clock)
  const record = createRecord(journal, openOthers(':memory:'))
  const write = (count: number): void => {
    for (let number = 0; number < count; number += 1) journal.append({ kind: 'incident.note', who: ada, incident: 'i-1', data: { text: `${journal.state().seq}` } })
  }
  const start = (): Replication => {
    const one = startReplication({
      console: 'c-a', person: 'ada', version: 'test', machine: 'test', record, head: journal.state, driving: () => undefined, onLease: () => undefined, onTelling: () => undefined,
      open: async () => {
        const database = shared.open(wire)
        return { ...database, push: async (...given) => {
          await database.push(...given)
          if (loses.answer) throw new Error('the connection was closed')
        } }
      },
      every: 1_000, clock: time.clock, timers: time.timers, log: quietLog(),
    })
    started.push(one)
    return one
  }
  const there = (): readonly number[] => (shared.chains.get('c-a') ?? []).map(({ seq }) => seq)
  const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, at) => at + 1)
  return { time, shared, loses, journal, record, write, start, there, upTo }
}

test('sent, and the answer lost: it is not sent a second time, and what came after it follows', async () => {
  const { time, loses, write, start, there, upTo } = stand()
  const one = start()
  await time.advance(1_000)
  loses.answer = true
  write(3)
  await time.advance(2_000)
  expect(there()).toEqual(upTo(3))
  loses.answer = false
  write(2)
  await time.advance(10_000)
  expect(there()).toEqual(upTo(5))
  expect(one.status().unsent).toBe(0)
})

test('one that is started again goes on where the database is, and not from its beginning', async () => {
  const { time, shared, write, start, there, upTo } = stand()
  write(4)
  const first = start()
  await time.advance(1_500)
  await first.stop()
  write(2)
  const before = shared.chains.get('c-a')?.length
  expect(before).toBe(4)
  const again = start()
  await time.advance(1_500)
  expect(there()).toEqual(upTo(6))
  expect(again.status()).toMatchObject({ unsent: 0, link: { state: 'open' } })
})

test('the database has lost the end of the chain, or all of it: that is sent anew', async () => {
  const { time, shared, write, start, there, upTo } = stand()
  const one = start()
  write(6)
  await time.advance(2_000)
  shared.chains.set('c-a', shared.chains.get('c-a')?.slice(0, 2) ?? [])
  await time.advance(2_000)
  expect(there()).toEqual(upTo(6))
  shared.chains.delete('c-a')
  await time.advance(2_000)
  expect(there()).toEqual(upTo(6))
  expect(one.status().unsent).toBe(0)
})

test('more than a statement takes goes in several, all of it', async () => {
  const { time, write, start, there, upTo } = stand()
  write(1_203)
  start()
  await time.advance(1_500)
  expect(there()).toEqual(upTo(1_203))
})

test('who is behind the others, or whose own chain is refused, does not take the turn to tell people', async () => {
  const { time, shared, record, write, start } = stand()
  record.accuse({ console: 'c-a', at: 1, detail: 'for the test' })
  write(1)
  const one = start()
  await time.advance(5_000)
  expect(shared.turn()).toBeUndefined()
  expect(one.telling().now).toBe('waits')
  await time.advance(30_000)
  // Nobody else was heard of: a page too many is better than none.
  expect(one.telling().now).toBe('cut off')
})
