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
    /** Runtime API with `level admin`: `127.0.0.1:9999` or `/run/haproxy/admin.sock`. */
    runtime: socket,
    /** Socket of the master process (`haproxy -W -S …`): shows old workers that still serve. */
    master: socket.optional(),
    /** Data plane: where users come in. */
    through: address,
    /** Must equal `description` or `node` of HAProxy's global section: another HAProxy is left alone. */
    identity: z.string().min(1).optional(),
    /** Servers that share users by weight. */
    weighted: servers,
    /** Servers that only the user map leads to. */
    flagged: noServers.prefault({}),
    /** User → environment. */
    users: mapAndFile,
    /** What the user map says for each environment. */
    values: z.strictObject({ blue: value, green: value }).prefault({ blue: 'blue', green: 'green' }),
    /** What a request is looked up by in the user map. */
    userBy: z.union([z.strictObject({ cookie: z.string().regex(/^[\w-]+$/) }), z.strictObject({ header: z.string().regex(/^[\w-]+$/) })]),
    /** A map of its own that holds the fencing numbers. */
    fence: mapAndFile,
    /** HAProxy's `server-state-file`. */
    stateFile: path,
    /** Name of a stick-table with `expire 1m`: its users are counted as sticky, and unstuck by a close. */
    stickTable: z.string().regex(/^[\w.-]+$/).optional(),
    /** `maint` where HAProxy persists by cookie: its drain lets those users stay. */
    drainState: z.enum(['drain', 'maint']).default('drain'),
    probe: probeSettings.optional(),
  })
  .superRefine(({ weighted, flagged, values }, context) => {
    const all = [...weighted.blue, ...weighted.green, ...flagged.blue, ...flagged.green].map(({ name }) => name)
    const twice = all.find((name, index) => all.indexOf(name) < index)
    if (twice !== undefined) context.addIssue({ code: 'custom', path: ['weighted'], message: `${twice} is named twice`, input: weighted })
    if (values.blue === values.green) context.addIssue({ code: 'custom', path: ['values'], message: 'blue and green need values of their own', input: values })
  })
export type HaproxySettings = z.infer<typeof haproxySettings>
