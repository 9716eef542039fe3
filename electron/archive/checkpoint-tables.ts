/** The tables of one database whole: what a checkpoint holds of each, and what floats lose in a dump. */
import { quotedName } from '../connect/mysql-statement.ts'
import { canBeKey, cellOf, isKnown, literalOf, type Column } from './columns.ts'
import { heapSumOf, sumOf, type Hash } from './checksum.ts'
import { ArchiveRefusal } from './error.ts'
import { bytesOf, fromTable, isKey, keyAt, within, type Key } from './ranges.ts'
import type { Session } from './session.ts'
import { ruleOf, type ArchiveSettings } from './settings.ts'
import { definitions, ownPrefix, type Definition, type Table } from './tables.ts'

const chunkRows = 100_000
const noRules = { rules: {} } as const

/** @throws ArchiveRefusal for what a dump would not hold exactly, or not at one moment */
function wholeTable(name: string, { kind, engine, columns, unique, about, bytes }: Definition): Table {
  const refuse = (why: string): never => {
    throw new ArchiveRefusal(`table ${name}: ${why}`)
  }
  if (kind !== 'BASE TABLE') refuse(`it is a ${kind.toLowerCase()}, which a checkpoint can't hold`)
  if (engine !== 'InnoDB') refuse(`its engine is ${engine}: only InnoDB can be dumped at one moment`)
  for (const one of columns) if (!isKnown(one)) refuse(`column ${one.name} is of type ${one.type}, which can't be compared exactly`)
  const column = (of: string): Column => columns.find((one) => one.name === of) ?? refuse(`there is no column ${of}`)
  const found = unique.map((index) => ({ name: index.name, key: index.columns.map(column) })).find(({ key }) => key.every(canBeKey))
  return { name, columns, key: found?.key ?? [], index: found?.name, newer: [], rule: ruleOf(noRules, name), about, bytes }
}

/** All base tables of the session's database, the console's own among them, by name. @throws ArchiveRefusal */
export async function wholeTables(session: Session, signal: AbortSignal): Promise<readonly Table[]> {
  const found = await definitions(session, signal)
  return [...found].filter(([name, { kind }]) => kind !== 'VIEW' && name !== markTable).map(([name, definition]) => wholeTable(name, definition)).toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

/** Says whose a schema is; see `checkpoint-schemas.ts`. */
export const markTable = `${ownPrefix}mark`
/** The console's own tables are dumped, so that the log can be replayed, and are never put in the place of the live ones: a lease does not go back. */
export const isOwn = ({ name }: Pick<Table, 'name'>): boolean => name.startsWith(ownPrefix)

/** What a restore puts back: the tables that the plan's archive means. */
export const isMeant = ({ tables, except }: Pick<ArchiveSettings, 'tables' | 'except'>, name: string): boolean =>
  !name.startsWith(ownPrefix) && !except.includes(name) && (tables === 'all' || tables.includes(name))

/**
 * All rows of a table, in chunks by its key; without one by a single query.
 * @returns `checksum` begins with what it was computed by
 */
export async function totalOf(session: Session, table: Table, hash: Hash, signal: AbortSignal, onRows: (rows: number) => void): Promise<{ readonly rows: number; readonly checksum: string }> {
  if (table.key.length === 0) {
    const { rows, sum } = await heapSumOf(session, table, hash, signal)
    onRows(rows)
    return { rows, checksum: `${hash}+${sum}` }
  }
  let rows = 0
  let sum = 0n
  let after: Key | undefined
  do {
    const upTo: Key | undefined = await keyAt(session, table, { after, upTo: undefined }, chunkRows, signal)
    const part = await sumOf(session, table, { after, upTo }, hash, signal)
    rows += part.rows
    sum ^= BigInt(part.sum)
    onRows(rows)
    after = upTo
  } while (after !== undefined)
  return { rows, checksum: `${hash}^${sum}` }
}

export const hashNamed = (checksum: string): Hash => (checksum.startsWith('md5') ? 'md5' : 'crc')

/** Rows looked through at once. */
const floatRows = 2_000

/**
 * A dump writes a FLOAT with six digits. The statements that give the rows back what that cuts, to run after the dump.
 * @throws ArchiveRefusal for such a row of a table without a key
 */
export async function* floatMends(session: Session, table: Table, signal: AbortSignal): AsyncGenerator<string, void, undefined> {
  const floats = table.columns.filter(({ type, generated }) => type === 'float' && generated === undefined)
  if (floats.length === 0) return
  const cut = floats.map(({ name }) => `CAST(CONCAT(${quotedName(name)}) AS FLOAT) <> ${quotedName(name)}`).join(' OR ')
  if (table.key.length === 0) {
    const [first] = await session.ask(`SELECT 1 ${fromTable(table)} WHERE ${cut} LIMIT 1`, signal, `look for floats of table ${table.name}`)
    if (first !== undefined) throw new ArchiveRefusal(`table ${table.name}: it has a FLOAT of more than six digits, which a dump cuts, and no key to mend it by: give it a key, or make the column a DOUBLE`)
    return
  }
  const cells = [...table.key, ...floats].map(cellOf).join(', ')
  let after: Key | undefined
  do {
    const upTo: Key | undefined = await keyAt(session, table, { after, upTo: undefined }, floatRows, signal)
    // What dates itself at an update would take the mending for one.
    const kept = table.columns.filter(({ type, generated }) => /^(timestamp|datetime)$/.test(type) && generated === undefined).map(({ name }) => `${quotedName(name)} = ${quotedName(name)}`)
    for (const row of await session.ask(`SELECT ${cells} ${fromTable(table)} WHERE (${within(table, { after, upTo })}) AND (${cut})`, signal, `read floats of table ${table.name}`)) {
      const values = row.map(bytesOf)
      const set = [...floats.map((column, index) => `${quotedName(column.name)} = ${literalOf(column, values[table.key.length + index] ?? null)}`), ...kept].join(', ')
      yield `UPDATE ${quotedName(table.name)} SET ${set} WHERE ${isKey(table, values.slice(0, table.key.length))};\n`
    }
    after = upTo
  } while (after !== undefined)
}
