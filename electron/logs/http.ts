/** An environment's own log over HTTP, asked for what is new. Bounded in time and size; nothing that it answers can stop the others. */
import { z } from 'zod'
import { pause, type SourceTools } from './source.ts'
import { longestLine } from './splitter.ts'

/** Lines that are asked for at once. */
const pageLength = 2_000
const answerLimit = 8 << 20

const answer = z.object({
  lines: z.array(z.union([z.string(), z.record(z.string(), z.unknown())])).max(100_000),
  cursor: z.union([z.string().max(500), z.number()]),
  /** Lines since the cursor that the source no longer had. */
  dropped: z.int().nonnegative().optional(),
})

async function bodyOf(response: Response): Promise<string> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of response.body ?? []) {
    size += part.length
    if (size > answerLimit) throw new Error(`its answer is larger than ${answerLimit} bytes`)
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}

const told = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'TimeoutError') return 'it did not answer in time'
  const { cause } = error
  return cause instanceof Error && 'code' in cause ? `${error.message} (${String(cause.code)})` : error.message
}

/** @param every ms between two questions, where there is nothing more @param timeout ms of one question */
export async function followHttp({ id, address, token, every, timeout, tools }: {
  readonly id: string
  readonly address: string
  readonly token?: string | undefined
  readonly every: number
  readonly timeout: number
  readonly tools: SourceTools
}): Promise<void> {
  const { put, signal, state, lost, place } = tools
  let cursor = place(id)
  while (!signal.aborted) {
    let full = false
    try {
      const url = new URL(address)
      url.searchParams.set('limit', String(pageLength))
      if (typeof cursor === 'string' || typeof cursor === 'number') url.searchParams.set('cursor', String(cursor))
      const response = await fetch(url, {
        redirect: 'error', signal: AbortSignal.any([signal, AbortSignal.timeout(timeout)]),
        headers: { accept: 'application/json', ...(token !== undefined && { authorization: `Bearer ${token}` }) },
      })
      const text = await bodyOf(response)
      if (!response.ok) throw new Error(`it answers ${response.status}`)
      const read = answer.safeParse(JSON.parse(text))
      if (!read.success) throw new Error(`its answer is not { lines, cursor }: ${read.error.issues[0]?.path.join('.') ?? ''} ${read.error.issues[0]?.message ?? ''}`)
      const { lines, cursor: next, dropped = 0 } = read.data
      if (dropped > 0) lost({ lines: dropped })
      const texts = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)).replaceAll(/[\r\n]+/g, ' '))
      const long = texts.filter((line) => line.length > longestLine).length
      if (texts.length > 0)
        await put({ lines: texts.map((line) => (line.length > longestLine ? `${line.slice(0, longestLine)} …[cut: ${line.length - longestLine} more characters]` : line)), cut: long, bytes: Buffer.byteLength(text), place: { key: id, value: next } })
      // The same cursor again would give the same lines again.
      full = texts.length >= pageLength && next !== cursor
      cursor = next
      state('reading', url.origin + url.pathname)
    } catch (error) {
      if (signal.aborted) return
      state('waiting', error instanceof SyntaxError ? 'its answer is no JSON' : told(error))
    }
    if (!full) await pause(every, signal)
  }
}
