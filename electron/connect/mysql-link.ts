/** One connection to a MySQL or MariaDB server: opened, signed in, made read-only and proven so. */
import { readFile } from 'node:fs/promises'
import type { Socket } from 'node:net'
import type { Connection, SslOptions } from 'mysql2'
import { mysqlError, mysqlTimeout, notMysql, wrongVersion } from './mysql-error.ts'
import { NotMysql, openSocket, openingLimit, readVersion, type Place } from './mysql-greeting.ts'

export type LinkSettings = {
  readonly target: string
  /** As messages name it, such as `mysql://db:3306/archive`. */
  readonly name: string
  readonly place: Place
  readonly user: string
  readonly password: string | undefined
  readonly database: string | undefined
  /** `ca`: path of a PEM file, the system's authorities without it. */
  readonly tls: false | { readonly ca?: string | undefined }
  /** The server itself ends a query after this many ms; 0: never. */
  readonly serverLimit: number
}

export type Link = {
  readonly connection: Connection
  /** The socket below TLS: counts bytes. */
  readonly socket: Socket
  readonly threadId: number
  readonly flavour: 'mysql' | 'mariadb'
  readonly isOpen: () => boolean
  /** Once, at its end, or at once if that was. @returns its stop */
  readonly onClose: (then: () => void) => () => void
  /** At once, without a word to the server. */
  readonly close: () => void
}

const oldest = { mysql: [5, 7], mariadb: [10, 3] } as const

/** One statement of our own on a link; its rows as objects. @throws the driver's error */
const run = (connection: Connection, sql: string): Promise<readonly unknown[]> => {
  const { promise, resolve, reject } = Promise.withResolvers<readonly unknown[]>()
  connection.query(sql, (error: Error | null, rows: unknown) => (error === null ? resolve(Array.isArray(rows) ? rows : []) : reject(error)))
  return promise
}

const sslOf = async (tls: LinkSettings['tls']): Promise<SslOptions | undefined> =>
  tls === false ? undefined : { rejectUnauthorized: true, verifyIdentity: true, minVersion: 'TLSv1.2', ...(tls.ca !== undefined && { ca: await readFile(tls.ca) }) }

const signedIn = (connection: Connection): Promise<void> => {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  connection.once('connect', () => resolve())
  connection.on('error', reject)
  return promise
}

/**
 * Queries on the link are read-only by the session, each in a transaction of its own, and ended by the server if nobody
 * else does.
 */
const prepare = async (connection: Connection, flavour: Link['flavour'], { target, name, serverLimit }: LinkSettings): Promise<void> => {
  // Without it a first SELECT would open a transaction that stays, with its snapshot.
  await run(connection, 'SET SESSION autocommit = 1')
  await run(connection, 'SET SESSION TRANSACTION READ ONLY')
  if (flavour === 'mysql') await run(connection, `SET SESSION max_execution_time = ${Math.ceil(serverLimit)}`)
  else await run(connection, `SET SESSION max_statement_time = ${(serverLimit / 1_000).toFixed(3)}`)
  const rows = await run(connection, "SHOW SESSION VARIABLES WHERE Variable_name IN ('tx_read_only', 'transaction_read_only') AND Value = 'ON'")
  if (rows.length === 0) throw wrongVersion(target, `connect ${name}`, 'the session does not become read-only')
}

/**
 * Not bound to one sample's time: what waits for a slow server is still waiting for the next sample.
 * `queries: false` leaves the session as it is: for ending a query.
 * @throws ConnectError
 */
export async function openLink(settings: LinkSettings, stopped: AbortSignal, { queries = true, within = openingLimit } = {}): Promise<Link> {
  const { target, name, place, user, password, database, tls } = settings
  const tried = `connect ${name}`
  const limit = AbortSignal.timeout(within)
  const signal = AbortSignal.any([stopped, limit])
  let socket: Socket | undefined
  let onAbort = (): void => undefined
  try {
    const ssl = await sslOf(tls)
    // Loaded by the first connection: a plan without a database does not carry it.
    const { createConnection } = await import('mysql2')
    const opened = await openSocket(place, signal)
    socket = opened.socket
    const { greeting } = opened
    const server = greeting.kind === 'server' ? readVersion(greeting.version) : undefined
    if (greeting.kind === 'server' && greeting.protocol !== 10) throw wrongVersion(target, tried, `the server speaks protocol ${greeting.protocol}, 10 is spoken here`)
    if (server !== undefined) {
      const [major, minor] = oldest[server.flavour]
      if (server.major < major || (server.major === major && server.minor < minor)) throw wrongVersion(target, tried, `the server is version ${server.text}`)
    }
    // Node checks a certificate against the name or address that the socket went to, which a socket to an address does not keep.
    if ('host' in place) Reflect.set(socket, '_host', place.host)
    const connection = createConnection({
      stream: socket, user, connectTimeout: 0, charset: 'utf8mb4', rowsAsArray: false,
      supportBigNumbers: true, dateStrings: true, jsonStrings: true, maxPreparedStatements: 50,
      // A server may not ask for files of ours.
      flags: ['-LOCAL_FILES'],
      connectAttributes: { program_name: 'Fifteen' },
      ...('host' in place && { host: place.host, port: place.port }),
      ...(password !== undefined && { password }),
      ...(database !== undefined && { database }),
      ...(ssl !== undefined && { ssl }),
    })
    const raw = socket
    const closing = new Set<() => void>()
    let open = true
    const close = (): void => {
      if (open) {
        open = false
        connection.destroy()
        raw.destroy()
      }
      for (const then of closing) then()
      closing.clear()
    }
    connection.on('error', close)
    connection.on('end', close)
    raw.on('close', close)
    const aborted = Promise.withResolvers<never>()
    aborted.promise.catch(() => undefined)
    onAbort = () => aborted.reject(signal.reason)
    signal.addEventListener('abort', onAbort)
    const ready = signedIn(connection)
    raw.resume()
    const flavour = server?.flavour ?? 'mysql'
    await Promise.race([ready.then(() => (queries ? prepare(connection, flavour, settings) : undefined)), aborted.promise])
    return {
      connection, socket: raw, threadId: connection.threadId, flavour, isOpen: () => open, close,
      onClose: (then) => {
        if (open) closing.add(then)
        else then()
        return () => closing.delete(then)
      },
    }
  } catch (error) {
    socket?.destroy()
    if (limit.aborted && !stopped.aborted) throw mysqlTimeout(target, tried, 'the server takes the connection and says no more')
    if (stopped.aborted) throw mysqlTimeout(target, tried, 'no connection in time')
    throw error instanceof NotMysql ? notMysql(target, tried, error.message) : mysqlError(target, tried, error)
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}

/** One of our own statements on a link. @throws ConnectError */
export const runOn = (link: Link, { target, name }: LinkSettings, sql: string): Promise<readonly unknown[]> =>
  run(link.connection, sql).catch((error: unknown) => {
    throw mysqlError(target, `ask ${name}`, error)
  })
