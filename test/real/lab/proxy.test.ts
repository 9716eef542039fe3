import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createSocketServer, type AddressInfo, type Server as SocketServer } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { BalancerState } from '../../../electron/lab/balancer-state.ts'
import { readBody } from '../../../electron/lab/local-http.ts'
import { Proxy } from '../../../electron/lab/proxy.ts'

const running: (Server | SocketServer)[] = []
afterEach(async () => {
  for (const server of running.splice(0)) {
    if ('closeAllConnections' in server) server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
})

const listen = async (server: Server | SocketServer): Promise<string> => {
  running.push(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
/** Echoes method and body. */
const echo: RequestListener = async (request, response) => {
  response.end(`${request.method} ${(await readBody(request, 10_000_000)).length}`)
}
/** Takes a request and closes without a word; tells how many came. */
const silent = () => {
  let heard = 0
  const server = createSocketServer((socket) => socket.once('data', () => {
    heard += 1
    socket.destroy()
  }))
  return { server, heard: () => heard }
}
const refusing = async (): Promise<string> => {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  server.close()
  await once(server, 'close')
  return url
}
const balance = async (blue: string, green: string) => {
  const state = new BalancerState()
  state.setWeights({ blue: 0, green: 100 })
  const proxy = new Proxy(state, { blue, green }, () => 0.5)
  return { state, url: await listen(createServer((request, response) => void proxy.handle(request, response))) }
}

test('who closes before the first byte is asked once: a GET and a PUT go to the other, a POST does not', async () => {
  const green = silent()
  const { state, url } = await balance(await listen(createServer(echo)), await listen(green.server))
  const got = await fetch(url)
  expect([got.headers.get('x-served-by'), await got.text()]).toEqual(['blue', 'GET 0'])
  const put = await fetch(url, { method: 'PUT', body: 'four' })
  expect(await put.text()).toBe('PUT 4')
  const post = await fetch(url, { method: 'POST', body: 'four' })
  expect(post.status).toBe(502)
  expect(green.heard()).toBe(3)
  expect([state.failed, state.inFlight]).toEqual([1, { blue: 0, green: 0 }])
})

test('a POST that was never written goes to the other with its whole body', async () => {
  const { state, url } = await balance(await listen(createServer(echo)), await refusing())
  const post = await fetch(url, { method: 'POST', body: 'x'.repeat(300_000) })
  expect([post.status, post.headers.get('x-served-by'), await post.text()]).toEqual([200, 'blue', 'POST 300000'])
  expect(state.failed).toBe(0)
})

test('no request goes to a drained environment, not even as a second try', async () => {
  const blue = silent()
  const { state, url } = await balance(await listen(blue.server), await refusing())
  state.setDrain({ environment: 'blue', on: true })
  expect((await fetch(url)).status).toBe(502)
  expect(blue.heard()).toBe(0)
})

test('when neither answers the caller is told after two tries', async () => {
  const { state, url } = await balance(await refusing(), await refusing())
  expect((await fetch(url)).status).toBe(502)
  expect(state.failed).toBe(1)
})

test('an answer cut in the middle is not passed on as a whole one', async () => {
  const cut = createServer((_, response) => {
    response.writeHead(200, { 'content-length': 1_000 })
    response.write('half', () => response.destroy())
  })
  const { state, url } = await balance(await listen(createServer(echo)), await listen(cut))
  await expect(fetch(url).then((answer) => answer.text())).rejects.toThrow()
  expect([state.failed, state.inFlight.green, state.served.green]).toEqual([1, 0, 0])
})

test('bodies are streamed: megabytes go through and come back whole', async () => {
  const mirror = createServer((request, response) => void request.pipe(response))
  const { url } = await balance(await listen(createServer(echo)), await listen(mirror))
  const sent = Buffer.alloc(5_000_000, 'abcdefg')
  const back = await fetch(url, { method: 'POST', body: sent })
  expect(Buffer.from(await back.arrayBuffer()).equals(sent)).toBe(true)
})
