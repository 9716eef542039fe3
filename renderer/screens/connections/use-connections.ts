/** The connections as the engine tells them, asked again every two seconds; the kinds once. */
import { useEffect, useRef, useState } from 'react'
import type { Connections, TargetKind } from '../../../shared/contract.ts'
import { useActs } from '../../act.tsx'
import { failureOf, type Failure } from '../../parts/failure.ts'
import { useView } from '../../store.ts'

export type Told = {
  readonly connections: Connections | undefined
  readonly kinds: readonly TargetKind[]
  readonly failure: Failure | undefined
  readonly refresh: () => void
}

const every = 2_000

export function useConnections(): Told {
  const { client } = useActs()
  const open = useView((view) => view.connection.status === 'open')
  const [connections, setConnections] = useState<Connections>()
  const [kinds, setKinds] = useState<readonly TargetKind[]>([])
  const [failure, setFailure] = useState<Failure>()
  const again = useRef((): void => undefined)
  useEffect(() => {
    if (!open) return undefined
    const stop = new AbortController()
    const read = async (): Promise<void> => {
      try {
        const told = await client().connections.list(undefined, { signal: stop.signal })
        if (stop.signal.aborted) return
        setConnections(told)
        setFailure(undefined)
      } catch (error) {
        if (!stop.signal.aborted) setFailure(failureOf(error))
      }
    }
    const readKinds = async (): Promise<void> => {
      try {
        const told = await client().connections.kinds(undefined, { signal: stop.signal })
        if (!stop.signal.aborted) setKinds(told)
      } catch (error) {
        if (!stop.signal.aborted) setFailure(failureOf(error))
      }
    }
    again.current = () => void read()
    void readKinds()
    void read()
    const timer = setInterval(() => void read(), every)
    return () => {
      clearInterval(timer)
      stop.abort()
      again.current = () => undefined
    }
  }, [open, client])
  return { connections, kinds, failure, refresh: () => again.current() }
}
