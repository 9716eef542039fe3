/**
 * Checksums that the servers compute themselves, over a range of keys.
 *
 * A chunk's is the COUNT and the XOR over its rows of CRC32 × CRC32C of the row's text, 64 bits. Each CRC alone is linear:
 * the same change in two rows, or two values swapped, would cancel in an XOR; in the product it does not. A chunk that
 * differs passes for equal about once in 10^18. Without CRC32C (MySQL, MariaDB before 10.8) it is one half of an MD5, once
 * in 10^19. Single rows are told apart by a whole MD5, 128 bits.
 */
import { rowText, cellOf, sameKeyOf, shownValue, type Value } from './columns.ts'
import { both, type Sides } from './pair.ts'
import { bytesOf, fromTable, within, type Key, type Range } from './ranges.ts'
import type { Session } from './session.ts'
import type { Table } from './tables.ts'

export type Sum = { readonly rows: number; readonly sum: string }

export type Hash = 'crc' | 'md5'

/** One side's version of a row. */
export type Version = { readonly digest: string; readonly newer: readonly Value[] }
export type KeyedVersion = Version & { readonly id: string; readonly key: Key; readonly keyText: string }

/** The left factor is computed before the right one on every server of today; each session proves it. */
const crcOf = (text: string): string => `CRC32(@fifteen := ${text}) * CRC32C(@fifteen)`
const md5Half = (text: string): string => `CAST(CONV(LEFT(MD5(${text}), 16), 16, 10) AS UNSIGNED)`

/** The quicker hash where both servers know it, and compute it as it is meant. */
export async function hashOf(pair: Sides<Session>, signal: AbortSignal): Promise<Hash> {
  const known = await both(async (environment) => {
    if (pair[environment].flavour !== 'mariadb') return false
    const [[version] = []] = await pair[environment].ask('SELECT VERSION()', signal)
    const [major = 0, minor = 0] = String(version).split('.').map(Number)
    if (major < 10 || (major === 10 && minor < 8)) return false
    const rows = await pair[environment].ask(`SELECT ${crcOf('CONCAT(v)')} = CRC32(v) * CRC32C(v) FROM (SELECT 'first' AS v UNION ALL SELECT 'second') AS proof`, signal)
    return rows.every(([same]) => String(same) === '1')
  })
  return known.blue && known.green ? 'crc' : 'md5'
}

export async function sumOf(session: Session, table: Table, range: Range, hash: Hash, signal: AbortSignal): Promise<Sum> {
  const row = hash === 'crc' ? crcOf(rowText(table.columns)) : md5Half(rowText(table.columns))
  const [[rows, sum] = []] = await session.ask(
    `SELECT COUNT(*), CAST(BIT_XOR(${row}) AS CHAR) ${fromTable(table)} WHERE ${within(table, range)}`, signal, `add up table ${table.name}`)
  return { rows: Number(rows), sum: String(sum) }
}

export const digestOf = ({ columns }: Pick<Table, 'columns'>): string => `MD5(${rowText(columns)})`

/** What a version is read by, in this order; `readVersion` takes it apart. */
export const versionColumns = (table: Table): readonly string[] =>
  [digestOf(table), ...table.key.map(sameKeyOf), ...table.key.map(cellOf), ...table.newer.map(cellOf)]

export function readVersion({ key, newer }: Table, row: readonly (Buffer | string | number | null)[]): KeyedVersion {
  const cells = row.map(bytesOf)
  const own = cells.slice(1 + key.length, 1 + key.length * 2)
  return {
    digest: cells[0]?.toString('latin1') ?? '',
    id: cells.slice(1, 1 + key.length).map((cell) => cell?.toString('hex') ?? 'N').join('.'),
    key: own, keyText: key.map((column, index) => shownValue(column, own[index] ?? null)).join(' '),
    newer: cells.slice(1 + key.length * 2, 1 + key.length * 2 + newer.length),
  }
}

export async function versionsIn(session: Session, table: Table, where: string, signal: AbortSignal): Promise<readonly KeyedVersion[]> {
  const rows = await session.ask(`SELECT ${versionColumns(table).join(', ')} ${fromTable(table)} WHERE ${where}`, signal, `read rows of table ${table.name}`)
  return rows.map((row) => readVersion(table, row))
}

export const rangeVersions = (session: Session, table: Table, range: Range, signal: AbortSignal): Promise<readonly KeyedVersion[]> =>
  versionsIn(session, table, within(table, range), signal)
