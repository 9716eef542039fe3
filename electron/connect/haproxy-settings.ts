/**
 * Settings of kind `haproxy`. What is named here goes into commands of the Runtime API and must hold nothing that
 * ends one and begins another. Plan: "Load Balancer Configuration".
 */
import { z } from 'zod'
import { address } from './http.ts'
import { probeSettings } from './probe.ts'

/** No blank, `;`, `#`, `<` or backslash: each means something to the Runtime API. */
const path = z.string().regex(/^\/[\w./:+,=-]+$/, { error: 'expected an absolute path of letters, digits and ./:+,=-' })
const hostAndPort = /^(?:[\w.-]+|\[[\da-fA-F:]+\]):\d{1,5}$/
const socket = z.string().refine((text) => hostAndPort.test(text) || path.safeParse(text).success, {
  error: 'expected host:port or the path of a unix socket',
})

const serverPattern = /^([\w.-]+)\/([\w.-]+)(?:@(\d{1,3}(?:\.\d{1,3}){3}):(\d{1,5}))?$/
/** One server as HAProxy names it. With an address, one that a stale state file revived is seen and mended. */
export type ServerName = { readonly name: string; readonly backend: string; readonly server: string; readonly address?: { readonly host: string; readonly port: number } }

const serverName = z
  .string()
  .regex(serverPattern, { error: 'expected backend/server or backend/server@127.0.0.1:8080' })
  .transform((text): ServerName => {
    const [, backend = '', server = '', host, port] = serverPattern.exec(text) ?? []
    return { name: `${backend}/${server}`, backend, server, ...(host !== undefined && { address: { host, port: Number(port) } }) }
  })
const servers = z.strictObject({ blue: z.array(serverName).min(1), green: z.array(serverName).min(1) })
const noServers = z.strictObject({ blue: z.array(serverName).default([]), green: z.array(serverName).default([]) })
const value = z.string().regex(/^[\w.-]+$/)

/** `map` is its path as HAProxy's configuration has it, `file` the same file as the console reaches it. */
const mapAndFile = z.strictObject({ map: path, file: path.optional() }).transform(({ map, file = map }) => ({ map, file }))

export const haproxySettings = z
  .strictObject({
    runtime: socket.meta({ title: 'Runtime API', description: 'Its stats socket with `level admin`: host:port, or the path of a unix socket.', example: '/run/haproxy/admin.sock' }),
    master: socket.optional().meta({ title: 'Master socket', description: 'Socket of the master process (haproxy -W -S …): shows old workers that still serve.', example: '/run/haproxy/master.sock' }),
    through: address.meta({ title: 'Address for users', description: 'Data plane: where users come in. Routing is proven by requests through it.', example: 'http://10.0.0.10' }),
    identity: z.string().min(1).optional().meta({ title: 'Identity', description: "Must equal `description` or `node` of HAProxy's global section: another HAProxy is left alone.", example: 'edge-1' }),
    weighted: servers.meta({ title: 'Servers by weight', description: 'Servers of each environment that share users by weight, as backend/server or backend/server@address:port.', example: '{ blue: [split/blue], green: [split/green] }' }),
    flagged: noServers.prefault({}).meta({ title: 'Servers by user', description: 'Servers that only the user map leads to.', example: '{ blue: [blue/app], green: [green/app] }' }),
    users: mapAndFile.meta({ title: 'User map', description: "The map from user to environment: its path as HAProxy's configuration has it; `file` where the console reaches it by another path.", example: '{ map: /etc/haproxy/users.map }' }),
    values: z.strictObject({ blue: value, green: value }).prefault({ blue: 'blue', green: 'green' }).meta({ title: 'Values of the map', description: 'What the user map says for each environment.', example: '{ blue: be_blue, green: be_green }' }),
    userBy: z.union([z.strictObject({ cookie: z.string().regex(/^[\w-]+$/) }), z.strictObject({ header: z.string().regex(/^[\w-]+$/) })]).meta({ title: 'User by', description: 'What a request is looked up by in the user map: a cookie or a header.', example: '{ cookie: user }' }),
    fence: mapAndFile.meta({ title: 'Fence map', description: 'A map of its own that holds the numbers of drivers, so that only the newest console acts.', example: '{ map: /etc/haproxy/fence.map }' }),
    stateFile: path.meta({ title: 'State file', description: "HAProxy's `server-state-file`: what survives a reload.", example: '/var/lib/haproxy/state' }),
    stickTable: z.string().regex(/^[\w.-]+$/).optional().meta({ title: 'Stick table', description: 'Name of a stick-table with `expire 1m`: its users are counted as sticky, and unstuck by a close.', example: 'users' }),
    drainState: z.enum(['drain', 'maint']).default('drain').meta({ title: 'State of a drain', description: '`maint` where HAProxy persists by cookie: its drain lets those users stay.' }),
    probe: probeSettings.optional().meta({ title: 'Probe', description: 'A path that is asked through the balancer, and where its answer names its environment: {header} or {json}.', example: '{ path: /identity, named: { json: environment } }' }),
  })
  .superRefine(({ weighted, flagged, values }, context) => {
    const all = [...weighted.blue, ...weighted.green, ...flagged.blue, ...flagged.green].map(({ name }) => name)
    const twice = all.find((name, index) => all.indexOf(name) < index)
    if (twice !== undefined) context.addIssue({ code: 'custom', path: ['weighted'], message: `${twice} is named twice`, input: weighted })
    if (values.blue === values.green) context.addIssue({ code: 'custom', path: ['values'], message: 'blue and green need values of their own', input: values })
  })
  .meta({
    title: 'HAProxy', description: 'The balancer in front of both environments, over its Runtime API (2.4 or later, tried on 2.6).',
    brings: 'Routing by user map and by weight, draining, reassertion after a reload; requests, errors, share of traffic and requests in flight of each environment.',
  })
export type HaproxySettings = z.infer<typeof haproxySettings>
