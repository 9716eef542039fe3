import { describe, expect, test } from 'vitest'
import type { Change, Frame } from '../../../shared/contract.ts'
import type { Entry } from '../../../shared/journal.ts'
import { emptyState, type State } from '../../../shared/state.ts'
import type { Client, Link } from '../../../renderer/client.ts'
import { startFeed } from '../../../renderer/feed.ts'
import { createStore, kept } from '../../../renderer/store.ts'

type Queue<T> = { readonly push: (value: T) => void; readonly stream: (signal: AbortSignal | undefined) => AsyncGenerator<T> }

function queue<T>(): Queue<T> {
  const waiting: T[] = []
  let wake = (): void => undefined
  return {
    push: (value) => {
      waiting.push(value)
      wake()
    },
    async *stream(signal) {
      signal?.addEventListener('abort', () => wake())
      while (signal?.aborted !== true) {
        const next = waiting.shift()
        if (next !== undefined) yield next
        else await new Promise<void>((resolve) => (wake = resolve))
      }
    },
  }
}

const entry = (seq: number): Entry => ({ kind: 'lab.fault', who: { kind: 'rule', name: 'r' }, data: { fault: 'f', on: true }, seq, console: 'c', at: { occurred: 0, observed: 0, recorded: 0, mono: 0, boot: 'b' }, previous: '', hash: `h${seq}` })
const snapshot = (seq: number): Change => ({ kind: 'snapshot', state: { ...emptyState, seq, head: `h${seq}` } satisfies State, recent: [entry(seq)] })
const frame = { number: 1 } as Frame

/** An engine of which the test is the other end, and a clock that the test moves. */
function world() {
  const store = createStore()
  const changes = queue<Change>()
  const frames = queue<Frame>()
  const progress = queue<never>()
  const asked = { changes: 0, links: 0, introduced: [] as string[] }
  const closers: (() => void)[] = []
  const timers: { act: () => void; at: number }[] = []
  let now = 0
  let refuse = false
  const client = {
    plan: { current: async () => ({ plan: {}, hash: 'p' }) },
    session: {
      me: async () => ({ name: 'desk', role: 'operator' }),
      introduce: async ({ name }: { readonly name: string }) => {
        asked.introduced.push(name)
        return { name, role: 'operator' }
      },
    },
    state: { changes: async (_: undefined, { signal }: { readonly signal?: AbortSignal }) => (asked.changes++, changes.stream(signal)) },
    live: { frames: async (_: undefined, { signal }: { readonly signal?: AbortSignal }) => frames.stream(signal) },
    rollback: { progress: async (_: undefined, { signal }: { readonly signal?: AbortSignal }) => progress.stream(signal) },
  } as unknown as Client
  const open = async (): Promise<Link> => {
    asked.links += 1
    if (refuse) throw new Error('refused')
    const { promise: closed, resolve } = Promise.withResolvers<void>()
    closers.push(resolve)
    return { client, closed, close: resolve }
  }
  const feed = startFeed({
    open, store, now: () => now, random: () => 1,
    later: (act, ms) => {
      const timer = { act, at: now + ms }
      timers.push(timer)
      return () => void timers.splice(timers.indexOf(timer), timers.includes(timer) ? 1 : 0)
    },
  })
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 20; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve))
  }
  return {
    store, changes, frames, asked, feed, settle,
    cut: () => closers.at(-1)?.(),
    refuse: (yes: boolean) => (refuse = yes),
    /** A page that takes so long (ms) to draw what the store was given, before anything else is done. */
    drawnIn: (ms: number) => store.subscribe(() => queueMicrotask(() => (now += ms))),
    pass: async (ms: number) => {
      const end = now + ms
      for (;;) {
        const next = timers.toSorted((a, b) => a.at - b.at).find((timer) => timer.at <= end)
        if (next === undefined) break
        timers.splice(timers.indexOf(next), 1)
        now = next.at
        next.act()
        await settle()
      }
      now = end
      await settle()
    },
  }
}

