/** What the engine answers to a query, asked anew when its key changes or by time; an answer that failed keeps the one before beside the failure. */
import { useEffect, useRef, useState } from 'react'
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

export type AskedAgain<T> = Asked<T> & { readonly refresh: () => void }

/**
 * For what no stream tells. One that takes longer than `every` is waited for all the same.
 * @param ask the same function from one drawing to the next
 * @param every ms
 * @param when it is asked at all; the last answer stays
 */
export function useAskedAgain<T>(ask: Ask<T>, every: number, when: boolean): AskedAgain<T> {
  const { client } = useActs()
  const [told, setTold] = useState<Asked<T>>({})
  const again = useRef((): void => undefined)
  useEffect(() => {
    if (!when) return undefined
    const stop = new AbortController()
    const read = async (): Promise<void> => {
      try {
        const answer = await ask(client(), stop.signal)
        if (!stop.signal.aborted) setTold({ answer })
      } catch (error) {
        if (!stop.signal.aborted) setTold((before) => ({ ...before, failure: failureOf(error) }))
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
  }, [when, client, ask, every])
  return { ...told, refresh: () => again.current() }
}
