/** Ranges of keys: a table in pieces, whatever its key is made of. */
import { quotedName } from '../connect/mysql-statement.ts'
import { keyLiteralOf, cellOf, type Column, type Value } from './columns.ts'
import type { Answer, Session } from './session.ts'
import type { Table } from './tables.ts'

export type Key = readonly Value[]
/** Keys after `after` up to and with `upTo`; undefined: from the beginning, to the end. */
export type Range = { readonly after: Key | undefined; readonly upTo: Key | undefined }

/** `a > 1 OR (a = 1 AND b > 2)`, with its first column said once more: that is what an index is searched by. */
function beside(columns: readonly Column[], key: Key, sign: '>' | '<', last: '>' | '<='): string {
  const [column, ...rest] = columns
  const [value = null, ...others] = key
  if (column === undefined) return 'TRUE'
  const name = quotedName(column.name)
  const literal = keyLiteralOf(column, value)
  if (rest.length === 0) return `${name} ${last} ${literal}`
  return `(${name} ${sign}= ${literal} AND (${name} ${sign} ${literal} OR (${name} = ${literal} AND ${beside(rest, others, sign, last)})))`
}

export const within = ({ key }: Pick<Table, 'key'>, { after, upTo }: Range): string =>
  [...(after === undefined ? [] : [beside(key, after, '>', '>')]), ...(upTo === undefined ? [] : [beside(key, upTo, '<', '<=')])].join(' AND ') || 'TRUE'

export const isKey = ({ key: columns }: Pick<Table, 'key'>, key: Key): string =>
  `(${columns.map((column, index) => `${quotedName(column.name)} = ${keyLiteralOf(column, key[index] ?? null)}`).join(' AND ')})`

/** A list of keys; an IN of pairs would not be looked up by MariaDB, which would then lock every row. */
export function isOneOf(table: Pick<Table, 'key'>, keys: readonly Key[]): string {
  const [only, ...more] = table.key
  if (only === undefined || more.length > 0) return keys.map((key) => isKey(table, key)).join(' OR ')
  return `${quotedName(only.name)} IN (${keys.map(([value = null]) => keyLiteralOf(only, value)).join(', ')})`
}

export const fromTable = ({ name, index }: Pick<Table, 'name' | 'index'>): string =>
  `FROM ${quotedName(name)}${index === undefined ? '' : ` FORCE INDEX (${quotedName(index)})`}`

const orderOf = ({ key }: Pick<Table, 'key'>): string => `ORDER BY ${key.map(({ name }) => quotedName(name)).join(', ')}`

export const bytesOf = (cell: Answer[number][number] | undefined): Value =>
  cell === null || cell === undefined ? null : Buffer.isBuffer(cell) ? cell : Buffer.from(String(cell))

/** The key of the `rows`-th row of a range; undefined where the range has fewer. */
export async function keyAt(session: Session, table: Table, range: Range, rows: number, signal: AbortSignal): Promise<Key | undefined> {
  const [row] = await session.ask(
    `SELECT ${table.key.map(cellOf).join(', ')} ${fromTable(table)} WHERE ${within(table, range)} ${orderOf(table)} LIMIT ${rows - 1}, 1`, signal, `find a range of table ${table.name}`)
  return row?.map(bytesOf)
}
