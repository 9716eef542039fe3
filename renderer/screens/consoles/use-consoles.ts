/** The consoles of this deployment as the engine tells them, asked again every second. */
import { useCallback, useEffect, useState } from 'react'
import type { Consoles } from '../../../shared/contract.ts'
import type { Entry } from '../../../shared/journal.ts'
import { useAsked, type Ask } from '../../asked.ts'
import { useView } from '../../store.ts'

const every = 1_000
const nothing: readonly Entry[] = []
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

/**
 * What other consoles have written of an incident, in the one order.
 * @param known entries of the incident that are folded: asks again when there are more
 */
export function useOfOthers(incident: string, known: number): readonly Entry[] {
  const ask = useCallback<Ask<readonly Entry[]>>((client, signal) => client.consoles.ofIncident({ incident }, { signal }), [incident])
  return useAsked(ask, String(known)).answer ?? nothing
}
