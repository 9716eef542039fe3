/** A search of the record while it is typed: an older question is given up for the newer one. */
import { useEffect, useState } from 'react'
import type { SearchAnswer, SearchHit } from '../../../shared/contract.ts'
import { useActs } from '../../act.tsx'
import { failureOf, type Failure } from '../../parts/failure.ts'
import { useView } from '../../store.ts'

/** Ms without a key before the question is sent, and before it is asked again while the index is built. */
const settle = 60
const askAgain = 1_000
const page = 50

export type Order = 'newest' | 'best'
export type SearchView = {
  readonly answer?: SearchAnswer
  readonly hits: readonly SearchHit[]
  readonly busy: boolean
  readonly failure?: Failure
  readonly loadMore: () => void
}

/** Where each console's next page begins. */
const nextOf = (hits: readonly SearchHit[], order: Order): { readonly before: Record<string, number> } | { readonly skip: Record<string, number> } => {
  const each = [...Map.groupBy(hits, ({ entry }) => entry.console)]
  return order === 'newest'
    ? { before: Object.fromEntries(each.map(([console, own]) => [console, Math.min(...own.map(({ entry }) => entry.seq))])) }
    : { skip: Object.fromEntries(each.map(([console, own]) => [console, own.length])) }
}

type Held = { readonly of: string; readonly answer?: SearchAnswer; readonly hits: readonly SearchHit[]; readonly failure?: Failure }

export function useSearch(text: string, order: Order): SearchView {
  const { client } = useActs()
  const connected = useView((view) => view.connection.status === 'open')
  const [held, setHeld] = useState<Held>({ of: '', hits: [] })
  const [more, setMore] = useState(false)
  const of = `${order} ${text}`
  const wanted = text.trim() !== ''

  useEffect(() => {
    if (!wanted || !connected) return undefined
    const stop = new AbortController()
    let again: ReturnType<typeof setTimeout> | undefined
    const ask = async (): Promise<void> => {
      try {
        const answer = await client().incidents.search({ text, order, limit: page }, { signal: stop.signal })
        if (stop.signal.aborted) return
        setHeld({ of, answer, hits: answer.ok ? answer.hits : [] })
        if (answer.ok && answer.indexed.seq < answer.indexed.of) again = setTimeout(() => void ask(), askAgain)
      } catch (error) {
        if (!stop.signal.aborted) setHeld((before) => ({ ...before, of, failure: failureOf(error) }))
      }
    }
    const timer = setTimeout(() => void ask(), settle)
    return () => {
      clearTimeout(timer)
      clearTimeout(again)
      stop.abort()
    }
  }, [wanted, connected, client, text, order, of])

  useEffect(() => {
    if (!more || held.hits.length === 0 || held.of !== of) return undefined
    const stop = new AbortController()
    const ask = async (): Promise<void> => {
      try {
        const answer = await client().incidents.search({ text, order, limit: page, ...nextOf(held.hits, order) }, { signal: stop.signal })
        if (!stop.signal.aborted) setHeld((before) => ({ ...before, answer, hits: answer.ok ? [...before.hits, ...answer.hits] : before.hits }))
      } catch (error) {
        if (!stop.signal.aborted) setHeld((before) => ({ ...before, failure: failureOf(error) }))
      } finally {
        if (!stop.signal.aborted) setMore(false)
      }
    }
    void ask()
    return () => stop.abort()
  }, [more, held, of, client, text, order])

  return {
    hits: held.hits, busy: wanted && held.of !== of, ...(held.answer && { answer: held.answer }), ...(held.failure && { failure: held.failure }),
    loadMore: () => setMore(true),
  }
}
