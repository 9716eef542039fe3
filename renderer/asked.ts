/** What the engine answers to a query, asked anew when its key changes; an answer that failed keeps the one before beside the failure. */
import { useEffect, useState } from 'react'
import { useActs } from './act.tsx'
import type { Client } from './client.ts'
import { failureOf, type Failure } from './parts/failure.ts'
import { useView } from './store.ts'

export type Asked<T> = { readonly answer?: T; readonly failure?: Failure }
export type Ask<T> = (client: Client, signal: AbortSignal) => Promise<T>

/** @param ask the same function as long as the question is the same. @param key asks anew when it changes */
export function useAsked<T>(ask: Ask<T>, key: string): Asked<T> {
  const { client } = useActs()
  const connected = useView((view) => view.connection.status === 'open')
  const [told, setTold] = useState<Asked<T> & { readonly of?: string }>({})
  useEffect(() => {
    if (!connected) return undefined
    const stop = new AbortController()
    const read = async (): Promise<void> => {
      try {
        const answer = await ask(client(), stop.signal)
        if (!stop.signal.aborted) setTold({ answer, of: key })
      } catch (error) {
        if (!stop.signal.aborted) setTold((before) => ({ ...before, failure: failureOf(error) }))
      }
    }
    void read()
    return () => stop.abort()
  }, [connected, client, ask, key])
  return told
}
