/** The application connector, by what every connector owes, on the lab's application as a process of its own. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll } from 'vitest'
import { appSettings } from '../../../../electron/connect/app-settings.ts'
import { connectApp } from '../../../../electron/connect/app.ts'
import type { AppConfig } from '../../../../electron/lab/app.ts'
import { prepareArchive } from '../../../../electron/lab/archive.ts'
import { prepareMarket } from '../../../../electron/lab/market.ts'
import { labPeople } from '../../../../electron/lab/people.ts'
import { freePort, startPart, type Part } from '../../parts/process.ts'
import { conforms } from './conformance.ts'

const clock = { wall: Date.now, mono: () => performance.now(), boot: 'test' }
let dir: string
let port: number
let server: Part
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'fifteen-app-'))
  port = await freePort()
  const [archiveFile, marketFile] = [join(dir, 'archive.sqlite'), join(dir, 'market.sqlite')]
  prepareArchive(archiveFile, { seed: 1, people: labPeople(3) })
  prepareMarket(marketFile, { seed: 1, rows: 1_000 })
  const config: AppConfig = {
    environment: 'green', build: 'green-1.0', port, seed: 1, archiveFile, marketFile, poolSize: 2, rowsPerSecond: 37_303,
    memoryLimitBytes: 512 * 1024 * 1024, sessionKey: 'a key', adminToken: 'a token',
  }
  server = await startPart({
    program: process.execPath, args: [fileURLToPath(new URL('../../../../electron/lab/app.ts', import.meta.url))], log: join(dir, 'log'),
    env: { LAB_CONFIG: JSON.stringify(config) }, isUp: () => fetch(`http://127.0.0.1:${port}/health`).then(({ ok }) => ok, () => false),
  })
})
afterAll(async () => {
  await server.stop()
  await rm(dir, { recursive: true })
})

conforms('app', () => ({
  server,
  port,
  connect: (at) => connectApp('green', appSettings.parse({
    environment: 'green', address: `http://127.0.0.1:${at}`, metrics: { requests: { counter: 'http_requests_total' }, active_users: { gauge: 'sessions_active' } },
  }), { clock, every: 1_000 }),
}))
