/** Messages in a real Chromium: drafts with their clocks, one press to send, what failed and where it went instead, a test of a channel. */
import { expect, test, vi } from 'vitest'
import { violationsOf } from './axe.ts'
import { inChromium } from './in-chromium.ts'
import type { Opened } from './pages.ts'

vi.setConfig({ testTimeout: 60_000 })
const openDemoPage = inChromium()
const callsOf = ({ demo }: Opened) => demo.calls.map(({ path, input }) => ({ path, input }))

test('drafts are read, changed, sent with one press, taken back; what failed says why and by what it went', async () => {
  const opened = await openDemoPage({ scenario: 'asking' })
  const { page } = opened
  await page.keyboard.press('g')
  await page.keyboard.press('e')
  await page.getByRole('heading', { name: 'Messages', level: 1 }).waitFor()
  await page.getByRole('link', { name: /Messages.*messages wait for you/ }).waitFor()

  const drafts = page.getByRole('region', { name: 'Drafts to review' })
  const cto = drafts.getByRole('listitem').filter({ hasText: 'CTO' })
  await cto.getByText(/due in \d+ min/).waitFor()
  await cto.getByText('by E-mail, then Chat of the team, then Desktop notification').waitFor()
  await cto.getByRole('button', { name: 'Edit the draft for CTO' }).press('Enter')
  await page.getByRole('textbox', { name: 'Text' }).fill('Users are back on blue; nothing is lost.')
  await page.getByRole('button', { name: 'Keep it' }).press('Enter')
  await cto.getByText('changed by hand').waitFor()
  await drafts.getByText('Users are back on blue; nothing is lost.').waitFor()
  await cto.getByRole('button', { name: /^Send to CTO/ }).press('Enter')
  const way = page.getByRole('region', { name: 'On their way' })
  await way.getByRole('listitem').filter({ hasText: 'CTO' }).getByText(/sent by Ada Obi/).waitFor()
  await way.getByRole('button', { name: 'Take back the message to CTO' }).press('Enter')
  await page.getByRole('textbox', { name: 'Reason, for the record' }).fill('the board was told first')
  await page.getByRole('button', { name: 'Take it back' }).press('Enter')
  const over = page.getByRole('region', { name: 'Sent and withdrawn' })
  await over.getByText('the board was told first').waitFor()
  await drafts.getByRole('button', { name: /^Send all \d/ }).press('Enter')
  await drafts.getByText('Nothing waits for you').waitFor()
  expect(callsOf(opened).map(({ path }) => path)).toEqual(['messages.edit', 'messages.send', 'messages.withdraw', 'messages.send'])

  await page.getByRole('button', { name: 'Write a message…' }).press('Enter')
  await page.getByRole('textbox', { name: 'Title' }).fill('Maintenance on Sunday')
  await page.getByRole('textbox', { name: 'Text' }).fill('From 02:00 to 03:00 UTC.')
  await page.getByRole('button', { name: 'Keep the draft' }).press('Enter')
  await drafts.getByRole('region', { name: 'Without an incident' }).getByText('From 02:00 to 03:00 UTC.').waitFor()
  expect(callsOf(opened).at(-1)).toEqual({ path: 'messages.write', input: { to: 'devops', title: 'Maintenance on Sunday', text: 'From 02:00 to 03:00 UTC.' } })

  await way.getByText(/Chat of the team did not take it, .* after 3 attempts: answered 503\. Desktop notification is tried instead\./).waitFor()
  await over.getByText(/by Chat of the team at .*; proof: answered 200 ok/).waitFor()
  expect(await violationsOf(page)).toEqual([])

  // A test goes out by one channel; the notice of it is shown in this page, whatever screen is open.
  await page.getByRole('button', { name: 'Test Desktop notification' }).press('Enter')
  await page.getByRole('button', { name: 'Send the test' }).press('Enter')
  await page.getByRole('alert', { name: 'Notices' }).getByText(/A test of desktop for devops/).waitFor()
  expect(callsOf(opened).at(-1)).toEqual({ path: 'messages.test', input: { channel: 'desktop', to: 'devops' } })
  await page.getByRole('button', { name: 'Dismiss: Test' }).press('Enter')
  await page.getByRole('alert', { name: 'Notices' }).waitFor({ state: 'detached' })
  expect(opened.complaints).toEqual([])
})

test('a viewer reads all of it and has no press; an incident shows its own alone', async () => {
  const viewer = await openDemoPage({ scenario: 'asking', role: 'viewer' })
  await viewer.go('incidents/i-3')
  await viewer.page.getByRole('region', { name: 'Messages' }).getByRole('link', { name: 'all of them' }).click()
  await viewer.page.getByText('of i-3 alone').waitFor()
  await viewer.page.getByRole('region', { name: 'Channels' }).getByText('Chat of the team').waitFor()
  expect(await viewer.page.locator('main').getByRole('button').count()).toBe(0)
})
