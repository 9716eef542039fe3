/**
 * Opens a socket to a database server and looks at the first thing it says, before the driver does: a MySQL server
 * speaks first. So a web server, a mail server or a hang on that port are told apart, and the driver never sees nonsense.
 */
import { connect as connectSocket, type Socket } from 'node:net'

export type Place = { readonly host: string; readonly port: number } | { readonly socketPath: string }

/** What the server says of itself in its first packet, or that this packet is an error, which the driver reads. */
export type Greeting = { readonly kind: 'server'; readonly protocol: number; readonly version: string } | { readonly kind: 'error' }

export type Read = Greeting | { readonly kind: 'more' } | { readonly kind: 'nonsense'; readonly says: string }

const headerLength = 4
/** No server greets at greater length; a text read as a length would be millions. */
const greetingLimit = 4_096

const printable = (bytes: Buffer): string => JSON.stringify(bytes.subarray(0, 40).toString('latin1'))

/** Reads the first packet: 3 bytes length, a sequence number of 0, then protocol and version or an error (0xff). Pure. */
export function readGreeting(bytes: Buffer): Read {
  if (bytes.length < headerLength + 1) return { kind: 'more' }
  const length = bytes.readUIntLE(0, 3)
  const protocol = bytes[headerLength] ?? 0
  if (length === 0 || length > greetingLimit || bytes[3] !== 0) return { kind: 'nonsense', says: printable(bytes) }
  if (bytes.length < headerLength + length) return { kind: 'more' }
  if (protocol === 0xff) return { kind: 'error' }
  const end = bytes.indexOf(0, headerLength + 1)
  const version = bytes.subarray(headerLength + 1, Math.max(end, headerLength + 1)).toString('latin1')
  // Besides the version a greeting holds at least a thread id and 8 bytes to sign in with.
  if (end < 0 || end + 14 > headerLength + length || !/^\d+\.\d+/.test(version)) return { kind: 'nonsense', says: printable(bytes) }
  return { kind: 'server', protocol, version }
}

/** MariaDB writes "5.5.5-10.11.19-MariaDB…" for old replicas' sake. */
export function readVersion(version: string): { readonly flavour: 'mysql' | 'mariadb'; readonly major: number; readonly minor: number; readonly text: string } {
  const flavour = /mariadb/i.test(version) ? 'mariadb' : 'mysql'
  const text = flavour === 'mariadb' ? version.replace(/^5\.5\.5-/, '') : version
  const [, major = '0', minor = '0'] = /^(\d+)\.(\d+)/.exec(text) ?? []
  return { flavour, major: Number(major), minor: Number(minor), text }
}

/** What waits for the server gives up by this many ms: a hung server has one connection waiting, not one a sample. */
export const openingLimit = 5_000
/** A server that has said nothing for this long is asked, on a connection of its own, whether it speaks HTTP. */
const silenceMs = 300

const opened = (place: Place): Socket => {
  const socket = 'socketPath' in place ? connectSocket(place.socketPath) : connectSocket({ port: place.port, host: place.host })
  socket.setNoDelay(true)
  socket.setKeepAlive(true, 10_000)
  return socket
}

/** What the port says to a question in HTTP; undefined while it says nothing, or greets like a database. @returns its stop as well */
const askHttp = (place: Place, then: (says: string) => void): (() => void) => {
  const socket = opened(place)
  let heard = Buffer.alloc(0)
  socket.on('error', () => undefined)
  socket.on('connect', () => socket.write('GET / HTTP/1.0\r\n\r\n'))
  socket.on('data', (bytes: Buffer) => {
    heard = Buffer.concat([heard, bytes.subarray(0, greetingLimit)])
    const read = readGreeting(heard)
    if (read.kind === 'more') return
    socket.destroy()
    if (read.kind === 'nonsense') then(read.says)
  })
  return () => socket.destroy()
}

export class NotMysql extends Error {}

/**
 * @returns a socket that still holds the greeting for its next reader, paused
 * @throws Error with Node's code, NotMysql, or the signal's reason
 */
export async function openSocket(place: Place, signal: AbortSignal): Promise<{ readonly socket: Socket; readonly greeting: Greeting }> {
  signal.throwIfAborted()
  const { promise, resolve, reject } = Promise.withResolvers<Greeting>()
  const socket = opened(place)
  let stopAsking = (): void => undefined
  const silence = setTimeout(() => {
    if (!socket.connecting) stopAsking = askHttp(place, (says) => reject(new NotMysql(`no MySQL server: it answers a web request, with ${says}`)))
  }, silenceMs)
  const onAbort = (): void => reject(signal.reason as Error)
  signal.addEventListener('abort', onAbort)
  let heard = Buffer.alloc(0)
  const onData = (bytes: Buffer): void => {
    heard = Buffer.concat([heard, bytes])
    const read = readGreeting(heard)
    if (read.kind === 'more') return
    socket.pause()
    if (read.kind === 'nonsense') reject(new NotMysql(`no MySQL server: it says ${read.says}`))
    else resolve(read)
  }
  const onClose = (): void =>
    reject(heard.length === 0
      ? Object.assign(new Error('the connection was closed before a word was said'), { code: 'ECONNRESET' })
      : new NotMysql(`no MySQL server: it says ${printable(heard)} and closes`))
  socket.on('error', reject)
  socket.on('data', onData)
  socket.on('close', onClose)
  try {
    const greeting = await promise
    socket.off('data', onData)
    socket.unshift(heard)
    return { socket, greeting }
  } catch (error) {
    socket.destroy()
    throw error
  } finally {
    clearTimeout(silence)
    stopAsking()
    signal.removeEventListener('abort', onAbort)
    socket.off('close', onClose)
  }
}
