/**
 * Whether a request may be looked at, before anything of it is. A page of another site that names our
 * address (DNS rebinding) shows by its Host, a page that opens our WebSocket by its Origin; both happened
 * to others (CVE-2025-66414, CVE-2021-44458). Plan of defence: trust.md, "Security".
 */
import type { IncomingHttpHeaders } from 'node:http'

export type Refusal = { readonly status: 400 | 401 | 403 | 404 | 405 | 429 | 503; readonly text: string }

/** "127.0.0.1:4815", "[::1]:4815" */
export const authority = (name: string, port: number): string => `${name.includes(':') ? `[${name}]` : name}:${port}`

/** The names under which a server on `host` may be asked for. */
export const ownHosts = (host: string, port: number): readonly string[] =>
  [...new Set([host, '127.0.0.1', 'localhost'])].map((name) => authority(name, port))

export function refuseHost(headers: IncomingHttpHeaders, own: readonly string[]): Refusal | undefined {
  return headers.host !== undefined && own.includes(headers.host.toLowerCase())
    ? undefined
    : { status: 403, text: `This is not the address of this console. It answers as ${own[0]}.` }
}

/** A browser always sends the Origin of a WebSocket, so one without it is no page of ours. */
export function refuseOrigin(headers: IncomingHttpHeaders, own: readonly string[]): Refusal | undefined {
  return own.some((host) => headers.origin === `http://${host}`) && headers.origin === `http://${headers.host}`
    ? undefined
    : { status: 403, text: 'Only pages of this console may connect to it.' }
}

/** The value of one cookie, or undefined. Of two with the same name, neither. */
export function cookieOf(headers: IncomingHttpHeaders, name: string): string | undefined {
  const found = (headers.cookie ?? '').split(';').map((each) => each.trim()).filter((each) => each.startsWith(`${name}=`))
  return found.length === 1 ? found[0]?.slice(name.length + 1) : undefined
}
