/**
 * With every process of the environments gone the Incidents screens still work: search, replay, export, a bundle from
 * another profile, the report. Issue 6, "Offline". The page is the console's own: there is no network but to it.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { check, story, toWrite, writeBundle } from '../real/electron/bundle/parts.ts'
import { launch } from '../real/parts/chromium.ts'
import { lenient, newHome, openPage, removeHome, startApp, type App } from './app.ts'

const [home, other] = [newHome(), newHome()]
let app: App
let browser: Browser
let page: Page

beforeAll(async () => {
  ;[app, browser] = await Promise.all([startApp(home, lenient(home)), launch()])
  ;({ page } = await openPage(browser, app.link))
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await app?.end('SIGKILL')
  removeHome(home)
  removeHome(other)
})

const patient = { timeout: 30_000 }

test('with the lab’s applications and balancer killed, an incident is searched, replayed, exported, reported, and another profile’s is opened', { timeout: 180_000 }, async () => {
  const made = story(6, other)
  made.journal.close()
  await writeBundle(toWrite(made))
  const foreign = join(other, 'i-1.fifteen')
  await page.goto(`${new URL(page.url()).origin}/#/incidents/new`)
  await page.getByRole('dialog').getByRole('textbox').first().fill('Everything is gone')
  await page.getByRole('dialog').getByRole('button', { name: /Open/ }).last().click()
  await page.getByRole('heading', { name: 'Everything is gone' }).waitFor(patient)
  await page.getByLabel('Note', { exact: true }).fill('The flange capacitor hums.')
  await page.getByRole('button', { name: 'Add the note' }).click()
  await page.getByRole('list', { name: 'Entries' }).getByText('The flange capacitor hums.').waitFor(patient)

  for (const pid of Object.values(app.labPids())) process.kill(pid, 'SIGKILL')
  // They are missed: green, blue and the balancer are lost on the record.
  for (const target of ['green', 'blue', 'balancer']) await page.getByRole('list', { name: 'Entries' }).getByText(new RegExp(`^Source ${target}.* lost`)).first().waitFor({ timeout: 60_000 })
  // What leaves the page would fail; nothing does.
  const left: string[] = []
  page.on('request', (request) => {
    if (!['data:', 'blob:'].some((scheme) => request.url().startsWith(scheme)) && new URL(request.url()).hostname !== '127.0.0.1') left.push(request.url())
  })

  await page.getByLabel('Search the record').fill('flange capac')
  await page.locator('mark', { hasText: 'flange' }).first().waitFor(patient)
  await page.getByLabel('Search the record').fill('')

  await page.getByRole('button', { name: 'Replay', exact: true }).click()
  const bar = page.getByRole('region', { name: 'Replay of the past' })
  await bar.getByText(/Replaying .* at/).waitFor(patient)
  await page.keyboard.press('.')
  await bar.getByText(/Entry \d+:/).waitFor(patient)
  await page.keyboard.press('Escape')
  await bar.waitFor({ state: 'hidden' })

  await page.getByRole('button', { name: 'Export the incident' }).click()
  const [bundle] = await Promise.all([page.waitForEvent('download', { timeout: 60_000 }), page.getByRole('button', { name: /^Save .*\.fifteen$/ }).click({ timeout: 60_000 })])
  const saved = join(home, 'saved.fifteen')
  await bundle.saveAs(saved)
  expect(await check(saved)).toMatchObject({ state: 'whole' })

  const [report] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save the report as HTML' }).press('Enter')])
  const html = join(home, 'report.html')
  await report.saveAs(html)
  expect(readFileSync(html, 'utf8')).toContain('The flange capacitor hums.')

  await page.getByLabel('Bundle file').setInputFiles(foreign)
  await page.getByText('from a bundle, read-only').waitFor(patient)
  await page.getByRole('region', { name: 'Is it whole?' }).getByText('whole', { exact: true }).waitFor(patient)
  await page.getByRole('list', { name: 'Entries' }).getByText(/note 3: Grace Kim called/).waitFor(patient)
  await page.getByRole('button', { name: 'Replay', exact: true }).click()
  await bar.getByText(/Replaying i-1 of a bundle at/).waitFor(patient)
  expect(left).toEqual([])
})
