/** What the screens show, in one place outside React; feed.ts fills it. */
import { createContext, useContext, useSyncExternalStore } from 'react'
import type { Me, Moment, OpenedPlan, PastFrame, Progress } from '../shared/contract.ts'
import type { Entry } from '../shared/journal.ts'
import type { State } from '../shared/state.ts'
import { common } from './words/common.ts'

/** Times of the connection are `performance.now()` of this window. */
export type Connection =
  | { readonly status: 'connecting' }
  | { readonly status: 'open' }
  | { readonly status: 'lost'; readonly since: number }

/** The past that is shown in place of the present; wall ms, and ms on the monotonic clock of `boot`. */
export type ShownMoment = Pick<Moment, 'seq' | 'wall' | 'mono' | 'boot' | 'plan' | 'merged'> & { readonly incident: string }

export type View = {
  readonly connection: Connection
  readonly state?: State
  /** Oldest first. */
  readonly recent: readonly Entry[]
  readonly frame?: PastFrame
  /** `performance.now()` at which the frame arrived. */
  readonly frameAt: number
  /** Oldest first. */
  readonly progress: readonly Progress[]
  readonly opened?: OpenedPlan
  readonly me?: Me
  /** Only in the store of a replay. */
  readonly moment?: ShownMoment
}

export const kept = { entries: 500, progress: 200 } as const

export type Store = {
  readonly get: () => View
  readonly set: (change: Partial<View>) => void
  readonly subscribe: (listener: () => void) => () => void
}

export function createStore(): Store {
  let view: View = { connection: { status: 'connecting' }, recent: [], frameAt: 0, progress: [] }
  const listeners = new Set<() => void>()
  return {
    get: () => view,
    set: (change) => {
      view = { ...view, ...change }
      for (const listener of listeners) listener()
    },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

export const StoreContext = createContext<Store | undefined>(undefined)

/** A part of the view. `select` must return the same value for the same view. */
export function useView<T>(select: (view: View) => T): T {
  const store = useContext(StoreContext)
  if (store === undefined) throw new Error('useView outside of the store: wrap the tree in StoreContext')
  return useSyncExternalStore(store.subscribe, () => select(store.get()))
}

/** What stands in the place of what nobody has said: the past was not recorded, the present is not known. */
export const useUnknown = (): 'not recorded' | 'not known' => useView((view) => (view.moment ? 'not recorded' : common.notKnown))
export const useReplaying = (): boolean => useView((view) => view.moment !== undefined)
