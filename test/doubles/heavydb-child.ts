/**
 * The double of HeavyDB in a process of its own, with one table of as many rows as DOUBLE_ROWS says: `id` from 1 on and nine
 * columns of integers. It reads just the LIMIT of a query, and the `"id" > n` of a page. Listens on the port that it is given,
 * or on one that it tells its parent.
 */
import { startHeavyDb, type Table } from './heavydb.ts'

const all = Number(process.env['DOUBLE_ROWS'] ?? 1_000)

const made = (query: string): Table => {
  const after = Number(/"id" > (\d+)/.exec(query)?.[1] ?? 0)
  const count = Math.max(0, Math.min(all - after, Number(/LIMIT (\d+)$/.exec(query)?.[1] ?? all)))
  return {
    columns: Array.from({ length: 10 }, (_, column) => ({
      name: column === 0 ? 'id' : `c${column}`, type: 'INT' as const, values: Int32Array.from({ length: count }, (_, row) => (after + row + 1) * (column + 1)),
    })),
  }
}

let last: { readonly query: string; readonly table: Table } | undefined
/** The same query again brings the same table, which was encoded once: what is measured is who reads it. */
const answer = (query: string): Table => {
  last = last?.query === query ? last : { query, table: made(query) }
  return last.table
}

const double = await startHeavyDb({ answer, port: Number(process.argv[2] ?? 0) })
process.send?.(double.port)
process.once('disconnect', () => void double.stop())
