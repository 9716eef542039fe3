/**
 * Walks a table in ranges of keys on both sides at once and gives the rows that differ: a range whose checksums differ is
 * cut into smaller ones until its rows can be held against each other one by one.
 */
import type { Environment } from '../../shared/metrics.ts'
import { cellOf, type Value } from './columns.ts'
import { quotedName } from '../connect/mysql-statement.ts'
import { partSums, rangeVersions, readVersion, sumOf, versionColumns, type Hash, type KeyedVersion, type Sum, type Version } from './checksum.ts'
import { both, type Sides } from './pair.ts'
import { bytesOf, fromTable, isOneOf, keyAt, type Key, type Range } from './ranges.ts'
import type { Session } from './session.ts'
import type { Table } from './tables.ts'

export type Difference = {
  /** Names the key as the server tells keys apart. */
  readonly id: string
  readonly key: Key
  readonly keyText: string
  readonly blue: Version | undefined
  readonly green: Version | undefined
}

export type Part = {
  readonly differences: readonly Difference[]
  /** All up to this key has been looked at; undefined: the whole table. */
  readonly upTo: Key | undefined
  /** Rows of a whole chunk, once it is done. */
  readonly rows: Sides<number>
}

export type Walk = {
  readonly pair: Sides<Session>
  readonly table: Table
  readonly hash: Hash
  /** Only keys after this one. */
  readonly after?: Key | undefined
  /** What one chunk is meant to take, in ms. */
  readonly chunkMs?: number
  readonly now?: () => number
  /** How many keys wide a part of a chunk is. */
  readonly partKeys?: number
  /** Asks for the next chunk while this one is added up, so that no server waits for the other: for a walk to the table's end. */
  readonly ahead?: boolean
  readonly signal: AbortSignal
}

/** What one chunk is meant to take at most: short enough to be ended. */
const aimMs = 250
const firstChunk = 10_000
const smallestChunk = 500
/** Enough to be worth its question; a chunk that differs is read again, and rows that differ lie in many. */
const largestChunk = 10_000
/** As few rows are read one by one. */
const leafRows = 500
const cuts = 16
/** Keys looked up one by one for their whole rows. */
const rowsAtOnce = 100

const none = { blue: 0, green: 0 } as const

export const isNewer = (a: readonly Value[], b: readonly Value[], numeric: readonly boolean[]): number => {
  for (const [index, one] of a.entries()) {
    const other = b[index] ?? null
    if (one === null || other === null) {
      if (one !== other) return one === null ? -1 : 1
      continue
    }
    const order = numeric[index] ? compareNumbers(one.toString(), other.toString()) : Buffer.compare(one, other)
    if (order !== 0) return order
  }
  return 0
}

/** Whole numbers and decimals of one scale, however long. */
function compareNumbers(a: string, b: string): number {
  const [left, right] = [BigInt(a.replace('.', '')), BigInt(b.replace('.', ''))]
  return left < right ? -1 : left > right ? 1 : 0
}

const numericNewer = ({ newer }: Table): readonly boolean[] => newer.map(({ type }) => !/^(date|datetime|timestamp)$/.test(type))

/** Whose version is the newer one; undefined where neither says so. */
export function newerSide(table: Table, { blue, green }: Pick<Difference, 'blue' | 'green'>): Environment | undefined {
  if (blue === undefined || green === undefined || table.newer.length === 0) return undefined
  const order = isNewer(blue.newer, green.newer, numericNewer(table))
  return order === 0 ? undefined : order > 0 ? 'blue' : 'green'
}

export function matched(blue: readonly KeyedVersion[], green: readonly KeyedVersion[]): readonly Difference[] {
  const left = new Map(green.map((row) => [row.id, row]))
  const found: Difference[] = []
  for (const row of blue) {
    const other = left.get(row.id)
    left.delete(row.id)
    if (other?.digest !== row.digest) found.push({ id: row.id, key: row.key, keyText: row.keyText, blue: row, green: other })
  }
  return [...found, ...[...left.values()].map((row) => ({ id: row.id, key: row.key, keyText: row.keyText, blue: undefined, green: row }))]
}

