/** Questions to a thread: each has a number, waits for its answer, and may be left by who asked. */
export type Questions = {
  /**
   * @param send passes the question on under its number
   * @param cancel tells the thread that nobody waits for it any more
   * @throws the signal's reason, and what `fail` or `failAll` are given
   */
  readonly ask: <T>(send: (id: number) => void, cancel: (id: number) => void, signal?: AbortSignal) => Promise<T>
  /** One that was left is not there any more: nothing happens. */
  readonly answer: (id: number, value: unknown) => void
  readonly fail: (id: number, error: unknown) => void
  readonly failAll: (error: unknown) => void
}

export function createQuestions(): Questions {
  const waiting = new Map<number, { readonly resolve: (value: never) => void; readonly reject: (error: unknown) => void }>()
  let number = 0
  const take = (id: number) => {
    const asked = waiting.get(id)
    waiting.delete(id)
    return asked
  }
  return {
    ask: async <T>(send: (id: number) => void, cancel: (id: number) => void, signal?: AbortSignal): Promise<T> => {
      signal?.throwIfAborted()
      const id = (number += 1)
      const { promise, resolve, reject } = Promise.withResolvers<T>()
      waiting.set(id, { resolve, reject })
      const leave = (): void => {
        waiting.delete(id)
        cancel(id)
        reject(signal?.reason)
      }
      signal?.addEventListener('abort', leave, { once: true })
      try {
        send(id)
        return await promise
      } finally {
        signal?.removeEventListener('abort', leave)
      }
    },
    answer: (id, value) => take(id)?.resolve(value as never),
    fail: (id, error) => take(id)?.reject(error),
    failAll: (error) => {
      for (const { reject } of waiting.values()) reject(error)
      waiting.clear()
    },
  }
}
