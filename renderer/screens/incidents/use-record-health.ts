import { useEffect, useState } from 'react'
import type { RecordHealth } from '../../../shared/contract.ts'
import { useActs } from '../../act.tsx'
import { useView } from '../../store.ts'

const every = 10_000

/** What the console knows of its own record's health; undefined until it has told. */
export function useRecordHealth(): RecordHealth | undefined {
  const { client } = useActs()
  const open = useView((view) => view.connection.status === 'open')
  const [told, setTold] = useState<RecordHealth>()
  useEffect(() => {
    if (!open) return undefined
    const stop = new AbortController()
    const read = async (): Promise<void> => {
      try {
        const health = await client().care.record(undefined, { signal: stop.signal })
        if (!stop.signal.aborted) setTold(health)
      } catch (error) {
        if (!stop.signal.aborted) console.warn('the console does not tell how its record is:', error)
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
