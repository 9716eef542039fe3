/**
 * Connections on real systems: a draft is tested against MariaDB, HAProxy, an application of the lab, a server that hangs and one
 * that answers nonsense; it is saved into a real plan file, with a secret that nothing gives back. Issue 3, fault 23 of trust.md.
 */
import { createRouterClient, ORPCError } from '@orpc/server'
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { systemClock } from '../../../electron/clock.ts'
import { openConsole, type Console } from '../../../electron/console.ts'
import { createLog } from '../../../electron/log.ts'
import { router } from '../../../electron/router.ts'
import { noSecrets, type SecretStore } from '../../../electron/secrets/store.ts'
import type { ConnectionState, Role, TargetDraft, Tested } from '../../../shared/contract.ts'
import { startHaproxy } from '../parts/haproxy.ts'
import { startMariaDb, type MariaDb } from '../parts/mariadb.ts'
import { freePort } from '../parts/process.ts'

const password = 'hunter2/of-the-test'
const values = new Map([['ORDERS_DB_PASSWORD', password]])
const secrets: SecretStore = {
  ...noSecrets(), kind: 'keychain', words: 'in the memory of this test', get: (name) => values.get(name), names: () => [...values.keys()],
  set: async (name, value) => void values.set(name, value),
}
const lines: string[] = []
const ends: (() => Promise<unknown> | void)[] = []
let home: string
let console: Console
let server: MariaDb

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'fifteen-connections-'))
  const tls = join(home, 'tls')
  await promisify(execFile)('mkdir', [tls])
  await promisify(execFile)('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', 'key.pem', '-out', 'cert.pem', '-subj', '/CN=somewhere-else', '-days', '2'], { cwd: tls })
  for (const path of [home, tls, join(tls, 'key.pem'), join(tls, 'cert.pem')]) await chmod(path, 0o755)
  server = await startMariaDb([`--ssl-cert=${join(tls, 'cert.pem')}`, `--ssl-key=${join(tls, 'key.pem')}`])
  await server.sql(`CREATE USER watcher@'127.0.0.1' IDENTIFIED BY '${password}'`)
  const clock = systemClock()
  console = await openConsole({
    home, env: { WRONG_PASSWORD: 'not the password', FROM_OUTSIDE: password }, clock, log: createLog({ write: (line) => lines.push(line), level: 'debug', clock }), user: 'ada', secrets,
  })
}, 120_000)
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})
afterAll(async () => {
  await console?.stop()
  await server?.remove()
  await rm(home, { recursive: true, force: true })
})

const clientOf = (role: Role) => createRouterClient(router, { context: { console, role, me: { name: role === 'operator' ? 'ada' : 'viewer' } } })
const codeOf = (call: Promise<unknown>): Promise<string> => call.then(() => 'no error', (error: unknown) => (error instanceof ORPCError ? String(error.code) : String(error)))
const mysql = (fields: Readonly<Record<string, string>> = {}): TargetDraft => ({
  id: 'orders-db', kind: 'mysql',
  // A gauge that nothing else brings of blue: no two may bring one series.
  fields: { environment: 'blue', host: '127.0.0.1', port: String(server.port), user: 'watcher', password: '${ORDERS_DB_PASSWORD}', metrics: 'issue_resolution: pool_usage', ...fields },
})
const tried = async (draft: TargetDraft): Promise<Exclude<Tested, { readonly outcome: 'mistaken' }>> => {
  const tested = await clientOf('operator').connections.test({ draft })
  if (tested.outcome === 'mistaken') throw new Error(JSON.stringify(tested.mistakes))
  return tested
}
/** A server that does with each connection as it is told. */
const listening = async (onSocket: (socket: Socket) => void): Promise<number> => {
  const sockets = new Set<Socket>()
  const one = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    onSocket(socket)
  }).listen(0, '127.0.0.1')
  await once(one, 'listening')
  ends.push(() => {
    sockets.forEach((socket) => socket.destroy())
    one.close()
  })
  return (one.address() as AddressInfo).port
}
const app = (address: string): TargetDraft => ({ id: 'new-app', kind: 'app', fields: { environment: 'green', address, metrics: 'requests: { counter: http_requests_total }' } })

