/**
 * The record's own care on screen: a console that starts on a damaged journal says so, keeps what can be read and checks its
 * chain by itself; the lab's own logs stand beside an incident and are verified. Faults 24 and 25 of trust.md; issue 6.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { writeMillion } from '../bench/million.ts'
import { launch } from '../real/parts/chromium.ts'
import { lenient, newHome, openPage, removeHome, seen, startApp, type App } from './app.ts'

const entries = 6_000
const pageSize = 4_096
const home = newHome()
let app: App
let browser: Browser
let page: Page
let complaints: readonly string[]

/** Destroys the page of the file in which this text stands. */
function damage(file: string, text: string): void {
  const content = readFileSync(file)
  const at = content.indexOf(text)
  if (at < 0) throw new Error(`nowhere in the journal: ${text}`)
  content.fill(0xee, Math.floor(at / pageSize) * pageSize, (Math.floor(at / pageSize) + 1) * pageSize)
  writeFileSync(file, content)
}

beforeAll(async () => {
  const file = join(home, 'journal.sqlite')
  writeMillion(file, entries)
  damage(file, '"seq":5000,')
  ;[app, browser] = await Promise.all([startApp(home, lenient(home)), launch()])
  ;({ page, complaints } = await openPage(browser, app.link))
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await app?.end('SIGKILL')
  removeHome(home)
})

test('a journal with a destroyed page: what is lost and where its file is stand above the record, which goes on and is found whole', { timeout: 90_000 }, async () => {
  const said = page.getByRole('alert').filter({ hasText: 'The journal was damaged when this console started.' })
  // On the screen that one sees first, too: one press leads to all of it.
  await seen(said.getByText(/Entries \d+ to 6000 could not be saved/))
  await said.getByRole('link', { name: 'More on Incidents' }).click()
  await seen(page.getByRole('heading', { name: 'Incidents', level: 1 }))
  await page.goto(`${new URL(page.url()).origin}/#/incidents/journal`)
  await seen(said)
  expect(await said.innerText()).toMatch(/Entries \d+ to 6000 could not be saved/)
  expect(await said.innerText()).toMatch(/The record goes on after entry 4,9\d\d\./)
  expect(await said.innerText()).toMatch(/The damaged file is kept as it was: .*journal\.damaged-.*\.sqlite/)
  await page.getByLabel('Search the record').fill('kind:journal damaged')
  await seen(page.getByText(/^The journal was damaged: Entries/))
  await page.getByLabel('Search the record').fill('')
})

test('the lab’s own logs stand beside an incident with their rate, and are verified against what it sealed', { timeout: 90_000 }, async () => {
  await page.goto(`${new URL(page.url()).origin}/#/incidents/new`)
  await page.getByRole('dialog').getByRole('textbox').first().fill('A look at the logs')
  await page.getByRole('dialog').getByRole('button', { name: /Open/ }).last().click()
  await seen(page.getByRole('heading', { name: 'A look at the logs' }))
  const logs = page.getByRole('region', { name: 'Logs' })
  await seen(logs.getByRole('list', { name: 'Log lines' }).getByRole('listitem'))
  const sources = logs.getByRole('list', { name: 'Where lines come from' })
  for (const environment of ['blue', 'green']) await seen(sources.getByRole('listitem').filter({ hasText: new RegExp(`${environment}-app\\s*\\d+(\\.\\d)? lines/s`) }))
  await page.getByRole('button', { name: 'Verify the logs' }).click()
  await seen(page.getByText('The logs are whole.'))
  await seen(page.getByText(/and they hold what the record sealed 1 time/))
  await seen(page.getByRole('region', { name: 'The record' }).getByText(/^Whole up to entry/))
  expect(complaints).toEqual([])
})
