/** The tables of both databases: what they are, whether they are the same, and what tells their rows apart. */
import { environments } from '../../shared/metrics.ts'
import type { ArchiveRule } from '../../shared/plan.ts'
import { quotedName } from '../connect/mysql-statement.ts'
import { canBeKey, canBeNewer, isFigure, isKnown, type Column } from './columns.ts'
import { ArchiveRefusal } from './error.ts'
import { both, type Sides } from './pair.ts'
import type { Answer, Session } from './session.ts'
import { ruleOf, type ArchiveSettings } from './settings.ts'

export type Table = {
  readonly name: string
  /** In blue's order; green's may be another one. */
  readonly columns: readonly Column[]
  readonly key: readonly Column[]
  /** The unique index that holds the key; undefined where a rule names a key that none holds. */
  readonly index: string | undefined
  readonly newer: readonly Column[]
  readonly rule: ArchiveRule
  /** About how many rows it has, of the side that has more. */
  readonly about: number
  /** Of one row, about. */
  readonly bytes: number
}

/** One side's definition, as far as it decides over comparing and copying. */
export type Definition = {
  readonly engine: string
  readonly kind: string
  readonly about: number
  readonly bytes: number
  readonly columns: readonly Column[]
  /** Unique indexes without NULL and over whole columns, the primary key first. */
  readonly unique: readonly { readonly name: string; readonly columns: readonly string[] }[]
  /** Unique indexes that can't tell rows apart, and why. */
  readonly unfit: readonly string[]
}

/** Tables of the console's own in each database. */
export const ownPrefix = 'fifteen_'

const textOf = (cell: Answer[number][number] | undefined): string => (cell === null || cell === undefined ? '' : String(cell))
export const sqlText = (text: string): string => `_utf8mb4 x'${Buffer.from(text).toString('hex')}'`

export async function definitions(session: Session, signal: AbortSignal): Promise<ReadonlyMap<string, Definition>> {
  const ask = (sql: string): Promise<Answer> => session.ask(sql, signal, 'read the definitions of the tables')
  const tables = await ask('SELECT TABLE_NAME, TABLE_TYPE, ENGINE, TABLE_ROWS, AVG_ROW_LENGTH FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()')
  const columns = await ask(`SELECT TABLE_NAME, COLUMN_NAME, DATA_TYPE, COLUMN_TYPE, CHARACTER_SET_NAME, COLLATION_NAME, IS_NULLABLE, EXTRA, GENERATION_EXPRESSION
    FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() ORDER BY TABLE_NAME, ORDINAL_POSITION`)
  const indexes = await ask(`SELECT TABLE_NAME, INDEX_NAME, COLUMN_NAME, SUB_PART, NULLABLE FROM information_schema.STATISTICS
    WHERE TABLE_SCHEMA = DATABASE() AND NON_UNIQUE = 0 ORDER BY TABLE_NAME, INDEX_NAME <> 'PRIMARY', INDEX_NAME, SEQ_IN_INDEX`)
  return new Map(tables.map((table): [string, Definition] => {
    const name = textOf(table[0])
    const own = columns.filter(([of]) => textOf(of) === name).map((row): Column => {
      const [type = '', columnType = '', charset = '', collation = '', nullable = '', extra = '', expression = ''] = row.slice(2).map(textOf)
      return {
        name: textOf(row[1]), type: type.toLowerCase(), columnType, charset: charset || undefined, collation: collation || undefined,
        nullable: nullable === 'YES', generated: /GENERATED|VIRTUAL|STORED|PERSISTENT/i.test(extra) && expression !== '' ? expression : undefined,
      }
    })
    const byIndex = Map.groupBy(indexes.filter(([of]) => textOf(of) === name), ([, index]) => textOf(index))
    const all = [...byIndex].map(([index, parts]) => ({
      name: index, columns: parts.map(([, , column]) => textOf(column)),
      wrong: parts.some(([, , , part]) => part !== null) ? 'covers only a part of a column' : parts.some(([, , , , nullable]) => textOf(nullable) === 'YES') ? 'may hold NULL' : undefined,
    }))
    return [name, {
      kind: textOf(table[1]), engine: textOf(table[2]), about: Number(table[3] ?? 0), bytes: Number(table[4] ?? 0), columns: own,
      unique: all.filter(({ wrong }) => wrong === undefined), unfit: all.flatMap((one) => (one.wrong === undefined ? [] : [`${one.name} ${one.wrong}`])),
    }]
  }))
}

const columnText = ({ columnType, charset, collation, nullable, generated }: Column): string =>
  [columnType, ...(charset === undefined ? [] : [`${charset}/${collation ?? ''}`]), nullable ? 'NULL' : 'NOT NULL', ...(generated === undefined ? [] : [`as (${generated})`])].join(' ')

