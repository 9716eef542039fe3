/** The market table: one SQLite file that both environments open read-only; it stands for HeavyDB. */
import { existsSync, renameSync, rmSync } from 'node:fs'
import Database from 'better-sqlite3'
import { symbols } from './archive.ts'
import { seededRandom } from './random.ts'

/** Makes the table if the file is not there: a seeded random walk for each symbol, prices in cents. */
export const prepareMarket = (file: string, options: { readonly seed: number; readonly rows: number }): void => {
  if (existsSync(file)) return
  const making = `${file}.making`
  for (const leftover of [making, `${making}-journal`]) rmSync(leftover, { force: true })
  const random = seededRandom(options.seed)
  const market = new Database(making)
  market.pragma('synchronous = OFF')
  market.exec('CREATE TABLE market (id INTEGER PRIMARY KEY, symbol TEXT NOT NULL, cents INTEGER NOT NULL, volume INTEGER NOT NULL)')
  const add = market.prepare('INSERT INTO market VALUES (?, ?, ?, ?)')
  const prices = symbols.map((_, index) => 5_000 + index * 3_000)
  market.transaction(() => {
    for (let id = 1; id <= options.rows; id += 1) {
      const index = (id - 1) % symbols.length
      prices[index] = Math.max(100, Math.round((prices[index] ?? 0) * (1 + (random() - 0.5) / 100)))
      add.run(id, symbols[index], prices[index], Math.floor(random() * 10_000))
    }
  })()
  market.exec('CREATE INDEX market_symbol ON market (symbol, id)')
  market.close()
  renameSync(making, file)
}

export type Market = {
  readonly rows: number
  /** Up to `count` prices in cents after a row, going round at the table's end. */
  readonly prices: (after: number, count: number) => readonly number[]
  /** The last price of a symbol in cents, undefined for an unknown one. */
  readonly quote: (symbol: string) => number | undefined
  readonly close: () => void
}

export const openMarket = (file: string): Market => {
  const market = new Database(file, { readonly: true, fileMustExist: true })
  const rows = market.prepare('SELECT max(id) FROM market').pluck().get() as number
  const next = market.prepare('SELECT cents FROM market WHERE id > ? ORDER BY id LIMIT ?').pluck()
  const last = market.prepare('SELECT cents FROM market WHERE symbol = ? ORDER BY id DESC LIMIT 1').pluck()
  return {
    rows,
    prices: (after, count) => next.all(after % rows, count) as number[],
    quote: (symbol) => last.get(symbol) as number | undefined,
    close: () => market.close(),
  }
}
