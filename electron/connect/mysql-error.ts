/** What a MySQL or MariaDB server, mysql2 or the network says went wrong, as a ConnectError. */
import type { MissingReason } from '../../shared/metrics.ts'
import { ConnectError } from './connector.ts'

type Verdict = readonly [reason: MissingReason, mend: string]

const mends = {
  refused: 'Nothing listens there: start the server, or mend host and port in the plan.',
  lost: 'The server died, was restarted, or something between closed the connection: look at its log.',
  network: 'Look at the network, the name and the host in the plan.',
  timeout: 'The server may hang or be overloaded: look at its load, its log and its process list.',
  slow: 'See what makes the query slow or what it waits for, or allow it more time in the plan (queryTimeout, timeout).',
  password: 'Mend user and password of this target in the plan (the password as a reference such as ${NAME}).',
  right: 'Grant this right to the user of this target on the server.',
  full: 'Raise max_connections on the server, or end connections that are not needed.',
  blocked: 'Run FLUSH HOSTS on the server once the cause is found.',
  database: 'Mend the name of the database in the plan.',
  query: 'Mend the query in the plan.',
  readOnly: 'Mend the query in the plan: it may only read.',
  certificate: "See whether it is the right server; then give its certificate authority in the plan (tls.ca), or mend the server's certificate.",
  noTls: 'Turn on TLS on the server, or turn it off in the plan if the network may read all.',
  needsTls: 'Turn on TLS for this target in the plan.',
  plugin: 'Give the user of this target a way to sign in that is known here, such as mysql_native_password or caching_sha2_password.',
  service: 'See whether host and port in the plan are a MySQL or MariaDB server.',
} as const

/** By the server's error number. */
const byNumber: Readonly<Record<number, Verdict>> = {
  1040: ['refused', mends.full], 1203: ['refused', mends.full], 1226: ['refused', mends.full],
  1129: ['refused', mends.blocked],
  1045: ['auth', mends.password], 1698: ['auth', mends.password], 1862: ['auth', mends.password],
  1044: ['auth', mends.right], 1130: ['auth', mends.right], 1142: ['auth', mends.right], 1143: ['auth', mends.right], 1227: ['auth', mends.right], 1370: ['auth', mends.right],
  3159: ['version', mends.needsTls], 4151: ['auth', mends.password],
  1049: ['invalid', mends.database],
  1053: ['unreachable', mends.lost], 1077: ['unreachable', mends.lost], 1927: ['unreachable', mends.lost], 4031: ['unreachable', mends.lost],
  1205: ['timeout', mends.slow], 1317: ['timeout', mends.slow], 1969: ['timeout', mends.slow], 3024: ['timeout', mends.slow],
  1792: ['invalid', mends.readOnly], 1290: ['invalid', mends.readOnly],
  1251: ['version', mends.plugin], 1524: ['version', mends.plugin],
}

/** By the code of mysql2, of Node, or of ours. */
const byCode: Readonly<Record<string, Verdict>> = {
  // ENOENT: the server's socket file is not there.
  ECONNREFUSED: ['refused', mends.refused], ENOENT: ['refused', mends.refused],
  EACCES: ['auth', mends.right],
  ENOTFOUND: ['unreachable', mends.network], EAI_AGAIN: ['unreachable', mends.network], EHOSTUNREACH: ['unreachable', mends.network],
  ENETUNREACH: ['unreachable', mends.network], ENETDOWN: ['unreachable', mends.network],
  ECONNRESET: ['unreachable', mends.lost], EPIPE: ['unreachable', mends.lost], PROTOCOL_CONNECTION_LOST: ['unreachable', mends.lost],
  ETIMEDOUT: ['timeout', mends.timeout],
  HANDSHAKE_SSL_ERROR: ['tls', mends.certificate],
  HANDSHAKE_NO_SSL_SUPPORT: ['version', mends.noTls],
  AUTH_SWITCH_PLUGIN_ERROR: ['version', mends.plugin],
}

const textOf = (error: unknown): string => (error instanceof Error ? error.message || error.name : String(error))

const fieldOf = (error: unknown, name: 'code' | 'errno' | 'fatal'): unknown =>
  typeof error === 'object' && error !== null && name in error ? (error as Readonly<Record<typeof name, unknown>>)[name] : undefined

/** The server said why, in an error of its own; the connection is as good as before, unless it says that it ends. */
const isFromServer = (error: unknown): boolean => error instanceof Error && 'sqlState' in error

/** The connection can be used on after this error. */
export const leavesUsable = (error: unknown): boolean => isFromServer(error) && fieldOf(error, 'fatal') !== true && ![1053, 1077, 1927, 4031].includes(Number(fieldOf(error, 'errno')))

/** The server's error number, if it is one of its own errors. */
export const numberOf = (error: unknown): number | undefined => (isFromServer(error) ? Number(fieldOf(error, 'errno')) : undefined)

/** @param error whatever was thrown; a ConnectError stays what it is */
export function mysqlError(target: string, tried: string, error: unknown): ConnectError {
  if (error instanceof ConnectError) return error
  const number = numberOf(error)
  const [reason, mend] =
    number === undefined ? (byCode[String(fieldOf(error, 'code'))] ?? ['invalid', mends.service] as const) : (byNumber[number] ?? ['invalid', mends.query] as const)
  return new ConnectError({ target, tried, reason, detail: number === undefined ? textOf(error) : `${textOf(error)} (${number})`, mend, cause: error })
}

/** Not done by the time its signal was over. */
export const mysqlTimeout = (target: string, tried: string, detail: string): ConnectError =>
  new ConnectError({ target, tried, reason: 'timeout', detail, mend: detail.startsWith('the query') ? mends.slow : mends.timeout })

/** It answers, and it is no server that this connector knows. */
export const notMysql = (target: string, tried: string, detail: string): ConnectError =>
  new ConnectError({ target, tried, reason: 'invalid', detail, mend: mends.service })

/** A server too old, or a protocol of another time. */
export const wrongVersion = (target: string, tried: string, detail: string): ConnectError =>
  new ConnectError({ target, tried, reason: 'version', detail, mend: 'Use MySQL 5.7 or later, or MariaDB 10.3 or later.' })

/** A statement that is not sent. */
export const refusedStatement = (target: string, sql: string, wrong: string): ConnectError =>
  new ConnectError({ target, tried: `read ${shortened(sql)}`, reason: 'invalid', detail: `${wrong}. Nothing was sent`, mend: mends.readOnly })

/** The beginning of a statement, on one line. */
export const shortened = (sql: string): string => {
  const line = sql.trim().replace(/\s+/g, ' ')
  return line.length > 120 ? `${line.slice(0, 119)}…` : line
}
