/** Blue's and green's database on two private MariaDB servers, and the archive over them. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../../../../electron/clock.ts'
import { connectArchive, type MysqlArchives } from '../../../../electron/archive/archive.ts'
import { archiveSettings, type ArchiveSettings } from '../../../../electron/archive/settings.ts'
import { archive as archiveSchema } from '../../../../shared/plan.ts'
import { environments, type Environment } from '../../../../shared/metrics.ts'
import { startMariaDb, type MariaDb } from '../../parts/mariadb.ts'

export const soon = (ms = 25_000): AbortSignal => AbortSignal.timeout(ms)
export const databaseName = 'archive'

export type Section = Readonly<Record<string, unknown>>

export type Stand = {
  readonly blue: MariaDb
  readonly green: MariaDb
  /** A plan's section `archive`. @param section what stands in it besides the databases; `place` in place of a socket */
  readonly section: (section?: Section, place?: Partial<Record<Environment, Section>>) => Section
  readonly settings: (section?: Section, place?: Partial<Record<Environment, Section>>) => ArchiveSettings
  readonly archive: (section?: Section, place?: Partial<Record<Environment, Section>>) => MysqlArchives
  /** On both, as root, in the database. */
  readonly both: (...statements: readonly string[]) => Promise<void>
  readonly sql: (environment: Environment, ...statements: readonly string[]) => Promise<readonly Readonly<Record<string, unknown>>[]>
  /** An empty database of the same name on both. */
  readonly empty: () => Promise<void>
  readonly images: (name: string) => string
  readonly stop: () => Promise<void>
}

/** What the archive's own user needs, besides its database: to see transactions and to end them. */
const rights = [
  `CREATE USER fifteen@'%' IDENTIFIED BY 'copies'`, `GRANT ALL ON ${databaseName}.* TO fifteen@'%'`,
  `GRANT PROCESS, CONNECTION ADMIN ON *.* TO fifteen@'%'`,
]

export async function startStand(args: Partial<Record<Environment, readonly string[]>> = {}): Promise<Stand> {
  const servers = { blue: await startMariaDb(args.blue), green: await startMariaDb(args.green) }
  const dir = mkdtempSync(join(tmpdir(), 'fifteen-archive-'))
  const sql: Stand['sql'] = (environment, ...statements) => servers[environment].sql(`USE ${databaseName}`, ...statements)
  const empty = async (): Promise<void> => {
    for (const environment of environments)
      await servers[environment].sql(`DROP DATABASE IF EXISTS ${databaseName}`, `CREATE DATABASE ${databaseName} CHARACTER SET utf8mb4`)
  }
  await Promise.all(environments.map((environment) => servers[environment].sql(...rights)))
  await empty()
  const whole: Stand['section'] = (section = {}, place = {}) => {
    const database = (environment: Environment): Section =>
      ({ socket: servers[environment].socket, database: databaseName, user: 'fifteen', password: 'copies', ...place[environment] })
    return { blue: database('blue'), green: database('green'), ...section }
  }
  const settings: Stand['settings'] = (section, place) => {
    const made = archiveSettings({
      archive: archiveSchema.parse(whole(section, place)), targets: [],
      rollback: { target: 'blue' } as Parameters<typeof archiveSettings>[0]['rollback'],
    })
    if (made === undefined) throw new Error('there is no section archive')
    return made
  }
  return {
    ...servers, section: whole, settings, sql, empty,
    archive: (section, place) => connectArchive(settings(section, place), { clock: systemClock() }),
    both: async (...statements) => {
      await Promise.all(environments.map((environment) => sql(environment, ...statements)))
    },
    images: (name) => join(dir, `${name}.jsonl`),
    stop: async () => {
      await Promise.all([servers.blue.remove(), servers.green.remove()])
      rmSync(dir, { recursive: true, force: true })
    },
  }
}
