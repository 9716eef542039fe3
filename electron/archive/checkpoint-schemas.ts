/**
 * Schemas of the console's own beside a database: built in (scratch), compared in (prove), set aside. Each bears a mark;
 * one without it, or of another database, is somebody else's and is left untouched.
 */
import { createHash } from 'node:crypto'
import { quotedName } from '../connect/mysql-statement.ts'
import { ArchiveRefusal } from './error.ts'
import { markTable } from './checkpoint-tables.ts'
import type { Session } from './session.ts'
import { ownPrefix, sqlText } from './tables.ts'

export type Purpose = 'prove' | 'recovered' | 'aside'
export type Mark = { readonly purpose: Purpose; readonly live: string; /** Wall ms. */ readonly at: number; readonly note: string }

const longestName = 64

/** The same name for the same database, within the server's length. */
export function schemaName(purpose: Purpose, live: string, at?: number): string {
  const name = `${ownPrefix}${purpose}_${at === undefined ? '' : `${at}_`}${live}`
  return name.length <= longestName ? name : `${name.slice(0, longestName - 9)}_${createHash('sha256').update(live).digest('hex').slice(0, 8)}`
}

export const isThere = async (session: Session, name: string, signal: AbortSignal): Promise<boolean> =>
  (await session.ask(`SELECT 1 FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = ${sqlText(name)}`, signal, `look for the schema ${name}`)).length > 0

export const baseTables = async (session: Session, schema: string, signal: AbortSignal): Promise<readonly string[]> =>
  (await session.ask(`SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = ${sqlText(schema)} AND TABLE_TYPE <> 'VIEW' AND TABLE_NAME <> '${markTable}' ORDER BY TABLE_NAME`, signal, `list the tables of ${schema}`)).map(([name]) => String(name))

/** Undefined where there is no such schema. @throws ArchiveRefusal where it is not ours */
export async function readMark(session: Session, name: string, signal: AbortSignal): Promise<Mark | undefined> {
  if (!name.startsWith(ownPrefix)) throw new ArchiveRefusal(`the schema ${name} is none of the console's own`)
  if (!(await isThere(session, name, signal))) return undefined
  const live = session.settings.database
  const [marked] = await session.ask(`SELECT 1 FROM information_schema.TABLES WHERE TABLE_SCHEMA = ${sqlText(name)} AND TABLE_NAME = '${markTable}'`, signal, `look whose ${name} is`)
  const [row] = marked === undefined ? [] : await session.ask(`SELECT purpose, live, at, note FROM ${quotedName(name)}.${markTable}`, signal, `look whose ${name} is`)
  if (row === undefined) throw new ArchiveRefusal(`the schema ${name} is there and was not made by the console: look what it holds, and rename or drop it`)
  const [purpose, of, at, note] = row.map(String)
  if (of !== live) throw new ArchiveRefusal(`the schema ${name} belongs to the database ${of ?? ''}, and not to ${live}`)
  return { purpose: purpose as Purpose, live: of, at: Number(at), note: note ?? '' }
}

/** Works in a schema that is not the live one: so the server's log says of each statement where it was run. */
async function inside<T>(session: Session, name: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  await session.run(`USE ${quotedName(name)}`, signal)
  try {
    return await work()
  } finally {
    await session.run(`USE ${quotedName(session.settings.database)}`, signal)
  }
}

/** An empty schema of ours; one that was left over is dropped before. @throws ArchiveRefusal */
export async function makeSchema(session: Session, name: string, mark: Omit<Mark, 'live'>, signal: AbortSignal): Promise<void> {
  await dropSchema(session, name, signal)
  await session.run(`CREATE DATABASE ${quotedName(name)} CHARACTER SET utf8mb4`, signal, `make the schema ${name}`)
  await inside(session, name, signal, async () => {
    await session.run(`CREATE TABLE ${markTable} (id TINYINT PRIMARY KEY, purpose VARCHAR(20) NOT NULL, live VARCHAR(64) NOT NULL, at BIGINT NOT NULL, note TEXT NOT NULL) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`, signal, `mark the schema ${name}`)
    await session.run(`INSERT INTO ${markTable} VALUES (1, ${sqlText(mark.purpose)}, ${sqlText(session.settings.database)}, ${mark.at}, ${sqlText(mark.note)})`, signal, `mark the schema ${name}`)
  })
}

export const noteIn = (session: Session, name: string, note: string, signal: AbortSignal): Promise<number> =>
  session.run(`UPDATE ${quotedName(name)}.${markTable} SET note = ${sqlText(note)}`, signal, `mark the schema ${name}`)

/** Not there: done. @throws ArchiveRefusal where it is not ours */
export async function dropSchema(session: Session, name: string, signal: AbortSignal): Promise<void> {
  if ((await readMark(session, name, signal)) === undefined) return
  await session.run(`DROP DATABASE ${quotedName(name)}`, signal, `drop the schema ${name}`)
}

/** Seconds: a session that was closed gives its lock back a little later. */
const waitForEnd = 2

/** One at a time on a database, of this console or of any other. Given back when the session closes, or its server dies. @throws ArchiveRefusal */
export async function holdAlone(session: Session, signal: AbortSignal): Promise<void> {
  const lock = schemaName('recovered', session.settings.database)
  const [[got] = []] = await session.ask(`SELECT GET_LOCK(${sqlText(lock)}, ${waitForEnd})`, signal, 'look whether another checkpoint is at work')
  if (String(got) !== '1') throw new ArchiveRefusal(`another checkpoint or restore is at work on the database ${session.settings.database}: wait for its end`)
}
