/**
 * The events of one file of the binary log, and which of its transactions are replayed: those of the live database,
 * written row by row, committed before the moment. They are copied as they are into a file of their own, so that nothing
 * else of the log, no statement with a name of the live database in it, can reach the server again.
 *
 * The log dates a transaction by the second in which its COMMIT began; its order is the order of the commits.
 * Format: MariaDB's documentation, "Replication Protocol", events of version 4.
 */
import { createReadStream } from 'node:fs'
import { open, stat, type FileHandle } from 'node:fs/promises'
import { crc32, inflateSync } from 'node:zlib'
import { ArchiveRefusal } from './error.ts'
import { ownPrefix } from './tables.ts'

type Event = { readonly at: number; readonly type: number; readonly seconds: number; readonly ignorable: boolean; readonly bytes: Buffer }

const types = {
  query: 2, stop: 3, rotate: 4, format: 15, xid: 16, beginLoad: 17, loadQuery: 18, tableMap: 19, incident: 26, heartbeat: 27,
  mysqlGtid: 33, mysqlAnonymous: 34, mysqlPrevious: 35, xaPrepare: 38,
  annotate: 160, checkpoint: 161, gtid: 162, gtidList: 163, startEncryption: 164, queryCompressed: 165,
} as const
const rowTypes: ReadonlySet<number> = new Set([20, 21, 22, 23, 24, 25, 30, 31, 32, 39, 166, 167, 168, 169, 170, 171])
const between: ReadonlySet<number> = new Set([types.stop, types.rotate, types.format, types.heartbeat, types.mysqlPrevious, types.checkpoint, types.gtidList, types.startEncryption])
/** Variables and random numbers of a statement that follows: that one is looked at. */
const forStatements: ReadonlySet<number> = new Set([5, 13, 14])

const magic = Buffer.from([0xfe, 0x62, 0x69, 0x6e])
const headerLength = 19

/** What a statement may be once it is unpacked: as much as the server takes at once (max_allowed_packet). */
const largestStatement = 1 << 30
const damaged = (at: number, why: string, cause?: unknown): ArchiveRefusal => new ArchiveRefusal(`the log of changes is damaged at ${at}: ${why}`, { cause })

/** An event that is shorter than what it says, or is packed wrongly: its bytes are none of the log's. */
function read<T>({ at }: Event, look: () => T): T {
  try {
    return look()
  } catch (error) {
    if (!(error instanceof RangeError) && !(error instanceof Error && 'code' in error && String(error.code).startsWith('Z_'))) throw error
    throw damaged(at, 'an event is not whole', error)
  }
}

/**
 * All of a file; a last event that is not whole is passed over: it was being written. Each says where it ends in the file:
 * a length that was changed would otherwise pass over all that follows, in silence.
 */
async function* eventsOf(path: string): AsyncGenerator<Event, void, undefined> {
  const { size } = await stat(path)
  let parts: Buffer[] = []
  let [at, held, needed, checksum] = [0, 0, magic.length, 0]
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) {
    parts.push(chunk as Buffer)
    held += (chunk as Buffer).length
    // A large event is put together once, when all of it is there.
    if (held < needed) continue
    const kept = Buffer.concat(parts)
    let used = 0
    if (at === 0) {
      if (!kept.subarray(0, magic.length).equals(magic)) throw new ArchiveRefusal('a file of the log of changes is none that can be read')
      used = at = magic.length
    }
    needed = headerLength
    while (kept.length - used >= headerLength) {
      const length = kept.readUInt32LE(used + 9)
      const end = kept.readUInt32LE(used + 13)
      if (length < headerLength) throw damaged(at, `an event of ${length} bytes`)
      if (end !== 0 && end !== (at + length) % 2 ** 32) throw damaged(at, `an event of ${length} bytes does not end where it says`)
      if (at + length > size) return
      needed = length
      if (kept.length - used < length) break
      const bytes = kept.subarray(used, used + length)
      const event = { at, type: bytes.readUInt8(4), seconds: bytes.readUInt32LE(0), ignorable: (bytes.readUInt16LE(17) & 0x80) !== 0, bytes }
      // Of the format itself one bit says that the file is in use: it is changed later, and is not in the sum.
      if (event.type === types.format) checksum = checksumOf(event)
      else if (checksum > 0 && (length < headerLength + checksum || crc32(bytes.subarray(0, -checksum)) !== bytes.readUInt32LE(length - checksum))) throw damaged(at, 'an event is not what its checksum says')
      yield event
      used += length
      at += length
      needed = headerLength
    }
    parts = [kept.subarray(used)]
    held = kept.length - used
  }
}

/** Bytes with which events end, as the format says in the last byte before its own. */
const checksumOf = (event: Event): number => read(event, () => (event.bytes.readUInt8(event.bytes.length - 5) === 1 ? 4 : 0))

/** Database and text of a statement. */
const statementOf = (event: Event, checksum: number) => read(event, () => statementIn(event, checksum))

