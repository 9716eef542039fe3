/**
 * One session of the archive's own user, with all that the meaning of a text hangs on set to the same on every server:
 * time zone, sql_mode, character set. A statement that is not over in time is ended at the server too (KILL QUERY).
 */
import { setTimeout as shortly } from 'node:timers/promises'
import type { QueryOptions } from 'mysql2'
import { ConnectError } from '../connect/connector.ts'
import { mysqlTimeout, shortened } from '../connect/mysql-error.ts'
import { openLink, runOn } from '../connect/mysql-link.ts'
import { archiveError } from './error.ts'
import type { DatabaseLink } from './settings.ts'

export type Cell = Buffer | string | number | null
export type Answer = readonly (readonly Cell[])[]

export type Session = {
  readonly settings: DatabaseLink
  readonly threadId: number
  readonly flavour: 'mysql' | 'mariadb'
  /** Rows of one statement, all of them: ask for few. @throws ConnectError */
  ask(sql: string, signal: AbortSignal, tried?: string): Promise<Answer>
  /** A statement that changes. @returns the rows that it matched @throws ConnectError */
  run(sql: string, signal: AbortSignal, tried?: string): Promise<number>
  /** Resolves once it is closed and no statement of ours runs on. What was not committed is rolled back by the server. */
  close(): Promise<void>
}

/** Ending a query at the server may take this many ms; where it does not get through, the server's own limit ends it. */
const killWithin = 2_000
/** Ms between two looks whether it has ended. */
const killAgain = 20
/** Seconds that a write waits for the lock of a row. */
const lockWait = 2

/**
 * STRICT: what does not fit is refused and never cut. Zero and impossible dates that are there already may be carried.
 * A 0 in an AUTO_INCREMENT column is a 0.
 */
const sqlMode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION,NO_AUTO_VALUE_ON_ZERO,ALLOW_INVALID_DATES'

const preparations = (flavour: Session['flavour'], serverLimit: number): readonly string[] => [
  'SET NAMES utf8mb4',
  `SET SESSION time_zone = '+00:00', sql_mode = '${sqlMode}', autocommit = 1, innodb_lock_wait_timeout = ${lockWait}`,
  // Parents and children are copied as they come; orphans are looked for afterwards.
  'SET SESSION foreign_key_checks = 0, unique_checks = 1',
  'SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ',
  flavour === 'mysql' ? `SET SESSION max_execution_time = ${Math.ceil(serverLimit)}` : `SET SESSION max_statement_time = ${(serverLimit / 1_000).toFixed(3)}`,
]

let statements = 0

/**
 * @param within longest time of one statement, in ms
 * @throws ConnectError
 */
export async function openSession(settings: DatabaseLink, within: number, signal: AbortSignal): Promise<Session> {
  const { target, name, serverLimit, threads } = settings
  const link = await openLink(settings, signal, { queries: false })
  const thread = String(link.threadId)
  threads.add(thread)
  link.onClose(() => threads.delete(thread))
  const kills = new Set<Promise<void>>()
  let closing = false

  const isRunning = (mark: string): string => `SELECT 1 FROM information_schema.PROCESSLIST WHERE ID = ${link.threadId} AND INFO LIKE '${mark}%'`
  /** Known by its mark, never by its number alone: after a restart another's session may bear that. */
  const kill = async (mark: string): Promise<void> => {
    const killer = await openLink(settings, AbortSignal.timeout(killWithin), { queries: false, within: killWithin })
    const limit = setTimeout(() => killer.close(), killWithin)
    try {
      const running = await runOn(killer, settings, isRunning(mark))
      if (running.length === 0) return
      await runOn(killer, settings, `KILL QUERY ${link.threadId}`)
      // Told to end is not ended: whoever looks what became of it looks afterwards.
      while ((await runOn(killer, settings, isRunning(mark))).length > 0) await shortly(killAgain)
    } finally {
      clearTimeout(limit)
      killer.close()
    }
  }

  const send = async (sql: string, outer: AbortSignal, tried: string): Promise<unknown> => {
    statements += 1
    const mark = `/* Fifteen archive ${process.pid}-${statements} */`
    const limit = AbortSignal.timeout(within)
    const either = AbortSignal.any([outer, limit])
    if (either.aborted) throw mysqlTimeout(target, tried, 'it was ended before it was sent')
    const { promise, resolve, reject } = Promise.withResolvers<unknown>()
    const lost = link.onClose(() => reject(Object.assign(new Error('the connection was closed'), { code: 'PROTOCOL_CONNECTION_LOST' })))
    const onAbort = (): void => {
      reject(mysqlTimeout(target, tried, limit.aborted && !outer.aborted ? `the query was not over within ${within} ms` : 'the query was not over in time'))
      link.close()
      const ending: Promise<void> = kill(mark).catch((error: unknown) => {
        // A server that can't be reached ends it by its own limit.
        if (!(error instanceof ConnectError)) throw error
      }).finally(() => kills.delete(ending))
      kills.add(ending)
    }
    either.addEventListener('abort', onAbort, { once: true })
    const options: QueryOptions = { sql: `${mark} ${sql}`, rowsAsArray: true }
    link.connection.query(options, (error, rows) => (error === null ? resolve(rows) : reject(error)))
    try {
      return await promise
    } catch (error) {
      throw archiveError(target, tried, error)
    } finally {
      lost()
      either.removeEventListener('abort', onAbort)
    }
  }

  const session: Session = {
    settings, threadId: link.threadId, flavour: link.flavour,
    ask: async (sql, outer, tried = `read ${shortened(sql)}`) => {
      const rows = await send(sql, outer, tried)
      return Array.isArray(rows) ? (rows as Answer) : []
    },
    run: async (sql, outer, tried = `write ${shortened(sql)}`) => {
      const done = await send(sql, outer, tried)
      // mysql2 signs in with FOUND_ROWS: a row that is matched and stays as it was counts.
      return typeof done === 'object' && done !== null && 'affectedRows' in done ? Number(done.affectedRows) : 0
    },
    close: async () => {
      if (!closing) {
        closing = true
        link.close()
      }
      await Promise.all(kills)
    },
  }
  try {
    for (const sql of preparations(link.flavour, serverLimit)) await session.run(sql, signal, `prepare a session with ${name}`)
  } catch (error) {
    await session.close()
    throw error
  }
  return session
}