describe('a test of a draft', () => {
  test('of a database that is right says who answers and what it measures', async () => {
    const tested = await tried(mysql())
    expect(['ok', 'slow']).toContain(tested.outcome)
    expect(tested.identity?.id).toMatch(/^mariadb /)
    expect(tested.latency).toBeGreaterThan(0)
    expect(tested.measured).toEqual([{ metric: 'issue_resolution', environment: 'blue', value: expect.closeTo(1 / 151, 2), statistic: 'last' }])
  })

  test('tells every trouble apart: each has a reason, a sentence and a way to mend of its own', async () => {
    const told: Partial<Record<ConnectionState, string>> = {}
    const note = async (draft: TargetDraft): Promise<ConnectionState> => {
      const { outcome, words, detail, mend } = await tried(draft)
      expect([detail, mend].every((text) => text !== undefined && text !== '')).toBe(true)
      told[outcome] = words
      return outcome
    }
    expect(await note(mysql({ password: '${WRONG_PASSWORD}' }))).toBe('auth')
    expect(await note(mysql({ port: String(await freePort()) }))).toBe('refused')
    expect(await note(mysql({ tls: 'true' }))).toBe('tls')
    expect(await note(mysql({ port: String(await listening((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))) }))).toBe('invalid')
    expect(await note(mysql({ host: 'no-such-host.invalid' }))).toBe('unreachable')
    // An old server's greeting, as the protocol has it: version 10, then the version's name.
    const greeting = Buffer.from('\u000a4.0.30\u0000\u0001\u0000\u0000\u0000abcdefgh\u0000\u0000\u0000', 'latin1')
    expect(await note(mysql({ port: String(await listening((socket) => void socket.write(Buffer.concat([Buffer.from([greeting.length, 0, 0, 0]), greeting])))) }))).toBe('version')
    server.freeze()
    try {
      expect(await note(mysql())).toBe('timeout')
    } finally {
      server.thaw()
    }
    expect(new Set(Object.values(told)).size).toBe(7)
  })

  test('of a server that takes the connection and says nothing ends in its time', async () => {
    const { outcome, latency } = await tried(app(`http://127.0.0.1:${await listening(() => undefined)}`))
    expect([outcome, latency >= 2_900]).toEqual(['timeout', true])
  })

  test('of an https address with a certificate of nobody is not trusted, and of a page that is none is nonsense', async () => {
    const { createServer: createHttps } = await import('node:https')
    const https = createHttps({ key: readFileSync(join(home, 'tls/key.pem')), cert: readFileSync(join(home, 'tls/cert.pem')) }, (_, response) => void response.end('never asked')).listen(0, '127.0.0.1')
    await once(https, 'listening')
    ends.push(() => void https.close())
    expect(await tried(app(`https://127.0.0.1:${(https.address() as AddressInfo).port}`))).toMatchObject({ outcome: 'tls', mend: expect.stringContaining('certificate') as string })
    const html = await listening((socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 6\r\n\r\n<html>'))
    expect((await tried(app(`http://127.0.0.1:${html}`))).outcome).toBe('invalid')
  })

  test('of a real HAProxy reads it and changes nothing there', { timeout: 60_000 }, async () => {
    const haproxy = await startHaproxy()
    ends.push(() => haproxy.stop())
    const fields = Object.fromEntries(Object.entries(haproxy.settings).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]))
    // What is set, without the health checks that go on meanwhile: names, addresses, states as ordered, weights.
    const ordered = async (): Promise<readonly string[]> => (await haproxy.type('show servers state')).split('\n').map((line) => line.split(' ').slice(0, 9).join(' '))
    const servers = await ordered()
    const tested = await tried({ id: 'edge', kind: 'haproxy', fields })
    expect(['ok', 'slow']).toContain(tested.outcome)
    expect(tested.identity?.id).not.toBe('')
    expect(tested.measured.map(({ metric }) => metric)).toContain('balancer_in_flight')
    expect(await ordered()).toEqual(servers)
    expect(readFileSync(haproxy.fence, 'utf8')).toBe('')
  })

  test('of an application of the lab, by the names of the plan that is in use', async () => {
    const tested = await tried(app('${LAB_GREEN}'))
    expect(tested.identity?.detail).toMatchObject({ environment: 'green' })
    expect(tested.measured).toContainEqual({ metric: 'up', environment: 'green', value: 1, statistic: 'last' })
    expect(tested.missing.map(({ metric }) => metric)).toEqual(['requests'])
  })

  test('of what can not be a target tries nothing and says so at the field', async () => {
    const { connections } = clientOf('operator')
    const { seq } = console.journal.state()
    const mistakes = async (draft: TargetDraft) => {
      const tested = await connections.test({ draft })
      return tested.outcome === 'mistaken' ? tested.mistakes.map(({ field }) => field) : tested.outcome
    }
    expect(await mistakes(mysql({ password }))).toEqual(['password'])
    expect(await mistakes(mysql({ password: '${NEVER_SET}' }))).toEqual(['password'])
    expect(await mistakes(mysql({ metrics: 'issue_resolution: [' }))).toEqual(['metrics'])
    expect(await mistakes(mysql({ host: '' }))).toEqual(['host'])
    expect(await mistakes({ ...mysql(), kind: 'oracle' })).toEqual(['kind'])
    expect(console.journal.entries({ after: seq, kinds: ['connection.tested'], limit: 10 }).entries).toEqual([])
  })

  test('is on the record, by who did it', async () => {
    const { seq } = console.journal.state()
    await tried(mysql({ password: '${WRONG_PASSWORD}' }))
    expect(console.journal.entries({ after: seq, kinds: ['connection.tested'], limit: 10 }).entries).toMatchObject([
      { who: { kind: 'person', name: 'ada' }, data: { target: 'orders-db', kind: 'mysql', address: `127.0.0.1:${server.port}`, outcome: 'auth' } },
    ])
  })
})

