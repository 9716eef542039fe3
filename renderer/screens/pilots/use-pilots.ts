/** What only the engine can tell of the pilot users: flags, sessions, counts. Asked again every two seconds. */
import { useEffect, useRef, useState } from 'react'
import type { PilotsNow } from '../../../shared/contract.ts'
import type { Pilots } from '../../../shared/pilot.ts'
import type { Plan } from '../../../shared/plan.ts'
import { useActs } from '../../act.tsx'
import { failureOf, type Failure } from '../../parts/failure.ts'
import { useView } from '../../store.ts'

const every = 2_000

export type Present = { readonly plan: Plan; readonly pilots: Pilots; readonly now: PilotsNow | undefined; readonly failure: Failure | undefined; readonly refresh: () => void }

export function usePilots(): Present | undefined {
  const { client } = useActs()
  const open = useView((view) => view.connection.status === 'open')
  const plan = useView((view) => view.opened?.plan)
  const pilots = useView((view) => view.state?.pilots)
  const [now, setNow] = useState<PilotsNow>()
  const [failure, setFailure] = useState<Failure>()
  const again = useRef((): void => undefined)
  useEffect(() => {
    if (!open) return undefined
    const stop = new AbortController()
    const read = async (): Promise<void> => {
      try {
        const told = await client().pilots.now(undefined, { signal: stop.signal })
        if (stop.signal.aborted) return
        setNow(told)
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
  }, [open, client])
  return plan && pilots && { plan, pilots, now, failure, refresh: () => again.current() }
}

/** A file as the contract takes it. */
export async function base64Of(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  let text = ''
  // In parts: a call takes only so many arguments.
  for (let at = 0; at < bytes.length; at += 8_192) text += String.fromCharCode(...bytes.subarray(at, at + 8_192))
  return btoa(text)
}
