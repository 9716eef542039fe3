/** What private servers of tests share: free ports on loopback, small backends, processes that are stopped by their pid. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import { createServer, type AddressInfo } from 'node:net'

/** Ports that are free now: held all at once, so that they differ, then given back. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'))
  await Promise.all(servers.map((server) => once(server, 'listening')))
  const ports = servers.map((server) => (server.address() as AddressInfo).port)
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
  return ports
}

/** Asks until it holds; fails with its name at the deadline. */
export async function until(what: string, holds: () => boolean | Promise<boolean>, ms = 8_000): Promise<void> {
  const deadline = performance.now() + ms
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`not within ${ms} ms: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

export type Child = { readonly pid: number; readonly output: () => string; readonly signal: (name: NodeJS.Signals) => void; readonly stop: () => Promise<void> }

/** A process of ours; its stop is a SIGKILL where it does not heed a SIGTERM, stopped or not. */
export function startChild(program: string, args: readonly string[], stopWith: NodeJS.Signals = 'SIGTERM'): Child {
  const child: ChildProcess = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-20_000)))
  const ended = once(child, 'exit')
  const { pid } = child
  if (pid === undefined) throw new Error(`${program} can't be started`)
  return {
    pid,
    output: () => said,
    signal: (name) => void child.kill(name),
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGCONT')
      child.kill(stopWith)
      const killer = setTimeout(() => child.kill('SIGKILL'), 3_000)
      await ended
      clearTimeout(killer)
    },
  }
}

export type Backend = { readonly port: number; readonly served: () => number; readonly open: () => number; readonly release: () => void; readonly stop: () => Promise<void> }

/** Answers as its environment; `/slow` waits for `release`. */
export async function startBackend(environment: string, port = 0): Promise<Backend> {
  let served = 0
  const waiting = new Set<() => void>()
  const server = createHttpServer((request, response) => {
    const answer = (): void => {
      served += 1
      response.setHeader('x-served-by', environment)
      response.setHeader('content-type', 'application/json')
      response.statusCode = request.url === '/fail' ? 500 : 200
      response.end(JSON.stringify({ environment }))
    }
    request.resume()
    if (request.url !== '/slow') return answer()
    const go = (): void => {
      waiting.delete(go)
      answer()
    }
    waiting.add(go)
    response.on('close', () => waiting.delete(go))
  })
  server.keepAliveTimeout = 60_000
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    served: () => served,
    open: () => waiting.size,
    release: () => {
      waiting.forEach((go) => go())
    },
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}
