/** A wire between a connector and its server, on which a network’s bad days are played. */
import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

export type TcpProxy = {
  readonly port: number
  /** Each piece that the server says comes so many ms later. */
  readonly delay: (ms: number) => void
  /** What is connected now goes nowhere from here on, and nobody is told: as after a change of network. New connections pass. */
  readonly lose: () => void
  /** New connections are ended at once, until they are let in again. */
  readonly refuse: (on: boolean) => void
  readonly stop: () => Promise<void>
}

export async function startProxy(to: number): Promise<TcpProxy> {
  const pairs = new Set<readonly [Socket, Socket]>()
  let late = 0
  let refuses = false
  const server = createServer({ allowHalfOpen: true }, (client) => {
    if (refuses) return void client.destroy()
    const upstream = connect({ port: to, host: '127.0.0.1', allowHalfOpen: true })
    const pair = [client, upstream] as const
    pairs.add(pair)
    for (const socket of pair) {
      socket.setNoDelay(true)
      socket.on('error', () => undefined)
    }
    client.on('data', (chunk) => upstream.write(chunk))
    client.on('end', () => upstream.end())
    const after = (then: () => void): void => void (late === 0 ? then() : setTimeout(then, late))
    upstream.on('data', (chunk) => after(() => client.write(chunk)))
    upstream.on('end', () => after(() => client.end()))
    client.on('close', () => upstream.destroy())
    upstream.on('close', () => {
      pairs.delete(pair)
      after(() => client.destroy())
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const lost = new Set<Socket>()
  return {
    port: (server.address() as AddressInfo).port,
    delay: (ms) => (late = ms),
    refuse: (on) => (refuses = on),
    lose: () => {
      for (const [client, upstream] of pairs) {
        client.removeAllListeners('data')
        client.removeAllListeners('end')
        upstream.removeAllListeners()
        upstream.on('error', () => undefined)
        upstream.destroy()
        client.resume()
        lost.add(client)
      }
      pairs.clear()
    },
    stop: async () => {
      for (const [client, upstream] of pairs) {
        client.destroy()
        upstream.destroy()
      }
      for (const client of lost) client.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
