/**
 * What every connector owes the console, whatever it connects to. Each runs it against its own real server.
 * Issue 3: "Bad things to survive"; semantics 2 of the design: what is missing is told apart.
 */
import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { ConnectError, type Connector, type Identity, type Reading } from '../../../../electron/connect/connector.ts'
import type { Part } from '../../parts/process.ts'
import { freePort, until, within } from '../../parts/process.ts'
import { startProxy, type TcpProxy } from '../../parts/tcp-proxy.ts'

export type Subject = {
  readonly server: Omit<Part, 'stop' | 'pid'>
  readonly port: number
  /** A new connector to 127.0.0.1 at this port, with at least one metric. */
  readonly connect: (port: number) => Connector
  /** What of its identity stays over a restart; all of it, unless its run-time configuration dies with it. */
  readonly staying?: (identity: Identity) => unknown
}

/** As long as a sample may take by default. */
const sampleMs = 900

const soon = (ms = sampleMs): AbortSignal => AbortSignal.timeout(ms)

export const failureOf = async (work: Promise<unknown>): Promise<ConnectError> => {
  const error: unknown = await work.then((value) => new Error(`nothing failed: ${JSON.stringify(value)}`), (thrown: unknown) => thrown)
  if (!(error instanceof ConnectError)) throw error
  return error
}

