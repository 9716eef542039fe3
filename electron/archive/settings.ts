/** The archive's part of a plan, with what its targets say of their servers filled in. */
import type { Environment, PerEnvironment } from '../../shared/metrics.ts'
import type { Archive, ArchiveDatabase, ArchiveRule, Plan } from '../../shared/plan.ts'
import type { LinkSettings } from '../connect/mysql-link.ts'

export type DatabaseLink = LinkSettings & {
  readonly database: string
  /** Threads of the archive's own sessions that are open now. */
  readonly threads: Set<string>
}

export type ArchiveSettings = Pick<Archive, 'tables' | 'except' | 'rules' | 'queryTimeout' | 'every' | 'share'> & {
  readonly databases: PerEnvironment<DatabaseLink>
  /** Where users go back to: its rows stand where a rule says to keep the target's. */
  readonly standing: Environment
}

type Given = Omit<ArchiveDatabase, 'target'>

const serverKeys = ['host', 'port', 'socket', 'database', 'tls'] as const

/** A statement that outlives its time-out here by this much, in ms, is ended by the server itself. */
const serverGrace = 5_000

function linkOf(environment: Environment, own: ArchiveDatabase, targets: Plan['targets'], queryTimeout: number): DatabaseLink {
  const named = targets.find(({ id }) => id === own.target)
  // A mysql target's own schema has checked these; a place that stands here takes the whole place over.
  const inherited = Object.fromEntries(serverKeys.map((key) => [key, named?.[key]])) as Given
  const place = own.host === undefined && own.socket === undefined ? inherited : own
  const database = own.database ?? inherited.database ?? ''
  const { host = '', port = 3_306, socket } = { ...place, ...(own.port !== undefined && { port: own.port }) }
  const tls = own.tls ?? inherited.tls ?? false
  return {
    target: `${environment}'s archive`,
    name: `mysql://${socket ?? `${host}:${port}`}/${database}`,
    place: socket === undefined ? { host, port } : { socketPath: socket },
    user: own.user, password: own.password, database, threads: new Set(),
    tls: socket !== undefined || tls === false ? false : tls === true ? {} : tls,
    serverLimit: queryTimeout + serverGrace,
  }
}

/** Undefined where the plan has no such section. `planReferences` has found the targets to be there. */
export function archiveSettings({ archive, targets, rollback }: Pick<Plan, 'archive' | 'targets' | 'rollback'>): ArchiveSettings | undefined {
  if (archive === undefined) return undefined
  const { blue, green, ...rest } = archive
  return {
    ...rest, standing: rollback.target,
    databases: { blue: linkOf('blue', blue, targets, rest.queryTimeout), green: linkOf('green', green, targets, rest.queryTimeout) },
  }
}

const noRule: ArchiveRule = { newer: [], conflict: 'ask', tolerance: {}, triggers: 'refuse' }
export const ruleOf = ({ rules }: Pick<ArchiveSettings, 'rules'>, table: string): ArchiveRule => (Object.hasOwn(rules, table) ? (rules[table] ?? noRule) : noRule)
