/**
 * What a MySQL or MariaDB server tells of itself: pool, failed connections, threads, replica, open transactions.
 * Plan: "MONITORING INTEGRATION" (Database Connections), "Data Synchronization", "Active Transactions".
 */
import type { MetricKind } from '../../shared/metrics.ts'
import type { Pending } from './connector.ts'
import type { Row, Value } from './mysql-rows.ts'
import { NoValue } from './no-value.ts'
import { readNumber } from './open-metrics.ts'

/** The built-in figures, and the kind of metric each can be. */
export const builtIns = {
  /** Threads_connected / max_connections. */
  pool_usage: 'gauge',
  /** Aborted_connects and Connection_errors_*, as they grow. */
  connection_failures: 'counter',
  threads_connected: 'gauge',
  threads_running: 'gauge',
  /** Seconds behind the primary, of the slowest of its channels. */
  replica_lag: 'gauge',
  open_transactions: 'gauge',
  /** Age in seconds of the oldest open transaction; 0 without one. */
  longest_transaction: 'gauge',
} as const satisfies Record<string, MetricKind>
export type BuiltIn = keyof typeof builtIns
export const builtInNames = Object.keys(builtIns) as [BuiltIn, ...BuiltIn[]]

/** A query's whole answer, which is short. */
export type Table = { readonly columns: readonly string[]; readonly rows: readonly Row[] }
export type Ask = (sql: string, signal: AbortSignal) => Promise<Table>

/** Read without a right beyond signing in. */
const statusSql = `SHOW GLOBAL STATUS WHERE Variable_name IN ('Threads_connected', 'Threads_running', 'Uptime', 'Aborted_connects') OR Variable_name LIKE 'Connection_errors%'`

/** A figure of a cell. @throws NoValue for what is none */
export function figureOf(value: Value | undefined, what: string): number {
  if (value === undefined || value === null) throw new NoValue('empty', `${what} is NULL`)
  if (typeof value === 'number' && Number.isFinite(value)) return value
  // DECIMAL, and BIGINT beyond 2^53, come as text.
  const figure = typeof value === 'string' ? readNumber(value) : typeof value === 'number' ? value : undefined
  if (figure === undefined) throw new NoValue('invalid', `${what} is no number: ${typeof value === 'string' ? JSON.stringify(value.slice(0, 40)) : 'bytes'}`)
  if (!Number.isFinite(figure)) throw new NoValue('nan', `${what} is ${figure}`)
  return figure
}

export type Status = {
  /** Seconds. */
  readonly uptime: number
  readonly connected: number
  readonly running: number
  readonly maxConnections: number
  /** Since the server's start or its last FLUSH STATUS. */
  readonly failures: number
}

export async function readStatus(ask: Ask, signal: AbortSignal): Promise<Status> {
  const variables = new Map((await ask(statusSql, signal)).rows.map(([name, value]) => [String(name), value]))
  const [limit] = (await ask('SELECT @@GLOBAL.max_connections', signal)).rows
  const figure = (name: string): number => figureOf(variables.get(name), name)
  const failed = [...variables.keys()].filter((name) => name === 'Aborted_connects' || name.startsWith('Connection_errors_'))
  return {
    uptime: figure('Uptime'),
    connected: figure('Threads_connected'),
    running: figure('Threads_running'),
    maxConnections: figureOf(limit?.[0], 'max_connections'),
    failures: failed.reduce((sum, name) => sum + figure(name), 0),
  }
}

export type Replica = {
  readonly channel: string
  readonly receiving: boolean
  readonly applying: boolean
  /** Seconds behind the primary as the replica sees it; undefined where it does not know. It does not see what it has not received. */
  readonly lag: number | undefined
  readonly error: string
}

/** Every channel this server replicates from; none where it is no replica. MySQL and MariaDB name the columns differently. */
export async function readReplicas(ask: Ask, flavour: 'mysql' | 'mariadb', signal: AbortSignal): Promise<readonly Replica[]> {
  const { columns, rows } = await ask(flavour === 'mariadb' ? 'SHOW ALL SLAVES STATUS' : 'SHOW REPLICA STATUS', signal)
  return rows.map((row) => {
    const at = (...names: readonly string[]): Value => row[columns.findIndex((column) => names.includes(column))] ?? null
    const lag = at('Seconds_Behind_Master', 'Seconds_Behind_Source')
    return {
      channel: String(at('Connection_name', 'Channel_Name') ?? ''),
      receiving: at('Slave_IO_Running', 'Replica_IO_Running') === 'Yes',
      applying: at('Slave_SQL_Running', 'Replica_SQL_Running') === 'Yes',
      lag: lag === null ? undefined : figureOf(lag, 'Seconds_Behind_Master'),
      error: [at('Last_IO_Error'), at('Last_SQL_Error')].filter((text) => text !== null && text !== '').join('; '),
    }
  })
}

