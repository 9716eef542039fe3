import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import type { ContractRouterClient } from '@orpc/contract'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import type { Console } from '../../../../electron/console.ts'
import { createLog } from '../../../../electron/log.ts'
import { openHost, type Host } from '../../../../electron/shell/host.ts'
import { serveLine } from '../../../../electron/shell/wire.ts'
import type { Contract } from '../../../../shared/contract.ts'
import { stubRouter, type Stub } from './stub-router.ts'

let folder: string
let host: Host
let stub: Stub
let lines: string[]
let now: number
const sockets: WebSocket[] = []
const port = (): number => Number(new URL(host.address).port)

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fifteen-host-'))
  mkdirSync(join(folder, 'root/assets'), { recursive: true })
  writeFileSync(join(folder, 'root/index.html'), '<title>Fifteen</title>')
  writeFileSync(join(folder, 'root/wall.html'), '<title>War room</title>')
  writeFileSync(join(folder, 'root/assets/a.js'), 'export {}')
  writeFileSync(join(folder, 'root/notes.txt~'), 'left over')
  writeFileSync(join(folder, 'outside.html'), 'SECRET')
  symlinkSync(join(folder, 'outside.html'), join(folder, 'root/link.html'))
  lines = []
  now = 0
  await start(50)
})
async function start(heartbeat: number): Promise<void> {
  stub = stubRouter()
  const clock = { wall: () => now, mono: () => now, boot: 'b' }
  const log = createLog({ write: (line) => lines.push(line), level: 'debug', clock })
  host = await openHost({
    root: join(folder, 'root'), port: 0, user: 'ada', clock, log, heartbeat,
    serve: (line, { role, name }, admit) =>
      serveLine(line, { router: stub.router, context: { console: {} as Console, role, me: { name } }, log, admit }),
  })
}
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.terminate()
  await host.stop()
  rmSync(folder, { recursive: true })
})

type Answer = { readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: string }
/** Plain node:http: fetch would mend the paths and refuse the headers that are tried here. */
const get = (path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const request = httpRequest({ host: '127.0.0.1', port: port(), path, method, headers: { host: `127.0.0.1:${port()}`, ...headers } }, (response) => {
      let body = ''
      response.setEncoding('utf8').on('data', (text: string) => (body += text)).on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }))
    })
    request.on('error', reject).end()
  })
const pathOf = (link: string): string => link.slice(host.address.length - 1)
const enter = async (link = host.operatorLink): Promise<string> => {
  const { headers } = await get(pathOf(link))
  return (headers['set-cookie']?.[0] ?? '').split(';')[0] ?? ''
}

type Ended = { readonly code: number; readonly why: string }
/** Resolves with an open socket, or with why there is none. */
const open = (cookie: string, headers: Record<string, string> = {}, options = {}): Promise<WebSocket | number> =>
  new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port()}/rpc`, { headers: { cookie, origin: `http://127.0.0.1:${port()}`, ...headers }, ...options })
    sockets.push(socket)
    socket.on('open', () => resolve(socket))
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0))
    socket.on('error', () => undefined)
  })
const connected = async (cookie: string, options = {}): Promise<WebSocket> => {
  const socket = await open(cookie, {}, options)
  if (typeof socket === 'number') throw new Error(`refused: ${socket}`)
  return socket
}
const ended = (socket: WebSocket): Promise<Ended> =>
  new Promise((resolve) => socket.on('close', (code, why) => resolve({ code, why: why.toString() })))
const clientOf = (socket: WebSocket): ContractRouterClient<Contract> =>
  createORPCClient(new RPCLink({ websocket: socket as never }))

