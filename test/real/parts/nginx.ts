/** A private nginx between two small backends, in a folder of its own; started, stopped and hung by its pid. */
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { firstNginxFiles } from '../../../electron/connect/nginx.ts'
import { freePorts, startBackend, startChild, until, type Backend, type Child } from './local.ts'
import { childrenOf, freezeAll, thawAll } from './process.ts'

export type TestNginx = {
  readonly dir: string
  readonly address: string
  readonly config: string
  readonly split: string
  readonly flags: string
  readonly pidFile: string
  readonly blue: Backend
  readonly green: Backend
  /** Settings of kind `nginx` for it. */
  readonly settings: Readonly<Record<string, unknown>>
  readonly pid: () => number
  readonly signal: (name: NodeJS.Signals) => void
  /** Master and workers stand still. */
  readonly freeze: () => void
  readonly thaw: () => void
  /** Makes the whole configuration wrong, elsewhere than in our files. */
  readonly breakConfig: () => void
  readonly kill: () => Promise<void>
  readonly start: () => Promise<void>
  readonly stop: () => Promise<void>
}

export async function startNginx(): Promise<TestNginx> {
  const dir = mkdtempSync(join(tmpdir(), 'fifteen-nginx-'))
  const [blue, green, [port = 0, statusPort = 0]] = await Promise.all([startBackend('blue'), startBackend('green'), freePorts(2)])
  const own = join(dir, 'fifteen')
  mkdirSync(own)
  const [config, pidFile, split, flags] = [join(dir, 'nginx.conf'), join(dir, 'nginx.pid'), join(own, 'split.conf'), join(own, 'flags.map')]
  const first = firstNginxFiles({ identity: 'test-nginx', upstreams: { blue: 'blue', green: 'green' } })
  writeFileSync(split, first.split)
  writeFileSync(flags, first.flags)
  writeFileSync(config, `daemon off;
worker_processes 2;
pid ${pidFile};
error_log ${join(dir, 'error.log')};
user root;
events { worker_connections 512; }
http {
  access_log off;
  client_body_temp_path ${dir}/body; proxy_temp_path ${dir}/proxy; fastcgi_temp_path ${dir}/fastcgi; uwsgi_temp_path ${dir}/uwsgi; scgi_temp_path ${dir}/scgi;
  include ${split};
  map $cookie_user $fifteen_flag { default $fifteen_split; include ${flags}; }
  upstream blue { server 127.0.0.1:${blue.port}; keepalive 16; }
  upstream green { server 127.0.0.1:${green.port}; keepalive 16; }
  server {
    listen 127.0.0.1:${port};
    location / { proxy_http_version 1.1; proxy_set_header Connection ""; proxy_pass http://$fifteen_environment; }
  }
  server {
    listen 127.0.0.1:${statusPort};
    location = /status { stub_status; }
    location = /routing { default_type application/json; return 200 $fifteen_routing; }
  }
}
`)
  let child: Child
  const answers = (): Promise<boolean> => fetch(`http://127.0.0.1:${statusPort}/routing`).then(({ ok }) => ok, () => false)
  const start = async (): Promise<void> => {
    child = startChild('/usr/sbin/nginx', ['-c', config, '-p', dir, '-e', join(dir, 'error.log')], 'SIGTERM')
    await until(`nginx is up: ${child.output()}`, answers)
  }
  await start()
  const status = `http://127.0.0.1:${statusPort}`
  return {
    dir, address: `http://127.0.0.1:${port}`, config, split, flags, pidFile, blue, green,
    settings: {
      through: `http://127.0.0.1:${port}`, status: `${status}/status`, routing: `${status}/routing`, identity: 'test-nginx', splitFile: split, flagsFile: flags, pidFile,
      check: ['/usr/sbin/nginx', '-t', '-q', '-c', config, '-p', dir, '-e', join(dir, 'check.log')],
      health: { blue: `http://127.0.0.1:${blue.port}/`, green: `http://127.0.0.1:${green.port}/` }, probe: { path: '/identity', named: { json: 'environment' } },
    },
    pid: () => child.pid,
    signal: (name) => child.signal(name),
    freeze: () => freezeAll([child.pid, ...childrenOf(child.pid)]),
    thaw: () => thawAll([child.pid, ...childrenOf(child.pid)]),
    breakConfig: () => appendFileSync(config, 'nonsense here;\n'),
    kill: async () => {
      // The master first: it would put a new worker in the place of one that died.
      for (const pid of [child.pid, ...childrenOf(child.pid)]) process.kill(pid, 'SIGKILL')
      await child.stop()
    },
    start,
    stop: async () => {
      await child.stop()
      await Promise.all([blue.stop(), green.stop()])
      rmSync(dir, { recursive: true, force: true })
    },
  }
}
