/**
 * The small server for pilot users' forms and for bugs that other systems tell of. It has no session, no file and no other page:
 * a token opens its form, a signed message is taken, and everything else is the same few words. Trust.md, "Security".
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Clock } from '../../shared/clock.ts'
import type { PilotDesk } from '../console/pilots/pilots.ts'
import type { Log } from '../log.ts'
import { createBucket } from './limits.ts'
import { openSmallServer, pageHeaders, type Answering, type SmallServer } from './small-server.ts'
import { formPage, notePage, styleSource } from './survey-page.ts'

/** Requests from everyone together; and of them those with a token that nobody was given. */
const limits = { perSecond: 20, burst: 40, strangersPerSecond: 2, strangersBurst: 10 } as const
const largest = { form: 100_000, message: 20_000 } as const

const headers = pageHeaders(styleSource, "form-action 'self'")

class TooLarge extends Error {
  override readonly name = 'TooLarge'
}

/** @throws TooLarge; the peer is cut off by who answers */
async function bodyOf(request: IncomingMessage, most: number): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > most) throw new TooLarge()
  const parts: Buffer[] = []
  let size = 0
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length
    if (size > most) throw new TooLarge()
    parts.push(part)
  }
  return Buffer.concat(parts)
}

const notes = {
  unknown: ['Not found', 'This link opens nothing. Look whether it is whole, or ask who sent it for another.'],
  answered: ['It is answered', 'This link was used, and the answers have arrived. There is nothing more to do.'],
  closed: ['It is over', 'This survey is closed. Thank you all the same.'],
  taken: ['Thank you', 'Your answers have arrived. You can close this page.'],
} as const

export type PilotServer = SmallServer

/**
 * @param port 0 takes a free one
 * @param address how users reach it, where that is another than its own, such as behind a proxy that speaks TLS
 * @throws where the port is taken
 */
export async function openPilotServer({ desk, port, host, address, clock, log }: {
  readonly desk: PilotDesk
  readonly port: number
  readonly host: string
  readonly address?: string | undefined
  readonly clock: Clock
  readonly log: Log
}): Promise<PilotServer> {
  const admit = createBucket(clock, limits.perSecond, limits.burst)
  const admitStranger = createBucket(clock, limits.strangersPerSecond, limits.strangersBurst)
  const send = (response: ServerResponse, status: number, html: string, more: Readonly<Record<string, string>> = {}): void => {
    response.writeHead(status, { ...headers, 'content-type': 'text/html; charset=utf-8', 'content-length': Buffer.byteLength(html), ...more })
    response.end(response.req.method === 'HEAD' ? undefined : html)
  }
  const note = (response: ServerResponse, status: number, [title, text]: readonly [string, string], more?: Readonly<Record<string, string>>): void => send(response, status, notePage(title, text), more)
  const cut = { connection: 'close' } as const
  const missing = (response: ServerResponse): void => {
    if (admitStranger()) note(response, 404, notes.unknown)
    else note(response, 429, ['Too many requests', 'Wait a minute, then try again.'], { ...cut, 'retry-after': '60' })
  }

  const survey = async (request: IncomingMessage, response: ServerResponse, token: string): Promise<void> => {
    if (request.method === 'GET' || request.method === 'HEAD') {
      const opened = desk.surveys.open(token)
      if (opened.state === 'unknown') return missing(response)
      return opened.state === 'open' ? send(response, 200, formPage(opened.form)) : note(response, 410, notes[opened.state])
    }
    if (request.method !== 'POST') return note(response, 405, ['Not allowed', 'A form is opened and sent, nothing else.'], { ...cut, allow: 'GET, HEAD, POST' })
    // Before a byte of it is read: a stranger sends us nothing.
    const opened = desk.surveys.open(token)
    if (opened.state === 'unknown') return missing(response)
    if (opened.state !== 'open') return note(response, 410, notes[opened.state])
    if (!String(request.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded')) return note(response, 415, ['Not a form', 'Open the link and send the form that it shows.'], cut)
    const sent = [...new URLSearchParams((await bodyOf(request, largest.form)).toString('utf8'))]
    const given = Object.fromEntries(sent.slice(0, 50))
    const taken = desk.surveys.answer(token, given)
    if (taken.state === 'wrong') return send(response, 422, formPage(taken.form, given, taken.mistakes))
    log.info('survey.answered', { state: taken.state })
    return note(response, taken.state === 'taken' ? 200 : 410, notes[taken.state])
  }

  /** Tells the sender nothing but whether it was taken. */
  const bugs = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const plain = (status: number, more: Readonly<Record<string, string>> = {}): void => void response.writeHead(status, { ...headers, 'content-length': 0, ...more }).end()
    if (request.method !== 'POST') return plain(405, { ...cut, allow: 'POST' })
    const signature = request.headers['x-signature-256']
    const { authorization } = request.headers
    if (signature === undefined && authorization === undefined) return plain(admitStranger() ? 401 : 429, cut)
    const state = desk.bugs.deliver(await bodyOf(request, largest.message), { signature: signature === undefined ? undefined : String(signature), authorization })
    if (state !== 'taken') log.info('webhook.refused', { state })
    if (state === 'off') return plain(404)
    return plain({ taken: 204, wrong: 400, unsigned: admitStranger() ? 401 : 429 }[state])
  }

  const answer: Answering = async (request, response, isOwn) => {
    if (!admit()) return note(response, 429, ['Too many requests', 'Wait a moment, then load the page again.'], { ...cut, 'retry-after': '5' })
    if (!isOwn) return note(response, 403, ['Refused', 'This is not the address of this server.'], cut)
    const path = (request.url ?? '').split('?')[0] ?? ''
    if (path === '/bugs') return bugs(request, response)
    const [, token] = /^\/s\/([A-Za-z0-9_-]{43})$/.exec(path) ?? []
    return token === undefined ? missing(response) : survey(request, response, token)
  }

  return openSmallServer({
    port, host, address, answer,
    failed: (error, request, response) => {
      if (error instanceof TooLarge) return note(response, 413, ['Too much', 'That is more than this form takes. Write less and send it again.'], cut)
      // A peer that goes away in the middle is no fault of ours.
      if (!request.destroyed) log.error('pilot-server.failed', { error })
      if (response.headersSent) response.destroy()
      else note(response, 500, ['Failed', 'It was not kept. Try again in a minute.'], cut)
    },
  })
}
