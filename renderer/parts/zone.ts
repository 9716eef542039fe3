/** Which time stands first everywhere, the reader's own or UTC; the other is one hover, or the key z, away. Kept in the browser. */
import { useSyncExternalStore } from 'react'

const clocks = ['local', 'utc'] as const
export type Clock = (typeof clocks)[number]

const key = 'fifteen.clock'
const listeners = new Set<() => void>()
let present: Clock = 'local'

export const readClock = (): Clock => (localStorage.getItem(key) === 'utc' ? 'utc' : 'local')

export function applyClock(clock: Clock): void {
  present = clock
  localStorage.setItem(key, clock)
  for (const tell of listeners) tell()
}

export const otherClock = (): Clock => (present === 'utc' ? 'local' : 'utc')

/** For `Intl`: undefined is the reader's own zone. */
export const firstZone = (): 'UTC' | undefined => (present === 'utc' ? 'UTC' : undefined)

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** What shows a time renders anew when another is to stand first. */
export const useClock = (): Clock => useSyncExternalStore(subscribe, () => present)
