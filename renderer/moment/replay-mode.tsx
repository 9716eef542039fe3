/** The page live, or in a replay: the same page on another store and another client. */
import { createContext, useContext, useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import { ActsProvider } from '../act.tsx'
import type { Client } from '../client.ts'
import { createStore, StoreContext, type Store, type View } from '../store.ts'
import { onTick } from '../ticker.ts'
import { createMomentClient } from './moment-client.ts'
import { createPlayer, type Player, type PlayerView } from './player.ts'

type Past = { readonly store: Store; readonly player: Player; readonly client: () => Client }
export type Replay = {
  /** @param at wall ms to begin at */
  readonly enter: (incident: string, at: number) => void
  readonly leave: () => void
  /** Absent while the page is live. */
  readonly player?: Player
  /** The present, whatever is shown. */
  readonly live: Store
}

const ReplayContext = createContext<Replay | undefined>(undefined)

export function useReplay(): Replay {
  const replay = useContext(ReplayContext)
  if (replay === undefined) throw new Error('useReplay outside of ReplayMode')
  return replay
}
export const usePlayer = (player: Player): PlayerView => useSyncExternalStore(player.subscribe, player.get)
/** A part of the present. `select` must return the same value for the same view. */
export function useLive<T>(select: (view: View) => T): T {
  const { live } = useReplay()
  return useSyncExternalStore(live.subscribe, () => select(live.get()))
}

type ModeProps = { readonly store: Store; readonly client: () => Client; readonly children: React.ReactNode }

/** What a replay of an incident is made of; nothing of it runs before it is shown. */
function prepare({ store: live, client }: Pick<ModeProps, 'store' | 'client'>, incident: string, at: number): Past {
  const store = createStore()
  const { opened, me } = live.get()
  store.set({ connection: { status: 'open' }, moment: { incident, seq: 0, wall: at, mono: 0, boot: '', plan: 'its own' }, ...(opened && { opened }), ...(me && { me }) })
  const past = createMomentClient(client, () => ({ incident, wall: store.get().moment?.wall ?? at }))
  return { store, client: () => past, player: createPlayer({ client, store, incident, at, onTick, now: () => performance.now(), pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)) }) }
}

export function ReplayMode({ store, client, children }: ModeProps) {
  const [past, setPast] = useState<Past>()
  const player = past?.player
  useEffect(() => player?.start(), [player])
  const replay = useMemo<Replay>(() => ({
    live: store, leave: () => setPast(undefined), enter: (incident, at) => setPast(prepare({ store, client }, incident, at)), ...(player && { player }),
  }), [store, client, player])
  // Other keys: nothing of the one is carried over to the other.
  return (
    <ReplayContext value={replay}>
      <StoreContext key={past ? 'past' : 'live'} value={past?.store ?? store}><ActsProvider client={past?.client ?? client}>{children}</ActsProvider></StoreContext>
    </ReplayContext>
  )
}