function statementIn({ type, bytes }: Event, checksum: number): { readonly database: string; readonly text: string } {
  const start = headerLength + 13
  const databaseLength = bytes.readUInt8(headerLength + 8)
  const variables = bytes.readUInt16LE(headerLength + 11)
  const database = bytes.toString('utf8', start + variables, start + variables + databaseLength)
  const body = bytes.subarray(start + variables + databaseLength + 1, bytes.length - checksum)
  if (type !== types.queryCompressed) return { database, text: body.toString('utf8') }
  return { database, text: inflateSync(body.subarray(1 + (body.readUInt8(0) & 7)), { maxOutputLength: largestStatement }).toString('utf8') }
}

const databaseOfMap = (event: Event): string => read(event, () => event.bytes.toString('utf8', headerLength + 9, headerLength + 9 + event.bytes.readUInt8(headerLength + 8)))

const tableOf = (event: Event): number => read(event, () => event.bytes.readUIntLE(headerLength, 6))
const endsStatement = (event: Event): boolean => read(event, () => (event.bytes.readUInt16LE(headerLength + 6) & 1) !== 0)
/** The same rows as the last ones of their statement. */
function asLast(rows: Buffer, checksum: number): Buffer {
  const last = Buffer.from(rows)
  last.writeUInt16LE(last.readUInt16LE(headerLength + 6) | 1, headerLength + 6)
  if (checksum > 0) last.writeUInt32LE(crc32(last.subarray(0, -checksum)), last.length - checksum)
  return last
}

const withoutComments = (text: string): string => text.replace(/^(?:\s+|\/\*(?!!|M!)[\s\S]*?\*\/)+/, '')
/** Changes neither rows nor tables. */
const isHarmless = (text: string): boolean =>
  /^(?:GRANT|REVOKE|SET|FLUSH|ANALYZE|OPTIMIZE|BEGIN|COMMIT|ROLLBACK$|SAVEPOINT|RELEASE)\b/i.test(text) ||
  /^(?:CREATE|DROP)(?:\s+OR\s+REPLACE)?\s+TEMPORARY\b/i.test(text) ||
  /^(?:CREATE|ALTER|DROP)\b(?:(?!\b(?:TABLE|INDEX|DATABASE|SCHEMA|SEQUENCE)\b)[\s\S]){0,200}?\b(?:VIEW|PROCEDURE|FUNCTION|PACKAGE|TRIGGER|EVENT|USER|ROLE)\b/i.test(text)
const isOwnTable = (text: string): boolean => new RegExp(`^CREATE TABLE IF NOT EXISTS \`${ownPrefix}`).test(text)
const shown = (text: string): string => text.replaceAll(/\s+/g, ' ').slice(0, 80)
const momentText = (seconds: number): string => new Date(seconds * 1_000).toISOString().replace('.000Z', ' UTC').replace('T', ' ')

export type Chosen = {
  /** A transaction of the moment, or later, was met: no later file is needed. */
  readonly over: boolean
  readonly transactions: number
}

/**
 * @param before unix seconds: what was committed in this second or later is left out
 * @param from offset in the source at which the replay begins; 0: its beginning
 * @param target path of the file that is made, for mariadb-binlog
 * @throws ArchiveRefusal for a change of the live database that can't be replayed beside it
 */
export async function chooseTransactions(source: string, target: string, { live, from, before, signal }: { readonly live: string; readonly from: number; readonly before: number; readonly signal: AbortSignal }): Promise<Chosen> {
  const out = await open(target, 'wx', 0o600)
  try {
    return await choose(source, out, live, from, before, signal)
  } finally {
    await out.close()
  }
}

/** Written in pieces; taken back to where a transaction began that is not wanted. */
function writer(file: FileHandle) {
  let written = 0
  let waiting: Buffer[] = []
  let length = 0
  const flush = async (): Promise<void> => {
    if (length === 0) return
    const all = Buffer.concat(waiting)
    await file.write(all, 0, all.length, written)
    written += all.length
    waiting = []
    length = 0
  }
  return {
    add: async (bytes: Buffer): Promise<void> => {
      waiting.push(bytes)
      length += bytes.length
      if (length > 4 * 1024 * 1024) await flush()
    },
    size: (): number => written + length,
    flush,
    cut: async (to: number): Promise<void> => {
      await flush()
      await file.truncate(to)
      written = to
    },
  }
}

