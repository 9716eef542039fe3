/**
 * What the consoles of one deployment share, in the team's own MySQL or MariaDB: entries that are only ever added, who is present,
 * and who drives. Numbers are compared and times are told by the database alone: nothing is locked, and each statement is a
 * transaction of its own, which a Galera cluster refuses whole or takes whole. Decision 9.
 */
import type { Team } from '../../shared/plan.ts'
import type { Driving, Presence } from '../../shared/contract/consoles.ts'
import { turnLasts, type Turn } from '../../shared/telling.ts'
import { mysqlError, mysqlTimeout } from '../connect/mysql-error.ts'
import { openLink, type Link, type LinkSettings } from '../connect/mysql-link.ts'
import type { Sent } from './others.ts'

export type Beat = Omit<Presence, 'silentFor'>
/** `left`: ms until it lapses by the database's clock, below 0 where it has. */
export type SharedLease = Driving & { readonly left: number }

export type TurnThere = Omit<Turn, 'until'> & { readonly left: number }

/** One connection to it. All reject with ConnectError where it can't be reached. */
export type SharedDatabase = {
  /** The last number and hash of each console's chain there. */
  readonly heads: (signal: AbortSignal) => Promise<ReadonlyMap<string, { readonly seq: number; readonly hash: string }>>
  /** Adds; resolves once all are there. Those that are there already must not be among them. */
  readonly push: (console: string, entries: readonly Sent[], signal: AbortSignal) => Promise<void>
  readonly pull: (console: string, after: number, limit: number, signal: AbortSignal) => Promise<readonly Sent[]>
  /** Says that this console is there, and with whom. */
  readonly beat: (beat: Beat, signal: AbortSignal) => Promise<readonly Presence[]>
  /** Takes or renews the lease, unless a greater number has it. @returns whose it is now */
  readonly lease: (mine: Driving | undefined, signal: AbortSignal) => Promise<SharedLease | undefined>
  /** Takes or renews the turn to tell people, where it is free or this console's. @returns whose it is now; `left`: ms until its end */
  readonly turn: (console: string, signal: AbortSignal) => Promise<TurnThere>
  /** Ends this console's turn now, where it has it. */
  readonly passTurn: (console: string, signal: AbortSignal) => Promise<TurnThere>
  /** Whose it is, without asking for it. */
  readonly turnNow: (signal: AbortSignal) => Promise<TurnThere>
  readonly close: () => void
}

/** A lease that its driver does not renew lapses after this, in s. */
export const leaseLasts = 10
/** Presence is not shown for ever, in days. */
const forgotten = 7

const tables = [
  `CREATE TABLE IF NOT EXISTS fifteen_entries (
    deployment VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL, console VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL, seq BIGINT UNSIGNED NOT NULL,
    hash CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL, body MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    PRIMARY KEY (deployment, console, seq)) ENGINE=InnoDB`,
  `CREATE TABLE IF NOT EXISTS fifteen_presence (
    deployment VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL, console VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    person VARCHAR(120) CHARACTER SET utf8mb4 NOT NULL, version VARCHAR(40) NOT NULL, machine VARCHAR(120) CHARACTER SET utf8mb4 NOT NULL, seq BIGINT UNSIGNED NOT NULL, seen DATETIME(3) NOT NULL,
    PRIMARY KEY (deployment, console)) ENGINE=InnoDB`,
  `CREATE TABLE IF NOT EXISTS fifteen_lease (
    deployment VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY, fencing BIGINT UNSIGNED NOT NULL, run VARCHAR(60) NOT NULL,
    console VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL, holder VARCHAR(120) CHARACTER SET utf8mb4 NOT NULL, until DATETIME(3) NOT NULL) ENGINE=InnoDB`,
  `CREATE TABLE IF NOT EXISTS fifteen_people (
    deployment VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY, fencing BIGINT UNSIGNED NOT NULL,
    console VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL, until DATETIME(3) NOT NULL) ENGINE=InnoDB`,
]
const names = ['fifteen_entries', 'fifteen_presence', 'fifteen_lease', 'fifteen_people']

