/** The consoles of this deployment as the engine tells them, asked again every second. */
import { useEffect, useState } from 'react'
import type { Consoles } from '../../../shared/contract.ts'
import { useAsked, type Ask } from '../../asked.ts'
import { useView } from '../../store.ts'

const every = 1_000
const list: Ask<Consoles> = (client, signal) => client.consoles.list(undefined, { signal })

export function useConsoles(): { readonly consoles: Consoles | undefined; readonly refresh: () => void } {
  const open = useView((view) => view.connection.status === 'open')
  const [tick, setTick] = useState(0)
  useEffect(() => {
    if (!open) return undefined
    const timer = setInterval(() => setTick((before) => before + 1), every)
    return () => clearInterval(timer)
  }, [open])
  return { consoles: useAsked(list, String(tick)).answer, refresh: () => setTick((before) => before + 1) }
}
