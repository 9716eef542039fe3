/**
 * Builds the state of a moment in a schema beside the database: the dump, then the transactions of the log up to it.
 * Plan: "Point-in-Time Recovery". The log is dated in whole seconds: the moment is the beginning of its second.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { CheckpointFile, OnStep, Recovered } from '../connect/checkpoints.ts'
import { ConnectError } from '../connect/connector.ts'
import { quotedName } from '../connect/mysql-statement.ts'
import { baseTables, holdAlone, noteIn, schemaName } from './checkpoint-schemas.ts'
import { inSchema, intactFile, loadFile, sameServer } from './checkpoint-prove.ts'
import { isMeant } from './checkpoint-tables.ts'
import { startTool, together } from './checkpoint-tools.ts'
import { ArchiveRefusal } from './error.ts'
import { chooseTransactions } from './log-events.ts'
import { fetchLog, filesSince } from './log-files.ts'
import { openSession, type Session } from './session.ts'
import type { ArchiveSettings, DatabaseLink } from './settings.ts'

/** What a built schema is known by when it is put in the place of the live tables. */
export const builtNote = (checkpoint: string, moment: number): string => `built ${checkpoint} ${moment}`

type Replay = { readonly files: readonly string[]; readonly transactions: number }

/** The transactions to replay, in files for mariadb-binlog; one file of the log at a time is on the disk. */
async function collect(link: DatabaseLink, checkpoint: CheckpointFile, before: number, session: Session, folder: string, signal: AbortSignal, onProgress: OnStep): Promise<Replay> {
  const names = await filesSince(session, checkpoint, signal)
  const files: string[] = []
  let transactions = 0
  for (const [index, name] of names.entries()) {
    onProgress({ what: 'read the log of changes', done: index, total: names.length })
    const fetched = await fetchLog(link, name, join(folder, 'log'), signal)
    const target = join(folder, `${String(index).padStart(6, '0')}.chosen`)
    const found = await chooseTransactions(fetched, target, { live: link.database, from: index === 0 ? (checkpoint.position?.offset ?? 0) : 0, before, signal })
    await rm(fetched)
    if (found.transactions > 0) files.push(target)
    else await rm(target)
    transactions += found.transactions
    if (found.over) break
  }
  onProgress({ what: 'read the log of changes', done: names.length, total: names.length })
  return { files, transactions }
}

const tailKept = 2_000

/** What is replayed only in part is no state of the past: its own last line says that it is all. */
async function* wholeLog(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, undefined> {
  let tail: Buffer = Buffer.alloc(0)
  for await (const chunk of source) {
    tail = Buffer.concat([tail, chunk.subarray(-tailKept)]).subarray(-tailKept)
    yield chunk
  }
  if (!tail.includes('\n# End of log file')) throw new ArchiveRefusal('the log of changes could not be read to its end: build it again')
}

async function replay(link: DatabaseLink, { files }: Replay, schema: string, outer: AbortSignal, onProgress: OnStep): Promise<void> {
  for (const [index, file] of files.entries()) {
    onProgress({ what: 'replay the log of changes', done: index, total: files.length })
    const stop = new AbortController()
    const signal = AbortSignal.any([outer, stop.signal])
    const tried = `replay the log of changes in ${schema}`
    const reading = await startTool(link, 'log', [`--database=${link.database}`, `--rewrite-db=${link.database}->${schema}`, '--', file], tried, signal)
    reading.stdin.end()
    const client = await startTool(link, 'client', ['--batch', '--binary-mode', '--max-allowed-packet=1G', '--init-command=SET SESSION autocommit = 0', `--database=${schema}`], tried, signal)
    client.stdout.resume()
    await together(stop, client.ended, reading.ended, pipeline(reading.stdout, wholeLog, client.stdin, { signal }))
  }
  onProgress({ what: 'replay the log of changes', done: files.length, total: files.length })
}

const countOf = async (session: Session, schema: string, table: string, signal: AbortSignal): Promise<number> =>
  Number((await session.ask(`SELECT COUNT(*) FROM ${quotedName(schema)}.${quotedName(table)}`, signal, `count table ${table} of ${schema}`))[0]?.[0])

/** Undefined where the table can't be read: what is damaged is put back all the same. On a session of its own, which that may cost. */
async function liveCount(link: DatabaseLink, within: number, table: string, signal: AbortSignal): Promise<number | undefined> {
  const session = await openSession(link, within, signal)
  try {
    return await countOf(session, link.database, table, signal)
  } catch (error) {
    if (!(error instanceof ConnectError) || signal.aborted) throw error
    return undefined
  } finally {
    await session.close()
  }
}

/** @param now wall ms: a moment that has not come has no state */
export async function recoverMoment(settings: ArchiveSettings, checkpoint: CheckpointFile, wanted: number, now: number, signal: AbortSignal, onProgress: OnStep): Promise<Recovered> {
  const begun = performance.now()
  const link = settings.databases[checkpoint.environment]
  const within = settings.queryTimeout
  if (wanted < checkpoint.at) throw new ArchiveRefusal(`checkpoint ${checkpoint.id} is of ${new Date(checkpoint.at).toISOString()}, and no earlier moment can be built from it: choose an earlier checkpoint`)
  if (wanted > now) throw new ArchiveRefusal(`${new Date(wanted).toISOString()} is still to come`)
  await intactFile(checkpoint, signal)
  const schema = schemaName('recovered', link.database)
  const before = Math.floor(wanted / 1_000)
  const moment = Math.max(checkpoint.at, before * 1_000)
  const session = await openSession(link, within, signal)
  const folder = await mkdtemp(join(dirname(checkpoint.path), '.replay-'))
  try {
    await sameServer(session, checkpoint, signal)
    await holdAlone(session, signal)
    // Looked through whole before anything is built: what can't be replayed is known at once.
    const found = wanted === checkpoint.at ? { files: [], transactions: 0 } : await collect(link, checkpoint, before, session, folder, signal, onProgress)
    return await inSchema(session, schema, { purpose: 'recovered', at: now, note: 'being built' }, within, signal, async () => {
      await loadFile(link, checkpoint, schema, signal, onProgress)
      await replay(link, found, schema, signal, onProgress)
      const live = new Set(await baseTables(session, link.database, signal))
      const tables: { table: string; rows: number; liveRows?: number }[] = []
      for (const table of (await baseTables(session, schema, signal)).filter((name) => isMeant(settings, name))) {
        const liveRows = live.has(table) ? await liveCount(link, within, table, signal) : 0
        tables.push({ table, rows: await countOf(session, schema, table, signal), ...(liveRows !== undefined && { liveRows }) })
      }
      await noteIn(session, schema, builtNote(checkpoint.id, moment), signal)
      return { environment: checkpoint.environment, scratch: schema, checkpoint: checkpoint.id, moment, tables, ms: performance.now() - begun }
    })
  } finally {
    await rm(folder, { recursive: true, force: true })
    await session.close()
  }
}