/** In what the two definitions differ, for people; empty when they are the same. The order of columns does not count. */
function differenceOf({ blue, green }: Sides<Definition>): readonly string[] {
  const names = [...new Set([...blue.columns, ...green.columns].map(({ name }) => name))]
  const columns = names.flatMap((name) => {
    const [inBlue, inGreen] = [blue, green].map((side) => side.columns.find((column) => column.name === name))
    if (inBlue === undefined) return [`column ${name} is only in green`]
    if (inGreen === undefined) return [`column ${name} is only in blue`]
    return columnText(inBlue) === columnText(inGreen) ? [] : [`column ${name} is ${columnText(inBlue)} in blue and ${columnText(inGreen)} in green`]
  })
  const keyText = ({ unique: [first] }: Definition): string => (first === undefined ? 'none' : `${first.name} (${first.columns.join(', ')})`)
  return [...columns, ...(keyText(blue) === keyText(green) ? [] : [`the key is ${keyText(blue)} in blue and ${keyText(green)} in green`])]
}

function describe(name: string, { blue, green }: Sides<Definition>, rule: ArchiveRule): Table {
  const refuse = (why: string): never => {
    throw new ArchiveRefusal(`table ${name}: ${why}`)
  }
  for (const [environment, { kind, engine }] of [['blue', blue], ['green', green]] as const) {
    if (kind !== 'BASE TABLE') refuse(`it is a ${kind.toLowerCase()} in ${environment}, which is not compared`)
    // Another engine has no snapshot and rolls nothing back.
    if (engine !== 'InnoDB') refuse(`its engine is ${engine} in ${environment}: only InnoDB can be read at one moment`)
  }
  const differs = differenceOf({ blue, green })
  if (differs.length > 0) refuse(`the definitions differ: ${differs.join('; ')}`)
  const column = (of: string, for_: string): Column => blue.columns.find((one) => one.name === of) ?? refuse(`there is no column ${of}, which the plan names as ${for_}`)
  for (const one of blue.columns) if (!isKnown(one)) refuse(`column ${one.name} is of type ${one.type}, which can't be compared exactly`)
  const [first] = blue.unique
  const names = rule.key ?? first?.columns
  if (names === undefined) return refuse(`it has no key to tell rows apart${blue.unfit.length === 0 ? '' : ` (${blue.unfit.join('; ')})`}: name one in archive.rules.${name}.key, or except the table`)
  const index = blue.unique.find(({ columns }) => columns.length === names.length && names.every((one) => columns.includes(one)))
  const key = (index?.columns ?? names).map((one) => column(one, 'key'))
  for (const one of key) {
    if (one.nullable) refuse(`column ${one.name} of its key may be NULL`)
    if (!canBeKey(one)) refuse(`column ${one.name} of its key is a ${one.type}, which does not tell rows apart exactly`)
  }
  const newer = rule.newer.map((one) => column(one, 'newer'))
  for (const one of newer) if (!canBeNewer(one)) refuse(`column ${one.name} is a ${one.type}, which does not say what is newer`)
  for (const one of Object.keys(rule.tolerance)) if (!isFigure(column(one, 'tolerance'))) refuse(`column ${one} is no figure: it can have no tolerance`)
  return { name, columns: blue.columns, key, index: index?.name, newer, rule, about: Math.max(blue.about, green.about), bytes: Math.max(blue.bytes, green.bytes) }
}

/**
 * @param asked names of tables; all that the plan means without them
 * @throws ArchiveRefusal for a table that is not on both sides, or not the same, or can't be compared exactly
 */
export async function readTables(pair: Sides<Session>, settings: ArchiveSettings, asked: readonly string[] | undefined, signal: AbortSignal): Promise<readonly Table[]> {
  const found = await both((environment) => definitions(pair[environment], signal))
  const isMeant = (name: string): boolean => !settings.except.includes(name) && !name.startsWith(ownPrefix)
  const all = [...new Set(environments.flatMap((environment) => [...found[environment]].filter(([, { kind }]) => kind !== 'VIEW').map(([name]) => name)))].filter(isMeant)
  const names = asked ?? (settings.tables === 'all' ? all.toSorted() : settings.tables)
  if (names.length === 0) throw new ArchiveRefusal('there is no table to compare')
  const tables = names.map((name) => {
    const [blue, green] = [found.blue.get(name), found.green.get(name)]
    if (blue === undefined || green === undefined)
      throw new ArchiveRefusal(`table ${name} is ${blue === undefined && green === undefined ? 'in neither database' : `only in ${blue === undefined ? 'green' : 'blue'}`}`)
    return describe(name, { blue, green }, ruleOf(settings, name))
  })
  for (const table of tables) if (table.index === undefined) await provenUnique(pair, table, signal)
  return tables
}

/** Rows with the same key would hide each other. */
async function provenUnique(pair: Sides<Session>, { name, key }: Table, signal: AbortSignal): Promise<void> {
  const columns = key.map((column) => quotedName(column.name)).join(', ')
  const twice = await both((environment) => pair[environment].ask(`SELECT 1 FROM ${quotedName(name)} GROUP BY ${columns} HAVING COUNT(*) > 1 LIMIT 1`, signal))
  const where = environments.filter((environment) => twice[environment].length > 0)
  if (where.length > 0) throw new ArchiveRefusal(`table ${name}: the key (${columns}) that the plan names is there more than once in ${where.join(' and ')}`)
}
