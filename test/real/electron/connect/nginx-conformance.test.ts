/** The nginx connector, by what every connector owes, on a real nginx. */
import { afterAll, beforeAll } from 'vitest'
import { connectNginx, nginxSettings } from '../../../../electron/connect/nginx.ts'
import { startNginx, type TestNginx } from '../../parts/nginx.ts'
import { conforms } from './conformance.ts'

const clock = { wall: Date.now, mono: () => performance.now(), boot: 'test' }
let nginx: TestNginx
beforeAll(async () => {
  nginx = await startNginx()
})
afterAll(() => nginx.stop())

conforms('nginx', () => ({
  server: nginx,
  port: Number(new URL(String(nginx.settings['routing'])).port),
  connect: (port) => connectNginx('balancer', nginxSettings.parse({
    ...nginx.settings, status: `http://127.0.0.1:${port}/status`, routing: `http://127.0.0.1:${port}/routing`,
  }), { clock, every: 1_000 }),
  // Process and start stand in the detail.
  staying: ({ id }) => id,
}))
