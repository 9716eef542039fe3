/**
 * The real parts that tests run on, from Debian packages. What is missing is installed where that may be done,
 * and is otherwise a failure that names the package: never a silent skip.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const parts = [
  { program: 'chromium', package: 'chromium', for: 'the tests of the screens' },
  { program: 'promtool', package: 'prometheus', for: 'the oracle of the gates, and its connector' },
  { program: 'prometheus-node-exporter', package: 'prometheus-node-exporter', for: 'the figures of a host' },
  { program: 'mariadbd', package: 'mariadb-server', for: 'the MySQL connector' },
  { program: 'pt-table-sync', package: 'percona-toolkit', for: 'the oracle of the archive' },
  { program: 'haproxy', package: 'haproxy', for: 'the HAProxy connector' },
  { program: 'nginx', package: 'nginx-light', for: 'the nginx connector' },
  { program: 'wrk', package: 'wrk', for: 'a peer of the load generator in the benchmarks' },
  { program: 'openssl', package: 'openssl', for: 'certificates that are wrong' },
] as const

const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin']
const isThere = (program: string): boolean => folders.some((folder) => existsSync(join(folder, program)))

const run = (command: readonly string[]): { readonly ok: boolean; readonly said: string } => {
  const [program = '', ...args] = command
  const { status, stderr, error } = spawnSync(program, args, { encoding: 'utf8', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
  return { ok: status === 0, said: error?.message ?? stderr.trim() }
}

/** Commands as root: as we are, or by a sudo that asks for no password. */
const asRoot = (): readonly string[] | undefined => {
  if (process.getuid?.() === 0) return []
  return run(['sudo', '-n', 'true']).ok ? ['sudo', '-n'] : undefined
}

export default function prepareParts(): void {
  const missing = parts.filter(({ program }) => !isThere(program))
  if (missing.length === 0) return
  const packages = missing.map((part) => part.package)
  const needed = missing.map((part) => `${part.package} (${part.for})`).join(', ')
  const root = asRoot()
  if (root === undefined) throw new Error(`Missing: ${needed}. Install them: sudo apt-get install --no-install-recommends ${packages.join(' ')}`)
  process.stderr.write(`Installing ${needed} …\n`)
  run([...root, 'apt-get', 'update', '-qq'])
  const installed = run([...root, 'apt-get', 'install', '-y', '-qq', '--no-install-recommends', ...packages])
  if (!installed.ok) throw new Error(`Missing: ${needed}. apt-get could not install them: ${installed.said}`)
}
