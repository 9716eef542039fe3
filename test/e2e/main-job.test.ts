/**
 * The main job, as the on-call engineer does it at 3 a.m.: in a real Chromium, on the real lab.
 * Plan: "15-Minute Rollback Procedure".
 */
import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readBalancer, readUsers } from '../../electron/lab/traffic.ts'
import { readOnTheWayDown } from '../real/parts/on-the-way-down.ts'
import { launch } from '../real/parts/chromium.ts'
import { lenient, newHome, openPage, readRecord, removeHome, seen, startApp, type App } from './app.ts'

const home = newHome()
let app: App
let browser: Browser
let page: Page
let complaints: string[]

beforeAll(async () => {
  app = await startApp(home, lenient(home))
  browser = await launch()
  ;({ page, complaints } = await openPage(browser, app.link))
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await app?.end()
  removeHome(home)
})

const goTo = (name: string): Promise<void> => page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: new RegExp(`^${name}`) }).click()
/** Who answers new requests through the balancer. */
async function answeredBy(count: number): Promise<Set<string | null>> {
  const answers = await Promise.all(Array.from({ length: count }, () => fetch(`${app.lab().balancer}/identity`, { headers: { cookie: 'user=amara' } })))
  return new Set(answers.map((answer) => (answer.ok ? answer.headers.get('x-served-by') : `failed ${answer.status}`)))
}

test('live figures of both environments change', { timeout: 60_000 }, async () => {
  const tile = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'Response Time' }) })
  await seen(tile.locator('[data-figure]').filter({ hasText: /\d+\s*ms/ }))
  const figure = (): Promise<string> => tile.locator('[data-figure]').innerText()
  const first = await figure()
  await expect.poll(figure, { timeout: 20_000 }).not.toBe(first)
  await seen(page.getByText('all').filter({ hasText: 'gates' }).or(page.getByText(/gates (judged|within)/)))
})

test('pilot users are on green before it fails', async () => {
  expect(await answeredBy(5)).toEqual(new Set(['green']))
})

test('an error burst of green goes pending, then firing, and opens a rollback by itself', { timeout: 120_000 }, async () => {
  await page.getByRole('button', { name: 'Practice lab', exact: true }).click()
  await page.getByRole('switch', { name: /Failing requests.*green/i }).press('Space')
  await seen(page.getByRole('progressbar', { name: /error burst.*pending/i }), 60_000)
  await seen(page.getByText(/Rolls back to blue in/), 60_000)
})

test('two clocks stand on every screen during the run', { timeout: 30_000 }, async () => {
  for (const name of ['Live', 'Checklists', 'Incidents', 'Plan', 'Rollback']) {
    await goTo(name)
    await seen(page.getByText('Exposed since'))
    await seen(page.getByText(/\d+:\d\d left/))
  }
})

test('confirmed, it brings everyone back to blue, and says so', { timeout: 180_000 }, async () => {
  const before = (await readUsers(app.lab())).totals
  await page.getByRole('button', { name: 'Confirm now' }).click()
  await seen(page.getByText(/completed/i), 150_000)
  expect(await answeredBy(50)).toEqual(new Set(['blue']))
  const { weights, flags } = await readBalancer(app.lab())
  expect(weights).toEqual({ blue: 100, green: 0 })
  expect(Object.values(flags).filter((one) => one === 'green')).toEqual([])
  const after = (await readUsers(app.lab())).totals
  expect(after.sessionsLost).toBe(0)
  expect(after.requests).toBeGreaterThan(before.requests)
})

test('what fires on goes back no second time: nobody is there any more', { timeout: 60_000 }, async () => {
  // Green fails on, and for a while its requests from before the switch are still counted: twelve seconds see both over.
  const until = Date.now() + 12_000
  while (Date.now() < until) {
    expect(await page.getByText(/Rolls back to blue in/).count()).toBe(0)
    await page.waitForTimeout(500)
  }
})

test('the incident shows what happened, in order', { timeout: 30_000 }, async () => {
  await goTo('Incidents')
  await page.getByRole('link', { name: /burst/i }).first().click()
  const list = page.getByRole('list', { name: 'Entries' })
  await seen(list.getByText(/opened|began/i))
  for (const more = page.getByRole('button', { name: 'Load more' }); await more.isVisible(); ) {
    await more.click()
    await page.getByText('Reading…').waitFor({ state: 'hidden' })
  }
  // Only what is near the sight is drawn: it is read on the way down.
  const told = (await readOnTheWayDown(list)).join('\n')
  for (const text of [/firing/i, /confirmed/i, /completed/i]) expect(told).toMatch(text)
})

test('nothing went wrong in the page', () => {
  expect(complaints).toEqual([])
})

test('the incident is in the journal, and its chain verifies', { timeout: 60_000 }, async () => {
  expect(await app.end()).toBe(0)
  await readRecord(home, async (journal) => {
    expect(await journal.verify()).toMatchObject({ ok: true })
    const { incidents: [incident], run, pastRuns } = journal.state()
    expect(pastRuns).toHaveLength(1)
    expect(run).toMatchObject({ state: 'completed', manual: false, trigger: 'error-burst', overDeadline: false })
    const kinds = journal.entries({ ...(incident && { incident: incident.id }), after: 0, limit: 1_000 }).entries.map(({ kind }) => kind)
    for (const kind of ['incident.opened', 'gate.turned', 'rollback.opened', 'rollback.validated', 'lease.taken', 'step.intended', 'step.outcome', 'notice.sent', 'rollback.finished'] as const)
      expect(kinds).toContain(kind)
    const order = ['incident.opened', 'rollback.opened', 'rollback.validated', 'rollback.finished'].map((kind) => kinds.findIndex((one) => one === kind))
    expect(order).toEqual(order.toSorted((a, b) => a - b))
  })
})
