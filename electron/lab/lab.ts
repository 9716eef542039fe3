/** The embedded practice environment: the one place for invented traffic, on real processes, sockets and rows. */
import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Environment } from '../../shared/metrics.ts'
import type { AppConfig } from './app.ts'
import { prepareArchive } from './archive.ts'
import type { BalancerConfig } from './balancer.ts'
import type { Ready } from './child.ts'
import { forkNode, startChild, type Child, type Entry, type Log, type Spawn } from './children.ts'
import { LabError } from './lab-error.ts'
import { readLabFile, removeLabFile, writeLabFile } from './lab-file.ts'
import { prepareMarket } from './market.ts'
import { labPeople } from './people.ts'
import type { ReplicatorConfig } from './replicator.ts'
import { readBalancer, sendPilotsToGreen } from './traffic.ts'
import type { UsersConfig } from './users.ts'

export type ChildName = 'blue' | 'green' | 'balancer' | 'replicator' | 'users'

/** Base URLs on 127.0.0.1 without a slash at the end; archives are files. */
export type LabAddresses = {
  readonly blue: string
  readonly green: string
  /** Data plane: what users talk to. */
  readonly balancer: string
  /** The balancer's control API. */
  readonly control: string
  readonly users: string
  readonly replicator: string
  readonly blueArchive: string
  readonly greenArchive: string
  readonly adminToken: string
}

export type Lab = {
  readonly addresses: LabAddresses
  /** Ends one process and starts it anew at the same addresses; one that died stays dead without this. */
  readonly restart: (name: ChildName) => Promise<void>
  readonly stop: () => Promise<void>
}

export type LabOptions = {
  readonly dir: string
  readonly seed?: number
  readonly users?: number
  readonly market?: { readonly rows: number }
  readonly spawn?: Spawn
  readonly log?: Log
}

/** The plan's baseline, on which the lab's feed is throttled. Plan: "Performance Baseline". */
const rowsPerSecond = 37_303
const builds = { blue: 'html-js-4.7.2', green: 'next-14.2.5' } as const
const poolSize = 8
const memoryLimitBytes = 512 * 1024 * 1024
// A console that was killed leaves children for the moment they need to notice.
const leaveWithinMs = 1_000

/** LabError `already-running` when another lab answers from this folder. */
const requireFree = async (dir: string): Promise<void> => {
  const deadline = performance.now() + leaveWithinMs
  for (;;) {
    try {
      await readBalancer(readLabFile(dir).addresses)
    } catch (error) {
      if (error instanceof LabError) return
      throw error
    }
    if (performance.now() > deadline) throw new LabError('already-running', `a lab already runs in ${dir}: stop the console that started it, or choose another folder`)
    await pause(100)
  }
}

/** The port to ask for: the one it had, or any for the first start. */
const portOf = (url: string): number => (url === '' ? 0 : Number(new URL(url).port))

/** Starts the whole lab; resolves once every part answers. Throws LabError, and then leaves nothing running. */
export const startLab = async (options: LabOptions): Promise<Lab> => {
  const { dir, seed = 15, users: userCount = 18, market = { rows: 100_000 }, spawn = forkNode, log = () => undefined } = options
  mkdirSync(dir, { recursive: true })
  await requireFree(dir)
  const people = labPeople(userCount)
  const files = { blueArchive: join(dir, 'blue-archive.sqlite'), greenArchive: join(dir, 'green-archive.sqlite') }
  const marketFile = join(dir, `market-${seed}-${market.rows}.sqlite`)
  prepareArchive(files.blueArchive, { seed, people })
  prepareArchive(files.greenArchive, { seed, people })
  prepareMarket(marketFile, { seed, rows: market.rows })

  const adminToken = randomBytes(32).toString('base64url')
  const sessionKey = randomBytes(32).toString('base64url')
  const children = new Map<ChildName, Child>()
  const reported = new Map<ChildName, Ready>()
  const known = (name: ChildName, address = 'url'): string => reported.get(name)?.[address] ?? ''

  const appConfig = (environment: Environment): AppConfig => ({
    environment, build: builds[environment], port: portOf(known(environment)), seed, archiveFile: files[`${environment}Archive`],
    marketFile, poolSize, rowsPerSecond, memoryLimitBytes, sessionKey, adminToken,
  })
  const programs = {
    blue: () => ['app', appConfig('blue')],
    green: () => ['app', appConfig('green')],
    balancer: () => ['balancer', {
      port: portOf(known('balancer')), controlPort: portOf(known('balancer', 'control')), seed,
      blue: known('blue'), green: known('green'), adminToken,
    } satisfies BalancerConfig],
    replicator: () => ['replicator', { port: portOf(known('replicator')), seed, ...files, adminToken } satisfies ReplicatorConfig],
    users: () => ['users', { port: portOf(known('users')), seed, users: userCount, balancer: known('balancer') } satisfies UsersConfig],
  } as const satisfies Record<ChildName, () => readonly [Entry, unknown]>

  const start = async (name: ChildName): Promise<void> => {
    const [entry, config] = programs[name]()
    const child = startChild({ name, entry, config, spawn, log })
    children.set(name, child)
    reported.set(name, await child.ready)
  }
  const stop = async (): Promise<void> => {
    removeLabFile(dir)
    // The users first, so that nobody sees the others go.
    await children.get('users')?.stop()
    await Promise.all([...children.values()].map((child) => child.stop()))
  }
  const addresses = (): LabAddresses => ({
    blue: known('blue'), green: known('green'), balancer: known('balancer'), control: known('balancer', 'control'),
    users: known('users'), replicator: known('replicator'), ...files, adminToken,
  })
  const publish = (): void => {
    const pid = (name: ChildName): number => children.get(name)?.pid ?? 0
    writeLabFile(dir, {
      addresses: addresses(),
      pids: { blue: pid('blue'), green: pid('green'), balancer: pid('balancer'), replicator: pid('replicator'), users: pid('users') },
    })
  }

  try {
    await Promise.all([start('blue'), start('green'), start('replicator')])
    await start('balancer')
    await sendPilotsToGreen(addresses(), people.filter(({ pilot }) => pilot).map(({ user }) => user))
    await start('users')
    publish()
  } catch (error) {
    await stop()
    throw error
  }
  return {
    addresses: addresses(),
    restart: async (name) => {
      await children.get(name)?.stop()
      await start(name)
      publish()
    },
    stop,
  }
}
