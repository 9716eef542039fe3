/**
 * Checkpoints of the practice lab's archives: copies of a SQLite file of one moment. There is no log of changes, so that
 * only a checkpoint's own moment can be reached. Plan: "Backup Strategy".
 */
import { createHash } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { copyFile, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { folderSynced } from '../atomic-file.ts'
import type { Environment, PerEnvironment } from '../../shared/metrics.ts'
import { ArchiveRefusal, checksum, describeTable, list, openToRead, openToWrite, quoted, rowReader, type ArchiveFile, type Key } from './archive-file.ts'
import type { CheckpointFile, Checkpoints, OnStep, SetAside } from './checkpoints.ts'

/** Rows hashed between two turns of the console; pages copied. */
const chunkRows = 500
const chunkPages = 200

type Given = {
  readonly paths: PerEnvironment<string>
  readonly tables: readonly string[]
  readonly now: () => number
  readonly doing: <T>(tried: string, signal: AbortSignal, work: () => Promise<T>) => Promise<T>
}

const nothing = (): void => undefined
const uuidOf = (file: ArchiveFile): string => String(file.prepare('SELECT uuid FROM meta').pluck().get())

/** Waits for nothing: the file is closed, or the work ended before. */
async function reading<T>(path: string, use: (file: ArchiveFile) => Promise<T>): Promise<T> {
  const file = openToRead(path)
  try {
    return await use(file)
  } finally {
    file.close()
  }
}

async function sumsOf(file: ArchiveFile, names: readonly string[], signal: AbortSignal, onProgress: OnStep): Promise<CheckpointFile['tables']> {
  const sums: { table: string; rows: number; checksum: string }[] = []
  for (const name of names) {
    const reader = rowReader(file, describeTable(file, name))
    const total = reader.count()
    const digest = createHash('sha256')
    let rows = 0
    let last: Key | undefined
    do {
      signal.throwIfAborted()
      const chunk = reader.after(last, chunkRows)
      digest.update(checksum(chunk))
      rows += chunk.length
      last = chunk.length === chunkRows ? chunk.at(-1)?.key : undefined
      onProgress({ what: `count table ${name}`, done: rows, total })
      await nextTurn()
    } while (last !== undefined)
    if (rows !== total) throw new ArchiveRefusal(`table ${name} has rows whose key sorts nowhere`)
    sums.push({ table: name, rows, checksum: digest.digest('hex') })
  }
  return sums
}

/** The whole file as of the reader's own transaction, on disk. Others' writes neither enter nor begin it anew. */
async function copied(file: ArchiveFile, path: string, signal: AbortSignal, onProgress: OnStep): Promise<void> {
  await file.backup(path, {
    progress: ({ totalPages, remainingPages }) => {
      signal.throwIfAborted()
      onProgress({ what: 'copy the file', done: totalPages - remainingPages, total: totalPages })
      return chunkPages
    },
  })
  const copy = new Database(path)
  // As one file, without another beside it.
  copy.pragma('journal_mode = DELETE')
  copy.close()
  await synced(path)
}

async function synced(path: string): Promise<void> {
  const handle = await open(path, 'r+')
  try {
    await handle.chmod(0o600)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function digestOf(path: string, signal: AbortSignal): Promise<string> {
  const digest = createHash('sha256')
  for await (const chunk of createReadStream(path, { signal })) digest.update(chunk as Buffer)
  return digest.digest('hex')
}

async function intact({ path, bytes, sha256 }: CheckpointFile, signal: AbortSignal): Promise<void> {
  if (!existsSync(path)) throw new ArchiveRefusal(`the checkpoint ${path} is gone`)
  if ((await stat(path)).size !== bytes || (await digestOf(path, signal)) !== sha256) throw new ArchiveRefusal(`the checkpoint ${path} is not what was taken. Use another one`)
}

/** In one transaction: whoever has the file open sees the old rows or the new ones. What is there now is kept before. */
async function swapIn(live: string, source: string, names: readonly string[], aside: string, signal: AbortSignal): Promise<void> {
  const file = openToWrite(live)
  try {
    const triggers = file.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").pluck().all()
    if (triggers.length > 0) throw new ArchiveRefusal(`triggers would be set off (${triggers.join(', ')}): drop them first`)
    file.exec(`ATTACH ${`'${source.replaceAll("'", "''")}'`} AS source`)
    // Nobody writes from here on, so that the copy is what is replaced.
    file.exec('BEGIN IMMEDIATE')
    try {
      await reading(live, async (before) => copied(before, `${aside}.making`, signal, nothing))
      await rename(`${aside}.making`, aside)
      await folderSynced(dirname(aside))
      for (const name of names) {
        const columns = list(describeTable(file, name).columns)
        file.exec(`DELETE FROM main.${quoted(name)}; INSERT INTO main.${quoted(name)} (${columns}) SELECT ${columns} FROM source.${quoted(name)}`)
      }
      file.exec('COMMIT')
    } catch (error) {
      file.exec('ROLLBACK')
      await rm(aside, { force: true })
      throw error
    }
  } finally {
    file.close()
    await rm(`${aside}.making`, { force: true })
  }
}

export function labCheckpoints({ paths, tables, now, doing }: Given): Checkpoints {
  const beside = (environment: Environment, purpose: string): string => `${paths[environment]}.fifteen-${purpose}`
  const asideStart = (environment: Environment): string => `${basename(paths[environment])}.fifteen-aside-`
  const sameFile = (checkpoint: CheckpointFile): Promise<void> =>
    reading(paths[checkpoint.environment], async (file) => {
      const uuid = uuidOf(file)
      if (uuid !== checkpoint.identity) throw new ArchiveRefusal(`checkpoint ${checkpoint.id} was taken from ${checkpoint.identity}, and this is ${uuid}`)
    })
  const asideName = (environment: Environment): string => {
    let at = now()
    while (existsSync(beside(environment, `aside-${at}`))) at += 1
    return beside(environment, `aside-${at}`)
  }
  /** @throws ArchiveRefusal for a path that is none of ours beside the file */
  const own = (environment: Environment, path: string): string => {
    if (!path.startsWith(`${paths[environment]}.fifteen-`) || path.slice(paths[environment].length).includes('/')) throw new ArchiveRefusal(`${path} is none of the console's own files`)
    return path
  }
  const put = async (environment: Environment, source: string, names: readonly string[], signal: AbortSignal): Promise<SetAside> => {
    const aside = asideName(environment)
    await swapIn(paths[environment], source, names, aside, signal)
    await rm(source, { force: true })
    return { environment, name: aside, tables: names }
  }

  return {
    take: (environment, { id, folder }, signal, onProgress = nothing) =>
      doing(`take a checkpoint of ${environment}'s archive`, signal, async () => {
        const begun = performance.now()
        if (!/^\w[\w.-]{0,99}$/.test(id)) throw new ArchiveRefusal(`a checkpoint can't be called ${id}: letters, digits, _ . and -`)
        await mkdir(folder, { recursive: true, mode: 0o700 })
        const path = join(folder, `${environment}-${id}.sqlite`)
        const making = `${path}.making`
        await rm(making, { force: true })
        try {
          const made = await reading(paths[environment], async (file) => {
            file.exec('BEGIN')
            const identity = uuidOf(file)
            const at = now()
            await copied(file, making, signal, onProgress)
            return { identity, at, tables: await sumsOf(file, tables, signal, onProgress) }
          })
          const { size: bytes } = await stat(making)
          const sha256 = await digestOf(making, signal)
          await rename(making, path)
          await folderSynced(folder)
          return { id, environment, path, bytes, sha256, ...made, ms: performance.now() - begun }
        } catch (error) {
          for (const ending of ['', '-journal']) await rm(`${making}${ending}`, { force: true })
          throw error
        }
      }),
    prove: (checkpoint, signal, onProgress = nothing) =>
      doing(`prove checkpoint ${checkpoint.id}`, signal, async () => {
        await intact(checkpoint, signal)
        await sameFile(checkpoint)
        const scratch = beside(checkpoint.environment, 'prove')
        try {
          const begun = performance.now()
          await copyFile(checkpoint.path, scratch)
          await synced(scratch)
          const ms = performance.now() - begun
          const found = await reading(scratch, async (file) => sumsOf(file, checkpoint.tables.map(({ table }) => table), signal, onProgress))
          for (const [index, { table, rows, checksum: wanted }] of checkpoint.tables.entries())
            if (found[index]?.rows !== rows || found[index].checksum !== wanted) throw new ArchiveRefusal(`table ${table} holds other values after the restore than when it was taken: the checkpoint does not count`)
          return { rows: found.reduce((sum, { rows }) => sum + rows, 0), tables: found.length, ms }
        } finally {
          await rm(scratch, { force: true })
        }
      }),
    intact: (checkpoint, signal) => doing(`look at checkpoint ${checkpoint.id}`, signal, () => intact(checkpoint, signal)),
    reach: (checkpoint, signal) => doing(`look how far checkpoint ${checkpoint.id} reaches`, signal, async () => {
      await sameFile(checkpoint)
      return undefined
    }),
    recover: (checkpoint, moment, signal) =>
      doing(`build ${checkpoint.environment}'s state of ${new Date(moment).toISOString()}`, signal, async () => {
        const begun = performance.now()
        const { environment } = checkpoint
        if (moment !== checkpoint.at) throw new ArchiveRefusal(`a practice archive keeps no log of changes: only the checkpoint's own moment, ${new Date(checkpoint.at).toISOString()}, can be reached`)
        await intact(checkpoint, signal)
        await sameFile(checkpoint)
        const scratch = beside(environment, 'recovered')
        await copyFile(checkpoint.path, scratch)
        await synced(scratch)
        const counted = await reading(scratch, async (file) => reading(paths[environment], async (live) => {
          const count = (of: ArchiveFile, name: string): number => rowReader(of, describeTable(of, name)).count()
          return tables.map((table) => ({ table, rows: count(file, table), liveRows: count(live, table) }))
        }))
        return { environment, scratch, checkpoint: checkpoint.id, moment, tables: counted, ms: performance.now() - begun }
      }),
    promote: ({ environment, scratch, tables: built }, signal) =>
      doing(`put what was built in the place of ${environment}'s rows`, signal, async () => {
        if (!existsSync(own(environment, scratch))) throw new ArchiveRefusal(`${scratch} is gone: build it again`)
        return put(environment, scratch, built.map(({ table }) => table), signal)
      }),
    takeBack: ({ environment, name, tables: kept }, signal) =>
      doing(`take ${environment}'s rows back`, signal, async () => {
        if (!existsSync(own(environment, name))) throw new ArchiveRefusal(`nothing is set aside under ${name} any more`)
        return put(environment, name, kept, signal)
      }),
    discard: ({ environment, scratch }, signal) => doing(`drop ${scratch}`, signal, () => rm(own(environment, scratch), { force: true })),
    aside: (environment, signal) =>
      doing(`look what is set aside of ${environment}`, signal, async () => {
        const start = asideStart(environment)
        const names = (await readdir(dirname(paths[environment]))).filter((name) => name.startsWith(start) && /^\d+$/.test(name.slice(start.length)))
        return names.toSorted().map((name) => ({ environment, name: join(dirname(paths[environment]), name), tables }))
      }),
    drop: ({ environment, name }, signal) => doing(`drop what is set aside under ${name}`, signal, () => rm(own(environment, name), { force: true })),
  }
}
