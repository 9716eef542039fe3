/** The MySQL connector, by what every connector owes, on MariaDB 10.11. */
import { afterAll, beforeAll } from 'vitest'
import { mysqlSettings } from '../../../../electron/connect/mysql-settings.ts'
import { connectMysql } from '../../../../electron/connect/mysql.ts'
import { startMariaDb, type MariaDb } from '../../parts/mariadb.ts'
import { conforms } from './conformance.ts'

const clock = { wall: Date.now, mono: () => performance.now(), boot: 'test' }
let server: MariaDb
beforeAll(async () => {
  server = await startMariaDb()
  await server.sql("CREATE USER watcher@'127.0.0.1' IDENTIFIED BY 'secret'", "GRANT PROCESS, SLAVE MONITOR ON *.* TO watcher@'127.0.0.1'")
})
afterAll(() => server.remove())

conforms('mysql', () => ({
  server,
  port: server.port,
  connect: (port) =>
    connectMysql('archive', mysqlSettings.parse({
      environment: 'blue', host: '127.0.0.1', port, user: 'watcher', password: 'secret',
      metrics: { db_pool_usage: 'pool_usage', db_connection_failures: 'connection_failures', archive_lag: 'replica_lag', active_users: { query: 'SELECT 7' } },
    }), { clock, every: 1_000 }),
}))
