/** What the console uses of @heavyai/connector 7, which brings no types. */
declare module '@heavyai/connector' {
  /** A column of apache-arrow 7, whose own types the compiler can't find through its package.json. */
  export type ArrowVector = Iterable<unknown> & {
    readonly type: { readonly typeId: number; readonly scale?: number; readonly unit?: number }
    readonly length: number
    readonly nullCount: number
    toArray(): unknown
  }
  export type ArrowTable = {
    readonly schema: { readonly fields: readonly { readonly name: string }[] }
    readonly numRows: number
    getChildAt(index: number): ArrowVector | null
  }

  export type Field = { readonly name: string; readonly type: string; readonly is_array: boolean }
  /** What `queryAsync` gives with `returnTiming`. Integers are Int64 objects of the thrift library (node-int64). */
  export type Formatted = {
    readonly fields: readonly Field[]
    readonly results: readonly Readonly<Record<string, unknown>>[]
    readonly timing: { readonly execution_time_ms: unknown; readonly total_time_ms: unknown }
  }
  export type ServerStatus = {
    readonly version: string | null
    readonly edition: string | null
    readonly host_name: string | null
    readonly start_time: unknown
    readonly read_only: boolean | null
  }

  export class DbCon {
    protocol(protocol: string): this
    host(host: string): this
    port(port: string): this
    dbName(name: string): this
    user(user: string): this
    password(password: string): this
    useBinaryProtocol(use: boolean): this
    initClients(): this
    sessionId(): readonly string[] | null
    sessionId(id: string): this
    connectAsync(): Promise<this>
    disconnectAsync(): Promise<this>
    getStatusAsync(): Promise<readonly ServerStatus[]>
    queryAsync(query: string, options: { readonly columnarResults: boolean; readonly returnTiming: true }): Promise<Formatted>
    queryDFAsync(query: string, options: { readonly returnTiming: true }): Promise<{ readonly results: ArrowTable; readonly timing: { readonly execution_time_ms: unknown } }>
  }

  /** Node gives the module's exports here; what honours its `__esModule` mark (Vitest, some bundlers) the class itself. */
  const connector: { readonly DbCon: typeof DbCon } | typeof DbCon
  export default connector
}
