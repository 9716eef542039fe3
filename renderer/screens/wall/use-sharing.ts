/** Links to the war room and who looks through them; asked again every two seconds. */
import { useEffect, useRef, useState } from 'react'
import type { WallSharing } from '../../../shared/contract.ts'
import { useActs } from '../../act.tsx'
import { failureOf, type Failure } from '../../parts/failure.ts'

const every = 2_000

export function useSharing(): { readonly sharing: WallSharing | undefined; readonly failure: Failure | undefined; readonly refresh: () => void } {
  const { client } = useActs()
  const [sharing, setSharing] = useState<WallSharing>()
  const [failure, setFailure] = useState<Failure>()
  const again = useRef((): void => undefined)
  useEffect(() => {
    const stop = new AbortController()
    const read = async (): Promise<void> => {
      try {
        const told = await client().wall.sharing(undefined, { signal: stop.signal })
        if (stop.signal.aborted) return
        setSharing(told)
        setFailure(undefined)
      } catch (error) {
        if (!stop.signal.aborted) setFailure(failureOf(error))
      }
    }
    again.current = () => void read()
    void read()
    const timer = setInterval(() => void read(), every)
    return () => {
      clearInterval(timer)
      stop.abort()
      again.current = () => undefined
    }
  }, [client])
  return { sharing, failure, refresh: () => again.current() }
}
