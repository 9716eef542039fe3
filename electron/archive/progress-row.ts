/**
 * One row in the target's own database: who may write (the lease with its epoch), and how far the sync has come. Each
 * chunk changes it in its own transaction: so a stale driver is stopped where the effect happens, and a COMMIT whose
 * answer is lost is found out by reading.
 */
import { FencingError } from '../connect/connector.ts'
import { cellFromJson, cellJson, type CellJson } from './columns.ts'
import { ownPrefix, sqlText, type Table } from './tables.ts'
import type { Key } from './ranges.ts'
import type { Session } from './session.ts'

const table = `\`${ownPrefix}sync\``

export type Progress = {
  /** Counts the chunks that were committed under this name. */
  readonly chunk: number
  /** Where it goes on: tables before this one are done. */
  readonly table: string
  readonly after: readonly CellJson[] | undefined
}

const read = async (session: Session, signal: AbortSignal): Promise<{ readonly epoch: number; readonly sync: string; readonly progress: Progress }> => {
  const [[epoch, sync, chunk, at, after] = []] = await session.ask(`SELECT epoch, sync, chunk, at_table, CAST(after_key AS CHAR) FROM ${table} WHERE id = 1`, signal, 'read how far the sync is')
  const key = typeof after === 'string' ? after : Buffer.isBuffer(after) ? after.toString() : ''
  return {
    epoch: Number(epoch), sync: String(sync),
    progress: { chunk: Number(chunk), table: String(at ?? ''), after: key === '' ? undefined : (JSON.parse(key) as readonly CellJson[]) },
  }
}

const refused = async (session: Session, fencing: number, signal: AbortSignal): Promise<FencingError> =>
  new FencingError({ target: session.settings.target, tried: 'write', fencing, seen: (await read(session, signal)).epoch })

/**
 * Takes the lease for this number, and gives how far the same sync had come.
 * @param sync names the work: another name begins anew
 * @throws FencingError where a newer driver has been here
 */
export async function takeRow(session: Session, sync: string, fencing: number, signal: AbortSignal): Promise<Progress> {
  const [there] = await session.ask(`SHOW TABLES LIKE '${ownPrefix.replace('_', '\\_')}sync'`, signal)
  if (there === undefined)
    await session.run(`CREATE TABLE IF NOT EXISTS ${table} (id TINYINT PRIMARY KEY, epoch BIGINT UNSIGNED NOT NULL, sync VARCHAR(190) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
      chunk BIGINT UNSIGNED NOT NULL, at_table VARCHAR(190) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin, after_key LONGTEXT CHARACTER SET utf8mb4) ENGINE=InnoDB`, signal, `make the table ${ownPrefix}sync`)
  await session.run(`INSERT IGNORE INTO ${table} (id, epoch, sync, chunk) VALUES (1, 0, '', 0)`, signal)
  await session.run('START TRANSACTION', signal)
  const taken = await session.run(`UPDATE ${table} SET epoch = ${fencing} WHERE id = 1 AND epoch <= ${fencing}`, signal)
  if (taken > 0) await session.run(`UPDATE ${table} SET sync = ${sqlText(sync)}, chunk = 0, at_table = NULL, after_key = NULL WHERE id = 1 AND sync <> ${sqlText(sync)}`, signal)
  await session.run('COMMIT', signal)
  if (taken === 0) throw await refused(session, fencing, signal)
  return (await read(session, signal)).progress
}

/** In the chunk's transaction, before anything else of it. @throws FencingError: the stale epoch matches no row */
export async function moveRow(session: Session, at: { readonly sync: string; readonly fencing: number; readonly chunk: number; readonly table: string; readonly after: readonly CellJson[] | undefined }, signal: AbortSignal): Promise<void> {
  const after = at.after === undefined ? 'NULL' : sqlText(JSON.stringify(at.after))
  const matched = await session.run(
    `UPDATE ${table} SET chunk = ${at.chunk}, at_table = ${sqlText(at.table)}, after_key = ${after} WHERE id = 1 AND epoch = ${at.fencing} AND sync = ${sqlText(at.sync)}`,
    signal, `write a chunk of table ${at.table}`)
  if (matched > 0) return
  await session.run('ROLLBACK', signal)
  throw await refused(session, at.fencing, signal)
}

/** Was this chunk committed? For a COMMIT whose answer was lost. */
export async function isCommitted(session: Session, sync: string, chunk: number, signal: AbortSignal): Promise<boolean> {
  const now = await read(session, signal)
  return now.sync === sync && now.progress.chunk >= chunk
}

export const keyJson = ({ key: columns }: Pick<Table, 'key'>, key: Key | undefined): readonly CellJson[] | undefined =>
  key === undefined ? undefined : columns.flatMap((column, index) => [cellJson(column, key[index] ?? null)])

export const keyFromJson = (cells: readonly CellJson[] | undefined): Key | undefined => cells?.map(cellFromJson)
