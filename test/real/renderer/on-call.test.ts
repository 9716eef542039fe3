/** On-call and hand-over in Chromium: what a person reads, presses, prints. */
import { readFileSync } from 'node:fs'
import { expect, test, vi } from 'vitest'
import { inChromium } from './in-chromium.ts'

vi.setConfig({ testTimeout: 60_000 })
const open = inChromium()

test('who is on call stands on every screen, and leads there; a night call is answered by one press, which the record tells', async () => {
  const { page, demo, go } = await open({ scenario: 'asking' })
  const duty = page.getByRole('link', { name: /Nobody answers/ })
  for (const screen of ['live', 'plan', 'checklists']) {
    await go(screen)
    await duty.waitFor()
  }
  await duty.focus()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: 'On-call' }).waitFor()
  await page.getByText('nobody has it').first().waitFor()
  await page.getByText('Secondary On-Call, unless somebody has it').waitFor()
  await page.getByRole('button', { name: 'I have it' }).first().click()
  await page.getByText('Ada Obi has it').first().waitFor()
  expect(demo.calls.map(({ path }) => path)).toEqual(['onCall.acknowledge'])
  expect(await page.getByRole('button', { name: 'I have it' }).count()).toBe(0)
  expect(demo.record.entries().filter((entry) => entry.kind === 'escalation.acknowledged' || (entry.kind === 'message.withdrawn' && entry.data.message.startsWith('page/'))).map(({ who }) => who.name)).toEqual(['Ada Obi', 'Ada Obi'])
})

test('somebody stands in and it is taken back; a trial tells who has no channel; a note stands on the hand-over', async () => {
  const { page, demo, go } = await open({ scenario: 'idle' })
  await go('on-call')
  await page.getByRole('button', { name: 'Stand in…' }).click()
  await page.getByLabel('Reason, for the record').fill('a sick child')
  await page.getByRole('button', { name: 'Stand in', exact: true }).click()
  await page.getByText('a sick child', { exact: false }).first().waitFor()
  await page.getByRole('button', { name: /^Take back: Ada Obi/ }).first().click()
  await page.getByLabel('Reason, for the record').fill('well again')
  await page.getByRole('button', { name: 'Take it back' }).click()
  await expect.poll(() => demo.record.state().onCall.duties.overrides.length).toBe(1)
  await page.getByRole('button', { name: 'Try them now' }).click()
  await page.getByText('Engineering Manager has no channel', { exact: false }).first().waitFor()
  await page.getByRole('button', { name: 'Leave a note…' }).click()
  await page.getByLabel('What they should know').fill('watch the pool of green')
  await page.getByRole('button', { name: 'Leave the note' }).click()
  await page.getByRole('link', { name: 'Hand-over page' }).click()
  await page.getByText('watch the pool of green').waitFor()
})

test('two turns change hands by one press, and the calendar that is saved has it', async () => {
  const { page, demo, go } = await open({ scenario: 'idle' })
  await go('on-call')
  const before = demo.record.state().onCall.duties.overrides.length
  await page.getByRole('button', { name: /^Swap/ }).click()
  await page.getByLabel('Reason, for the record').fill('a wedding')
  await page.getByRole('button', { name: 'Swap them' }).click()
  await expect.poll(() => demo.record.state().onCall.duties.overrides.length).toBe(before + 2)
  const [one, other] = demo.record.state().onCall.duties.overrides.slice(-2)
  expect([one?.why, one?.contact === other?.contact, one?.to === other?.from]).toEqual(['a wedding', false, true])
  const saved = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Save the calendar (.ics)' }).click()
  const file = await saved
  expect(file.suggestedFilename()).toMatch(/^on-call-.*\.ics$/)
  const text = readFileSync(await file.path(), 'utf8')
  expect(text.startsWith('BEGIN:VCALENDAR\r\n')).toBe(true)
  expect(text.replaceAll('\r\n ', '')).toContain('a wedding')
})

test('a bad calendar says its line and changes nothing', async () => {
  const { page, demo, go } = await open({ scenario: 'idle' })
  await go('on-call')
  const before = demo.record.entries().length
  await page.getByRole('button', { name: 'Read a calendar…' }).click()
  await page.getByLabel('File').setInputFiles({ name: 'bad.ics', mimeType: 'text/calendar', buffer: Buffer.from('BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Nobody knows\nDTSTART:20991127T080000Z\nEND:VEVENT\nEND:VCALENDAR\n') })
  await page.getByLabel('Reason, for the record').fill('our calendar')
  await page.getByRole('button', { name: 'Read it' }).click()
  await page.getByRole('alert').getByText('line 3').waitFor()
  expect(demo.record.entries().length).toBe(before)
})

test('on paper there is the phone tree and nothing of the screen', async () => {
  const { page, go } = await open({ scenario: 'idle' })
  await go('on-call')
  await page.getByRole('heading', { name: 'Four weeks' }).waitFor()
  await page.emulateMedia({ media: 'print' })
  expect(await page.getByRole('heading', { name: 'Phone tree' }).isVisible()).toBe(true)
  expect(await page.getByText('+49 30 901820 11').first().isVisible()).toBe(true)
  expect(await page.getByRole('navigation', { name: 'Screens' }).isVisible()).toBe(false)
})

test('a viewer reads all of it and changes nothing; the hand-over page is one look', async () => {
  const { page, go } = await open({ scenario: 'asking', role: 'viewer' })
  await go('on-call')
  await page.getByText('nobody has it').first().waitFor()
  // Names, and no way to call or write to them.
  expect(await page.getByText(/\+49 30 901820|@example\.com/).count()).toBe(0)
  for (const name of ['I have it', 'Stand in…', 'Try them now', 'Leave a note…', 'Read a calendar…']) expect(await page.getByRole('button', { name }).count()).toBe(0)
  await go('hand-over')
  await page.getByText(/^Rollback r-2 to blue, \d+:\d\d left of 15:00, stage 2 of 5/).waitFor()
  const fits = await page.evaluate(() => { const main = document.querySelector('main'); return main === null ? -1 : main.scrollHeight - main.clientHeight })
  expect(fits).toBeLessThanOrEqual(0)
})
