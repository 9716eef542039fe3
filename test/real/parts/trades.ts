/** Trades and users' preferences on both databases, worked on at green alone, and what independent SQL says that blue lacks. */
import { createConnection, type Connection } from 'mysql2/promise'
import { databaseName, type Stand } from '../electron/archive/stand.ts'

/** What the plan says of it. */
export const tradesRule = { trades: { newer: ['changed'] }, preferences: { newer: ['changed'] } } as const

const columns = 'id, symbol, price, quantity, at, note, changed'

export async function fillTrades(stand: Stand, rows: number): Promise<void> {
  await stand.both(
    'CREATE TABLE trades (id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY, symbol VARCHAR(12) NOT NULL, price DECIMAL(12,4) NOT NULL, quantity INT NOT NULL, at DATETIME(3) NOT NULL, note VARCHAR(60), changed DATETIME(6) NOT NULL)',
    `INSERT INTO trades SELECT seq, CONCAT('S', seq % 500), seq * 0.37, seq % 977, '2025-01-01' + INTERVAL seq SECOND, CONCAT('note ', MD5(seq)), '2025-06-01' FROM seq_1_to_${rows}`,
    'CREATE TABLE preferences (user VARCHAR(64) PRIMARY KEY, theme VARCHAR(9) NOT NULL, lots INT NOT NULL, changed DATETIME(6) NOT NULL)',
    "INSERT INTO preferences SELECT CONCAT('user', seq), 'dark', seq % 9, '2025-06-01' FROM seq_1_to_20")
}

/** Green was worked on: of so many trades one half is changed there, the other is new; and a user has set other preferences. */
export async function divergeTrades(stand: Stand, rows: number, differing: number): Promise<void> {
  const half = Math.floor(differing / 2)
  const step = Math.floor(rows / half)
  await stand.sql(
    'green',
    `UPDATE trades SET quantity = quantity + 1, note = 'changed on green', changed = NOW(6) WHERE id % ${step} = 0 AND id <= ${step * half}`,
    `INSERT INTO trades SELECT ${rows} + seq, 'NEW', 1.5, seq, NOW(3), NULL, NOW(6) FROM seq_1_to_${differing - half}`,
    "UPDATE preferences SET theme = 'light', changed = NOW(6) WHERE user = 'user7'")
}

/** Rows of green that are not the same on blue, of both tables, by each server's own MD5 over every column: no code of the console has part in it. */
export async function lostTrades(stand: Stand): Promise<number> {
  const bucket = 10_000
  const row = `MD5(CONCAT_WS('|', id, symbol, price, quantity, at, IFNULL(note, '<null>'), changed))`
  const sums = async (side: 'blue' | 'green') => new Map((await stand.sql(side, `SELECT id DIV ${bucket} AS b, CONCAT(COUNT(*), ' ', SUM(CAST(CONV(LEFT(${row}, 12), 16, 10) AS DECIMAL(30)))) AS s FROM trades GROUP BY b`)).map((one) => [Number(one['b']), String(one['s'])]))
  const [blue, green] = [await sums('blue'), await sums('green')]
  const preferences = async (side: 'blue' | 'green') => (await stand.sql(side, "SELECT CONCAT_WS('|', user, theme, lots, changed) AS p FROM preferences")).map((one) => String(one['p']))
  const kept = new Set(await preferences('blue'))
  let lost = (await preferences('green')).filter((one) => !kept.has(one)).length
  for (const [at, sum] of green) {
    if (blue.get(at) === sum) continue
    const rows = async (side: 'blue' | 'green') => (await stand.sql(side, `SELECT ${row} AS m FROM trades WHERE id >= ${at * bucket} AND id < ${(at + 1) * bucket}`)).map((one) => String(one['m']))
    const there = new Set(await rows('blue'))
    lost += (await rows('green')).filter((one) => !there.has(one)).length
  }
  return lost
}

export type GreenWork = {
  /** Rows written and committed so far. */
  readonly written: () => number
  /** No more is begun; what is open is committed. */
  readonly stop: () => Promise<void>
}

/** Works on green as its application would: a row at a time, and beside that transactions that stay open until `commit`. */
export async function workOnGreen(stand: Stand, { every, open }: { readonly every: number; readonly open: number }): Promise<GreenWork & { readonly commit: () => Promise<void> }> {
  const client = async (): Promise<Connection> => {
    const connection = await createConnection({ socketPath: stand.green.socket, user: 'root', database: databaseName })
    connection.on('error', () => undefined)
    return connection
  }
  const insert = (by: string): string => `INSERT INTO trades (${columns.replace('id, ', '')}) VALUES ('WORK', 2.25, 7, NOW(3), '${by}', NOW(6))`
  const writer = await client()
  const pending = await Promise.all(Array.from({ length: open }, client))
  for (const [index, one] of pending.entries()) {
    await one.query('START TRANSACTION')
    await one.query(insert(`pending ${index}`))
  }
  let [written, going, held] = [0, true, true]
  const work = (async () => {
    while (going) {
      await writer.query(insert('steady'))
      written += 1
      await new Promise((resolve) => setTimeout(resolve, every))
    }
  })()
  const commit = async (): Promise<void> => {
    if (!held) return
    held = false
    for (const one of pending) await one.query('COMMIT')
    written += open
  }
  return {
    written: () => written,
    commit,
    stop: async () => {
      going = false
      await work
      await commit()
      for (const one of [writer, ...pending]) one.destroy()
    },
  }
}
