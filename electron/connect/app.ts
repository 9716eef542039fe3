/** Kind `app`: a web application with /health, /identity and a page of metrics. Plan: "Health Checks", "MONITORING INTEGRATION". */
import { z } from 'zod'
import { environments, type Measured, type MetricName } from '../../shared/metrics.ts'
import { ConnectError, type App, type ConnectContext, type Identity, type Reading, type Way } from './connector.ts'
import { address, createHttp, type Ask } from './http.ts'
import { metricMap, readMetrics } from './metric-map.ts'
import type { Page } from './open-metrics.ts'
import { platformUser } from './platform-user.ts'
import { createScraper } from './scraper.ts'

export const appSettings = z.strictObject({
  environment: z.enum(environments).meta({ title: 'Environment', description: 'Which of the two this system belongs to.' }),
  address: address.meta({ title: 'Address', description: 'Base address: /health, /identity and /metrics are asked below it.', example: 'http://10.0.0.12:3000' }),
  token: z.string().min(1).optional().meta({ title: 'Token', description: 'Bearer token for carrying sessions over and for notices. Watching alone needs none.', secret: true }),
  metrics: metricMap.meta({
    title: 'Metrics', description: 'What is read off its page of metrics, and how: {gauge, over?}, {rate}, {counter}, {ratio, of, complement?} or {histogram}.',
    example: 'requests: { counter: http_requests_total }\nerror_rate: { ratio: \'http_requests_total{code=~"5.."}\', of: http_requests_total }',
  }),
}).meta({
  title: 'Web application', description: 'One environment of the application itself: is it well, which build answers, what does it measure.',
  brings: 'Health, identity, and any metric of its OpenMetrics or Prometheus page; journeys, sessions and notices where it offers them.',
})
export type AppSettings = z.infer<typeof appSettings>

const identitySchema = z.object({ environment: z.enum(environments), build: z.string(), archive: z.string() })
const sessionsSchema = z.array(z.looseObject({ sessionId: z.string(), user: z.string() })).max(10_000)
const importedSchema = z.object({ imported: z.int().nonnegative() })

export function connectApp(target: string, settings: AppSettings, context: ConnectContext): App {
  const { environment, address: base, token, metrics } = settings
  const http = createHttp(target, base)
  const scraper = createScraper(http, context)

  const who = async (path: '/health' | '/identity', signal: AbortSignal, { through }: Way = {}) => {
    const ask: Ask = { path, signal, ...(through !== undefined && { base: through, fresh: true }) }
    const { value } = await http.json(ask, identitySchema)
    if (through === undefined && value.environment !== environment)
      throw http.wrong(ask, `answers as ${value.environment}, the plan has ${environment} there`)
    return { id: value.build, detail: { build: value.build, archive: value.archive, environment: value.environment }, environment: value.environment }
  }

  /** Up: 1 healthy, 0 an answer that says it is not, or nothing that listens. Anything else is not known. */
  const isUp = async (signal: AbortSignal): Promise<0 | 1> => {
    const ask = { path: '/health', signal }
    const { status } = await http.ask(ask)
    if (status !== 200 && status < 500) throw http.wrong(ask, `answered ${status}`)
    return status === 200 ? 1 : 0
  }

  const startedAt = (page: Page): number | undefined => page.series.get('process_start_time_seconds')?.[0]?.value

  const upIs = (value: number | undefined): readonly Measured[] => (value === undefined ? [] : [{ metric: 'up', environment, kind: 'gauge', value }])
  /** What is known of a target that could not be asked: nothing listens there, so it is down. */
  const known = (error: unknown): unknown =>
    error instanceof ConnectError && error.reason === 'refused' ? new ConnectError({ ...error, known: upIs(0), cause: error }) : error

  const sample = async (signal: AbortSignal): Promise<Reading> => {
    const [health, scraped] = await Promise.allSettled([isUp(signal), scraper.fetch(signal)])
    const up = upIs(health.status === 'fulfilled' ? health.value : undefined)
    if (scraped.status === 'rejected') {
      const error: unknown = scraped.reason
      throw error instanceof ConnectError && up.length > 0 ? new ConnectError({ ...error, known: up, cause: error }) : known(error)
    }
    const page = scraped.value
    const reading = readMetrics(metrics, environment, page, scraper.follow(page, startedAt(page)))
    if (health.status === 'fulfilled') return { ...reading, measured: [...up, ...reading.measured] }
    const why: unknown = health.reason
    if (!(why instanceof ConnectError)) throw why
    return { ...reading, missing: [{ metric: 'up', environment, reason: why.reason, detail: why.message }, ...reading.missing] }
  }

  const admin = (ask: Ask): Ask => {
    if (token === undefined)
      throw new ConnectError({
        target, tried: `${ask.method ?? 'GET'} ${base}${ask.path}`, reason: 'auth', detail: 'the plan gives this target no token',
        mend: 'Add a token to the target in the plan, as a reference such as ${LAB_TOKEN}.',
      })
    return { ...ask, headers: { authorization: `Bearer ${token}` } }
  }

  return {
    target,
    kind: 'app',
    environment,
    provides: ['up' as const, ...(Object.keys(metrics) as MetricName[])].map((metric) => ({ metric, environment })),
    identify: async (signal): Promise<Identity> => {
      const { id, detail } = await who('/identity', signal).catch((error: unknown) => {
        throw known(error)
      })
      return { id, detail }
    },
    health: (signal, way) => who('/health', signal, way),
    sample,
    exportSessions: async (signal) => (await http.json(admin({ path: '/admin/sessions', signal }), sessionsSchema)).value,
    importSessions: async (sessions, signal) =>
      (await http.json(admin({ method: 'PUT', path: '/admin/sessions', body: sessions, signal }), importedSchema)).value,
    notice: async (text, severity, signal) => {
      await http.json(admin({ method: 'POST', path: '/admin/notice', body: { text, severity }, signal }), z.unknown())
    },
    ...platformUser(http),
    stop: async () => http.stop(),
  }
}
