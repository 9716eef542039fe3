/** What the console is asked for again and again, since no stream tells it, and what a screen does without where it is not told. */
import { useEffect } from 'react'
import { useAskedAgain, type Ask } from '../asked.ts'
import { useView } from '../store.ts'
import { usePolled as say } from '../words/parts.ts'

/**
 * @param ask the same function from one drawing to the next
 * @param every ms
 * @param what is asked for, in words of the developer's console
 * @param when it is asked at all, while the link is open
 * @returns `told`: undefined until it is told, and where it is not
 */
export function usePolled<T>(ask: Ask<T>, every: number, what: string, when = true): { readonly told: T | undefined; readonly refresh: () => void } {
  const open = useView((view) => view.connection.status === 'open')
  const { answer, failure, refresh } = useAskedAgain(ask, every, open && when)
  useEffect(() => {
    if (failure) console.warn(say.consoleDoesNotTell(what), failure.what)
  }, [failure, what])
  return { told: failure === undefined ? answer : undefined, refresh }
}
