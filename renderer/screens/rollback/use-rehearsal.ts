/** What each step would do now. Asked on demand: it looks at the real targets. */
import { useEffect, useState } from 'react'
import type { Rehearsal } from '../../../shared/contract.ts'
import { useActs } from '../../act.tsx'
import { failureOf, type Failure } from '../../parts/failure.ts'
import { useView } from '../../store.ts'

type Told = {
  /** Which asking this answers; 0 for none. */
  readonly asked: number
  readonly steps?: ReadonlyMap<string, Rehearsal>
  /** Wall milliseconds at which the steps were told. */
  readonly at?: number
  readonly failure?: Failure
}

export type Rehearsed = Omit<Told, 'asked'> & { readonly busy: boolean; readonly refresh: () => void }

export function useRehearsal(): Rehearsed {
  const { client } = useActs()
  const connected = useView((view) => view.connection.status === 'open')
  const [asked, setAsked] = useState(1)
  const [{ asked: answered, ...told }, setTold] = useState<Told>({ asked: 0 })
  useEffect(() => {
    if (!connected) return undefined
    const stop = new AbortController()
    const read = async (): Promise<void> => {
      try {
        const list = await client().rollback.rehearse(undefined, { signal: stop.signal })
        if (!stop.signal.aborted) setTold({ asked, steps: new Map(list.map((one) => [one.step, one])), at: Date.now() })
      } catch (error) {
        if (!stop.signal.aborted) setTold((before) => ({ ...before, asked, failure: failureOf(error) }))
      }
    }
    void read()
    return () => stop.abort()
  }, [connected, client, asked])
  return { ...told, busy: connected && answered < asked, refresh: () => setAsked((before) => before + 1) }
}