describe('the stream of what happened', () => {
  test('is a snapshot, then entries in order, folded', async () => {
    const { store, changes, settle, feed } = world()
    changes.push(snapshot(4))
    changes.push({ kind: 'entry', entry: entry(5) })
    await settle()
    expect(store.get().state).toMatchObject({ seq: 5, head: 'h5' })
    expect(store.get().recent.map(({ seq }) => seq)).toEqual([4, 5])
    feed.stop()
  })

  test('with a number skipped asks for a snapshot again, and shows nothing that it does not know', async () => {
    const { store, changes, settle, asked, feed } = world()
    changes.push(snapshot(4))
    changes.push({ kind: 'entry', entry: entry(7) })
    await settle()
    expect(asked.changes).toBe(2)
    expect(store.get().state?.seq).toBe(4)
    changes.push(snapshot(7))
    await settle()
    expect(store.get().state?.seq).toBe(7)
    expect(asked.links).toBe(1)
    feed.stop()
  })

  test('with an entry twice counts it once', async () => {
    const { store, changes, settle, feed, asked } = world()
    changes.push(snapshot(4))
    changes.push({ kind: 'entry', entry: entry(4) })
    changes.push({ kind: 'entry', entry: entry(5) })
    await settle()
    expect(store.get().recent.map(({ seq }) => seq)).toEqual([4, 5])
    expect(asked.changes).toBe(1)
    feed.stop()
  })

  test('in a rush is drawn together, however long a drawing takes', async () => {
    const { store, changes, settle, feed, drawnIn, pass } = world()
    changes.push(snapshot(4))
    await settle()
    drawnIn(40)
    const drawn: (number | undefined)[] = []
    store.subscribe(() => drawn.push(store.get().state?.seq))
    for (let seq = 5; seq < 25; seq += 1) {
      changes.push({ kind: 'entry', entry: entry(seq) })
      await settle()
    }
    expect(drawn).toEqual([5])
    await pass(60)
    expect(drawn).toEqual([5, 24])
    feed.stop()
  })

  test('of a week keeps no more than the last entries', async () => {
    const { store, changes, pass, feed } = world()
    const shown: (number | undefined)[] = []
    store.subscribe(() => shown.push(store.get().state?.seq))
    changes.push(snapshot(0))
    for (let seq = 1; seq <= kept.entries + 300; seq += 1) changes.push({ kind: 'entry', entry: entry(seq) })
    await expect.poll(async () => (await pass(16), store.get().state?.seq)).toBe(kept.entries + 300)
    // The first one at once, and of the rush no more than a page can draw.
    expect(shown).toContain(1)
    expect(new Set(shown).size).toBeLessThan(100)
    expect(store.get().recent).toHaveLength(kept.entries)
    feed.stop()
  })
})

describe('a link', () => {
  test('that is cut is lost at once, and opened again after a wait that grows', async () => {
    const { store, frames, cut, pass, settle, asked, feed, refuse } = world()
    frames.push(frame)
    await settle()
    expect(store.get().connection.status).toBe('open')
    refuse(true)
    cut()
    await settle()
    expect(store.get().connection).toEqual({ status: 'lost', since: 0 })
    await pass(249)
    expect(asked.links).toBe(1)
    await pass(1)
    expect(asked.links).toBe(2)
    await pass(500)
    expect(asked.links).toBe(3)
    refuse(false)
    await pass(1_000)
    frames.push(frame)
    await settle()
    expect(store.get().connection.status).toBe('open')
    feed.stop()
  })

  test('that brings no frame for 8 s is taken for dead', async () => {
    const { store, frames, pass, settle, feed } = world()
    frames.push(frame)
    await settle()
    await pass(7_999)
    expect(store.get().connection.status).toBe('open')
    await pass(1)
    expect(store.get().connection.status).toBe('lost')
    feed.stop()
  })

  test('opened again introduces the person that was at the window', async () => {
    const { store, cut, pass, settle, asked, feed } = world()
    await settle()
    expect(asked.introduced).toEqual([])
    store.set({ me: { name: 'Ada', role: 'operator' } })
    cut()
    await settle()
    await pass(5_000)
    expect(asked.introduced).toEqual(['Ada'])
    feed.stop()
  })

  test('that was stopped is not opened again', async () => {
    const { asked, pass, settle, feed } = world()
    await settle()
    feed.stop()
    await pass(60_000)
    expect(asked.links).toBe(1)
  })
})
