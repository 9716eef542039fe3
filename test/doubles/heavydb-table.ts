/**
 * A table as HeavyDB has it, and the three forms that its server sends results in: Thrift's columns, Thrift's rows, Arrow.
 * Written against the interface (heavy.thrift, Arrow's format), not against the console's reader.
 */
import { createRequire } from 'node:module'

const load = createRequire(import.meta.url)
type Struct = new (fields: Readonly<Record<string, unknown>>) => object
type Names = 'TRowSet' | 'TColumnData' | 'TColumn' | 'TDatumVal' | 'TDatum' | 'TRow' | 'TColumnType'
const { TRowSet, TColumnData, TColumn, TDatumVal, TDatum, TRow, TColumnType } = load('@heavyai/connector/thrift/heavy_types.js') as Readonly<Record<Names, Struct>>
const { TTypeInfo, TDatumType } = load('@heavyai/connector/thrift/common_types.js') as { readonly TTypeInfo: Struct; readonly TDatumType: Readonly<Record<string, number>> }
/** The part of apache-arrow 7 that is used here: its types can't be found through its package.json. */
type ArrowType = object
type ArrowVector = object
const arrow = load('apache-arrow') as {
  readonly [Name in 'Int8' | 'Int16' | 'Int32' | 'Int64' | 'Float32' | 'Float64' | 'Utf8' | 'Bool' | 'TimeSecond' | 'DateDay']: new () => ArrowType
} & {
  readonly Decimal: new (scale: number, precision: number) => ArrowType
  readonly Timestamp: new (unit: number) => ArrowType
  readonly Dictionary: new (values: ArrowType, indices: ArrowType) => ArrowType
  readonly List: new (item: object) => ArrowType
  readonly Field: new (name: string, type: ArrowType, nullable: boolean) => object
  readonly Table: new (columns: Readonly<Record<string, ArrowVector>>) => object
  readonly vectorFromArray: (values: readonly unknown[], type: ArrowType) => ArrowVector
  readonly makeVector: (values: Int32Array | object) => ArrowVector
  readonly makeData: (data: { readonly type: ArrowType; readonly data: Int32Array; readonly nullBitmap: Uint8Array; readonly nullCount: number; readonly length: number }) => object
  readonly tableToIPC: (table: object, form: 'stream') => Uint8Array
}
const Int64 = load('node-int64') as new (buffer: Buffer) => object

export type ColumnType =
  | 'TINYINT' | 'SMALLINT' | 'INT' | 'BIGINT' | 'FLOAT' | 'DOUBLE' | 'DECIMAL' | 'STR' | 'BOOL' | 'TIME' | 'TIMESTAMP' | 'DATE'
  | 'POINT' | 'LINESTRING' | 'POLYGON' | 'MULTIPOLYGON' | 'INTERVAL_DAY_TIME'
/** TIME, TIMESTAMP and DATE as HeavyDB stores them: whole seconds, or the fraction that `precision` names (3: ms, 9: ns). */
export type Cell = null | number | bigint | string | boolean
export type Column = {
  readonly name: string
  readonly type: ColumnType
  readonly array?: boolean
  readonly precision?: 0 | 3 | 6 | 9
  readonly scale?: number
  readonly values: readonly (Cell | readonly Cell[])[] | Int32Array
}
export type Table = { readonly columns: readonly Column[] }

const integers = new Set<ColumnType>(['TINYINT', 'SMALLINT', 'INT', 'BIGINT', 'BOOL', 'TIME', 'TIMESTAMP', 'DATE', 'INTERVAL_DAY_TIME'])
const reals = new Set<ColumnType>(['FLOAT', 'DOUBLE', 'DECIMAL'])
const valueKey = (type: ColumnType): 'int' | 'real' | 'str' => (integers.has(type) ? 'int' : reals.has(type) ? 'real' : 'str')

/** Eight bytes, as the thrift library wants a number that may be too large for JavaScript. */
const int64 = (value: Cell): object => {
  const bytes = Buffer.alloc(8)
  bytes.writeBigInt64BE(BigInt(value ?? 0))
  return new Int64(bytes)
}
const wire = (type: ColumnType, value: Cell): unknown => {
  const key = valueKey(type)
  if (key === 'int') return int64(value)
  return key === 'real' ? Number(value ?? 0) : String(value ?? '')
}

const cellsOf = (column: Column): readonly (Cell | readonly Cell[])[] => (column.values instanceof Int32Array ? Array.from(column.values) : column.values)

const descriptionOf = ({ name, type, array = false, precision = 0, scale = 0 }: Column): object =>
  new TColumnType({ col_name: name, col_type: new TTypeInfo({ type: TDatumType[type], encoding: 0, nullable: true, is_array: array, precision, scale, comp_param: 0 }) })