/** @param subject called within the tests, once the server is up */
export function conforms(kind: string, subject: () => Subject): void {
  const ends: (() => Promise<void> | void)[] = []
  afterEach(async () => {
    for (const end of ends.splice(0).toReversed()) await end()
  })
  const connected = (port = subject().port): Connector => {
    const connector = subject().connect(port)
    ends.push(() => connector.stop())
    return connector
  }
  const sample = (connector: Connector, ms = sampleMs): Promise<Reading> => connector.sample?.(soon(ms)) ?? Promise.reject(new Error('it takes no samples'))
  /** A server of bytes. */
  const listening = async (onSocket: (socket: Socket) => void): Promise<number> => {
    const sockets = new Set<Socket>()
    const server = createServer((socket) => {
      sockets.add(socket)
      socket.on('error', () => undefined)
      onSocket(socket)
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    ends.push(async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    })
    return (server.address() as AddressInfo).port
  }
  const sampled = async (connector: Connector): Promise<void> => {
    let last: unknown
    await until('a sample is had', () => sample(connector).then(() => true, (error: unknown) => {
      last = error
      return false
    })).catch((error: unknown) => {
      throw new Error('no sample is had', { cause: last ?? error })
    })
  }
  const throughProxy = async (): Promise<TcpProxy> => {
    const proxy = await startProxy(subject().port)
    ends.push(proxy.stop)
    return proxy
  }
  const identified = (connector: Connector): Promise<Identity> => connector.identify(soon(3_000))

  describe(`a connector of kind ${kind}`, () => {
    it('names itself and what it brings, and sends nothing before it is asked', async () => {
      let reached = 0
      const connector = connected(await listening(() => {
        reached += 1
      }))
      expect(connector.kind).toBe(kind)
      expect(connector.provides?.length).toBeGreaterThan(0)
      expect(reached).toBe(0)
    })
    it('brings or misses exactly what it says it provides', async () => {
      const connector = connected()
      await sampled(connector)
      const { measured, missing } = await sample(connector)
      const names = (all: readonly { readonly metric: string; readonly environment: string }[]) => all.map(({ metric, environment }) => `${metric} ${environment}`).toSorted()
      expect(names([...measured, ...missing])).toEqual(names(connector.provides ?? []))
      expect(measured.length).toBeGreaterThan(0)
    })
    it('is refused where nobody listens, with what was tried and what to do', async () => {
      const connector = connected(await freePort())
      for (const work of [sample(connector), identified(connector)]) {
        const error = await failureOf(work)
        expect(error).toMatchObject({ reason: 'refused', target: connector.target })
        expect(error.tried).not.toBe('')
        expect(error.mend).toMatch(/\S+ \S+/)
      }
    })
    it('times out by its signal where a connection is taken and nothing is said', async () => {
      const connector = connected(await listening(() => undefined))
      for (const work of [() => connector.sample?.(soon(400)) ?? Promise.resolve(), () => connector.identify(soon(400))]) {
        expect((await failureOf(work())).reason).toBe('timeout')
      }
    })
    it('times out by its signal while the server stands still, and heals when it goes on', async () => {
      const { server } = subject()
      const connector = connected()
      await sampled(connector)
      server.freeze()
      try {
        for (let round = 0; round < 3; round += 1) {
          expect((await failureOf(sample(connector))).reason).toBe('timeout')
        }
      } finally {
        server.thaw()
      }
      await sampled(connector)
    })
    it.each([
      ['bytes', Buffer.from(Array.from({ length: 300 }, (_, index) => (index * 7 + 3) % 256))],
      ['the greeting of a mail server', Buffer.from('220 mail.example ESMTP ready\r\n')],
      ['nothing but zeros', Buffer.alloc(64)],
      ['a web page', Buffer.from('HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 5\r\n\r\n<h1>x')],
    ])('calls %s invalid', async (_, bytes) => {
      const connector = connected(await listening((socket) => {
        socket.write(bytes)
        // A client that speaks first hears it as its answer.
        socket.once('data', () => socket.end(bytes))
      }))
      for (const work of [sample(connector), identified(connector)]) expect((await failureOf(work)).reason).toBe('invalid')
    })
    it('calls a web server invalid that answers everything with the same page', async () => {
      const page = '<!doctype html><title>hello</title>'
      const connector = connected(await listening((socket) => {
        socket.on('data', () => socket.end(`HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: ${page.length}\r\nconnection: close\r\n\r\n${page}`))
      }))
      for (const work of [sample(connector), identified(connector)]) expect((await failureOf(work)).reason).toBe('invalid')
    })
    it('keeps its identity, loses a server that was killed, and finds it again without a restart of its own', async () => {
      const { server } = subject()
      const connector = connected()
      await sampled(connector)
      const known = await identified(connector)
      expect(known.id.length).toBeGreaterThan(3)
      expect(await identified(connector)).toEqual(known)
      const { staying = (identity) => identity } = subject()
      await server.kill()
      expect(['refused', 'unreachable']).toContain((await failureOf(sample(connector))).reason)
      expect((await failureOf(sample(connector))).reason).toBe('refused')
      await server.start()
      await sampled(connector)
      expect(staying(await identified(connector))).toEqual(staying(known))
    })
    it('whose server was down when the console started finds it once it is there', async () => {
      const { server } = subject()
      await server.kill()
      const connector = connected()
      expect((await failureOf(sample(connector))).reason).toBe('refused')
      await server.start()
      await sampled(connector)
      expect((await identified(connector)).id.length).toBeGreaterThan(3)
    })
    it('whose server dies in the middle of a question is told so at once, not at the end of its time', async () => {
      const { server } = subject()
      const connector = connected()
      await sampled(connector)
      server.freeze()
      const underWay = failureOf(connector.sample?.(soon(60_000)) ?? Promise.resolve())
      // The question is out before the server is gone.
      await pause(50)
      await server.kill()
      try {
        expect(['refused', 'unreachable']).toContain((await within(20_000, underWay)).reason)
      } finally {
        await server.start()
      }
      await sampled(connector)
    })
    it('whose server answers slowly is only slow, as long as its time allows', async () => {
      const proxy = await throughProxy()
      const connector = connected(proxy.port)
      await sampled(connector)
      proxy.delay(150)
      expect((await sample(connector, 20_000)).measured.length).toBeGreaterThan(0)
      expect((await failureOf(sample(connector, 100))).reason).toBe('timeout')
      proxy.delay(0)
      await sampled(connector)
    })
    it('heals after a change of network, when what was connected goes nowhere and nobody says so', async () => {
      const proxy = await throughProxy()
      const connector = connected(proxy.port)
      await sampled(connector)
      proxy.lose()
      await sampled(connector)
      expect((await identified(connector)).id.length).toBeGreaterThan(3)
    })
    it('heals when the server was restarted between two samples', async () => {
      const { server } = subject()
      const connector = connected()
      await sampled(connector)
      await server.kill()
      await server.start()
      await sample(connector, 3_000)
    })
    it('ends what is under way when it is stopped', async () => {
      const { server } = subject()
      const connector = connected()
      await sampled(connector)
      server.freeze()
      try {
        // Its caller would wait for ever, and so would this test.
        const underWay = failureOf(connector.sample?.(new AbortController().signal) ?? Promise.resolve())
        await connector.stop()
        await underWay
      } finally {
        server.thaw()
      }
    })
  })
}
