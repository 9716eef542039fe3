import { useEffect, useState } from 'react'
import type { LogSources } from '../../../shared/contract.ts'
import { useActs } from '../../act.tsx'
import { useView } from '../../store.ts'

const every = 3_000

/** What is read of the environments' own logs; undefined where the plan names none, or it is not told. */
export function useLogSources(): LogSources | undefined {
  const { client } = useActs()
  const named = useView((view) => view.opened?.plan.logs !== undefined)
  const open = useView((view) => view.connection.status === 'open')
  const [told, setTold] = useState<LogSources>()
  useEffect(() => {
    if (!named || !open) return undefined
    const stop = new AbortController()
    const read = async (): Promise<void> => {
      try {
        const sources = await client().logs.sources(undefined, { signal: stop.signal })
        if (!stop.signal.aborted) setTold(sources)
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
  }, [named, open, client])
  return named ? told : undefined
}
