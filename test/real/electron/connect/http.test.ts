/** The faults of an HTTP target, each on a real socket. Trust: fault 23. */
import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createHttps } from 'node:https'
import { createServer as createTcpServer, type AddressInfo, type Server as TcpServer, type Socket } from 'node:net'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { afterEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { ConnectError } from '../../../../electron/connect/connector.ts'
import { createHttp, type Ask, type Http } from '../../../../electron/connect/http.ts'
import { makeCertificate, type Certificate } from '../../parts/certificate.ts'

const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})

const listening = async (server: Server | TcpServer): Promise<string> => {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  ends.push(async () => {
    for (const socket of sockets) socket.destroy()
    server.close()
    await once(server, 'close')
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
const serving = (answer: RequestListener): Promise<string> => listening(createServer(answer))
/** A server that says these bytes to whoever comes. */
const saying = (bytes: string): Promise<string> =>
  listening(createTcpServer((socket) => {
    socket.once('data', () => socket.end(bytes))
  }))
const client = (base: string): Http => {
  const http = createHttp('target', base)
  ends.push(async () => http.stop())
  return http
}
const get = (path = '/', ms = 5_000): Ask => ({ path, signal: AbortSignal.timeout(ms) })

const failure = async (work: Promise<unknown>): Promise<ConnectError> => {
  const error: unknown = await work.then(() => new Error('nothing failed'), (thrown: unknown) => thrown)
  if (!(error instanceof ConnectError)) throw error
  return error
}

describe('an HTTP target', () => {
  it('that nobody listens for is refused, with what was tried and what to do', async () => {
    const server = createServer()
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    server.close()
    await once(server, 'close')
    const error = await failure(client(base).ask(get('/health')))
    expect(error).toMatchObject({ target: 'target', reason: 'refused', tried: `GET ${base}/health` })
    expect(error.mend).toMatch(/start the process/)
  })
  it('whose name is not known is unreachable', async () => {
    // A label over 63 characters: the resolver refuses it here, and no question leaves the machine.
    expect(await failure(client(`http://${'x'.repeat(64)}.invalid`).ask(get()))).toMatchObject({ reason: 'unreachable' })
  })
  it('that hangs before its answer is given up by the signal', async () => {
    const base = await listening(createTcpServer(() => undefined))
    expect(await failure(client(base).ask(get('/', 50)))).toMatchObject({ reason: 'timeout', detail: 'no whole answer in time' })
  })
  it('that never ends its answer is given up by the signal', async () => {
    const base = await serving((_, response) => {
      response.write('a')
      const timer = setInterval(() => response.write('a'), 5)
      response.on('close', () => clearInterval(timer))
    })
    expect(await failure(client(base).ask(get('/', 80)))).toMatchObject({ reason: 'timeout' })
  })
  it('that sends 1 GB is cut off at 4 MiB', async () => {
    let sent = 0
    let closed: () => void = () => undefined
    const gone = new Promise<void>((resolve) => {
      closed = resolve
    })
    const piece = Buffer.alloc(64 * 1024)
    const base = await serving((_, response) => {
      response.on('close', closed)
      const more = (): void => {
        while (sent < 1_000_000_000 && !response.destroyed) {
          sent += piece.length
          if (!response.write(piece)) {
            response.once('drain', more)
            return
          }
        }
      }
      more()
    })
    expect(await failure(client(base).ask(get()))).toMatchObject({ reason: 'invalid', detail: 'the answer is larger than 4 MiB' })
    await gone
    // What the sockets' own buffers held besides.
    expect(sent).toBeLessThan(32 * 1024 * 1024)
  })
  it('that announces too much is not read at all', async () => {
    const base = await serving((_, response) => {
      response.writeHead(200, { 'content-length': 1_000_000_000 })
      response.write('x')
    })
    expect(await failure(client(base).ask(get()))).toMatchObject({ detail: 'the answer is larger than 4 MiB' })
  })
  it('that redirects in a loop is left after three', async () => {
    let asked = 0
    const base = await serving((_, response) => {
      asked += 1
      response.writeHead(302, { location: '/again' }).end()
    })
    expect(await failure(client(base).ask(get()))).toMatchObject({ reason: 'invalid', detail: 'redirected more than 3 times' })
    expect(asked).toBe(4)
  })
  it('may redirect within its host', async () => {
    const base = await serving((request, response) => {
      if (request.url === '/old') response.writeHead(301, { location: '/new' }).end()
      else response.end(request.url)
    })
    expect((await client(base).ask(get('/old'))).text).toBe('/new')
  })
  it('may not send the console to another host or port: only what the plan names is asked', async () => {
    let reached = false
    const other = await serving((_, response) => {
      reached = true
      response.end()
    })
    const base = await serving((_, response) => response.writeHead(302, { location: `${other}/` }).end())
    expect((await failure(client(base).ask(get()))).detail).toMatch(/redirected to another host/)
    expect(reached).toBe(false)
  })
  it('may not redirect a write', async () => {
    const base = await serving((_, response) => response.writeHead(307, { location: '/there' }).end())
    expect((await failure(client(base).ask({ ...get(), method: 'PUT', body: {} }))).detail).toBe('a write was redirected to /there')
  })
  it.each([401, 403])('that answers %d lacks a credential', async (status) => {
    const base = await serving((_, response) => response.writeHead(status).end())
    expect(await failure(client(base).ask(get()))).toMatchObject({ reason: 'auth', detail: `answered ${status}` })
  })
  it('that sends HTML instead of metrics is invalid', async () => {
    const base = await serving((_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>hello</h1>'))
    expect(await failure(client(base).text(get(), /^text\/plain/))).toMatchObject({ reason: 'invalid', detail: 'expected ^text\\/plain, got text/html' })
  })
  it.each([
    ['not JSON', '<h1>', /expected JSON/],
    ['another shape', '{"a":"x"}', /not what was expected: a:/],
  ])('that sends %s is invalid', async (_, body, detail) => {
    const base = await serving((_request, response) => response.end(body))
    expect((await failure(client(base).json(get(), z.object({ a: z.number() })))).detail).toMatch(detail)
  })
  it('that speaks another protocol is invalid', async () => {
    expect(await failure(client(await saying('220 mail ready\r\n')).ask(get()))).toMatchObject({ reason: 'invalid' })
  })
  it('that is cut off in the middle is no whole answer', async () => {
    const base = await saying('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf')
    expect(await failure(client(base).ask(get()))).toMatchObject({ reason: 'unreachable', detail: 'aborted' })
  })
  it('that packs its answer unasked is refused: a small page could be a large one', async () => {
    const base = await serving((_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('x'))
    expect((await failure(client(base).ask(get()))).detail).toMatch(/packed \(gzip\)/)
  })
})

describe('TLS', () => {
  /** An HTTPS server with this certificate, and how often it was asked. */
  const secure = async (certificate: Certificate): Promise<{ readonly url: string; readonly asked: () => number }> => {
    let asked = 0
    const plain = await listening(createHttps(certificate, (_, response) => {
      asked += 1
      response.end('{}')
    }))
    return { url: plain.replace('http:', 'https:'), asked: () => asked }
  }
  const trusted = getCACertificates('default')
  afterEach(() => setDefaultCACertificates(trusted))
  const trust = ({ cert }: Certificate): void => setDefaultCACertificates([...trusted, cert])

  it('with a certificate of the host that is trusted here is spoken', async () => {
    const certificate = await makeCertificate('127.0.0.1')
    trust(certificate)
    expect((await client((await secure(certificate)).url).ask(get())).status).toBe(200)
  })
  it.each([
    ['that nobody here trusts', '127.0.0.1', false],
    ['that is trusted, but of another host', 'other.example', true],
  ])('a certificate %s is told as such, and the token is not sent', async (_, host, isTrusted) => {
    const certificate = await makeCertificate(host)
    if (isTrusted) trust(certificate)
    const { url, asked } = await secure(certificate)
    const error = await failure(client(url).ask({ ...get(), headers: { authorization: 'Bearer hidden' } }))
    expect(error).toMatchObject({ reason: 'tls', mend: expect.stringContaining('certificate') as string })
    expect(asked()).toBe(0)
  })
  it('spoken to a server without it, or not spoken to one with it, is the wrong address', async () => {
    const without = await serving((_, response) => response.end('{}'))
    expect(await failure(client(without.replace('http:', 'https:')).ask(get()))).toMatchObject({ reason: 'invalid', mend: expect.stringContaining('https') as string })
    const { url, asked } = await secure(await makeCertificate('127.0.0.1'))
    expect(['invalid', 'unreachable']).toContain((await failure(client(url.replace('https:', 'http:')).ask(get()))).reason)
    expect(asked()).toBe(0)
  })
})

describe('connections', () => {
  it('are kept from one question to the next, unless a fresh one is wanted', async () => {
    const ports = new Set<number | undefined>()
    const base = await serving((request, response) => {
      ports.add(request.socket.remotePort)
      response.end()
    })
    const http = client(base)
    await http.ask(get())
    await http.ask(get())
    expect(ports.size).toBe(1)
    await http.ask({ ...get(), fresh: true })
    await http.ask({ ...get(), fresh: true })
    expect(ports.size).toBe(3)
  })
  it('that the target closed meanwhile are no miss', async () => {
    let connections = 0
    const base = await listening(createTcpServer((socket) => {
      connections += 1
      const answersOnce = connections === 1
      let asked = 0
      socket.on('data', () => {
        asked += 1
        // The second question on the first connection meets a reset, as when an idle connection is closed just then.
        if (answersOnce && asked === 2) socket.resetAndDestroy()
        else socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok')
      })
    }))
    const http = client(base)
    await http.ask(get())
    expect((await http.ask(get())).text).toBe('ok')
    expect(connections).toBe(2)
  })
})