/** Seconds the slowest channel is behind. @throws NoValue where this is no replica, or one that stands still: never 0 */
export function replicaLag(replicas: readonly Replica[]): number {
  if (replicas.length === 0) throw new NoValue('empty', 'this server replicates from no other')
  const why = ({ channel, error }: Replica, what: string): string => `${channel === '' ? 'the replica' : `channel ${channel}`} ${what}${error === '' ? '' : `: ${error}`}`
  const standing = replicas.find(({ applying }) => !applying)
  if (standing !== undefined) throw new NoValue('stale', why(standing, 'does not apply'))
  const cut = replicas.find(({ receiving }) => !receiving)
  if (cut !== undefined) throw new NoValue('unreachable', why(cut, 'does not receive from its primary'))
  const unknown = replicas.find(({ lag }) => lag === undefined)
  if (unknown !== undefined) throw new NoValue('empty', why(unknown, 'does not know its lag'))
  return Math.max(...replicas.map(({ lag }) => lag ?? 0))
}

/** trx_started is written in the machine's own time zone, whatever the session's is. */
const age = `TIMESTAMPDIFF(SECOND, t.trx_started, CONVERT_TZ(UTC_TIMESTAMP(), '+00:00', 'SYSTEM'))`
const mostTransactions = 1_000
/** Neither a thread nor a number: InnoDB's own, and nobody's work. */
const transactionsSql = `SELECT t.trx_id, t.trx_mysql_thread_id, ${age}, t.trx_query, p.USER, p.INFO, p.COMMAND, CAST(t.trx_started AS CHAR)
  FROM information_schema.INNODB_TRX t LEFT JOIN information_schema.PROCESSLIST p ON p.ID = t.trx_mysql_thread_id
  WHERE t.trx_mysql_thread_id <> CONNECTION_ID() AND (t.trx_mysql_thread_id <> 0 OR t.trx_id <> 0) ORDER BY t.trx_started LIMIT ${mostTransactions}`

/** MySQL gives one that only reads a number beyond 2^47, made of its place in memory; MariaDB gives it 0. */
const isNumbered = (trx: string): boolean => /^[1-9]\d{0,14}$/.test(trx) && Number(trx) < 2 ** 47

/**
 * Open InnoDB transactions, the oldest first, at most 1,000. `id` is the thread, as KILL takes it; `xa-…` for one that was
 * prepared and has no thread. `mark`: its start as the server writes it, and its number once it has written. Needs the PROCESS right.
 * @param now wall ms
 */
export async function readTransactions(ask: Ask, now: number, signal: AbortSignal): Promise<readonly Pending[]> {
  const { rows } = await ask(transactionsSql, signal)
  return rows.map(([trx, thread, seconds, query, user, info, command, started]) => ({
    id: String(thread) === '0' ? `xa-${String(trx)}` : String(thread),
    user: user === null || user === undefined ? 'nobody connected' : String(user),
    since: now - figureOf(seconds, 'the age of a transaction') * 1_000,
    statement: String(query ?? info ?? (command === 'Sleep' ? 'idle in its transaction' : 'no statement')),
    mark: `${String(started)}${isNumbered(String(trx)) ? ` #${String(trx)}` : ''}`,
  }))
}

export async function readTransactionFigures(ask: Ask, signal: AbortSignal): Promise<{ readonly open: number; readonly longest: number }> {
  const { rows } = await ask(`SELECT COUNT(*), COALESCE(MAX(${age}), 0) FROM information_schema.INNODB_TRX t WHERE t.trx_mysql_thread_id <> CONNECTION_ID()`, signal)
  return { open: figureOf(rows[0]?.[0], 'open transactions'), longest: figureOf(rows[0]?.[1], 'the longest transaction') }
}
