/** Settings of kind `nginx`, and the files to begin with. Plan: "Load Balancer Configuration". */
import { z } from 'zod'
import { address } from './http.ts'
import { writeSplit } from './nginx-files.ts'
import { checkCommand } from './nginx-process.ts'
import { probeSettings } from './probe.ts'

const file = z.string().regex(/^\/[^\p{Cc}]+$/u, { error: 'expected an absolute path' })
const name = z.string().regex(/^[\w.-]+$/)

export const nginxSettings = z.strictObject({
  /** Data plane: where users come in. */
  through: address,
  /** Of `stub_status`, and of the location that returns `$fifteen_routing`. */
  status: address,
  routing: address,
  /** Stands in `$fifteen_routing`: another nginx is left alone. */
  identity: z.string().regex(/^[\w.-]+$/),
  splitFile: file,
  flagsFile: file,
  pidFile: file,
  check: checkCommand,
  /** Names of the upstreams. */
  upstreams: z.strictObject({ blue: name, green: name }).prefault({ blue: 'blue', green: 'green' }),
  /** Answers 2xx where the environment is healthy: nginx itself does not know. */
  health: z.strictObject({ blue: address, green: address }),
  probe: probeSettings,
})
export type NginxSettings = z.infer<typeof nginxSettings>

/** The files as they are before anything was set: everyone on blue. nginx's configuration includes them. */
export const firstNginxFiles = ({ identity, upstreams }: Pick<NginxSettings, 'identity' | 'upstreams'>): { readonly split: string; readonly flags: string } => ({
  split: writeSplit({ identity, generation: 'first', weights: { blue: 100, green: 0 }, drained: { blue: false, green: false }, fencing: 0, changed: 0 }, upstreams),
  flags: '',
})
