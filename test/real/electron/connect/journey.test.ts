/** Journeys on real sockets: as a browser goes them, and against targets in trouble. Trust: fault 23. */
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { createServer as createTcpServer, type AddressInfo, type Server as TcpServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, describe, expect, it } from 'vitest'
import { connectApp } from '../../../../electron/connect/app.ts'
import { appSettings } from '../../../../electron/connect/app-settings.ts'
import type { App, Reading } from '../../../../electron/connect/connector.ts'
import { JourneyError } from '../../../../electron/connect/journey.ts'
import { startSampler } from '../../../../electron/observe/sampler.ts'
import { createSeriesStore } from '../../../../electron/observe/series.ts'
import { freePorts, until } from '../../parts/local.ts'
import { clock, timers } from '../rollback/stand.ts'

const ends: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})

const listening = async (server: Server | TcpServer, port = 0): Promise<string> => {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  ends.push(async () => {
    for (const socket of sockets) socket.destroy()
    server.close()
    await once(server, 'close')
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
const serving = (answer: RequestListener): Promise<string> => listening(createServer(answer))
const soon = (): AbortSignal => AbortSignal.timeout(8_000)
const json = (response: ServerResponse, value: unknown, headers: Readonly<Record<string, string | readonly string[]>> = {}): void =>
  void response.writeHead(200, { 'content-type': 'application/json', ...headers } as Record<string, string | string[]>).end(JSON.stringify(value))

const appOf = (address: string, journeys: readonly object[], more: object = {}): App => {
  const app = connectApp('green', appSettings.parse({ environment: 'green', address, journeys, ...more }), { clock, every: 1_000 })
  ends.push(() => app.stop())
  return app
}
const open = (more: object = {}): object => ({ id: 'j', title: 'Look', timeout: '700ms', steps: [{ title: 'open', request: { path: '/' }, ...more }] })
const failure = async (work: Promise<unknown>): Promise<JourneyError> => {
  const error: unknown = await work.then(() => new Error('nothing failed'), (thrown: unknown) => thrown)
  if (!(error instanceof JourneyError)) throw error
  return error
}
const sampled = async (app: App): Promise<Reading | { readonly reason: string; readonly known: readonly unknown[]; readonly detail: string }> => {
  const sample = app.beside?.connector.sample?.(soon())
  if (sample === undefined) throw new Error('the app has no sampled journeys')
  return sample.catch((error: unknown) => error as { readonly reason: string; readonly known: readonly unknown[]; readonly detail: string })
}

describe('a journey', () => {
  it('goes as a browser does: form, cookies, the redirect after a write, saved values, polling', async () => {
    const seen: string[] = []
    let polls = 0
    const base = await serving(async (request: IncomingMessage, response) => {
      let body = ''
      for await (const chunk of request) body += String(chunk)
      seen.push(`${request.method} ${request.url} ${request.headers.cookie ?? '-'} ${String(request.headers['x-csrf'] ?? '')} ${body}`.trim())
      if (request.url === '/shop/login') return void response.writeHead(302, { location: '/shop/home', 'set-cookie': ['sid=s-1; Path=/', 'lang=en; Path=/shop'] }).end()
      if (request.url === '/shop/home') return json(response, { user: 'ada' }, { 'x-csrf': 'token-42' })
      if (request.url === '/shop/jobs') return json(response, { id: 7 })
      polls += 1
      json(response, polls < 3 ? { state: 'running' } : { state: 'done', by: 'green' })
    })
    const app = appOf(`${base}/shop`, [{
      id: 'order', title: 'Order', variables: { password: 'hunter22' }, answeredBy: 'who',
      steps: [
        { title: 'sign in', request: { method: 'POST', path: '/login', form: { user: '{{user}}', password: '{{password}}' } }, expect: { json: [{ path: 'user', equals: '{{user}}' }] }, save: { csrf: { header: 'x-csrf' } } },
        { title: 'order', request: { method: 'POST', path: '/jobs', headers: { 'x-csrf': '{{csrf}}' }, json: { count: 2 } }, save: { job: { json: 'id' } } },
        { title: 'wait', request: { path: '/jobs/{{job}}' }, until: { json: [{ path: 'state', equals: 'done' }], every: '10ms', limit: '5s' }, save: { who: { json: 'by' } } },
      ],
    }])
    const gone = await app.journey('order', soon(), { user: 'ada' })
    expect([gone.environment, gone.steps.map(({ title }) => title)]).toEqual(['green', ['sign in', 'order', 'wait']])
    const cookie = 'lang=en; sid=s-1'
    expect(seen).toEqual([
      'POST /shop/login -  user=ada&password=hunter22', `GET /shop/home ${cookie}`, `POST /shop/jobs ${cookie} token-42 {"count":2}`,
      `GET /shop/jobs/7 ${cookie}`, `GET /shop/jobs/7 ${cookie}`, `GET /shop/jobs/7 ${cookie}`,
    ])
  })
  it('that fails tells the step, what was expected and what came; no secret that was sent or saved', async () => {
    const base = await serving((request, response) =>
      request.url === '/in' ? json(response, { token: 'very-secret-token' }, { 'set-cookie': 'sid=cookie-secret' }) : json(response, { error: 'no right for very-secret-token, cookie-secret, hunter22' }))
    const app = appOf(base, [{
      id: 'j', title: 'Use it', variables: { password: 'hunter22' },
      steps: [
        { title: 'sign in', request: { method: 'POST', path: '/in', json: { password: '{{password}}' } }, save: { token: { json: 'token' } } },
        { title: 'use', request: { path: '/use?key={{token}}' }, expect: { json: [{ path: 'error', exists: false }] } },
      ],
    }])
    const error = await failure(app.journey('j', soon()))
    expect(error.detail).toBe('step 2 of 2, use (GET /use?key={{token}}): expected nothing at error, got "no right for …, …, …"')
    expect(`${error.message} ${JSON.stringify(error)}`).not.toMatch(/secret|hunter22/)
  })
})

const trouble: readonly (readonly [string, () => Promise<string>, string, RegExp, 'failed' | 'not known'])[] = [
  ['hangs', () => listening(createTcpServer(() => undefined)), 'timeout', /no whole answer in time/, 'not known'],
  ['is down', async () => `http://127.0.0.1:${(await freePorts(1))[0] ?? 0}`, 'refused', /ECONNREFUSED/, 'failed'],
  ['sends nonsense', () => listening(createTcpServer((socket) => void socket.once('data', () => socket.end('\u0000\u0001 what?\r\n\r\n')))), 'invalid', /Parse Error/, 'failed'],
  ['redirects in a loop', () => serving((_, response) => void response.writeHead(302, { location: '/' }).end()), 'invalid', /redirected more than 5 times/, 'failed'],
  ['redirects elsewhere', () => serving((_, response) => void response.writeHead(302, { location: 'http://127.0.0.1:1/?token=x' }).end()), 'invalid', /redirected to another host$/, 'failed'],
  ['sends a huge body', () => serving((_, response) => void response.writeHead(200).end(Buffer.alloc(5 * 1024 * 1024))), 'invalid', /larger than 4 MiB/, 'failed'],
  ['never ends its answer', () => serving((_, response) => {
    const timer = setInterval(() => response.write('a'), 5)
    response.on('close', () => clearInterval(timer))
  }), 'timeout', /no whole answer in time/, 'not known'],
  ['answers 500', () => serving((_, response) => void response.writeHead(500).end('oh')), 'invalid', /expected success \(200 to 299\), got 500/, 'failed'],
  ['refuses who it is', () => serving((_, response) => void response.writeHead(403).end()), 'invalid', /expected success \(200 to 299\), got 403/, 'failed'],
]

describe('a journey against a target that', () => {
  it.each(trouble)('%s', async (_, start, reason, detail, counts) => {
    const app = appOf(await start(), [{ ...open(), every: '1s' }])
    expect(await failure(app.journey('j', soon()))).toMatchObject({ reason, detail: expect.stringMatching(detail) as string })
    expect(await sampled(app)).toMatchObject({
      reason, known: counts === 'failed' ? [{ metric: 'journey_success', environment: 'green', numerator: 0, denominator: 1 }] : [], detail: expect.stringMatching(/^journey “Look”: step 1 of 1, open \(GET \/\): /) as string,
    })
  })
  it('answers slowly fails by its own limit, and in time by the journey\'s', async () => {
    const base = await serving((_, response) => {
      const timer = setTimeout(() => response.end('{}'), 5_000)
      response.on('close', () => clearTimeout(timer))
    })
    expect((await failure(appOf(base, [open({ expect: { within: '100ms' } })]).journey('j', soon()))).detail).toContain('expected an answer within 100 ms, got none')
    expect((await failure(appOf(base, [open()]).journey('j', soon()))).reason).toBe('timeout')
  })
  it('dies in the middle counts as failed: somebody had answered', async () => {
    const server = createServer((request, response) => (request.url === '/' ? json(response, {}) : void request.socket.destroy()))
    const app = appOf(await listening(server), [{ id: 'j', title: 'Look', every: '1s', steps: [{ title: 'open', request: { path: '/' } }, { title: 'order', request: { method: 'POST', path: '/order', json: {} } }] }])
    expect(await sampled(app)).toMatchObject({ reason: 'unreachable', known: [{ metric: 'journey_success', numerator: 0, denominator: 1 }], detail: expect.stringContaining('step 2 of 2, order') as string })
  })
  it('has a certificate that nobody signed', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'fifteen-journey-tls-'))
    ends.push(() => rmSync(dir, { recursive: true, force: true }))
    await promisify(execFile)('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', 'key', '-out', 'cert', '-subj', '/CN=elsewhere', '-days', '2'], { cwd: dir })
    const base = await listening(createTlsServer({ key: readFileSync(join(dir, 'key')), cert: readFileSync(join(dir, 'cert')) }, (_, response) => void response.end('{}')))
    expect(await failure(appOf(base.replace('http:', 'https:'), [open()]).journey('j', soon()))).toMatchObject({ reason: 'tls', detail: expect.stringMatching(/self-signed certificate/) as string })
  })
})

