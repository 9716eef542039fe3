import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { Browser, type Page } from '../../../electron/lab/browser.ts'
import { call } from '../../../electron/lab/call.ts'
import { runCli } from '../../../electron/lab/cli.ts'
import { readFaults, setFault, type FaultName } from '../../../electron/lab/faults.ts'
import { LabError } from '../../../electron/lab/lab-error.ts'
import { startLab, type Lab } from '../../../electron/lab/lab.ts'
import type { MovedSession } from '../../../electron/lab/sessions.ts'
import { readBalancer, readUsers, resetTraffic } from '../../../electron/lab/traffic.ts'
import { allGone, differing, metric, readLab, signedIn, until } from './tools.ts'

vi.setConfig({ testTimeout: 15_000, hookTimeout: 30_000 })

let dir: string
let lab: Lab
const lines: string[] = []
const opened: Browser[] = []

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'fifteen-lab-'))
  lab = await startLab({ dir, users: 6, seed: 15, market: { rows: 20_000 }, log: (line) => lines.push(line) })
})

afterAll(async () => {
  for (const browser of opened) browser.close()
  await lab.stop()
  rmSync(dir, { recursive: true, force: true })
})

const visitor = (base: string, cookies: Readonly<Record<string, string>> = {}): Browser => {
  const browser = new Browser(base, cookies)
  opened.push(browser)
  return browser
}
const member = async (base: string, user: string): Promise<Browser> => {
  const browser = await signedIn(base, user)
  opened.push(browser)
  return browser
}
const servedBy = async (browser: Browser): Promise<string | undefined> => (await browser.ask('GET', '/quote?symbol=SAP')).servedBy

/** A write as the driver of the largest number so far. */
const write = async (method: 'PUT' | 'POST', path: string, body: unknown): Promise<void> => {
  const { fencing } = await readBalancer(lab.addresses)
  await call(`${lab.addresses.control}${path}`, { method, token: lab.addresses.adminToken, fencing, body })
}

/** The bare answer to a request, for what a well-behaved caller would not send. */
const bare = async (url: string, init: RequestInit = {}): Promise<{ readonly status: number; readonly value: unknown }> => {
  const answer = await fetch(url, init)
  const page = await answer.text()
  return { status: answer.status, value: page === '' ? undefined : JSON.parse(page) }
}

