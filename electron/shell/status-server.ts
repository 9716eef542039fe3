/** Serves the page for users and its feed, and nothing else: no session, no file, no other path, nothing that is written. */
import type { ServerResponse } from 'node:http'
import type { Clock } from '../../shared/clock.ts'
import type { Log } from '../log.ts'
import { statusStyle } from '../people/status-html.ts'
import type { StatusPage } from '../people/status-page.ts'
import { createBucket } from './limits.ts'
import { openSmallServer, pageHeaders, type SmallServer } from './small-server.ts'

/** From everyone together: a page that is asked for by many stands behind a proxy. */
const limits = { perSecond: 50, burst: 100 } as const
const headers = pageHeaders(statusStyle, "form-action 'none'")
const cut = { connection: 'close' } as const

/** @throws where the port is taken */
export async function openStatusServer({ page, port, host, address, clock, log }: {
  readonly page: Pick<StatusPage, 'html' | 'feed'>
  readonly port: number
  readonly host: string
  readonly address?: string | undefined
  readonly clock: Clock
  readonly log: Log
}): Promise<SmallServer> {
  const admit = createBucket(clock, limits.perSecond, limits.burst)
  const send = (response: ServerResponse, status: number, type: string, text: string, more: Readonly<Record<string, string>> = {}): void => {
    response.writeHead(status, { ...headers, 'content-type': `${type}; charset=utf-8`, 'content-length': Buffer.byteLength(text), ...more })
    response.end(response.req.method === 'HEAD' ? undefined : text)
  }
  const note = (response: ServerResponse, status: number, text: string, more?: Readonly<Record<string, string>>): void => send(response, status, 'text/plain', `${text}\n`, more)
  return openSmallServer({
    port, host, address,
    answer: async (request, response, isOwn) => {
      if (!admit()) return note(response, 429, 'Too many requests. Wait a moment, then load the page again.', { ...cut, 'retry-after': '5' })
      if (!isOwn) return note(response, 403, 'This is not the address of this server.', cut)
      if (request.method !== 'GET' && request.method !== 'HEAD') return note(response, 405, 'This page is read, nothing else.', { ...cut, allow: 'GET, HEAD' })
      switch ((request.url ?? '').split('?')[0]) {
        case '/':
        case '/index.html': return send(response, 200, 'text/html', page.html())
        case '/feed.xml': return send(response, 200, 'application/rss+xml', page.feed())
        default: return note(response, 404, 'Not found.')
      }
    },
    failed: (error, request, response) => {
      if (!request.destroyed) log.error('status-server.failed', { error })
      if (response.headersSent) response.destroy()
      else note(response, 500, 'Failed.', cut)
    },
  })
}
