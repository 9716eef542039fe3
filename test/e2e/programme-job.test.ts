/**
 * A phase of the programme as its people run it, in a real Chromium on the real lab: begun, ticked, one user flagged, users sent on
 * in steps that a failing gate holds in the middle, decided and extended. Issue 7; plan: "PHASED DEPLOYMENT STRATEGY".
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { setFault } from '../../electron/lab/faults.ts'
import { readBalancer } from '../../electron/lab/traffic.ts'
import { lenientPlan } from '../doubles/plan-on.ts'
import { launch } from '../real/parts/chromium.ts'
import { newHome, openPage, readRecord, removeHome, seen, startApp, type App } from './app.ts'

type Raw = { gates: Record<string, unknown>[]; ramps: { steps: Record<string, unknown>[] }[] }

const home = newHome()
let app: App
let browser: Browser
let page: Page
let complaints: string[]

beforeAll(async () => {
  const raw = parse(lenientPlan()) as Raw
  // Seconds instead of minutes; a burst of errors holds the ramp, and who rolls back is a person.
  for (const gate of raw.gates) if (gate['id'] === 'error-burst') Object.assign(gate, { window: '5s', minimum: 2, response: 'alert' })
  for (const step of raw.ramps[0]?.steps ?? []) Object.assign(step, { hold: step['id'] === 'half' ? '25s' : '1s', gates: ['environment-down', 'error-burst'] })
  const file = join(home, 'short.yaml')
  writeFileSync(file, stringify(raw))
  app = await startApp(home, ['--plan', file])
  browser = await launch()
  ;({ page, complaints } = await openPage(browser, app.link))
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await app?.end()
  removeHome(home)
})

const goTo = (name: string): Promise<void> => page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: new RegExp(`^${name}`) }).click()
const answer = async (reason: string, action: string): Promise<void> => {
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Reason, for the record').fill(reason)
  await dialog.getByRole('button', { name: action, exact: true }).click()
  await dialog.waitFor({ state: 'hidden' })
}
const servedBy = async (user: string): Promise<string> => (await fetch(`${app.lab().balancer}/identity`, { headers: { cookie: `user=${user}` } })).headers.get('x-served-by') ?? 'nobody'

test('day 1 gets its date, and phase 1 begins despite what is open', { timeout: 60_000 }, async () => {
  await goTo('Programme')
  await page.getByRole('button', { name: 'Set the start…' }).click()
  await page.getByLabel('Date of day 1').fill(new Date().toISOString().slice(0, 10))
  await answer('agreed with the desk', 'Set the start')
  await page.evaluate(() => { location.hash = '#/programme/phase-1' })
  await page.getByRole('button', { name: 'Begin this phase…' }).click()
  await page.getByRole('checkbox', { name: /Go on without a checkpoint/ }).press('Space')
  await page.getByRole('checkbox', { name: /Begin despite it/ }).press('Space')
  await answer('a rehearsal', 'Begin it')
  await seen(page.getByRole('button', { name: 'Decide…' }))
})

test('an item is ticked with evidence', { timeout: 30_000 }, async () => {
  await goTo('Checklists')
  await page.evaluate(() => { location.hash = '#/checklists/phase-1' })
  await page.getByRole('checkbox', { name: 'Internal team access configured' }).press('Space')
  await page.getByRole('dialog').getByLabel('Evidence').fill('three accounts')
  await page.getByRole('dialog').getByRole('button', { name: 'Tick' }).click()
  await seen(page.getByRole('checkbox', { name: 'Internal team access configured', checked: true }))
})

test('one user is flagged to green, and the balancer sends that user there and no other', { timeout: 60_000 }, async () => {
  const { flags } = await readBalancer(app.lab())
  await goTo('Pilot')
  for (const user of ['zora', 'yann']) expect(await servedBy(user)).toBe('blue')
  await page.getByRole('button', { name: 'Add…' }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').fill('Zora Neale')
  await dialog.getByLabel('User of the platform').fill('zora')
  await dialog.getByLabel('Profile').fill('QA Lead')
  await dialog.getByRole('button', { name: 'Add', exact: true }).click()
  const own = page.getByRole('region', { name: 'Zora Neale' })
  await own.getByRole('button', { name: 'They consented today' }).click()
  await own.getByRole('button', { name: 'Send to green…' }).click()
  await answer('she tests it', 'Send to green')
  await seen(page.getByText('read back: zora goes to green', { exact: false }))
  expect([await servedBy('zora'), await servedBy('yann')]).toEqual(['green', 'blue'])
  expect((await readBalancer(app.lab())).flags).toEqual({ ...flags, zora: 'green' })
  await own.getByRole('button', { name: 'Back to blue now' }).click()
  await expect.poll(() => servedBy('zora')).toBe('blue')
})

test('10, 50, 100 %: a gate that fails in the middle holds it there, and it goes on once measured anew', { timeout: 200_000 }, async () => {
  const share = async (): Promise<number> => (await readBalancer(app.lab())).weights.green
  await goTo('Traffic')
  await seen(page.getByText('Nothing stands against it'), 40_000)
  await page.getByRole('button', { name: 'Roll forward…' }).click()
  await answer('build 5 is good', 'Begin')
  await expect.poll(share, { timeout: 40_000 }).toBe(10)
  await expect.poll(share, { timeout: 40_000 }).toBe(50)
  await setFault(app.lab(), { name: 'errors', environment: 'green', on: true })
  const again = page.getByRole('button', { name: 'Measure again Hold under the gates' })
  await seen(again, 40_000)
  expect(await share()).toBe(50)
  await setFault(app.lab(), { name: 'errors', environment: 'green', on: false })
  // Its window must be clean again before it passes; until then the same question comes back.
  const next = page.getByRole('button', { name: 'Next: 100 %' })
  await expect.poll(async () => {
    if (await again.isVisible()) await again.click()
    return next.isVisible()
  }, { timeout: 90_000, interval: 2_000 }).toBe(true)
  await next.click()
  await expect.poll(share, { timeout: 40_000 }).toBe(100)
  // Whom a person took back stays back.
  expect([await servedBy('zora'), await servedBy('yann')]).toEqual(['blue', 'green'])
  await seen(page.getByText('No users are being sent on.'), 40_000)
})

test('the phase is extended by a decision with a reason, and what follows moves', { timeout: 60_000 }, async () => {
  await page.evaluate(() => { location.hash = '#/programme/phase-1' })
  await page.getByRole('button', { name: 'Decide…' }).click()
  await page.getByRole('dialog').getByRole('radio', { name: 'EXTEND', exact: true }).click()
  await answer('one more week', 'Decide EXTEND')
  await page.getByRole('region', { name: 'Decisions' }).getByRole('button', { name: 'Extend…' }).click()
  await answer('as decided', 'Do it')
  await seen(page.getByRole('region', { name: 'Timeline' }).getByText('days 15 to 28, 7 d later'))
  expect(complaints).toEqual([])
})

test('the record says all of it, in the names of who did it', { timeout: 60_000 }, async () => {
  expect(await app.end()).toBe(0)
  await readRecord(home, async (journal) => {
    expect(await journal.verify()).toMatchObject({ ok: true })
    const { forward, programme, checklists } = journal.state()
    expect(forward).toMatchObject({ state: 'completed' })
    expect(programme).toMatchObject({ decisions: [{ outcome: 'EXTEND', why: 'one more week' }], lives: { 'phase-1': { extensions: [{ days: 7 }] } } })
    expect(checklists['phase-1/access']?.tick).toMatchObject({ evidence: 'three accounts' })
    expect(journal.entries({ kinds: ['flag.intended'], after: 0, limit: 10 }).entries.map(({ why }) => why)).toEqual(['she tests it', 'taken back from the roster in one press'])
  })
})
