/**
 * Kind `mysql`: a MySQL or MariaDB server, read and never written. Tried on MariaDB 10.11; MySQL by its documentation.
 * Plan: "Database Strategy", "MONITORING INTEGRATION".
 */
import type { Environment, Measured, MetricName } from '../../shared/metrics.ts'
import { metricInfo } from '../../shared/metrics.ts'
import { ConnectError, type ConnectContext, type Connector, type Identity, type Missing, type Pending, type Reading } from './connector.ts'
import {
  figureOf, readReplicas, readStatus, readTransactionFigures, readTransactions, replicaLag,
  type Ask, type BuiltIn, type Replica, type Status, type Table,
} from './mysql-built-in.ts'
import { numberOf } from './mysql-error.ts'
import { createPool } from './mysql-pool.ts'
import type { Batch, Query, Row } from './mysql-rows.ts'
import type { MysqlSettings, Source } from './mysql-settings.ts'
import { NoValue } from './no-value.ts'
import { createTotals, type Totals } from './totals.ts'

export type Mysql = Connector & {
  readonly environment: Environment
  /** Rows one after another; memory stays bounded whatever their number. Breaking off ends the query at the server. @throws ConnectError */
  rows(query: Query, signal: AbortSignal): AsyncGenerator<Row, void, undefined>
  /** The same in batches, as they come: for many rows the faster way. @throws ConnectError */
  batches(query: Query, signal: AbortSignal): AsyncGenerator<Batch, void, undefined>
  /** Open transactions, the oldest first, at most 1,000. Needs the PROCESS right. @throws ConnectError */
  transactions(signal: AbortSignal): Promise<readonly Pending[]>
  /** Every channel it replicates from. Needs the right to see replication. @throws ConnectError */
  replicas(signal: AbortSignal): Promise<readonly Replica[]>
  /** Threads, connections and uptime. @throws ConnectError */
  status(signal: AbortSignal): Promise<Status>
}

/** A scalar query's answer has one row; more are not waited for. */
const shortAnswer = 2_000

/** What one part of a sample found. */
type Found = { readonly metric: MetricName; readonly value: () => Measured }

