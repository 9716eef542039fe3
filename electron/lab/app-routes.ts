/** What the practice platform answers, and how the request is told apart: the routes as one table. */
import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import type { Environment } from '../../shared/metrics.ts'
import { archiveUuid, type Archive } from './archive.ts'
import { appFaultNames, type AppFaults } from './app-faults.ts'
import type { AppMetrics } from './app-metrics.ts'
import { storedBacktest, type Backtests } from './backtests.ts'
import { HttpError, json, readJson, text, type Answer } from './local-http.ts'
import type { Market } from './market.ts'
import { openMetricsType } from './open-metrics.ts'
import type { Pool } from './pool.ts'
import type { RequestLog } from './request-log.ts'
import { between, type Random } from './random.ts'
import {
  exportSessions, importSessions, movedSessionsSchema, openBacktestsOf, openSession, preferencesOf, preferencesSchema,
  putPreferences, touchSession, workflowStepOf,
} from './sessions.ts'
import { windowsOf } from './strategy.ts'
import { signToken, type Claims } from './token.ts'

export type AppParts = {
  readonly environment: Environment
  readonly build: string
  readonly sessionKey: string
  /** Open for probes, apart from the pool: a drained pool is not a dead archive. */
  readonly archive: Archive
  readonly pool: Pool
  readonly market: Market
  readonly backtests: Backtests
  readonly faults: AppFaults
  readonly metrics: AppMetrics
  readonly requestLog: RequestLog
  readonly random: Random
}

type Call = { readonly request: IncomingMessage; readonly url: URL; readonly id: string; readonly session: Claims }

/**
 * Who a route is for: session (a user signed in), user (anyone; counted and hurt by faults as the former),
 * probe (machines; neither counted nor hurt), admin (bearer token).
 */
export type Route = {
  readonly method: 'GET' | 'POST' | 'PUT'
  readonly path: RegExp
  readonly label: string
  readonly audience: 'session' | 'user' | 'probe' | 'admin'
  readonly answer: (call: Call) => Promise<Answer> | Answer
}

const loginSchema = z.strictObject({ user: z.string().regex(/^[\w.-]{1,64}$/) })
const backtestSchema = z.strictObject({ strategy: z.string().max(16), rows: z.int().min(1).max(2_000_000) })
const feedbackSchema = z.strictObject({ positive: z.boolean() })
const faultSchema = z.strictObject({ name: z.enum(appFaultNames), on: z.boolean() })
const noticeSchema = z.strictObject({ text: z.string().min(1).max(2_000), severity: z.enum(['info', 'warning', 'critical']) })

