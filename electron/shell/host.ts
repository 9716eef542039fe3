import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Clock } from '../../shared/clock.ts'
import type { Role } from '../../shared/contract.ts'
import type { Log } from '../log.ts'
import { createAccess, type Session } from './access.ts'
import { openAssets } from './assets.ts'
import { ownHosts } from './gate.ts'
import { createBucket } from './limits.ts'
import { createPageServer } from './page-server.ts'
import { createSocketServer } from './socket-server.ts'
import type { Line } from './wire.ts'

/** An operator's session ends with the console at the latest; a console is started again more often than this. */
const operatorTtl = 30 * 86_400_000
/** Requests for pages and connections, from everyone together. */
const requestsPerSecond = 300

export type Link = { readonly url: string; readonly revoke: () => void }
export type Host = {
  /** "http://127.0.0.1:4815/" */
  readonly address: string
  /** Opens the console once, as operator. */
  readonly operatorLink: string
  /** A further link for one use; it and what it opens end after `ttl` milliseconds or by `revoke`. */
  readonly mintLink: (role: Role, ttl: number) => Link
  readonly stop: () => Promise<void>
}

/**
 * The server behind the browser's console: pages and WebSockets on one port.
 * @param port 0 takes a free one
 * @param user under whose name the operator's acts are recorded
 * @param heartbeat milliseconds between pings
 * @throws where the port is taken or `root` holds no built page
 */
export async function openHost(options: {
  readonly root: string
  readonly port: number
  readonly host?: string
  readonly user: string
  readonly heartbeat?: number
  readonly serve: (line: Line, session: Session, admit: () => boolean) => void
  readonly clock: Clock
  readonly log: Log
}): Promise<Host> {
  const { root, host = '127.0.0.1', user, serve, clock, log, heartbeat = 15_000 } = options
  const assets = openAssets(root)
  if (!assets.find('/')) throw new Error(`No built page in ${root}. Build it: npm run build.`)
  const access = createAccess({ clock, random: randomBytes })
  const admit = createBucket(clock, requestsPerSecond, requestsPerSecond)
  let port = options.port
  const shared = {
    access, admit, log,
    own: () => ownHosts(host, port),
    // Cookies are shared by all ports of an address: the name tells two consoles apart.
    cookie: () => `fifteen-${port}`,
  }
  const sockets = createSocketServer({ ...shared, heartbeat, serve, clock })
  const server = createServer(
    // A peer that sends its request a byte at a time is cut off after these (slow-loris).
    { maxHeaderSize: 8_192, headersTimeout: 5_000, requestTimeout: 10_000, keepAliveTimeout: 5_000, connectionsCheckingInterval: 1_000 },
    createPageServer({ ...shared, assets, now: clock.mono }),
  )
  server.maxConnections = 128
  server.maxHeadersCount = 64
  server.on('upgrade', sockets.upgrade)
  try {
    server.listen(port, host)
    await once(server, 'listening')
  } catch (error) {
    sockets.stop()
    throw error
  }
  port = (server.address() as AddressInfo).port

  const mint = (role: Role, ttl: number): Link => {
    const { token, session } = access.mint(role, role === 'operator' ? user : 'viewer', ttl)
    return {
      url: `http://${shared.own()[0]}/?token=${token}`,
      revoke: () => {
        access.revoke(session)
        sockets.end(session)
      },
    }
  }
  return {
    address: `http://${shared.own()[0]}/`,
    operatorLink: mint('operator', operatorTtl).url,
    mintLink: mint,
    stop: async () => {
      const closed = once(server, 'close')
      sockets.stop()
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
