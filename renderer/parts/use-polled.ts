/** What the console is asked for again and again, since no stream tells it. */
import { useEffect, useState } from 'react'
import { useView } from '../store.ts'

/**
 * @param ask the same function from one drawing to the next
 * @param every ms
 * @param what is asked for, in words of the developer's console
 * @returns undefined until it is told, and where it is not
 */
export function usePolled<T extends object>(ask: (signal: AbortSignal) => Promise<T>, every: number, what: string): T | undefined {
  const open = useView((view) => view.connection.status === 'open')
  const [told, setTold] = useState<T>()
  useEffect(() => {
    if (!open) return undefined
    const stop = new AbortController()
    const read = async (): Promise<void> => {
      try {
        const found = await ask(stop.signal)
        if (!stop.signal.aborted) setTold(found)
      } catch (error) {
        if (stop.signal.aborted) return
        console.warn(`the console does not tell ${what}:`, error)
        setTold(undefined)
      }
    }
    void read()
    const timer = setInterval(() => void read(), every)
    return () => {
      clearInterval(timer)
      stop.abort()
    }
  }, [open, ask, every, what])
  return told
}
