/** How a page keeps its link to the engine: by this window's clock, chance and timers. */
import { chooseLink } from './client.ts'
import type { LinkOptions } from './keep-linked.ts'

/** Listens for the desktop shell's port at once, so call it before the window's `load`. */
export const pageLink = (): LinkOptions => ({
  open: chooseLink(),
  now: () => performance.now(),
  random: Math.random,
  later: (act, ms) => {
    const timer = setTimeout(act, ms)
    return () => clearTimeout(timer)
  },
})
