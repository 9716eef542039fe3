/**
 * A checkpoint of 1 M rows, its proof, and a moment built from it with 20,000 transactions of the log, on a real MariaDB;
 * each beside the bare tools of the same run: mariadb-dump into a file (not compressed, nothing counted), `mariadb` from
 * that file, and the same and then `mariadb-binlog | mariadb`.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createReadStream, createWriteStream, statSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { databaseName, soon } from '../real/electron/archive/stand.ts'
import { startCheckpointStand } from '../real/electron/archive/checkpoint-stand.ts'
import { figure, type Figure } from './figure.ts'

const rows = 1_000_000
const transactions = 20_000
const server = ['--innodb-buffer-pool-size=768M', '--innodb-log-file-size=512M', '--max-allowed-packet=64M', '--max-binlog-size=1G']

const timed = async <T>(work: () => Promise<T>): Promise<readonly [T, number]> => {
  const begun = performance.now()
  const done = await work()
  return [done, performance.now() - begun]
}
const ended = async (child: ReturnType<typeof spawn>): Promise<void> => {
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error(`${child.spawnfile} ended with ${code}`)
}

export async function measure(say: (line: string) => void): Promise<readonly Figure[]> {
  const stand = await startCheckpointStand(server)
  try {
    say(`filling a table of ${rows} rows`)
    await stand.sql('blue', 'CREATE TABLE trades (id BIGINT NOT NULL PRIMARY KEY, symbol VARCHAR(12) NOT NULL, price DECIMAL(12,4) NOT NULL, quantity INT NOT NULL, at DATETIME(3) NOT NULL, note VARCHAR(40))',
      `INSERT INTO trades SELECT seq, CONCAT('S', seq % 500), seq * 0.37, seq % 977, '2025-01-01' + INTERVAL seq SECOND, CONCAT('note ', MD5(seq)) FROM seq_1_to_${rows}`)
    const checkpoints = stand.checkpoints()
    const long = (): AbortSignal => soon(600_000)
    const root = [`--socket=${stand.blue.socket}`, '--user=root']
    const plain = join(stand.folder, 'plain.sql')

    const [, bareDump] = await timed(async () => {
      const child = spawn('mariadb-dump', ['--no-defaults', ...root, '--single-transaction', '--quick', '--hex-blob', '--master-data=2', databaseName], { stdio: ['ignore', 'pipe', 'inherit'] })
      await Promise.all([ended(child), pipeline(child.stdout, createWriteStream(plain, { flush: true }))])
    })
    const [checkpoint, taken] = await timed(() => checkpoints.take('blue', { id: 'bench', folder: stand.folder }, long()))
    say(`taken in ${taken.toFixed(0)} ms (${(checkpoint.bytes / 1e6).toFixed(1)} MB; plain ${(statSync(plain).size / 1e6).toFixed(1)} MB in ${bareDump.toFixed(0)} ms)`)

    await stand.blue.sql('CREATE DATABASE bare')
    const load = async (): Promise<void> => {
      const child = spawn('mariadb', ['--no-defaults', ...root, 'bare'], { stdio: ['pipe', 'ignore', 'inherit'] })
      await Promise.all([ended(child), pipeline(createReadStream(plain), child.stdin)])
    }
    const [, bareLoad] = await timed(load)
    const [proof, proven] = await timed(() => checkpoints.prove(checkpoint, long()))
    say(`proven in ${proven.toFixed(0)} ms, of which ${proof.ms.toFixed(0)} ms restored; bare ${bareLoad.toFixed(0)} ms`)

    // Later than all that the log holds already: the first transaction of the moment ends the replay.
    const second = Math.floor(Date.now() / 1_000) + 3_600
    const [{ File: file, Position: from } = {}] = await stand.blue.sql('SHOW MASTER STATUS')
    await stand.sql('blue', `SET timestamp = ${second}`, `BEGIN NOT ATOMIC FOR n IN 1..${transactions} DO UPDATE trades SET quantity = quantity + 1 WHERE id = n * 41; END FOR; END`)
    const [{ Position: to } = {}] = await stand.blue.sql('SHOW MASTER STATUS')
    const [recovered, built] = await timed(() => checkpoints.recover(checkpoint, (second + 1) * 1_000, long()))
    if (recovered.tables[0]?.rows !== rows) throw new Error(`built ${recovered.tables[0]?.rows} rows of ${rows}`)
    await stand.blue.sql('DROP DATABASE bare', 'CREATE DATABASE bare')
    const [, bareBuilt] = await timed(async () => {
      await load()
      const read = spawn('mariadb-binlog', ['--no-defaults', ...root, '--read-from-remote-server', `--start-position=${String(from)}`, `--stop-position=${String(to)}`, `--database=${databaseName}`, `--rewrite-db=${databaseName}->bare`, String(file)], { stdio: ['ignore', 'pipe', 'inherit'] })
      const client = spawn('mariadb', ['--no-defaults', ...root, 'bare'], { stdio: ['pipe', 'ignore', 'inherit'] })
      await Promise.all([ended(read), ended(client), pipeline(read.stdout, client.stdin)])
    })
    const sum = async (schema: string): Promise<unknown> => (await stand.blue.sql(`SELECT COUNT(*) AS n, SUM(quantity) AS q, SUM(CRC32(CONCAT_WS('#', id, symbol, price, quantity, at, note))) AS c FROM \`${schema}\`.trades`))[0]
    const [mine, theirs] = [JSON.stringify(await sum(recovered.scratch)), JSON.stringify(await sum('bare'))]
    if (mine !== theirs) throw new Error(`the bare tools built another state: ${theirs} and not ${mine}`)
    say(`built in ${built.toFixed(0)} ms, bare ${bareBuilt.toFixed(0)} ms`)
    return [
      figure('checkpoint.take-1m-rows', taken, 'ms', bareDump),
      figure('checkpoint.prove-1m-rows', proven, 'ms', bareLoad),
      figure('checkpoint.recover-1m-rows', built, 'ms', bareBuilt),
    ]
  } finally {
    await stand.stop()
  }
}