/** Leaves out rows that differ by no more than the plan allows; only where it allows something. */
async function beyondTolerance(pair: Sides<Session>, table: Table, found: readonly Difference[], signal: AbortSignal): Promise<readonly Difference[]> {
  const { tolerance } = table.rule
  if (Object.keys(tolerance).length === 0) return found
  const differs: Difference[] = []
  const changed = found.filter(({ blue, green }) => blue !== undefined && green !== undefined)
  for (let at = 0; at < changed.length; at += rowsAtOnce) {
    const some = changed.slice(at, at + rowsAtOnce)
    const rows = await both(async (environment) => new Map((await wholeRows(pair[environment], table, some.map(({ key }) => key), signal)).map((row) => [row.id, row.cells])))
    for (const one of some) {
      const [blue, green] = [rows.blue.get(one.id), rows.green.get(one.id)]
      const isNear = table.columns.every((column, index) => {
        const [a, b] = [blue?.[index] ?? null, green?.[index] ?? null]
        const allowed = Object.hasOwn(tolerance, column.name) ? tolerance[column.name] : undefined
        if (allowed === undefined || a === null || b === null) return a === b || (a !== null && b !== null && a.equals(b))
        return Math.abs(Number(a.toString()) - Number(b.toString())) <= allowed
      })
      if (!isNear) differs.push(one)
    }
  }
  return [...found.filter(({ blue, green }) => blue === undefined || green === undefined), ...differs]
}

export type WholeRow = KeyedVersion & { readonly cells: readonly Value[] }

/** Rows by their keys, every column of them. `locked`: held until the transaction ends. */
export async function wholeRows(session: Session, table: Table, keys: readonly Key[], signal: AbortSignal, { locked = false } = {}): Promise<readonly WholeRow[]> {
  if (keys.length === 0) return []
  const version = versionColumns(table)
  const rows = await session.ask(
    `SELECT ${[...version, ...table.columns.map(cellOf)].join(', ')} ${fromTable(table)} WHERE ${isOneOf(table, keys)}${locked ? ' FOR UPDATE' : ''}`,
    signal, `read rows of table ${table.name}`)
  return rows.map((row) => ({ ...readVersion(table, row), cells: row.slice(version.length).map(bytesOf) }))
}

/** Parts of a range are so many keys wide where keys are whole numbers: their rows are few enough to be held against each other. */
const keysOfPart = 200
/** Parts whose rows are read by one question. */
const partsAtOnce = 10

const isEqual = (sums: Sides<Sum>): boolean => sums.blue.rows === sums.green.rows && sums.blue.sum === sums.green.sum
const more = ({ blue, green }: Sides<Sum>): Environment => (blue.rows >= green.rows ? 'blue' : 'green')

const noRows: Sum = { rows: 0, sum: '0' }
const keyOf = (number: bigint): Key => [Buffer.from(String(number))]
const numberOf = (key: Key | undefined): bigint | undefined => (key?.[0] === undefined || key[0] === null ? undefined : BigInt(key[0].toString()))

/** Where the key is one whole number, the range has two ends, and its keys leave few gaps: parts of it by one question. */
function partsOf({ table, partKeys = keysOfPart }: Walk, { after, upTo }: Range, rows: number): { readonly first: bigint; readonly last: bigint; readonly width: number } | undefined {
  if (!isWhole(table)) return undefined
  const [from, to] = [numberOf(after), numberOf(upTo)]
  if (from === undefined || to === undefined || to - from > BigInt(rows * sparse)) return undefined
  return { first: from + 1n, last: to, width: partKeys }
}

/** Holds the rows of some ranges against each other, which stand in their order. */
async function* leaf({ pair, table, signal }: Walk, ranges: readonly Range[]): AsyncGenerator<Part, void, undefined> {
  const versions = await both((environment) => rangeVersions(pair[environment], table, ranges, signal))
  const differences = await beyondTolerance(pair, table, matched(versions.blue, versions.green), signal)
  yield { differences, upTo: ranges.at(-1)?.upTo, rows: none }
}

