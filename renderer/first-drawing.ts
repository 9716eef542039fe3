/** When the page is drawn first. Drawing it empty takes as long as drawing it filled, and the figures would wait for both. */
import type { LinkOptions } from './keep-linked.ts'
import type { Store } from './store.ts'

/** Ms that a window may stay empty: an engine that is there answers within that, and one that is not is waited for in sight. */
export const emptyFor = 300

/** Calls `draw` once: when there is all that a first picture shows, when the engine is lost, or after `emptyFor`. */
export function drawFirst({ store, later, draw }: { readonly store: Pick<Store, 'get' | 'subscribe'>; readonly later: LinkOptions['later']; readonly draw: () => void }): void {
  const go = (): void => {
    cancel()
    unsubscribe()
    draw()
  }
  const cancel = later(go, emptyFor)
  const unsubscribe = store.subscribe(() => {
    const { connection, state, opened, frame } = store.get()
    if (connection.status === 'lost' || (state && opened && frame)) go()
  })
}
