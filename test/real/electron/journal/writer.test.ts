/** SQLite's own "full", without a disk of that size: as many pages as the file may have. */
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { genesis } from '../../../../electron/journal/chain.ts'
import { openForWriting } from '../../../../electron/journal/database.ts'
import { seal, type Sealed } from '../../../../electron/journal/row.ts'
import { createStore } from '../../../../electron/journal/store.ts'
import { createWriter } from '../../../../electron/journal/writer.ts'
import { createLog } from '../../../../electron/log.ts'
import { ada, folder, handClock } from './parts.ts'

function batchesOf(file: string, sizes: readonly number[]): readonly (readonly Sealed[])[] {
  let before = genesis
  return sizes.map((size) => {
    const at = { occurred: 1, observed: 1, recorded: 1, mono: 1, boot: 'boot-1' }
    const one = seal({ kind: 'incident.note', who: ada, data: { text: 'x'.repeat(size) }, seq: before.seq + 1, console: 'c-1', at, previous: before.hash }, file)
    before = one.row
    return [one]
  })
}

it('a full file takes what fits of what waits, in order, and the rest once there is room', () => {
  const file = join(folder(), 'journal.sqlite')
  const db = openForWriting({ file, busyTimeout: 0, check: true, wall: 1 })
  const pages = Number(db.pragma('page_count', { simple: true }))
  const room = (more: number): void => void db.pragma(`max_page_count = ${pages + more}`)
  const store = createStore(db)
  const clock = handClock()
  const writer = createWriter({
    file, store, last: genesis, trouble: undefined, busyTimeout: 0, snapshotAt: () => undefined, wall: clock.wall,
    log: createLog({ write: () => undefined, level: 'error', clock }),
  })
  onTestFinished(writer.close)
  const batches = batchesOf(file, Array.from({ length: 10 }, () => 8_000))

  room(0)
  for (const batch of batches) writer.add(batch)
  expect(writer.drain()).toBe(false)
  expect(writer.health()).toEqual({ buffered: 10, error: 'the disk is full: make room (SQLITE_FULL)' })
  expect(store.last()).toEqual(genesis)

  room(8)
  expect(writer.drain()).toBe(false)
  const written = store.last().seq
  expect(written).toBeGreaterThan(0)
  expect(written).toBeLessThan(10)
  expect(writer.pending().map(({ row }) => row.seq)).toEqual(Array.from({ length: 10 - written }, (_, index) => written + 1 + index))

  room(1_000)
  expect(writer.drain()).toBe(true)
  expect(writer.health()).toBe('durable')
  expect(store.rows({ after: 0, limit: 100 })).toEqual(batches.flat().map(({ row }) => row))
})

it('a commit whose answer was lost is not repeated', () => {
  const file = join(folder(), 'journal.sqlite')
  const real = createStore(openForWriting({ file, busyTimeout: 0, check: true, wall: 1 }))
  const clock = handClock()
  let lose = true
  const writer = createWriter({
    file, last: genesis, trouble: undefined, busyTimeout: 0, snapshotAt: () => undefined, wall: clock.wall,
    log: createLog({ write: () => undefined, level: 'error', clock }),
    store: {
      ...real,
      write: (given) => {
        real.write(given)
        if (lose) throw new Error('the answer was lost')
      },
    },
  })
  onTestFinished(writer.close)
  const [first = [], second = []] = batchesOf(file, [10, 10])
  writer.add(first)
  expect(writer.drain()).toBe(false)
  lose = false
  writer.add(second)
  expect(writer.drain()).toBe(true)
  expect(writer.durable().seq).toBe(2)
  expect(writer.store()?.rows({ after: 0, limit: 10 })).toHaveLength(2)
})
