/** The server's own log of changes (the binary log): where it stands, how far back it reaches, and its files fetched. */
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { CheckpointFile, LogPosition } from '../connect/checkpoints.ts'
import { startTool, together } from './checkpoint-tools.ts'
import { ArchiveRefusal } from './error.ts'
import type { Cell, Session } from './session.ts'
import type { DatabaseLink } from './settings.ts'
import { sqlText } from './tables.ts'

const textOf = (cell: Cell | undefined): string => (cell === null || cell === undefined ? '' : String(cell))

/** Where the log stands now; undefined where there is none, or it leaves this database out. Needs BINLOG MONITOR. */
export async function currentPosition(session: Session, signal: AbortSignal): Promise<LogPosition | undefined> {
  const [[on] = []] = await session.ask('SELECT @@log_bin', signal)
  if (textOf(on) !== '1') return undefined
  const [row] = await session.ask('SHOW MASTER STATUS', signal, 'read where the log of changes stands')
  if (row === undefined) return undefined
  const [file, offset, only, ignored] = row.map(textOf)
  const live = session.settings.database
  const named = (list = ''): readonly string[] => list.split(',').filter((name) => name !== '')
  if ((named(only).length > 0 && !named(only).includes(live)) || named(ignored).includes(live)) return undefined
  const gtid = session.flavour === 'mariadb' ? textOf((await session.ask('SELECT @@gtid_binlog_pos', signal))[0]?.[0]) : ''
  return { file: file ?? '', offset: Number(offset), ...(gtid !== '' && { gtid }) }
}

/** Names of the log's files from the checkpoint's on. @throws ArchiveRefusal, with why, where it does not reach back to it */
export async function filesSince(session: Session, { position, id }: CheckpointFile, signal: AbortSignal): Promise<readonly string[]> {
  if (position === undefined) throw new ArchiveRefusal(`checkpoint ${id} has no place in a log of changes: the server kept none for this database (log_bin). Only the moment of the checkpoint can be reached`)
  const files = (await session.ask('SHOW BINARY LOGS', signal, 'list the files of the log of changes')).map(([name, size]) => ({ name: textOf(name), size: Number(size) }))
  const at = files.findIndex(({ name }) => name === position.file)
  if (at < 0) throw new ArchiveRefusal(`the log of changes does not reach back to checkpoint ${id}: ${position.file} was purged, the oldest is ${files[0]?.name ?? 'none'}. Only the moment of the checkpoint can be reached; keep the log longer (binlog_expire_logs_seconds)`)
  const isOther = new ArchiveRefusal(`the log of changes is another one than at checkpoint ${id} (RESET MASTER): only the moment of the checkpoint can be reached`)
  if ((files[at]?.size ?? 0) < position.offset) throw isOther
  if (session.flavour === 'mariadb' && position.gtid !== undefined) {
    const [[gtid] = []] = await session.ask(`SELECT BINLOG_GTID_POS(${sqlText(position.file)}, ${position.offset})`, signal, 'look whether it is the same log of changes')
    if (textOf(gtid) !== position.gtid) throw isOther
  }
  return files.slice(at).map(({ name }) => name)
}

/** Fetches one file of the log as it is; of the one that is written now, what there is. Needs REPLICATION SLAVE. @returns its path */
export async function fetchLog(link: DatabaseLink, name: string, folder: string, outer: AbortSignal): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const stop = new AbortController()
  const path = join(folder, name)
  const prefix = `${folder}/`
  try {
    const tool = await startTool(link, 'log', ['--read-from-remote-server', '--raw', `--result-file=${prefix}`, '--', name], `fetch ${name} of the log of changes`, AbortSignal.any([outer, stop.signal]))
    tool.stdin.end()
    tool.stdout.resume()
    await together(stop, tool.ended)
    return path
  } catch (error) {
    await rm(path, { force: true })
    throw error
  }
}
