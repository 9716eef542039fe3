/**
 * Rows a second of a table on a real MariaDB: the console's reading path, which bounds its memory and its time, over
 * mysql2 alone, which is told each row by an event and holds nobody back. Both in turn, both with rows as arrays.
 */
import mysql from 'mysql2'
import { systemClock } from '../../../electron/clock.ts'
import { mysqlSettings } from '../../../electron/connect/mysql-settings.ts'
import { connectMysql } from '../../../electron/connect/mysql.ts'
import { startMariaDb } from '../../real/parts/mariadb.ts'
import { figure, quantile, type Figure } from '../figure.ts'

const rows = 300_000
const rounds = 15
const sql = 'SELECT * FROM bench.market'

const perSecond = async (read: () => Promise<number>): Promise<number> => {
  const begun = performance.now()
  const count = await read()
  if (count !== rows) throw new Error(`${count} rows came instead of ${rows}`)
  return count / ((performance.now() - begun) / 1_000)
}

export async function measure(say: (line: string) => void): Promise<readonly Figure[]> {
  const server = await startMariaDb(['--innodb-buffer-pool-size=128M'])
  const place = { host: '127.0.0.1', port: server.port, user: 'reader', password: 'secret' }
  await server.sql(
    'CREATE DATABASE bench',
    'USE bench',
    "CREATE USER reader@'127.0.0.1' IDENTIFIED BY 'secret'",
    "GRANT SELECT ON bench.* TO reader@'127.0.0.1'",
    'CREATE TABLE bench.market (id INT PRIMARY KEY, a INT, b INT, c BIGINT, d DOUBLE, price DECIMAL(18,4), symbol VARCHAR(12), venue VARCHAR(12), at DATETIME, note VARCHAR(40))',
    `INSERT INTO bench.market SELECT seq, seq * 2, seq % 97, seq * 1000003, seq / 7, seq / 100, CONCAT('S', seq % 500), 'XNYS', '2025-10-01 14:00:00', CONCAT('note of row ', seq) FROM seq_1_to_${rows}`,
  )
  const own = connectMysql('bench', mysqlSettings.parse({ ...place, environment: 'green' }), { clock: systemClock(), every: 1_000 })
  const alone = mysql.createConnection({ ...place, charset: 'utf8mb4', supportBigNumbers: true, dateStrings: true })
  const readOwn = async (): Promise<number> => {
    let count = 0
    for await (const batch of own.batches({ sql }, AbortSignal.timeout(60_000))) count += batch.rows.length
    return count
  }
  const readAlone = (): Promise<number> => {
    const { promise, resolve, reject } = Promise.withResolvers<number>()
    let count = 0
    alone.query({ sql, rowsAsArray: true }).on('result', () => void (count += 1)).on('error', reject).on('end', () => resolve(count))
    return promise
  }
  const seen: { readonly own: number[]; readonly alone: number[] } = { own: [], alone: [] }
  try {
    await readOwn()
    await readAlone()
    for (let round = 0; round < rounds; round += 1) {
      seen.own.push(await perSecond(readOwn))
      seen.alone.push(await perSecond(readAlone))
      say(`round ${round + 1} of ${rounds}: ${seen.own.at(-1)?.toFixed(0)} rows/s, mysql2 alone ${seen.alone.at(-1)?.toFixed(0)}`)
    }
    return [figure('connectors.mysql', quantile(seen.own, 0.5), 'rows/s', quantile(seen.alone, 0.5))]
  } finally {
    await own.stop()
    alone.destroy()
    await server.remove()
  }
}
