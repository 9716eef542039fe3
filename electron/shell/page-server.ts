import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Log } from '../log.ts'
import type { Access } from './access.ts'
import { securityHeaders, type Assets } from './assets.ts'
import { cookieOf, refuseHost } from './gate.ts'
import { plainPage } from './pages.ts'

const titles: Readonly<Record<number, string>> = {
  400: 'Bad request', 401: 'A link is needed', 403: 'Refused', 404: 'Not found', 405: 'Not allowed', 429: 'Too many requests', 500: 'Failed',
}

const usual: { readonly used: string; readonly missing: string } = {
  used: 'This link was used before, or has ended. Each link works once: ask for another, or start Fifteen again.',
  missing: 'Open the console by the link that Fifteen printed when it started, or by a link that an operator gave you.',
}

/**
 * Answers pages: exchanges a link's token for a session's cookie, and gives the renderer's files to who
 * holds one. Everything else is a plain page that says what to do.
 * @param own the authorities that this server may be asked for, the first being its address
 */
export function createPageServer(options: {
  readonly access: Pick<Access, 'exchange' | 'sessionOf'>
  readonly assets: Assets
  readonly own: () => readonly string[]
  readonly cookie: () => string
  /** Takes one request of an address. */
  readonly admit: (address?: string) => boolean
  readonly now: () => number
  /** What who can't come in is told. */
  readonly words?: typeof usual
  readonly log: Log
}): RequestListener {
  const { access, assets, own, cookie, admit, now, log, words = usual } = options

  const send = (request: IncomingMessage, response: ServerResponse, status: number, type: string, body: Buffer | string, more = {}): void => {
    const connect = own().map((host) => `ws://${host}`).join(' ')
    response.writeHead(status, { ...securityHeaders(connect), 'content-type': type, 'content-length': Buffer.byteLength(body), ...more })
    response.end(request.method === 'HEAD' ? undefined : body)
  }
  const refuse = (request: IncomingMessage, response: ServerResponse, status: number, text: string, more = {}): void => {
    log.info('page.refused', { status, path: request.url?.split('?')[0] })
    send(request, response, status, 'text/html; charset=utf-8', plainPage(titles[status] ?? 'Failed', text), more)
  }

  const enter = (request: IncomingMessage, response: ServerResponse, { token, known, to }: { readonly token: string; readonly known: boolean; readonly to: string }): void => {
    // A browser that looks ahead must not use up the link.
    const looksAhead = String(request.headers['sec-purpose'] ?? '').includes('prefetch')
    const entered = looksAhead || request.method !== 'GET' ? undefined : access.exchange(token)
    if (!entered && !known) {
      return refuse(request, response, 403, words.used)
    }
    const headers: Record<string, string> = { location: to }
    if (entered) {
      const age = Math.max(1, Math.floor((entered.session.until - now()) / 1_000))
      headers['set-cookie'] = `${cookie()}=${entered.secret}; HttpOnly; SameSite=Strict; Path=/; Max-Age=${age}`
      log.info('session.opened', { session: entered.session.id, role: entered.session.role })
    }
    // After a redirect that another site's link began, a browser withholds a strict cookie; after our own page it does not.
    if (request.headers['sec-fetch-site'] !== 'cross-site') return send(request, response, 303, 'text/plain; charset=utf-8', '', headers)
    const { location: _, ...own } = headers
    send(request, response, 200, 'text/html; charset=utf-8', plainPage('Opening', 'The console opens in a moment.', to), own)
  }

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (!admit(request.socket.remoteAddress)) return refuse(request, response, 429, 'Wait a second, then load the page again.', { 'retry-after': '1', connection: 'close' })
    const refusal = refuseHost(request.headers, own())
    if (refusal) return refuse(request, response, refusal.status, refusal.text)
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return refuse(request, response, 405, 'Pages are only read here.', { allow: 'GET, HEAD', connection: 'close' })
    }
    const url = URL.parse(request.url ?? '', `http://${own()[0]}`)
    if (!url) return refuse(request, response, 400, 'The address can not be read.')
    const secret = cookieOf(request.headers, cookie())
    const session = secret === undefined ? undefined : access.sessionOf(secret)
    const token = url.searchParams.get('token')
    if (token !== null && url.pathname === '/') return enter(request, response, { token, known: session !== undefined, to: url.searchParams.get('to') === 'wall' && assets.find('/wall.html') ? '/wall.html' : '/' })
    if (!session) return refuse(request, response, 401, words.missing)
    const asset = assets.find(url.pathname)
    if (!asset) return refuse(request, response, 404, 'There is nothing at this address. The console is at /.')
    send(request, response, 200, asset.type, await asset.read())
  }

  return (request, response) => {
    answer(request, response).catch((error: unknown) => {
      log.error('page.failed', { path: request.url?.split('?')[0], error })
      if (!response.headersSent) refuse(request, response, 500, 'The page can not be read. Build it again: npm run build.')
      else response.destroy()
    })
  }
}
