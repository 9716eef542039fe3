import { useCallback, useEffect, useState } from 'react'
import type { LabFault, LabUser } from '../../../shared/contract.ts'
import { useActs } from '../../act.tsx'
import { useView } from '../../store.ts'

export type LabStatus = { readonly faults: readonly LabFault[]; readonly users: readonly LabUser[] }

const every = 2_000

/** The practice environment's status; undefined where the plan names real targets. */
export function useLab(): { readonly status: LabStatus | undefined; readonly refresh: () => void } {
  const { client } = useActs()
  const practises = useView((view) => view.opened?.plan.lab !== undefined)
  const open = useView((view) => view.connection.status === 'open')
  const [status, setStatus] = useState<LabStatus>()
  const read = useCallback(async (): Promise<void> => {
    try {
      setStatus((await client().lab.status()) ?? undefined)
    } catch (error) {
      console.warn('the lab does not tell its status:', error)
      setStatus(undefined)
    }
  }, [client])
  useEffect(() => {
    if (!practises || !open) return undefined
    void read()
    const timer = setInterval(() => void read(), every)
    return () => clearInterval(timer)
  }, [practises, open, read])
  return { status, refresh: () => void read() }
}
