/**
 * The two files by which nginx routes, as texts. Pure. `split` is included in `http {}`; `flags` in a map of the
 * administrator's, from the user to `$fifteen_flag`. Plan: "Load Balancer Configuration".
 *
 *     include /etc/nginx/fifteen/split.conf;
 *     map $cookie_user $fifteen_flag { default $fifteen_split; include /etc/nginx/fifteen/flags.map; }
 *     server { … location / { proxy_pass http://$fifteen_environment; } }
 *     server { listen 127.0.0.1:8081; location = /status { stub_status; } location = /routing { default_type application/json; return 200 $fifteen_routing; } }
 */
import { z } from 'zod'
import { environments, otherOf, type Environment, type PerEnvironment } from '../../shared/metrics.ts'
import type { FlagChange } from './connector.ts'

const share = z.number().min(0).max(100)
/** What the running nginx says of itself: it was loaded with it. */
export const nginxStateSchema = z.strictObject({
  identity: z.string(),
  /** Of this text: another one with every write. */
  generation: z.string(),
  weights: z.strictObject({ blue: share, green: share }),
  drained: z.strictObject({ blue: z.boolean(), green: z.boolean() }),
  fencing: z.int().min(0),
  changed: z.int().min(0),
})
export type NginxState = z.infer<typeof nginxStateSchema>

/** A file is not as the console writes it. */
export class NginxFileError extends Error {
  override readonly name = 'NginxFileError'
}

export type Names = PerEnvironment<string>

export function writeSplit(state: NginxState, names: Names): string {
  const { weights, drained } = state
  const rest: Environment = weights.green === 100 ? 'green' : 'blue'
  const part = rest === 'blue' && weights.green > 0 ? `  ${weights.green}% ${names.green};\n` : ''
  const detours = environments.filter((environment) => drained[environment]).map((environment) => `  ${names[environment]} ${names[otherOf(environment)]};\n`)
  return `# Written by Fifteen, which reads it back: change it there.
split_clients "$request_id" $fifteen_split {
${part}  * ${names[rest]};
}
map $fifteen_flag $fifteen_environment {
  default $fifteen_flag;
${detours.join('')}}
map $host $fifteen_routing {
  default '${JSON.stringify(state)}';
}
`
}

/** The state as it stands in the file; edits by hand to weights and drains count, as they are what nginx loads. */
export function readSplit(text: string, names: Names): NginxState {
  const [, stated] = /\$fifteen_routing \{\s*default '(\{[^']*\})';\s*\}/.exec(text) ?? []
  const [, split] = /\$fifteen_split \{([^}]*)\}/.exec(text) ?? []
  const [, detours] = /\$fifteen_environment \{([^}]*)\}/.exec(text) ?? []
  if (stated === undefined || split === undefined || detours === undefined) throw new NginxFileError('the file lacks one of $fifteen_split, $fifteen_environment, $fifteen_routing')
  let value: unknown
  try {
    value = JSON.parse(stated)
  } catch (error) {
    throw new NginxFileError('$fifteen_routing holds no JSON', { cause: error })
  }
  const parsed = nginxStateSchema.safeParse(value)
  if (!parsed.success) throw new NginxFileError(`$fifteen_routing is not as Fifteen writes it: ${parsed.error.issues[0]?.message ?? ''}`)
  const weights = { blue: 0, green: 0 }
  let left = 100
  for (const [, percent, name] of split.matchAll(/^\s*(\d+(?:\.\d+)?%|\*)\s+([^\s;]+);/gm)) {
    const environment = environments.find((one) => names[one] === name)
    const given = percent === '*' ? left : Number.parseFloat(percent ?? '')
    left -= given
    if (environment === undefined) throw new NginxFileError(`$fifteen_split leads to ${name ?? 'nowhere'}`)
    weights[environment] += given
  }
  const rounded = { blue: Math.round(weights.blue * 100) / 100, green: Math.round(weights.green * 100) / 100 }
  const isDrained = (environment: Environment): boolean => new RegExp(`^\\s*${names[environment].replaceAll('.', '\\.')}\\s`, 'm').test(detours)
  return { ...parsed.data, weights: rounded, drained: { blue: isDrained('blue'), green: isDrained('green') } }
}

/** Read by a map of nginx these mean something else unless a backslash stands before them. */
const special: ReadonlySet<string> = new Set(['default', 'hostnames', 'include', 'volatile'])
/** No regular expression (`~`), variable, quotation, comment or end of a word; nginx compares without case. */
const userPattern = /^(?![~#])[^\s;\\"'{}$\p{Cc}]{1,256}$/u
export const isUser = (name: string): boolean => userPattern.test(name)

export type Flags = ReadonlyMap<string, Environment>

export const writeFlags = (flags: Flags, names: Names): string =>
  [...flags].map(([user, environment]) => `"${special.has(user) ? '\\' : ''}${user}" ${names[environment]};\n`).join('')

export function readFlags(text: string, names: Names): Flags {
  const lines = text.split('\n').map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'))
  return new Map(lines.map((line) => {
    const [, user, name] = /^"\\?([^"\\]+)"\s+([^\s;]+);$/.exec(line) ?? []
    const environment = environments.find((one) => names[one] === name)
    if (user === undefined || environment === undefined) throw new NginxFileError(`a line is not "user" ${names.blue}|${names.green};: ${line.slice(0, 80)}`)
    return [user, environment] as const
  }))
}

export function flagsAfter(now: Flags, { set = {}, clear = [] }: FlagChange): Flags {
  const flags = new Map(clear === 'all' ? [] : now)
  if (clear !== 'all') for (const user of clear) flags.delete(user)
  for (const [user, environment] of Object.entries(set)) flags.set(user, environment)
  return flags
}

export type StubStatus = { readonly active: number; readonly requests: number; readonly writing: number }

/** https://nginx.org/en/docs/http/ngx_http_stub_status_module.html */
export function readStubStatus(text: string): StubStatus {
  const [, active, requests, writing] = /^Active connections: (\d{1,15}) ?\nserver accepts handled requests\n \d+ \d+ (\d{1,15}) ?\nReading: \d+ Writing: (\d{1,15}) Waiting: \d+ ?\n?$/.exec(text) ?? []
  if (active === undefined) throw new NginxFileError(`expected nginx's stub_status, got ${JSON.stringify(text.slice(0, 80))}`)
  return { active: Number(active), requests: Number(requests), writing: Number(writing) }
}
