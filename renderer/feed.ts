/** Keeps a link to the engine and the store filled from its streams, over every loss. */
import type { Change } from '../shared/contract.ts'
import type { Entry } from '../shared/journal.ts'
import { fold, type State } from '../shared/state.ts'
import { backoff } from './backoff.ts'
import type { Client, Link, OpenLink } from './client.ts'
import { kept, type Store } from './store.ts'

/** A link that has brought no frame for so long (ms) is taken for dead, even if nothing closed it. */
const silentAfter = 8_000

export type FeedOptions = {
  readonly open: OpenLink
  readonly store: Store
  readonly now: () => number
  readonly random: () => number
  /** Calls `act` once after `ms`; returns its stop. */
  readonly later: (act: () => void, ms: number) => () => void
}

export type Feed = {
  /** The client of the present link. @throws while there is none */
  readonly client: () => Client
  readonly stop: () => void
}

export function startFeed({ open, store, now, random, later }: FeedOptions): Feed {
  let link: Link | undefined
  let stopped = false
  let attempt = 0
  let cancel = (): void => undefined

  const lose = (): void => {
    if (store.get().connection.status !== 'lost') store.set({ connection: { status: 'lost', since: now() } })
  }
  const retry = (): void => {
    if (!stopped) cancel = later(() => void connect(), backoff(attempt++, random()))
  }

  async function connect(): Promise<void> {
    try {
      link = await open()
    } catch {
      // The banner says that the console is lost and for how long; the next attempt is the answer.
      lose()
      return retry()
    }
    if (stopped) return link.close()
    const signal = new AbortController()
    const present = link
    const silence = watchSilence(store, now, later, () => present.close())
    const failed = follow(present.client, { store, now, later, signal: signal.signal, onFrame: () => (attempt = 0) })
    await Promise.race([present.closed, failed])
    silence()
    signal.abort()
    link = undefined
    present.close()
    lose()
    retry()
  }

  void connect()
  return {
    client: () => {
      if (link === undefined) throw new Error('not connected')
      return link.client
    },
    stop: () => {
      stopped = true
      cancel()
      link?.close()
    },
  }
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
    if (!signal.aborted) console.warn('the link to the engine ended:', error)
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
    shownAt = now()
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

function watchSilence(store: Store, now: () => number, later: FeedOptions['later'], onSilence: () => void): () => void {
  const began = now()
  let cancel = later(check, silentAfter)
  function check(): void {
    const quiet = now() - Math.max(began, store.get().frameAt)
    if (quiet >= silentAfter) return onSilence()
    cancel = later(check, silentAfter - quiet)
  }
  return () => cancel()
}