describe('start', () => {
  test('two environments are told apart by build and archive, and begin with the same rows', async () => {
    const [blue, green] = await Promise.all([
      call<Record<string, string>>(`${lab.addresses.blue}/identity`),
      call<Record<string, string>>(`${lab.addresses.green}/identity`),
    ])
    expect([blue['environment'], green['environment']]).toEqual(['blue', 'green'])
    expect(blue['build']).not.toBe(green['build'])
    expect(blue['archive']).not.toBe(green['archive'])
    expect(differing(lab.addresses.blueArchive, lab.addresses.greenArchive, 'trades', 'id')).toEqual([])
    expect(differing(lab.addresses.blueArchive, lab.addresses.greenArchive, 'users', 'user')).toEqual([])
  })

  test('pilots are served by green, the others by blue, nobody fails', async () => {
    const { users, totals } = await until('every user has worked', async () => {
      const report = await readUsers(lab.addresses)
      return report.users.every(({ requests }) => requests > 2) && report
    })
    expect(users.map(({ cohort, environment }) => `${cohort} ${environment}`)).toEqual([
      ...Array.from({ length: 4 }, () => 'pilot green'), 'other blue', 'other blue',
    ])
    expect(totals.failures).toBe(0)
  })

  test('the file with the token is its owner\'s alone', () => {
    expect(statSync(join(dir, 'lab.json')).mode & 0o777).toBe(0o600)
  })

  test('a second lab in the same folder is refused', async () => {
    await expect(startLab({ dir })).rejects.toMatchObject({ code: 'already-running' })
    expect((await readUsers(lab.addresses)).users).toHaveLength(6)
  })

  test('users and machines are counted apart on a page that ends in # EOF', async () => {
    const answer = await fetch(`${lab.addresses.blue}/metrics`)
    expect(answer.headers.get('content-type')).toBe('application/openmetrics-text; version=1.0.0; charset=utf-8')
    const page = (await answer.text()).split('\n')
    expect(page.slice(-2)).toEqual(['# EOF', ''])
    const samples = page.filter((line) => line !== '' && !line.startsWith('#'))
    expect(samples.filter((line) => !/^[a-z_]+\{environment="blue"(,[a-z]+="[^"]*")*\} [0-9.e+-]+$/.test(line))).toEqual([])
    expect(samples.filter((line) => /route="\/(metrics|health|admin)/.test(line))).toEqual([])
  })
})

describe('backtests', () => {
  test('rows are processed at the plan\'s baseline at most', async () => {
    const { blue } = lab.addresses
    const [rows, seconds] = [await metric(blue, 'rows_processed_total'), await metric(blue, 'row_processing_seconds_total')]
    const user = await member(blue, 'quant')
    const { id } = (await user.ask('POST', '/backtests', { strategy: 'sma-5-20', rows: 30_000 })).value as { id: string }
    const done = await until('the backtest is done', async () => {
      const { value } = await user.ask('GET', `/backtests/${id}`)
      return (value as { state: string }).state === 'done' && value
    })
    expect(done).toMatchObject({ result: { rows: 30_000, pnl: expect.stringMatching(/^-?\d+\.\d\d$/) } })
    const speed = ((await metric(blue, 'rows_processed_total')) - rows) / ((await metric(blue, 'row_processing_seconds_total')) - seconds)
    // Never above the throttle; how far below it is the machine's matter.
    expect(speed).toBeLessThan(37_303 * 1.04)
    expect(speed).toBeGreaterThan(0)
  })
})

describe('balancer', () => {
  // One that fails leaves nothing behind that fails the next.
  afterEach(async () => {
    await resetTraffic(lab.addresses)
    await setFault(lab.addresses, { name: 'slow', environment: 'green', on: false })
  })

  test('switched is not moved: a sticky user stays at weight 0 and is moved by a drain', async () => {
    await write('PUT', '/weights', { blue: 0, green: 100 })
    const sticky = visitor(lab.addresses.balancer)
    expect(await servedBy(sticky)).toBe('green')
    await write('PUT', '/weights', { blue: 100, green: 0 })
    expect(await servedBy(sticky)).toBe('green')
    expect(await servedBy(visitor(lab.addresses.balancer))).toBe('blue')
    expect(await servedBy(visitor(lab.addresses.balancer, { user: 'amara' }))).toBe('green')
    await write('PUT', '/drain', { environment: 'green', on: true })
    expect(await servedBy(sticky)).toBe('blue')
    expect(await servedBy(visitor(lab.addresses.balancer, { user: 'amara' }))).toBe('blue')
    await write('PUT', '/drain', { environment: 'green', on: false })
    expect(await servedBy(sticky)).toBe('blue')
  })

  test('a dead fencing number is refused where it acts, by noop too', async () => {
    const { control, adminToken } = lab.addresses
    const send = (path: string, fencing: string | undefined, body: unknown = { clear: [] }, method = 'PUT') =>
      bare(`${control}${path}`, {
        method,
        headers: { authorization: `Bearer ${adminToken}`, ...(fencing !== undefined && { 'x-fencing': fencing }) },
        body: JSON.stringify(body),
      })
    expect((await send('/flags', '5')).status).toBe(200)
    const before = await readBalancer(lab.addresses)
    expect(await send('/weights', '4', { blue: 1, green: 1 })).toMatchObject({ status: 409, value: { seen: 5, error: expect.any(String) } })
    expect((await send('/noop', '4', {}, 'POST')).status).toBe(409)
    expect((await send('/noop', '9', {}, 'POST')).status).toBe(200)
    expect((await send('/flags', undefined)).status).toBe(400)
    expect((await send('/flags', '-1')).status).toBe(400)
    expect((await send('/weights', '5', { blue: 0, green: 0 })).status).toBe(422)
    expect((await send('/drain', '5', { environment: 'green', on: true })).status).toBe(200)
    expect((await send('/drain', '5', { environment: 'blue', on: true })).status).toBe(409)
    expect((await send('/drain', '5', { environment: 'green', on: false })).status).toBe(200)
    const after = await readBalancer(lab.addresses)
    expect([after.weights, after.drained, after.fencing, after.changed]).toEqual([before.weights, before.drained, 5, before.changed + 2])
    expect((await bare(`${control}/state`)).status).toBe(401)
    expect((await bare(`${control}/noop`, { method: 'POST', headers: { authorization: 'Bearer wrong', 'x-fencing': '9' } })).status).toBe(401)
  })

  test('a switch under load: none fails, none goes to green once it is acknowledged, no session is lost', async () => {
    const before = await readUsers(lab.addresses)
    const pages: { readonly sentAt: number; readonly page: Page }[] = []
    let going = true
    const end = async () => {
      going = false
      await Promise.all(load)
    }
    onTestFinished(end)
    const load = Array.from({ length: 12 }, async (_, index) => {
      const browser = visitor(lab.addresses.balancer, { user: index % 2 === 0 ? 'amara' : 'nobody' })
      while (going) {
        const sentAt = performance.now()
        pages.push({ sentAt, page: await browser.ask('GET', '/quote?symbol=SAP') })
      }
    })
    // A pilot of the test's own: the lab's pilots keep the session they have.
    await write('PUT', '/flags', { set: { drew: 'green' } })
    const pilot = await member(lab.addresses.balancer, 'drew')
    await until('green serves the load', () => pages.filter(({ page }) => page.servedBy === 'green').length > 100)
    const { id } = (await pilot.ask('POST', '/backtests', { strategy: 'sma-5-20', rows: 200_000 })).value as { id: string }

    await write('PUT', '/weights', { blue: 100, green: 0 })
    await write('PUT', '/flags', { clear: 'all' })
    await write('PUT', '/drain', { environment: 'green', on: true })
    const acknowledged = performance.now()
    const later = () => pages.filter(({ sentAt }) => sentAt > acknowledged)
    const { blue, green, adminToken: token } = lab.addresses
    const sessions = await call<readonly MovedSession[]>(`${green}/admin/sessions`, { token })
    expect(sessions.find(({ user }) => user === 'drew')?.openBacktests.map((open) => open.id)).toEqual([id])
    await until('blue serves the load', () => later().length > 200)

    // The state is not moved yet: the token is valid all the same.
    const first = await pilot.ask('GET', '/session')
    expect(first).toMatchObject({ status: 200, servedBy: 'blue', value: { known: false } })
    await call(`${blue}/admin/sessions`, { method: 'PUT', token, body: sessions })
    expect((await pilot.ask('GET', '/session')).value).toMatchObject({ known: true })
    await until('the open backtest is done on blue', async () => {
      const { value, servedBy: by } = await pilot.ask('GET', `/backtests/${id}`)
      return by === 'blue' && (value as { state?: string }).state === 'done'
    }, 30_000)
    await until('nobody waits', async () => (await readUsers(lab.addresses)).totals.waiting === 0)
    await end()

    expect(pages.filter(({ page }) => page.status !== 200)).toEqual([])
    expect(later().filter(({ page }) => page.servedBy !== 'blue')).toEqual([])
    const [after, balancer] = [await readUsers(lab.addresses), await readBalancer(lab.addresses)]
    expect([after.totals.failures, after.totals.sessionsLost]).toEqual([before.totals.failures, before.totals.sessionsLost])
    expect([balancer.failed, balancer.inFlight.green]).toEqual([0, 0])

    await resetTraffic(lab.addresses)
    await until('the pilots are on green again', async () =>
      (await readUsers(lab.addresses)).users.every(({ cohort, environment }) => environment === (cohort === 'pilot' ? 'green' : 'blue')),
    )
  })

  test('a killed green costs no request, and comes back at the same address with the same archive', async () => {
    const { green } = lab.addresses
    const identity = await call(`${green}/identity`)
    const pilot = visitor(lab.addresses.balancer, { user: 'amara' })
    expect(await servedBy(pilot)).toBe('green')
    process.kill(readLab(dir).pids.green, 'SIGKILL')
    await until('green refuses', () => fetch(`${green}/health`).then(() => false, () => true))
    expect(await pilot.ask('POST', '/login', { user: 'visitor' })).toMatchObject({ status: 200, servedBy: 'blue' })
    expect(await pilot.ask('GET', '/quote?symbol=SAP')).toMatchObject({ status: 200, servedBy: 'blue' })
    await until('the health check sees it', async () => !(await readBalancer(lab.addresses)).healthy.green)
    expect((await readFaults(lab.addresses)).filter(({ on }) => on)).toEqual([])
    await until('its end is told', () => lines.some((line) => line.includes('lab green: process') && line.includes('SIGKILL')))
    await lab.restart('green')
    expect(await call(`${green}/identity`)).toEqual(identity)
    await until('the health check sees it again', async () => (await readBalancer(lab.addresses)).healthy.green)
  })

  test('a forced close ends what is in flight', async () => {
    await setFault(lab.addresses, { name: 'slow', environment: 'green', on: true })
    const slow = visitor(lab.addresses.balancer, { user: 'amara' }).ask('POST', '/login', { user: 'visitor' })
    await until('the request is in flight', async () => (await readBalancer(lab.addresses)).inFlight.green > 0)
    await write('POST', '/close', { environment: 'green', graceMs: 0 })
    expect((await slow).status).toBe(502)
    expect((await readBalancer(lab.addresses)).forced.green).toBeGreaterThan(0)
    await setFault(lab.addresses, { name: 'slow', environment: 'green', on: false })
    expect(await servedBy(visitor(lab.addresses.balancer, { user: 'amara' }))).toBe('green')
  })

  test('a caller who hangs up is no failure and leaves nothing in flight', async () => {
    const before = await readBalancer(lab.addresses)
    await setFault(lab.addresses, { name: 'slow', environment: 'green', on: true })
    const hasty = httpRequest(`${lab.addresses.balancer}/quote?symbol=SAP`, { headers: { cookie: 'user=amara' } })
    hasty.on('error', () => undefined).end()
    await until('the request is in flight', async () => (await readBalancer(lab.addresses)).inFlight.green > 0)
    hasty.destroy()
    await setFault(lab.addresses, { name: 'slow', environment: 'green', on: false })
    await until('nothing is in flight', async () => (await readBalancer(lab.addresses)).inFlight.green === 0)
    expect((await readBalancer(lab.addresses)).failed).toBe(before.failed)
  })
})

describe('sessions and replication', () => {
  test('sessions are moved once, however often they are sent, and newer ones are kept', async () => {
    const { blue, green, adminToken: token } = lab.addresses
    const user = await member(green, 'mover')
    await user.ask('PUT', '/preferences', { theme: 'light', symbol: 'VOD', lots: 7 })
    const exported = (await call<readonly MovedSession[]>(`${green}/admin/sessions`, { token })).filter((session) => session.user === 'mover')
    expect(exported).toMatchObject([{ user: 'mover', workflowStep: 'preferences', preferences: { theme: 'light', symbol: 'VOD', lots: 7 } }])
    const send = (body: unknown) => call<{ imported: number }>(`${blue}/admin/sessions`, { method: 'PUT', token, body })
    const there = async () => (await call<readonly MovedSession[]>(`${blue}/admin/sessions`, { token })).filter((session) => session.user === 'mover')
    expect(await send(exported)).toMatchObject({ imported: 1 })
    expect(await there()).toEqual(exported)
    expect(await send(exported)).toMatchObject({ imported: 0 })
    const older = exported.map((session) => ({ ...session, lastSeen: session.lastSeen - 1_000, workflowStep: 'older' }))
    expect(await send(older)).toMatchObject({ imported: 0 })
    expect(await there()).toEqual(exported)
  })

  test('what is written on one side is on the other within moments', async () => {
    const user = await member(lab.addresses.green, 'writer')
    await user.ask('PUT', '/preferences', { theme: 'dark', symbol: 'NVDA', lots: 3 })
    const copy = await member(lab.addresses.blue, 'writer')
    await until('the row is copied', async () => ((await copy.ask('GET', '/preferences')).value as { lots?: number } | null)?.lots === 3)
    await copy.ask('PUT', '/preferences', { theme: 'dark', symbol: 'NVDA', lots: 4 })
    await until('the answer is copied back', async () => ((await user.ask('GET', '/preferences')).value as { lots: number }).lots === 4)
    expect(await call(`${lab.addresses.replicator}/state`)).toMatchObject({ paused: false, error: null })
  })

  test('a diverging archive differs in eight trades until the fault is over', async () => {
    const { blueArchive, greenArchive, replicator } = lab.addresses
    const rows = () => differing(blueArchive, greenArchive, 'trades', 'id')
    await setFault(lab.addresses, { name: 'diverge', environment: 'green', on: true })
    await setFault(lab.addresses, { name: 'diverge', environment: 'green', on: true })
    expect(rows()).toHaveLength(8)
    await until('the lag grows', async () => (await call<{ lagMs: number }>(`${replicator}/state`)).lagMs > 600)
    expect(rows()).toHaveLength(8)
    await setFault(lab.addresses, { name: 'diverge', environment: 'green', on: false })
    await until('the rows are equal', () => rows().length === 0)
  })
})

describe('faults', () => {
  const isOn = async (name: FaultName): Promise<boolean | undefined> =>
    (await readFaults(lab.addresses)).find((fault) => fault.name === name && fault.environment === 'blue')?.on
  /** Brings a fault on blue, looks, ends it and looks again. */
  const during = async (name: FaultName, seen: () => Promise<void>, gone: () => Promise<void>): Promise<void> => {
    await setFault(lab.addresses, { name, environment: 'blue', on: true })
    try {
      expect(await isOn(name)).toBe(true)
      await seen()
    } finally {
      await setFault(lab.addresses, { name, environment: 'blue', on: false })
    }
    expect(await isOn(name)).toBe(false)
    await gone()
  }
  const times = <T>(count: number, ask: () => Promise<T>): Promise<readonly T[]> => Promise.all(Array.from({ length: count }, ask))
  const quote = () => bare(`${lab.addresses.blue}/quote?symbol=SAP`)
  const statusesOf = async (count: number): Promise<readonly number[]> => (await times(count, quote)).map(({ status }) => status)
  /** Requests by now that took longer than 300 ms. */
  const overBar = async (): Promise<number> => {
    const name = 'http_request_duration_seconds'
    return (await metric(lab.addresses.blue, `${name}_count`)) - (await metric(lab.addresses.blue, `${name}_bucket`, 'le="0.3"'))
  }

  test('slow: users wait at least 350 ms more, probes do not', async () => {
    const took = async (): Promise<number> => {
      const begun = performance.now()
      await quote()
      return performance.now() - begun
    }
    const before = await overBar()
    await during(
      'slow',
      async () => {
        for (const ms of await times(5, took)) expect(ms).toBeGreaterThan(340)
        expect((await overBar()) - before).toBeGreaterThanOrEqual(5)
        expect((await bare(`${lab.addresses.blue}/health`)).status).toBe(200)
      },
      async () => expect((await quote()).status).toBe(200),
    )
  })

  test('errors: about one request in five is answered with 500', async () => {
    const failed = () => metric(lab.addresses.blue, 'http_requests_total', 'code="500"')
    const before = await failed()
    await during(
      'errors',
      async () => {
        const statuses = await statusesOf(150)
        const failures = statuses.filter((status) => status === 500).length
        expect(failures).toBeGreaterThan(8)
        expect(failures).toBeLessThan(60)
        expect((await failed()) - before).toBeGreaterThanOrEqual(failures)
      },
      async () => expect(new Set(await statusesOf(60))).toEqual(new Set([200])),
    )
  })

  test('db-drops: connections fail and users get 503', async () => {
    const logins = () => times(40, () => bare(`${lab.addresses.blue}/login`, { method: 'POST', body: '{"user":"dropped"}' }))
    const failures = () => metric(lab.addresses.blue, 'db_connection_failures_total')
    await during(
      'db-drops',
      async () => {
        const refused = (await logins()).filter(({ status }) => status === 503).length
        expect(refused).toBeGreaterThan(2)
        expect(await failures()).toBeGreaterThanOrEqual(refused)
      },
      async () => {
        const before = await failures()
        expect(new Set((await logins()).map(({ status }) => status))).toEqual(new Set([200]))
        expect(await failures()).toBe(before)
      },
    )
  })

  test('sessions: every third user gets 401 and the others do not', async () => {
    const people = await Promise.all(['amara', 'bjorn', 'chiara', 'dmitri'].map((user) => member(lab.addresses.blue, user)))
    const statuses = () => Promise.all(people.map(async (browser) => (await browser.ask('GET', '/preferences')).status))
    const failed = () => metric(lab.addresses.blue, 'session_operations_total', 'outcome="failed"')
    const before = await failed()
    await during(
      'sessions',
      async () => {
        expect(await statuses()).toEqual([401, 200, 200, 401])
        expect((await failed()) - before).toBeGreaterThanOrEqual(2)
      },
      async () => expect(await statuses()).toEqual([200, 200, 200, 200]),
    )
  })

  test('memory: really held, and freed when the fault is over', async () => {
    const held = () => metric(lab.addresses.blue, 'process_resident_memory_bytes')
    const before = await held()
    let most = before
    await during(
      'memory',
      async () => {
        most = await until('20 MiB more are held', async () => {
          const now = await held()
          return now - before > 20 * 2 ** 20 && now
        })
      },
      async () => {
        await until('it is freed', async () => most - (await held()) > 14 * 2 ** 20)
      },
    )
  })
})

describe('bad input', () => {
  test.each([
    ['broken JSON', 'POST', '/login', '{', {}, 400],
    ['a wrong shape', 'POST', '/login', '{"user":5}', {}, 422],
    ['a name with a line end', 'POST', '/login', '{"user":"a\\nb"}', {}, 422],
    ['more than 1 MiB', 'POST', '/login', `{"user":"${'a'.repeat(1_100_000)}"}`, {}, 413],
    ['an unknown page', 'GET', '/nowhere', undefined, {}, 404],
    ['a wrong method', 'DELETE', '/login', undefined, {}, 405],
    ['an unknown symbol', 'GET', '/quote?symbol=%00', undefined, {}, 404],
    ['no session', 'GET', '/session', undefined, {}, 401],
    ['a forged session', 'GET', '/session', undefined, { cookie: 'session=WyJhIl0.AAAA' }, 401],
    ['no administrator', 'GET', '/admin/sessions', undefined, {}, 401],
    ['a wrong administrator', 'PUT', '/admin/faults', '{"name":"slow","on":true}', { authorization: 'Bearer no' }, 401],
  ] as const)('%s is answered and does no harm', async (_, method, path, body, headers, expected) => {
    for (const base of [lab.addresses.blue, lab.addresses.balancer]) {
      const { status, value } = await bare(`${base}${path}`, { method, headers, ...(body !== undefined && { body }) })
      expect({ status, value }).toEqual({ status: expected, value: { error: expect.any(String) } })
    }
    expect((await bare(`${lab.addresses.blue}/health`)).status).toBe(200)
  })

  test.each([
    ['POST', '/backtests', { strategy: 'sma-5-20', rows: 0 }, 422],
    ['POST', '/backtests', { strategy: 'luck', rows: 100 }, 422],
    ['PUT', '/preferences', { theme: 'pink', symbol: 'SAP', lots: 1 }, 422],
    ['POST', '/feedback', { positive: 'yes' }, 422],
    ['GET', '/backtests/unknown', undefined, 404],
  ] as const)('within a session %s %s %j is %i', async (method, path, body, expected) => {
    const user = await member(lab.addresses.blue, 'clumsy')
    expect(await user.ask(method, path, body)).toMatchObject({ status: expected, value: { error: expect.any(String) } })
  })

  test('an administrator\'s mistake is refused whole', async () => {
    const { blue, adminToken: token } = lab.addresses
    await expect(call(`${blue}/admin/sessions`, { method: 'PUT', token, body: [{ user: 'x' }] })).rejects.toThrow('422')
    await expect(call(`${blue}/admin/faults`, { method: 'PUT', token, body: { name: 'flood', on: true } })).rejects.toThrow('422')
    await expect(call(`${blue}/admin/notice`, { method: 'POST', token, body: { text: '', severity: 'info' } })).rejects.toThrow('422')
  })

  test('a notice is shown to users', async () => {
    const { blue, adminToken: token } = lab.addresses
    await call(`${blue}/admin/notice`, { method: 'POST', token, body: { text: 'You are back on blue.', severity: 'warning' } })
    expect(await call(`${blue}/notice`)).toMatchObject({ text: 'You are back on blue.', severity: 'warning' })
  })

  test('a notice that is sent again with the same key is shown once', async () => {
    const { blue, adminToken } = lab.addresses
    const tell = async (text: string, key: string): Promise<unknown> => {
      const answer = await fetch(`${blue}/admin/notice`, { method: 'POST', headers: { authorization: `Bearer ${adminToken}`, 'idempotency-key': key }, body: JSON.stringify({ text, severity: 'info' }) })
      return answer.json()
    }
    const first = await tell('Back since 14:03.', 'r-1/tell-users')
    expect(await tell('Back since 14:05.', 'r-1/tell-users')).toEqual(first)
    expect(await tell('Another run.', 'r-2/tell-users')).toMatchObject({ text: 'Another run.' })
  })
})

describe('command line', () => {
  const run = async (...args: readonly string[]) => {
    const out: string[] = []
    const err: string[] = []
    const code = await runCli(args, dir, { out: (line) => out.push(line), err: (line) => err.push(line) })
    return { code, out: out.join('\n'), err: err.join('\n') }
  }

  test('shows the state and turns faults on and off', async () => {
    expect(await run('status')).toMatchObject({ code: 0, out: expect.stringContaining('blue: weight 100') })
    expect(JSON.parse((await run('status', '--json')).out)).toMatchObject({ totals: { waiting: expect.any(Number) } })
    expect(await run('fault', 'blue', 'errors', 'on')).toMatchObject({ code: 0, out: 'blue errors: on' })
    expect((await run('faults')).out).toMatch(/blue +errors +on/)
    expect((await run('fault', 'blue', 'errors', 'off')).code).toBe(0)
    expect((await run('faults')).out).not.toMatch(/ on /)
  })

  test.each([[[]], [['fault', 'red', 'errors', 'on']], [['fault', 'blue', 'errors']], [['status', '--verbose']], [['status', 'blue']]])(
    '%j is not understood: exit code 2 and the usage',
    async (args) => expect(await run(...args)).toMatchObject({ code: 2, out: '', err: expect.stringContaining('usage:') }),
  )

  test('where no lab runs it says so with exit code 1', async () => {
    expect(await run('status', '--dir', join(dir, 'elsewhere'))).toMatchObject({ code: 1, err: expect.stringContaining('no lab runs in') })
  })
})

describe('end', () => {
  const labModule = new URL('../../../electron/lab/lab.ts', import.meta.url).href

  test('when the console is killed no child outlives it, and the folder can be used again', async () => {
    const other = join(dir, 'killed')
    const script = `import { startLab } from ${JSON.stringify(labModule)}; await startLab({ dir: ${JSON.stringify(other)}, users: 2, market: { rows: 2000 } })`
    const parent = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'ignore' })
    const pids = await until('the lab runs', () => {
      try {
        return Object.values(readLab(other).pids)
      } catch {
        return undefined
      }
    }, 15_000)
    expect(pids).toHaveLength(5)
    expect(allGone(pids)).toBe(false)
    parent.kill('SIGKILL')
    await until('all children are gone', () => allGone(pids))
    const again = await startLab({ dir: other, users: 2, market: { rows: 2_000 } })
    const running = Object.values(readLab(other).pids)
    await again.stop()
    expect(allGone(running)).toBe(true)
    expect(() => readLab(other)).toThrow()
  })

  test('a lab that cannot start leaves nothing running', async () => {
    const started: number[] = []
    const failing = startLab({
      dir: join(dir, 'failing'),
      market: { rows: 2_000 },
      // Two of three are never ready, one ends: all have to be ended.
      spawn: (_, env) => {
        const child = spawn(process.execPath, ['-e', started.length === 0 ? 'process.exit(3)' : 'process.on("disconnect", () => process.exit())'], {
          env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
        })
        started.push(child.pid ?? 0)
        return child
      },
    })
    await expect(failing).rejects.toThrow(LabError)
    await expect(failing).rejects.toMatchObject({ code: 'start-failed' })
    expect([started.length, allGone(started)]).toEqual([3, true])
  })
})
