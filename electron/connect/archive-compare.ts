/** Compares two archives whole, by checksums over ranges of keys. Plan: "Minutes 8-12: Data Consistency Verification". */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { ArchiveRefusal } from './archive-file.ts'
import { differencesIn, keyOrder, nextChunk, readersOf, sameTable, withPair, type Difference, type Side } from './archive-pair.ts'
import type { ArchiveFile, Key, Table } from './archive-file.ts'
import type { Comparison, OnRows, TableComparison } from './connector.ts'

/** Read and hashed in a few ms, so that the console goes on between two chunks. */
const chunkRows = 500
const keysShown = 20

const newerSide = ({ blue, green }: Difference): 'blue' | 'green' | undefined =>
  blue?.stamp === undefined || green?.stamp === undefined || blue.stamp === green.stamp ? undefined : blue.stamp > green.stamp ? 'blue' : 'green'

async function compareTable(pair: Side<ArchiveFile>, table: Table, signal: AbortSignal, onProgress: OnRows): Promise<TableComparison> {
  const readers = readersOf(pair, table)
  const isUpTo = keyOrder(pair.blue, table)
  const total = { blue: readers.blue.count(), green: readers.green.count() }
  const seen = { blue: 0, green: 0 }
  const counts = { onlyBlue: 0, onlyGreen: 0, changed: 0 }
  const newer = { blue: 0, green: 0 }
  const sampleKeys: string[] = []
  let last: Key | undefined
  do {
    signal.throwIfAborted()
    const chunk = nextChunk(readers, isUpTo, last, chunkRows)
    for (const one of differencesIn(chunk)) {
      counts[one.green === undefined ? 'onlyBlue' : one.blue === undefined ? 'onlyGreen' : 'changed'] += 1
      const side = newerSide(one)
      if (side !== undefined) newer[side] += 1
      if (sampleKeys.length < keysShown) sampleKeys.push(one.keyText)
    }
    seen.blue += chunk.blue.length
    seen.green += chunk.green.length
    last = chunk.end
    onProgress({ table: table.name, done: Math.max(seen.blue, seen.green), total: Math.max(total.blue, total.green) })
    await nextTurn()
  } while (last !== undefined)
  // A row may come in no range where a column sorts by other rules than its key's index: counting shows it.
  if (seen.blue !== total.blue || seen.green !== total.green)
    throw new ArchiveRefusal(`table ${table.name} has rows whose key sorts nowhere: ${total.blue - seen.blue} in blue, ${total.green - seen.green} in green`)
  return { table: table.name, blueRows: total.blue, greenRows: total.green, differing: { ...counts, newer }, sampleKeys }
}

/** Both archives as they are at the beginning, table by table. @throws ArchiveRefusal, SqliteError, the signal's reason */
export function compareArchives(paths: Side<string>, tables: readonly string[], signal: AbortSignal, onProgress: OnRows): Promise<Comparison> {
  const begun = performance.now()
  return withPair(paths, async (pair) => {
    for (const file of [pair.blue, pair.green]) {
      file.exec('BEGIN')
      // The snapshot is taken by the first read and not by BEGIN: both at once, or writes between would differ.
      file.prepare('SELECT count(*) FROM sqlite_schema').get()
    }
    const compared: TableComparison[] = []
    for (const name of tables) compared.push(await compareTable(pair, sameTable(pair, name), signal, onProgress))
    return { tables: compared, ms: performance.now() - begun }
  })
}
