import { openArchive, type Archive } from './archive.ts'

/** No connection could be had: none came free in time, or the database refused. */
export class PoolError extends Error {}

type Waiter = { readonly take: (connection: Archive) => void; readonly timer: NodeJS.Timeout }

/** A fixed number of connections to one archive; who finds none free waits in line. */
export class Pool {
  readonly size: number
  failures = 0
  readonly #free: Archive[]
  readonly #line: Waiter[] = []
  readonly #waitMs: number
  readonly #refuses: () => boolean

  /** `refuses` is asked at each acquire: true is a connection that failed. */
  constructor(options: { readonly file: string; readonly size: number; readonly waitMs: number; readonly refuses: () => boolean }) {
    this.size = options.size
    this.#free = Array.from({ length: options.size }, () => openArchive(options.file))
    this.#waitMs = options.waitMs
    this.#refuses = options.refuses
  }

  get inUse(): number {
    return this.size - this.#free.length
  }

  /** Runs the work on a connection of its own. Throws PoolError when there is none. */
  async use<T>(work: (archive: Archive) => T | Promise<T>): Promise<T> {
    const connection = await this.#acquire()
    try {
      return await work(connection)
    } finally {
      this.#release(connection)
    }
  }

  #acquire(): Promise<Archive> {
    if (this.#refuses()) return Promise.reject(this.#failed('the database refused the connection'))
    const connection = this.#free.pop()
    if (connection !== undefined) return Promise.resolve(connection)
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#line.splice(this.#line.indexOf(waiter), 1)
        reject(this.#failed(`no database connection came free in ${this.#waitMs} ms`))
      }, this.#waitMs)
      const waiter: Waiter = { take: resolve, timer }
      this.#line.push(waiter)
    })
  }

  #release(connection: Archive): void {
    const waiter = this.#line.shift()
    if (waiter === undefined) {
      this.#free.push(connection)
      return
    }
    clearTimeout(waiter.timer)
    waiter.take(connection)
  }

  #failed(message: string): PoolError {
    this.failures += 1
    return new PoolError(message)
  }
}
