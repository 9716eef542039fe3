import { useEffect, useState } from 'react'
import type { LogSources } from '../../shared/contract.ts'
import { useActs } from '../act.tsx'
import { useView } from '../store.ts'

const every = 3_000

/** What is read of the environments' own logs; undefined where the plan names none, or it is not told. Where they are stays in the engine: the page's plan does not say. */
export function useLogSources(): LogSources | undefined {
  const { client } = useActs()
  const open = useView((view) => view.connection.status === 'open')
  const [told, setTold] = useState<LogSources>()
  useEffect(() => {
    if (!open) return undefined
    const stop = new AbortController()
    const read = async (): Promise<void> => {
      try {
        const sources = await client().logs.sources(undefined, { signal: stop.signal })
        if (!stop.signal.aborted) setTold(sources.cache === undefined ? undefined : sources)
      } catch (error) {
        if (stop.signal.aborted) return
        console.warn('the console does not tell what logs it reads:', error)
        setTold(undefined)
      }
    }
    void read()
    const timer = setInterval(() => void read(), every)
    return () => {
      clearInterval(timer)
      stop.abort()
    }
  }, [open, client])
  return told
}
