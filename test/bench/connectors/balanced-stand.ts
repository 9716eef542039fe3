/**
 * What the press is measured on: HAProxy between two environments, each an nginx before the practice lab's application.
 * nginx answers `/load` itself, since two Node programs can't answer ten thousand requests a second beside the rest;
 * sign-ins, sessions, health and probes are the application's own.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../../../electron/clock.ts'
import { openConsole, type Console } from '../../../electron/console.ts'
import { startLab } from '../../../electron/lab/lab.ts'
import { createLog } from '../../../electron/log.ts'
import type { Environment } from '../../../shared/metrics.ts'
import { startHaproxy, type TestHaproxy } from '../../real/parts/haproxy.ts'
import { freePorts, startChild, type Backend } from '../../real/parts/local.ts'

export type Stand = { readonly haproxy: TestHaproxy; readonly console: Console; readonly stop: () => Promise<void> }

const portOf = (address: string): number => Number(new URL(address).port)

const nginxOf = (dir: string, servers: readonly { readonly port: number; readonly app: number; readonly status: number }[]): string => `daemon off;
worker_processes 1;
pid ${dir}/nginx.pid;
events { worker_connections 1024; }
http {
  access_log off;
  client_body_temp_path ${dir}/body; proxy_temp_path ${dir}/proxy; fastcgi_temp_path ${dir}/fastcgi; uwsgi_temp_path ${dir}/uwsgi; scgi_temp_path ${dir}/scgi;
  keepalive_requests 1000000000;
${servers.map(({ port, app, status }) => `  upstream app${port} { server 127.0.0.1:${app}; keepalive 8; }
  server {
    listen 127.0.0.1:${port};
    location = /load { default_type application/json; if ($cookie_session = "") { return 401; } return ${status} '{"ok":true}'; }
    location / { proxy_http_version 1.1; proxy_set_header Connection ""; proxy_pass http://app${port}; }
  }
`).join('')}}
`

export async function startStand(): Promise<Stand> {
  const dir = mkdtempSync(join(tmpdir(), 'fifteen-press-'))
  const lab = await startLab({ dir: join(dir, 'lab'), users: 2, market: { rows: 20_000 } })
  const { addresses } = lab
  const [bluePort = 0, greenPort = 0] = await freePorts(2)
  const ports = { blue: bluePort, green: greenPort }
  const config = join(dir, 'nginx.conf')
  writeFileSync(config, nginxOf(dir, [{ port: ports.blue, app: portOf(addresses.blue), status: 200 }, { port: ports.green, app: portOf(addresses.green), status: 201 }]))
  const nginx = startChild('/usr/sbin/nginx', ['-c', config, '-p', dir, '-e', join(dir, 'error.log')])
  const behind = (environment: Environment): Promise<Backend> =>
    Promise.resolve({ port: ports[environment], served: () => 0, open: () => 0, release: () => undefined, stop: () => Promise.resolve() })
  const haproxy = await startHaproxy({ behind })
  const plan = readFileSync(join(import.meta.dirname, '../../../shared/plans/tbs.yaml'), 'utf8')
    .replace(/^lab:.*\n/m, '')
    .replace(/^ {2}- \{ id: balancer.*\n/m, `  - ${JSON.stringify({ id: 'balancer', kind: 'haproxy', every: '1s', timeout: '900ms', ...haproxy.settings })}\n`)
  writeFileSync(join(dir, 'plan.yaml'), plan)
  const clock = systemClock()
  const console = await openConsole({
    home: join(dir, 'console'), planFile: join(dir, 'plan.yaml'), clock, log: createLog({ write: () => undefined, level: 'error', clock }), user: 'bench',
    env: {
      LAB_BLUE: addresses.blue, LAB_GREEN: addresses.green, LAB_TOKEN: addresses.adminToken,
      LAB_BLUE_ARCHIVE: addresses.blueArchive, LAB_GREEN_ARCHIVE: addresses.greenArchive,
    },
  })
  return {
    haproxy, console,
    stop: async () => {
      await console.stop()
      await haproxy.stop()
      await nginx.stop()
      await lab.stop()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}