describe('a link', () => {
  test('is exchanged once for a cookie that no script and no other site can use, then leads to /', async () => {
    const { status, headers } = await get(pathOf(host.operatorLink))
    expect(status).toBe(303)
    expect(headers.location).toBe('/')
    expect(headers['set-cookie']?.[0]).toMatch(new RegExp(`^fifteen-${port()}=[\\w-]{43}; HttpOnly; SameSite=Strict; Path=/; Max-Age=\\d+$`))
    const again = await get(pathOf(host.operatorLink))
    expect(again.status).toBe(403)
    expect(again.headers['set-cookie']).toBeUndefined()
    expect(again.body).toContain('Each link works once')
  })

  test('leads to the war room where it says so, and nowhere else', async () => {
    expect((await get(`${pathOf(host.mintLink('viewer', 60_000).url)}&to=wall`)).headers.location).toBe('/wall.html')
    expect((await get(`${pathOf(host.mintLink('viewer', 60_000).url)}&to=http://evil.example`)).headers.location).toBe('/')
  })

  test('that was used leads on, where the browser has entered already', async () => {
    const cookie = await enter()
    expect(await get(pathOf(host.operatorLink), { cookie })).toMatchObject({ status: 303, headers: { location: '/' } })
  })

  test('from a page of another site enters by our own page, since a strict cookie does not follow a redirect from there', async () => {
    const { status, body, headers } = await get(pathOf(host.operatorLink), { 'sec-fetch-site': 'cross-site' })
    expect(status).toBe(200)
    expect(body).toContain('http-equiv="refresh" content="0;url=&#47;"'.replace('&#47;', '/'))
    expect(headers['set-cookie']).toHaveLength(1)
  })

  test('is not used up by a browser that looks ahead or asks for the head', async () => {
    expect((await get(pathOf(host.operatorLink), { 'sec-purpose': 'prefetch;prerender' })).status).toBe(403)
    expect((await get(pathOf(host.operatorLink), {}, 'HEAD')).status).toBe(403)
    expect((await get(pathOf(host.operatorLink))).status).toBe(303)
  })

  test('ends at its date, and with it the session and its connections', async () => {
    const used = await enter(host.mintLink('viewer', 60_000).url)
    const unused = host.mintLink('viewer', 60_000).url
    const socket = await connected(used)
    const end = ended(socket)
    now = 60_000
    expect((await get(pathOf(unused))).status).toBe(403)
    expect((await get('/', { cookie: used })).status).toBe(401)
    expect(await end).toEqual({ code: 1008, why: 'this link has ended' })
  })

  test('can be withdrawn, which ends its connections at once and nobody else', async () => {
    const link = host.mintLink('viewer', 60_000)
    const socket = await connected(await enter(link.url))
    const other = await connected(await enter())
    const end = ended(socket)
    link.revoke()
    expect(await end).toEqual({ code: 1008, why: 'this link was withdrawn' })
    expect(await clientOf(other).session.me()).toEqual({ name: 'ada', role: 'operator' })
  })

  test('gives its role: the operator under the own name, others as viewer', async () => {
    const viewer = clientOf(await connected(await enter(host.mintLink('viewer', 60_000).url)))
    expect(await viewer.session.me()).toEqual({ name: 'viewer', role: 'viewer' })
    await expect(viewer.session.introduce({ name: 'Eve' })).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })

  test('leaves no trace of its secret in the log', async () => {
    const cookie = await enter()
    await get('/', { cookie })
    await get('/?token=guess')
    await open(cookie, { origin: 'http://evil.example' })
    const [, secret = 'none'] = cookie.split('=')
    const token = new URL(host.operatorLink).searchParams.get('token') ?? 'none'
    expect(lines.length).toBeGreaterThan(0)
    expect(lines.filter((line) => line.includes(secret) || line.includes(token) || line.includes('guess'))).toEqual([])
  })
})

describe('a page', () => {
  test('carries the security headers, refusals included', async () => {
    const cookie = await enter()
    for (const answer of [await get('/', { cookie }), await get('/nothing', { cookie }), await get('/')]) {
      expect(answer.headers).toMatchObject({
        'content-security-policy': expect.stringMatching(/^default-src 'none'; script-src 'self'; style-src 'self';/),
        'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY', 'referrer-policy': 'no-referrer', 'cache-control': 'no-store',
        'cross-origin-opener-policy': 'same-origin', 'cross-origin-resource-policy': 'same-origin',
      })
      expect(answer.headers['content-security-policy']).not.toMatch(/unsafe|\*|https?:/)
      expect(answer.headers['access-control-allow-origin']).toBeUndefined()
    }
  })

  test('and every file is given to who holds a session alone', async () => {
    const cookie = await enter()
    expect(await get('/', { cookie })).toMatchObject({ status: 200, body: '<title>Fifteen</title>' })
    expect(await get('/assets/a.js?v=1', { cookie })).toMatchObject({ status: 200, headers: { 'content-type': 'text/javascript; charset=utf-8' } })
    for (const path of ['/', '/index.html', '/assets/a.js', '/nothing']) {
      expect((await get(path)).status).toBe(401)
      expect((await get(path, { cookie: `fifteen-${port()}=guess` })).status).toBe(401)
    }
    expect((await get('/')).body).toContain('Open the console by the link')
  })

  test.each([
    '/../outside.html', '/%2e%2e/outside.html', '/..%2foutside.html', '/%2e%2e%2foutside.html', '/..%5coutside.html', '/assets/../../outside.html',
    '/assets/%252e%252e/%252e%252e/outside.html', '//etc/passwd', '/etc/passwd', '/link.html', '/notes.txt~', '/assets/', '/assets', '/index.html%00.js', '/__proto__', 'http://evil.example/../outside.html',
  ])('%s leads to nothing', async (path) => {
    const { status, body } = await get(path, { cookie: await enter() })
    expect(status).toBe(404)
    expect(body).not.toContain('SECRET')
  })

  test('is not given under another name (DNS rebinding)', async () => {
    const cookie = await enter()
    for (const name of ['evil.example', `evil.example:${port()}`, '127.0.0.1']) expect((await get('/', { cookie, host: name })).status).toBe(403)
    const rebound = await get(pathOf(host.mintLink('operator', 1_000).url), { host: 'evil.example' })
    expect(rebound.status).toBe(403)
    expect(rebound.headers['set-cookie']).toBeUndefined()
  })

  test.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE'])('is not changed by %s', async (method) => {
    expect((await get('/', {}, method)).status).toBe(405)
  })

  test('that is refused shows what was asked for as text', async () => {
    const { body } = await get('/<script>alert(1)</script>')
    expect(body).not.toContain('<script>')
  })

  test('is given to so many a second, and then again', async () => {
    const cookie = await enter()
    const statuses: number[] = []
    const ask = async (): Promise<void> => {
      for (let i = 0; i < 20; i++) statuses.push((await get('/', { cookie })).status)
    }
    await Promise.all(Array.from({ length: 16 }, ask))
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(0)
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThan(250)
    now += 1_000
    expect((await get('/', { cookie })).status).toBe(200)
  })
})

