import { useEffect, useRef, useState } from 'react'
import type { LabFault, LabUser } from '../../../shared/contract.ts'
import { useActs } from '../../act.tsx'
import { useView } from '../../store.ts'

export type LabStatus = { readonly faults: readonly LabFault[]; readonly users: readonly LabUser[] }

const every = 2_000

/** The practice environment's status; undefined where the plan names real targets. */
export function useLab(): { readonly status: LabStatus | undefined; readonly refresh: () => void } {
  const { client } = useActs()
  const practises = useView((view) => view.opened?.plan.lab !== undefined && view.moment === undefined)
  const open = useView((view) => view.connection.status === 'open')
  const [status, setStatus] = useState<LabStatus>()
  const again = useRef((): void => undefined)
  useEffect(() => {
    if (!practises || !open) return undefined
    const stop = new AbortController()
    const read = async (): Promise<void> => {
      try {
        const told = await client().lab.status(undefined, { signal: stop.signal })
        if (!stop.signal.aborted) setStatus(told ?? undefined)
      } catch (error) {
        if (stop.signal.aborted) return
        console.warn('the lab does not tell its status:', error)
        setStatus(undefined)
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
  }, [practises, open, client])
  return { status, refresh: () => again.current() }
}
