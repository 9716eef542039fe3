/** The HAProxy connector, by what every connector owes, on HAProxy 2.6 over TCP. */
import { afterAll, beforeAll } from 'vitest'
import { connectHaproxy, haproxySettings } from '../../../../electron/connect/haproxy.ts'
import { startHaproxy, type TestHaproxy } from '../../parts/haproxy.ts'
import { conforms } from './conformance.ts'

const clock = { wall: Date.now, mono: () => performance.now(), boot: 'test' }
let haproxy: TestHaproxy
beforeAll(async () => {
  haproxy = await startHaproxy()
})
afterAll(() => haproxy.stop())

conforms('haproxy', () => ({
  server: haproxy,
  port: Number(haproxy.tcp.split(':')[1]),
  connect: (port) => connectHaproxy('balancer', haproxySettings.parse({ ...haproxy.settings, master: undefined, runtime: `127.0.0.1:${port}` }), { clock, every: 1_000 }),
  // Process and start stand in the detail.
  staying: ({ id }) => id,
}))
