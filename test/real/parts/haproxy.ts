/** A private HAProxy between two small backends, in a folder of its own; started, reloaded, killed and stopped by its pid. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createConnection } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Environment } from '../../../shared/metrics.ts'
import { freePorts, startBackend, startChild, until, type Backend, type Child } from './local.ts'
import { childrenOf, freezeAll, thawAll } from './process.ts'

export type TestHaproxy = {
  readonly dir: string
  readonly address: string
  readonly runtime: string
  readonly tcp: string
  readonly operator: string
  readonly master: string
  readonly users: string
  readonly fence: string
  readonly state: string
  readonly blue: Backend
  readonly green: Backend
  /** Settings of kind `haproxy` for it. */
  readonly settings: Readonly<Record<string, unknown>>
  /** What an administrator types into the Runtime API. */
  readonly type: (command: string) => Promise<string>
  readonly pid: () => number
  readonly worker: () => Promise<number>
  readonly output: () => string
  readonly signal: (name: NodeJS.Signals) => void
  /** Its workers stand still: connections are taken by the kernel, nothing is answered. The master goes on. */
  readonly freeze: () => void
  readonly thaw: () => void
  /** As `systemctl reload haproxy` does; resolves once a new worker answers. */
  readonly reload: () => Promise<void>
  readonly kill: () => Promise<void>
  readonly start: () => Promise<void>
  readonly stop: () => Promise<void>
}

export type HaproxyOptions = {
  readonly sticky?: boolean
  readonly backup?: boolean
  readonly identity?: string
  readonly rule?: string
  readonly behind?: (environment: Environment) => Promise<Backend>
}

export const talk = (socket: string, command: string): Promise<string> =>
  new Promise((resolve, reject) => {
    let text = ''
    createConnection(socket)
      .on('connect', function (this: { write: (text: string) => void }) { this.write(`${command}\n`) })
      .on('data', (chunk) => (text += chunk.toString()))
      .on('end', () => resolve(text))
      .on('error', reject)
  })

/** Rejects where nobody does. */
const listens = (socket: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const line = createConnection(socket, () => {
      line.destroy()
      resolve()
    }).on('error', reject)
  })

/**
 * @param options.sticky users stick to the server of their first answer, by a stick-table
 * @param options.backup users by name go to the other environment where theirs is drained
 * @param options.rule a line of somebody else's before ours, such as `use_backend green`
 * @param options.behind what stands behind it, in place of small backends of its own
 */
export async function startHaproxy(options: HaproxyOptions = {}): Promise<TestHaproxy> {
  const { sticky = false, backup = true, identity = 'test-balancer', rule = '', behind = startBackend } = options
  const dir = mkdtempSync(join(tmpdir(), 'fifteen-haproxy-'))
  const [blue, green, [port = 0, tcpPort = 0]] = await Promise.all([behind('blue'), behind('green'), freePorts(2)])
  const [users, fence, state, runtime, operator, master, config] = ['users.map', 'fence.map', 'state', 'run.sock', 'oper.sock', 'master.sock', 'haproxy.cfg'].map((name) => join(dir, name)) as [string, string, string, string, string, string, string]
  for (const file of [users, fence, state]) writeFileSync(file, '')
  writeFileSync(config, `global
  stats socket ${runtime} mode 600 level admin
  stats socket ${operator} mode 600 level operator
  stats socket ipv4@127.0.0.1:${tcpPort} level admin
  server-state-file ${state}
  description ${identity}
  node test-node
  maxconn 2000
  hard-stop-after 60s
defaults
  mode http
  timeout connect 1s
  timeout client 60s
  timeout server 60s
  timeout queue 2s
  load-server-state-from-file global
  retries 3
  option redispatch${backup ? ' 1' : ''}
  retry-on conn-failure empty-response
frontend in
  bind 127.0.0.1:${port}
  # Refers to the fencing numbers, so that the map is loaded.
  http-request set-var(txn.fence) str(0),map_str(${fence},0)
  http-response set-header x-served-by %s
${rule === '' ? '' : `  ${rule}\n`}  use_backend %[req.cook(user),map_str(${users},split)]
  default_backend split
backend split
${sticky ? '  stick-table type string len 64 size 10k expire 1m\n  stick on req.cook(user)\n' : ''}  server blue 127.0.0.1:${blue.port} weight 100 check inter 200ms
  server green 127.0.0.1:${green.port} weight 0 check inter 200ms
backend blue
  server blue 127.0.0.1:${blue.port} check inter 200ms
${backup ? `  server green 127.0.0.1:${green.port} check inter 200ms backup\n` : ''}backend green
  server green 127.0.0.1:${green.port} check inter 200ms
${backup ? `  server blue 127.0.0.1:${blue.port} check inter 200ms backup\n` : ''}`)
  let child: Child
  const type = (command: string): Promise<string> => talk(runtime, command)
  const worker = async (): Promise<number> => Number(/^Pid: (\d+)/m.exec(await type('show info'))?.[1])
  /** The worker and its master, which has a socket of its own and opens it when it comes to it. */
  const answers = (not?: number): Promise<boolean> =>
    Promise.all([worker(), listens(master)]).then(([pid]) => pid > 0 && pid !== not, () => false)
  const start = async (): Promise<void> => {
    child = startChild('/usr/sbin/haproxy', ['-W', '-S', master, '-f', config])
    await until(`HAProxy is up: ${child.output()}`, answers)
  }
  await start()
  const stop = async (): Promise<void> => {
    await child.stop()
  }
  return {
    dir, address: `http://127.0.0.1:${port}`, runtime, tcp: `127.0.0.1:${tcpPort}`, operator, master, users, fence, state, blue, green,
    settings: {
      runtime, master, through: `http://127.0.0.1:${port}`, identity, users: { map: users }, fence: { map: fence }, stateFile: state,
      weighted: { blue: ['split/blue'], green: ['split/green'] }, flagged: backup ? { blue: ['blue/blue', 'green/blue'], green: ['green/green', 'blue/green'] } : { blue: ['blue/blue'], green: ['green/green'] },
      userBy: { cookie: 'user' }, probe: { path: '/identity', named: { header: 'x-served-by' } }, ...(sticky && { stickTable: 'split' }),
    },
    type, worker,
    pid: () => child.pid,
    output: () => child.output(),
    signal: (name) => child.signal(name),
    freeze: () => freezeAll(childrenOf(child.pid)),
    thaw: () => thawAll(childrenOf(child.pid)),
    reload: async () => {
      const was = await worker()
      child.signal('SIGUSR2')
      await until('a new worker answers', () => answers(was))
    },
    kill: async () => {
      // A worker that lost its master would end by itself, and later.
      for (const pid of [child.pid, ...childrenOf(child.pid)]) process.kill(pid, 'SIGKILL')
      await child.stop()
      await until('nothing listens', () => type('show info').then(() => false, (error: unknown) => (error as NodeJS.ErrnoException).code === 'ECONNREFUSED'))
    },
    start,
    stop: async () => {
      await stop()
      await Promise.all([blue.stop(), green.stop()])
      rmSync(dir, { recursive: true, force: true })
    },
  }
}