test('the list tells each target with its state, its age, who answers and what it brings', async () => {
  const { connections } = clientOf('viewer')
  await expect.poll(async () => (await connections.list()).targets.find(({ target }) => target === 'green')?.state).toMatch(/^(ok|slow)$/)
  const { targets, secrets: told } = await connections.list()
  expect(targets.map(({ target }) => target)).toEqual(console.plan.targets.map(({ id }) => id))
  const green = targets.find(({ target }) => target === 'green')
  expect(green).toMatchObject({ title: 'Web application', address: console.lab?.addresses.green, environment: 'green', known: 'not recorded' })
  expect(Date.now() - (green?.lastGood ?? 0)).toBeLessThan(60_000)
  expect(green?.metrics.find(({ metric }) => metric === 'up')?.figure).toMatchObject({ value: 1, source: 'green' })
  expect(told.names).toEqual([{ name: 'LAB_TOKEN', from: 'practice lab', usedBy: ['blue', 'green', 'balancer'] }, { name: 'ORDERS_DB_PASSWORD', from: 'keychain', usedBy: [] }])
  expect(JSON.stringify(await connections.list())).not.toContain(console.lab?.addresses.adminToken)
})

test('whoever answers now is expected from here on, and only if it still is the one that was seen', async () => {
  const { connections } = clientOf('operator')
  const green = (await connections.list()).targets.find(({ target }) => target === 'green')
  expect(await codeOf(connections.expect({ target: 'green', identity: 'another build', reason: 'rebuilt' }))).toBe('CONFLICT')
  await connections.expect({ target: 'green', identity: green?.identity ?? '', reason: 'rebuilt' })
  expect((await connections.list()).targets.find(({ target }) => target === 'green')?.known).toBe('expected')
})

describe('the plan', () => {
  test('gets a connection, has it changed and loses it again, each with a reason, and the rest of its text stays', async () => {
    const { connections } = clientOf('operator')
    const before = console.plans.text()
    expect(await connections.save({ draft: mysql({ queryTimeout: 'soon' }), replaces: false, reason: 'a new server' })).toMatchObject({ ok: false, mistakes: [{ field: 'queryTimeout' }] })
    expect(console.plans.text()).toBe(before)
    expect(await connections.save({ draft: mysql(), replaces: false, reason: 'a new server' })).toEqual({ ok: true, from: 'now' })
    const file = join(home, 'plan.yaml')
    const written = readFileSync(file, 'utf8')
    expect((parse(written) as { targets: unknown[] }).targets.at(-1)).toEqual({
      id: 'orders-db', kind: 'mysql', environment: 'blue', host: '127.0.0.1', port: server.port, user: 'watcher', password: '${ORDERS_DB_PASSWORD}', metrics: { issue_resolution: 'pool_usage' },
    })
    expect(written.split('\n').filter((line) => !before.includes(line)).length).toBeLessThan(10)
    // In use without a restart, and again with the value of a secret that is set.
    await expect.poll(async () => (await connections.list()).targets.find(({ target }) => target === 'orders-db')?.state).toMatch(/^(ok|slow)$/)
    expect(await connections.secret({ name: 'ORDERS_DB_PASSWORD', value: 'no longer right' })).toEqual({ applied: true })
    await expect.poll(async () => (await connections.list()).targets.find(({ target }) => target === 'orders-db')?.state).toBe('auth')
    expect(await connections.secret({ name: 'ORDERS_DB_PASSWORD', value: password })).toEqual({ applied: true })
    expect(await codeOf(connections.save({ draft: mysql(), replaces: false, reason: 'again' }))).toBe('CONFLICT')
    expect(await connections.draft({ target: 'orders-db' })).toEqual(mysql())
    expect(await connections.save({ draft: mysql({ port: '', database: 'orders' }), replaces: true, reason: 'the usual port' })).toEqual({ ok: true, from: 'now' })
    expect(await connections.draft({ target: 'orders-db' })).toMatchObject({ fields: { database: 'orders' } })
    expect(await connections.remove({ target: 'orders-db', reason: 'the server is gone' })).toEqual({ ok: true, from: 'now' })
    expect(readFileSync(file, 'utf8')).toBe(before)
    const kept = console.journal.entries({ after: 0, kinds: ['connection.saved', 'connection.removed'], limit: 100 }).entries
    expect(kept.map(({ kind, why }) => [kind, why])).toEqual([['connection.saved', 'a new server'], ['connection.saved', 'the usual port'], ['connection.removed', 'the server is gone']])
  })

  test('is not changed where others refer to what would go, and says what a removal would break', async () => {
    const { connections } = clientOf('operator')
    expect((await connections.removal({ target: 'green' })).gates.length).toBeGreaterThan(3)
    expect(await codeOf(connections.remove({ target: 'blue', reason: 'try it' }))).toBe('CONFLICT')
    expect(await codeOf(connections.removal({ target: 'nobody' }))).toBe('NOT_FOUND')
  })
})

