/** Pilot users in a real Chromium, the commands answered by the real router over the demo's record. */
import { expect, test, vi } from 'vitest'
import { inChromium } from './in-chromium.ts'
import type { Opened } from './pages.ts'

vi.setConfig({ testTimeout: 60_000 })
const openDemoPage = inChromium()
const open = async (screen: string, role: 'operator' | 'viewer' = 'operator'): Promise<Opened> => {
  const opened = await openDemoPage({ scenario: 'piloting', role })
  await opened.go(screen)
  return opened
}

test('by the keyboard: to the screen, filtered, sorted, to one user, who is taken back in one press', async () => {
  const { page, demo } = await open('live')
  await page.keyboard.press('g')
  await page.keyboard.press('u')
  await page.getByRole('row', { name: /Amara Obi/ }).waitFor()
  await page.keyboard.press('/')
  await page.keyboard.type('quant')
  await page.getByText('2 of 11 users').waitFor()
  await page.getByRole('button', { name: 'User' }).press('Enter')
  expect(await page.getByRole('columnheader', { name: 'User' }).getAttribute('aria-sort')).toBe('descending')
  expect(await page.getByRole('rowheader').first().textContent()).toContain('Hiro Tanaka')
  await page.getByRole('link', { name: 'Chiara Conti' }).press('Enter')
  await page.getByRole('region', { name: 'Chiara Conti' }).getByRole('button', { name: 'Back to blue now' }).press('Enter')
  await page.getByText('read back: chiara goes to blue', { exact: false }).waitFor()
  await page.getByRole('row', { name: /Chiara Conti.*blue/ }).waitFor()
  expect(demo.record.state().pilots.flags['chiara']).toMatchObject({ to: 'blue', result: 'done' })
})

test('a file is previewed with its mistakes before anything is taken', async () => {
  const { page, demo } = await open('pilots')
  await page.getByRole('button', { name: 'Import…' }).click()
  const before = demo.record.state().pilots.roster.length
  await page.getByLabel('File').setInputFiles({ name: 'desk.csv', mimeType: 'text/csv', buffer: Buffer.from('name;profile;experience;shoe\nImani Diallo;Trader;new;41\n<b>Jo</b>;Trader;strange;42') })
  const dialog = page.getByRole('dialog')
  await dialog.getByText('2 rows; UTF-8, separated by semicolon.').waitFor()
  await dialog.getByText('Not known, and left out: shoe').waitFor()
  await dialog.getByText('line 3, experience').waitFor()
  expect(demo.record.state().pilots.roster).toHaveLength(before)
  await dialog.getByRole('button', { name: 'Yes, import 1 row' }).click()
  await expect.poll(() => demo.record.state().pilots.roster.at(-1)?.person.name).toBe('Imani Diallo')
})

test('a survey gives each user a link, told once; comments are searched and are text', async () => {
  const { page, demo } = await open('pilots/surveys')
  await page.getByText('5 of 8', { exact: true }).first().waitFor()
  await page.getByText('the export <b>button</b> is hard to find', { exact: false }).waitFor()
  await page.getByLabel('Search the comments').fill('old colours')
  await page.getByText('Fast. Please keep the old colours as an option.').waitFor()
  await page.getByText('Good.', { exact: true }).waitFor({ state: 'hidden' })
  await page.getByRole('button', { name: 'Open a survey…' }).click()
  await page.getByLabel('Title').fill('Week 4')
  await page.getByRole('button', { name: 'Open it' }).click()
  await page.getByRole('heading', { name: 'Links to the form' }).waitFor()
  const links = await page.getByRole('dialog').locator('code').allTextContents()
  expect(new Set(links).size).toBe(8)
  expect(links.every((link) => /^http:\/\/127\.0\.0\.1:4816\/s\/[\w-]{43}$/.test(link))).toBe(true)
  expect(links.some((link) => JSON.stringify(demo.record.entries()).includes(link.slice(-43)))).toBe(false)
})

