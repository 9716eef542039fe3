/**
 * One way to ask a target over HTTP, bounded in time (by signal), size and redirects, so that no target
 * can hang or fill the console. Everything that goes wrong is a ConnectError.
 */
import { Agent as HttpAgent, request as httpRequest, type ClientRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { z } from 'zod'
import { ConnectError } from './connector.ts'
import { tlsReason } from './tls.ts'

const answerLimit = 4 * 1024 * 1024
const redirectLimit = 3

/** An http or https address. A name or password in it would end up on the screen: those are references elsewhere. */
export const address = z
  .url({ protocol: /^https?$/, error: 'expected an address such as http://127.0.0.1:3000' })
  .refine((text) => !URL.canParse(text) || (new URL(text).username === '' && new URL(text).password === ''), {
    error: 'an address bears no user name or password',
  })

export const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

export type Ask = {
  readonly method?: (typeof methods)[number]
  readonly path: string
  /** Sent as JSON. */
  readonly body?: unknown
  /** Sent as a form in place of a body. */
  readonly form?: Readonly<Record<string, string>>
  /** The answer as it came: no redirect is followed, and 401 and 403 are answers. */
  readonly asCame?: boolean
  readonly headers?: Readonly<Record<string, string>>
  /** Another base address than the target's own. */
  readonly base?: string
  /** On a connection of its own instead of a kept one. */
  readonly fresh?: boolean
  readonly signal: AbortSignal
}

export type Answer = { readonly status: number; readonly headers: IncomingHttpHeaders; readonly text: string }

export type Http = {
  /** The whole answer, whatever its status, 401 and 403 apart. @throws ConnectError */
  ask(ask: Ask): Promise<Answer>
  /** An answer of status 200 to 299, checked by the schema. @throws ConnectError */
  json<T>(ask: Ask, schema: z.ZodType<T>): Promise<{ readonly value: T; readonly headers: IncomingHttpHeaders }>
  /** A text of status 200 whose content type fits. @throws ConnectError */
  text(ask: Ask, type: RegExp): Promise<Answer>
  /** The error of an answer that was had and is of no use. */
  wrong(ask: Ask, detail: string, cause?: unknown): ConnectError
  /** What is under way ends as timed out; nothing is sent any more. */
  stop(): void
}

const mends: Record<'timeout' | 'refused' | 'unreachable' | 'auth' | 'tls' | 'invalid' | 'protocol', string> = {
  timeout: 'The process may hang: look at its load and its log.',
  refused: 'Nothing listens there: start the process, or mend the address in the plan.',
  unreachable: 'Look at the network, the name and the address in the plan.',
  auth: 'Mend the token of this target in the plan (a reference such as ${NAME}).',
  tls: "See whether it is the right server; then mend its certificate, or give its certificate authority to the console (NODE_EXTRA_CA_CERTS). Nothing was sent to it.",
  invalid: 'See whether the address in the plan is the right service and version.',
  protocol: 'See whether the address in the plan begins with the right one of http and https.',
}

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : ''

type Reason = 'timeout' | 'refused' | 'unreachable' | 'auth' | 'tls' | 'invalid'
const reasons: Readonly<Record<string, Reason>> = {
  ECONNREFUSED: 'refused',
  ENOTFOUND: 'unreachable', EAI_AGAIN: 'unreachable', EHOSTUNREACH: 'unreachable', ENETUNREACH: 'unreachable', ENETDOWN: 'unreachable',
  // The process died, or something between closed the connection: which of them can't be told from here.
  ECONNRESET: 'unreachable', EPIPE: 'unreachable',
  ETIMEDOUT: 'timeout',
}

const failure = (target: string, tried: string, error: unknown, signal: AbortSignal): ConnectError => {
  if (error instanceof ConnectError) return error
  const code = codeOf(error)
  const tls = signal.aborted ? undefined : tlsReason(code)
  const reason: Reason = signal.aborted ? 'timeout' : tls === 'certificate' ? 'tls' : (reasons[code] ?? 'invalid')
  const detail = signal.aborted ? 'no whole answer in time' : error instanceof Error ? error.message.trim() || code : String(error)
  return new ConnectError({ target, tried, reason, detail, mend: mends[tls === 'protocol' ? tls : reason], cause: error })
}

/** The value of a JSON text; undefined, which no JSON text is, for any other. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

/** The whole body as text. @throws Error above the limit or when the answer is cut off */
const readBody = async (answer: IncomingMessage): Promise<string> => {
  const tooLarge = new Error(`the answer is larger than ${answerLimit / 1024 / 1024} MiB`)
  const encoding = answer.headers['content-encoding'] ?? 'identity'
  if (encoding !== 'identity') throw new Error(`the answer is packed (${encoding}) without having been asked for`)
  if (Number(answer.headers['content-length'] ?? 0) > answerLimit) throw tooLarge
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > answerLimit) throw tooLarge
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

/** @param base the target's own address, to which paths are added */
export function createHttp(target: string, base: string): Http {
  const stopped = new AbortController()
  const agents = { 'http:': new HttpAgent({ keepAlive: true }), 'https:': new HttpsAgent({ keepAlive: true }) }
  const urlOf = (ask: Ask): URL => new URL(`${(ask.base ?? base).replace(/\/+$/, '')}${ask.path}`)
  const triedOf = (ask: Ask): string => `${ask.method ?? 'GET'} ${urlOf(ask).href}`
  const wrong = (ask: Ask, detail: string, cause?: unknown): ConnectError =>
    new ConnectError({ target, tried: triedOf(ask), reason: 'invalid', detail, mend: mends.invalid, cause })

  const exchange = async (ask: Ask, url: URL): Promise<Answer> => {
    const sent = ask.form ? new URLSearchParams(ask.form).toString() : ask.body === undefined ? undefined : JSON.stringify(ask.body)
    const secure = url.protocol === 'https:'
    const headers = {
      ...ask.headers,
      ...(sent !== undefined && { 'content-type': ask.form ? 'application/x-www-form-urlencoded' : 'application/json', 'content-length': String(Buffer.byteLength(sent)) }),
    }
    const options = { method: ask.method ?? 'GET', headers, signal: ask.signal, agent: ask.fresh ? false : agents[secure ? 'https:' : 'http:'] } as const
    const once = async (): Promise<{ readonly request: ClientRequest; readonly answer: IncomingMessage }> => {
      const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
      const request = (secure ? httpsRequest : httpRequest)(url, options, resolve)
      request.on('error', (error) => reject(Object.assign(error, { reused: request.reusedSocket })))
      request.end(sent)
      return { request, answer: await promise }
    }
    const { request, answer } = await once().catch((error: unknown) => {
      // The target closed a kept connection just as it was used again: for a read that is no answer yet.
      const stale = options.method === 'GET' && codeOf(error) === 'ECONNRESET' && (error as { readonly reused?: boolean }).reused === true
      if (stale) return once()
      throw error
    })
    try {
      return { status: answer.statusCode ?? 0, headers: answer.headers, text: await readBody(answer) }
    } catch (error) {
      request.destroy()
      throw error
    }
  }

  const ask = async (given: Ask): Promise<Answer> => {
    const asked = { ...given, signal: AbortSignal.any([given.signal, stopped.signal]) }
    const tried = triedOf(asked)
    try {
      const start = urlOf(asked)
      let url = start
      for (let hops = 0; ; hops += 1) {
        const answer = await exchange(asked, url)
        if (asked.asCame) return answer
        if (answer.status === 401 || answer.status === 403)
          throw new ConnectError({ target, tried, reason: 'auth', detail: `answered ${answer.status}`, mend: mends.auth })
        const { location } = answer.headers
        if (answer.status < 300 || answer.status > 399 || location === undefined) return answer
        if ((asked.method ?? 'GET') !== 'GET') throw new Error(`a write was redirected to ${location}`)
        if (hops === redirectLimit) throw new Error(`redirected more than ${redirectLimit} times`)
        const next = new URL(location, url)
        // Only addresses that the plan names are asked.
        if (next.origin !== start.origin) throw new Error(`redirected to another host: ${next.origin}`)
        url = next
      }
    } catch (error) {
      throw failure(target, tried, error, asked.signal)
    }
  }

  return {
    ask,
    wrong,
    json: async (asked, schema) => {
      const { status, headers, text } = await ask(asked)
      if (status < 200 || status > 299) throw wrong(asked, `answered ${status}: ${text.slice(0, 200)}`)
      const value = jsonOf(text)
      if (value === undefined) throw wrong(asked, `expected JSON, got ${headers['content-type'] ?? 'something without a type'}`)
      const parsed = schema.safeParse(value)
      if (parsed.success) return { value: parsed.data, headers }
      const [issue] = parsed.error.issues
      throw wrong(asked, `the answer is not what was expected: ${issue?.path.join('.') || 'its whole'}: ${issue?.message ?? 'wrong'}`)
    },
    text: async (asked, type) => {
      const answer = await ask(asked)
      if (answer.status !== 200) throw wrong(asked, `answered ${answer.status}`)
      const given = answer.headers['content-type'] ?? 'no content type'
      if (!type.test(given)) throw wrong(asked, `expected ${type.source}, got ${given}`)
      return answer
    },
    stop: () => {
      stopped.abort()
      for (const agent of Object.values(agents)) agent.destroy()
    },
  }
}
