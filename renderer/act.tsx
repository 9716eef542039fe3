/** Commands and what became of them: a toast for each outcome, and never a success that was not. */
import { createContext, useCallback, useContext, useMemo, useRef, useState } from 'react'
import type { Client } from './client.ts'
import { failureOf, type Failure } from './parts/failure.ts'
import { useView } from './store.ts'

export type Toast = { readonly id: number; readonly title: string } & (
  | { readonly outcome: 'done' }
  | ({ readonly outcome: 'failed' } & Failure)
)

export type Acts = {
  /** The client of the present link. @throws Error while there is none */
  readonly client: () => Client
  /**
   * Runs a command and tells its outcome.
   * @param label what is being done, as the start of a sentence: "Open an incident"
   * @param done the sentence for success
   * @returns the command's answer, or undefined where it failed
   */
  readonly act: <T>(label: string, command: (client: Client) => Promise<T>, done: string | ((answer: T) => string)) => Promise<{ readonly answer: T } | undefined>
  readonly toasts: readonly Toast[]
  readonly dismiss: (id: number) => void
}

const ActsContext = createContext<Acts | undefined>(undefined)

export function ActsProvider({ client, children }: { readonly client: () => Client; readonly children: React.ReactNode }) {
  const [toasts, setToasts] = useState<readonly Toast[]>([])
  const count = useRef(0)
  const dismiss = useCallback((id: number) => setToasts((list) => list.filter((toast) => toast.id !== id)), [])
  const act = useCallback<Acts['act']>(async (label, command, done) => {
    const id = ++count.current
    try {
      const answer = await command(client())
      setToasts((list) => [...list.slice(-4), { id, outcome: 'done', title: typeof done === 'string' ? done : done(answer) }])
      return { answer }
    } catch (error) {
      setToasts((list) => [...list.slice(-4), { id, outcome: 'failed', title: `${label} failed`, ...failureOf(error) }])
      return undefined
    }
  }, [client])
  const acts = useMemo<Acts>(() => ({ client, act, toasts, dismiss }), [client, act, toasts, dismiss])
  return <ActsContext value={acts}>{children}</ActsContext>
}

export function useActs(): Acts {
  const acts = useContext(ActsContext)
  if (acts === undefined) throw new Error('useActs outside of ActsProvider')
  return acts
}

/** A viewer changes nothing, and nobody changes the past; the engine and the client of a replay enforce it, the page only says so. */
export const useMayAct = (): boolean => useView((view) => view.me?.role === 'operator' && view.moment === undefined)
