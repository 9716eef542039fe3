/** Writes whole rows into one database, and says beforehand what stands in the way, and afterwards what is amiss. */
import { quotedName } from '../connect/mysql-statement.ts'
import { literalOf, type Value } from './columns.ts'
import { ArchiveRefusal } from './error.ts'
import type { Session } from './session.ts'
import { sqlText, type Table } from './tables.ts'

/** Longest statement, in characters; one row may be longer. */
const statementLength = 512 * 1024

/** Computed columns are the server's own. */
const writable = ({ columns }: Table): readonly (readonly [Table['columns'][number], number])[] =>
  columns.flatMap((column, index) => (column.generated === undefined ? [[column, index] as const] : []))

/**
 * New rows by a plain INSERT: where another row holds a unique value of theirs it fails, and overwrites nothing. Rows that
 * are there, and are locked, by ON DUPLICATE KEY UPDATE.
 */
export async function writeRows(session: Session, table: Table, rows: readonly (readonly Value[])[], how: 'insert' | 'update', signal: AbortSignal): Promise<void> {
  const columns = writable(table)
  const names = columns.map(([{ name }]) => quotedName(name))
  const begin = `INSERT INTO ${quotedName(table.name)} (${names.join(', ')}) VALUES `
  const end = how === 'insert' ? '' : ` ON DUPLICATE KEY UPDATE ${names.map((name) => `${name} = VALUES(${name})`).join(', ')}`
  let values: string[] = []
  let length = 0
  const send = async (): Promise<void> => {
    if (values.length > 0) await session.run(`${begin}${values.join(', ')}${end}`, signal, `write rows of table ${table.name}`)
    values = []
    length = 0
  }
  for (const cells of rows) {
    const row = `(${columns.map(([column, index]) => literalOf(column, cells[index] ?? null)).join(', ')})`
    if (length + row.length > statementLength) await send()
    values.push(row)
    length += row.length
  }
  await send()
}

/** @throws ArchiveRefusal for a table whose rows can't be written one by one, or set off triggers that the plan does not allow */
export async function refuseUnwritable(session: Session, tables: readonly Table[], signal: AbortSignal): Promise<void> {
  const triggers = await session.ask(
    "SELECT EVENT_OBJECT_TABLE, TRIGGER_NAME FROM information_schema.TRIGGERS WHERE EVENT_OBJECT_SCHEMA = DATABASE() AND EVENT_MANIPULATION IN ('INSERT', 'UPDATE')", signal, 'look for triggers')
  for (const { name, index, rule } of tables) {
    if (index === undefined) throw new ArchiveRefusal(`table ${name}: no unique index holds its key, so that it is compared and not copied: add one`)
    const own = triggers.filter(([of]) => String(of) === name).map(([, trigger]) => String(trigger))
    if (own.length > 0 && rule.triggers === 'refuse')
      throw new ArchiveRefusal(`table ${name} has triggers that copying would set off (${own.join(', ')}): allow them by archive.rules.${name}.triggers: run, or drop them while it copies`)
  }
}

/** Rows of these tables whose parent is not there, by foreign key; they are looked for since the checks are off while copying. */
export async function orphansOf(session: Session, names: readonly string[], signal: AbortSignal): Promise<readonly string[]> {
  if (names.length === 0) return []
  const columns = await session.ask(
    `SELECT TABLE_NAME, CONSTRAINT_NAME, COLUMN_NAME, REFERENCED_TABLE_SCHEMA, REFERENCED_TABLE_NAME, REFERENCED_COLUMN_NAME FROM information_schema.KEY_COLUMN_USAGE
     WHERE TABLE_SCHEMA = DATABASE() AND REFERENCED_TABLE_NAME IS NOT NULL AND TABLE_NAME IN (${names.map(sqlText).join(', ')}) ORDER BY TABLE_NAME, CONSTRAINT_NAME, ORDINAL_POSITION`, signal, 'read the foreign keys')
  const found: string[] = []
  for (const parts of Map.groupBy(columns, ([table, constraint]) => JSON.stringify([String(table), String(constraint)])).values()) {
    const [table = '', constraint = '', , schema = '', parent = ''] = (parts[0] ?? []).map(String)
    const pairs = parts.map((part) => [quotedName(String(part[2])), quotedName(String(part[5]))] as const)
    const [[count] = []] = await session.ask(
      `SELECT COUNT(*) FROM ${quotedName(table)} c LEFT JOIN ${quotedName(schema)}.${quotedName(parent)} p ON ${pairs.map(([own, other]) => `p.${other} = c.${own}`).join(' AND ')}
       WHERE ${pairs.map(([own]) => `c.${own} IS NOT NULL`).join(' AND ')} AND p.${pairs[0]?.[1] ?? ''} IS NULL`, signal, `look for orphans in table ${table}`)
    if (Number(count) > 0) found.push(`${Number(count)} of table ${table} have no parent in ${parent} (${constraint})`)
  }
  return found
}
