/** A database whose server keeps a log of changes, and checkpoints of it. */
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectArchive } from '../../../../electron/archive/archive.ts'
import { systemClock } from '../../../../electron/clock.ts'
import type { Checkpoints } from '../../../../electron/connect/checkpoints.ts'
import { databaseName, startStand, type Section, type Stand } from './stand.ts'

/** Row by row, under a name of its own. */
export const logged = ['--log-bin=changes', '--binlog-format=ROW', '--server-id=7', '--innodb-flush-log-at-trx-commit=2', '--sync-binlog=0']
/** What the archive's user needs besides what comparing and copying take. */
export const checkpointRights = [
  `GRANT RELOAD, BINLOG MONITOR, REPLICATION SLAVE, BINLOG REPLAY ON *.* TO fifteen@'%'`,
  String.raw`GRANT ALL ON ${'`'}fifteen\_%${'`'}.* TO fifteen@'%'`,
]
/** A later than the true hour: a test dates its transactions itself. */
const ahead = 24 * 3_600_000

export type CheckpointStand = Stand & {
  readonly folder: string
  readonly checkpoints: (section?: Section, place?: Parameters<Stand['archive']>[1]) => Checkpoints
  /** All rows of tables, in their order, and in every bit: by the server's own HEX of each column, not by our code. */
  readonly held: (environment: 'blue' | 'green', schema?: string) => Promise<Readonly<Record<string, string>>>
  readonly schemas: () => Promise<readonly string[]>
}

export async function startCheckpointStand(args: readonly string[] = []): Promise<CheckpointStand> {
  const stand = await startStand({ blue: [...logged, ...args] })
  await Promise.all([stand.blue, stand.green].map((server) => server.sql(...checkpointRights)))
  const folder = mkdtempSync(join(tmpdir(), 'fifteen-checkpoints-'))
  const held: CheckpointStand['held'] = async (environment, schema = databaseName) => {
    const columns = await stand[environment].sql(`SELECT TABLE_NAME AS t, COLUMN_NAME AS c, DATA_TYPE AS d FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = '${schema}' AND TABLE_NAME NOT LIKE 'fifteen%' ORDER BY TABLE_NAME, ORDINAL_POSITION`)
    const found: Record<string, string> = {}
    for (const [table, list] of Map.groupBy(columns, ({ t }) => String(t))) {
      const cells = list.map(({ c, d }) => (d === 'float' || d === 'double' ? `HEX(CAST(CAST(\`${String(c)}\` AS DOUBLE) AS CHAR))` : `HEX(CAST(\`${String(c)}\` AS BINARY))`))
      const rows = await stand[environment].sql("SET time_zone = '+00:00'", `SELECT CONCAT_WS(',', ${cells.map((cell) => `IFNULL(${cell}, 'NULL')`).join(', ')}) AS r FROM \`${schema}\`.\`${table.replaceAll('`', '``')}\` ORDER BY r`)
      found[table] = `${rows.length} ${createHash('sha256').update(rows.map(({ r }) => String(r)).join('\n')).digest('hex')}`
    }
    return found
  }
  const clock = systemClock()
  return {
    ...stand, folder, held,
    checkpoints: (section, place) => {
      const { checkpoints } = connectArchive(stand.settings(section, place), { clock: { ...clock, wall: () => clock.wall() + ahead } })
      if (checkpoints === undefined) throw new Error('the archive offers no checkpoints')
      return checkpoints
    },
    schemas: async () => (await stand.blue.sql("SELECT SCHEMA_NAME AS s FROM information_schema.SCHEMATA WHERE SCHEMA_NAME LIKE 'fifteen\\_%' ORDER BY 1")).map(({ s }) => String(s)),
    stop: async () => {
      await stand.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
