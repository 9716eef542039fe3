/**
 * What every fault is tried on: a private HAProxy before two applications and their archives, started once and set back
 * between the tries, with all that a console changes written down on its way.
 */
import Database from 'better-sqlite3'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../../electron/clock.ts'
import { openJournal } from '../../electron/journal/journal.ts'
import { Browser } from '../../electron/lab/browser.ts'
import type { ChainCheck } from '../../shared/contract.ts'
import type { Entry } from '../../shared/journal.ts'
import type { State } from '../../shared/state.ts'
import { askedAs } from '../doubles/plan-on.ts'
import { startApps, type TestApps } from '../real/parts/apps.ts'
import { startHaproxy, type TestHaproxy } from '../real/parts/haproxy.ts'
import { quietLog } from '../real/electron/shell/transports.ts'
import type { Config } from './console.ts'
import { createLedger, startAppWire, startRuntimeWire, type Ledger } from './ledger.ts'
import { faultPlan } from './plan.ts'

export type Record = { readonly state: State; readonly entries: readonly Entry[]; readonly check: ChainCheck }
export type FaultStand = {
  readonly dir: string
  readonly apps: TestApps
  readonly haproxy: TestHaproxy
  readonly ledger: Ledger
  /** A new home folder, and what a console on it is started with. */
  readonly config: () => Config
  /** Everyone on green again, with sessions and work that only green has. @returns who has a session there */
  readonly reset: () => Promise<readonly string[]>
  /** What is on blue of that: sessions by user, and the number of trades that green has and blue has not, or has as they were. */
  readonly onBlue: () => { readonly sessions: readonly string[]; readonly missing: number }
  /** Trades that blue holds an older version of, by id, with the quantity that it had at the reset. */
  readonly overwritten: () => ReadonlyMap<number, number>
  readonly stop: () => Promise<void>
}

const users = ['amara', 'bjorn', 'chiara']
const [newTrades, changedTrades] = [7, 3]

/** What the journal of a console that has ended says. */
export async function recordOf(home: string): Promise<Record> {
  const journal = openJournal({ file: join(home, 'journal.sqlite'), clock: systemClock(), log: quietLog() })
  try {
    return { state: journal.state(), entries: journal.entries({ after: 0, limit: 10_000 }).entries, check: await journal.verify() }
  } finally {
    journal.close()
  }
}

export const kindsOf = <K extends Entry['kind']>({ entries }: Record, kind: K): readonly Entry<K>[] => entries.filter((entry) => entry.kind === kind) as unknown as readonly Entry<K>[]

type Settings = { readonly [name: string]: unknown }
export type FaultOptions = {
  /** Further settings of the plan's steps, by their id. */
  readonly steps?: { readonly [step: string]: Settings }
  /** Further settings of its targets, by their id; `wires` are where the console would reach them. */
  readonly targets?: (own: { readonly dir: string; readonly wires: { readonly blue: string; readonly green: string; readonly balancer: string } }) => Promise<{ readonly [target: string]: Settings }>
}

