/** Plays an incident: where it stands, and the moment of that place in a store of its own, which the screens show like the present. */
import type { MomentSpan } from '../../shared/contract.ts'
import type { Entry } from '../../shared/journal.ts'
import { foldFrom } from '../../shared/merge.ts'
import { eventFrom, playOn, within, type Played, type Speed } from '../../shared/moment.ts'
import { fold, type State } from '../../shared/state.ts'
import type { Client } from '../client.ts'
import { failureOf, type Failure } from '../parts/failure.ts'
import { kept, type Store } from '../store.ts'

/** From one moment to the next while the scrubber is drawn, ms: each is a dozen calls with its charts, and a line takes 200 a second. */
const atMostEvery = 120
/** A seek that takes longer says how far it is, this often (ms). */
const askEvery = 400

/** `reading`: entries that the seek under way has folded, of those that it needs. */
export type PlayerView = { readonly played: Played; readonly span?: MomentSpan; readonly failure?: Failure; readonly reading?: { readonly done: number; readonly of: number } }
export type Player = {
  readonly get: () => PlayerView
  readonly subscribe: (listener: () => void) => () => void
  readonly seek: (wall: number) => void
  readonly move: (ms: number) => void
  readonly jump: (way: 'previous' | 'next') => void
  readonly toggle: () => void
  readonly speed: (speed: Speed) => void
  /** Reads its span and its first moment, and follows the time. Returns its stop, after which it may be begun anew. */
  readonly start: () => () => void
}

export function createPlayer({ client, store, incident, at, onTick, now, pause }: {
  /** Of the present link: it is asked for the past. @throws while there is none */
  readonly client: () => Client
  /** Filled with the moments. */
  readonly store: Store
  readonly incident: string
  /** Wall ms. */
  readonly at: number
  /** Calls while time goes on; returns its stop. */
  readonly onTick: (listener: () => void) => () => void
  /** Monotonic ms. */
  readonly now: () => number
  /** Resolves after so many ms. */
  readonly pause: (ms: number) => Promise<void>
}): Player {
  let view: PlayerView = { played: { at, speed: 1, playing: false } }
  let last = now()
  let stopped = true
  let wanted: number | undefined
  let busy = false
  let planKey = ''
  const listeners = new Set<() => void>()
  const set = (change: Partial<PlayerView>): void => {
    view = { ...view, ...change }
    for (const listener of listeners) listener()
  }

  const withoutReading = (): void => {
    const { reading: _, ...rest } = view
    view = rest
  }
  /** @returns its stop */
  const followReading = (): (() => void) => {
    let over = false
    const follow = async (): Promise<void> => {
      for (await pause(askEvery); !over && !stopped; await pause(askEvery)) {
        const reading = await client().moments.reading({ incident })
        if (reading !== null && !over && !stopped) set({ reading })
      }
    }
    // What goes wrong with it goes wrong with the seek too, which says so.
    follow().catch(() => undefined)
    return () => {
      over = true
      withoutReading()
    }
  }
  const show = async (wall: number): Promise<void> => {
    const { state, recent, moment: had } = store.get()
    const moment = await client().moments.at({ incident, wall, ...(state !== undefined && { have: { seq: state.seq, planKey, ...(had?.merged && { merged: had.merged }) } }) })
    if (stopped) return
    const { change, opened, frame, seq, mono, boot, plan, merged } = moment
    planKey = moment.planKey
    const foldOne = merged === undefined ? fold : (before: State, entry: Entry): State => foldFrom(merged.own, before, entry)
    const past = change.kind === 'state' || state === undefined
      ? change.kind === 'state' && { state: change.state, recent: change.recent }
      : { state: change.entries.reduce(foldOne, state), recent: [...recent, ...change.entries].slice(-kept.entries) }
    store.set({ ...past, frame, frameAt: 0, ...(opened && { opened }), moment: { incident, seq, wall: moment.wall, mono, boot, plan, ...(merged && { merged }) } })
  }
  /** The last place that was asked for is the one that is shown; those between are passed over while an answer is awaited. */
  const want = async (wall: number): Promise<void> => {
    wanted = wall
    if (busy) return
    busy = true
    try {
      while (wanted !== undefined && !stopped) {
        const next = wanted
        wanted = undefined
        const stopFollowing = followReading()
        await show(next).finally(stopFollowing)
        set({})
        await pause(atMostEvery)
      }
      const { failure: _, ...rest } = view
      view = rest
      set({})
    } catch (error) {
      if (!stopped) set({ failure: failureOf(error), played: { ...view.played, playing: false } })
    } finally {
      busy = false
    }
  }
  const go = (played: Played): void => {
    const moved = played.at !== view.played.at
    set({ played })
    if (moved) void want(played.at)
  }
  const seek = (wall: number): void => go({ ...view.played, at: view.span ? within(view.span, wall) : wall })

  const begin = async (): Promise<void> => {
    try {
      const span = await client().moments.span({ incident })
      if (!stopped) set({ span, played: { ...view.played, at: within(span, view.played.at) } })
    } catch (error) {
      if (!stopped) set({ failure: failureOf(error) })
    }
  }
  const tick = (): void => {
    const elapsed = now() - last
    last = now()
    if (view.played.playing && view.span) go(playOn(view.played, view.span, elapsed))
  }
  return {
    get: () => view,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    seek,
    move: (ms) => seek(view.played.at + ms),
    jump: (way) => {
      const found = eventFrom(view.span?.events ?? [], view.played.at, way)
      if (found) seek(found.at)
    },
    toggle: () => {
      last = now()
      const { played, span } = view
      // At its end it begins anew.
      const again = span !== undefined && !played.playing && played.at >= span.to
      go({ ...played, playing: !played.playing, at: again ? span.from : played.at })
    },
    speed: (speed) => go({ ...view.played, speed }),
    start: () => {
      stopped = false
      const stopTicks = onTick(tick)
      void begin()
      void want(view.played.at)
      return () => {
        stopped = true
        stopTicks()
      }
    },
  }
}
