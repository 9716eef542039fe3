/** Two-way copying between two archives: of two versions of a row the later one stays. */
import { replicatedTables, symbols, type Archive } from './archive.ts'
import { pick, whole, type Random } from './random.ts'

type Copy = (since: number) => number

const copyTable = (from: Archive, to: Archive, table: string, key: string): Copy => {
  const columns = from.prepare('SELECT name FROM pragma_table_info(?)').pluck().all(table) as string[]
  const others = columns.filter((column) => column !== key)
  const changed = from.prepare(`SELECT * FROM ${table} WHERE updated_at > ?`)
  const upsert = to.prepare(`
    INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map((column) => `@${column}`).join(', ')})
    ON CONFLICT (${key}) DO UPDATE SET ${others.map((column) => `${column} = excluded.${column}`).join(', ')}
    WHERE excluded.updated_at > ${table}.updated_at`)
  const all = to.transaction((rows: readonly unknown[]) => rows.reduce<number>((copied, row) => copied + upsert.run(row).changes, 0))
  return (since) => {
    const rows = changed.all(since)
    return rows.length === 0 ? 0 : all.immediate(rows)
  }
}

/** One pass in both directions over rows changed after `since` (ms since 1970). Gives how many rows were written. */
export const replication = (blue: Archive, green: Archive): Copy => {
  const copies = replicatedTables.flatMap(({ table, key }) => [copyTable(blue, green, table, key), copyTable(green, blue, table, key)])
  return (since) => copies.reduce((copied, copy) => copied + copy(since), 0)
}

/** Really alters five trades and inserts three, as an application would whose rows are not copied any more. */
export const alterSomeTrades = (archive: Archive, random: Random, now: number): void => {
  const alter = archive.prepare(`UPDATE trades SET price = ?, quantity = quantity + 10, note = 'corrected', updated_at = ? WHERE id = ?`)
  const insert = archive.prepare(`INSERT INTO trades (symbol, side, quantity, price, note, at, updated_at) VALUES (?, 'buy', ?, ?, NULL, ?, ?)`)
  const price = (): string => (whole(random, 100_000, 9_999_999) / 10_000).toFixed(4)
  const change = archive.transaction(() => {
    const ids = archive.prepare('SELECT id FROM trades ORDER BY id').pluck().all() as number[]
    for (let index = 0; index < 5; index += 1) {
      // One from each fifth of the table: five different ones.
      const fifth = Math.floor(ids.length / 5)
      alter.run(price(), now, ids[index * fifth + whole(random, 0, fifth - 1)])
    }
    for (let count = 0; count < 3; count += 1) insert.run(pick(random, symbols), whole(random, 1, 500) * 10, price(), now, now)
  })
  // It reads first: begun as a reader it could not become the writer once another process has written.
  change.immediate()
}
