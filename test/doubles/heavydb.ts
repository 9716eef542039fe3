/**
 * HeavyDB's Thrift interface over HTTP, in binary and JSON, on the server code that @heavyai/connector itself ships.
 * It parses no SQL: the test says what a query brings. Its faults are switches.
 */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo, Socket } from 'node:net'
import { arrowForm, columnForm, rowForm, type Table } from './heavydb-table.ts'

export * from './heavydb-table.ts'

const load = createRequire(import.meta.url)
type Struct = new (fields: Readonly<Record<string, unknown>>) => object
const thrift = load('thrift') as {
  readonly createWebServer: (options: object) => Server
  readonly TBufferedTransport: object
  readonly TBinaryProtocol: object
  readonly TJSONProtocol: object
  readonly Thrift: {
    readonly Type: { readonly STRUCT: number }
    readonly MessageType: { readonly EXCEPTION: number }
    readonly TApplicationException: new (type: number, message: string) => { write(output: object): void }
  }
}
const { Processor } = load('@heavyai/connector/thrift/Heavy.js') as { readonly Processor: new (handler: object) => object }
type Protocol = {
  readonly skip: (type: number) => void
  readonly readMessageEnd: () => void
  readonly writeMessageBegin: (name: string, type: number, id: number) => void
  readonly writeMessageEnd: () => void
  readonly flush: () => void
}
/** As the server was before Arrow: it answers as its C++ does, by a number, which Thrift for JavaScript forgets to write. */
class OldProcessor extends Processor {
  process_sql_execute_df(id: number, input: Protocol, output: Protocol): void {
    input.skip(thrift.Thrift.Type.STRUCT)
    input.readMessageEnd()
    output.writeMessageBegin('sql_execute_df', thrift.Thrift.MessageType.EXCEPTION, id)
    Object.assign(new thrift.Thrift.TApplicationException(1, "Invalid method name: 'sql_execute_df'"), { code: 1 }).write(output)
    output.writeMessageEnd()
    output.flush()
  }
}
const { TDBException, TQueryResult, TDataFrame, TServerStatus, TSessionInfo } = load('@heavyai/connector/thrift/heavy_types.js') as { readonly [Name in 'TDBException' | 'TQueryResult' | 'TDataFrame' | 'TServerStatus' | 'TSessionInfo']: Struct }

/**
 * hang: takes the request, never answers. slow: answers after `slowMs`. cut: ends the connection in the middle of the answer.
 * reset: ends it before the answer. html: a page, status 200. failing: status 500. empty: status 200 and nothing.
 * other: an answer of bytes that are not Thrift's. short: a Thrift answer that lacks its end, sent as if it were whole.
 */
export type Fault = 'hang' | 'slow' | 'cut' | 'reset' | 'html' | 'failing' | 'empty' | 'other' | 'short'

export type HeavyDbDouble = {
  readonly port: number
  /** Every query that came, in its own words, and every call. */
  readonly queries: readonly string[]
  readonly calls: readonly string[]
  /** HTTP requests, those for calls that it has not among them. */
  readonly requests: number
  readonly sessions: ReadonlySet<string>
  fault(fault: Fault | undefined): void
  /** Ends all sessions, as a restart does. */
  expire(): void
  /** Sets the password that it takes. */
  setPassword(password: string): void
  stop(): Promise<void>
}

export type DoubleOptions = {
  readonly answer?: (query: string) => Table | Promise<Table>
  readonly password?: string
  readonly version?: string
  readonly port?: number
  readonly slowMs?: number
  /** Speaks one encoding alone, as the ports of HeavyDB do; the other has its connection ended. */
  readonly only?: 'binary' | 'json'
  /** An old server: it has no call for Arrow. */
  readonly withoutArrow?: boolean
}

export const refuse = (words: string): object => new TDBException({ error_msg: words })

const none: Table = { columns: [{ name: 'n', type: 'INT', values: [1] }] }

