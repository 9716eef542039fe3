/** The war room's server on real sockets: what it refuses, whom it cuts off, what it survives. Trust.md, "Wall and browser host"; fault 29. */
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import type { ContractRouterClient } from '@orpc/contract'
import { traverseContractProcedures } from '@orpc/server'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import type { Console } from '../../../../electron/console.ts'
import { createBroadcast } from '../../../../electron/console/broadcast.ts'
import { createWalls, type Walls } from '../../../../electron/console/walls.ts'
import { wallRouter } from '../../../../electron/router.ts'
import { openWallServer, type WallServer } from '../../../../electron/shell/wall-server.ts'
import { serveLine } from '../../../../electron/shell/wire.ts'
import { contract, type Contract, type Frame, type OpenedPlan, type SharedLinks } from '../../../../shared/contract.ts'
import type { Entry } from '../../../../shared/journal.ts'
import { demoFrame } from '../../../doubles/demo-frame.ts'
import { ada, demoRecord, type DemoRecord } from '../../../doubles/demo-record.ts'
import { tbsPlan } from '../../../unit/shared/plan/tbs-plan.ts'
import { freePort } from '../../parts/process.ts'
import { quietLog } from './transports.ts'

const plan = tbsPlan()
let folder: string
let port: number
let lines: string[]
let now: number
let record: DemoRecord
let entries: ReturnType<typeof createBroadcast<Entry>>
let frames: ReturnType<typeof createBroadcast<Frame>>
let walls: Walls
let server: WallServer
const sockets: (WebSocket | Socket)[] = []
const clock = { wall: () => 1_700_000_000_000 + now, mono: () => now, boot: 'b' }
const frame = (): Frame => demoFrame({ plan, state: record.state(), mood: { bad: 'none', share: 0.2, blocked: false }, clock, number: 1 })

/** As a console that starts on this record. */
function start(): void {
  walls = createWalls({
    journal: { append: record.add as never, state: record.state, recent: (count) => record.entries().slice(-count), subscribe: entries.subscribe },
    clock, opened: () => ({ plan, hash: 'h' }) as unknown as OpenedPlan, lastFrame: frame, frames,
  })
  const log = quietLog(lines)
  server = openWallServer({
    walls, root: join(folder, 'root'), settings: () => ({ host: '127.0.0.1', port, names: [] }), heartbeat: 60_000, clock, log,
    serve: (line, { role, name }, admit) => serveLine(line, { router: wallRouter, context: { console: { walls } as Console, role, me: { name } }, log, admit }),
  })
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fifteen-wall-'))
  mkdirSync(join(folder, 'root/assets'), { recursive: true })
  writeFileSync(join(folder, 'root/index.html'), '<title>The console</title>')
  writeFileSync(join(folder, 'root/wall.html'), '<title>War room</title>')
  writeFileSync(join(folder, 'root/assets/a.js'), 'export {}')
  writeFileSync(join(folder, 'outside.html'), 'SECRET')
  ;[port, lines, now] = [await freePort(), [], 0]
  entries = createBroadcast<Entry>()
  frames = createBroadcast<Frame>()
  record = demoRecord(clock, entries.send)
  start()
})
afterEach(async () => {
  for (const socket of sockets.splice(0)) {
    if (socket instanceof WebSocket) socket.terminate()
    else socket.destroy()
  }
  await server.stop()
  rmSync(folder, { recursive: true })
})

const share = (lasts = 3_600_000): Promise<SharedLinks> => walls.share({ label: 'Room 2', lasts }, ada, 'the team meets there')
const tokenOf = ({ links }: SharedLinks): string => new URL(links[0]?.url ?? '').searchParams.get('token') ?? ''
const cookieOf = (shared: SharedLinks): string => `fifteen-wall-${port}=${tokenOf(shared)}`

type Answer = { readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: string }
const get = (path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const request = httpRequest({ host: '127.0.0.1', port, path, method, headers: { host: `127.0.0.1:${port}`, ...headers } }, (response) => {
      let body = ''
      response.setEncoding('utf8').on('data', (text: string) => (body += text)).on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }))
    })
    request.on('error', reject).end()
  })
