/**
 * Kind `heavydb`: HeavyDB over @heavyai/connector, read-only. Plan: "Database Strategy" (HeavyDB: Read-Only),
 * "Performance Baseline". Semantics 13 of the design: one SELECT a query.
 */
import { z } from 'zod'
import { duration } from '../../shared/duration.ts'
import { environments, type MetricName } from '../../shared/metrics.ts'
import type { ConnectContext, Connector, Identity, Missing, Reading } from './connector.ts'
import { HeavyDbError, isWithoutArrow, mends } from './heavydb-error.ts'
import { measure, queryMap, type Before, type MetricQuery } from './heavydb-metrics.ts'
import { ofArrow, ofColumns, type Result } from './heavydb-result.ts'
import { whyRefused } from './heavydb-select.ts'
import { createSession } from './heavydb-session.ts'

export { rowsOf, type Result, type Value } from './heavydb-result.ts'

export const heavyDbSettings = z
  .strictObject({
    protocol: z.enum(['http', 'https']).default('http').meta({ title: 'Protocol', description: 'https checks the certificate.' }),
    host: z.string().min(1).refine((host) => !/[:/@\s]/.test(host), { error: 'expected a host name or an IPv4 address alone: the connector takes no other' })
      .meta({ title: 'Host', description: 'A host name or an IPv4 address alone.', example: '10.0.0.30' }),
    port: z.int().min(1).max(65_535).default(6278).meta({ title: 'Port', description: 'HTTP: 6278, binary HTTP: 6276.' }),
    database: z.string().min(1).meta({ title: 'Database', description: 'Where queries run.', example: 'heavyai' }),
    user: z.string().min(1).meta({ title: 'User', description: 'A user that may read.', example: 'fifteen' }),
    password: z.string().min(1).meta({ title: 'Password', description: 'Of this user.', secret: true }),
    encoding: z.enum(['auto', 'binary', 'json']).default('auto').meta({ title: 'Encoding', description: "Thrift's protocol: auto tries binary first; JSON takes time by the square of the rows." }),
    version: z.string().min(1).optional().meta({ title: 'Version', description: 'The beginning of the version that the server must have.', example: '7.' }),
    queryTimeout: duration.prefault('60s').meta({ title: 'Time for a query', description: 'No query runs longer, whatever time its caller gives.' }),
    limit: z.int().min(1).max(2_047).default(512).meta({ title: 'Largest answer', description: 'MiB that one answer may have.' }),
    environment: z.enum(environments).optional().meta({ title: 'Environment', description: 'Which of the two its figures belong to.' }),
    metrics: queryMap.default({}).meta({
      title: 'Metrics', description: 'For each metric one SELECT of one row, or {timed: a SELECT} for rows by second.',
      example: 'rows_per_second: { timed: SELECT * FROM trades LIMIT 1000 }',
    }),
  })
  .refine(({ environment, metrics }) => environment !== undefined || Object.keys(metrics).length === 0, {
    path: ['environment'], error: 'a metric belongs to an environment: give blue or green',
  })
  .meta({
    title: 'HeavyDB', description: 'A HeavyDB server, read-only: one SELECT a query, anything else is refused before it is sent.',
    brings: 'Health, version, rows by second; any one-row figure.',
  })
export type HeavyDbSettings = z.infer<typeof heavyDbSettings>

/** Pages by a column whose values are unique and not null; of `size` rows each. */
export type Paging = { readonly by: string; readonly size: number }

export type HeavyDb = Connector & {
  /** The server answers, with the session that queries use. */
  health(signal: AbortSignal): Promise<Identity>
  /** The whole result of one SELECT. @throws ConnectError; a query that is not one SELECT is never sent */
  rows(query: string, signal: AbortSignal): Promise<Result>
  /** A result of any size, a page in memory at a time, in the order of `by`. @throws ConnectError */
  pages(query: string, paging: Paging, signal: AbortSignal): AsyncGenerator<Result, void>
}

const missedSamples = 3
const shortened = (query: string): string => (query.length > 120 ? `${query.slice(0, 120)}…` : query)
const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