export async function startHeavyDb(options: DoubleOptions = {}): Promise<HeavyDbDouble> {
  const { answer = () => none, version = '7.0.0-20230504-9a9ec2e8a8', slowMs = 200 } = options
  let password = options.password ?? 'HyperInteractive'
  let fault: Fault | undefined
  let made = 0
  let requests = 0
  const sessions = new Set<string>()
  const queries: string[] = []
  const calls: string[] = []
  const started = Math.floor(Date.now() / 1_000)

  const check = (session: string): void => {
    if (!sessions.has(session)) throw refuse('Session not valid.')
  }
  const ask = async (session: string, query: string): Promise<Table> => {
    check(session)
    queries.push(query)
    return answer(query)
  }
  const status = () => new TServerStatus({ read_only: false, version, rendering_enabled: false, start_time: started, edition: 'ce', host_name: 'double', poly_rendering_enabled: false, role: 0 })

  // The processor tells by the number of parameters whether a handler wants a callback: each has just those of the interface.
  const handler = {
    connect: async (user: string, given: string, database: string) => {
      calls.push('connect')
      if (user !== 'admin') throw refuse(`User ${user} does not exist.`)
      if (given !== password) throw refuse('Invalid credentials.')
      if (database !== 'heavyai') throw refuse(`Database name ${database} does not exist.`)
      const session = `session-${++made}`
      sessions.add(session)
      return session
    },
    disconnect: async (session: string) => {
      calls.push('disconnect')
      check(session)
      sessions.delete(session)
    },
    get_status: async (session: string) => {
      calls.push('get_status')
      check(session)
      return [status()]
    },
    get_server_status: async (session: string) => {
      calls.push('get_server_status')
      check(session)
      return status()
    },
    get_version: async () => version,
    get_tables: async (session: string) => {
      check(session)
      return ['flights']
    },
    get_session_info: async (session: string) => {
      check(session)
      return new TSessionInfo({ user: 'admin', database: 'heavyai', start_time: started, is_super: true })
    },
    sql_execute: async (session: string, query: string, columnar: boolean, nonce: string, _first: number, _most: number) => {
      calls.push('sql_execute')
      const table = await ask(session, query)
      return new TQueryResult({ row_set: columnar ? columnForm(table) : rowForm(table), execution_time_ms: 3, total_time_ms: 5, nonce })
    },
    sql_execute_df: async (session: string, query: string, _type: number, _id: number, _first: number, _transport: number) => {
      calls.push('sql_execute_df')
      const table = await ask(session, query)
      try {
        return new TDataFrame({ sm_handle: '', sm_size: 0, df_handle: '', df_size: 0, execution_time_ms: 3, arrow_conversion_time_ms: 1, df_buffer: arrowForm(table) })
      } catch (error) {
        throw refuse(error instanceof Error ? error.message : String(error))
      }
    },
  }

  const speaking = (protocol: object): Server =>
    thrift.createWebServer({ services: { '/': { transport: thrift.TBufferedTransport, protocol, processor: options.withoutArrow === true ? OldProcessor : Processor, handler } } })
  const servers = { binary: speaking(thrift.TBinaryProtocol), json: speaking(thrift.TJSONProtocol) }

  const faulty = (present: Fault, request: IncomingMessage, response: ServerResponse): void => {
    request.resume()
    const answers: Readonly<Record<Exclude<Fault, 'slow' | 'short'>, () => void>> = {
      hang: () => undefined,
      cut: () => {
        response.writeHead(200, { 'content-length': '1000' })
        response.write(Buffer.from([0x80, 1, 0, 2, 0, 0]), () => response.socket?.destroy())
      },
      reset: () => void response.socket?.destroy(),
      html: () => void response.writeHead(200, { 'content-type': 'text/html' }).end('<html><body>Welcome to nginx!</body></html>'),
      failing: () => void response.writeHead(500, { 'content-type': 'text/plain' }).end('Internal Server Error'),
      empty: () => void response.writeHead(200).end(),
      other: () => void response.writeHead(200).end(Buffer.from([1, 2, 3, 4])),
    }
    if (present !== 'slow' && present !== 'short') answers[present]()
  }

  const sockets = new Set<Socket>()
  const server = createServer((request, response) => {
    requests += 1
    const encoding = request.headers['content-type']?.endsWith('binary') === true ? 'binary' : 'json'
    if (options.only !== undefined && options.only !== encoding) {
      request.socket.destroy()
      return
    }
    if (fault !== undefined && fault !== 'slow' && fault !== 'short') return faulty(fault, request, response)
    if (fault === 'short') {
      const end = response.end.bind(response)
      response.end = ((whole: Buffer) => end(whole.subarray(0, whole.length - 4))) as typeof response.end
    }
    if (fault === 'slow') setTimeout(() => servers[encoding].emit('request', request, response), slowMs)
    else servers[encoding].emit('request', request, response)
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
  })
  server.listen(options.port ?? 0, '127.0.0.1')
  await once(server, 'listening')

  return {
    port: (server.address() as AddressInfo).port,
    queries, calls, sessions,
    get requests() {
      return requests
    },
    fault: (next) => {
      fault = next
    },
    expire: () => sessions.clear(),
    setPassword: (next) => {
      password = next
    },
    stop: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