test('a viewer tests, saves, removes, expects and sets nothing', async () => {
  const { connections } = clientOf('viewer')
  const { seq } = console.journal.state()
  const calls = [
    connections.test({ draft: mysql() }), connections.save({ draft: mysql(), replaces: false, reason: 'because' }), connections.remove({ target: 'green', reason: 'because' }),
    connections.expect({ target: 'green', identity: 'x', reason: 'because' }), connections.secret({ name: 'A', value: 'b' }),
  ]
  expect(await Promise.all(calls.map(codeOf))).toEqual(calls.map(() => 'FORBIDDEN'))
  expect(console.journal.entries({ after: seq, limit: 100 }).entries.filter(({ who }) => who.kind === 'person')).toEqual([])
})

test('a secret goes in, is used at once, and stands in no journal, log, answer or file of the console', { timeout: 60_000 }, async () => {
  const { connections } = clientOf('operator')
  const fresh = 'correct-horse-battery'
  await server.sql(`CREATE USER second@'127.0.0.1' IDENTIFIED BY '${fresh}'`)
  const draft = mysql({ user: 'second', password: '${SECOND_PASSWORD}' })
  expect(await connections.test({ draft })).toMatchObject({ outcome: 'mistaken', mistakes: [{ field: 'password', message: 'the variable SECOND_PASSWORD is not set' }] })
  await connections.secret({ name: 'SECOND_PASSWORD', value: fresh })
  expect((await tried(draft)).identity?.id).toMatch(/^mariadb /)
  expect(await codeOf(connections.secret({ name: 'FROM_OUTSIDE', value: 'x' }))).toBe('CONFLICT')
  // A server that says back what it was sent, in an error and in a page.
  const echo = await listening((socket) => socket.on('data', (data) => socket.end(`HTTP/1.1 500 Oh\r\ncontent-type: text/plain\r\n\r\n${data.toString()}`)))
  const told = await connections.test({ draft: { id: 'echo', kind: 'json', fields: { environment: 'green', address: `http://127.0.0.1:${echo}/`, token: '${SECOND_PASSWORD}', metrics: 'active_users: { path: a }' } } })
  expect(told).toMatchObject({ outcome: 'invalid', detail: expect.stringContaining('(token)') as string })
  const entries = console.journal.entries({ after: 0, kinds: ['secret.set'], limit: 10 }).entries
  expect(entries.map(({ data }) => data)).toEqual(['ORDERS_DB_PASSWORD', 'ORDERS_DB_PASSWORD', 'SECOND_PASSWORD'].map((name) => ({ name })))
  const list = await connections.list()
  expect(list.secrets.names.map(({ name }) => name)).toContain('SECOND_PASSWORD')
  const files = readdirSync(home, { recursive: true, encoding: 'utf8' }).map((name) => join(home, name)).filter((path) => existsSync(path) && statSync(path).isFile() && !path.includes('/lab/'))
  expect(files.some((path) => path.includes('journal.sqlite'))).toBe(true)
  const all = [JSON.stringify([told, list, console.journal.entries({ after: 0, limit: 1_000 })]), ...lines, ...files.map((path) => readFileSync(path, 'latin1'))].join('\n')
  for (const secret of [fresh, password]) expect(all).not.toContain(secret)
})