describe('a connection', () => {
  test.each([
    ['without a session', { cookie: '' }, 401],
    ['from another site', { origin: 'http://evil.example' }, 403],
    ['from another port of this machine', { origin: 'http://127.0.0.1:3000' }, 403],
    ['from a file', { origin: 'null' }, 403],
    ['under another name', { host: 'evil.example', origin: 'http://evil.example' }, 403],
  ])('%s is refused', async (_, headers, status) => {
    expect(await open(await enter(), headers)).toBe(status)
    expect(stub.calls).toEqual([])
  })

  test('from no page at all is refused', async () => {
    const cookie = await enter()
    const status = await new Promise((resolve) => {
      const socket = new WebSocket(`ws://127.0.0.1:${port()}/rpc`, { headers: { cookie } })
      socket.on('unexpected-response', (_request, response) => resolve(response.statusCode))
      socket.on('error', () => undefined)
    })
    expect(status).toBe(403)
  })

  test('ends at a frame that is too large', async () => {
    const socket = await connected(await enter())
    const end = ended(socket)
    socket.send(`{"i":"1","p":{"u":"/session/me","b":"${'x'.repeat(2 * 1024 * 1024)}"}}`)
    expect((await end).code).toBe(1009)
  })

  test('that floods is ended, and nobody else', async () => {
    const flood = await connected(await enter(host.mintLink('viewer', 60_000).url))
    const other = await connected(await enter())
    const end = ended(flood)
    for (let i = 0; i < 400; i++) flood.send(JSON.stringify({ i: String(i), p: { u: '/session/me' } }))
    expect(await end).toEqual({ code: 1008, why: 'too many calls' })
    expect(stub.calls.length).toBeLessThanOrEqual(200)
    expect(await clientOf(other).session.me()).toEqual({ name: 'ada', role: 'operator' })
  })

  test('that answers no ping is ended', async () => {
    const socket = await connected(await enter(), { autoPong: false })
    expect((await ended(socket)).code).toBe(1006)
  })

  test('of viewers is refused before they take the operators’ places', async () => {
    const viewer = await enter(host.mintLink('viewer', 60_000).url)
    for (let i = 0; i < 24; i++) await connected(viewer)
    expect(await open(viewer)).toBe(503)
    const operator = await enter()
    for (let i = 0; i < 8; i++) await connected(operator)
    expect(await open(operator)).toBe(503)
  })

  test('that is not read stops its own stream, which fills no memory', async () => {
    await host.stop()
    await start(60_000)
    const socket = await connected(await enter())
    const stream = await clientOf(socket).rollback.progress()
    await stream.next()
    socket.pause()
    // Each item is 64 KiB: what is under way is what the two sockets hold.
    let before = -1
    await vi.waitFor(() => {
      const made = stub.made()
      const still = made === before
      before = made
      expect(still).toBe(true)
    }, { interval: 100, timeout: 5_000 })
    expect(stub.made()).toBeLessThan(400)
    socket.resume()
    await vi.waitFor(() => expect(stub.made()).toBeGreaterThan(before))
  })
})

test('a request that comes a byte at a time is cut off', { timeout: 15_000 }, async () => {
  const socket = connect(port(), '127.0.0.1')
  socket.on('error', () => undefined)
  const closed = new Promise<string>((resolve) => {
    let said = ''
    socket.on('data', (data) => (said += data.toString())).on('close', () => resolve(said))
  })
  socket.write('GET / HTTP/1.1\r\n')
  const drip = setInterval(() => socket.write('x'), 500)
  expect(await closed).toMatch(/^HTTP\/1\.1 408 /)
  clearInterval(drip)
})

test('a port that is taken and a root without pages are said', async () => {
  const clock = { wall: () => 0, mono: () => 0, boot: 'b' }
  const options = { port: 0, user: 'ada', clock, log: createLog({ write: () => undefined, level: 'error', clock }), serve: () => undefined }
  await expect(openHost({ ...options, root: join(folder, 'root/assets') })).rejects.toThrow(/No built page in .*npm run build/)
  await expect(openHost({ ...options, root: join(folder, 'root'), port: port() })).rejects.toMatchObject({ code: 'EADDRINUSE' })
})
