/**
 * Verify of 1 M rows on two MariaDB servers against CHECKSUM TABLE on both at once, and finding 10 rows that differ against
 * pt-table-checksum plus pt-table-sync --print by what it found, blue replicating from green as it needs.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { soon, startStand, type Stand } from '../real/electron/archive/stand.ts'
import { figure, type Figure } from './figure.ts'

const rows = 1_000_000
const rounds = 3
const server = (id: number): readonly string[] => [`--server-id=${id}`, '--log-bin=bin', '--binlog-format=ROW', '--innodb-buffer-pool-size=768M', '--innodb-flush-log-at-trx-commit=2', '--innodb-log-file-size=512M', '--max-allowed-packet=64M']

const best = async (work: () => Promise<unknown>): Promise<number> => {
  const times: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const begun = performance.now()
    await work()
    times.push(performance.now() - begun)
  }
  return Math.min(...times)
}

const peerUser = { user: 'peer', password: 'compares' } as const

/** Blue follows green from now on. */
async function replicating({ blue, green }: Stand): Promise<void> {
  for (const one of [blue, green]) await one.sql(`CREATE USER ${peerUser.user}@'%' IDENTIFIED BY '${peerUser.password}'`, `GRANT ALL ON *.* TO ${peerUser.user}@'%'`)
  const [at] = await green.sql('SHOW MASTER STATUS')
  await blue.sql(
    `CHANGE MASTER TO MASTER_HOST = '127.0.0.1', MASTER_PORT = ${green.port}, MASTER_USER = '${peerUser.user}', MASTER_PASSWORD = '${peerUser.password}', MASTER_LOG_FILE = '${String(at?.['File'])}', MASTER_LOG_POS = ${Number(at?.['Position'])}`,
    'START SLAVE')
  await green.sql('CREATE DATABASE percona', 'CREATE TABLE percona.dsns (id INT PRIMARY KEY, parent_id INT, dsn VARCHAR(255) NOT NULL)', `INSERT INTO percona.dsns VALUES (1, NULL, '${dsnOf(blue)}')`)
}

const dsnOf = ({ port }: Stand['blue']): string => `h=127.0.0.1,P=${port},u=${peerUser.user},p=${peerUser.password}`

async function timed(program: string, args: readonly string[]): Promise<{ readonly ms: number; readonly printed: string }> {
  let printed = ''
  const begun = performance.now()
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (printed += chunk.toString()))
  await once(child, 'close')
  return { ms: performance.now() - begun, printed }
}

async function findByPeer({ blue, green }: Stand) {
  const known = `dsn=${dsnOf(green)},D=percona,t=dsns`
  const checked = await timed('pt-table-checksum', ['--no-version-check', '--databases=archive', '--tables=trades', `--recursion-method=${known}`, '--no-check-binlog-format', dsnOf(green)])
  const synced = await timed('pt-table-sync', ['--print', '--no-version-check', '--no-check-triggers', '--replicate=percona.checksums', '--sync-to-master', `${dsnOf(blue)},A=utf8`])
  return { checksum: checked.ms, sync: synced.ms, rows: (synced.printed.match(/^(?:REPLACE|INSERT|UPDATE)/gm) ?? []).length, said: `${checked.printed}\n${synced.printed}`.slice(0, 2_000) }
}

export async function measure(say: (line: string) => void): Promise<readonly Figure[]> {
  const stand = await startStand({ blue: server(1), green: server(2) })
  try {
    say(`filling two tables of ${rows} rows`)
    await stand.both(
      'CREATE TABLE trades (id BIGINT NOT NULL PRIMARY KEY, symbol VARCHAR(12) NOT NULL, price DECIMAL(12,4) NOT NULL, quantity INT NOT NULL, at DATETIME(3) NOT NULL, note VARCHAR(40))',
      `INSERT INTO trades SELECT seq, CONCAT('S', seq % 500), seq * 0.37, seq % 977, '2025-01-01' + INTERVAL seq SECOND, CONCAT('note ', MD5(seq)) FROM seq_1_to_${rows}`)
    const archive = stand.archive()
    const verify = async (): Promise<number> => {
      const [table] = (await archive.compare(soon(600_000))).tables
      if (table?.blueRows !== rows) throw new Error(`verify saw ${table?.blueRows} rows of ${rows}`)
      return table.differing.changed
    }
    const checksum = await best(() => stand.both('CHECKSUM TABLE trades'))
    const verified = await best(verify)
    say(`verify ${verified.toFixed(0)} ms, CHECKSUM TABLE on both at once ${checksum.toFixed(0)} ms`)
    await replicating(stand)
    // Of green alone: what is logged would come to blue too.
    await stand.sql('green', 'SET SESSION sql_log_bin = 0', `UPDATE trades SET quantity = quantity + 1 WHERE id IN (3, 100001, 200777, 333333, 400000, 512345, 654321, 777777, 888888, 999999)`)
    const found = await best(async () => {
      const differing = await verify()
      if (differing !== 10) throw new Error(`verify found ${differing} of 10 rows`)
    })
    const peer = await findByPeer(stand)
    say(`found 10 rows in ${found.toFixed(0)} ms; pt-table-checksum ${peer.checksum.toFixed(0)} ms, pt-table-sync ${peer.rows} rows in ${peer.sync.toFixed(0)} ms`)
    // The same change in two rows of a chunk cancels in its XOR of CRC32s: it finds fewer.
    if (peer.rows === 0) throw new Error(`the peer found none of 10 rows: ${peer.said}`)
    return [
      figure('verify.1m-rows', verified, 'ms', checksum),
      figure('verify.find-10-rows', found, 'ms', peer.checksum + peer.sync),
    ]
  } finally {
    await stand.stop()
  }
}
