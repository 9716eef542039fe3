/**
 * One call to HeavyDB through @heavyai/connector, as it is shipped, made safe: the connector itself never settles when the
 * transport fails (refused, 500, cut, HTML), prints what it meets to stderr and takes an answer of any size.
 * Its HTTP request is seen by Node's own diagnostics channel; so its failures are had, and it can be ended.
 */
// oxlint-disable-next-line typescript/triple-slash-reference -- declares a package: such a file can't be imported
/// <reference path="./heavydb-module.d.ts" />
import type { DbCon as Line } from '@heavyai/connector'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { ClientRequest, IncomingMessage } from 'node:http'
import { HeavyDbError, heavyDbError, mends } from './heavydb-error.ts'

export type Encoding = 'binary' | 'json'

export type LineSettings = {
  readonly target: string
  readonly protocol: 'http' | 'https'
  readonly host: string
  readonly port: number
  readonly database: string
  readonly user: string
  readonly password: string
  /** Bytes of an answer above which it is ended. */
  readonly limit: number
}

export type Call = {
  /** What is said to have been tried. */
  readonly tried: string
  readonly encoding: Encoding
  /** Without one the call is to make one. */
  readonly session?: string
  readonly signal: AbortSignal
}

type Connect = new () => Line

/** Loaded by the first call: a plan without HeavyDB does not carry it. */
async function loadConnector(): Promise<Connect> {
  const { default: connector } = await import('@heavyai/connector')
  return 'DbCon' in connector ? connector.DbCon : connector
}

const created = 'http.client.request.created'

/** The HTTP requests that are made while the function runs, which the connector does before it first waits. */
const seeRequests = <T>(make: () => T): { readonly made: T; readonly requests: readonly ClientRequest[] } => {
  const requests: ClientRequest[] = []
  const see = (message: unknown): void => void requests.push((message as { readonly request: ClientRequest }).request)
  subscribe(created, see)
  try {
    return { made: make(), requests }
  } finally {
    unsubscribe(created, see)
  }
}

/** First bytes of a Thrift message: the strict binary version mark, or the array of the JSON protocol. */
const begins: Readonly<Record<Encoding, number>> = { binary: 0x80, json: 0x5b }

const openLine = (DbCon: Connect, settings: LineSettings, { encoding, session }: Call): Line => {
  const { protocol, host, port, database, user, password } = settings
  const line = new DbCon()
    .protocol(protocol).host(host).port(String(port))
    .dbName(database).user(user).password(password)
    .useBinaryProtocol(encoding === 'binary')
  return session === undefined ? line : line.initClients().sessionId(session)
}

/**
 * A client of its own for each call: the connector keeps what was never answered for as long as it lives.
 * @throws HeavyDbError, at the latest when the signal is aborted
 */
export async function callLine<T>(settings: LineSettings, call: Call, ask: (line: Line) => Promise<T>): Promise<T> {
  const { target, limit } = settings
  const { tried, encoding, signal } = call
  const { promise: failed, reject } = Promise.withResolvers<never>()
  const fail = (error: unknown): void => reject(heavyDbError({ target, tried }, error))
  const garbled = (detail: string): HeavyDbError => new HeavyDbError('garbled', { target, tried, reason: 'invalid', detail, mend: mends.invalid })
  const timedOut = (): HeavyDbError => new HeavyDbError('transport', { target, tried, reason: 'timeout', detail: 'no whole answer in time', mend: mends.timeout, cause: signal.reason })

  const DbCon = await loadConnector()
  if (signal.aborted) throw timedOut()
  const { made, requests } = seeRequests(() => ask(openLine(DbCon, settings, call)))
  const responses: IncomingMessage[] = []
  const end = (error: HeavyDbError): void => {
    fail(error)
    // What has come already would still be read to its end.
    for (const response of responses) response.removeAllListeners('end')
    for (const request of requests) request.destroy()
  }

  const guard = (response: IncomingMessage, pass: () => void): void => {
    const { statusCode, headers } = response
    responses.push(response)
    if (statusCode !== 200) return end(garbled(`answered ${statusCode} (${headers['content-type'] ?? 'no content type'})`))
    let size = 0
    response.on('data', (chunk: Buffer) => {
      if (size === 0 && chunk[0] !== begins[encoding]) return end(garbled(`answered ${headers['content-type'] ?? 'something'}, not Thrift's ${encoding} protocol`))
      size += chunk.length
      if (size > limit)
        end(new HeavyDbError('transport', {
          target, tried, reason: 'invalid', detail: `the answer is larger than ${Math.round(limit / 1024 / 1024)} MiB`,
          mend: 'Ask for fewer rows or columns, read it in pages, or raise `limit` in the plan.',
        }))
    })
    pass()
    // The connector would print these and go on waiting.
    response.removeAllListeners('error')
    response.on('error', fail)
    // What was whole and readable has settled the call by then.
    response.on('end', () => setImmediate(() => fail(garbled(size === 0 ? 'answered nothing' : 'the answer is not whole, or of another call'))))
  }
  for (const request of requests) {
    const theirs = request.listeners('response')
    request.removeAllListeners('response')
    request.once('response', (response: IncomingMessage) => guard(response, () => theirs.forEach((listener) => listener.call(request, response))))
    request.removeAllListeners('error')
    request.on('error', fail)
  }
  const onAbort = (): void => end(timedOut())
  signal.addEventListener('abort', onAbort)
  try {
    return await Promise.race([made.catch((error: unknown) => { throw heavyDbError({ target, tried }, error) }), failed])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}
