/** A kept connection that sends one prepared request at a time and says how it was answered. It heals by connecting anew. */
import { connect as connectTcp, isIP, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { errorText } from '../../shared/error-text.ts'
import { createAnswerReader, type AnswerReader } from './http-answer.ts'

export type HttpRequest = {
  readonly url: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | undefined
}

/** What became of a request: a status, or why there is none. */
export type Failure = 'refused' | 'unreachable' | 'reset' | 'timeout' | 'invalid'
export type Outcome = { readonly status: number } | { readonly failure: Failure; readonly detail: string }

export type HttpLine = {
  /** Sends the request; the outcome comes later, once. One at a time. */
  readonly send: (onOutcome: (outcome: Outcome) => void) => void
  /** Gives up what is under way. */
  readonly giveUp: () => void
  readonly stop: () => void
}

/** The request's bytes, made once for all. @throws TypeError for an address or a header that can't be sent */
export function requestBytes({ url, method, headers, body }: HttpRequest): Buffer {
  const { protocol, host, pathname, search } = new URL(url)
  if (protocol !== 'http:' && protocol !== 'https:') throw new TypeError(`expected an http or https address, got ${url}`)
  const given = { host, 'user-agent': 'fifteen', accept: '*/*', ...headers, ...(body !== undefined && { 'content-length': String(Buffer.byteLength(body)) }) }
  const lines = Object.entries(given).map(([name, value]) => `${name}: ${value}`)
  const unfit = [method, ...lines].find((line) => /[\r\n\0]/.test(line))
  if (unfit !== undefined) throw new TypeError('a method or a header with a line break')
  return Buffer.from(`${method} ${pathname}${search} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body ?? ''}`)
}

const failures: Readonly<Record<string, Failure>> = {
  ECONNREFUSED: 'refused', ECONNRESET: 'reset', EPIPE: 'reset', ETIMEDOUT: 'timeout',
  ENOTFOUND: 'unreachable', EAI_AGAIN: 'unreachable', EHOSTUNREACH: 'unreachable', ENETUNREACH: 'unreachable', EADDRNOTAVAIL: 'unreachable', EMFILE: 'unreachable',
}

/**
 * Where a plain connection's bytes come in: read before the next ones come, and kept nowhere. Node's own stream would
 * make a buffer for each answer, which takes a fifth of what a request costs.
 */
const incoming = Buffer.allocUnsafeSlow(64 * 1024)

export function openHttpLine(request: HttpRequest, bytes: Buffer): HttpLine {
  const { hostname, port, protocol } = new URL(request.url)
  const host = hostname.replace(/^\[|\]$/g, '')
  const secure = protocol === 'https:'
  const at = { host, port: Number(port || (secure ? 443 : 80)), noDelay: true }
  let socket: Socket | undefined
  let waits: ((outcome: Outcome) => void) | undefined
  let reader: AnswerReader | undefined

  const settle = (outcome: Outcome): void => {
    const tell = waits
    waits = undefined
    tell?.(outcome)
  }
  const drop = (): void => {
    const gone = socket
    socket = undefined
    gone?.destroy()
  }
  const take = (from: Socket, chunk: Buffer): void => {
    if (from !== socket) return
    // Bytes that nobody asked for: the line is no longer understood.
    if (waits === undefined || reader === undefined) return drop()
    try {
      const answered = reader.read(chunk)
      if (answered === undefined) return
      if (answered.closes) drop()
      settle(answered)
    } catch (error) {
      drop()
      settle({ failure: 'invalid', detail: errorText(error) })
    }
  }
  const open = (): Socket => {
    if (secure) {
      const tls = connectTls({ ...at, ...(isIP(host) === 0 && { servername: host }) })
      return tls.on('data', (chunk) => take(tls, chunk))
    }
    const plain = connectTcp({
      ...at,
      onread: {
        buffer: incoming,
        callback: (size) => {
          take(plain, incoming.subarray(0, size))
          return true
        },
      },
    })
    return plain
  }
  const connect = (): Socket => {
    const next = open()
    reader = createAnswerReader(request.method === 'HEAD')
    next.on('error', (error: NodeJS.ErrnoException) => {
      if (next !== socket) return
      drop()
      settle({ failure: failures[error.code ?? ''] ?? 'invalid', detail: error.message })
    })
    next.on('close', () => {
      if (next !== socket) return
      socket = undefined
      const answered = reader?.ended()
      settle(answered ?? { failure: 'reset', detail: 'the connection ended without a whole answer' })
    })
    return next
  }

  return {
    send: (onOutcome) => {
      waits = onOutcome
      socket ??= connect()
      socket.write(bytes)
    },
    giveUp: () => {
      if (waits === undefined) return
      drop()
      settle({ failure: 'timeout', detail: 'no whole answer in time' })
    },
    stop: () => {
      waits = undefined
      drop()
    },
  }
}
