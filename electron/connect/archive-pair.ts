/** Two archives side by side: their tables walked in step, chunk by chunk. */
import { environments, type Environment, type PerEnvironment } from '../../shared/metrics.ts'
import { ArchiveRefusal, checksum, describeTable, keyText, openToRead, rowReader, sameRow, type ArchiveFile, type Key, type Row, type RowReader, type Table } from './archive-file.ts'

export type Side<T> = PerEnvironment<T>

/** Opens both to read; `use` has ended with them when they are closed. */
export async function withPair<T>(paths: Side<string>, use: (pair: Side<ArchiveFile>) => Promise<T> | T): Promise<T> {
  const blue = openToRead(paths.blue)
  try {
    const green = openToRead(paths.green)
    try {
      return await use({ blue, green })
    } finally {
      green.close()
    }
  } finally {
    blue.close()
  }
}

/** @throws ArchiveRefusal when the two do not have the same columns and key */
export function sameTable(pair: Side<ArchiveFile>, name: string): Table {
  const [blue, green] = [describeTable(pair.blue, name), describeTable(pair.green, name)]
  if (JSON.stringify(blue) !== JSON.stringify(green))
    throw new ArchiveRefusal(`table ${name} has other columns in blue (${blue.columns.join(', ')}) than in green (${green.columns.join(', ')})`)
  return blue
}

export const readersOf = (pair: Side<ArchiveFile>, table: Table): Side<RowReader> => ({ blue: rowReader(pair.blue, table), green: rowReader(pair.green, table) })

/** The same range of keys on both sides. `end`: the last key of the range, undefined for the rest of the table. */
export type Chunk = Side<readonly Row[]> & { readonly end: Key | undefined }

/** Sorts keys as the archive does. */
export function keyOrder(file: ArchiveFile, table: Table): (a: Key, b: Key) => boolean {
  const row = `(${table.key.map(() => '?').join(', ')})`
  const isUpTo = file.prepare<unknown[]>(`SELECT ${row} <= ${row}`).pluck()
  return (a, b) => isUpTo.get(...a, ...b) === 1
}

/** The next chunk of up to `limit` rows a side after the key `last`. */
export function nextChunk(readers: Side<RowReader>, isUpTo: (a: Key, b: Key) => boolean, last: Key | undefined, limit: number): Chunk {
  const rows = { blue: readers.blue.after(last, limit), green: readers.green.after(last, limit) }
  // A side that filled its chunk is known up to its last key and no further.
  const ends = environments.flatMap((side) => (rows[side].length === limit ? [rows[side].at(-1)?.key ?? []] : []))
  const [first, second] = ends
  const end = first && second ? (isUpTo(first, second) ? first : second) : first
  if (end === undefined) return { ...rows, end }
  const within = (side: Environment): readonly Row[] => rows[side].filter(({ key }) => isUpTo(key, end))
  return { blue: within('blue'), green: within('green'), end }
}

/** A key whose rows are not the same; a side without a row lacks it. */
export type Difference = { readonly key: Key; readonly keyText: string; readonly blue: Row | undefined; readonly green: Row | undefined }

/** What differs within a chunk: its checksums first, row by row only where they differ. */
export function differencesIn(chunk: Chunk): readonly Difference[] {
  if (chunk.blue.length === chunk.green.length && checksum(chunk.blue) === checksum(chunk.green)) return []
  const left = new Map(chunk.green.map((row) => [keyText(row.key), row]))
  const found: Difference[] = []
  for (const blue of chunk.blue) {
    const text = keyText(blue.key)
    const green = left.get(text)
    left.delete(text)
    if (green === undefined || !sameRow(blue, green)) found.push({ key: blue.key, keyText: text, blue, green })
  }
  return [...found, ...[...left].map(([text, green]) => ({ key: green.key, keyText: text, blue: undefined, green }))]
}
