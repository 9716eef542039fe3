/** The first start, the two-minute drill, the palette and the two times, in a real Chromium and by keys alone. Issue 9. */
import { expect, test, vi } from 'vitest'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildPlan } from '../../../electron/plan/build.ts'
import type { Draft } from '../../../shared/journal.ts'
import { violationsOf } from './axe.ts'
import { wcag } from './fit.ts'
import { inChromium } from './in-chromium.ts'
import type { Opened } from './pages.ts'

vi.setConfig({ testTimeout: 60_000 })
const openPage = inChromium()

const told = ({ demo }: Opened) => expect.poll(() => demo.calls.map(({ path, input }) => [path, input]), { timeout: 20_000 })
const axe = ({ page }: Opened): Promise<readonly string[]> => violationsOf(page, { type: 'tag', values: wcag })
const goTo = async ({ page }: Opened, typed: string): Promise<void> => {
  await page.keyboard.press('Control+k')
  await page.getByRole('dialog').getByRole('searchbox').waitFor()
  await page.keyboard.type(typed)
}
/** Tab until it has the focus, as one would. */
async function tabTo({ page }: Opened, name: RegExp): Promise<void> {
  for (let presses = 0; presses < 120; presses += 1) {
    const focused = await page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '')
    if (name.test(focused)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`Tab never came to ${String(name)}`)
}
const builtIn = readFileSync(join(import.meta.dirname, '../../../shared/plans/tbs.yaml'), 'utf8')
const ownPlan = buildPlan(builtIn, { title: 'Shop', targets: [{ id: 'shop', kind: 'json', environment: 'green', address: 'http://10.0.0.5/n', metrics: { active_users: { path: 'n' } } }] })

test('a fresh home is asked how to begin, over the running lab; Escape answers, and it is not asked again', async () => {
  const opened = await openPage({ scenario: 'fresh' })
  const { page } = opened
  const welcome = page.getByRole('region', { name: 'Welcome' })
  await welcome.waitFor()
  expect(await axe(opened)).toEqual([])
  await page.getByRole('button', { name: 'Practice lab', exact: true }).waitFor()
  await page.keyboard.press('Escape')
  await welcome.waitFor({ state: 'detached' })
  await told(opened).toEqual([['plan.begin', { way: 'lab' }]])
  await page.reload()
  await page.getByRole('button', { name: 'Practice lab', exact: true }).waitFor()
  expect(await welcome.count()).toBe(0)
})

test.each([['idle', 'operator'], ['fresh', 'viewer']] as const)('nobody else is asked (%s, %s)', async (scenario, role) => {
  const { page } = await openPage({ scenario, role })
  await page.getByRole('region', { name: 'Charts' }).or(page.getByRole('heading', { name: 'Response Time' })).first().waitFor()
  expect(await page.getByRole('region', { name: 'Welcome' }).count()).toBe(0)
})

test('a plan file with mistakes is refused with all of them and their lines; mended, it is opened', async () => {
  const opened = await openPage({ scenario: 'fresh' })
  const { page } = opened
  await tabTo(opened, /^Open a plan file…$/)
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Open a plan file' })
  await dialog.waitFor()
  const give = async (text: string): Promise<void> => {
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), dialog.getByRole('button', { name: /^Choose/ }).press('Enter')])
    await chooser.setFiles({ name: 'mine.yaml', mimeType: 'application/yaml', buffer: Buffer.from(text) })
  }
  await give(ownPlan.replace('version: 1', 'version: 7'))
  await dialog.getByText('mine.yaml has 1 mistake. The plan in use stays.').waitFor()
  const line = ownPlan.split('\n').findIndex((one) => one.startsWith('version: 1')) + 1
  await dialog.getByRole('rowheader', { name: new RegExp(`^${line}:`) }).waitFor()
  expect(await axe(opened)).toEqual([])
  await give(ownPlan)
  await dialog.waitFor({ state: 'detached' })
  await page.getByText('mine.yaml is in use now').waitFor()
  await told(opened).toEqual([['plan.use', { text: ownPlan.replace('version: 1', 'version: 7'), way: 'file' }], ['plan.use', { text: ownPlan, way: 'file' }]])
})

test('a plan is built by the form: each connection is tested as it is entered, and the text is read before it is used', async () => {
  const opened = await openPage({ scenario: 'fresh' })
  const { page, go, demo } = opened
  await go('connections/~plan')
  await page.getByText('No connection yet').waitFor()
  expect(await page.getByRole('button', { name: 'Build the plan' }).isDisabled()).toBe(true)
  await page.getByLabel('Title of the plan').fill('Shop')
  await page.getByRole('button', { name: 'Connect a system…' }).press('Enter')
  await page.getByRole('button', { name: /Kind of system/ }).press('Enter')
  await page.getByRole('option', { name: 'JSON page' }).click()
  await page.getByLabel('Name', { exact: true }).fill('shop')
  await page.getByRole('button', { name: /Environment/ }).press('Enter')
  await page.getByRole('option', { name: 'green' }).click()
  await page.getByLabel('Address', { exact: true }).fill('http://10.0.0.5/n')
  await page.getByLabel('Metrics', { exact: true }).fill('active_users: { path: n }')
  await page.getByRole('button', { name: 'Test and keep' }).press('Enter')
  await page.getByRole('list', { name: 'Connections of the plan' }).getByText('shop').waitFor()
  // Looking elsewhere loses nothing.
  await go('live')
  await go('connections/~plan')
  await page.getByRole('button', { name: 'Build the plan' }).press('Enter')
  const text = page.getByLabel('Text of the plan')
  await text.waitFor()
  expect(await text.textContent()).toContain('title: Shop')
  expect(await axe(opened)).toEqual([])
  await page.getByRole('button', { name: 'Use this plan' }).press('Enter')
  await expect.poll(() => demo.calls.map(({ path }) => path), { timeout: 20_000 }).toEqual(['connections.test', 'plan.build', 'plan.use'])
  await page.getByText('Shop is in use now').waitFor()
})

