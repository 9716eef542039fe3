/** A session at HeavyDB: made when first needed, made again in silence once when the server has ended it. */
import type { DbCon } from '@heavyai/connector'
import { HeavyDbError, isExpired } from './heavydb-error.ts'
import { callLine, type Encoding, type LineSettings } from './heavydb-line.ts'

export type SessionSettings = LineSettings & { readonly encoding: Encoding | 'auto' }

export type Session = {
  /** @throws HeavyDbError */
  call<T>(tried: string, signal: AbortSignal, ask: (line: DbCon) => Promise<T>): Promise<T>
  /** The encoding that the server was found to speak. */
  encoding(): Encoding | undefined
  stop(): Promise<void>
}

type Open = { readonly id: string; readonly encoding: Encoding }

const goodbyeWithin = 1_000

/** A server of one encoding answers the other with nonsense, or ends the connection. */
const maySpeakOther = (error: unknown): boolean =>
  error instanceof HeavyDbError && (error.failure === 'garbled' || error.failure === 'reading' || (error.failure === 'transport' && error.reason === 'unreachable'))

/** Waits until the work has settled, however it did, or the signal is aborted. */
const settledOr = async (work: Promise<unknown>, signal: AbortSignal): Promise<void> => {
  const { promise, resolve } = Promise.withResolvers<void>()
  const settle = (): void => resolve()
  signal.addEventListener('abort', settle)
  work.then(settle, settle)
  await promise
  signal.removeEventListener('abort', settle)
}

export function createSession(settings: SessionSettings): Session {
  let open: Open | undefined
  let opening: Promise<Open> | undefined
  /** What the server spoke last: tried first. */
  let spoken: Encoding | undefined
  const stopped = new AbortController()
  const where = `${settings.protocol}://${settings.host}:${settings.port}`

  const connectBy = async (encoding: Encoding, signal: AbortSignal): Promise<Open> => {
    const tried = `connect to ${where} as ${settings.user}`
    const [id] = await callLine(settings, { tried, encoding, signal }, async (line) => (await line.connectAsync()).sessionId() ?? [])
    if (id === undefined || id === '')
      throw new HeavyDbError('server', { target: settings.target, tried, reason: 'invalid', detail: 'the server gave no session', mend: 'See its log.' })
    spoken = encoding
    return { id, encoding }
  }

  const connect = async (signal: AbortSignal): Promise<Open> => {
    if (settings.encoding !== 'auto') return connectBy(settings.encoding, signal)
    const first = spoken ?? 'binary'
    try {
      return await connectBy(first, signal)
    } catch (error) {
      if (!maySpeakOther(error) || signal.aborted) throw error
      // The first failure is the one that tells more, if both fail.
      return connectBy(first === 'binary' ? 'json' : 'binary', signal).catch(() => { throw error })
    }
  }

  /** One connects at a time. Who waits for another's attempt that fails makes one of its own, with its own time. */
  const opened = async (signal: AbortSignal): Promise<Open> => {
    while (open === undefined && opening !== undefined && !signal.aborted) await settledOr(opening, signal)
    if (open !== undefined) return open
    const attempt = connect(signal)
    opening = attempt
    try {
      open = await attempt
      return open
    } finally {
      if (opening === attempt) opening = undefined
    }
  }

  return {
    call: async (tried, given, ask) => {
      const signal = AbortSignal.any([given, stopped.signal])
      const at = (session: Open) => callLine(settings, { tried: `${tried} at ${where}`, encoding: session.encoding, session: session.id, signal }, ask)
      const session = await opened(signal)
      try {
        return await at(session)
      } catch (error) {
        if (!isExpired(error)) throw error
        if (open === session) open = undefined
        return at(await opened(signal))
      }
    },
    encoding: () => spoken,
    stop: async () => {
      stopped.abort()
      const last = open
      open = undefined
      if (last === undefined) return
      const signal = AbortSignal.timeout(goodbyeWithin)
      // A courtesy: the server ends an idle session by itself, and one that is gone needs no goodbye.
      await callLine(settings, { tried: `disconnect from ${where}`, encoding: last.encoding, session: last.id, signal }, (line) => line.disconnectAsync()).catch((error: unknown) => {
        if (!(error instanceof HeavyDbError)) throw error
      })
    },
  }
}
