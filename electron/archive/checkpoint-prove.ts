/** A checkpoint file is looked at, loaded into a schema beside the database, and compared with what was counted when it was taken. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { createZstdDecompress } from 'node:zlib'
import { errorText } from '../../shared/error-text.ts'
import type { CheckpointFile, OnStep, Proof } from '../connect/checkpoints.ts'
import { ConnectError } from '../connect/connector.ts'
import { dropSchema, holdAlone, makeSchema, schemaName, type Mark } from './checkpoint-schemas.ts'
import { hashNamed, isOwn, totalOf, wholeTables } from './checkpoint-tables.ts'
import { startTool, together } from './checkpoint-tools.ts'
import { ArchiveRefusal } from './error.ts'
import { identityOf } from './pair.ts'
import { openSession, type Session } from './session.ts'
import type { DatabaseLink } from './settings.ts'

/** Cleaning up has its own time: what called it off is over. */
const cleanWithin = 30_000

/** @throws ArchiveRefusal where it is not the file that was taken */
export async function intactFile({ path, bytes, sha256 }: CheckpointFile, signal: AbortSignal): Promise<void> {
  const size = await stat(path).then((found) => found.size, (error: unknown) => {
    throw new ArchiveRefusal(`the checkpoint ${path} can't be read: ${errorText(error)}`)
  })
  if (size !== bytes) throw new ArchiveRefusal(`the checkpoint ${path} has ${size} bytes and not ${bytes}: it is not what was taken. Use another one`)
  const digest = createHash('sha256')
  for await (const chunk of createReadStream(path, { signal })) digest.update(chunk as Buffer)
  if (digest.digest('hex') !== sha256) throw new ArchiveRefusal(`the checkpoint ${path} was altered since it was taken: its SHA-256 is another one. Use another one`)
}

/** @throws ArchiveRefusal for a checkpoint of another server, or another database */
export async function sameServer(session: Session, { identity, id }: CheckpointFile, signal: AbortSignal): Promise<void> {
  const now = await identityOf(session, signal)
  if (now !== identity) throw new ArchiveRefusal(`checkpoint ${id} was taken from ${identity}, and this is ${now}`)
}

/** Loads the file into an empty schema. @returns ms @throws ConnectError */
export async function loadFile(link: DatabaseLink, { path, bytes }: CheckpointFile, schema: string, outer: AbortSignal, onProgress: OnStep): Promise<number> {
  const begun = performance.now()
  const stop = new AbortController()
  const signal = AbortSignal.any([outer, stop.signal])
  const client = await startTool(link, 'client', ['--batch', '--max-allowed-packet=1G', `--database=${schema}`], `load the checkpoint into ${schema}`, signal)
  client.stdout.resume()
  let done = 0
  const feeding = pipeline(
    createReadStream(path),
    async function* counted(source: AsyncIterable<Buffer>) {
      for await (const chunk of source) {
        done += chunk.length
        onProgress({ what: 'load the checkpoint', done, total: bytes })
        yield chunk
      }
    },
    createZstdDecompress(),
    client.stdin,
    { signal },
  )
  await together(stop, client.ended, feeding)
  return performance.now() - begun
}

/**
 * Work in a schema of ours. Where it fails the schema goes, also where a signal has ended the work; one that a dead server
 * keeps is dropped at the next use.
 */
export async function inSchema<T>(session: Session, name: string, mark: Omit<Mark, 'live'>, within: number, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  await makeSchema(session, name, mark, signal)
  try {
    return await work()
  } catch (error) {
    await dropAnew(session.settings, within, name).catch((failed: unknown) => {
      if (!(failed instanceof ConnectError)) throw failed
    })
    throw error
  }
}

/** On a session of its own: the one that was worked with may be gone. */
async function dropAnew(link: DatabaseLink, within: number, name: string): Promise<void> {
  const signal = AbortSignal.timeout(cleanWithin)
  const session = await openSession(link, within, signal)
  try {
    await dropSchema(session, name, signal)
  } finally {
    await session.close()
  }
}

/** Each table, held against what was counted when it was taken. @returns rows @throws ArchiveRefusal for the first that differs */
async function compared(session: Session, { tables: taken }: CheckpointFile, signal: AbortSignal, onProgress: OnStep): Promise<number> {
  const tables = (await wholeTables(session, signal)).filter((table) => !isOwn(table))
  const names = (list: readonly string[]): string => list.toSorted().join(', ')
  if (names(tables.map(({ name }) => name)) !== names(taken.map(({ table }) => table)))
    throw new ArchiveRefusal(`the checkpoint holds other tables than were taken: ${names(tables.map(({ name }) => name))}`)
  let all = 0
  for (const { table: name, rows, checksum } of taken) {
    const table = tables.find((one) => one.name === name)
    if (table === undefined) continue
    const found = await totalOf(session, table, hashNamed(checksum), signal, (done) => onProgress({ what: `compare table ${name}`, done, total: rows }))
    if (found.rows !== rows) throw new ArchiveRefusal(`table ${name} has ${found.rows} rows after the restore and had ${rows} when it was taken: the checkpoint does not count`)
    if (found.checksum !== checksum) throw new ArchiveRefusal(`table ${name} holds other values after the restore than when it was taken: the checkpoint does not count`)
    all += rows
  }
  return all
}

export async function proveCheckpoint(link: DatabaseLink, within: number, checkpoint: CheckpointFile, now: number, signal: AbortSignal, onProgress: OnStep): Promise<Proof> {
  await intactFile(checkpoint, signal)
  const session = await openSession(link, within, signal)
  const schema = schemaName('prove', link.database)
  try {
    await sameServer(session, checkpoint, signal)
    await holdAlone(session, signal)
    return await inSchema(session, schema, { purpose: 'prove', at: now, note: checkpoint.id }, within, signal, async () => {
      const ms = await loadFile(link, checkpoint, schema, signal, onProgress)
      const beside = await openSession({ ...link, database: schema }, within, signal)
      try {
        const rows = await compared(beside, checkpoint, signal, onProgress)
        signal.throwIfAborted()
        await dropAnew(link, within, schema)
        return { rows, tables: checkpoint.tables.length, ms }
      } finally {
        await beside.close()
      }
    })
  } finally {
    await session.close()
  }
}
