/**
 * The console on what a plan file names, none of it the lab's own balancer: a private HAProxy before two applications
 * and their archives, and where asked for a MariaDB, a Prometheus and a node-exporter. Users and people with sessions
 * come in through HAProxy all the time.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { askedAs, ofApp, planOn } from '../doubles/plan-on.ts'
import { startApps, type TestApps } from '../real/parts/apps.ts'
import { startHaproxy, type TestHaproxy } from '../real/parts/haproxy.ts'
import { startMariaDb, type MariaDb } from '../real/parts/mariadb.ts'
import { startNodeExporter } from '../real/parts/node-exporter.ts'
import { startPrometheus } from '../real/parts/prometheus.ts'
import { newHome, removeHome, startApp, type App } from './app.ts'
import { startSessions, type SessionLoad } from './session-load.ts'

export type Stand = {
  readonly home: string
  readonly app: App
  readonly apps: TestApps
  readonly haproxy: TestHaproxy
  readonly database: MariaDb | undefined
  readonly load: SessionLoad
  /** Who has a session in the load. */
  readonly signedIn: readonly string[]
  readonly users: Awaited<ReturnType<TestApps['sendUsers']>>
  readonly stop: () => Promise<void>
}

/** Simulated users as the lab has them, two in three of them pilots; the people of the load come after them. */
const [simulated, pilots, loaded] = [9, 6, 5]

/** @param options.measured with MariaDB, Prometheus and node-exporter for green's figures */
export async function startStand({ measured }: { readonly measured: boolean }): Promise<Stand> {
  const home = newHome()
  const stops: (() => Promise<unknown> | void)[] = [() => removeHome(home)]
  const stop = async (): Promise<void> => {
    for (const one of stops.splice(0).toReversed()) await one()
  }
  try {
    const apps = await startApps(join(home, 'apps'))
    stops.push(apps.stop)
    const haproxy = await startHaproxy({ behind: apps.behind })
    stops.push(haproxy.stop)
    const signedIn = apps.people.slice(simulated, simulated + loaded)
    for (const user of [...apps.people.slice(0, pilots), ...signedIn]) await haproxy.type(`add map ${haproxy.users} ${user} green`)

    const database = measured ? await startMariaDb() : undefined
    if (database) stops.push(database.remove)
    const exporter = measured ? await startNodeExporter() : undefined
    if (exporter) stops.push(exporter.remove)
    const prometheus = exporter && (await startPrometheus({ node: [exporter.instance] }))
    if (prometheus) stops.push(prometheus.remove)
    await database?.sql(
      "CREATE USER watcher@'127.0.0.1' IDENTIFIED BY 'Hidden-in-the-environment'", "GRANT PROCESS ON *.* TO watcher@'127.0.0.1'",
      'CREATE DATABASE shop', 'CREATE TABLE shop.sessions (id INT PRIMARY KEY AUTO_INCREMENT, opened TIMESTAMP)', "GRANT SELECT ON shop.* TO watcher@'127.0.0.1'",
    )

    const token = '${ADMIN_TOKEN}'
    writeFileSync(join(home, 'plan.yaml'), planOn([
      { ...askedAs('blue'), address: apps.addresses.blue, token, metrics: { ...ofApp, active_users: { gauge: 'sessions_active' } } },
      { ...askedAs('green'), address: apps.addresses.green, token, metrics: { ...ofApp, ...(!measured && { active_users: { gauge: 'sessions_active' } }) } },
      { id: 'edge', kind: 'haproxy', ...haproxy.settings },
      { id: 'archive', kind: 'lab-archive', ...apps.archives, tables: ['backtests', 'preferences', 'trades'], every: '5s', timeout: '4s' },
      ...(database
        ? [{
            id: 'orders-db', kind: 'mysql', environment: 'green', host: '127.0.0.1', port: database.port, user: 'watcher', password: '${DB_PASSWORD}', database: 'shop',
            metrics: { db_pool_usage: 'pool_usage', db_connection_failures: 'connection_failures', active_users: { query: 'SELECT COUNT(*) FROM sessions' } },
          }]
        : []),
      ...(prometheus && exporter
        ? [{ id: 'host', kind: 'prometheus', environment: 'green', address: prometheus.base, scrapeInterval: '1s', preset: 'node-exporter', instance: exporter.instance }]
        : []),
    ]))

    const users = await apps.sendUsers(haproxy.address, simulated)
    const load = await startSessions(haproxy.address, signedIn)
    stops.push(load.stop)
    const app = await startApp(home, ['--plan', join(home, 'plan.yaml')], { ADMIN_TOKEN: apps.adminToken, DB_PASSWORD: 'Hidden-in-the-environment' })
    stops.push(() => app.end())
    return { home, app, apps, haproxy, database, load, signedIn, users, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Sessions that HAProxy itself has sent to each server since its start, and that are open now. */
export async function serversOf(haproxy: TestHaproxy): Promise<Readonly<Record<'blue' | 'green', { readonly total: number; readonly open: number }>>> {
  const [head = '', ...rows] = (await haproxy.type('show stat')).split('\n')
  const names = head.replace(/^# /, '').split(',')
  const column = (row: readonly string[], name: string): number => Number(row[names.indexOf(name)])
  const of = (server: string): { readonly total: number; readonly open: number } => {
    const own = rows.map((row) => row.split(',')).filter((row) => row[1] === server)
    return { total: own.reduce((sum, row) => sum + column(row, 'stot'), 0), open: own.reduce((sum, row) => sum + column(row, 'scur'), 0) }
  }
  return { blue: of('blue'), green: of('green') }
}
