/** How one begins, on a real console with the lab: the choice is kept, a plan is built, used once, and never written over. Issue 9, first run. */
import { ORPCError } from '@orpc/client'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemClock } from '../../../electron/clock.ts'
import { openConsole, type Console } from '../../../electron/console.ts'
import { router } from '../../../electron/router.ts'
import { serveLine } from '../../../electron/shell/wire.ts'
import type { TargetDraft } from '../../../shared/contract.ts'
import { quietLog, transports, type Connection, type Transport } from './shell/transports.ts'

const home = mkdtempSync(join(tmpdir(), 'fifteen-first-run-'))
let server: Server
let console: Console
let transport: Transport
let operator: Connection
let viewer: Connection

beforeAll(async () => {
  server = createServer((_, response) => void response.setHeader('content-type', 'application/json').end('{"users":12}'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  console = await openConsole({ home, env: {}, clock: systemClock(), log: quietLog(), user: 'ada' })
  transport = await transports.MessagePort((line, { role, name }, admit) => serveLine(line, { router, context: { console, role, me: { name } }, log: quietLog(), ...(admit && { admit }) }))
  operator = await transport.connect('operator')
  viewer = await transport.connect('viewer')
}, 60_000)
afterAll(async () => {
  operator.close()
  viewer.close()
  await transport.stop()
  await console.stop()
  server.close()
  rmSync(home, { recursive: true, force: true })
})

const codeOf = (call: Promise<unknown>): Promise<string> => call.then(() => 'no error', (error: unknown) => (error instanceof ORPCError ? String(error.code) : String(error)))
const draft = (more: Readonly<Record<string, string>> = {}): TargetDraft =>
  ({ id: 'shop', kind: 'json', fields: { environment: 'green', address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/n`, metrics: 'active_users: { path: users }', ...more } })

test('a start by itself is no beginning; a choice is, and a viewer has none', async () => {
  expect(console.journal.state().welcomed).toBe(false)
  expect(await Promise.all([
    viewer.client.plan.begin({ way: 'lab' }), viewer.client.plan.build({ title: 'Shop', drafts: [draft()] }), viewer.client.plan.use({ text: 'x', way: 'file' }), viewer.client.drills.lesson({ to: 'begin' }),
  ].map(codeOf))).toEqual(['FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN'])
  expect(console.journal.state().welcomed).toBe(false)
  await operator.client.plan.begin({ way: 'lab' })
  expect(console.journal.state().welcomed).toBe(true)
})

test('the two-minute drill is taken up and left by entries', async () => {
  await operator.client.drills.lesson({ to: 'begin' })
  await operator.client.lab.fault({ name: 'slow', environment: 'green', on: true })
  await operator.client.lab.fault({ name: 'slow', environment: 'green', on: false })
  await operator.client.drills.lesson({ to: 'leave' })
  expect(console.journal.state().lesson).toMatchObject({ left: true, done: { fault: { what: 'fault slow is on' } } })
})

test('a connection is tested, a plan is built of it, and nothing is written before it is used', { timeout: 30_000 }, async () => {
  expect(await operator.client.connections.test({ draft: draft() })).toMatchObject({ outcome: 'ok' })
  expect(await operator.client.plan.build({ title: 'Shop', drafts: [draft({ address: '' })] })).toMatchObject({ ok: false, fields: [{ target: 'shop', field: 'address' }] })
  const wrong = await operator.client.plan.build({ title: 'Shop', drafts: [draft({ metrics: 'no_such: { path: users }' })] })
  expect(wrong).toMatchObject({ ok: false, mistakes: [{ line: expect.any(Number), column: expect.any(Number) }] })
  const built = await operator.client.plan.build({ title: 'Shop', drafts: [draft()] })
  if (!built.ok) throw new Error(JSON.stringify(built))
  expect([console.opened.from, console.plan.lab !== undefined]).toEqual(['built-in', true])

  const refused = await operator.client.plan.use({ text: built.text.replace('version: 1', 'version: 7'), way: 'file' })
  expect(refused).toMatchObject({ ok: false, mistakes: [{ line: built.text.split('\n').findIndex((line) => line.startsWith('version:')) + 1 }] })
  expect(await operator.client.plan.use({ text: built.text, way: 'built' })).toEqual({ ok: true, from: 'now' })
  expect([console.plan.title, console.lab, readFileSync(join(home, 'plan.yaml'), 'utf8')]).toEqual(['Shop', undefined, built.text])
})

test('a plan file that is in use is not written over, and has no drill of the lab', async () => {
  const before = readFileSync(join(home, 'plan.yaml'), 'utf8')
  expect(await codeOf(operator.client.plan.use({ text: before, way: 'file' }))).toBe('CONFLICT')
  expect(await codeOf(operator.client.drills.lesson({ to: 'begin' }))).toBe('CONFLICT')
  expect(readFileSync(join(home, 'plan.yaml'), 'utf8')).toBe(before)
})
