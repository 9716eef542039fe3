/**
 * Puts tables that were built beside the database in the place of the live ones, in one RENAME TABLE, and keeps those:
 * everyone sees the old tables or the new ones. What such a rename can't carry is refused before anything is touched.
 */
import type { SetAside } from '../connect/checkpoints.ts'
import { quotedName } from '../connect/mysql-statement.ts'
import type { Environment } from '../../shared/metrics.ts'
import { baseTables, dropSchema, isThere, makeSchema, readMark, schemaName } from './checkpoint-schemas.ts'
import { markTable } from './checkpoint-tables.ts'
import { ArchiveRefusal } from './error.ts'
import type { Session } from './session.ts'
import { ownPrefix, sqlText } from './tables.ts'

/** Seconds that the rename may stand behind a running transaction, with everyone else behind it. */
const lockWait = 3

const names = (list: readonly string[]): string => list.map(sqlText).join(', ')

/** @throws ArchiveRefusal for triggers, which a table does not take to another schema, and for keys that would point astray */
async function refuseUnmovable(session: Session, source: string, tables: readonly string[], signal: AbortSignal): Promise<void> {
  const live = session.settings.database
  const moved = names(tables)
  const triggers = await session.ask(
    `SELECT TRIGGER_SCHEMA, EVENT_OBJECT_TABLE, TRIGGER_NAME FROM information_schema.TRIGGERS WHERE EVENT_OBJECT_SCHEMA IN (${names([live, source])}) AND EVENT_OBJECT_TABLE IN (${moved})`, signal, 'look for triggers')
  if (triggers.length > 0)
    throw new ArchiveRefusal(`triggers can't be carried along (${triggers.map(([, table, name]) => `${String(name)} of table ${String(table)}`).join(', ')}): drop them, put the tables back, then make them again`)
  const keys = await session.ask(
    `SELECT TABLE_SCHEMA, TABLE_NAME, CONSTRAINT_NAME, REFERENCED_TABLE_SCHEMA, REFERENCED_TABLE_NAME FROM information_schema.KEY_COLUMN_USAGE
     WHERE REFERENCED_TABLE_NAME IS NOT NULL AND (TABLE_SCHEMA IN (${names([live, source])}) OR REFERENCED_TABLE_SCHEMA IN (${names([live, source])}))`, signal, 'read the foreign keys')
  for (const [schema, table, constraint, parentSchema, parent] of keys.map((row) => row.map(String))) {
    const isMoved = (of: string | undefined, name: string | undefined): boolean => (of === live || of === source) && tables.includes(name ?? '')
    const [child, target] = [isMoved(schema, table), isMoved(parentSchema, parent)]
    if (target && !child) throw new ArchiveRefusal(`table ${schema}.${table} stays where it is and points to ${parent} (${constraint}): it would go on pointing to the table that is set aside`)
    if (child && !target && (parentSchema === live || parentSchema === source)) throw new ArchiveRefusal(`table ${table} points to ${parent} (${constraint}), which is not put back with it: let the plan's archive mean both, or neither`)
  }
  const views = await session.ask(`SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = ${sqlText(live)} AND TABLE_TYPE = 'VIEW' AND TABLE_NAME IN (${moved})`, signal)
  if (views.length > 0) throw new ArchiveRefusal(`${views.map(([name]) => String(name)).join(', ')} is a view now, and was a table: drop it first`)
}

async function swapIn(session: Session, environment: Environment, source: string, tables: readonly string[], now: number, signal: AbortSignal): Promise<SetAside> {
  const live = session.settings.database
  if (tables.length === 0) throw new ArchiveRefusal(`the schema ${source} holds no table that could be put back`)
  await refuseUnmovable(session, source, tables, signal)
  const there = await baseTables(session, live, signal)
  let at = now
  while (await isThere(session, schemaName('aside', live, at), signal)) at += 1
  const aside = schemaName('aside', live, at)
  await makeSchema(session, aside, { purpose: 'aside', at, note: '' }, signal)
  const whole = (schema: string, table: string): string => `${quotedName(schema)}.${quotedName(table)}`
  const set = tables.filter((table) => there.includes(table))
  try {
    // Only then do the keys between them follow.
    await session.run(`SET SESSION foreign_key_checks = 1, lock_wait_timeout = ${lockWait}`, signal)
    await session.run(
      `RENAME TABLE ${[...set.map((table) => `${whole(live, table)} TO ${whole(aside, table)}`), ...tables.map((table) => `${whole(source, table)} TO ${whole(live, table)}`)].join(', ')}`,
      signal, `put ${tables.length} tables in the place of the live ones`)
  } catch (error) {
    // The answer may be lost: what is in it tells, and only an empty one goes.
    if (!signal.aborted && (await baseTables(session, aside, signal).catch(() => [''])).length === 0) await dropSchema(session, aside, signal)
    throw error
  }
  return { environment, name: aside, tables: set }
}

/** The tables that were built, live. @param built the note that its mark must bear @throws ArchiveRefusal */
export async function promoteSchema(session: Session, environment: Environment, source: string, built: string, tables: readonly string[], now: number, signal: AbortSignal): Promise<SetAside> {
  const mark = await readMark(session, source, signal)
  if (mark === undefined) throw new ArchiveRefusal(`the schema ${source} is gone: build it again`)
  if (mark.purpose !== 'recovered' || mark.note !== built) throw new ArchiveRefusal(`the schema ${source} is another than was built for this (${mark.note}): build it again`)
  const has = await baseTables(session, source, signal)
  const missing = tables.filter((table) => !has.includes(table))
  if (missing.length > 0) throw new ArchiveRefusal(`the schema ${source} does not hold ${missing.join(', ')} any more: build it again`)
  const aside = await swapIn(session, environment, source, tables, now, signal)
  await dropSchema(session, source, signal)
  return aside
}

export async function takeBackSchema(session: Session, { environment, name }: SetAside, now: number, signal: AbortSignal): Promise<SetAside> {
  const mark = await readMark(session, name, signal)
  if (mark?.purpose !== 'aside') throw new ArchiveRefusal(`nothing is set aside under ${name} any more`)
  const aside = await swapIn(session, environment, name, await baseTables(session, name, signal), now, signal)
  await dropSchema(session, name, signal)
  return aside
}

/** What is set aside of this database, newest last. */
export async function listAside(session: Session, environment: Environment, signal: AbortSignal): Promise<readonly SetAside[]> {
  const rows = await session.ask(
    `SELECT TABLE_SCHEMA FROM information_schema.TABLES WHERE TABLE_NAME = '${markTable}' AND TABLE_SCHEMA LIKE '${ownPrefix.replace('_', String.raw`\_`)}aside\\_%' ORDER BY TABLE_SCHEMA`, signal, 'look what is set aside')
  const found: (SetAside & { readonly at: number })[] = []
  for (const [cell] of rows) {
    const name = String(cell)
    const [mark] = await session.ask(`SELECT live, at FROM ${quotedName(name)}.${markTable}`, signal)
    if (String(mark?.[0]) !== session.settings.database) continue
    const tables = await baseTables(session, name, signal)
    if (tables.length > 0) found.push({ environment, name, tables, at: Number(mark?.[1]) })
  }
  return found.toSorted((a, b) => a.at - b.at).map(({ at: _, ...one }) => one)
}
