/**
 * How a column's values are read, written and told apart exactly: one text for one value, on every server.
 * Trust, fault 16: floats, decimals, zones, JSON, blobs, NULL, collations. What is not known here is refused by name.
 */
import { quotedName } from '../connect/mysql-statement.ts'

export type Column = {
  readonly name: string
  /** Such as `varchar`. */
  readonly type: string
  /** Such as `varchar(20)`. */
  readonly columnType: string
  readonly charset: string | undefined
  readonly collation: string | undefined
  readonly nullable: boolean
  /** Computed by the server: compared, never written. */
  readonly generated: string | undefined
}

/** A value's own text or bytes; null: NULL. */
export type Value = Buffer | null

type Family = {
  /** An expression for its text or bytes, the same on every server. */
  readonly text: (column: string) => string
  /** Its text may hold anything: its length has to stand before it. */
  readonly free: boolean
  /** May it tell rows apart, and be sorted by? */
  readonly key: boolean
  /** May it say which version is newer? */
  readonly newer: boolean
  /** A value as it stands in a statement. */
  readonly literal: (value: Buffer, column: Column) => string
}

const hex = (value: Buffer): string => `x'${value.toString('hex')}'`
const numberText = /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i

/** A value may come from a file: what is no number is not put into a statement. */
const numberLiteral = (value: Buffer, { name }: Column): string => {
  const text = value.toString('latin1')
  if (!numberText.test(text)) throw new RangeError(`column ${name}: not a number: ${text.slice(0, 40)}`)
  return text
}
const plainText = (value: Buffer): string => `_latin1 ${hex(value)}`

const asIs = (column: string): string => column
const number: Family = { text: asIs, free: false, key: true, newer: true, literal: numberLiteral }
/** FLOAT prints six digits, FLOAT(M,D) and DOUBLE(M,D) those of their form: as a DOUBLE every bit is in the text. */
const floating: Family = { text: (column) => `CAST(${column} AS DOUBLE)`, free: false, key: false, newer: false, literal: numberLiteral }
/** By number: an ENUM may hold the wrong value '' beside a right one. */
const counted: Family = { text: (column) => `CAST(${column} AS UNSIGNED)`, free: false, key: true, newer: false, literal: numberLiteral }
const temporal: Family = { text: asIs, free: false, key: true, newer: true, literal: plainText }
const named: Family = { text: (column) => `CAST(${column} AS CHAR)`, free: false, key: true, newer: false, literal: plainText }
const bytes: Family = { text: asIs, free: true, key: true, newer: false, literal: hex }
const text: Family = { text: asIs, free: true, key: true, newer: false, literal: (value, { charset = 'binary' }) => `_${charset} ${hex(value)}` }
/** The server's own form, with the SRID before the shape. */
const shape: Family = { text: (column) => `CAST(${column} AS BINARY)`, free: true, key: false, newer: false, literal: hex }

const families: Readonly<Record<string, Family>> = {
  tinyint: number, smallint: number, mediumint: number, int: number, bigint: number, decimal: number, year: { ...number, newer: false },
  float: floating, double: floating, bit: counted, enum: counted, set: counted,
  date: temporal, datetime: temporal, timestamp: temporal, time: { ...temporal, newer: false },
  char: text, varchar: text, tinytext: text, text, mediumtext: text, longtext: text,
  binary: bytes, varbinary: bytes, tinyblob: bytes, blob: bytes, mediumblob: bytes, longblob: bytes,
  geometry: shape, point: shape, linestring: shape, polygon: shape, multipoint: shape, multilinestring: shape, multipolygon: shape,
  geometrycollection: shape, geomcollection: shape,
  inet4: named, inet6: named, uuid: named,
  // MySQL's JSON is sorted by the server; MariaDB's is a longtext, whose order of keys counts.
  json: { ...named, free: true, key: false, literal: (value) => `_utf8mb4 ${hex(value)}` },
}

export const isKnown = ({ type }: Column): boolean => Object.hasOwn(families, type)

const familyOf = ({ name, type }: Column): Family => {
  const family = Object.hasOwn(families, type) ? families[type] : undefined
  if (family === undefined) throw new RangeError(`column ${name} is of type ${type}, which is not known here`)
  return family
}

export const canBeKey = (column: Column): boolean => familyOf(column).key
export const canBeNewer = (column: Column): boolean => familyOf(column).newer
export const isFigure = ({ type }: Column): boolean => type === 'float' || type === 'double' || type === 'decimal'
const isText = (column: Column): boolean => familyOf(column) === text

const expressionOf = (column: Column): string => familyOf(column).text(quotedName(column.name))

/** Its value as bytes: nothing is turned into another character set on its way. */
export const cellOf = (column: Column): string => `CAST(${expressionOf(column)} AS BINARY)`

/**
 * Two keys are one for the server when this is equal: `a` and `A` where the collation says so, `a` and `a ` where it pads.
 * @returns an expression of bytes
 */
export function sameKeyOf(column: Column): string {
  if (!isText(column)) return cellOf(column)
  const name = quotedName(column.name)
  const pads = !/nopad|_0900_/.test(column.collation ?? '')
  return `CAST(WEIGHT_STRING(${pads ? `TRIM(TRAILING ' ' FROM ${name})` : name}) AS BINARY)`
}

export const literalOf = (column: Column, value: Value): string => (value === null ? 'NULL' : familyOf(column).literal(value, column))

/** A value to compare a key with, in the column's own collation. */
export const keyLiteralOf = (column: Column, value: Value): string =>
  isText(column) && value !== null ? `(${literalOf(column, value)} COLLATE ${column.collation ?? 'binary'})` : literalOf(column, value)

/**
 * One row as one text: two rows have the same text only if every value is the same. Numbers and dates hold no `#` and
 * no `N`; the length of what may hold anything stands before it. Where texts are of several kinds the first part is
 * binary: so none of them is converted to another's character set.
 */
export function rowText(columns: readonly Column[]): string {
  const parts = columns.flatMap((column): readonly string[] => {
    const { free } = familyOf(column)
    const value = expressionOf(column)
    if (!free) return [column.nullable ? `IFNULL(${value}, 'N')` : value]
    return column.nullable ? [`IFNULL(LENGTH(${value}), 'N')`, `IFNULL(${value}, '')`] : [`LENGTH(${value})`, value]
  })
  const kinds = new Set(columns.filter((column) => familyOf(column).free).map(({ charset, collation }) => (charset === 'utf8mb4' ? collation : undefined)))
  const isOne = kinds.size === 0 || (kinds.size === 1 && !kinds.has(undefined))
  return `CONCAT_WS(${isOne ? "'#'" : "CAST('#' AS BINARY)"}, ${parts.join(', ')})`
}

/** Names are as the file writes them: text where it is text, else hex. Loses nothing. */
export type CellJson = { readonly text: string } | { readonly hex: string } | null

export const cellJson = (column: Column, value: Value): CellJson => {
  if (value === null) return null
  const { free } = familyOf(column)
  const read = free && !isText(column) ? undefined : value.toString('utf8')
  return read !== undefined && (!free || (column.charset ?? '').startsWith('utf8')) && Buffer.from(read).equals(value) ? { text: read } : { hex: value.toString('hex') }
}

export const cellFromJson = (cell: CellJson): Value => (cell === null ? null : 'text' in cell ? Buffer.from(cell.text) : Buffer.from(cell.hex, 'hex'))

/** A key's value for people. */
export const shownValue = (column: Column, value: Value): string => {
  const json = cellJson(column, value)
  return json === null ? 'NULL' : 'text' in json ? json.text : `x'${json.hex}'`
}
