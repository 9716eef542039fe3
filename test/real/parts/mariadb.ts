/** A private MariaDB server. */
import { execFile } from 'node:child_process'
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import mysql from 'mysql2/promise'
import { freePort, startPart, type Part } from './process.ts'

const run = promisify(execFile)

export type MariaDb = Part & {
  readonly dir: string
  readonly port: number
  readonly socket: string
  /** As root, one statement after another; the last one's rows. */
  readonly sql: (...statements: readonly string[]) => Promise<readonly Readonly<Record<string, unknown>>[]>
  /** Ends it and takes its folder away. */
  readonly remove: () => Promise<void>
}

/** @param args besides the usual, such as `--max-connections=5` */
export async function startMariaDb(args: readonly string[] = []): Promise<MariaDb> {
  const dir = await mkdtemp(join(tmpdir(), 'fifteen-mariadb-'))
  const asRoot = process.getuid?.() === 0
  if (asRoot) await run('chown', ['mysql', dir])
  await chmod(dir, 0o755)
  const user = asRoot ? ['--user=mysql'] : []
  const data = join(dir, 'data')
  // Of its own: a server that starts sweeps its folder for temporary tables, those of another test's server too.
  const temporary = join(dir, 'tmp')
  await mkdir(temporary)
  if (asRoot) await run('chown', ['mysql', temporary])
  const socket = join(dir, 'server.sock')
  const port = await freePort()
  await run('mariadb-install-db', ['--no-defaults', ...user, `--datadir=${data}`, `--tmpdir=${temporary}`, '--auth-root-authentication-method=normal', '--skip-test-db'])
  const sql: MariaDb['sql'] = async (...statements) => {
    const connection = await mysql.createConnection({ socketPath: socket, user: 'root' })
    try {
      let rows: readonly Readonly<Record<string, unknown>>[] = []
      for (const statement of statements) {
        const [answer] = await connection.query(statement)
        rows = Array.isArray(answer) ? (answer as typeof rows) : []
      }
      return rows
    } finally {
      await connection.end()
    }
  }
  const part = await startPart({
    program: '/usr/sbin/mariadbd',
    args: [
      '--no-defaults', ...user, `--datadir=${data}`, `--tmpdir=${temporary}`, `--socket=${socket}`, `--port=${port}`, '--bind-address=127.0.0.1', `--pid-file=${join(dir, 'pid')}`,
      '--skip-name-resolve', '--innodb-buffer-pool-size=32M', ...args,
    ],
    log: join(dir, 'log'),
    isUp: () => sql('SELECT 1').then(() => true, () => false),
  })
  return {
    ...part, dir, port, socket, sql,
    remove: async () => {
      await part.stop()
      await rm(dir, { recursive: true, force: true })
    },
  }
}
