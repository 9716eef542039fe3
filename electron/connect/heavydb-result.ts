/**
 * Results of HeavyDB as plain values, by column, whether they came as Arrow or as Thrift's columns.
 * Integers beyond 2^53 are bigint, exactly; decimals are numbers; times of day are texts as 13:05:00.
 */
import type { ArrowTable, ArrowVector, Formatted } from '@heavyai/connector'

export type Value = null | boolean | number | bigint | string | Date | readonly Value[]

export type Result = {
  readonly names: readonly string[]
  readonly count: number
  /** One array for each name, each of `count` values. */
  readonly columns: readonly (readonly Value[])[]
  /** How it came. */
  readonly form: 'arrow' | 'columns'
  /** What the server says that it took, in ms. */
  readonly serverMs: number
}

/** The rows one after another; nothing is kept. */
export function* rowsOf({ names, columns, count }: Pick<Result, 'names' | 'columns' | 'count'>): Generator<Readonly<Record<string, Value>>> {
  for (let row = 0; row < count; row += 1) yield Object.fromEntries(names.map((name, column) => [name, columns[column]?.[row] ?? null]))
}

const exactly = (value: bigint): number | bigint => {
  const near = Number(value)
  return Number.isSafeInteger(near) ? near : value
}

const clockText = (seconds: number): string => new Date(seconds * 1_000).toISOString().slice(11, 19)

// Arrow ------------------------------------------------------------------------------------------

/** Numbers of Arrow's own type table (Schema.fbs), which are part of the format. */
const arrow = { int: 2, float: 3, decimal: 7, date: 8, time: 9, timestamp: 10, list: 12 } as const
const perSecond = [1, 1_000, 1_000_000, 1_000_000_000] as const

/** 128 bits in four words, the lowest first, two's complement. */
const bigOf = (words: Uint32Array): bigint =>
  BigInt.asIntN(128, words.reduceRight((all, one) => (all << 32n) | BigInt(one), 0n))

/** How one value of an Arrow column is read. */
const readerOf = (vector: ArrowVector): ((given: unknown) => Value) => {
  const { type } = vector
  switch (type.typeId) {
    case arrow.decimal: {
      const scale = 10 ** (type.scale ?? 0)
      return (given) => (given instanceof Uint32Array ? Number(bigOf(given)) / scale : null)
    }
    case arrow.time: {
      const unit = perSecond[type.unit ?? 0] ?? 1
      return (given) => (given === null ? null : clockText(Number(given) / unit))
    }
    case arrow.timestamp:
      return (given) => (given === null ? null : new Date(Number(given)))
    case arrow.list:
      return (given) => (given === null ? null : valuesOf(given as ArrowVector))
    default:
      return plain
  }
}

/** @throws TypeError for what no column of HeavyDB is */
const plain = (given: unknown): Value => {
  if (given === null || given === undefined) return null
  if (typeof given === 'bigint') return exactly(given)
  if (typeof given === 'number' || typeof given === 'string' || typeof given === 'boolean' || given instanceof Date) return given
  throw new TypeError(`a value of Arrow that is not known: ${Object.prototype.toString.call(given)}`)
}

/** One by one: `Array.from` goes through an iterator, which takes several times as long for what is most of a result. */
const copied = (raw: ArrayLike<number>): readonly number[] => {
  const values: number[] = []
  for (let row = 0; row < raw.length; row += 1) values.push(raw[row] ?? 0)
  return values
}

/** Columns of plain numbers need no look at each value; half floats are the one kind whose array is not its values. */
const numbersOf = (vector: ArrowVector): readonly Value[] | undefined => {
  const { type, nullCount } = vector
  if (nullCount > 0 || (type.typeId !== arrow.int && type.typeId !== arrow.float)) return undefined
  const raw = vector.toArray()
  if (raw instanceof BigInt64Array || raw instanceof BigUint64Array) return Array.from(raw as Iterable<bigint>, exactly)
  return raw instanceof Float64Array || raw instanceof Float32Array || raw instanceof Int32Array || raw instanceof Int16Array || raw instanceof Int8Array ? copied(raw) : undefined
}

const valuesOf = (vector: ArrowVector): readonly Value[] => {
  const numbers = numbersOf(vector)
  if (numbers !== undefined) return numbers
  const read = readerOf(vector)
  const values: Value[] = Array.from({ length: vector.length })
  let row = 0
  for (const given of vector) values[row++] = read(given)
  return values
}

/** @throws TypeError for a type that HeavyDB does not have */
export function ofArrow({ results, timing }: { readonly results: ArrowTable; readonly timing: { readonly execution_time_ms: unknown } }): Result {
  const names = results.schema.fields.map(({ name }) => String(name))
  return {
    names,
    count: results.numRows,
    columns: names.map((_, index) => {
      const vector = results.getChildAt(index)
      return vector === null ? [] : valuesOf(vector)
    }),
    form: 'arrow',
    serverMs: Number(timing.execution_time_ms),
  }
}

// Thrift -----------------------------------------------------------------------------------------

/** An Int64 of the thrift library: eight bytes, the highest first, from an offset on. */
const isInt64 = (given: unknown): given is { readonly buffer: Buffer; readonly offset: number } =>
  typeof given === 'object' && given !== null && 'buffer' in given && given.buffer instanceof Uint8Array && 'offset' in given && typeof given.offset === 'number'

const moments = new Set(['TIME', 'TIMESTAMP', 'DATE'])

const ofField = (type: string, given: unknown): Value => {
  if (given === null || given === undefined) return null
  if (isInt64(given)) return exactly(given.buffer.readBigInt64BE(given.offset))
  if (given instanceof Date) {
    // Beyond 2^53 the connector's own reckoning is lost: nanoseconds are.
    if (Number.isNaN(given.getTime())) throw new RangeError(`a ${type} that the connector can't read in columns`)
    return type === 'TIME' ? clockText(given.getTime() / 1_000) : given
  }
  // In place of nothing the connector puts this text between the elements of an array.
  if (Array.isArray(given)) return given.map((one: unknown) => (one === 'NULL' ? null : ofField(type, one)))
  return plain(given)
}

/** @throws RangeError for what the connector reads wrongly: arrays of moments, nanoseconds */
export function ofColumns({ fields, results, timing }: Formatted): Result {
  const wrong = fields.find(({ type, is_array }) => is_array && moments.has(type))
  if (wrong !== undefined) throw new RangeError(`${wrong.name} is an array of ${wrong.type}, which the connector reads wrongly`)
  return {
    names: fields.map(({ name }) => name),
    count: results.length,
    columns: fields.map(({ name, type }) => results.map((row) => ofField(type, row[name]))),
    form: 'columns',
    serverMs: ofField('BIGINT', timing.execution_time_ms) as number,
  }
}
