/** An archive's SQLite file: opened, its rows read exactly, its troubles named. */
import { createHash } from 'node:crypto'
import Database from 'better-sqlite3'
import type { MissingReason } from '../../shared/metrics.ts'
import { ConnectError } from './connector.ts'

export type ArchiveFile = Database.Database

/** Value of a key column; a text key must be valid UTF-8. */
type KeyValue = bigint | number | string | Buffer | null
export type Key = readonly KeyValue[]

/** A value with its storage class: 1, 1.0, '1' and x'31' are four things. Texts come as bytes. */
export type Cell = { readonly type: 'null' | 'integer' | 'real' | 'text' | 'blob'; readonly value: bigint | number | Buffer | null }

export type Row = {
  readonly key: Key
  /** When it last changed, wall ms; undefined where the table does not say. */
  readonly stamp: number | undefined
  /** Type and value of every column in turn. */
  readonly cells: readonly (Cell['type'] | Cell['value'])[]
}

export type Table = {
  readonly name: string
  readonly columns: readonly string[]
  readonly key: readonly string[]
  readonly hasStamp: boolean
}

/** Column that says when a row last changed, in wall ms. */
const stampColumn = 'updated_at'

/** The archive holds something that can't be compared or copied exactly. */
export class ArchiveRefusal extends Error {
  override readonly name = 'ArchiveRefusal'
}

const reasonOf = (code: string): MissingReason =>
  /^SQLITE_(BUSY|LOCKED)/.test(code) ? 'timeout' : code.startsWith('SQLITE_CANTOPEN') ? 'unreachable' : code.startsWith('SQLITE_READONLY') ? 'auth' : 'invalid'

const mendOf = (code: string): string => {
  if (/^SQLITE_(BUSY|LOCKED)/.test(code)) return 'Another process holds the file: see which, then try again.'
  if (code.startsWith('SQLITE_CANTOPEN')) return 'See whether the file is there and the path in the plan is right.'
  if (code.startsWith('SQLITE_READONLY')) return 'The console may not write there: mend the rights of the file and its folder.'
  if (code.startsWith('SQLITE_FULL')) return 'The disk is full: make room, then try again. Nothing of the chunk was written.'
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(code)) return 'The file is damaged: check its integrity and restore it from a proven checkpoint.'
  return 'See the detail, mend the archive, then try again.'
}

/** Whatever went wrong with an archive, as a ConnectError; a fault of the console itself stays what it is. */
export function archiveError(target: string, tried: string, error: unknown): unknown {
  if (error instanceof ArchiveRefusal)
    return new ConnectError({ target, tried, reason: 'invalid', detail: error.message, mend: 'Mend the table, or leave it out of `tables` in the plan.', cause: error })
  if (error instanceof Database.SqliteError)
    return new ConnectError({ target, tried, reason: reasonOf(error.code), detail: `${error.message} (${error.code})`, mend: mendOf(error.code), cause: error })
  if (error instanceof TypeError && error.message.startsWith('Cannot open database'))
    return new ConnectError({ target, tried, reason: 'unreachable', detail: error.message, mend: mendOf('SQLITE_CANTOPEN'), cause: error })
  return error
}

/** Never waits for a lock: that would hold up the whole console. */
export const openToRead = (path: string): ArchiveFile => new Database(path, { readonly: true, fileMustExist: true, timeout: 0 })

export const openToWrite = (path: string): ArchiveFile => {
  const file = new Database(path, { fileMustExist: true, timeout: 0 })
  file.pragma('synchronous = FULL')
  return file
}

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`
export const list = (names: readonly string[]): string => names.map(quoted).join(', ')
const marks = (names: readonly unknown[]): string => names.map(() => '?').join(', ')

/** @throws ArchiveRefusal for a table without a key, or with a key that sorts by other rules than bytes */
export function describeTable(file: ArchiveFile, name: string): Table {
  const info = file.prepare('SELECT name, pk FROM pragma_table_info(?) ORDER BY cid').all(name) as { name: string; pk: number }[]
  if (info.length === 0) throw new ArchiveRefusal(`there is no table ${name}`)
  const key = info.filter(({ pk }) => pk > 0).toSorted((a, b) => a.pk - b.pk).map((column) => column.name)
  if (key.length === 0) throw new ArchiveRefusal(`table ${name} has no primary key: its rows can't be told apart`)
  const collations = file
    .prepare(`SELECT x.coll FROM pragma_index_list(?) AS i, pragma_index_xinfo(i.name) AS x WHERE i.origin = 'pk' AND x.key = 1`)
    .pluck().all(name) as string[]
  const strange = collations.find((collation) => collation !== 'BINARY')
  if (strange !== undefined) throw new ArchiveRefusal(`the key of table ${name} has the collation ${strange}: different keys would count as one`)
  const columns = info.map((column) => column.name)
  return { name, columns, key, hasStamp: columns.includes(stampColumn) }
}

