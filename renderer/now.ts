/** The engine's clocks, carried on between frames by this window's own. */
import { useContext } from 'react'
import type { Run } from '../shared/rollback.ts'
import { StoreContext, useReplaying, useView, type View } from './store.ts'
import { useTick } from './ticker.ts'

/** Milliseconds: the engine's monotonic and wall clock. */
export type Now = { readonly mono: number; readonly wall: number; readonly boot: string | undefined }

/** Before the first frame there is only this machine's wall clock. In a replay time stands where the replay stands. */
export function nowOf({ frame, frameAt, recent, moment }: Pick<View, 'frame' | 'frameAt' | 'recent' | 'moment'>, local: number): Now {
  if (moment) return moment
  const since = Math.max(0, local - frameAt)
  const boot = recent.at(-1)?.at.boot
  return frame ? { mono: frame.mono + since, wall: frame.wall + since, boot } : { mono: 0, wall: Date.now(), boot }
}

/**
 * The present moment on the run's own monotonic clock. A run that began before a restart of the
 * machine counts from another boot: there only wall time can tell.
 */
export const runNow = (run: Pick<Run, 'boot' | 'startedAt' | 'startedWall'>, { mono, wall, boot }: Now): number =>
  boot === undefined || boot === run.boot ? mono : run.startedAt + (wall - run.startedWall)

/** Now, in steps of `step` ms. */
export function useNow(step = 1_000): Now {
  const store = useContext(StoreContext)
  useTick(step)
  if (store === undefined) throw new Error('useNow outside of the store: wrap the tree in StoreContext')
  return nowOf(store.get(), performance.now())
}

/** A frame older than this (ms) is no longer the present: figures dim and say their age. */
export const staleAfter = 3_000

/** Milliseconds since the last frame came in; undefined before the first. */
export function useFrameAge(): number | undefined {
  const frameAt = useView((view) => (view.frame ? view.frameAt : undefined))
  const replaying = useReplaying()
  useTick(1_000)
  if (frameAt === undefined) return undefined
  return replaying ? 0 : performance.now() - frameAt
}

/** Milliseconds for which nothing has come: what every age in the last frame has grown by. 0 while frames come. */
export function useSilence(): number {
  const age = useFrameAge() ?? 0
  return age > staleAfter ? Math.floor(age / 1_000) * 1_000 : 0
}
