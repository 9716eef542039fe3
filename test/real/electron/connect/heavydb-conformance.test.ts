/** The HeavyDB connector, by what every connector owes, on a process that speaks HeavyDB's Thrift interface. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll } from 'vitest'
import { connectHeavyDb, heavyDbSettings } from '../../../../electron/connect/heavydb.ts'
import { freePort, listens, startPart, type Part } from '../../parts/process.ts'
import { conforms } from './conformance.ts'

const clock = { wall: Date.now, mono: () => performance.now(), boot: 'test' }
let server: Part
let port: number
let dir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'heavydb-'))
  port = await freePort()
  server = await startPart({
    program: process.execPath, args: [fileURLToPath(new URL('../../../doubles/heavydb-child.ts', import.meta.url)), String(port)],
    log: join(dir, 'log'), isUp: () => listens(port),
  })
})
afterAll(async () => {
  await server.stop()
  await rm(dir, { recursive: true })
})

conforms('heavydb', () => ({
  server,
  port,
  connect: (at) =>
    connectHeavyDb('heavydb', heavyDbSettings.parse({
      host: '127.0.0.1', port: at, database: 'heavyai', user: 'admin', password: 'HyperInteractive', environment: 'green',
      metrics: { rows_per_second: { timed: 'SELECT * FROM market LIMIT 10' } },
    }), { clock, every: 1_000 }),
}))