/** The greatest number has it; its own holder renews it. The number is set last: what stands before it compares with the old one. */
const taken = '(VALUES(fencing) > fencing OR (VALUES(fencing) = fencing AND VALUES(console) = console))'
const takeLease = `INSERT INTO fifteen_lease (deployment, fencing, run, console, holder, until) VALUES (?, ?, ?, ?, ?, UTC_TIMESTAMP(3) + INTERVAL ${leaseLasts} SECOND)
  ON DUPLICATE KEY UPDATE until = IF(${taken}, VALUES(until), until), run = IF(${taken}, VALUES(run), run), holder = IF(${taken}, VALUES(holder), holder),
  console = IF(VALUES(fencing) > fencing, VALUES(console), console), fencing = GREATEST(fencing, VALUES(fencing))`

/** `claimed` of shared/telling.ts. Each line compares with what the lines before it left: the end is set last. */
const takeTurn = `INSERT INTO fifteen_people (deployment, fencing, console, until) VALUES (?, 1, ?, UTC_TIMESTAMP(3) + INTERVAL ${turnLasts / 1_000} SECOND)
  ON DUPLICATE KEY UPDATE fencing = IF(console <> VALUES(console) AND until < UTC_TIMESTAMP(3), fencing + 1, fencing),
  console = IF(until < UTC_TIMESTAMP(3), VALUES(console), console), until = IF(console = VALUES(console), VALUES(until), until)`

/** `passed` of shared/telling.ts. */
const endTurn = 'UPDATE fifteen_people SET until = UTC_TIMESTAMP(3) - INTERVAL 1000 MICROSECOND WHERE deployment = ? AND console = ? AND until >= UTC_TIMESTAMP(3)'

export const linkOf = ({ host, port, user, password, database, tls }: Team): LinkSettings => ({
  target: 'the shared database', name: `mysql://${host}:${port}/${database}`, place: { host, port }, user, password, database,
  tls: tls === true ? {} : tls, serverLimit: 0,
})

/** Sent by one statement at most, in characters: well below what a server takes. */
export const mostAtOnce = 1_000_000

type RowOf<T> = readonly T[]

