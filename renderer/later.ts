/** A part of the page that is fetched when the page stands already. */
import { useEffect, useSyncExternalStore } from 'react'
import { later as words } from './words/app.ts'

export type Later<T> = {
  /** Fetches it, once; where that fails it is tried again until it is there. */
  readonly load: () => void
  readonly get: () => T | undefined
  readonly subscribe: (listener: () => void) => () => void
}

/** Ms. The page says meanwhile that it has lost the console: nothing more is to be told. */
const againAfter = 2_000

export function later<T>(from: () => Promise<T>, { after }: { readonly after: (ms: number, then: () => void) => void }): Later<T> {
  let part: T | undefined
  let asked = false
  const listeners = new Set<() => void>()
  const attempt = async (): Promise<void> => {
    try {
      part = await from()
    } catch (error) {
      console.warn(words.partPageNotLoaded, error)
      return after(againAfter, () => void attempt())
    }
    for (const listener of listeners) listener()
  }
  return {
    load: () => {
      if (asked) return
      asked = true
      void attempt()
    },
    get: () => part,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** The part; undefined until it has come. */
export function useLater<T>(of: Later<T>): T | undefined {
  const part = useSyncExternalStore(of.subscribe, of.get)
  useEffect(() => of.load(), [of])
  return part
}