/** The same value in every column, of the same storage class. */
export const sameRow = (a: Row, b: Row): boolean =>
  a.cells.length === b.cells.length &&
  a.cells.every((one, index) => {
    const other = b.cells[index]
    return Buffer.isBuffer(one) ? Buffer.isBuffer(other) && one.equals(other) : Object.is(one, other)
  })

const real = Buffer.alloc(8)

/** A checksum of rows in their order: the same for the same rows alone. */
export function checksum(rows: readonly Row[]): string {
  const hash = createHash('sha256')
  let text = ''
  for (const { cells } of rows) {
    for (const cell of cells) {
      if (typeof cell === 'string') {
        text += `${cell} `
      } else if (Buffer.isBuffer(cell)) {
        hash.update(`${text}${cell.length} `).update(cell)
        text = ''
      } else if (typeof cell === 'number') {
        real.writeDoubleLE(cell)
        text += `${real.toString('hex')} `
      } else {
        text += `${cell} `
      }
    }
  }
  return hash.update(text).digest('base64')
}

/** The key as text, another for each key; for maps and for people. */
export const keyText = (key: Key): string =>
  key.map((value) => (Buffer.isBuffer(value) ? `x'${value.toString('hex')}'` : typeof value === 'string' ? JSON.stringify(value) : typeof value === 'number' ? value.toExponential() : String(value))).join(', ')

/** Reads whole rows of a table, exactly. */
export function rowReader(file: ArchiveFile, table: Table) {
  const { key, columns, hasStamp } = table
  const cells = columns.map(quoted).map((column) => `typeof(${column}), CASE typeof(${column}) WHEN 'text' THEN CAST(${column} AS BLOB) ELSE ${column} END`)
  const select = `SELECT ${list(key)}, ${hasStamp ? quoted(stampColumn) : 'NULL'}, ${cells.join(', ')} FROM ${quoted(table.name)}`
  const order = `ORDER BY ${list(key)} LIMIT ?`
  const reading = (sql: string) => file.prepare<unknown[]>(sql).raw().safeIntegers()
  const first = reading(`${select} ${order}`)
  const after = reading(`${select} WHERE (${list(key)}) > (${marks(key)}) ${order}`)
  const one = reading(`${select} WHERE (${list(key)}) = (${marks(key)})`)
  const recent = hasStamp ? reading(`${select} WHERE ${quoted(stampColumn)} > ? ORDER BY ${quoted(stampColumn)} LIMIT ?`) : undefined

  const rowOf = (raw: readonly unknown[]): Row => {
    const found = raw.slice(0, key.length) as KeyValue[]
    // A broken byte is read as U+FFFD: two such keys would look the same.
    if (found.some((value) => typeof value === 'string' && value.includes('\uFFFD')))
      throw new ArchiveRefusal(`table ${table.name} has a key that is no valid text: ${keyText(found)}`)
    if (found.includes(null)) throw new ArchiveRefusal(`table ${table.name} has a row without a key`)
    const stamp = raw[key.length]
    return {
      key: found,
      stamp: typeof stamp === 'bigint' || typeof stamp === 'number' ? Number(stamp) : undefined,
      cells: raw.slice(key.length + 1) as Row['cells'],
    }
  }
  const rows = (raws: readonly unknown[]): readonly Row[] => (raws as unknown[][]).map(rowOf)

  return {
    count: (): number => file.prepare(`SELECT count(*) FROM ${quoted(table.name)}`).pluck().get() as number,
    /** Rows by key, after this one; from the first without one. */
    after: (last: Key | undefined, limit: number): readonly Row[] => rows(last === undefined ? first.all(limit) : after.all(...last, limit)),
    one: (wanted: Key): Row | undefined => rows(one.all(...wanted))[0],
    /** Rows that changed after this wall time, the earliest first; none where the table does not say. */
    recent: (since: number, limit: number): readonly Row[] => rows(recent?.all(since, limit) ?? []),
  }
}
export type RowReader = ReturnType<typeof rowReader>
