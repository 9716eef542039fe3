/** One clock for all that counts on the screen: four times a second while anyone looks. */
import { useSyncExternalStore } from 'react'

const period = 250
const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined
let present = performance.now()

/** Calls four times a second. Returns its stop. */
export function onTick(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(() => {
    present = performance.now()
    for (const tell of listeners) tell()
  }, period)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

/** `performance.now()` in steps of `step` ms, so that a component renders no more often than it shows change. */
export function useTick(step = period): number {
  return useSyncExternalStore(onTick, () => Math.floor(present / step) * step)
}
