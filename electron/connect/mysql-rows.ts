/** The rows of one query, handed on as they come: what is not taken yet holds the server back, so that memory is bounded. */
import type { Link } from './mysql-link.ts'

/** BIGINT beyond 2^53, DECIMAL, dates and JSON come as text, so that nothing is lost; bytes as a Buffer. */
export type Value = string | number | Buffer | null
export type Row = readonly Value[]
/** Some rows in their order, never none. */
export type Batch = { readonly columns: readonly string[]; readonly rows: readonly Row[] }

export type Bound = string | number | bigint | boolean | null
/** `values` are bound by the server in place of each `?`, never written into the text. */
export type Query = { readonly sql: string; readonly values?: readonly Bound[] }

/** What may lie here untaken before the server is held back: bytes off the socket, and rows. */
const untakenBytes = 2 * 1024 * 1024
const untakenRows = 20_000

/** The query is not whole: its signal was over. */
export class Interrupted extends Error {}

/**
 * Batches as they come off the socket. Whoever stops taking before the end leaves the link spoiled: `ended` says so.
 * @throws the driver's error, or Interrupted
 */
export async function* batchesOf(link: Link, query: Query, signal: AbortSignal, ended: { whole: boolean }): AsyncGenerator<Batch, void, undefined> {
  const { connection, socket } = link
  let columns: readonly string[] = []
  let rows: Row[] = []
  let takenAt = socket.bytesRead
  let paused = false
  let done = false
  let failed: { readonly error: unknown } | undefined
  let wake = (): void => undefined
  const fail = (error: unknown): void => {
    failed ??= { error }
    wake()
  }
  const onAbort = (): void => fail(new Interrupted('interrupted'))
  const onLost = (error: unknown): void => fail(error)
  const onClosed = (): void => fail(Object.assign(new Error('the connection was closed'), { code: 'PROTOCOL_CONNECTION_LOST' }))
  if (signal.aborted) {
    ended.whole = true
    throw new Interrupted('interrupted')
  }
  signal.addEventListener('abort', onAbort)
  connection.on('error', onLost)
  const stopWaiting = link.onClose(onClosed)
  const { sql, values } = query
  const command = values === undefined ? connection.query({ sql, rowsAsArray: true }) : connection.execute({ sql, values: [...values], rowsAsArray: true })
  command.on('fields', (fields: readonly { readonly name: string }[] | undefined) => {
    columns = fields?.map(({ name }) => name) ?? []
  })
  command.on('result', (row: Row) => {
    rows.push(row)
    if (!paused && (rows.length >= untakenRows || socket.bytesRead - takenAt >= untakenBytes)) {
      paused = true
      connection.pause()
    }
    if (rows.length === 1) wake()
  })
  command.on('error', (error: unknown) => {
    // An error of the server is the answer: the link is whole again.
    ended.whole = true
    fail(error)
  })
  command.on('end', () => {
    ended.whole = true
    done = true
    wake()
  })
  try {
    for (;;) {
      if (failed !== undefined) throw failed.error
      if (rows.length > 0) {
        const batch = { columns, rows }
        rows = []
        yield batch
        takenAt = socket.bytesRead
        if (paused) {
          paused = false
          connection.resume()
        }
      } else if (done) {
        return
      } else {
        const { promise, resolve } = Promise.withResolvers<void>()
        wake = resolve
        await promise
      }
    }
  } finally {
    signal.removeEventListener('abort', onAbort)
    connection.off('error', onLost)
    stopWaiting()
  }
}