async function choose(source: string, file: FileHandle, live: string, from: number, before: number, signal: AbortSignal): Promise<Chosen> {
  const out = writer(file)
  await out.add(magic)
  const word = new RegExp(`(?<![\\w$])${live.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)}(?![\\w$])`, 'i')
  const touches = (database: string, text: string): boolean => database === live || (word.test(text) && !database.startsWith(ownPrefix))
  let checksum = 0
  let transactions = 0
  /** Tables of the live database, by their number in the log. */
  const own = new Set<number>()
  /** Rows of a live table, until it is known whether others of the same statement follow. */
  let rows: Buffer | undefined
  const addRows = async (): Promise<void> => {
    if (rows !== undefined) await out.add(rows)
    rows = undefined
  }
  /** The transaction that is being read. */
  let group: { readonly began: number; readonly single: boolean; readonly late: boolean; touched: boolean; odd: string | undefined } | undefined
  let over = false
  /** Nothing of the live database is wanted from here on. What others did, dated by whatever clock, ends nothing. */
  const stop = async (): Promise<void> => {
    over = true
    rows = undefined
    if (group !== undefined) await out.cut(group.began)
    group = undefined
  }
  const refuse = async (seconds: number, why: string): Promise<void> => {
    if (seconds >= before) return stop()
    throw new ArchiveRefusal(`${momentText(seconds)}: ${why}. From this checkpoint only moments before that can be reached`)
  }
  const end = async (committed: boolean, seconds: number): Promise<void> => {
    await addRows()
    if (group === undefined) return
    if (group.touched && group.late) return stop()
    if (group.touched && group.odd !== undefined) await refuse(seconds, group.odd)
    if (!group.touched || !committed) await out.cut(group.began)
    else transactions += 1
    group = undefined
  }

  for await (const event of eventsOf(source)) {
    signal.throwIfAborted()
    const { type, seconds, bytes } = event
    if (type === types.format) {
      checksum = checksumOf(event)
      await out.add(bytes)
      continue
    }
    if (event.at < from) continue
    if (over) break
    if (type === types.incident) await refuse(seconds, 'the server itself says that its log lost changes here')
    if (group === undefined && (between.has(type) || event.ignorable)) continue
    if (type === types.gtid || type === types.mysqlGtid || type === types.mysqlAnonymous) {
      await end(false, seconds)
      // Bit 0: one statement, without a COMMIT. The number itself would not be let in twice.
      group = { began: out.size(), late: seconds >= before, single: type === types.gtid && (read(event, () => bytes.readUInt8(headerLength + 12)) & 1) !== 0, touched: false, odd: undefined }
    } else if (type === types.query || type === types.queryCompressed) {
      const { database, text } = statementOf(event, checksum)
      const bare = withoutComments(text)
      if (/^BEGIN\b/i.test(bare)) {
        group ??= { began: out.size(), late: seconds >= before, single: false, touched: false, odd: undefined }
      } else if (/^(?:COMMIT|ROLLBACK)$/i.test(bare)) {
        await addRows()
        if (group?.touched === true) await out.add(bytes)
        await end(/^COMMIT/i.test(bare), seconds)
      } else if (isOwnTable(bare) && database === live) {
        if (group !== undefined) group.touched = true
        await out.add(bytes)
        await end(true, seconds)
      } else if (/^XA\b/i.test(bare)) {
        if (group !== undefined) group.odd = `a distributed transaction (XA) changed ${live}, which can't be replayed`
      } else if (/^ROLLBACK TO\b/i.test(bare)) {
        if (group !== undefined) group.odd = 'a transaction was taken back in part, over tables that keep what was taken back'
      } else if (touches(database, text) && !isHarmless(bare)) {
        if (group !== undefined && !group.single) await refuse(seconds, `a change was written as a statement and not row by row (${shown(bare)}): it can't be replayed beside the database. Set binlog_format = ROW on the server, then take a new checkpoint`)
        if (!over) await refuse(seconds, `a definition was changed (${shown(bare)}): a change of tables is not replayed`)
      }
      if (group?.single === true) await end(false, seconds)
    } else if (type === types.tableMap) {
      await addRows()
      if (databaseOfMap(event) === live) {
        own.add(tableOf(event))
        if (group !== undefined) group.touched = true
        await out.add(bytes)
      } else {
        own.delete(tableOf(event))
      }
    } else if (rowTypes.has(type)) {
      // A statement over two databases: mariadb-binlog would leave its text open where it leaves out the end of it.
      if (!own.has(tableOf(event))) {
        if (rows !== undefined && endsStatement(event)) rows = asLast(rows, checksum)
        continue
      }
      await addRows()
      rows = bytes
    } else if (type === types.xid) {
      await addRows()
      await out.add(bytes)
      await end(true, seconds)
    } else if (type === types.xaPrepare) {
      if (group !== undefined) group.odd = `a distributed transaction (XA) changed ${live}, which can't be replayed`
      await end(false, seconds)
    } else if (type === types.beginLoad || type === types.loadQuery) {
      await refuse(seconds, 'a file was loaded by a statement (LOAD DATA), not row by row. Set binlog_format = ROW on the server, then take a new checkpoint')
    } else if (type !== types.annotate && !forStatements.has(type) && !event.ignorable) {
      await refuse(seconds, `the log holds an event of type ${type}, which is not known here`)
    }
  }
  // One that has begun and not ended when the file was fetched is not committed.
  if (!over) await end(false, 0)
  await out.flush()
  return { over, transactions }
}