test('a survey that is due is told of in the week and in the checklist, and opened with one press', async () => {
  const { page, go, demo } = await open('programme')
  const interview = 'Weekly interview and usability assessment 1'
  await page.getByRole('img', { name: `Survey, day 15: ${interview}, due` }).waitFor()
  await page.getByRole('button', { name: 'Week 3', exact: true }).press('Enter')
  await page.getByRole('region', { name: 'Week 3' }).getByText('day 15, due').waitFor()
  await go('checklists/phase-2')
  await page.getByText('ticks itself: each “interview” of the survey calendar goes out once it is due; due since day 15').waitFor()
  await page.getByText('ticks itself: each “satisfaction” of the survey calendar goes out once it is due; next on day 18').waitFor()
  await go('pilots/surveys')
  const calendar = page.getByRole('region', { name: 'On the calendar' })
  const due = calendar.getByRole('row', { name: new RegExp(interview) })
  await due.getByText('8 users to ask').waitFor()
  await due.getByRole('button', { name: `Open ${interview}` }).press('Enter')
  await page.getByRole('heading', { name: 'Links to the form' }).waitFor()
  await page.getByRole('button', { name: 'I have sent them' }).press('Enter')
  await due.getByText('0 of 8 answered').waitFor()
  expect(demo.record.state().pilots.surveys[0]).toMatchObject({ title: interview, due: 'interview/1', questions: [{ id: 'usable' }, { id: 'hard' }, { id: 'missing' }] })
  await page.getByRole('region', { name: interview }).getByText('How easy is your daily work with it?').waitFor()
  expect(await calendar.getByRole('button').count(), 'what is not due is neither opened nor left out').toBe(0)
})

test('a bug is reported and resolved, and a test tells its verdict', async () => {
  const { page, go, demo } = await open('pilots/bugs')
  await page.getByRole('button', { name: 'Report a bug…' }).click()
  await page.getByLabel('What goes wrong').fill('Orders vanish')
  await page.getByRole('button', { name: 'Report', exact: true }).click()
  await page.getByRole('group', { name: 'Critical bugs today (UTC)' }).getByText('below the line').waitFor()
  await page.getByRole('button', { name: 'Resolve Orders vanish' }).press('Enter')
  await page.getByRole('dialog').getByRole('textbox').fill('fixed in build 2.4.2')
  await page.getByRole('dialog').getByRole('button', { name: 'Resolve', exact: true }).click()
  await expect.poll(() => demo.record.state().pilots.bugs.list.find(({ title }) => title === 'Orders vanish')?.resolved?.how).toBe('fixed in build 2.4.2')
  await go('pilots/tests')
  await page.getByRole('status', { name: 'Verdict of Requests of the pilot' }).getByText('no difference within the margin').waitFor()
  await page.getByRole('status', { name: 'Verdict of Sessions of the new view' }).getByText('not yet').waitFor()
})

test('a cohort is proposed with what it lacks', async () => {
  const { page, demo } = await open('pilots')
  await page.getByRole('button', { name: 'Select a cohort…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('5 to 8 users: 100 % experienced', { exact: false }).waitFor()
  await dialog.getByText('3 left out: no consent').waitFor()
  await dialog.getByRole('textbox').fill('the desk agreed')
  await dialog.getByRole('button', { name: 'Take 8 users' }).click()
  await expect.poll(() => demo.record.state().pilots.selected?.pilots.length).toBe(8)
})

test('a viewer sees all of it and changes nothing', async () => {
  const { page, go } = await open('pilots', 'viewer')
  await page.getByRole('row', { name: /Amara Obi/ }).waitFor()
  const buttons = () => page.getByRole('main').getByRole('button').evaluateAll((all) => all.map((one) => one.getAttribute('aria-label') ?? one.textContent ?? ''))
  expect((await buttons()).filter((name) => !/^(User|Cohort|Experience|Consent|Training|Workflows|Goes on|Flag now).?$/.test(name))).toEqual(['Export'])
  for (const [part, left] of [['surveys', ['Export the answers']], ['bugs', []], ['tests', []]] as const) {
    await go(`pilots/${part}`)
    await page.getByRole('group', { name: 'Taking part' }).waitFor()
    expect(await buttons(), part).toEqual(left)
  }
})
