/**
 * A few kept connections to one server, and the queries on them. A query that is not over in time is ended at the server
 * too (KILL QUERY on a connection of its own): what the console no longer waits for must not go on loading a database.
 */
import { ConnectError } from './connector.ts'
import { leavesUsable, mysqlError, mysqlTimeout, refusedStatement, shortened } from './mysql-error.ts'
import { openLink, runOn, type Link, type LinkSettings } from './mysql-link.ts'
import { batchesOf, Interrupted, type Batch, type Query } from './mysql-rows.ts'
import { readStatement } from './mysql-statement.ts'

export type Pool = {
  /** The batches of one SELECT or SHOW. Kept links are few: `own` takes a link of its own, for a long result. @throws ConnectError */
  batches(query: Query, signal: AbortSignal, options?: { readonly own?: boolean }): AsyncGenerator<Batch, void, undefined>
  /** Which of the two the server is, once a link is there. @throws ConnectError */
  flavour(signal: AbortSignal): Promise<Link['flavour']>
  /** Resolves once every connection is closed and no query of ours runs on. */
  stop(): Promise<void>
}

/** Ending a query at the server may take this many ms; where it does not get through, the server's own limit ends it. */
const killWithin = 2_000

type Waiter = { readonly take: (link: Link) => void; readonly fail: (error: unknown) => void }

export function createPool(settings: LinkSettings, size: number): Pool {
  const { target, name } = settings
  const stopping = new AbortController()
  const links = new Set<Link>()
  const idle: Link[] = []
  /** Links with a query on them, by its mark. */
  const active = new Map<Link, string>()
  const waiters: Waiter[] = []
  const kills = new Set<Promise<void>>()
  let opening = 0
  let queries = 0

  const offer = (link: Link): void => {
    if (!link.isOpen()) return
    const waiter = waiters.shift()
    if (waiter === undefined) idle.push(link)
    else waiter.take(link)
  }

  const openMore = async (): Promise<void> => {
    if (stopping.signal.aborted || links.size + opening >= size) return
    opening += 1
    try {
      const link = await openLink(settings, stopping.signal)
      links.add(link)
      link.onClose(() => {
        links.delete(link)
        if (idle.includes(link)) idle.splice(idle.indexOf(link), 1)
        if (waiters.length > 0) void openMore()
      })
      offer(link)
    } catch (error) {
      // Whoever waits may yet get a link that is in use.
      if (links.size === 0 && opening === 1) for (const waiter of waiters.splice(0)) waiter.fail(error)
    } finally {
      opening -= 1
    }
  }

  const acquire = async (signal: AbortSignal): Promise<Link> => {
    if (stopping.signal.aborted) throw mysqlTimeout(target, `connect ${name}`, 'the console stopped')
    const kept = idle.pop()
    if (kept !== undefined) return kept
    const { promise, resolve, reject } = Promise.withResolvers<Link>()
    const waiter: Waiter = { take: resolve, fail: reject }
    const onAbort = (): void => {
      const at = waiters.indexOf(waiter)
      if (at >= 0) waiters.splice(at, 1)
      reject(mysqlTimeout(target, `connect ${name}`, links.size === 0 ? 'no connection in time' : 'the query did not get its turn in time'))
    }
    signal.addEventListener('abort', onAbort)
    waiters.push(waiter)
    if (signal.aborted) onAbort()
    else void openMore()
    try {
      return await promise
    } finally {
      signal.removeEventListener('abort', onAbort)
    }
  }

  /** Ends our query on a connection whose answer is no longer waited for, if it still runs: known by its mark, never by its number alone. */
  const kill = async (threadId: number, mark: string): Promise<void> => {
    const link = await openLink(settings, AbortSignal.timeout(killWithin), { queries: false, within: killWithin })
    const limit = setTimeout(() => link.close(), killWithin)
    try {
      const running = await runOn(link, settings, `SELECT 1 FROM information_schema.PROCESSLIST WHERE ID = ${threadId} AND INFO LIKE '${mark}%'`)
      if (running.length > 0) await runOn(link, settings, `KILL QUERY ${threadId}`)
    } finally {
      clearTimeout(limit)
      link.close()
    }
  }

  const endQuery = (link: Link, mark: string): void => {
    link.close()
    // A server that can't be reached now ends the query by its own limit (serverLimit), or when it writes to the closed connection.
    const ending: Promise<void> = kill(link.threadId, mark).catch((error: unknown) => {
      if (!(error instanceof ConnectError)) throw error
    }).finally(() => kills.delete(ending))
    kills.add(ending)
  }

  async function* runQuery(link: Link, query: Query, tried: string, signal: AbortSignal, own: boolean): AsyncGenerator<Batch, void, undefined> {
    const mark = `/* Fifteen ${target} ${(queries += 1)} */`
    const ended = { whole: false }
    let usable = true
    active.set(link, mark)
    try {
      yield* batchesOf(link, { ...query, sql: `${mark} ${query.sql}` }, AbortSignal.any([signal, stopping.signal]), ended)
    } catch (error) {
      usable = leavesUsable(error)
      if (error instanceof Interrupted) throw mysqlTimeout(target, tried, stopping.signal.aborted ? 'the console stopped' : 'the query was not over in time')
      throw mysqlError(target, tried, error)
    } finally {
      const isOurs = active.delete(link)
      if (!ended.whole && isOurs && link.isOpen()) endQuery(link, mark)
      else if (usable && !own) offer(link)
      else link.close()
    }
  }

  return {
    async *batches(query, signal, { own = false } = {}) {
      const statement = readStatement(query.sql)
      if ('wrong' in statement) throw refusedStatement(target, query.sql, statement.wrong)
      const checked = { ...query, sql: statement.sql }
      const tried = `read ${shortened(checked.sql)}`
      for (;;) {
        const wasKept = !own && idle.length > 0
        const link = own ? await openLink({ ...settings, serverLimit: 0 }, AbortSignal.any([signal, stopping.signal])) : await acquire(signal)
        let begun = false
        try {
          for await (const batch of runQuery(link, checked, tried, signal, own)) {
            begun = true
            yield batch
          }
          return
        } catch (error) {
          // The server closed a kept connection just as it was used again, or was restarted: for a read that is no answer yet.
          const isStale = wasKept && !begun && error instanceof ConnectError && error.reason === 'unreachable' && !signal.aborted
          if (!isStale) throw error
        }
      }
    },
    flavour: async (signal) => {
      const link = await acquire(signal)
      offer(link)
      return link.flavour
    },
    stop: async () => {
      stopping.abort()
      for (const waiter of waiters.splice(0)) waiter.fail(mysqlTimeout(target, `connect ${name}`, 'the console stopped'))
      for (const [link, mark] of active) endQuery(link, mark)
      active.clear()
      for (const link of links) link.close()
      await Promise.all(kills)
    },
  }
}
