/** The line to the engine over a real socket, in Node's own WebSocket. */
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test, vi } from 'vitest'
import { WebSocketServer } from 'ws'
import { openSocket } from '../../../renderer/client.ts'

test('a call that is no longer wanted while the line is being closed ends without an error of the page', async () => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  // It hears nothing: neither the call nor that the line is to end.
  server.on('connection', (socket) => socket.pause())
  await once(server, 'listening')
  vi.stubGlobal('location', { protocol: 'http:', host: `127.0.0.1:${(server.address() as AddressInfo).port}` })
  const complaints: unknown[] = []
  const complain = (error: unknown): void => void complaints.push(error)
  process.on('unhandledRejection', complain)
  onTestFinished(() => {
    process.off('unhandledRejection', complain)
    vi.unstubAllGlobals()
    server.close()
  })
  const link = await openSocket()
  const stop = new AbortController()
  const call = link.client.consoles.list(undefined, { signal: stop.signal }).then(() => 'answered', (error: unknown) => String(error))
  await new Promise(setImmediate)
  link.close()
  stop.abort(new Error('no longer wanted'))
  expect(await call).toContain('no longer wanted')
  for (const socket of server.clients) socket.terminate()
  await link.closed
  await new Promise(setImmediate)
  expect(complaints).toEqual([])
})
