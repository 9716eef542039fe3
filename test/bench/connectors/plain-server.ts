/** A server that is quicker than any generator: nginx, which answers each request from its configuration. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePorts, startChild, until } from '../../real/parts/local.ts'

export type PlainServer = { readonly url: string; readonly stop: () => Promise<void> }

export async function startPlainServer(): Promise<PlainServer> {
  const dir = mkdtempSync(join(tmpdir(), 'fifteen-plain-'))
  const [port = 0] = await freePorts(1)
  const config = join(dir, 'nginx.conf')
  writeFileSync(config, `daemon off;
worker_processes 1;
pid ${join(dir, 'pid')};
error_log ${join(dir, 'error.log')};
events { worker_connections 512; }
http {
  access_log off;
  client_body_temp_path ${dir}/body; proxy_temp_path ${dir}/proxy; fastcgi_temp_path ${dir}/fastcgi; uwsgi_temp_path ${dir}/uwsgi; scgi_temp_path ${dir}/scgi;
  keepalive_requests 1000000000;
  server {
    listen 127.0.0.1:${port};
    location / { default_type application/json; return 200 '{"ok":true}'; }
  }
}
`)
  const child = startChild('/usr/sbin/nginx', ['-c', config, '-p', dir, '-e', join(dir, 'error.log')])
  const url = `http://127.0.0.1:${port}/`
  await until(`nginx is up: ${child.output()}`, () => fetch(url).then(({ ok }) => ok, () => false))
  return {
    url,
    stop: async () => {
      await child.stop()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}
