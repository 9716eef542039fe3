/** Backtests: real work over the market table, paced to the lab's rows per second. Plan: "Performance Baseline". */
import { setTimeout as pause, setImmediate as nextTurn } from 'node:timers/promises'
import type { Environment } from '../../shared/metrics.ts'
import type { Archive } from './archive.ts'
import type { Market } from './market.ts'
import { PoolError, type Pool } from './pool.ts'
import { between, seededRandom, seedOf } from './random.ts'
import { backtester, windowsOf } from './strategy.ts'

export type Job = { readonly id: string; readonly user: string; readonly strategy: string; readonly rows: number; readonly createdAt: number }
type Stored = { readonly state: 'running' | 'done' | 'ended'; readonly pnl: string | null; readonly rows: number }

// Read and computed in well under 5 ms, so that other requests are answered between two chunks.
const chunkRows = 400
/** After a stall a job catches up at twice its pace and no faster, and half a second at most: it would look many times as fast. */
const fastest = 0.5
const catchUpMs = 500
/** How often a job asks whether it is still wanted. */
const lookEveryMs = 250

export const storedBacktest = (archive: Archive, id: string): Stored | undefined =>
  archive.prepare('SELECT state, pnl, rows FROM backtests WHERE id = ?').get(id) as Stored | undefined

export class Backtests {
  rows = 0
  seconds = 0
  readonly #running = new Set<string>()
  readonly #options: BacktestOptions

  constructor(options: BacktestOptions) {
    this.#options = options
  }

  /** Begins a job whose row is already stored as running; one that runs here already goes on alone. */
  run(job: Job): void {
    if (this.#running.has(job.id)) return
    this.#running.add(job.id)
    this.#work(job).catch(console.error).finally(() => this.#running.delete(job.id))
  }

  /** Stores a job as running here. An earlier row of the same id is taken over only while it is not done. */
  store(archive: Archive, job: Job, now: number): boolean {
    return archive
      .prepare(`INSERT INTO backtests (id, user, strategy, rows, pnl, state, environment, created_at, updated_at)
        VALUES (@id, @user, @strategy, @rows, NULL, 'running', @environment, @createdAt, @now)
        ON CONFLICT (id) DO UPDATE SET environment = excluded.environment, updated_at = excluded.updated_at
        WHERE backtests.state = 'running' AND backtests.environment <> excluded.environment`)
      .run({ ...job, environment: this.#options.environment, now }).changes === 1
  }

  /** Goes on with what an earlier process of this environment left open. */
  resume(archive: Archive): void {
    const left = archive
      .prepare(`SELECT id, user, strategy, rows, created_at AS createdAt FROM backtests WHERE state = 'running' AND environment = ?`)
      .all(this.#options.environment) as Job[]
    for (const job of left) this.run(job)
  }

  async #work(job: Job): Promise<void> {
    const { market, pool, seed, speed, rowsPerSecond } = this.#options
    const random = seededRandom(seedOf(seed, job.id))
    const windows = windowsOf(job.strategy)
    if (windows === undefined) throw new Error(`backtest ${job.id}: unknown strategy ${job.strategy}`)
    const test = backtester(windows)
    // The same id starts at the same row in both environments, so both come to the same result.
    let at = seedOf(job.id) % market.rows
    let due = performance.now()
    let marked = due
    let looked = due
    const noise = between(random, 1.005, 1.025)
    for (let done = 0; done < job.rows; ) {
      const prices = market.prices(at, Math.min(chunkRows, job.rows - done))
      for (const price of prices) test.feed(price)
      done += prices.length
      at = (at + prices.length) % market.rows
      const pace = (prices.length / (rowsPerSecond * noise * speed())) * 1_000
      due += pace
      const early = Math.max(due, marked + pace * fastest) - performance.now()
      // Rounded down: timers fire late by about what is cut off here.
      await (early >= 1 ? pause(Math.floor(early)) : nextTurn())
      const now = performance.now()
      this.rows += prices.length
      this.seconds += (now - marked) / 1_000
      marked = now
      due = Math.max(due, now - catchUpMs)
      if (now - looked < lookEveryMs) continue
      looked = now
      if (this.#options.isEnded(job.id)) return
    }
    await this.#finish(pool, job.id, test.pnl())
  }

  async #finish(pool: Pool, id: string, pnl: string): Promise<void> {
    for (;;) {
      try {
        await pool.use((archive) =>
          archive.prepare(`UPDATE backtests SET state = 'done', pnl = ?, updated_at = ? WHERE id = ? AND state <> 'ended'`).run(pnl, Date.now(), id),
        )
        return
      } catch (error) {
        if (!(error instanceof PoolError)) throw error
        // The pool has counted it; the result is too dear to lose, so it is offered again.
        await pause(250)
      }
    }
  }
}

export type BacktestOptions = {
  readonly environment: Environment
  readonly market: Market
  readonly pool: Pool
  readonly seed: number
  readonly rowsPerSecond: number
  /** Factor on the speed, asked at each chunk; 1 is normal. */
  readonly speed: () => number
  /** Did the archive's keeper end this job? Asked a few times a second. */
  readonly isEnded: (id: string) => boolean
}