/** Cuts a range that differs until its rows can be held against each other. */
async function* drill(walk: Walk, range: Range, sums: Sides<Sum>): AsyncGenerator<Part, void, undefined> {
  const { pair, table, hash, signal } = walk
  const longer = more(sums)
  const rows = sums[longer].rows
  if (rows <= leafRows) return yield* leaf(walk, [range])
  const parts = partsOf(walk, range, rows)
  if (parts !== undefined) {
    const own = await both((environment) => partSums(pair[environment], table, range, parts, hash, signal))
    const apart = [...new Set([...own.blue.keys(), ...own.green.keys()])]
      .filter((name) => !isEqual({ blue: own.blue.get(name) ?? noRows, green: own.green.get(name) ?? noRows }))
      .toSorted((a, b) => Number(a) - Number(b))
    for (let at = 0; at < apart.length; at += partsAtOnce) {
      const pieces = apart.slice(at, at + partsAtOnce).map((name): Range => {
        const before = parts.first + BigInt(name) * BigInt(parts.width) - 1n
        const end = before + BigInt(parts.width)
        // The last part is no longer than the range: what comes after belongs to the next one.
        return { after: keyOf(before), upTo: keyOf(end < parts.last ? end : parts.last) }
      })
      yield* leaf(walk, pieces)
    }
    return
  }
  const step = Math.max(Math.ceil(rows / cuts), Math.floor(leafRows / 2))
  let after = range.after
  for (;;) {
    const inside = { after, upTo: range.upTo }
    const upTo = (await keyAt(pair[longer], table, inside, step, signal)) ?? range.upTo
    const piece = { after, upTo }
    const own = await both((environment) => sumOf(pair[environment], table, piece, hash, signal))
    if (!isEqual(own)) yield* drill(walk, piece, own)
    if (upTo === range.upTo) return
    after = upTo
  }
}

const isWhole = (table: Table): boolean => table.key.length === 1 && /^(tiny|small|medium|big)?int$/.test(table.key[0]?.type ?? '')

/** The first and the last key of both sides together, where keys are whole numbers. */
async function spanOf({ pair, table, signal }: Walk): Promise<{ readonly first: bigint; readonly last: bigint } | undefined> {
  const [column] = table.key
  if (column === undefined || !isWhole(table)) return undefined
  const name = quotedName(column.name)
  const ends = await both((environment) => pair[environment].ask(`SELECT CAST(MIN(${name}) AS CHAR), CAST(MAX(${name}) AS CHAR) ${fromTable(table)}`, signal))
  const keys = [...(ends.blue[0] ?? []), ...(ends.green[0] ?? [])].flatMap((cell) => (cell === null ? [] : [BigInt(String(cell))]))
  if (keys.length === 0) return undefined
  return { first: keys.reduce((a, b) => (a < b ? a : b)), last: keys.reduce((a, b) => (a > b ? a : b)) }
}

const counted = ({ first, last }: { readonly first: bigint; readonly last: bigint }, after: Key | undefined, size: number): Key | undefined => {
  const from = after?.[0] === undefined || after[0] === null ? first - 1n : BigInt(after[0].toString())
  const end = from + BigInt(size)
  return end >= last ? undefined : [Buffer.from(String(end))]
}

/** Where keys leave more than three gaps to a row, they are looked up and not counted on. */
const sparse = 4

type Chunk = { readonly range: Range; readonly size: number; readonly sums: Promise<Sides<Sum>> }

/** @throws ConnectError, RangeError where a value is not what its column says */
export async function* differencesOf(walk: Walk): AsyncGenerator<Part, void, undefined> {
  const { pair, table, hash, signal, now = () => performance.now(), chunkMs = aimMs, ahead = false } = walk
  let size = firstChunk
  // Dense whole numbers need no look for the end of a chunk, which costs a sixth of the time.
  let span = await spanOf(walk)
  const begin = async (after: Key | undefined): Promise<Chunk> => {
    const own = size
    const rest = { after, upTo: undefined }
    // Where one side has no more, the other may still have much.
    const upTo = span === undefined
      ? (await keyAt(pair.blue, table, rest, own, signal)) ?? (await keyAt(pair.green, table, rest, own, signal))
      : counted(span, after, own)
    const range = { after, upTo }
    const sums = both((environment) => sumOf(pair[environment], table, range, hash, signal))
    // Whoever waits for it hears of its failure; nobody may wait for one that was asked ahead.
    sums.catch(() => undefined)
    return { range, size: own, sums }
  }
  let begun = now()
  let chunk = await begin(walk.after)
  for (;;) {
    const { range, sums: asked, size: own } = chunk
    const following = ahead && range.upTo !== undefined ? begin(range.upTo) : undefined
    following?.catch(() => undefined)
    const sums = await asked
    const took = now() - begun
    if (Math.max(sums.blue.rows, sums.green.rows) < own / sparse) span = undefined
    if (!isEqual(sums)) yield* drill(walk, range, sums)
    yield { differences: [], upTo: range.upTo, rows: { blue: sums.blue.rows, green: sums.green.rows } }
    if (range.upTo === undefined) return
    size = Math.round(Math.min(largestChunk, Math.max(smallestChunk, own * Math.min(4, Math.max(0.25, chunkMs / Math.max(took, 1))))))
    begun = now()
    chunk = await (following ?? begin(range.upTo))
  }
}