export function connectMysql(target: string, settings: MysqlSettings, context: ConnectContext): Mysql {
  const { environment, host, port, socket, user, password, database, tls, queryTimeout, connections, metrics } = settings
  const name = `mysql://${socket ?? `${host ?? ''}:${port}`}${database === undefined ? '' : `/${database}`}`
  const place = socket === undefined ? { host: host ?? '', port } : { socketPath: socket }
  const pool = createPool({ target, name, place, user, password, database, tls: tls === true ? {} : tls, serverLimit: queryTimeout + 5_000 }, connections)
  const sources = Object.entries(metrics) as readonly (readonly [MetricName, Source])[]
  const usesBuiltIn = (...names: readonly BuiltIn[]): boolean => sources.some(([, one]) => 'builtIn' in one && names.includes(one.builtIn))
  /** Of tables, which outlive the server's restart, and of the server's own counters, which do not. */
  const tableTotals = createTotals(context)
  const serverTotals = createTotals(context)
  let seen: { readonly uptime: number; readonly at: number } | undefined

  const ask: Ask = async (sql, signal): Promise<Table> => {
    let columns: readonly string[] = []
    const rows: Row[] = []
    for await (const batch of pool.batches({ sql }, signal)) {
      columns = batch.columns
      rows.push(...batch.rows)
      if (rows.length > shortAnswer) break
    }
    return { columns, rows }
  }

  const grown = (totals: Totals, key: string, total: number): number => {
    const found = totals.grow(key, total)
    if ('by' in found) return found.by
    throw new NoValue(found.reason, found.detail)
  }

  const noteUptime = (uptime: number): void => {
    const at = context.clock.mono()
    // The uptime counts whole seconds.
    if (seen !== undefined && (uptime < seen.uptime || at - seen.at > (uptime + 2) * 1_000)) serverTotals.restart()
    seen = { uptime, at }
  }

  const gauge = (metric: MetricName, value: number): Measured => ({ metric, environment, kind: 'gauge', value })

  const builtInValues = {
    pool_usage: ({ connected, maxConnections }: Status, metric: MetricName) => gauge(metric, connected / maxConnections),
    threads_connected: ({ connected }: Status, metric: MetricName) => gauge(metric, connected),
    threads_running: ({ running }: Status, metric: MetricName) => gauge(metric, running),
    connection_failures: ({ failures }: Status, metric: MetricName): Measured => ({ metric, environment, kind: 'counter', increment: grown(serverTotals, metric, failures) }),
  } as const

  const fromStatus = async (signal: AbortSignal): Promise<readonly Found[]> => {
    const status = await readStatus(ask, signal)
    noteUptime(status.uptime)
    return sources.flatMap(([metric, one]) => {
      if (!('builtIn' in one) || !(one.builtIn in builtInValues)) return []
      const value = builtInValues[one.builtIn as keyof typeof builtInValues]
      return [{ metric, value: () => value(status, metric) }]
    })
  }
  const metricsOf = (...names: readonly BuiltIn[]): readonly MetricName[] => sources.flatMap(([metric, one]) => ('builtIn' in one && names.includes(one.builtIn) ? [metric] : []))
  const replicas = async (signal: AbortSignal): Promise<readonly Replica[]> => readReplicas(ask, await pool.flavour(signal), signal)
  const fromReplica = async (signal: AbortSignal): Promise<readonly Found[]> => {
    const found = await replicas(signal)
    return metricsOf('replica_lag').map((metric) => ({ metric, value: () => gauge(metric, replicaLag(found)) }))
  }
  const fromTransactions = async (signal: AbortSignal): Promise<readonly Found[]> => {
    const { open, longest } = await readTransactionFigures(ask, signal)
    return [
      ...metricsOf('open_transactions').map((metric) => ({ metric, value: () => gauge(metric, open) })),
      ...metricsOf('longest_transaction').map((metric) => ({ metric, value: () => gauge(metric, longest) })),
    ]
  }

  const valueOf = (metric: MetricName, totals: boolean, { columns, rows }: Table): Measured => {
    const { kind } = metricInfo(metric)
    const [row] = rows
    if (row === undefined) throw new NoValue('empty', 'the query gave no row')
    if (rows.length > 1) throw new NoValue('invalid', 'the query gave more than one row')
    const wanted = kind === 'ratio' ? 2 : 1
    if (row.length !== wanted) throw new NoValue('invalid', `the query gave ${row.length} columns (${columns.join(', ')}): expected ${wanted}`)
    const [first, second] = row
    if (kind !== 'ratio') {
      const figure = figureOf(first, columns[0] ?? 'the value')
      return kind === 'counter' ? { metric, environment, kind, increment: grown(tableTotals, metric, figure) } : gauge(metric, figure)
    }
    const figures = [figureOf(first, columns[0] ?? 'the numerator'), figureOf(second, columns[1] ?? 'the denominator')] as const
    if (figures.some((figure) => figure < 0)) throw new NoValue('invalid', `the query gave ${figures.join(' of ')}: a part and a whole are not below 0`)
    if (!totals) return { metric, environment, kind, numerator: figures[0], denominator: figures[1] }
    // Both are followed before either is missed.
    const both = [tableTotals.grow(`${metric} numerator`, figures[0]), tableTotals.grow(`${metric} denominator`, figures[1])] as const
    const [numerator, denominator] = both
    if ('reason' in numerator) throw new NoValue(numerator.reason, numerator.detail)
    if ('reason' in denominator) throw new NoValue(denominator.reason, denominator.detail)
    return { metric, environment, kind, numerator: numerator.by, denominator: denominator.by }
  }

  type Job = { readonly metrics: readonly MetricName[]; readonly run: (signal: AbortSignal) => Promise<readonly Found[]> }
  const statusNames = Object.keys(builtInValues) as BuiltIn[]
  const jobs: readonly Job[] = [
    ...(usesBuiltIn(...statusNames) ? [{ metrics: metricsOf(...statusNames), run: fromStatus }] : []),
    ...(usesBuiltIn('replica_lag') ? [{ metrics: metricsOf('replica_lag'), run: fromReplica }] : []),
    ...(usesBuiltIn('open_transactions', 'longest_transaction') ? [{ metrics: metricsOf('open_transactions', 'longest_transaction'), run: fromTransactions }] : []),
    ...sources.flatMap(([metric, one]): readonly Job[] =>
      'builtIn' in one ? [] : [{
        metrics: [metric],
        run: async (signal) => {
          const table = await ask(one.query, signal)
          return [{ metric, value: () => valueOf(metric, one.totals, table) }]
        },
      }]),
  ]
  // A target without metrics is still asked whether it answers.
  const asking: readonly Job[] = jobs.length > 0 ? jobs : [{ metrics: [], run: async (signal) => (await ask('SELECT 1', signal), []) }]

  /** A server that has no room for one more connection measures its pool by that. */
  const withKnown = (error: ConnectError): ConnectError =>
    numberOf(error.cause) === 1040 ? new ConnectError({ ...error, known: metricsOf('pool_usage').map((metric) => gauge(metric, 1)), cause: error }) : error

  const sample = async (signal: AbortSignal): Promise<Reading> => {
    const limited = AbortSignal.any([signal, AbortSignal.timeout(queryTimeout)])
    const results = await Promise.allSettled(asking.map(({ run }) => run(limited)))
    const measured: Measured[] = []
    const missing: Missing[] = []
    const failures: ConnectError[] = []
    const miss = (metric: MetricName, error: unknown): void => {
      if (!(error instanceof NoValue) && !(error instanceof ConnectError)) throw error
      missing.push({ metric, environment, reason: error.reason, detail: error.message })
    }
    for (const [index, result] of results.entries()) {
      if (result.status === 'fulfilled') {
        for (const { metric, value } of result.value) {
          try {
            measured.push(value())
          } catch (error) {
            miss(metric, error)
          }
        }
      } else {
        if (result.reason instanceof ConnectError) failures.push(result.reason)
        for (const metric of asking[index]?.metrics ?? []) miss(metric, result.reason)
      }
    }
    // Not one answer: it is the server that is missing, not this metric or that.
    const [first] = [...failures.filter(({ tried }) => tried.startsWith('connect ')), ...failures]
    if (first !== undefined && failures.length === results.length) throw withKnown(first)
    return { measured, missing }
  }

  /** @returns one row's values, as text */
  const one = async (sql: string, signal: AbortSignal): Promise<readonly string[]> => ((await ask(sql, signal)).rows[0] ?? []).map(String)

  /**
   * MySQL has a uuid of its own. MariaDB has none: machine, port, data folder and server id name it, which stay over a
   * restart and an upgrade, and differ between any two servers that run side by side.
   */
  const identify = async (signal: AbortSignal): Promise<Identity> => {
    if ((await pool.flavour(signal)) === 'mysql') {
      const [uuid = '', version = '', hostname = ''] = await one('SELECT @@GLOBAL.server_uuid, @@GLOBAL.version, @@GLOBAL.hostname', signal)
      return { id: uuid, detail: { uuid, version, hostname } }
    }
    const [serverId = '', hostname = '', itsPort = '', datadir = '', version = ''] =
      await one('SELECT @@GLOBAL.server_id, @@GLOBAL.hostname, @@GLOBAL.port, @@GLOBAL.datadir, @@GLOBAL.version', signal)
    return { id: `mariadb ${hostname}:${itsPort}${datadir}#${serverId}`, detail: { hostname, datadir, version, 'server id': serverId } }
  }

  const batches = (query: Query, signal: AbortSignal): AsyncGenerator<Batch, void, undefined> => pool.batches(query, signal, { own: true })

  return {
    target,
    kind: 'mysql',
    environment,
    provides: sources.map(([metric]) => ({ metric, environment })),
    identify,
    sample,
    batches,
    async *rows(query, signal) {
      for await (const { rows } of batches(query, signal)) yield* rows
    },
    transactions: (signal) => readTransactions(ask, context.clock.wall(), signal),
    replicas,
    status: (signal) => readStatus(ask, signal),
    stop: () => pool.stop(),
  }
}