describe('sampled journeys', () => {
  it('count the good of all, and say what was amiss with the others', async () => {
    const base = await serving((request, response) => void response.writeHead(request.url === '/' ? 200 : 404).end('{}'))
    const app = appOf(base, [{ ...open(), every: '1s' }, { id: 'other', title: 'Order', every: '1s', steps: [{ title: 'order', request: { path: '/order' } }] }])
    const reading = await sampled(app)
    expect(reading).toMatchObject({
      measured: [{ metric: 'journey_success', numerator: 1, denominator: 2 }, { metric: 'journey_time', kind: 'histogram' }], detail: 'journey “Order”: step 1 of 1, order (GET /order): expected success (200 to 299), got 404',
    })
  })
  it('through a balancer count for the environment that answered, and for no other', async () => {
    let by = 'blue'
    const balancer = await serving((_, response) => json(response, { environment: by }))
    const journey = { id: 'j', title: 'Look', every: '1s', through: balancer, answeredBy: 'by', steps: [{ title: 'open', request: { path: '/' }, save: { by: { json: 'environment' } } }] }
    expect(await sampled(appOf('http://127.0.0.1:1', [journey]))).toMatchObject({ measured: [], detail: 'journey “Look” was answered by blue' })
    by = 'green'
    expect(await sampled(appOf('http://127.0.0.1:1', [journey]))).toMatchObject({ measured: [{ metric: 'journey_success', environment: 'green', numerator: 1, denominator: 1 }, { metric: 'journey_time' }] })
  })
  it('that hang delay no other sample, not even of their own application, and heal when all connections were cut', { timeout: 30_000 }, async () => {
    let hang = true
    const server = createServer((request, response) => {
      if (request.url === '/slow' && hang) return
      json(response, request.url === '/identity' ? { build: 'b-1', environment: 'green', archive: 'a' } : { status: 'ok' })
    })
    const base = await listening(server)
    const app = appOf(base, [{ id: 'j', title: 'Slow', every: '1s', timeout: '2s', steps: [{ title: 'slow', request: { path: '/slow' } }] }])
    if (app.beside === undefined) throw new Error('no journeys')
    const series = createSeriesStore({ start: clock.mono() })
    const sampler = startSampler({ targets: [{ connector: app, every: 1_000, timeout: 900 }, app.beside], series, clock, timers, onSource: () => undefined, onIdentity: () => undefined })
    ends.push(() => sampler.stop())
    const stateOf = (target: string) => sampler.sources().find((one) => one.target === target)
    await until('the journeys are given up', () => stateOf('green journeys')?.state === 'timeout', 10_000)
    // While the journey hung for two seconds the application was sampled each second.
    expect(series.window('up', 'green', 'min', 2_000, clock.mono())).toMatchObject({ value: 1, missing: 0 })
    expect(stateOf('green journeys')?.detail).toContain('step 1 of 1, slow (GET /slow): no whole answer in time')
    hang = false
    await until('the journeys are back', () => series.window('journey_success', 'green', 'ratio', 3_000, clock.mono()).value === 1, 10_000)
    // Another network: every connection is gone at once.
    server.closeAllConnections()
    const cutAt = clock.mono()
    await until('both were sampled since', () => ['green', 'green journeys'].every((target) => stateOf(target)?.state === 'ok' && (stateOf(target)?.lastGood ?? 0) > cutAt + 100), 10_000)
  })
})
