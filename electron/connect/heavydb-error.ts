/** What can go wrong between the console and HeavyDB, each told apart. */
import type { MissingReason } from '../../shared/metrics.ts'
import { ConnectError } from './connector.ts'
import { tlsReason } from './tls.ts'

/**
 * server: HeavyDB itself refused, in its own words. method: it has no such call. reading: an answer came that can't be read.
 * garbled: what came is not Thrift in this encoding. transport: no whole answer came. asking: nothing was sent.
 */
export type HeavyDbFailure = 'server' | 'method' | 'reading' | 'garbled' | 'transport' | 'asking'

export class HeavyDbError extends ConnectError {
  override readonly name = 'HeavyDbError'
  readonly failure: HeavyDbFailure

  constructor(failure: HeavyDbFailure, options: ConstructorParameters<typeof ConnectError>[0]) {
    super(options)
    this.failure = failure
  }
}

type Mended = 'timeout' | 'refused' | 'unreachable' | 'auth' | 'tls' | 'version' | 'invalid'

export const mends: Readonly<Record<Mended, string>> = {
  timeout: 'The server may hang or the query may be too slow: look at its load and its log, or allow the query more time.',
  refused: 'Nothing listens there: start HeavyDB, or mend host and port in the plan (HTTP: 6278, binary HTTP: 6276).',
  unreachable: 'Look at the network, the name and the address in the plan; the server may have ended the connection.',
  auth: 'Mend user, password (a reference such as ${NAME}) and database of this target in the plan.',
  tls: "The server's certificate is for another host, out of date or not trusted here (NODE_EXTRA_CA_CERTS): nothing was sent to it.",
  version: 'The plan names another version: see whether this is the right server.',
  invalid: 'See whether host, port and protocol in the plan are those of HeavyDB.',
}

const codes: Readonly<Record<string, 'refused' | 'unreachable' | 'timeout'>> = {
  ECONNREFUSED: 'refused',
  ENOTFOUND: 'unreachable', EAI_AGAIN: 'unreachable', EHOSTUNREACH: 'unreachable', ENETUNREACH: 'unreachable', ENETDOWN: 'unreachable',
  ECONNRESET: 'unreachable', EPIPE: 'unreachable',
  ETIMEDOUT: 'timeout',
}

const textOf = (error: unknown, key: string): string | undefined => {
  const found: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, key) : undefined
  return typeof found === 'string' && found !== '' ? found : undefined
}

/** What the server itself said (TDBException bears it as `error_msg`, and no message). */
const wordsOf = (error: unknown): string | undefined => (textOf(error, 'name') === 'TDBException' ? (textOf(error, 'error_msg') ?? 'no reason given') : undefined)

/** The session has ended at the server: its time is over, or it was started anew. */
export const isExpired = (error: unknown): boolean =>
  error instanceof HeavyDbError && error.failure === 'server' && /session (is )?not valid|session (has )?(timed out|expired)|re-?authenticate/i.test(error.detail)

/** The server can't give this result as Arrow; in columns it may. */
export const isWithoutArrow = (error: unknown): boolean =>
  error instanceof HeavyDbError &&
  (error.failure === 'method' || error.failure === 'reading' || (error.failure === 'server' && /arrow|not (yet )?supported/i.test(error.detail) && !isExpired(error)))

const isAboutAccess = (words: string): boolean =>
  /authenticat|credential|password|unauthori[sz]ed|not allowed|invalid (user|login)|user .*does not exist|violates access|privilege/i.test(words)

type Where = { readonly target: string; readonly tried: string }

/** The typed error of what the connector rejected with, or what its request met. */
export function heavyDbError({ target, tried }: Where, error: unknown): HeavyDbError {
  if (error instanceof HeavyDbError) return error
  const of = (failure: HeavyDbFailure, reason: MissingReason & Mended, detail: string, mend = mends[reason]): HeavyDbError =>
    new HeavyDbError(failure, { target, tried, reason, detail, mend, cause: error })
  const words = wordsOf(error)
  if (words !== undefined)
    return isAboutAccess(words) ? of('server', 'auth', words) : of('server', 'invalid', words, 'These are the words of HeavyDB: mend the query, or see its log.')
  // TApplicationException: 1 is UNKNOWN_METHOD, 3 WRONG_METHOD_NAME.
  if (textOf(error, 'name') === 'TApplicationException') {
    const type: unknown = Reflect.get(Object(error), 'type')
    const message = textOf(error, 'message') ?? 'no reason given'
    // Servers in JavaScript leave the type out.
    if (type === 1 || type === 3 || /unknown function|invalid method name/i.test(message)) return of('method', 'version', message, 'This version of HeavyDB lacks the call: see whether it is the one that the plan expects.')
    return of('server', 'invalid', message, 'The server failed at the call: see its log.')
  }
  const code = textOf(error, 'code')
  const reason = code === undefined ? undefined : codes[code]
  const message = textOf(error, 'message') ?? (typeof error === 'string' ? error : (code ?? 'failed without a reason'))
  if (reason !== undefined) return of('transport', reason, message)
  if (code !== undefined && tlsReason(code) === 'certificate') return of('transport', 'tls', `${message} (${code})`)
  if (code !== undefined && (tlsReason(code) === 'protocol' || code.startsWith('HPE_')))
    return of('garbled', 'invalid', `${message.trim()} (${code})`, 'See whether host, port and `protocol` (http or https) in the plan are those of HeavyDB.')
  return of('reading', 'invalid', message, 'The answer can\'t be read: keep it with the log of the console.')
}