/** @throws ConnectError */
export async function openSharedDatabase(team: Team, stopped: AbortSignal): Promise<SharedDatabase> {
  const settings = linkOf(team)
  const link = await openLink(settings, stopped, { queries: false, within: team.timeout })
  try {
    await prepare(team, (sql, values) => run(link, team, settings, sql, values, stopped))
  } catch (error) {
    link.close()
    throw error
  }
  const { deployment } = team
  const ask = async <T>(sql: string, values: readonly unknown[], signal: AbortSignal): Promise<RowOf<T>> => {
    const rows = await run(link, team, settings, sql, values, signal)
    return Array.isArray(rows) ? (rows as RowOf<T>) : []
  }
  const turnNow: SharedDatabase['turnNow'] = async (signal) => {
    const [row] = await ask<{ readonly console: string; readonly fencing: number | string; readonly left: number | string }>(
      'SELECT fencing, console, TIMESTAMPDIFF(MICROSECOND, UTC_TIMESTAMP(3), until) / 1000 AS `left` FROM fifteen_people WHERE deployment = ?', [deployment], signal)
    return { console: row?.console ?? '', number: Number(row?.fencing ?? 0), left: Number(row?.left ?? 0) }
  }
  return {
    heads: async (signal) => {
      const rows = await ask<{ readonly console: string; readonly seq: number | string; readonly hash: string }>(
        `SELECT e.console, e.seq, e.hash FROM fifteen_entries e JOIN (SELECT console, MAX(seq) AS seq FROM fifteen_entries WHERE deployment = ? GROUP BY console) l
         ON e.deployment = ? AND e.console = l.console AND e.seq = l.seq`, [deployment, deployment], signal)
      return new Map(rows.map(({ console, seq, hash }) => [console, { seq: Number(seq), hash }]))
    },
    push: async (console, entries, signal) => {
      await run(link, team, settings, 'INSERT INTO fifteen_entries (deployment, console, seq, hash, body) VALUES ?', [entries.map(({ seq, hash, body }) => [deployment, console, seq, hash, body])], signal)
    },
    pull: async (console, after, limit, signal) => {
      const rows = await ask<{ readonly seq: number | string; readonly hash: string; readonly body: string }>(
        'SELECT seq, hash, body FROM fifteen_entries WHERE deployment = ? AND console = ? AND seq > ? ORDER BY seq LIMIT ?', [deployment, console, after, limit], signal)
      return rows.map(({ seq, hash, body }) => ({ seq: Number(seq), hash, body }))
    },
    beat: async ({ console, person, version, machine, seq }, signal) => {
      await run(link, team, settings,
        `INSERT INTO fifteen_presence (deployment, console, person, version, machine, seq, seen) VALUES (?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(3))
         ON DUPLICATE KEY UPDATE person = VALUES(person), version = VALUES(version), machine = VALUES(machine), seq = VALUES(seq), seen = VALUES(seen)`,
        [deployment, console, person, version, machine, seq], signal)
      const rows = await ask<Presence & { readonly silentFor: number | string; readonly seq: number | string }>(
        `SELECT console, person, version, machine, seq, TIMESTAMPDIFF(MICROSECOND, seen, UTC_TIMESTAMP(3)) / 1000 AS silentFor FROM fifteen_presence
         WHERE deployment = ? AND seen > UTC_TIMESTAMP(3) - INTERVAL ${forgotten} DAY ORDER BY console`, [deployment], signal)
      return rows.map((row) => ({ ...row, seq: Number(row.seq), silentFor: Math.max(0, Number(row.silentFor)) }))
    },
    lease: async (mine, signal) => {
      if (mine !== undefined) await run(link, team, settings, takeLease, [deployment, mine.fencing, mine.run, mine.console, mine.holder], signal)
      const [row] = await ask<Driving & { readonly fencing: number | string; readonly left: number | string }>(
        'SELECT fencing, run, console, holder, TIMESTAMPDIFF(MICROSECOND, UTC_TIMESTAMP(3), until) / 1000 AS `left` FROM fifteen_lease WHERE deployment = ?', [deployment], signal)
      return row && { ...row, fencing: Number(row.fencing), left: Number(row.left) }
    },
    turn: async (console, signal) => {
      await run(link, team, settings, takeTurn, [deployment, console], signal)
      return turnNow(signal)
    },
    passTurn: async (console, signal) => {
      await run(link, team, settings, endTurn, [deployment, console], signal)
      return turnNow(signal)
    },
    turnNow,
    close: link.close,
  }
}

async function prepare(team: Team, ask: (sql: string, values: readonly unknown[]) => Promise<unknown>): Promise<void> {
  await ask("SET SESSION autocommit = 1, sql_mode = 'STRICT_ALL_TABLES'", [])
  const rows = await ask('SELECT COUNT(*) AS present FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? AND TABLE_NAME IN (?)', [team.database, names])
  const present = Array.isArray(rows) ? Number((rows[0] as { readonly present?: unknown } | undefined)?.present) : 0
  // A user that may not make tables uses those that are there.
  if (present < names.length) for (const table of tables) await ask(table, [])
}

/** One statement. One that is not over in time ends the connection: the next exchange opens another and looks what is there. */
async function run(link: Link, { timeout }: Pick<Team, 'timeout'>, { target, name }: LinkSettings, sql: string, values: readonly unknown[], stopped: AbortSignal): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>()
  const limit = AbortSignal.timeout(timeout)
  const signal = AbortSignal.any([stopped, limit])
  const onAbort = (): void => {
    reject(mysqlTimeout(target, `ask ${name}`, limit.aborted ? `no answer within ${timeout} ms` : 'the console is being closed'))
    link.close()
  }
  const offClose = link.onClose(() => reject(Object.assign(new Error('the connection was closed'), { code: 'PROTOCOL_CONNECTION_LOST' })))
  if (signal.aborted) onAbort()
  else {
    signal.addEventListener('abort', onAbort, { once: true })
    link.connection.query({ sql, values: [...values] }, (error, rows) => (error === null ? resolve(rows) : reject(error)))
  }
  try {
    return await promise
  } catch (error) {
    throw mysqlError(target, `ask ${name}`, error)
  } finally {
    offClose()
    signal.removeEventListener('abort', onAbort)
  }
}
