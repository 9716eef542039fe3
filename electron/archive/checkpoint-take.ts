/**
 * Takes one consistent dump. A moment's lock (FLUSH TABLES WITH READ LOCK) covers the beginning of two snapshots, the
 * dump's and our own, and the reading of the log's position: what is counted is what is dumped. Then everyone goes on.
 * Semantics 15 of the design; trust, fault 17.
 */
import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { constants, createZstdCompress } from 'node:zlib'
import { folderSynced } from '../atomic-file.ts'
import type { CheckpointFile, LogPosition, OnStep } from '../connect/checkpoints.ts'
import { ConnectError } from '../connect/connector.ts'
import type { Environment } from '../../shared/metrics.ts'
import { ownHash } from './checksum.ts'
import { holdAlone } from './checkpoint-schemas.ts'
import { floatMends, isOwn, totalOf, wholeTables } from './checkpoint-tables.ts'
import { startTool, together, type Tool } from './checkpoint-tools.ts'
import { ArchiveRefusal } from './error.ts'
import { currentPosition } from './log-files.ts'
import { identityOf } from './pair.ts'
import { openSession, type Session } from './session.ts'
import type { DatabaseLink } from './settings.ts'
import { sqlText, type Table } from './tables.ts'

/** Seconds that everyone may have to wait for the lock, behind a statement that runs long. */
const lockWait = 3

const dumpArgs = [
  '--single-transaction', '--quick', '--hex-blob', '--tz-utc', '--skip-triggers', '--skip-add-drop-table', '--no-tablespaces',
  '--default-character-set=utf8mb4', '--max-allowed-packet=1G',
] as const

type Moment = { readonly at: number; readonly position: LogPosition | undefined; readonly definitions: string; readonly dump: Tool; readonly text: AsyncGenerator<Buffer> }

export async function takeCheckpoint(
  link: DatabaseLink, within: number, environment: Environment, to: { readonly id: string; readonly folder: string }, outer: AbortSignal, onProgress: OnStep,
): Promise<CheckpointFile> {
  if (!/^\w[\w.-]{0,99}$/.test(to.id)) throw new ArchiveRefusal(`a checkpoint can't be called ${to.id}: letters, digits, _ . and -`)
  const begun = performance.now()
  const stop = new AbortController()
  const signal = AbortSignal.any([outer, stop.signal])
  const path = join(to.folder, `${environment}-${to.id}.sql.zst`)
  const making = `${path}.making`
  await mkdir(to.folder, { recursive: true, mode: 0o700 })
  const reader = await openSession(link, within, signal)
  try {
    await holdAlone(reader, signal)
    const identity = await identityOf(reader, signal)
    const hash = await ownHash(reader, signal)
    const tables = await wholeTables(reader, signal)
    if (tables.filter((table) => !isOwn(table)).length === 0) throw new ArchiveRefusal(`the database ${link.database} has no table`)
    await rm(making, { force: true })
    const { at, position, definitions, dump, text } = await atOneMoment(link, within, reader, tables, signal)
    const found: { table: string; rows: number; checksum: string }[] = []
    const adding = (async (): Promise<void> => {
      for (const table of tables.filter((one) => !isOwn(one))) {
        // The savepoint gives the table's lock back: nobody's ALTER waits for the end of the dump.
        await reader.run('SAVEPOINT fifteen', signal)
        found.push({ table: table.name, ...(await totalOf(reader, table, hash, signal, (rows) => onProgress({ what: `count table ${table.name}`, done: rows, total: Math.max(rows, table.about) }))) })
        await reader.run('ROLLBACK TO SAVEPOINT fifteen', signal)
      }
    })()
    const digest = createHash('sha256')
    let bytes = 0
    async function* whole(): AsyncGenerator<Buffer | string> {
      yield* text
      await adding
      yield "SET SESSION time_zone = '+00:00', sql_mode = '';\n"
      for (const table of tables) yield* floatMends(reader, table, signal)
      yield '-- Fifteen: whole\n'
    }
    const writing = pipeline(
      whole(),
      createZstdCompress({ params: { [constants.ZSTD_c_checksumFlag]: 1 } }),
      async function* counted(source: AsyncIterable<Buffer>) {
        for await (const chunk of source) {
          digest.update(chunk)
          bytes += chunk.length
          onProgress({ what: 'dump the tables', done: bytes, total: Math.max(bytes, tables.reduce((sum, table) => sum + table.about * table.bytes, 0)) })
          yield chunk
        }
      },
      createWriteStream(making, { flags: 'wx', mode: 0o600, flush: true }),
      { signal },
    )
    await together(stop, adding, dump.ended, writing)
    if ((await definitionsNow(reader, signal)) !== definitions) throw new ArchiveRefusal('the definition of a table changed while the dump was taken: take it again')
    await rename(making, path)
    await folderSynced(to.folder)
    return {
      id: to.id, environment, identity, at, path, bytes, sha256: digest.digest('hex'), tables: found, ...(position !== undefined && { position }),
      ms: performance.now() - begun,
    }
  } catch (error) {
    stop.abort(error)
    await rm(making, { force: true })
    throw fileError(link.target, making, error)
  } finally {
    await reader.close()
  }
}

