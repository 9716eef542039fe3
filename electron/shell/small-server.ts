/** What the small servers for people outside have in common: bounds, headers, and under which names they answer. Trust.md, "Security". */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ownHosts } from './gate.ts'

export type SmallServer = { readonly address: string; readonly stop: () => Promise<void> }

/** @param style the one style that is let in. @param more of the policy */
export const pageHeaders = (style: string, more: string): Readonly<Record<string, string>> => ({
  'content-security-policy': `default-src 'none'; style-src ${style}; ${more}; base-uri 'none'; frame-ancestors 'none'`,
  'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY', 'referrer-policy': 'no-referrer', 'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin', 'permissions-policy': 'camera=(), microphone=(), geolocation=()', 'cache-control': 'no-store',
})

/** @param isOwn it was asked for under a name of its own: a page of another site that names our address was not */
export type Answering = (request: IncomingMessage, response: ServerResponse, isOwn: boolean) => Promise<void>

/**
 * @param port 0 takes a free one
 * @param address how people reach it, where that is another than its own, such as behind a proxy that speaks TLS
 * @throws where the port is taken
 */
export async function openSmallServer({ port: wanted, host, address, answer, failed }: {
  readonly port: number
  readonly host: string
  readonly address?: string | undefined
  readonly answer: Answering
  readonly failed: (error: unknown, request: IncomingMessage, response: ServerResponse) => void
}): Promise<SmallServer> {
  let port = wanted
  const own = (): readonly string[] => [...ownHosts(host, port), ...(address === undefined ? [] : [new URL(address).host])]
  const server = createServer(
    { maxHeaderSize: 8_192, headersTimeout: 5_000, requestTimeout: 10_000, keepAliveTimeout: 2_000, connectionsCheckingInterval: 1_000 },
    (request, response) => {
      const isOwn = request.headers.host !== undefined && own().includes(request.headers.host.toLowerCase())
      answer(request, response, isOwn).catch((error: unknown) => failed(error, request, response))
    },
  )
  server.maxConnections = 64
  server.maxHeadersCount = 48
  server.listen(port, host)
  await once(server, 'listening')
  port = (server.address() as AddressInfo).port
  return {
    address: `http://${ownHosts(host, port)[0]}`,
    stop: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
