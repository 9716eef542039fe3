/** Keeps the wall's view filled from its one stream, over every loss. It holds the present and nothing of the past, so that a week leaves nothing behind. */
import type { WallView } from '../shared/wall.ts'
import { keepLinked, type LinkOptions } from './keep-linked.ts'
import type { Shown } from './screens/wall/wall-shown.ts'
import { wallFeed as words } from './words/app.ts'

export type WallFeed = {
  readonly get: () => Shown
  readonly subscribe: (listener: () => void) => () => void
  readonly stop: () => void
}

/** A rush of changes is drawn so often (ms): a small machine behind a wall draws no more than a person reads. */
const shownEvery = 100

export function startWallFeed(options: LinkOptions): WallFeed {
  const { now, later } = options
  const listeners = new Set<() => void>()
  let shown: Shown = { connection: { status: 'connecting' }, frameAt: 0 }
  let waiting: Shown | undefined
  let shownAt = Number.NEGATIVE_INFINITY
  let cancel: (() => void) | undefined

  const show = (next: Shown): void => {
    cancel?.()
    cancel = undefined
    waiting = undefined
    shown = next
    shownAt = now()
    for (const listener of listeners) listener()
  }
  const take = (view: WallView): void => {
    const next: Shown = { ...(waiting ?? shown), ...view, connection: { status: 'open' }, ...(view.frame && { frameAt: now() }) }
    if (now() - shownAt >= shownEvery) return show(next)
    waiting = next
    cancel ??= later(() => waiting && show(waiting), shownEvery)
  }

  const linked = keepLinked({
    ...options,
    heardAt: () => (waiting ?? shown).frameAt,
    onLost: () => {
      if (shown.connection.status !== 'lost') show({ ...(waiting ?? shown), connection: { status: 'lost', since: now() } })
    },
    follow: async (client, signal, heard) => {
      try {
        for await (const view of await client.wall.views(undefined, { signal })) {
          heard()
          take(view)
        }
      } catch (error) {
        if (!signal.aborted) console.warn(words.linkEngineEnded, error)
      }
    },
  })
  return {
    get: () => shown,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    stop: linked.stop,
  }
}