/** What the file system says, for people; anything else as it is. */
function fileError(target: string, path: string, error: unknown): unknown {
  if (!(error instanceof Error) || !('syscall' in error)) return error
  const mend = 'code' in error && error.code === 'ENOSPC' ? 'The disk of this console is full: make room, then take it again.' : 'See whether the console may write there.'
  return new ConnectError({ target, tried: `write ${path}`, reason: 'invalid', detail: error.message, mend: `${mend} Nothing was kept.`, cause: error })
}

/** The lock, held until both snapshots have begun. */
async function atOneMoment(link: DatabaseLink, within: number, reader: Session, tables: readonly Table[], signal: AbortSignal): Promise<Moment> {
  const locker = await openSession(link, within, signal)
  try {
    await locker.run(`SET SESSION lock_wait_timeout = ${lockWait}`, signal)
    await locker.run('FLUSH TABLES WITH READ LOCK', signal, 'hold all tables for the beginning of the dump')
    await reader.run('START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY', signal, 'take a consistent snapshot')
    const position = await currentPosition(locker, signal)
    const definitions = await definitionsNow(locker, signal)
    const [[at] = []] = await locker.ask('SELECT FLOOR(UNIX_TIMESTAMP(SYSDATE(6)) * 1000)', signal)
    const names = JSON.stringify(tables.map(({ name }) => name))
    if (JSON.stringify((await wholeTables(locker, signal)).map(({ name }) => name)) !== names) throw new ArchiveRefusal('a table came or went as the dump began: take it again')
    const isLogged = position !== undefined && locker.flavour === 'mariadb'
    const dump = await startTool(link, 'dump', [...dumpArgs, ...(isLogged ? ['--master-data=2'] : []), '--', link.database, ...tables.map(({ name }) => name)], `dump the database ${link.database}`, signal)
    dump.stdin.end()
    const { begun, text } = watched(dump, isLogged ? position : undefined)
    await begun
    return { at: Number(at), position, definitions, dump, text }
  } finally {
    await locker.close()
  }
}

/** Tells when the dump's snapshot stands, and that the dump is whole. */
function watched(dump: Tool, position: LogPosition | undefined): { readonly begun: Promise<void>; readonly text: AsyncGenerator<Buffer> } {
  const source = dump.stdout[Symbol.asyncIterator]() as AsyncIterableIterator<Buffer>
  const head: Buffer[] = []
  const begun = (async (): Promise<void> => {
    for (;;) {
      const { done, value } = await source.next()
      if (done === true) break
      head.push(value)
      // A table's definition is read after the snapshot was taken.
      if (Buffer.concat(head).includes('\n-- Table structure')) return
    }
    await dump.ended
  })()
  async function* text(): AsyncGenerator<Buffer> {
    const first = Buffer.concat(head).toString('latin1')
    const said = /^-- CHANGE MASTER TO MASTER_LOG_FILE='([^']*)', MASTER_LOG_POS=(\d+);/m.exec(first)
    if (position !== undefined && (said?.[1] !== position.file || Number(said[2]) !== position.offset))
      throw new ArchiveRefusal(`the dump says that it began at ${said?.[1] ?? 'no place'} ${said?.[2] ?? ''} of the log, and not at ${position.file} ${position.offset}: something wrote in spite of the lock. Take it again`)
    let tail = Buffer.alloc(0)
    const keep = (chunk: Buffer): void => {
      tail = Buffer.concat([tail, chunk.subarray(-tailKept)]).subarray(-tailKept)
    }
    for (const chunk of head) {
      keep(chunk)
      yield chunk
    }
    for await (const chunk of { [Symbol.asyncIterator]: () => source }) {
      keep(chunk)
      yield chunk
    }
    await dump.ended
    if (!tail.includes('\n-- Dump completed')) throw new ArchiveRefusal('the dump ends in the middle: its last line is missing')
  }
  return { begun, text: text() }
}
const tailKept = 200

const definitionsNow = async (session: Session, signal: AbortSignal): Promise<string> =>
  JSON.stringify(await session.ask(`SELECT TABLE_NAME, CAST(CREATE_TIME AS CHAR), TABLE_COLLATION FROM information_schema.TABLES WHERE TABLE_SCHEMA = ${sqlText(session.settings.database)} AND TABLE_TYPE <> 'VIEW' ORDER BY TABLE_NAME`, signal, 'read the definitions of the tables'))