test('the two-minute drill is ticked by what happens; it is left at any time, and comes back where it is', async () => {
  const opened = await openPage({ scenario: 'fresh' })
  const { page, demo } = opened
  await tabTo(opened, /^Take up the two-minute drill$/)
  await page.keyboard.press('Enter')
  const bar = page.getByRole('region', { name: 'Two-minute drill' })
  await bar.getByText('1 of 7: Switch a fault on.').waitFor()
  await bar.getByRole('button', { name: 'Switch it on' }).press('Enter')
  await expect.poll(() => demo.calls.map(({ path }) => path), { timeout: 20_000 }).toEqual(['plan.begin', 'drills.lesson', 'lab.reset', 'lab.fault'])
  // The demo console moves nothing by itself: pressed is not done.
  await bar.getByText('1 of 7').waitFor()
  const who = { kind: 'rule', name: 'error-burst' } as const
  const add = (draft: Draft): void => void demo.record.add(draft)
  add({ kind: 'lab.fault', who: { kind: 'person', name: 'Ada Obi', role: 'operator' }, environment: 'green', data: { fault: 'errors', on: true } })
  await bar.getByText('2 of 7: See a gate pend.').waitFor()
  expect(await axe(opened)).toEqual([])
  await bar.getByRole('button', { name: 'Leave for later' }).press('Enter')
  await bar.waitFor({ state: 'detached' })
  add({ kind: 'gate.turned', who, environment: 'green', data: { gate: 'error-burst', title: 'Error burst', from: 'ok', to: 'pending', outcome: 'fail', threshold: 0.1, samples: 9, response: 'rollback' } })
  await page.keyboard.press('g')
  await page.keyboard.press('d')
  await page.getByRole('button', { name: 'Take it up again' }).press('Enter')
  await bar.getByText('3 of 7: It fires.').waitFor()
  expect(await bar.getByRole('listitem').nth(1).textContent()).toContain('Error burst is pending')
  await page.reload()
  await bar.getByText('3 of 7: It fires.').waitFor()
})

test('the palette finds screens, acts, incidents, runs and help by a few letters, the last chosen first', async () => {
  const opened = await openPage({ scenario: 'idle' })
  const { page } = opened
  const found = page.getByRole('dialog').getByRole('menuitem')
  await goTo(opened, 'hqref')
  await found.filter({ hasText: 'Help: Quick reference' }).first().waitFor()
  expect(await axe(opened)).toEqual([])
  await page.keyboard.press('Enter')
  await expect.poll(() => new URL(page.url()).hash).toBe('#/help/quick-reference')
  await goTo(opened, 'rollback r-1')
  await page.keyboard.press('Enter')
  await expect.poll(() => new URL(page.url()).hash).toBe('#/rollback/r-1')
  await goTo(opened, '')
  expect(await found.first().textContent()).toMatch(/^Rollback r-1.*recent/)
  await page.keyboard.type('watch only')
  await page.keyboard.press('Enter')
  await page.getByRole('dialog', { name: /Set the automation to watch only/ }).waitFor()
  await page.keyboard.press('Escape')
  expect(opened.demo.calls).toEqual([])
})

test('a viewer’s palette offers no act', async () => {
  const opened = await openPage({ scenario: 'idle', role: 'viewer' })
  await goTo(opened, '')
  const found = opened.page.getByRole('dialog').getByRole('menuitem')
  await found.filter({ hasText: 'Go to Live' }).waitFor()
  expect((await found.allTextContents()).filter((text) => /…|drill$/.test(text) && !/Drill r-/.test(text))).toEqual([])
})

test('a time stands in the reader’s zone with UTC beside it, and z has them change places', async () => {
  const opened = await openPage({ scenario: 'idle' })
  const { page, go } = opened
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Emulation.setTimezoneOverride', { timezoneId: 'Asia/Kolkata' })
  await page.reload()
  await go('incidents/i-1')
  const time = page.getByRole('list', { name: 'Entries' }).locator('time').first()
  await time.waitFor()
  const at = new Date((await time.getAttribute('datetime')) ?? '')
  const written = (timeZone: string): string => new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit', timeZone }).format(at)
  expect(await time.innerText()).toBe(`${written('Asia/Kolkata')}\n${written('UTC')} UTC`)
  expect(await time.getAttribute('title')).toContain(at.toISOString())
  await page.keyboard.press('z')
  await expect.poll(() => time.innerText()).toMatch(new RegExp(`^${written('UTC')}\n${written('Asia/Kolkata')} `))
  await page.reload()
  await expect.poll(() => time.innerText()).toContain(`${written('UTC')}\n`)
})

test('what can be taken back is: a silence that was just set is ended from its message, and both are commands', async () => {
  const opened = await openPage({ scenario: 'pending' })
  const { page } = opened
  await page.getByRole('button', { name: /Error burst/ }).press('Enter')
  await page.getByRole('button', { name: 'Silence…' }).press('Enter')
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox').fill('planned work')
  await dialog.getByRole('button', { name: 'Silence', exact: true }).press('Enter')
  await page.getByRole('button', { name: 'Undo' }).press('Enter')
  await page.getByText('The silence is ended').waitFor()
  await expect.poll(() => opened.demo.calls.map(({ path }) => path), { timeout: 20_000 }).toEqual(['alerts.silence', 'alerts.unsilence'])
})
