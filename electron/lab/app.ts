/** A small trading web application, run twice: as blue and as green, with another build. A child of the lab. */
import { createServer, type IncomingMessage } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import type { Environment } from '../../shared/metrics.ts'
import { appFaults } from './app-faults.ts'
import { AppMetrics } from './app-metrics.ts'
import { appRoutes, type Route } from './app-routes.ts'
import { archiveUuid, openArchive } from './archive.ts'
import { Backtests, storedBacktest } from './backtests.ts'
import { childConfig, reportReady } from './child.ts'
import { HttpError, answerTo, cookieOf, json, listenLocal, requireBearer, send, urlOf, type Answer } from './local-http.ts'
import { openMarket } from './market.ts'
import { Pool, PoolError } from './pool.ts'
import { createRequestLog } from './request-log.ts'
import { seededRandom, seedOf } from './random.ts'
import { readToken, type Claims } from './token.ts'

export type AppConfig = {
  readonly environment: Environment
  readonly build: string
  readonly port: number
  readonly seed: number
  readonly archiveFile: string
  readonly marketFile: string
  readonly poolSize: number
  readonly rowsPerSecond: number
  readonly memoryLimitBytes: number
  readonly sessionKey: string
  readonly adminToken: string
}

const config = childConfig<AppConfig>()
const { environment, build, sessionKey } = config
const random = seededRandom(seedOf(config.seed, environment))
const archive = openArchive(config.archiveFile)
const uuid = archiveUuid(archive)
const users = archive.prepare('SELECT user FROM users ORDER BY rowid').pluck().all() as string[]
const market = openMarket(config.marketFile)
const faults = appFaults({ random, seed: config.seed, users, memoryLimitBytes: config.memoryLimitBytes })
const pool = new Pool({ file: config.archiveFile, size: config.poolSize, waitMs: 2_000, refuses: faults.dropsConnection })
const backtests = new Backtests({ environment, market, pool, seed: config.seed, rowsPerSecond: config.rowsPerSecond, speed: faults.speed, isEnded: (id) => storedBacktest(archive, id)?.state === 'ended' })
const server = createServer()
const userRoutes = ['/', '/quote', '/notice', '/login', '/session', '/backtests', '/backtests/:id', '/preferences', '/feedback']
const metrics = new AppMetrics({
  environment, build, archive: uuid, archiveFile: config.archiveFile, memoryLimitBytes: config.memoryLimitBytes,
  server, routes: userRoutes, pool, backtests,
})
const requestLog = createRequestLog(`${process.pid}-${Math.floor(Date.now() / 1_000)}`)
const routes = appRoutes({ environment, build, sessionKey, archive, pool, market, backtests, faults, metrics, requestLog, random })

const nobody: Claims = { user: '', sessionId: '', issued: 0 }

/** The session of a request; HttpError 401 without a valid token or when the fault refuses its user. */
const requireSession = (request: IncomingMessage): Claims => {
  const claims = readToken(sessionKey, cookieOf(request, 'session') ?? '')
  if (claims === undefined) throw new HttpError(401, 'sign in first')
  metrics.sessionSeen(claims.sessionId)
  if (faults.refusesSession(claims.user)) throw new HttpError(401, 'the session was refused')
  return claims
}

const findRoute = (method: string | undefined, path: string): { readonly route: Route; readonly id: string } => {
  const there = routes.filter((route) => route.path.test(path))
  const route = there.find((candidate) => candidate.method === method)
  if (route === undefined) throw there.length === 0 ? new HttpError(404, 'no such page') : new HttpError(405, 'no such method here')
  return { route, id: route.path.exec(path)?.[1] ?? '' }
}

const answerUser = async (route: Route, id: string, request: IncomingMessage, url: URL): Promise<Answer> => {
  const delay = faults.delay()
  if (delay > 0) await pause(delay)
  if (faults.failsRequest()) throw new HttpError(500, 'the request failed')
  const session = route.audience === 'session' ? requireSession(request) : nobody
  return route.answer({ request, url, id, session })
}

const explain = (thrown: unknown): Answer => (thrown instanceof PoolError ? json(503, { error: thrown.message }) : answerTo(thrown))

server.on('request', async (request, response) => {
  const started = performance.now()
  let label: string | undefined = 'other'
  let inSession = false
  let answer: Answer
  try {
    const url = urlOf(request)
    const { route, id } = findRoute(request.method, url.pathname)
    if (route.audience === 'admin') requireBearer(request, config.adminToken)
    const forMachines = route.audience === 'admin' || route.audience === 'probe'
    label = forMachines ? undefined : route.label
    inSession = route.audience === 'session' && cookieOf(request, 'session') !== undefined
    answer = await (forMachines ? route.answer({ request, url, id, session: nobody }) : answerUser(route, id, request, url))
  } catch (thrown) {
    answer = explain(thrown)
  }
  if (label !== undefined) metrics.request(label, answer.status, (performance.now() - started) / 1_000)
  if (label !== undefined) {
    const { status } = answer
    const ms = Math.round((performance.now() - started) * 10) / 10
    requestLog.add({ time: new Date().toISOString(), level: status >= 500 ? 'error' : status >= 400 ? 'warn' : 'info', message: `${request.method ?? ''} ${label} answered ${status} in ${ms} ms`, route: label, status, ms, build })
  }
  if (inSession) metrics.sessionOperation(answer.status)
  send(response, answer)
})

backtests.resume(archive)
reportReady({ url: await listenLocal(server, config.port) })
