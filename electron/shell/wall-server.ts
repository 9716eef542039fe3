/**
 * The war room for browsers elsewhere. It is off: it listens while there is a link that lives, and then where the plan says. Behind it
 * stands one stream and nothing else of the contract; who may read it, and for how long, is asked of the record at every request.
 * Trust.md, "Wall and browser host"; fault 29.
 */
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { networkInterfaces } from 'node:os'
import type { AddressInfo } from 'node:net'
import { errorText } from '../../shared/error-text.ts'
import type { Clock } from '../../shared/clock.ts'
import type { Plan } from '../../shared/plan.ts'
import type { WallShare } from '../../shared/wall-share.ts'
import type { Walls } from '../console/walls.ts'
import type { Log } from '../log.ts'
import type { Access, Session } from './access.ts'
import { openAssets, type Assets } from './assets.ts'
import { authority } from './gate.ts'
import { createPageServer } from './page-server.ts'
import { createPeers } from './peers.ts'
import { createSocketServer } from './socket-server.ts'
import type { Line } from './wire.ts'

/** Of one address, and of all together. A wall loads a page of a few files and holds one connection. */
const limits = { perSecond: 20, burst: 60, connectionsOfOne: 12, connections: 64, walls: 16, callsPerSecond: 5, largestCall: 4_096 } as const
/** How often links are looked at: one that has ended is cut off within it. */
const lookEvery = 1_000

export type WallServer = { readonly stop: () => Promise<void> }

const everywhere = (host: string): boolean => host === '0.0.0.0' || host === '::'
const nearest = ['127.0.0.1', 'localhost'] as const

/** The names under which a server on `host` may be asked for; on every address, those of this machine as they are now. */
export function wallHosts({ host, names }: Pick<Plan['wall'], 'host' | 'names'>, port: number, interfaces = networkInterfaces): readonly string[] {
  const outside = (): readonly string[] => Object.values(interfaces()).flatMap((list) => list ?? []).filter(({ internal, family }) => !internal && family === 'IPv4').map(({ address }) => address)
  const own = everywhere(host) ? [...outside(), ...nearest] : nearest.some((one) => one === host) ? nearest : [host]
  return [...new Set([...names, ...own])].map((name) => authority(name, port))
}

/** The war room's page at /, and the files that it is made of. */
const pagesOf = (assets: Assets): Assets => ({ count: assets.count, find: (path) => (path === '/' ? assets.find('/wall.html') : path.startsWith('/assets/') ? assets.find(path) : undefined) })

/** A link as a session that any number of browsers may hold until it ends: a wall that is switched off at night opens it again. */
const accessOf = (walls: Walls, clock: Clock): Pick<Access, 'exchange' | 'sessionOf'> => {
  const session = ({ id, until }: WallShare): Session => ({ id, role: 'viewer', name: 'wall', until: clock.mono() + (until - clock.wall()) })
  const of = (token: string): Session | undefined => {
    const found = walls.find(token)
    return found && session(found)
  }
  return {
    exchange: (token) => {
      const found = of(token)
      return found && { secret: token, session: found }
    },
    sessionOf: of,
  }
}

/**
 * Serves the links that live, from now on.
 * @param root folder of the built renderer
 * @param settings of the plan in use
 * @param heartbeat milliseconds between pings
 * @throws where `root` holds no built page
 */
export function openWallServer({ walls, root, settings, serve, clock, log, heartbeat = 15_000 }: {
  readonly walls: Walls
  readonly root: string
  readonly settings: () => Plan['wall']
  readonly heartbeat?: number
  readonly serve: (line: Line, session: Session, admit: () => boolean) => void
  readonly clock: Clock
  readonly log: Log
}): WallServer {
  const assets = pagesOf(openAssets(root))
  if (!assets.find('/')) throw new Error(`No built page in ${root}. Build it: npm run build.`)
  type Running = { readonly server: Server; readonly key: string; readonly port: number; readonly sockets: ReturnType<typeof createSocketServer>; readonly hosts: () => readonly string[] }
  let running: Running | undefined
  let changing: Promise<void> = Promise.resolve()
  let failure: string | undefined
  const keyOf = ({ host, port, names }: Plan['wall']): string => JSON.stringify([host, port, names])

  const listen = async (): Promise<void> => {
    const wanted = settings()
    let { port } = wanted
    const hosts = (): readonly string[] => wallHosts(wanted, port)
    const peers = createPeers({ clock, connections: limits.connectionsOfOne, perSecond: limits.perSecond, burst: limits.burst })
    const shared = { access: accessOf(walls, clock), own: hosts, cookie: () => `fifteen-wall-${port}`, admit: (address?: string) => peers.admit(address), log }
    const sockets = createSocketServer({
      ...shared, heartbeat, serve, clock, most: { connections: limits.walls, viewers: limits.walls }, callsPerSecond: limits.callsPerSecond, largest: limits.largestCall,
    })
    const answer = createPageServer({ ...shared, assets, now: clock.mono, words: { used: 'This link has ended, was withdrawn, or is not whole. Ask at the desk for another.', missing: 'Open the war room by a link: an operator makes one by “Share the war room”.' } })
    const server = createServer({ maxHeaderSize: 8_192, headersTimeout: 5_000, requestTimeout: 10_000, keepAliveTimeout: 5_000, connectionsCheckingInterval: 1_000 }, answer)
    server.maxConnections = limits.connections
    server.maxHeadersCount = 64
    server.on('connection', peers.connected)
    server.on('upgrade', sockets.upgrade)
    try {
      server.listen(port, wanted.host)
      await once(server, 'listening')
    } catch (error) {
      sockets.stop()
      throw error
    }
    port = (server.address() as AddressInfo).port
    running = { server, key: keyOf(wanted), port, sockets, hosts }
    log.info('wall.serving', { host: wanted.host, port })
  }
  const close = async (): Promise<void> => {
    if (!running) return
    const { server, sockets } = running
    running = undefined
    const closed = once(server, 'close')
    sockets.stop()
    server.close()
    server.closeAllConnections()
    await closed
    log.info('wall.closed')
  }
  /** One after the other, whoever asks. */
  const inTurn = (act: () => Promise<void>): Promise<void> => {
    const done = changing.then(act)
    changing = done.catch(() => undefined)
    return done
  }
  const open = async (): Promise<void> => {
    if (running && running.key !== keyOf(settings())) await close()
    if (!running) await listen()
    failure = undefined
    walls.failed(undefined)
  }

  const look = async (): Promise<void> => {
    const live = new Set(walls.live().map(({ id }) => id))
    if (running)
      for (const id of running.sockets.open()) {
        if (live.has(String(id))) walls.seen(String(id))
        else running.sockets.end({ id }, 'this link has ended')
      }
    if (live.size === 0) return close()
    try {
      await open()
    } catch (error) {
      const why = errorText(error)
      // It is tried again every second: once is enough to be told.
      if (why !== failure) log.warn('wall.not served', { error })
      failure = why
      walls.failed(why)
    }
  }
  walls.servedBy({
    addresses: () => running?.hosts() ?? wallHosts(settings(), settings().port),
    serving: () => running !== undefined,
    open: () => inTurn(open),
    connections: (share) => running?.sockets.open().filter((id) => id === share).length ?? 0,
    cut: (share, why) => running?.sockets.end({ id: share }, why),
  })
  const timer = setInterval(() => void inTurn(look), lookEvery)
  void inTurn(look)
  return {
    stop: async () => {
      clearInterval(timer)
      await inTurn(close)
    },
  }
}
