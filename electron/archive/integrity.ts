/** What the server says of its own tables. Plan: "Backup Restoration: Restore from checkpoint if necessary". */
import { ConnectError } from '../connect/connector.ts'
import { quotedName } from '../connect/mysql-statement.ts'
import { openSession, type Session } from './session.ts'
import type { ArchiveSettings } from './settings.ts'
import type { Environment } from '../../shared/metrics.ts'
import { ownPrefix } from './tables.ts'

export type Integrity = { readonly whole: boolean; readonly problems: readonly string[] }

/** Base tables of one side that the plan means. */
async function tablesOf(session: Session, { tables, except }: ArchiveSettings, signal: AbortSignal): Promise<readonly string[]> {
  if (tables !== 'all') return tables
  const rows = await session.ask("SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE = 'BASE TABLE' ORDER BY TABLE_NAME", signal)
  return rows.map(([name]) => String(name)).filter((name) => !except.includes(name) && !name.startsWith(ownPrefix))
}

/** CHECK TABLE, one after another, each bounded by the plan's queryTimeout: one that was not over in time is a problem and no proof. */
export async function integrityOf(settings: ArchiveSettings, environment: Environment, signal: AbortSignal): Promise<Integrity> {
  const open = (): Promise<Session> => openSession(settings.databases[environment], settings.queryTimeout, signal)
  let session = await open()
  const problems: string[] = []
  try {
    for (const name of await tablesOf(session, settings, signal)) {
      try {
        const said = await session.ask(`CHECK TABLE ${quotedName(name)}`, signal, `check table ${name}`)
        problems.push(...said.filter(([, , type, text]) => !(String(type) === 'status' && /^(OK|Table is already up to date)$/.test(String(text)))).map(([, , type, text]) => `${name}: ${String(type)}: ${String(text)}`))
      } catch (error) {
        if (!(error instanceof ConnectError) || error.reason !== 'timeout' || signal.aborted) throw error
        problems.push(`${name}: not checked within ${settings.queryTimeout / 1_000} s`)
        await session.close()
        session = await open()
      }
    }
    return { whole: problems.length === 0, problems }
  } finally {
    await session.close()
  }
}
