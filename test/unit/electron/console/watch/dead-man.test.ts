/** Issue 4: "a dead-man's switch". Beats go to a real server, the clock is given. */
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startDeadMan, type DeadMan } from '../../../../../electron/console/watch/dead-man.ts'
import { createLog } from '../../../../../electron/log.ts'
import { fakeTime } from '../../../../doubles/fake-time.ts'

let server: Server
let beats: number
let status: number
let deadMan: DeadMan
beforeEach(async () => {
  ;[beats, status] = [0, 200]
  server = createServer((_, response) => {
    beats += 1
    response.statusCode = status
    response.end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterEach(() => {
  deadMan.stop()
  server.closeAllConnections()
  server.close()
})

function start(notWatching: () => string | undefined = () => undefined) {
  const time = fakeTime()
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/ping/abc`
  deadMan = startDeadMan({
    heartbeat: { address, every: 60_000, timeout: 10_000 }, notWatching, clock: time.clock, timers: time.timers,
    log: createLog({ write: () => undefined, level: 'error', clock: time.clock }),
  })
  return time
}
/** The server is real: what it takes is waited for, by turns of the loop. */
const soon = (holds: () => boolean) => expect.poll(holds, { interval: 5 }).toBe(true)

test('beats at once and every minute while the console watches', async () => {
  const time = start()
  await soon(() => deadMan.view().age === 0)
  await time.advance(60_000)
  await soon(() => beats === 2)
  await soon(() => deadMan.view().age === 0)
  await time.advance(59_000)
  expect([beats, deadMan.view()]).toEqual([2, { age: 59_000 }])
})

test('holds its beat back while the console does not watch, and says why', async () => {
  let why: string | undefined
  const time = start(() => why)
  await soon(() => deadMan.view().age === 0)
  why = 'no answer from green'
  await time.advance(180_000)
  expect([beats, deadMan.view()]).toEqual([1, { age: 180_000, failure: 'held back on purpose: no answer from green' }])
  why = undefined
  await time.advance(60_000)
  await soon(() => beats === 2 && deadMan.view().failure === undefined)
})

test('says that a beat was not taken', async () => {
  status = 503
  start()
  await soon(() => deadMan.view().failure?.includes('answered 503') === true)
})
