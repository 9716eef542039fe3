/** Alerts, silences and the explanation of a gate, in a real Chromium. Issue 4: "Silences with an owner and an end", "Explain". */
import { expect, test, vi } from 'vitest'
import type { Scenario } from '../../doubles/demo-console.ts'
import { violationsOf } from './axe.ts'
import { inChromium } from './in-chromium.ts'
import type { Opened } from './pages.ts'

vi.setConfig({ testTimeout: 60_000 })
const openDemoPage = inChromium()
const open = (scenario: Scenario): Promise<Opened> => openDemoPage({ scenario })
const accessible = async ({ page }: Opened): Promise<void> => expect(await violationsOf(page)).toEqual([])

test('two gates of one environment are one call, which one press takes, by keyboard', async () => {
  const opened = await open('pending')
  const groups = opened.page.getByRole('list', { name: 'Open alerts' })
  await groups.getByText('nobody has it').waitFor()
  expect(await groups.getByRole('button', { name: 'I have it' }).count()).toBe(1)
  await groups.getByRole('button', { name: 'I have it' }).press('Enter')
  await groups.getByText('Ada Obi has it').waitFor()
  expect(opened.demo.calls.at(-1)).toMatchObject({ path: 'alerts.acknowledge' })
})

test('a silence is seen with its owner and its end, and can be ended', async () => {
  const { page, demo } = await open('pending')
  await page.getByRole('list', { name: 'Silences' }).getByText(/by Ada Obi for another 2\d min: the nightly import/).waitFor()
  await page.getByRole('button', { name: 'End it' }).click()
  await page.getByRole('list', { name: 'Silences' }).waitFor({ state: 'hidden' })
  expect(demo.calls.at(-1)).toMatchObject({ path: 'alerts.unsilence', input: { silence: 's-1' } })
})

test('a gate explains itself in a sentence, a picture and its conditions, and is silenced with a reason', async () => {
  const opened = await open('pending')
  const { page, demo } = opened
  await page.getByRole('button', { name: /Error burst/ }).click()
  await page.getByRole('button', { name: 'Why, in a picture' }).click()
  const dialog = page.getByRole('dialog', { name: 'Error burst above 10 %' })
  await dialog.getByRole('heading', { name: 'Why it does not fire' }).waitFor()
  await dialog.getByRole('img', { name: /Error burst above 10 % of the last/ }).waitFor()
  for (const text of [/^at least 20 observations in 15 s/, /^ratio > 10.0 %/, /^so for 20 s without a break/]) await dialog.getByText(text).waitFor()
  await accessible(opened)
  await dialog.getByRole('button', { name: 'Silence…' }).click()
  const asking = page.getByRole('dialog', { name: 'Silence “Error burst above 10 %” on green' })
  await asking.getByText('While it lasts this gate opens no rollback.').waitFor()
  await accessible(opened)
  await asking.getByRole('textbox').fill('a load test')
  await asking.getByRole('button', { name: 'Silence', exact: true }).click()
  await page.getByText(/silenced by Ada Obi until/).first().waitFor()
  expect(demo.calls.at(-1)).toMatchObject({ path: 'alerts.silence', input: { gates: ['error-burst'], environment: 'green', lasts: 600_000, reason: 'a load test' } })
})
