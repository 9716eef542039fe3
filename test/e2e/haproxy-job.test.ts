/**
 * The main job with HAProxy in place of the lab's balancer, and a real database, Prometheus and node-exporter among the
 * sources: in a real Chromium, under load. Issue 3: "zero failed requests over a rollback under load".
 */
import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { until } from '../real/parts/local.ts'
import { launch } from '../real/parts/chromium.ts'
import { openPage, press, readRecord, seen } from './app.ts'
import { serversOf, startStand, type Stand } from './haproxy-stand.ts'

let browser: Browser
let stand: Stand
let page: Page
let complaints: string[]

const open = async (measured: boolean): Promise<void> => {
  browser = await launch()
  stand = await startStand({ measured })
  ;({ page, complaints } = await openPage(browser, stand.app.link))
}
const close = async (): Promise<void> => {
  await browser?.close()
  await stand?.stop()
}
const inSources = (target: string) => page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: target, exact: true }) })
const tile = (title: string) => page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: title, exact: true }) })
const chartOf = (title: string) => page.getByRole('figure').filter({ has: page.getByRole('heading', { name: title, exact: true }) })
const inTraffic = (label: string) => page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: label, exact: true }) }).getByRole('cell').allInnerTexts()

/** Everyone is on blue: by what the load was answered, and by HAProxy's own counts. */
async function everyoneIsOnBlue(): Promise<void> {
  const before = { load: stand.load.report(), haproxy: await serversOf(stand.haproxy) }
  await until('300 more requests of the load', () => stand.load.report().requests > before.load.requests + 300, 60_000)
  const after = { load: stand.load.report(), haproxy: await serversOf(stand.haproxy) }
  expect(after.load.green).toBe(before.load.green)
  expect(after.haproxy.green).toEqual({ total: before.haproxy.green.total, open: 0 })
  expect(after.haproxy.blue.total).toBeGreaterThanOrEqual(before.haproxy.blue.total + 300)
}