export function connectHeavyDb(target: string, settings: HeavyDbSettings, { clock, every }: ConnectContext): HeavyDb {
  const { environment, metrics, queryTimeout, version } = settings
  const session = createSession({ ...settings, target, limit: settings.limit * 1024 * 1024 })
  /** This server has no call for Arrow at all. */
  let withoutArrow = false
  const totals = new Map<MetricName, { readonly total: number; readonly at: number }>()

  const identify = async (given: AbortSignal): Promise<Identity> => {
    const tried = 'ask for its status'
    const [status] = await session.call(tried, given, (line) => line.getStatusAsync())
    const wrong = (reason: 'invalid' | 'version', detail: string): HeavyDbError =>
      new HeavyDbError('server', { target, tried: `${tried} at ${settings.host}:${settings.port}`, reason, detail, mend: mends[reason] })
    if (status?.version === undefined || status.version === null || status.version === '') throw wrong('invalid', 'it tells no version')
    if (version !== undefined && !status.version.startsWith(version)) throw wrong('version', `it has version ${status.version}, the plan expects ${version}`)
    const host = status.host_name ?? ''
    // HeavyDB has no uuid: host, database and version are what stays the same over its restarts.
    return {
      id: `${host}/${settings.database} ${status.version}`,
      detail: { version: status.version, edition: status.edition ?? '', host, database: settings.database, readOnly: String(status.read_only === true) },
    }
  }

  const refuseOthers = (query: string): void => {
    const why = whyRefused(query)
    if (why === undefined) return
    throw new HeavyDbError('asking', {
      target, tried: `query ${shortened(query)}`, reason: 'invalid', detail: `not sent: ${why}`,
      mend: 'HeavyDB is read here and never written: give one SELECT, without comments and without a semicolon.',
    })
  }

  const rows = async (query: string, given: AbortSignal): Promise<Result> => {
    refuseOthers(query)
    const signal = AbortSignal.any([given, AbortSignal.timeout(queryTimeout)])
    const tried = `query ${shortened(query)}`
    if (!withoutArrow)
      try {
        return await session.call(tried, signal, async (line) => ofArrow(await line.queryDFAsync(query, { returnTiming: true })))
      } catch (error) {
        if (!isWithoutArrow(error)) throw error
        withoutArrow = error instanceof HeavyDbError && error.failure === 'method'
      }
    return session.call(tried, signal, async (line) => ofColumns(await line.queryAsync(query, { columnarResults: true, returnTiming: true })))
  }

  async function* pages(query: string, { by, size }: Paging, signal: AbortSignal): AsyncGenerator<Result, void> {
    refuseOthers(query)
    if (!Number.isSafeInteger(size) || size < 2) throw new RangeError(`a page has two rows or more: got ${size}`)
    const key = quoted(by)
    const wrong = (detail: string): HeavyDbError =>
      new HeavyDbError('asking', { target, tried: `pages of ${shortened(query)}`, reason: 'invalid', detail, mend: 'Name a column whose values are unique, and are numbers or texts and not NULL.' })
    let after = ''
    for (;;) {
      // One row more than is given out shows whether there are more, and whether its key is another.
      const { columns, count, ...rest } = await rows(`SELECT * FROM (${query}) AS fifteen_page ${after}ORDER BY ${key} LIMIT ${size + 1}`, signal)
      if (count <= size) {
        if (count > 0) yield { ...rest, columns, count }
        return
      }
      const keys = columns[rest.names.indexOf(by)]
      const last = keys?.[size - 1]
      if (keys === undefined || (typeof last !== 'number' && typeof last !== 'bigint' && typeof last !== 'string')) throw wrong(`it can't be read in pages by ${by}`)
      if (keys[size] === last) throw wrong(`a value of ${by} is there twice: rows would be lost between pages`)
      yield { ...rest, columns: columns.map((column) => column.slice(0, size)), count: size }
      after = `WHERE ${key} > ${typeof last === 'string' ? `'${last.replaceAll("'", "''")}'` : last} `
    }
  }

  const before = (metric: MetricName, now: number): Before => {
    const last = totals.get(metric)
    if (last === undefined) return { none: 'empty' }
    return now - last.at > (missedSamples + 1.5) * every ? { none: 'stale' } : last
  }

  const sampleOne = async (metric: MetricName, how: MetricQuery, signal: AbortSignal): Promise<Reading> => {
    if (environment === undefined) return { measured: [], missing: [] }
    const lost = (reason: Missing['reason'], detail: string): Reading => ({ measured: [], missing: [{ metric, environment, reason, detail }] })
    try {
      const begun = clock.mono()
      const result = await rows(typeof how === 'string' ? how : how.timed, signal)
      const now = clock.mono()
      const found = measure(metric, environment, how, result, (now - begun) / 1_000, before(metric, now))
      if (found.total !== undefined) totals.set(metric, { total: found.total, at: now })
      return 'measured' in found ? { measured: [found.measured], missing: [] } : lost(found.reason, found.detail)
    } catch (error) {
      // A query that HeavyDB refuses is missing alone; a server that does not answer is the whole sample's failure.
      if (error instanceof HeavyDbError && error.failure === 'server') return lost(error.reason, error.message)
      throw error
    }
  }

  return {
    target,
    kind: 'heavydb',
    ...(environment !== undefined && {
      environment, provides: (Object.keys(metrics) as MetricName[]).map((metric) => ({ metric, environment })),
    }),
    identify,
    health: identify,
    sample: async (signal) => {
      if (Object.keys(metrics).length === 0) await session.call('ask for its status', signal, (line) => line.getStatusAsync())
      const readings = await Promise.all((Object.entries(metrics) as [MetricName, MetricQuery][]).map(([metric, how]) => sampleOne(metric, how, signal)))
      return { measured: readings.flatMap(({ measured }) => measured), missing: readings.flatMap(({ missing }) => missing) }
    },
    rows,
    pages,
    stop: () => session.stop(),
  }
}
