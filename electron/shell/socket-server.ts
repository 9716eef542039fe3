import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type WebSocket } from 'ws'
import type { Clock } from '../../shared/clock.ts'
import type { Log } from '../log.ts'
import type { Access, Session } from './access.ts'
import { cookieOf, refuseHost, refuseOrigin, type Refusal } from './gate.ts'
import { createBucket } from './limits.ts'
import { largestFrame, type Line } from './wire.ts'

/** Connections at once, and how many of them viewers may take, so that a full room never locks an operator out. */
const usual = { connections: 32, viewers: 24 } as const
/** Milliseconds for the other side to take leave. */
const farewell = 1_000
const usualCallsPerSecond = 200

export type SocketServer = {
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void
  /** Ends the connections of one session. */
  readonly end: (session: Pick<Session, 'id'>, why?: string) => void
  /** Of each connection, the id of its session. */
  readonly open: () => readonly Session['id'][]
  readonly stop: () => void
}

const socketLine = (socket: WebSocket): Line => ({
  send: (frame) => new Promise((resolve, reject) => socket.send(frame, (error) => (error ? reject(error) : resolve()))),
  onFrame: (listener) => socket.on('message', (data, binary) => listener(binary ? data : (data as Buffer).toString())),
  onClose: (listener) => socket.on('close', listener),
  close: (why) => socket.close(1008, why),
})

/**
 * WebSockets at /rpc for who holds a session's cookie.
 * @param heartbeat milliseconds between pings; who misses one is gone, as is who outlives its session
 * @param serve answers the contract on a line
 */
export function createSocketServer(options: {
  readonly access: Pick<Access, 'sessionOf'>
  readonly own: () => readonly string[]
  readonly cookie: () => string
  /** Takes one request of an address. */
  readonly admit: (address?: string) => boolean
  readonly heartbeat: number
  readonly serve: (line: Line, session: Session, admit: () => boolean) => void
  readonly most?: { readonly connections: number; readonly viewers: number }
  readonly callsPerSecond?: number
  /** Bytes of a frame that is taken. */
  readonly largest?: number
  readonly clock: Clock
  readonly log: Log
}): SocketServer {
  const { access, own, cookie, admit, serve, clock, log, most = usual, callsPerSecond = usualCallsPerSecond, largest = largestFrame } = options
  const server = new WebSocketServer({ noServer: true, maxPayload: largest, perMessageDeflate: false, clientTracking: false })
  const open = new Map<WebSocket, { readonly session: Session; readonly secret: string; answered: boolean }>()

  const check = (request: IncomingMessage): Refusal | { readonly session: Session; readonly secret: string } => {
    if (!admit(request.socket.remoteAddress)) return { status: 429, text: 'Too many requests. Wait a second.' }
    const refusal = refuseHost(request.headers, own()) ?? refuseOrigin(request.headers, own())
    if (refusal) return refusal
    if (request.url !== '/rpc') return { status: 404, text: 'Connect to /rpc.' }
    const secret = cookieOf(request.headers, cookie())
    const session = secret === undefined ? undefined : access.sessionOf(secret)
    if (secret === undefined || !session) return { status: 401, text: 'Open the console by its link first.' }
    const viewers = [...open.values()].filter((each) => each.session.role === 'viewer').length
    if (open.size >= most.connections || (session.role === 'viewer' && viewers >= most.viewers)) {
      return { status: 503, text: 'Too many windows are open on this console. Close some.' }
    }
    return { session, secret }
  }

  const upgrade: SocketServer['upgrade'] = (request, socket, head) => {
    const found = check(request)
    if ('status' in found) {
      log.warn('socket.refused', { status: found.status, why: found.text, origin: request.headers.origin, host: request.headers.host })
      socket.on('error', () => socket.destroy())
      socket.end(`HTTP/1.1 ${found.status} Refused\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n${found.text}\n`)
      return
    }
    server.handleUpgrade(request, socket, head, (client) => {
      open.set(client, { ...found, answered: true })
      client.on('pong', () => {
        const each = open.get(client)
        if (each) each.answered = true
      })
      client.on('error', (error) => log.warn('socket.failed', { session: found.session.id, error: error.message }))
      client.on('close', () => open.delete(client))
      serve(socketLine(client), found.session, createBucket(clock, callsPerSecond, callsPerSecond))
    })
  }

  const beat = setInterval(() => {
    for (const [client, each] of open) {
      if (!each.answered) client.terminate()
      else if (!access.sessionOf(each.secret)) client.close(1008, 'this link has ended')
      else {
        each.answered = false
        client.ping()
      }
    }
  }, options.heartbeat)

  /** It is told why, and gets nothing more: who does not answer the farewell is cut off all the same. */
  const endNow = (client: WebSocket, why: string): void => {
    client.close(1008, why)
    const cut = setTimeout(() => client.terminate(), farewell)
    client.once('close', () => clearTimeout(cut))
  }

  return {
    upgrade,
    end: ({ id }, why = 'this link was withdrawn') => {
      for (const [client, each] of open) if (each.session.id === id) endNow(client, why)
    },
    open: () => [...open.values()].map(({ session }) => session.id),
    stop: () => {
      clearInterval(beat)
      for (const client of open.keys()) client.terminate()
      server.close()
    },
  }
}
