/**
 * The contract over any line that carries text frames: a MessagePort or a WebSocket. What arrives on a
 * line is not trusted: a frame that is no call of ours, too large or one too many ends the line, and
 * nothing else.
 */
import { ORPCError } from '@orpc/client'
import type { AnyRouter } from '@orpc/server'
import { RPCHandler } from '@orpc/server/ws'
import { z } from 'zod'
import type { Log } from '../log.ts'
import type { CallContext } from '../router.ts'

export const largestFrame = 1024 * 1024
/** Streams that one line may hold open. */
export const mostStreams = 32

export type Line = {
  /** Resolves once the frame has left, so that a slow reader slows its own streams and fills no memory; rejects if it can't leave. */
  readonly send: (frame: string) => Promise<void> | void
  readonly onFrame: (listener: (frame: unknown) => void) => void
  readonly onClose: (listener: () => void) => void
  readonly close: (why: string) => void
}

/** oRPC's frames as a client of the contract sends them: a call (t 1 or none) or its end (4). No stream goes this way. */
const frame = z.object({
  i: z.union([z.string().max(64), z.number()]),
  t: z.union([z.literal(1), z.literal(4)]).optional(),
  p: z.unknown().optional(),
})
const call = z.object({ u: z.string().startsWith('/').max(4_096), h: z.record(z.string(), z.unknown()).optional(), m: z.string().optional() })

/** Whether a frame may go to the handler. Binary frames carry files; the contract has none. */
export function isFrame(data: unknown): data is string {
  if (typeof data !== 'string' || data.length > largestFrame) return false
  let json: unknown
  try {
    json = JSON.parse(data)
  } catch {
    return false
  }
  const parsed = frame.safeParse(json)
  if (!parsed.success) return false
  return parsed.data.t === 4 || call.safeParse(parsed.data.p).success
}

const isStream = (output: unknown): output is AsyncIterator<unknown> =>
  typeof output === 'object' && output !== null && Symbol.asyncIterator in output && 'next' in output

/** Counts a stream as open until it ends, is cancelled or fails. @param failed hears of what was not foreseen */
function counted(stream: AsyncIterator<unknown>, release: () => void, failed: (error: unknown) => void): AsyncIterableIterator<unknown> {
  return {
    next: async () => {
      try {
        const result = await stream.next()
        if (result.done) release()
        return result
      } catch (error) {
        release()
        failed(error)
        throw error
      }
    },
    return: async (value?: unknown) => {
      release()
      return (await stream.return?.(value)) ?? { done: true, value }
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}

/**
 * Answers the contract on one line until it closes.
 * @param admit asked at each frame; false ends the line (too many calls)
 */
export function serveLine(
  line: Line,
  options: { readonly router: AnyRouter; readonly context: CallContext; readonly log: Log; readonly admit?: () => boolean },
): void {
  const { router, context, log, admit } = options
  let streams = 0
  const handler = new RPCHandler<CallContext>(router, {
    clientInterceptors: [
      async ({ next, path }) => {
        const failed = (error: unknown): void => {
          if (!(error instanceof ORPCError)) log.error('call.failed', { path: path.join('.'), error })
        }
        try {
          const output = await next()
          if (!isStream(output)) return output
          if (streams >= mostStreams) {
            await output.return?.()
            throw new ORPCError('TOO_MANY_REQUESTS', { message: `More than ${mostStreams} streams on one connection. Close some.` })
          }
          streams += 1
          let open = true
          return counted(output, () => {
            if (open) streams -= 1
            open = false
          }, failed)
        } catch (error) {
          failed(error)
          throw error
        }
      },
    ],
  })
  let closed = false
  let endStreams = (): void => undefined
  // The streams end before anything else is sent: one that is never short of items would go on for ever.
  const end = (): void => {
    if (closed) return
    closed = true
    endStreams()
  }
  const refuse = (why: string): void => {
    log.warn('line.refused', { why, role: context.role })
    end()
    line.close(why)
  }
  type Listener = (event: { readonly data?: string }) => void
  const listen = (kind: string, listener: Listener): void => {
    if (kind === 'close') endStreams = () => listener({})
    if (kind !== 'message') return
    line.onFrame((data) => {
      if (closed) return
      if (admit && !admit()) return refuse('too many calls')
      if (!isFrame(data)) return refuse('not a frame of the contract')
      listener({ data })
    })
  }
  const send = async (data: string): Promise<void> => {
    if (closed) return
    try {
      await line.send(data)
    } catch (error) {
      log.info('line.lost', { error })
      end()
    }
  }
  line.onClose(end)
  // The adapter for `ws` serves every line: unlike the one for ports, it lets no rejection escape.
  void handler.upgrade(
    { addEventListener: (kind: string, listener: unknown) => listen(kind, listener as Listener), send: (data: string) => send(data) },
    { context },
  )
}