const open = (cookie: string, headers: Record<string, string> = {}, path = '/rpc'): Promise<WebSocket | number> =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers: { cookie, origin: `http://127.0.0.1:${port}`, ...headers } })
    sockets.push(socket)
    socket.on('open', () => resolve(socket))
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0))
    socket.on('error', reject)
  })
const connected = async (cookie: string): Promise<WebSocket> => {
  const socket = await open(cookie)
  if (typeof socket === 'number') throw new Error(`refused: ${socket}`)
  return socket
}
const ended = (socket: WebSocket): Promise<{ readonly code: number; readonly why: string }> =>
  new Promise((resolve) => socket.on('close', (code, why) => resolve({ code, why: why.toString() })))
const clientOf = (socket: WebSocket): ContractRouterClient<Contract> => createORPCClient(new RPCLink({ websocket: socket as never }))
const codeOf = (done: Promise<unknown>): Promise<unknown> => done.then(() => 'no error', (error: unknown) => Reflect.get(error as object, 'code'))
const raw = (text: string): Promise<string> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text))
    sockets.push(socket)
    let said = ''
    socket.on('data', (data) => (said += data.toString())).on('error', () => undefined).on('close', () => resolve(said))
  })
const refused = (): Promise<string> => get('/').then(() => 'answers', (error: unknown) => String(Reflect.get(error as object, 'code')))

