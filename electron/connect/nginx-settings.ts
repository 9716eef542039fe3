/** Settings of kind `nginx`, and the files to begin with. Plan: "Load Balancer Configuration". */
import { z } from 'zod'
import { address } from './http.ts'
import { writeSplit } from './nginx-files.ts'
import { checkCommand } from './nginx-process.ts'
import { probeSettings } from './probe.ts'

const file = z.string().regex(/^\/[^\p{Cc}]+$/u, { error: 'expected an absolute path' })
const name = z.string().regex(/^[\w.-]+$/)

export const nginxSettings = z.strictObject({
  through: address.meta({ title: 'Address for users', description: 'Data plane: where users come in. Routing is proven by requests through it.', example: 'http://10.0.0.10' }),
  status: address.meta({ title: 'Status address', description: 'Of `stub_status`.', example: 'http://127.0.0.1:8081/status' }),
  routing: address.meta({ title: 'Routing address', description: 'Of the location that returns `$fifteen_routing`.', example: 'http://127.0.0.1:8081/routing' }),
  identity: z.string().regex(/^[\w.-]+$/).meta({ title: 'Identity', description: 'Stands in `$fifteen_routing`: another nginx is left alone.', example: 'edge-1' }),
  splitFile: file.meta({ title: 'File of the split', description: "Included by nginx's configuration; the console writes it.", example: '/etc/nginx/fifteen/split.conf' }),
  flagsFile: file.meta({ title: 'File of the users', description: "Included by nginx's configuration; the console writes it.", example: '/etc/nginx/fifteen/flags.conf' }),
  pidFile: file.meta({ title: 'pid file', description: 'Of the master process, which is told to reload.', example: '/run/nginx.pid' }),
  check: checkCommand.meta({ title: 'Check', description: 'Run before every reload; the old file is restored where it fails.', example: '[/usr/sbin/nginx, -t, -c, /etc/nginx/nginx.conf]' }),
  upstreams: z.strictObject({ blue: name, green: name }).prefault({ blue: 'blue', green: 'green' }).meta({ title: 'Upstreams', description: 'Names of the upstreams.', example: '{ blue: app_blue, green: app_green }' }),
  health: z.strictObject({ blue: address, green: address }).meta({ title: 'Health addresses', description: 'Answers 2xx where the environment is healthy: nginx itself does not know.', example: '{ blue: "http://10.0.0.11:3000/health", green: "http://10.0.0.12:3000/health" }' }),
  probe: probeSettings.meta({ title: 'Probe', description: 'A path that is asked through the balancer, and where its answer names its environment: {header} or {json}.', example: '{ path: /identity, named: { json: environment } }' }),
}).meta({
  title: 'nginx', description: 'The balancer in front of both environments, by included files with a checked reload.',
  brings: 'Routing by user map and by share, draining; requests in flight.',
})
export type NginxSettings = z.infer<typeof nginxSettings>

/** The files as they are before anything was set: everyone on blue. nginx's configuration includes them. */
export const firstNginxFiles = ({ identity, upstreams }: Pick<NginxSettings, 'identity' | 'upstreams'>): { readonly split: string; readonly flags: string } => ({
  split: writeSplit({ identity, generation: 'first', weights: { blue: 100, green: 0 }, drained: { blue: false, green: false }, fencing: 0, changed: 0 }, upstreams),
  flags: '',
})
