/**
 * A program: an HTTP server that load is put on, in a process of its own. Its faults come as messages:
 * {stall: ms} blocks the whole process so long and answers with how long it was in truth; {status}, {delay: ms}, {reset: true}.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { performance } from 'node:perf_hooks'

export type ToTarget = { readonly stall?: number; readonly status?: number; readonly delay?: number; readonly reset?: boolean; readonly count?: true }

let now: ToTarget = {}
let requests = 0
const server = createServer((request, response) => {
  requests += 1
  request.resume()
  if (now.reset === true) return void request.socket.destroy()
  const answer = (): void => void response.writeHead(now.status ?? 200, { 'content-type': 'application/json' }).end('{"ok":true}')
  if (now.delay === undefined) answer()
  else setTimeout(answer, now.delay)
})
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }))
process.on('message', (message: ToTarget) => {
  if (message.count === true) {
    process.send?.({ requests })
    return
  }
  if (message.stall === undefined) {
    now = message
    process.send?.({})
    return
  }
  const begun = performance.now()
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, message.stall)
  process.send?.({ stalled: performance.now() - begun })
})
process.on('disconnect', () => process.exit(0))