describe('a green that fails', () => {
  beforeAll(() => open(true), 180_000)
  afterAll(close, 60_000)

  test('every source of the plan is shown as answering, with its age and who it is', { timeout: 120_000 }, async () => {
    const identities = { blue: /blue-1\.0/, green: /green-1\.0/, edge: /^HAProxy 2\.\d+.* test-balancer/, archive: /\S{4,}/, 'orders-db': /^mariadb .*:\d+\//, host: /^prometheus http/ }
    for (const [target, identity] of Object.entries(identities)) {
      const row = inSources(target)
      await seen(row.getByText('ok', { exact: true }), 60_000)
      const cells = await row.getByRole('cell').allInnerTexts()
      expect(cells.at(-1), target).toMatch(identity)
      expect(cells.at(-2), target).toMatch(/^\d+ s$/)
    }
    await seen(page.getByText(/^all \d+ answer$/))
  })

  test('figures change: what the application, the database and the host say', { timeout: 180_000 }, async () => {
    const response = tile('Response Time').locator('[data-figure]')
    await seen(response.filter({ hasText: /\d+\s*ms/ }))
    const first = await response.innerText()
    await expect.poll(() => response.innerText(), { timeout: 30_000 }).not.toBe(first)

    const sessions = tile('Active Users').locator('[data-figure]')
    await expect.poll(() => sessions.innerText(), { timeout: 20_000 }).toMatch(/^0\b/)
    await stand.database?.sql('INSERT INTO shop.sessions (opened) VALUES (NOW()), (NOW()), (NOW()), (NOW()), (NOW()), (NOW()), (NOW())')
    await expect.poll(() => sessions.innerText(), { timeout: 20_000 }).toMatch(/^7\b/)

    for (const title of ['CPU', 'Memory']) await seen(chartOf(title).getByText(/^green\s*\d+\.\d %$/))
    // A busy machine stays at 100 % of its CPU: its memory moves all the same.
    const host = async (): Promise<string> => (await chartOf('CPU').innerText()) + (await chartOf('Memory').innerText())
    const before = await host()
    await expect.poll(host, { timeout: 45_000 }).not.toBe(before)
  })

  test('HAProxy has all people with a session on green', { timeout: 60_000 }, async () => {
    await until('everyone has been answered', () => stand.load.report().known.length === stand.signedIn.length, 20_000)
    const { requests, green, failed, lost } = stand.load.report()
    expect({ green, failed, lost }).toEqual({ green: requests, failed: [], lost: [] })
    await expect.poll(() => inTraffic('Users by flag'), { timeout: 20_000 }).toEqual(['0', '11'])
  })

  test('its error burst goes pending, then firing, and opens a rollback by itself', { timeout: 150_000 }, async () => {
    stand.load.expectFault()
    await stand.apps.setFault('green', 'errors', true)
    await seen(page.getByRole('progressbar', { name: /error burst.*pending/i }), 60_000)
    await seen(page.getByText(/Rolls back to blue in/), 90_000)
  })

  test('confirmed, it brings everyone to blue: no request failed but by the fault, no session is lost', { timeout: 240_000 }, async () => {
    await page.getByRole('button', { name: 'Confirm now' }).click()
    await page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: /^Rollback/ }).click()
    await seen(page.getByText(/completed/i), 200_000)
    await everyoneIsOnBlue()
    const { injected, failed, lost } = stand.load.report()
    expect({ failed, lost }).toEqual({ failed: [], lost: [] })
    expect(injected).toBeGreaterThan(0)
    await until('every session’s state is on blue', () => stand.load.report().known.join() === stand.signedIn.toSorted().join(), 20_000)
    expect(await stand.users.report()).toMatchObject({ sessionsLost: 0 })
  })

  test('Live says so too: the balancer’s weights, flags and drain, read back', { timeout: 60_000 }, async () => {
    await page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: /^Live/ }).click()
    await expect.poll(() => inTraffic('Weight'), { timeout: 20_000 }).toEqual(['100', '0'])
    expect(await inTraffic('Users by flag')).toEqual(['0', '0'])
    expect(await inTraffic('Health')).toEqual(['healthy', 'drained'])
    await expect.poll(() => inTraffic('Share of requests'), { timeout: 30_000 }).toEqual(['100.0 %', '0.0 %'])
  })

  test('the record holds it all, its chain verifies, and no password is in it', { timeout: 60_000 }, async () => {
    expect(complaints).toEqual([])
    expect(await stand.app.end()).toBe(0)
    await readRecord(stand.home, async (journal) => {
      expect(await journal.verify()).toMatchObject({ ok: true })
      const { run, pastRuns } = journal.state()
      expect(pastRuns).toHaveLength(1)
      expect(run).toMatchObject({ state: 'completed', manual: false, trigger: 'error-burst', overDeadline: false })
      const { entries } = journal.entries({ after: 0, limit: 1_000 })
      expect(JSON.stringify(entries)).not.toContain('Hidden-in-the-environment')
      expect(JSON.stringify(entries)).not.toContain(stand.apps.adminToken)
    })
    expect(stand.app.log()).not.toContain('Hidden-in-the-environment')
  })
})

describe('a green that is well', () => {
  beforeAll(() => open(false), 180_000)
  afterAll(close, 60_000)

  test('is left by the button under load without one failed request', { timeout: 240_000 }, async () => {
    await page.getByText(/^ready/).first().waitFor({ timeout: 60_000 })
    await until('everyone with a session has been answered by green', () => stand.load.report().known.length === stand.signedIn.length, 30_000)
    await press(page)
    await seen(page.getByText(/completed/i), 200_000)
    await everyoneIsOnBlue()
    await until('every session’s state is on blue', () => stand.load.report().known.join() === stand.signedIn.toSorted().join(), 20_000)
    const { green, failed, injected, lost } = stand.load.report()
    expect({ failed, injected, lost }).toEqual({ failed: [], injected: 0, lost: [] })
    expect(green).toBeGreaterThan(100)
    expect(await stand.users.report()).toMatchObject({ failures: 0, sessionsLost: 0 })
  })

  test('is on the record as a person’s act, and the chain verifies', { timeout: 60_000 }, async () => {
    expect(complaints).toEqual([])
    expect(await stand.app.end()).toBe(0)
    await readRecord(stand.home, async (journal) => {
      expect(await journal.verify()).toMatchObject({ ok: true })
      expect(journal.state().run).toMatchObject({ state: 'completed', manual: true, trigger: 'button', overDeadline: false })
    })
  })
})
