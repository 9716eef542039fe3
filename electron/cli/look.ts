/** Frames of now, looked through until one is as it should be. */
import type { Frame } from '../../shared/contract.ts'
import type { Client } from './link.ts'

/**
 * The first frame of which something holds, or else the last one that came within the time; the first is always waited for.
 * @param ms after this the last frame must do
 * @param after runs a function in so many ms; returns its cancel
 * @throws Error where the console goes before it sent one
 */
export async function look(options: {
  readonly client: Client
  readonly holds: (frame: Frame) => boolean
  readonly ms: number
  readonly after: (ms: number, then: () => void) => () => void
  readonly signal: AbortSignal
}): Promise<{ readonly frame: Frame; readonly held: boolean }> {
  const { client, holds, ms, after, signal } = options
  const own = new AbortController()
  let late = ms <= 0
  let last: Frame | undefined
  const cancel = after(ms, () => {
    late = true
    if (last) own.abort()
  })
  try {
    for await (const frame of await client.live.frames(undefined, { signal: AbortSignal.any([signal, own.signal]) })) {
      if (holds(frame)) return { frame, held: true }
      last = frame
      if (late) break
    }
  } catch (error) {
    if (!own.signal.aborted) throw error
  } finally {
    cancel()
  }
  signal.throwIfAborted()
  if (last === undefined) throw new Error('The console is no longer there.')
  return { frame: last, held: false }
}
