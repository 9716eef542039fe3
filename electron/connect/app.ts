/** Kind `app`: a web application, with its health, its build and its metrics where the plan says. Plan: "Health Checks", "MONITORING INTEGRATION". */
import { z } from 'zod'
import { environments, type Environment, type Measured, type MetricName } from '../../shared/metrics.ts'
import type { AppSettings } from './app-settings.ts'
import { ConnectError, type App, type ConnectContext, type Identity, type MovedSession, type Reading, type Way } from './connector.ts'
import { createHttp, type Answer, type Ask } from './http.ts'
import { goJourney, journeyInfos } from './journey.ts'
import { isStatus, jsonWrong, placeText, readPlace, shown, statusText } from './journey-expect.ts'
import { journeySource } from './journey-source.ts'
import { valueAt } from './json-endpoint-path.ts'
import { readMetrics } from './metric-map.ts'
import type { Page } from './open-metrics.ts'
import { createScraper } from './scraper.ts'

const mostSessions = 10_000

export function connectApp(target: string, settings: AppSettings, context: ConnectContext): App {
  const { environment, address: base, token, health, identity, metrics, journeys, sessions, notice } = settings
  const http = createHttp(target, base)
  const scraper = createScraper(http, context, settings.metricsPath)
  const hasMetrics = Object.keys(metrics).length > 0

  const by = ({ through }: Way): Pick<Ask, 'base' | 'fresh'> => (through === undefined ? {} : { base: through, fresh: true })

  const environmentIn = (ask: Ask, answer: Answer): Environment | undefined => {
    if (identity.environment === undefined) return undefined
    const named = readPlace(answer, identity.environment)
    const found = environments.find((one) => one === named)
    if (found === undefined) throw http.wrong(ask, `expected blue or green at ${placeText(identity.environment)}, got ${shown(named)}`)
    return found
  }
  const who = async (signal: AbortSignal, way: Way = {}): Promise<Identity & { readonly environment: Environment }> => {
    const ask: Ask = { path: identity.path, signal, ...by(way) }
    const answer = await http.ask(ask)
    if (!isStatus(undefined, answer.status)) throw http.wrong(ask, `answered ${answer.status}`)
    const named = readPlace(answer, identity.build)
    if (named === undefined || named === null || named === '') throw http.wrong(ask, `nothing at ${placeText(identity.build)}, where the plan has the build id`)
    const build = String(named)
    const found = environmentIn(ask, answer) ?? (way.through === undefined ? environment : undefined)
    if (found === undefined)
      throw new ConnectError({ target, tried: `GET ${way.through ?? base}${identity.path}`, reason: 'none', detail: 'the plan does not say how an answer names its environment', mend: 'Add identity.environment to this target.' })
    if (way.through === undefined && found !== environment) throw http.wrong(ask, `answers as ${found}, the plan has ${environment} there`)
    const more = Object.entries(identity.detail).flatMap(([name, at]) => {
      const value = readPlace(answer, at)
      return value === undefined ? [] : [[name, String(value)] as const]
    })
    return { id: build, detail: { build, ...Object.fromEntries(more), environment: found }, environment: found }
  }

  /** Why it is not healthy, in its own answer; undefined where it is. @throws ConnectError where that is not known */
  const sickness = async (signal: AbortSignal, way: Way = {}): Promise<{ readonly ask: Ask; readonly why: string } | undefined> => {
    const ask: Ask = { method: health.method, path: health.path, signal, ...by(way) }
    const { status, text } = await http.ask(ask)
    if (!isStatus(health.status, status)) {
      if (status < 500) throw http.wrong(ask, `answered ${status}, the plan expects ${statusText(health.status)}`)
      return { ask, why: `answered ${status}: ${text.slice(0, 200)}` }
    }
    const why = jsonWrong(text, health.json)
    return why === undefined ? undefined : { ask, why }
  }

  const startedAt = (page: Page): number | undefined => page.series.get('process_start_time_seconds')?.[0]?.value

  const upIs = (value: number | undefined): readonly Measured[] => (value === undefined ? [] : [{ metric: 'up', environment, kind: 'gauge', value }])
  /** What is known of a target that could not be asked: nothing listens there, so it is down. */
  const known = (error: unknown): unknown =>
    error instanceof ConnectError && error.reason === 'refused' ? new ConnectError({ ...error, known: upIs(0), cause: error }) : error

  const scrape = async (signal: AbortSignal): Promise<Reading> => {
    if (!hasMetrics) return { measured: [], missing: [] }
    const page = await scraper.fetch(signal)
    return readMetrics(metrics, environment, page, scraper.follow(page, startedAt(page)))
  }
  const sample = async (signal: AbortSignal): Promise<Reading> => {
    const [healthy, scraped] = await Promise.allSettled([sickness(signal), scrape(signal)])
    const up = upIs(healthy.status === 'fulfilled' ? (healthy.value === undefined ? 1 : 0) : undefined)
    if (scraped.status === 'rejected') {
      const error: unknown = scraped.reason
      throw error instanceof ConnectError && up.length > 0 ? new ConnectError({ ...error, known: up, cause: error }) : known(error)
    }
    const reading = scraped.value
    if (healthy.status === 'fulfilled') return { ...reading, measured: [...up, ...reading.measured], ...(healthy.value && { detail: `not healthy: ${healthy.value.why}` }) }
    const why: unknown = healthy.reason
    if (!(why instanceof ConnectError)) throw why
    if (!hasMetrics) throw known(why)
    return { ...reading, missing: [{ metric: 'up', environment, reason: why.reason, detail: why.message }, ...reading.missing] }
  }

  const admin = (ask: Ask): Ask => {
    if (token === undefined)
      throw new ConnectError({
        target, tried: `${ask.method ?? 'GET'} ${base}${ask.path}`, reason: 'auth', detail: 'the plan gives this target no token',
        mend: 'Add a token to the target in the plan, as a reference such as ${LAB_TOKEN}.',
      })
    return { ...ask, headers: { ...ask.headers, authorization: `Bearer ${token}` } }
  }
  const offered = <T>(what: 'sessions' | 'notice', one: T | undefined): T => {
    if (one !== undefined) return one
    throw new ConnectError({ target, tried: what, reason: 'none', detail: `the plan does not say how ${target} does that`, mend: `Add ${what} to this target.` })
  }

  const exportSessions = async (signal: AbortSignal): Promise<readonly MovedSession[]> => {
    const { export: from, list, id, user } = offered('sessions', sessions)
    const ask = admin({ method: from.method, path: from.path, signal })
    const { value } = await http.json(ask, z.unknown())
    const records = z.array(z.unknown()).max(mostSessions).safeParse(list === undefined ? value : valueAt(value, list))
    if (!records.success) throw http.wrong(ask, `the answer is not what was expected: a list of at most ${mostSessions} sessions${list === undefined ? '' : ` at ${list.text}`}`)
    return records.data.map((record) => {
      const named = { sessionId: valueAt(record, id), user: valueAt(record, user) }
      if (typeof named.sessionId !== 'string' || typeof named.user !== 'string') throw http.wrong(ask, `a session has no text at ${id.text} or at ${user.text}`)
      return { sessionId: named.sessionId, user: named.user, record }
    })
  }
  const importSessions: App['importSessions'] = async (given, signal) => {
    const { import: into, imported } = offered('sessions', sessions)
    const ask = admin({ method: into.method, path: into.path, body: given.map(({ record }) => record), signal })
    const { value } = await http.json(ask, z.unknown())
    const found = valueAt(value, imported)
    if (typeof found !== 'number') throw http.wrong(ask, `expected how many were taken in at ${imported.text}, got ${shown(found)}`)
    return { imported: found }
  }

  const journey: App['journey'] = (id, signal, way = {}) => goJourney({ target, http, base, all: journeys, id, signal, way, wall: context.clock.wall })
  const beside = journeySource({ target, environment, address: base }, journeys, journey, context)

  return {
    target,
    kind: 'app',
    environment,
    offers: { journeys: journeyInfos(journeys), sessions: sessions !== undefined, notice: notice !== undefined },
    ...(beside && { beside }),
    provides: ['up' as const, ...(Object.keys(metrics) as MetricName[])].map((metric) => ({ metric, environment })),
    identify: async (signal): Promise<Identity> => {
      const { id, detail } = await who(signal).catch((error: unknown) => {
        throw known(error)
      })
      return { id, detail }
    },
    health: async (signal, way) => {
      const [sick, found] = await Promise.all([sickness(signal, way), who(signal, way)])
      if (sick !== undefined) throw http.wrong(sick.ask, sick.why)
      return found
    },
    sample,
    exportSessions,
    importSessions,
    notice: async (text, severity, signal, key) => {
      const { method, path } = offered('notice', notice)
      const ask = admin({ method, path, body: { text, severity }, signal, ...(key !== undefined && { headers: { 'idempotency-key': key } }) })
      const answer = await http.ask(ask)
      if (!isStatus(undefined, answer.status)) throw http.wrong(ask, `answered ${answer.status}: ${answer.text.slice(0, 200)}`)
    },
    journey,
    stop: async () => http.stop(),
  }
}
