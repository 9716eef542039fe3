import { describe, expect, test } from 'vitest'
import { createBroadcast, SlowReaderError, streamOf } from '../../../../electron/console/broadcast.ts'

const open = (options: { readonly limit: number; readonly full: 'drop' | 'fail' }) => {
  const sender = createBroadcast<number>()
  const end = new AbortController()
  const stream = streamOf(sender.subscribe, { signal: end.signal, ...options })
  return { sender, end, stream }
}

describe('a stream of what is sent', () => {
  test('brings every value in order, to each reader at its own pace', async () => {
    const { sender, end, stream } = open({ limit: 10, full: 'fail' })
    const first = stream.next()
    for (const value of [1, 2, 3]) sender.send(value)
    expect([(await first).value, (await stream.next()).value, (await stream.next()).value]).toEqual([1, 2, 3])
    end.abort()
    expect((await stream.next()).done).toBe(true)
  })

  test('ends when its reader leaves while it waits', async () => {
    const { end, stream } = open({ limit: 10, full: 'fail' })
    const waiting = stream.next()
    end.abort()
    expect((await waiting).done).toBe(true)
  })

  test('gives a slow reader of frames the present and not the past', async () => {
    const { sender, stream } = open({ limit: 1, full: 'drop' })
    const first = stream.next()
    sender.send(1)
    await first
    for (const value of [2, 3, 4]) sender.send(value)
    expect((await stream.next()).value).toBe(4)
  })

  test('ends a reader of entries that fell too far behind, so that it takes a snapshot', async () => {
    const { sender, stream } = open({ limit: 2, full: 'fail' })
    const first = stream.next()
    sender.send(1)
    await first
    for (const value of [2, 3, 4]) sender.send(value)
    await expect(async () => {
      for (;;) await stream.next()
    }).rejects.toThrow(SlowReaderError)
  })

  test('leaves nothing behind: a reader that is gone is not sent to', async () => {
    let listeners = 0
    const end = new AbortController()
    const stream = streamOf(
      (_listener: (value: number) => void) => {
        listeners += 1
        return () => (listeners -= 1)
      },
      { signal: end.signal, limit: 1, full: 'drop' },
    )
    const waiting = stream.next()
    expect(listeners).toBe(1)
    end.abort()
    await waiting
    expect(listeners).toBe(0)
  })
})
