/** A console on a real HAProxy before the lab's applications, with users who come in through it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../../../electron/clock.ts'
import { openConsole, type Console } from '../../../electron/console.ts'
import { askedAs, ofApp, planOn } from '../../doubles/plan-on.ts'
import { connectConsole } from '../../doubles/window.ts'
import { startApps, type TestApps } from '../parts/apps.ts'
import { startHaproxy, type TestHaproxy } from '../parts/haproxy.ts'
import { quietLog } from './shell/transports.ts'

export type HaproxyConsole = {
  /** The console's folder. */
  readonly home: string
  readonly apps: TestApps
  readonly haproxy: TestHaproxy
  readonly console: Console
  readonly window: ReturnType<typeof connectConsole>
  readonly stop: () => Promise<void>
}

/**
 * @param onGreen who is sent to green by name; twelve users work, whoever they are
 * @param archive a plan's section of that name, in place of the lab's archives
 * @param replicates what one application's own archive gets comes to the other's by itself
 * @param alter what else the plan says otherwise
 */
export async function startHaproxyConsole(onGreen: readonly string[], { archive, replicates = true, alter = (plan) => plan }: { readonly archive?: unknown; readonly replicates?: boolean; readonly alter?: (plan: string) => string } = {}): Promise<HaproxyConsole> {
  const home = mkdtempSync(join(tmpdir(), 'fifteen-haproxy-console-'))
  const stops: (() => Promise<unknown> | void)[] = [() => rmSync(home, { recursive: true, force: true })]
  const stop = async (): Promise<void> => {
    for (const one of stops.splice(0).toReversed()) await one()
  }
  try {
    const apps = await startApps(join(home, 'apps'), { replicates })
    stops.push(apps.stop)
    const haproxy = await startHaproxy({ behind: apps.behind })
    stops.push(haproxy.stop)
    for (const user of onGreen) await haproxy.type(`add map ${haproxy.users} ${user} green`)
    await apps.sendUsers(haproxy.address, 12)
    const app = (environment: 'blue' | 'green') => ({ ...askedAs(environment), address: apps.addresses[environment], token: '${ADMIN_TOKEN}', metrics: ofApp })
    writeFileSync(join(home, 'plan.yaml'), alter(planOn([
      app('blue'), app('green'), { id: 'balancer', kind: 'haproxy', every: '1s', timeout: '900ms', ...haproxy.settings },
      ...(archive === undefined ? [{ id: 'archive', kind: 'lab-archive', ...apps.archives, tables: ['backtests', 'preferences', 'trades'], every: '5s', timeout: '4s' }] : []),
    ], archive)))
    const console = await openConsole({
      home: join(home, 'console'), planFile: join(home, 'plan.yaml'), clock: systemClock(), log: quietLog(), user: 'ada', env: { ADMIN_TOKEN: apps.adminToken },
    })
    stops.push(console.stop)
    const window = connectConsole(console)
    stops.push(window.close)
    return { home: join(home, 'console'), apps, haproxy, console, window, stop }
  } catch (error) {
    await stop()
    throw error
  }
}