describe('nothing is served', () => {
  test('before it is shared, and no more once the last link is withdrawn', async () => {
    expect(await refused()).toBe('ECONNREFUSED')
    expect(walls.sharing()).toMatchObject({ serving: false, shares: [], addresses: [`127.0.0.1:${port}`, `localhost:${port}`], open: false })
    const shared = await share()
    expect((await get('/')).status).toBe(401)
    walls.revoke(shared.share, ada, 'over')
    await vi.waitFor(async () => expect(await refused()).toBe('ECONNREFUSED'), 5_000)
  })

  test('where the port is taken: that is said, and nothing goes on the record', async () => {
    const other = createServer().listen(port, '127.0.0.1')
    await new Promise((resolve) => other.once('listening', resolve))
    await expect(share()).rejects.toThrow(/can't be served: .*EADDRINUSE/)
    expect(record.state().wallShares).toEqual([])
    await new Promise((resolve) => other.close(resolve))
  })
})

describe('a link', () => {
  test('opens the war room on any number of screens, by a cookie that no script and no other site can use', async () => {
    const shared = await share()
    for (let screen = 0; screen < 2; screen += 1) {
      const { status, headers } = await get(`/?token=${tokenOf(shared)}`)
      expect([status, headers.location]).toEqual([303, '/'])
      expect(headers['set-cookie']?.[0]).toMatch(/^fifteen-wall-\d+=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/; Max-Age=3\d{3}$/)
    }
    expect(await get('/', { cookie: cookieOf(shared) })).toMatchObject({ status: 200, body: '<title>War room</title>' })
    expect(tokenOf(shared)).toHaveLength(43)
    // Hashed in the record, and nowhere in the log.
    expect(JSON.stringify(record.entries())).not.toContain(tokenOf(shared))
    expect(lines.join('')).not.toContain(tokenOf(shared))
    expect(record.entries().at(-1)).toMatchObject({ kind: 'wall.shared', who: { name: 'Ada Obi' }, why: 'the team meets there' })
  })

  test('is counted with who looks through it, and withdrawn it cuts its screens at once and no others', async () => {
    const [one, two] = [await share(), await share()]
    const [cut, other] = [await connected(cookieOf(one)), await connected(cookieOf(two))]
    expect(walls.sharing().shares.map(({ id, connections }) => [id, connections])).toEqual([[two.share, 1], [one.share, 1]])
    const end = ended(cut)
    walls.revoke(one.share, ada, 'the meeting is over')
    expect(await end).toEqual({ code: 1008, why: 'this link was withdrawn' })
    expect((await get('/', { cookie: cookieOf(one) })).status).toBe(401)
    expect((await get(`/?token=${tokenOf(one)}`)).status).toBe(403)
    expect(await open(cookieOf(one))).toBe(401)
    expect((await (await clientOf(other).wall.views()).next()).value).toMatchObject({ plan: { title: plan.title } })
    expect(() => walls.revoke(one.share, ada, 'again')).toThrow('ended already')
    expect(() => walls.revoke('w-0', ada, 'again')).toThrow('no link')
  })

  test('withdrawn cuts a screen too that takes no leave', async () => {
    const shared = await share()
    const socket = await connected(cookieOf(shared))
    const before = walls.sharing().shares[0]?.connections
    socket.pause()
    walls.revoke(shared.share, ada, 'over')
    await vi.waitFor(() => expect(walls.sharing().shares[0]?.connections).toBe(0), 5_000)
    expect(before).toBe(1)
  })

  test('ends at its time, with its screens', async () => {
    const shared = await share(60_000)
    const end = ended(await connected(cookieOf(shared)))
    now = 60_000
    expect(await end).toMatchObject({ code: 1008, why: 'this link has ended' })
    await vi.waitFor(async () => expect(await refused()).toBe('ECONNREFUSED'), 5_000)
  })

  test('outlives a restart of the console, by the record alone', async () => {
    const shared = await share()
    const socket = await connected(cookieOf(shared))
    const end = ended(socket)
    await server.stop()
    await end
    expect(await refused()).toBe('ECONNREFUSED')
    start()
    await vi.waitFor(async () => expect((await get('/', { cookie: cookieOf(shared) })).status).toBe(200), 5_000)
    expect(await (await clientOf(await connected(cookieOf(shared))).wall.views()).next()).toMatchObject({ value: { plan: { hash: 'h' } } })
  })
})

describe('it refuses', () => {
  test('who has no token, a wrong one, half of one, two cookies', async () => {
    const shared = await share()
    const [token, cookie] = [tokenOf(shared), cookieOf(shared)]
    expect((await get(`/?token=${'x'.repeat(43)}`)).status).toBe(403)
    for (const wrong of ['', `fifteen-wall-${port}=`, `fifteen-wall-${port}=${token.slice(0, -1)}`, `fifteen-wall-${port}=${token}x`, `other=${token}`, `${cookie}; ${cookie}`]) {
      expect((await get('/', wrong === '' ? {} : { cookie: wrong })).status, wrong).toBe(401)
      expect(await open(wrong), wrong).toBe(401)
    }
  })

  test('another Origin, another Host, another path', async () => {
    const cookie = cookieOf(await share())
    for (const origin of ['http://evil.example', 'null', `https://127.0.0.1:${port}`, 'http://127.0.0.1:3000']) expect(await open(cookie, { origin }), origin).toBe(403)
    for (const host of ['evil.example', `evil.example:${port}`, '127.0.0.1', `127.0.0.1.evil.example:${port}`]) {
      expect((await get('/', { cookie, host })).status, host).toBe(403)
      expect(await open(cookie, { host, origin: `http://${host}` }), host).toBe(403)
    }
    expect(await open(cookie, {}, '/other')).toBe(404)
  })

  test.each(['/index.html', '/wall.html', '/../outside.html', '/%2e%2e/outside.html', '/assets/../../outside.html', '/assets/..%2f..%2foutside.html', '/assets/%2e%2e/index.html', '//etc/passwd', '/assets', '/assets/', '/__proto__', '/metrics'])(
    '%s: there is the war room and what it is made of, and nothing else', async (path) => {
      const { status, body } = await get(path, { cookie: cookieOf(await share()) })
      expect(status).toBe(404)
      expect(body).not.toMatch(/SECRET|<title>The console/)
    })

  test.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE'])('%s', async (method) => {
    expect((await get('/', { cookie: cookieOf(await share()) }, method)).status).toBe(405)
  })

  test('every command and every query of the contract but its own stream', async () => {
    const cookie = cookieOf(await share())
    const paths: string[] = []
    traverseContractProcedures({ router: contract, path: [] }, ({ path }) => paths.push(path.join('.')))
    expect(paths.length).toBeGreaterThan(80)
    const { seq } = record.state()
    const codes: (readonly [string, unknown])[] = []
    let client = clientOf(await connected(cookie))
    for (const [at, path] of paths.entries()) {
      // So many calls a second are taken; the clock of this test stands.
      if (at % 4 === 0) client = clientOf(await connected(cookie))
      now += 1_000
      if (path === 'wall.views') continue
      const [group = '', own = ''] = path.split('.')
      const call = (client as unknown as Record<string, Record<string, (input: unknown) => Promise<unknown>>>)[group]?.[own]
      codes.push([path, await codeOf(call?.({}) ?? Promise.resolve())])
      if (at % 4 === 3) for (const socket of sockets.splice(0)) (socket as WebSocket).terminate()
    }
    expect(codes.filter(([, code]) => code !== 'NOT_FOUND')).toEqual([])
    expect(record.state().seq).toBe(seq)
  })

  test.each([['no JSON', 'hello'], ['another frame', '{"i":"1","p":{"u":"http://evil/","b":{}}}'], ['a list', '[]'], ['bytes', Buffer.from([1, 2, 3])]])('%s, and ends the line', async (_, sent) => {
    const socket = await connected(cookieOf(await share()))
    const end = ended(socket)
    socket.send(sent)
    expect(await end).toMatchObject({ code: 1008 })
  })

  test('a frame that is too large', async () => {
    const socket = await connected(cookieOf(await share()))
    const end = ended(socket)
    socket.send(JSON.stringify({ i: '1', p: { u: '/wall/views', b: { json: 'x'.repeat(8_192) } } }))
    expect((await end).code).toBe(1009)
  })

  test('a flood of calls, of requests, of connections, and of walls: the rest goes on', async () => {
    const cookie = cookieOf(await share())
    const [calm, flood] = [await connected(cookie), await connected(cookie)]
    const stream = await clientOf(calm).wall.views()
    await stream.next()
    const end = ended(flood)
    for (let at = 0; at < 100; at += 1) flood.send(JSON.stringify({ i: String(at), p: { u: '/wall/views' } }))
    expect(await end).toMatchObject({ code: 1008, why: 'too many calls' })
    const statuses: number[] = []
    for (let at = 0; at < 90; at += 1) statuses.push((await get('/', { cookie, connection: 'close' })).status)
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(20)
    expect(await open(cookie)).toBe(429)
    now += 5_000
    // Connections that ask for nothing: an address has so many, and those beyond are cut off at once.
    const idle = await Promise.all(Array.from({ length: 40 }, () => new Promise<Socket>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(socket))
      socket.on('error', () => undefined)
      sockets.push(socket)
    })))
    await vi.waitFor(() => expect(idle.filter((socket) => socket.destroyed || socket.readableEnded || socket.closed).length).toBeGreaterThan(20), 5_000)
    frames.send(frame())
    expect((await stream.next()).value).toMatchObject({ frame: { mono: now } })
  })

  test('requests that come a byte at a time, never begin, or have a head without end', { timeout: 20_000 }, async () => {
    await share()
    const slow = raw('GET / HTTP/1.1\r\nhost: x')
    const mute = raw('')
    expect(await raw(`GET / HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 431 /)
    expect(await slow).toMatch(/^HTTP\/1\.1 408 /)
    expect(await mute).toMatch(/^$|^HTTP\/1\.1 408 /)
  })
})

test('a reader that falls behind holds nothing: it gets the present in one, and then again each part alone', async () => {
  const stop = new AbortController()
  const views = walls.views(stop.signal)
  expect((await views.next()).value).toMatchObject({ plan: { hash: 'h' }, state: { seq: 0 }, frame: { mono: 0 } })
  for (let at = 0; at < 5_000; at += 1) {
    now += 1
    record.add({ kind: 'lab.fault', who: ada, data: { fault: `f-${at}`, on: true } })
    frames.send(frame())
  }
  const { value: present } = await views.next()
  expect(present).toMatchObject({ state: { seq: 5_000 }, frame: { mono: 5_000 } })
  expect(present).not.toHaveProperty('plan')
  now += 1
  frames.send(frame())
  expect(Object.keys((await views.next()).value ?? {})).toEqual(['frame'])
  stop.abort()
  await views.return(undefined)
})
