/**
 * Asks HAProxy's Runtime API: one connection a question, bounded in time and size. Whatever goes wrong is a
 * ConnectError. Several commands on one line are answered by one worker, one after another, even in a reload.
 */
import { connect, type Socket } from 'node:net'
import type { MissingReason } from '../../shared/metrics.ts'
import { ConnectError } from './connector.ts'
import { HaproxyTextError } from './haproxy-text.ts'

/** For everything that one call of the connector does. */
export const answerWithin = 2_000
const answerLimit = 16 * 1024 * 1024
/** HAProxy reads a line of commands into one buffer of 16 KiB. */
export const lineLimit = 8 * 1024

const mends = {
  timeout: 'The process may hang: look at its load, its log and whether it was stopped.',
  refused: 'Nothing listens there: start HAProxy, or mend the address of its Runtime API in the plan (stats socket).',
  unreachable: 'Look at the network, the name and the address in the plan.',
  auth: 'Give the socket `level admin` in HAProxy’s configuration, and the console’s user the right to open it.',
  invalid: 'See whether the address in the plan is HAProxy’s Runtime API, and the names in the plan are those of its configuration.',
  version: 'Fifteen knows HAProxy from 2.4 on, and was tried on 2.6.',
} as const satisfies Partial<Record<MissingReason, string>>
type Reason = keyof typeof mends

const reasons: Readonly<Record<string, Reason>> = {
  ECONNREFUSED: 'refused', ENOENT: 'refused',
  EACCES: 'auth', EPERM: 'auth',
  ENOTFOUND: 'unreachable', EAI_AGAIN: 'unreachable', EHOSTUNREACH: 'unreachable', ENETUNREACH: 'unreachable', ECONNRESET: 'unreachable', EPIPE: 'unreachable',
  ETIMEDOUT: 'timeout',
}

export type Runtime = {
  /** As many answers as commands, from one worker. @throws ConnectError */
  ask(commands: readonly string[], signal: AbortSignal): Promise<readonly string[]>
  /** Everything that was answered, as people read it; empty where HAProxy had nothing to object. @throws ConnectError */
  tell(commands: readonly string[], signal: AbortSignal): Promise<string>
  /** The whole answer to one command, as it is. @throws ConnectError */
  tellWhole(command: string, signal: AbortSignal): Promise<string>
  /** The error of an answer that was had and is of no use. */
  wrong(tried: string, detail: string, reason?: Reason, cause?: unknown): ConnectError
  /** Turns the errors of reading an answer into a ConnectError. */
  reading<T>(tried: string, read: () => T): T
}

const open = (address: string): Socket => {
  if (address.startsWith('/')) return connect({ path: address })
  const colon = address.lastIndexOf(':')
  return connect({ host: address.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(address.slice(colon + 1)) })
}

const exchange = (address: string, line: string, signal: AbortSignal): Promise<string> => {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  signal.throwIfAborted()
  const socket = open(address)
  const chunks: Buffer[] = []
  let size = 0
  const onAbort = (): void => void socket.destroy(new Error('no whole answer in time'))
  signal.addEventListener('abort', onAbort)
  // The master answers for as long as more may come: our side is closed at once.
  socket.on('connect', () => socket.end(`${line}\n`))
  socket.on('data', (chunk) => {
    size += chunk.length
    if (size > answerLimit) socket.destroy(new Error(`the answer is larger than ${answerLimit / 1024 / 1024} MiB`))
    else chunks.push(chunk)
  })
  socket.on('end', () => resolve(Buffer.concat(chunks).toString()))
  socket.on('error', reject)
  socket.on('close', () => {
    signal.removeEventListener('abort', onAbort)
    reject(new Error('the connection was closed'))
  })
  return promise
}

/** Each answer ends with an empty line, and holds none within. */
const partsOf = (text: string): readonly string[] => {
  const parts: string[] = []
  let lines: string[] = []
  for (const line of text.split('\n').slice(0, -1)) {
    if (line !== '') lines.push(line)
    else {
      parts.push(lines.join('\n'))
      lines = []
    }
  }
  return lines.length > 0 ? [...parts, lines.join('\n')] : parts
}

/** One line within the limit each, in their order. */
export function linesOf(commands: readonly string[]): readonly string[] {
  const lines: string[] = []
  for (const command of commands) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + command.length < lineLimit) lines[lines.length - 1] = `${last};${command}`
    else lines.push(command)
  }
  return lines
}

export function createRuntime(target: string, address: string): Runtime {
  const wrong = (tried: string, detail: string, reason: Reason = 'invalid', cause?: unknown): ConnectError =>
    new ConnectError({ target, tried: `${tried} at ${address}`, reason, detail, mend: mends[reason], ...(cause !== undefined && { cause }) })

  const send = async (commands: readonly string[], signal: AbortSignal): Promise<string> => {
    const line = commands.join(';')
    // The last guard: what came from outside was checked where it came in.
    if (commands.some((command) => /[;\r\n\0]|<</.test(command))) throw wrong('send a command', `a command may not hold a separator: ${JSON.stringify(line.slice(0, 200))}`)
    const tried = line.length > 120 ? `${line.slice(0, 120)}…` : line
    let text: string
    try {
      text = await exchange(address, line, signal)
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? ''
      throw wrong(tried, signal.aborted ? 'no whole answer in time' : error instanceof Error ? error.message || code : String(error), signal.aborted ? 'timeout' : (reasons[code] ?? 'invalid'), error)
    }
    if (text === '') throw wrong(tried, 'the connection was closed without an answer', 'unreachable')
    if (/^Permission denied/m.test(text)) throw wrong(tried, 'permission denied', 'auth')
    if (/^Unknown command/m.test(text)) throw wrong(tried, 'unknown command', 'version')
    return text
  }

  return {
    wrong,
    ask: async (commands, signal) => {
      const text = await send(commands, signal)
      const parts = partsOf(text)
      const tried = commands.join(';')
      if (!text.endsWith('\n') || parts.length !== commands.length)
        throw wrong(tried, `${parts.length} answers to ${commands.length} commands, or the last one is cut: ${JSON.stringify(text.slice(0, 80))}`)
      return parts
    },
    tell: async (commands, signal) => {
      const said: string[] = []
      for (const line of linesOf(commands)) said.push(await send(line.split(';'), signal))
      return said.join('\n').split('\n').filter((line) => line !== '').join(' ')
    },
    tellWhole: (command, signal) => send([command], signal),
    reading: (tried, read) => {
      try {
        return read()
      } catch (error) {
        if (error instanceof HaproxyTextError) throw wrong(tried, error.message, error.version ? 'version' : 'invalid', error)
        throw error
      }
    },
  }
}
