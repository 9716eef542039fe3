/**
 * The lab's programs without its balancer: both applications, their archives, the replication between them, and users
 * who come in wherever they are sent. A real balancer stands between.
 */
import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { AppConfig } from '../../../electron/lab/app.ts'
import type { AppFaultName } from '../../../electron/lab/app-faults.ts'
import { prepareArchive } from '../../../electron/lab/archive.ts'
import { call } from '../../../electron/lab/call.ts'
import { forkNode, startChild, type Child, type Entry } from '../../../electron/lab/children.ts'
import { prepareMarket } from '../../../electron/lab/market.ts'
import { labPeople } from '../../../electron/lab/people.ts'
import type { ReplicatorConfig } from '../../../electron/lab/replicator.ts'
import type { UsersConfig, UsersReport } from '../../../electron/lab/users.ts'
import { environments, type Environment } from '../../../shared/metrics.ts'
import type { Backend } from './local.ts'

export type TestApps = {
  readonly addresses: Readonly<Record<Environment, string>>
  readonly archives: Readonly<Record<Environment, string>>
  readonly adminToken: string
  readonly pids: Readonly<Record<Environment, number>>
  /** Everyone who has an account, in the lab's order. */
  readonly people: readonly string[]
  /** Stands behind a balancer of the test. */
  readonly behind: (environment: Environment) => Promise<Backend>
  /** Lets the first so many people work, through this address. */
  readonly sendUsers: (through: string, count: number) => Promise<{ readonly report: () => Promise<UsersReport['totals']> }>
  readonly setFault: (environment: Environment, name: AppFaultName, on: boolean) => Promise<void>
  readonly stop: () => Promise<void>
}

const seed = 15
const rows = 20_000

/**
 * @param dir for the archives; whoever gave it takes it away
 * @param replicates what one archive gets comes to the other by itself
 */
export async function startApps(dir: string, { accounts = 18, replicates = true }: { readonly accounts?: number; readonly replicates?: boolean } = {}): Promise<TestApps> {
  mkdirSync(dir, { recursive: true })
  const people = labPeople(accounts)
  const [adminToken, sessionKey] = [randomBytes(32).toString('base64url'), randomBytes(32).toString('base64url')]
  const archives = { blue: join(dir, 'blue-archive.sqlite'), green: join(dir, 'green-archive.sqlite') }
  const marketFile = join(dir, 'market.sqlite')
  for (const environment of environments) prepareArchive(archives[environment], { seed, people })
  prepareMarket(marketFile, { seed, rows })
  const children: Child[] = []
  const pids = { blue: 0, green: 0 }
  const start = async (name: string, entry: Entry, config: unknown): Promise<string> => {
    const child = startChild({ name, entry, config, spawn: forkNode, log: () => undefined })
    children.push(child)
    if (name === 'blue' || name === 'green') pids[name] = child.pid
    return (await child.ready)['url'] ?? ''
  }
  const stop = async (): Promise<void> => {
    // The users first, so that nobody sees the others go.
    for (const child of children.splice(0).toReversed()) await child.stop()
  }
  const app = (environment: Environment): Promise<string> =>
    start(environment, 'app', {
      environment, build: `${environment}-1.0`, port: 0, seed, archiveFile: archives[environment], marketFile,
      poolSize: 8, rowsPerSecond: 37_303, memoryLimitBytes: 512 * 1024 * 1024, sessionKey, adminToken,
    } satisfies AppConfig)
  try {
    const [blue, green] = await Promise.all([app('blue'), app('green')])
    if (replicates) await start('replicator', 'replicator', { port: 0, seed, blueArchive: archives.blue, greenArchive: archives.green, adminToken } satisfies ReplicatorConfig)
    const addresses = { blue, green }
    return {
      addresses, archives, adminToken, pids, people: people.map(({ user }) => user), stop,
      behind: async (environment) => ({
        port: Number(new URL(addresses[environment]).port), served: () => 0, open: () => 0, release: () => undefined, stop: () => Promise.resolve(),
      }),
      sendUsers: async (through, count) => {
        const users = await start('users', 'users', { port: 0, seed, users: count, balancer: through } satisfies UsersConfig)
        return { report: async () => (await call<UsersReport>(`${users}/state`)).totals }
      },
      setFault: async (environment, name, on) => {
        await call(`${addresses[environment]}/admin/faults`, { method: 'PUT', token: adminToken, body: { name, on } })
      },
    }
  } catch (error) {
    await stop()
    throw error
  }
}
