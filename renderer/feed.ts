/** Keeps a link to the engine and the store filled from its streams, over every loss. */
import type { Change } from '../shared/contract.ts'
import type { Entry } from '../shared/journal.ts'
import { fold, type State } from '../shared/state.ts'
import type { Client } from './client.ts'
import { keepLinked, type Linked, type LinkOptions } from './keep-linked.ts'
import { kept, type Store } from './store.ts'
import { feed as words } from './words/app.ts'

export type FeedOptions = LinkOptions & { readonly store: Store }
export type Feed = Linked

export function startFeed({ store, ...options }: FeedOptions): Feed {
  const { now, later } = options
  return keepLinked({
    ...options,
    heardAt: () => store.get().frameAt,
    onLost: () => {
      if (store.get().connection.status !== 'lost') store.set({ connection: { status: 'lost', since: now() } })
    },
    follow: (client, signal, onFrame) => follow(client, { store, now, later, signal, onFrame }),
  })
}

/** Settles when any of the streams ended for good. */
function follow(client: Client, { store, now, later, signal, onFrame }: Omit<FeedOptions, 'open' | 'random'> & { readonly signal: AbortSignal; readonly onFrame: () => void }): Promise<void> {
  const plan = async (): Promise<void> => store.set({ opened: await client.plan.current(undefined, { signal }) })
  const about = async (): Promise<void> => {
    const me = await client.session.me(undefined, { signal })
    // A name belongs to a connection: after a loss the person at this window is introduced again.
    const name = store.get().me?.name ?? me.name
    store.set({ me: name === me.name || me.role === 'viewer' ? me : await client.session.introduce({ name }, { signal }) })
  }

  const { take, show } = takeInto(store, now, later)
  const changes = async (): Promise<void> => {
    for (let skipped = true; skipped; ) {
      skipped = false
      for await (const change of await client.state.changes(undefined, { signal })) {
        skipped = !take(change)
        if (skipped) break
        if (change.kind === 'entry' && (change.entry.kind === 'plan.pinned' || change.entry.kind === 'plan.refused' || change.entry.kind === 'baseline.recorded')) await plan()
      }
    }
  }
  const frames = async (): Promise<void> => {
    for await (const frame of await client.live.frames(undefined, { signal })) {
      onFrame()
      store.set({ frame, frameAt: now(), connection: { status: 'open' } })
    }
  }
  const progress = async (): Promise<void> => {
    for await (const line of await client.rollback.progress(undefined, { signal })) {
      store.set({ progress: [...store.get().progress, line].slice(-kept.progress) })
    }
  }
  const fill = async (): Promise<void> => {
    await Promise.all([plan(), about()])
    store.set({ connection: { status: 'open' } })
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
  }
  // Whichever ends first ends the link: it is opened whole or not at all.
  return Promise.race([fill(), changes(), frames(), progress()]).catch((error: unknown) => {
    if (!signal.aborted) console.warn(words.linkEngineEnded, error)
  }).finally(show)
}

/** A rush of entries is shown so often (ms): a page that draws every one of them is seconds behind. */
const shownEvery = 16

/** Takes changes into the store, the first at once. `take` is false where a number was skipped: a snapshot is needed. */
function takeInto(store: Store, now: () => number, later: FeedOptions['later']): { readonly take: (change: Change) => boolean; readonly show: () => void } {
  let waiting: { readonly state: State; readonly recent: readonly Entry[] } | undefined
  let shownAt = Number.NEGATIVE_INFINITY
  let cancel: (() => void) | undefined
  const show = (): void => {
    cancel?.()
    cancel = undefined
    if (waiting === undefined) return
    store.set(waiting)
    waiting = undefined
    // The page draws after this. Counted from before, a slow drawing would be over its time at its end, and each entry drawn alone.
    shownAt = Number.POSITIVE_INFINITY
    later(() => (shownAt = now()), 0)
  }
  return {
    show,
    take: (change) => {
      if (change.kind === 'snapshot') {
        waiting = undefined
        store.set({ state: change.state, recent: change.recent.slice(-kept.entries) })
        return true
      }
      const { state, recent } = waiting ?? store.get()
      if (state === undefined || change.entry.seq > state.seq + 1) return false
      if (change.entry.seq <= state.seq) return true
      waiting = { state: fold(state, change.entry), recent: [...recent, change.entry].slice(-kept.entries) }
      if (now() - shownAt >= shownEvery) show()
      else cancel ??= later(show, shownEvery)
      return true
    },
  }
}
