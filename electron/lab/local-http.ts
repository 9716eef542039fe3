/** What every server of the lab shares: loopback only, JSON in and out, bad input answered with a 4xx. */
import { once } from 'node:events'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { z } from 'zod'
import { sameSecret } from './token.ts'

const bodyLimit = 1024 * 1024

/** An answer other than success, with the JSON that says why. */
export class HttpError extends Error {
  readonly status: number
  readonly detail: Readonly<Record<string, unknown>>

  constructor(status: number, message: string, detail: Readonly<Record<string, unknown>> = {}) {
    super(message)
    this.status = status
    this.detail = detail
  }
}

export type Answer = {
  readonly status: number
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
}

export const json = (status: number, value: unknown, headers: Answer['headers'] = {}): Answer => ({
  status,
  body: JSON.stringify(value),
  headers: { 'content-type': 'application/json', ...headers },
})

export const text = (type: string, body: string): Answer => ({ status: 200, body, headers: { 'content-type': type } })

/** The answer to whatever a handler threw; anything unforeseen is logged by the parent and is a 500. */
export const answerTo = (thrown: unknown): Answer => {
  if (thrown instanceof HttpError) return json(thrown.status, { error: thrown.message, ...thrown.detail })
  console.error(thrown)
  return json(500, { error: 'internal error' })
}

export const send = (response: ServerResponse, answer: Answer): void => {
  if (response.destroyed || response.headersSent) return
  response.writeHead(answer.status, { ...answer.headers, 'content-length': Buffer.byteLength(answer.body) })
  response.end(answer.body)
}

/** The whole body; HttpError 413 above the limit. */
export const readBody = async (request: IncomingMessage, limit = bodyLimit): Promise<Buffer> => {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    // The rest is read and dropped: closing now would hide the answer from a client that is still sending.
    if (size <= limit) chunks.push(chunk)
    else if (size > 4 * limit) throw new HttpError(413, `the body is larger than ${limit} bytes`)
  }
  if (size > limit) throw new HttpError(413, `the body is larger than ${limit} bytes`)
  return Buffer.concat(chunks)
}

/** The body as the schema wants it; HttpError 400 for broken JSON, 422 for a wrong shape. */
export const readJson = async <T>(request: IncomingMessage, schema: z.ZodType<T>): Promise<T> => {
  const body = (await readBody(request)).toString()
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch {
    throw new HttpError(400, 'the body is not JSON')
  }
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const [first] = parsed.error.issues
  throw new HttpError(422, `${first?.path.join('.') || 'body'}: ${first?.message ?? 'wrong shape'}`)
}

/** HttpError 401 unless the request bears the administrator's token. */
export const requireBearer = (request: IncomingMessage, token: string): void => {
  const given = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1]
  if (given === undefined || !sameSecret(given, token)) throw new HttpError(401, 'the administrator token is missing or wrong')
}

export const cookieOf = (request: IncomingMessage, name: string): string | undefined => {
  for (const part of request.headers.cookie?.split(';') ?? []) {
    const at = part.indexOf('=')
    if (part.slice(0, at).trim() === name) return part.slice(at + 1).trim()
  }
  return undefined
}

/** Path and query of a request; HttpError 400 where it can't be read. */
export const urlOf = (request: IncomingMessage): URL => {
  try {
    return new URL(`http://localhost${request.url ?? '/'}`)
  } catch {
    throw new HttpError(400, 'the address cannot be read')
  }
}

/** Listens on loopback (port 0: any free one) and gives the base URL. */
export const listenLocal = async (server: Server, port: number): Promise<string> => {
  // Longer than the agents' own idle time, so that the side which asks is the side which closes.
  server.keepAliveTimeout = 60_000
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