const thriftColumn = (type: ColumnType, cells: readonly (Cell | readonly Cell[])[], array: boolean): object => {
  const data = array
    ? { arr_col: cells.map((cell) => thriftColumn(type, (cell ?? []) as readonly Cell[], false)) }
    : { [`${valueKey(type)}_col`]: cells.map((cell) => wire(type, cell as Cell)) }
  return new TColumn({
    data: new TColumnData({ int_col: [], real_col: [], str_col: [], arr_col: [], ...data }),
    nulls: cells.map((cell) => cell === null),
  })
}

const thriftDatum = (type: ColumnType, cell: Cell | readonly Cell[]): object =>
  new TDatum({
    is_null: cell === null,
    val: new TDatumVal(
      Array.isArray(cell)
        ? { arr_val: (cell as readonly Cell[]).map((one) => thriftDatum(type, one)) }
        : { [`${valueKey(type)}_val`]: wire(type, cell as Cell) },
    ),
  })

export const columnForm = ({ columns }: Table): object =>
  new TRowSet({
    is_columnar: true, rows: [], row_desc: columns.map(descriptionOf),
    columns: columns.map((column) => thriftColumn(column.type, cellsOf(column), column.array === true)),
  })

export const rowForm = ({ columns }: Table): object => {
  const cells = columns.map(cellsOf)
  return new TRowSet({
    is_columnar: false, columns: [], row_desc: columns.map(descriptionOf),
    rows: (cells[0] ?? []).map((_, row) => new TRow({ cols: columns.map(({ type }, column) => thriftDatum(type, cells[column]?.[row] ?? null)) })),
  })
}

// Arrow ------------------------------------------------------------------------------------------

/** Arrow's TimeUnit. */
const units = { 0: 0, 3: 1, 6: 2, 9: 3 } as const

const arrowType = ({ type, precision = 0, scale = 0 }: Column): ArrowType => {
  switch (type) {
    case 'TINYINT': return new arrow.Int8()
    case 'SMALLINT': return new arrow.Int16()
    case 'INT': return new arrow.Int32()
    case 'BIGINT': return new arrow.Int64()
    case 'FLOAT': return new arrow.Float32()
    case 'DOUBLE': return new arrow.Float64()
    case 'DECIMAL': return new arrow.Decimal(scale, 18)
    case 'STR': return new arrow.Dictionary(new arrow.Utf8(), new arrow.Int32())
    case 'BOOL': return new arrow.Bool()
    case 'TIME': return new arrow.TimeSecond()
    case 'TIMESTAMP': return new arrow.Timestamp(units[precision])
    case 'DATE': return new arrow.DateDay()
    default: throw new Error(`${type} is not supported in Arrow result sets`)
  }
}

const words = (value: bigint): Uint32Array =>
  Uint32Array.from([0n, 32n, 64n, 96n], (shift) => Number(BigInt.asUintN(32, BigInt.asUintN(128, value) >> shift)))

const arrowCell = (column: Column, cell: Cell): unknown => {
  if (cell === null) return null
  switch (column.type) {
    case 'BIGINT': return BigInt(cell)
    case 'DECIMAL': return words(BigInt(Math.round(Number(cell) * 10 ** (column.scale ?? 0))))
    case 'DATE': return new Date(Number(cell) * 1_000)
    default: return cell
  }
}

/** Built of its bytes: the library's own builder writes moments before 1970 wrongly. */
const moments = (cells: readonly Cell[], type: ArrowType): ArrowVector => {
  const values = BigInt64Array.from(cells, (cell) => BigInt(cell ?? 0))
  const nullBitmap = new Uint8Array(Math.ceil(cells.length / 8))
  cells.forEach((cell, row) => {
    if (cell !== null) nullBitmap[row >> 3] = (nullBitmap[row >> 3] ?? 0) | (1 << (row & 7))
  })
  const nullCount = cells.filter((cell) => cell === null).length
  return arrow.makeVector(arrow.makeData({ type, data: new Int32Array(values.buffer), nullBitmap, nullCount, length: cells.length }))
}

const arrowVector = (column: Column): ArrowVector => {
  if (column.values instanceof Int32Array) return arrow.makeVector(column.values)
  const type = arrowType(column)
  if (column.type === 'TIMESTAMP' && column.array !== true) return moments(column.values as readonly Cell[], type)
  if (column.array !== true) return arrow.vectorFromArray(column.values.map((cell) => arrowCell(column, cell as Cell)), type)
  const item = column.type === 'STR' ? new arrow.Utf8() : type
  return arrow.vectorFromArray(
    column.values.map((cell) => (cell === null ? null : (cell as readonly Cell[]).map((one) => arrowCell(column, one)))),
    new arrow.List(new arrow.Field('item', item, true)),
  )
}

const encoded = new WeakMap<Table, Buffer>()

/** Arrow's stream form. @throws Error for types that HeavyDB does not send as Arrow */
export function arrowForm(table: Table): Buffer {
  const known = encoded.get(table)
  if (known !== undefined) return known
  const bytes = Buffer.from(arrow.tableToIPC(new arrow.Table(Object.fromEntries(table.columns.map((column) => [column.name, arrowVector(column)]))), 'stream'))
  encoded.set(table, bytes)
  return bytes
}
