/**
 * Verify of 1 M rows on two MariaDB servers against CHECKSUM TABLE on both, and finding 10 rows that differ against
 * pt-table-sync --print. Both sides of the peers run at once, as ours do. pt-table-checksum is left out of its peer's time:
 * it needs replication between the servers; so the peer is rather quicker than it would be.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { soon, startStand } from '../real/electron/archive/stand.ts'
import { figure, type Figure } from './figure.ts'

const rows = 1_000_000
const rounds = 3
const server = ['--innodb-buffer-pool-size=768M', '--innodb-flush-log-at-trx-commit=2', '--innodb-log-file-size=512M', '--max-allowed-packet=64M']

const best = async (work: () => Promise<unknown>): Promise<number> => {
  const times: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const begun = performance.now()
    await work()
    times.push(performance.now() - begun)
  }
  return Math.min(...times)
}

export async function measure(say: (line: string) => void): Promise<readonly Figure[]> {
  const stand = await startStand({ blue: server, green: server })
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
    await stand.sql('green', `UPDATE trades SET quantity = quantity + 1 WHERE id IN (3, 100001, 200777, 333333, 400000, 512345, 654321, 777777, 888888, 999999)`)
    const found = await best(async () => {
      const differing = await verify()
      if (differing !== 10) throw new Error(`verify found ${differing} of 10 rows`)
    })
    const dsn = (side: 'blue' | 'green'): string => `S=${stand[side].socket},u=root,D=archive,t=trades,A=utf8`
    let printed = ''
    const begun = performance.now()
    const peer = spawn('pt-table-sync', ['--print', '--no-check-slave', '--no-version-check', dsn('green'), dsn('blue')], { stdio: ['ignore', 'pipe', 'inherit'] })
    peer.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()))
    await once(peer, 'close')
    const peerMs = performance.now() - begun
    const peerFound = (printed.match(/^(?:REPLACE|INSERT|UPDATE)/gm) ?? []).length
    say(`found 10 rows in ${found.toFixed(0)} ms, pt-table-sync ${peerFound} in ${peerMs.toFixed(0)} ms`)
    return [
      figure('verify.1m-rows', verified, 'ms', checksum),
      figure('verify.find-10-rows', found, 'ms', peerMs),
    ]
  } finally {
    await stand.stop()
  }
}
