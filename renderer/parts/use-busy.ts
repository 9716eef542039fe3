/** Work that a press begins: busy until it ends, well or not. */
import { useEffect, useState } from 'react'

type OneAtATime = {
  /**
   * Begins a piece of work; while one is under way another is not begun, and answers nothing.
   * @throws what the work throws, once it is told that it ended
   */
  readonly begin: <T>(work: () => Promise<T>) => Promise<T | undefined>
  /** @returns leaves: nothing is told from then on */
  readonly come: () => () => void
}

/** @param tell hears that a piece of work begins, and that it ended */
export function oneAtATime(tell: (busy: boolean) => void): OneAtATime {
  let isUnderWay = false
  let isHere = true
  return {
    begin: async (work) => {
      if (isUnderWay) return undefined
      isUnderWay = true
      tell(true)
      try {
        return await work()
      } finally {
        isUnderWay = false
        if (isHere) tell(false)
      }
    },
    come: () => {
      isHere = true
      return () => {
        isHere = false
      }
    },
  }
}

/** @returns the work as a press begins it, and whether it is under way; a second press meanwhile begins nothing */
export function useBusy<Given extends readonly unknown[], T>(work: (...given: Given) => Promise<T>): readonly [begin: (...given: Given) => Promise<T | undefined>, busy: boolean] {
  const [busy, setBusy] = useState(false)
  const [one] = useState(() => oneAtATime(setBusy))
  useEffect(() => one.come(), [one])
  return [(...given) => one.begin(() => work(...given)), busy]
}
