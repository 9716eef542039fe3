/** Tells listeners in order: what a listener causes is told after what it was told of, to everyone. */
export type Delivery<T> = {
  readonly send: (items: readonly T[]) => void
  readonly subscribe: (listener: (item: T) => void) => () => void
}

/** @param onError gets what a listener threw; the others are told all the same */
export function createDelivery<T>(onError: (error: unknown) => void): Delivery<T> {
  // A box for each, so that one function can listen twice and each is stopped alone.
  const listeners = new Set<{ readonly tell: (item: T) => void }>()
  const waiting: T[] = []
  let telling = false

  const tellAll = (item: T): void => {
    // One that joins now hears of the next.
    const present = Array.from(listeners)
    for (const listener of present) {
      if (!listeners.has(listener)) continue
      try {
        listener.tell(item)
      } catch (error) {
        onError(error)
      }
    }
  }
  return {
    send: (items) => {
      waiting.push(...items)
      if (telling) return
      telling = true
      try {
        for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) tellAll(item)
      } finally {
        telling = false
      }
    },
    subscribe: (listener) => {
      const own = { tell: listener }
      listeners.add(own)
      return () => void listeners.delete(own)
    },
  }
}
