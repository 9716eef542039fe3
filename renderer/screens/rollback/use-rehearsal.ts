/** What each step would do now. Asked on demand: it looks at the real targets. */
import { useCallback, useEffect, useRef, useState } from 'react'
import type { Rehearsal } from '../../../shared/contract.ts'
import { useActs } from '../../act.tsx'
import { failureOf, type Failure } from '../../parts/failure.ts'
import { useView } from '../../store.ts'

export type Rehearsed = {
  readonly steps?: ReadonlyMap<string, Rehearsal>
  /** Wall milliseconds at which the steps were told. */
  readonly at?: number
  readonly failure?: Failure
  readonly busy: boolean
}

export function useRehearsal(): Rehearsed & { readonly refresh: () => void } {
  const { client } = useActs()
  const connected = useView((view) => view.connection.status === 'open')
  const [told, setTold] = useState<Rehearsed>({ busy: false })
  const stop = useRef<AbortController>(undefined)
  const read = useCallback(async (): Promise<void> => {
    stop.current?.abort()
    const own = new AbortController()
    stop.current = own
    setTold(({ failure: _, ...before }) => ({ ...before, busy: true }))
    try {
      const list = await client().rollback.rehearse(undefined, { signal: own.signal })
      setTold({ steps: new Map(list.map((one) => [one.step, one])), at: Date.now(), busy: false })
    } catch (error) {
      if (!own.signal.aborted) setTold((before) => ({ ...before, busy: false, failure: failureOf(error) }))
    }
  }, [client])
  useEffect(() => {
    if (connected) void read()
    return () => stop.current?.abort()
  }, [connected, read])
  return { ...told, refresh: () => void read() }
}
