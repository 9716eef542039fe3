/** Commands and what became of them: a toast for each outcome, and never a success that was not. */
import { createContext, useCallback, useContext, useMemo, useRef, useState } from 'react'
import type { Client } from './client.ts'
import { failureOf, type Failure } from './parts/failure.ts'
import { useView } from './store.ts'
import { act as words } from './words/app.ts'

export type Toast = { readonly id: number; readonly title: string } & (
  | { readonly outcome: 'done'; /** Takes it back by a command of its own: both stay on the record. */ readonly undo?: () => Promise<void> }
  | ({ readonly outcome: 'failed' } & Failure)
)

/** `done`: the sentence once it is taken back. */
export type Undo<T> = { readonly command: (client: Client, answer: T) => Promise<unknown>; readonly done: string }

export type Acts = {
  /** The client of the present link. @throws Error while there is none */
  readonly client: () => Client
  /**
   * Runs a command and tells its outcome.
   * @param label what is being done, as the start of a sentence: "Open an incident"
   * @param done the sentence for success
   * @param undo what takes it back, where something can: offered beside the sentence
   * @returns the command's answer, or undefined where it failed
   */
  readonly act: <T>(label: string, command: (client: Client) => Promise<T>, done: string | ((answer: T) => string), undo?: Undo<T>) => Promise<{ readonly answer: T } | undefined>
  readonly toasts: readonly Toast[]
  readonly dismiss: (id: number) => void
}

const ActsContext = createContext<Acts | undefined>(undefined)

export function ActsProvider({ client, children }: { readonly client: () => Client; readonly children: React.ReactNode }) {
  const [toasts, setToasts] = useState<readonly Toast[]>([])
  const count = useRef(0)
  const dismiss = useCallback((id: number) => setToasts((list) => list.filter((toast) => toast.id !== id)), [])
  const act = useCallback<Acts['act']>(async (label, command, done, undo) => {
    const id = ++count.current
    const add = (toast: Toast): void => setToasts((list) => [...list.slice(-4), toast])
    try {
      const answer = await command(client())
      const takeBack = undo && (async (): Promise<void> => {
        dismiss(id)
        const again = ++count.current
        try {
          await undo.command(client(), answer)
          add({ id: again, outcome: 'done', title: undo.done })
        } catch (error) {
          add({ id: again, outcome: 'failed', title: words.takingItBackFailed, ...failureOf(error) })
        }
      })
      add({ id, outcome: 'done', title: typeof done === 'string' ? done : done(answer), ...(takeBack && { undo: takeBack }) })
      return { answer }
    } catch (error) {
      add({ id, outcome: 'failed', title: words.failed(label), ...failureOf(error) })
      return undefined
    }
  }, [client, dismiss])
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
