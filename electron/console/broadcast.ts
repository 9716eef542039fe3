/** One sender, many readers: each reads at its own pace, and none can hold up the sender or fill memory. */

export type Broadcast<T> = {
  readonly send: (value: T) => void
  readonly subscribe: (listener: (value: T) => void) => () => void
}

export function createBroadcast<T>(): Broadcast<T> {
  const listeners = new Set<(value: T) => void>()
  return {
    send: (value) => {
      for (const listener of listeners) listener(value)
    },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** A reader fell so far behind that what it missed can't be kept for it. */
export class SlowReaderError extends Error {
  override readonly name = 'SlowReaderError'

  constructor(limit: number) {
    super(`This reader fell more than ${limit} values behind. Open the stream again: it begins with a snapshot.`)
  }
}

/**
 * What a subscription brings, as a stream that ends with its signal.
 * @param full what happens to a reader more than `limit` values behind: `drop` loses the oldest, `fail` ends its stream
 */
export async function* streamOf<T>(
  subscribe: Broadcast<T>['subscribe'],
  { signal, limit, full }: { readonly signal: AbortSignal | undefined; readonly limit: number; readonly full: 'drop' | 'fail' },
): AsyncGenerator<T, void, void> {
  const queue: T[] = []
  let failed = false
  let wake = (): void => undefined
  const unsubscribe = subscribe((value) => {
    if (queue.length === limit) {
      if (full === 'fail') failed = true
      else queue.shift()
    }
    if (!failed) queue.push(value)
    wake()
  })
  const onAbort = (): void => wake()
  signal?.addEventListener('abort', onAbort)
  try {
    while (signal?.aborted !== true) {
      if (failed) throw new SlowReaderError(limit)
      const next = queue.shift()
      if (next !== undefined) yield next
      else await new Promise<void>((resolve) => (wake = resolve))
    }
  } finally {
    unsubscribe()
    signal?.removeEventListener('abort', onAbort)
  }
}