export async function startFaultStand(options: FaultOptions = {}): Promise<FaultStand> {
  const dir = mkdtempSync(join(tmpdir(), 'fifteen-faults-'))
  const stops: (() => Promise<unknown> | void)[] = [() => rmSync(dir, { recursive: true, force: true })]
  const stop = async (): Promise<void> => {
    for (const one of stops.splice(0).toReversed()) await one()
  }
  try {
    // What one archive gets stays there: it is the run's to carry over.
    const apps = await startApps(join(dir, 'apps'), { replicates: false })
    stops.push(apps.stop)
    const haproxy = await startHaproxy({ behind: apps.behind })
    stops.push(haproxy.stop)
    const ledger = createLedger()
    const runtime = await startRuntimeWire(join(dir, 'runtime.sock'), haproxy.runtime, ledger)
    stops.push(runtime.stop)
    const wires = { blue: await startAppWire('blue', apps.addresses.blue, ledger), green: await startAppWire('green', apps.addresses.green, ledger) }
    stops.push(wires.blue.stop, wires.green.stop)

    const other = await options.targets?.({ dir, wires: { blue: wires.blue.address, green: wires.green.address, balancer: runtime.address } })
    const plan = join(dir, 'plan.yaml')
    const app = (environment: 'blue' | 'green') => ({ ...askedAs(environment), address: wires[environment].address, token: '${ADMIN_TOKEN}', metrics: { requests: { counter: 'http_requests_total' } }, ...other?.[environment] })
    writeFileSync(plan, faultPlan([
      app('blue'), app('green'),
      { id: 'balancer', kind: 'haproxy', every: '1s', timeout: '900ms', ...haproxy.settings, runtime: runtime.address, ...other?.['balancer'] },
      { id: 'archive', kind: 'lab-archive', ...apps.archives, tables: ['backtests', 'preferences', 'trades'], every: '5s', timeout: '4s' },
    ], options.steps))

    const green = new Database(apps.archives.green)
    const blue = new Database(apps.archives.blue)
    stops.push(() => void green.close(), () => void blue.close())
    const lastTrade = (): number => green.prepare<[], number>('SELECT max(id) FROM trades').pluck().get() ?? 0
    const copyTrade = green.prepare('INSERT INTO trades SELECT ?, symbol, side, quantity, price, note, at, ? FROM trades WHERE id = (SELECT min(id) FROM trades)')

    let overwritten: ReadonlyMap<number, number> = new Map()
    const type = async (...commands: readonly string[]): Promise<void> => {
      for (const command of commands) await haproxy.type(command)
    }
    return {
      dir, apps, haproxy, ledger, stop,
      config: () => ({ home: mkdtempSync(join(dir, 'home-')), plan, token: apps.adminToken }),
      reset: async () => {
        const { weighted, flagged } = haproxy.settings as { readonly weighted: { readonly [at: string]: readonly string[] }; readonly flagged: { readonly [at: string]: readonly string[] } }
        for (const server of [...Object.values(weighted), ...Object.values(flagged)].flat()) await type(`set server ${server} state ready`)
        await type('set server split/green weight 100', 'set server split/blue weight 0', `clear map ${haproxy.fence}`, `clear map ${haproxy.users}`)
        for (const user of users) await type(`add map ${haproxy.users} ${user} green`)
        for (const environment of [blue, green]) environment.prepare('DELETE FROM sessions').run()
        for (const user of users) {
          const browser = new Browser(haproxy.address, { user })
          const { servedBy } = await browser.ask('POST', '/login', { user })
          if (servedBy !== 'green') throw new Error(`${user} came to ${servedBy ?? 'nobody'}`)
          await browser.ask('PUT', '/preferences', { theme: 'dark', symbol: 'SAP', lots: 1 + Math.floor(Math.random() * 900) })
          browser.close()
        }
        overwritten = new Map(blue.prepare<[], { readonly id: number; readonly quantity: number }>(`SELECT id, quantity FROM trades ORDER BY id LIMIT ${changedTrades}`).all().map(({ id, quantity }) => [id, quantity]))
        for (const [id, quantity] of overwritten) green.prepare('UPDATE trades SET quantity = ?, updated_at = ? WHERE id = ?').run(quantity + 1, Date.now(), id)
        for (let id = lastTrade() + 1, end = id + newTrades; id < end; id += 1) copyTrade.run(id, Date.now())
        ledger.begin()
        return users
      },
      overwritten: () => overwritten,
      onBlue: () => ({
        sessions: blue.prepare<[], string>('SELECT user FROM sessions ORDER BY user').pluck().all(),
        missing: (green.prepare<[], number>('SELECT count(*) FROM trades').pluck().get() ?? 0) - (blue.prepare<[], number>('SELECT count(*) FROM trades').pluck().get() ?? 0)
          + [...overwritten].filter(([id, before]) => blue.prepare<[number], number>('SELECT quantity FROM trades WHERE id = ?').pluck().get(id) !== before + 1).length,
      }),
    }
  } catch (error) {
    await stop()
    throw error
  }
}
