/** A viewer's link can read no secret: a real console with one in its environment, and every byte that the wall's pages and sockets ever send. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import type { Console } from '../../../electron/console.ts'
import { openReachable } from '../../../electron/control.ts'
import { systemClock } from '../../../electron/clock.ts'
import { ada } from '../../doubles/demo-record.ts'
import { planOn } from '../../doubles/plan-on.ts'
import { freePort } from '../parts/process.ts'
import { quietLog } from './shell/transports.ts'

vi.setConfig({ testTimeout: 60_000 })
const secret = 'hunter2-PLANTED-9c1f'
const home = mkdtempSync(join(tmpdir(), 'fifteen-wall-secret-'))
let console: Console
let port: number
let database: number

beforeAll(async () => {
  ;[port, database] = [await freePort(), await freePort()]
  const pages = join(home, 'pages')
  mkdirSync(join(pages, 'assets'), { recursive: true })
  writeFileSync(join(pages, 'index.html'), '<title>The console</title>')
  writeFileSync(join(pages, 'wall.html'), '<title>War room</title>')
  const planFile = join(home, 'own.yaml')
  writeFileSync(planFile, `${planOn([{ id: 'orders-db', kind: 'mysql', environment: 'green', host: '127.0.0.1', port: database, user: 'fifteen-reader', password: '${PLANTED_PASSWORD}' }])}\nwall: { port: ${port} }\n`)
  console = await openReachable({ home, planFile, pages, env: { PLANTED_PASSWORD: secret }, clock: systemClock(), log: quietLog(), user: 'ada' })
}, 60_000)
afterAll(async () => {
  await console.stop()
  rmSync(home, { recursive: true, force: true })
})

test('nothing that the plan refers to, no address and no user of a target leaves by the wall', async () => {
  expect(console.opened.mistakes).toEqual([])
  expect(JSON.stringify(console.plan)).toContain(secret)
  const { links } = await console.walls.share({ label: 'Room', lasts: 600_000 }, ada, 'a test')
  const url = links[0]?.url ?? ''
  const sent: string[] = []
  const entered = await fetch(url, { redirect: 'manual' })
  const cookie = entered.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  const token = new URL(url).searchParams.get('token') ?? ''
  for (const path of ['/', '/assets/x.js', '/index.html', '/%00', '/?token=x']) {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { cookie }, redirect: 'manual' })
    sent.push(JSON.stringify([...answer.headers]), await answer.text())
  }
  const socket = new WebSocket(`ws://127.0.0.1:${port}/rpc`, { headers: { cookie, origin: `http://127.0.0.1:${port}` } })
  const frames: string[] = []
  socket.on('message', (data) => frames.push((data as Buffer).toString()))
  socket.on('close', (code, why) => sent.push(`${code} ${why.toString()}`))
  await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject))
  socket.send(JSON.stringify({ i: '1', p: { u: '/wall/views' } }))
  await vi.waitFor(() => expect(frames.length).toBeGreaterThan(0), 10_000)
  // What a console writes down as it lives: free text, an address, a person who is asked, a secret's name, a link's digest.
  console.journal.append({ kind: 'incident.opened', who: ada, incident: 'i-1', data: { title: 'Orders are late', severity: 'P1', cause: `mysql said: access denied for fifteen-reader@127.0.0.1:${database}` } })
  console.journal.append({ kind: 'incident.note', who: ada, incident: 'i-1', data: { text: 'a note for ourselves' } })
  console.journal.append({ kind: 'pilot.added', who: ada, data: { pilot: 'u-1', person: { name: 'Pia Pilot', email: 'pia@example.com' }, profile: 'Trader', experience: 'new' } })
  console.journal.append({ kind: 'secret.set', who: ada, data: { name: 'PLANTED_PASSWORD' } })
  // One call a kind that a screen of an operator would send.
  for (const [at, path] of ['plan/current', 'live/frames', 'state/changes'].entries()) socket.send(JSON.stringify({ i: `x${at}`, p: { u: `/${path}` } }))
  await vi.waitFor(() => expect(frames.join('')).toMatch(/Orders are late[^]*"s":404|"s":404[^]*Orders are late/), 20_000)
  const seen = frames.length
  await vi.waitFor(() => expect(frames.length).toBeGreaterThan(seen + 2), 20_000)
  socket.close()
  await vi.waitFor(() => expect(socket.readyState).toBe(WebSocket.CLOSED), 5_000)
  const all = [...sent, ...frames].join('\n')
  expect(all).toContain(console.plan.title)
  for (const hidden of [secret, 'PLANTED_PASSWORD', 'fifteen-reader', `:${database}`, 'access denied', 'a note for ourselves', 'Pia', token, console.journal.state().wallShares[0]?.digest ?? 'none', home])
    expect(all.includes(hidden), hidden).toBe(false)
})