export const appRoutes = (parts: AppParts): readonly Route[] => {
  const { environment, build, archive, pool, market, backtests, faults, metrics } = parts
  let notice: (z.infer<typeof noticeSchema> & { readonly at: number }) | null = null
  let noticeKey: string | string[] | undefined

  /** Archive work of a user's request: holds a connection as long as a database over a network would take. */
  const onArchive = <T>(work: (archive: Archive) => T): Promise<T> =>
    pool.use(async (connection) => {
      await pause(between(parts.random, 5, 40))
      return work(connection)
    })
  const inSession = <T>(session: Claims, step: string | undefined, work: (archive: Archive, known: boolean) => T): Promise<T> =>
    onArchive((connection) => work(connection, touchSession(connection, session.sessionId, step, Date.now())))

  const user: readonly Route[] = [
    {
      method: 'GET', path: /^\/$/, label: '/', audience: 'user',
      answer: () => text('text/html; charset=utf-8', `<!doctype html><html lang="en"><title>TBS on ${environment}</title><h1>Trading platform: ${environment}</h1><p>Build ${build}</p></html>`),
    },
    {
      method: 'GET', path: /^\/quote$/, label: '/quote', audience: 'user',
      answer: ({ url }) => {
        const symbol = url.searchParams.get('symbol') ?? ''
        const cents = market.quote(symbol)
        if (cents === undefined) throw new HttpError(404, 'unknown symbol')
        return json(200, { symbol, price: (cents / 100).toFixed(2), environment })
      },
    },
    { method: 'GET', path: /^\/notice$/, label: '/notice', audience: 'user', answer: () => json(200, notice) },
    {
      method: 'POST', path: /^\/login$/, label: '/login', audience: 'user',
      answer: async ({ request }) => {
        const { user } = await readJson(request, loginSchema)
        const claims = { user, sessionId: randomUUID(), issued: Date.now() }
        await onArchive((connection) => openSession(connection, claims))
        metrics.sessionSeen(claims.sessionId)
        const cookie = `session=${signToken(parts.sessionKey, claims)}; Path=/; HttpOnly; SameSite=Strict`
        return json(200, { user, sessionId: claims.sessionId, environment }, { 'set-cookie': cookie })
      },
    },
    {
      method: 'GET', path: /^\/session$/, label: '/session', audience: 'session',
      answer: ({ session }) =>
        inSession(session, undefined, (connection, known) =>
          json(200, {
            ...session, environment, known,
            workflowStep: workflowStepOf(connection, session.sessionId) ?? null,
            preferences: preferencesOf(connection, session.user),
            openBacktests: openBacktestsOf(connection, session.user),
          }),
        ),
    },
    {
      method: 'POST', path: /^\/backtests$/, label: '/backtests', audience: 'session',
      answer: async ({ request, session }) => {
        const { strategy, rows } = await readJson(request, backtestSchema)
        if (windowsOf(strategy) === undefined) throw new HttpError(422, 'strategy: write sma-<fast>-<slow>, such as sma-5-20')
        const now = Date.now()
        const job = { id: randomUUID(), user: session.user, strategy, rows, createdAt: now }
        await inSession(session, 'backtest', (connection) => backtests.store(connection, job, Date.now()))
        backtests.run(job)
        return json(202, { id: job.id })
      },
    },
    {
      method: 'GET', path: /^\/backtests\/([\w-]{1,64})$/, label: '/backtests/:id', audience: 'session',
      answer: ({ id, session }) =>
        inSession(session, undefined, (connection) => {
          const stored = storedBacktest(connection, id)
          if (stored === undefined) throw new HttpError(404, 'unknown backtest')
          return json(200, stored.state !== 'done' ? { state: stored.state } : { state: 'done', result: { pnl: stored.pnl, rows: stored.rows } })
        }),
    },
    {
      method: 'GET', path: /^\/preferences$/, label: '/preferences', audience: 'session',
      answer: ({ session }) =>
        inSession(session, 'preferences', (connection) => json(200, preferencesOf(connection, session.user))),
    },
    {
      method: 'PUT', path: /^\/preferences$/, label: '/preferences', audience: 'session',
      answer: async ({ request, session }) => {
        const preferences = await readJson(request, preferencesSchema)
        return inSession(session, 'preferences', (connection) => {
          putPreferences(connection, session.user, preferences, Date.now())
          return json(200, preferencesOf(connection, session.user))
        })
      },
    },
    {
      method: 'POST', path: /^\/feedback$/, label: '/feedback', audience: 'session',
      answer: async ({ request, session }) => {
        const { positive } = await readJson(request, feedbackSchema)
        await inSession(session, 'feedback', () => undefined)
        metrics.feedback(positive)
        return json(200, { positive })
      },
    },
  ]

  const probe: readonly Route[] = [
    {
      method: 'GET', path: /^\/health$/, label: '/health', audience: 'probe',
      answer: () => json(200, { status: 'ok', environment, build, archive: archiveUuid(archive), uptimeSeconds: Math.floor(process.uptime()) }),
    },
    {
      method: 'GET', path: /^\/identity$/, label: '/identity', audience: 'probe',
      answer: () => json(200, { environment, build, archive: archiveUuid(archive) }),
    },
    {
      method: 'GET', path: /^\/metrics$/, label: '/metrics', audience: 'probe',
      answer: async () => {
        const training = archive
          .prepare('SELECT sum(training_enrolled) AS enrolled, sum(training_completed) AS completed FROM users')
          .get() as { enrolled: number; completed: number }
        return text(openMetricsType, await metrics.page(training))
      },
    },
  ]

  const admin: readonly Route[] = [
    { method: 'GET', path: /^\/logs$/, label: '/logs', audience: 'admin', answer: ({ url }) => json(200, parts.requestLog.since(url.searchParams.get('cursor'), url.searchParams.get('limit'))) },
    { method: 'GET', path: /^\/admin\/sessions$/, label: '/admin/sessions', audience: 'admin', answer: () => json(200, exportSessions(archive)) },
    {
      method: 'PUT', path: /^\/admin\/sessions$/, label: '/admin/sessions', audience: 'admin',
      answer: async ({ request }) => {
        const sessions = await readJson(request, movedSessionsSchema)
        const strange = sessions.flatMap(({ openBacktests }) => openBacktests).find(({ strategy }) => windowsOf(strategy) === undefined)
        if (strange !== undefined) throw new HttpError(422, `backtest ${strange.id}: unknown strategy`)
        const imported = importSessions(archive, sessions, Date.now())
        for (const { user, openBacktests } of sessions)
          for (const { id, strategy, rows, createdAt } of openBacktests) {
            const job = { id, user, strategy, rows, createdAt }
            if (backtests.store(archive, job, Date.now())) backtests.run(job)
          }
        return json(200, { imported, received: sessions.length })
      },
    },
    { method: 'GET', path: /^\/admin\/faults$/, label: '/admin/faults', audience: 'admin', answer: () => json(200, faults.read()) },
    {
      method: 'PUT', path: /^\/admin\/faults$/, label: '/admin/faults', audience: 'admin',
      answer: async ({ request }) => {
        const { name, on } = await readJson(request, faultSchema)
        faults.set(name, on)
        return json(200, faults.read())
      },
    },
    {
      method: 'POST', path: /^\/admin\/notice$/, label: '/admin/notice', audience: 'admin',
      answer: async ({ request }) => {
        const given = await readJson(request, noticeSchema)
        const key = request.headers['idempotency-key']
        // A repeat of what is shown already is answered, and shown once.
        if (key === undefined || key !== noticeKey) notice = { ...given, at: Date.now() }
        noticeKey = key
        return json(200, notice)
      },
    },
  ]
  return [...user, ...probe, ...admin]
}
