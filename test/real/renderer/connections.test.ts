/** The Connections screen in a real Chromium: added, tested, saved with a reason, changed, removed; by the keyboard too. */
import { expect, test, vi } from 'vitest'
import type { Scenario } from '../../doubles/demo-console.ts'
import { violationsOf } from './axe.ts'
import { inChromium } from './in-chromium.ts'
import type { Opened } from './pages.ts'

vi.setConfig({ testTimeout: 60_000 })

const openDemoPage = inChromium()

async function open(scenario: Scenario, screen: string, role: 'operator' | 'viewer' = 'operator'): Promise<Opened> {
  const opened = await openDemoPage({ scenario, role })
  await opened.go(screen)
  await expect.poll(() => opened.page.getByText('Reading…').count()).toBe(0)
  return opened
}
const told = ({ demo }: Opened) => expect.poll(() => demo.calls.map(({ path, input }) => [path, input]))
const axe = ({ page }: Opened): Promise<readonly string[]> => violationsOf(page)
const choose = async ({ page }: Opened, label: string, option: string | RegExp): Promise<void> => {
  await page.getByRole('button', { name: label }).click()
  await page.getByRole('option', { name: option }).click()
}
const fill = async (opened: Opened, id: string): Promise<void> => {
  await choose(opened, 'Kind of system', /MySQL/)
  await opened.page.getByLabel('Name', { exact: true }).fill(id)
  await opened.page.getByLabel('User', { exact: true }).fill('fifteen')
  await opened.page.getByLabel('Host', { exact: true }).fill('10.0.0.12')
  await choose(opened, 'Environment', 'green')
}
const draft = (id: string, more: object = {}) => ({ id, kind: 'mysql', fields: { user: 'fifteen', host: '10.0.0.12', environment: 'green', ...more } })

test('a connection is added: explained, tested with the real result beside it, saved with a reason', async () => {
  const opened = await open('idle', 'connections')
  const { page } = opened
  await page.getByRole('button', { name: 'Add a connection…' }).click()
  await fill(opened, 'orders-db')
  await page.getByText('A database server of one environment, read-only').waitFor()
  await page.getByRole('button', { name: 'Test', exact: true }).click()
  const result = page.getByRole('status').filter({ hasText: 'It answers, and in time.' })
  for (const text of ['24 ms', 'mariadb 9d3f-11', '18.0 %', 'increments come with the next']) await result.getByText(text).waitFor()
  expect(await axe(opened)).toEqual([])
  // Another setting than was tested: the result is gone.
  await page.getByLabel('Database', { exact: true }).fill('orders')
  await result.waitFor({ state: 'hidden' })
  await page.getByRole('button', { name: 'Save…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('These settings were not tested.').waitFor()
  expect(await dialog.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true)
  await dialog.getByRole('textbox').fill('a new server')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await told(opened).toEqual([
    ['connections.test', { draft: draft('orders-db') }],
    ['connections.save', { draft: draft('orders-db', { database: 'orders' }), replaces: false, reason: 'a new server' }],
  ])
})

test('what is wrong stands at its field, of a test and of a plan that refuses it', async () => {
  const opened = await open('idle', 'connections/~new')
  const { page } = opened
  await fill(opened, 'refused')
  await page.getByLabel('Password', { exact: true }).fill('hunter2')
  await page.getByRole('button', { name: 'Test', exact: true }).click()
  await page.getByText('Password is a secret: the plan holds a reference to it, never the value').waitFor()
  await page.getByText('Not tried: 1 mistake').waitFor()
  await page.getByLabel('Password', { exact: true }).fill('')
  await page.getByRole('button', { name: 'Save…' }).click()
  await page.getByRole('dialog').getByRole('textbox').fill('because')
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await page.getByText('expected a host, or a socket in its place').waitFor()
  await page.getByRole('button', { name: 'Save…' }).waitFor()
})

test('a wrong password reads as one, with how to mend it', async () => {
  const opened = await open('idle', 'connections/~new')
  await fill(opened, 'orders-db')
  await opened.page.getByLabel('User', { exact: true }).fill('wrong')
  await opened.page.getByRole('button', { name: 'Test', exact: true }).click()
  for (const text of ['Not let in: it answers, and refuses', "Access denied for user 'wrong'", 'Mend user and password.']) await opened.page.getByText(text).waitFor()
  expect(await axe(opened)).toEqual([])
})

test('a secret goes in behind dots and is not shown again', async () => {
  const opened = await open('idle', 'connections/~new')
  const { page } = opened
  await fill(opened, 'orders-db')
  await page.getByLabel('Password', { exact: true }).fill('${NEW_PASSWORD}')
  await page.getByRole('button', { name: /^Set.* NEW_PASSWORD$/ }).click()
  const value = page.getByRole('dialog').getByLabel('Value')
  expect(await value.getAttribute('type')).toBe('password')
  await value.fill('hunter2')
  await page.getByRole('dialog').getByRole('button', { name: 'Set it' }).click()
  await told(opened).toEqual([['connections.secret', { name: 'NEW_PASSWORD', value: 'hunter2' }]])
  await page.getByText('The secret NEW_PASSWORD is set and in use').waitFor()
  await page.getByText('from the keychain').waitFor()
  expect(await page.content()).not.toContain('hunter2')
})

test('one is changed from its settings as the plan has them, and removed once its preview was seen, by the keyboard alone', async () => {
  const opened = await open('blocked', 'connections/orders-db')
  const { page } = opened
  await page.getByRole('button', { name: 'Edit…' }).press('Enter')
  await page.getByRole('heading', { name: 'Change orders-db' }).waitFor()
  expect(await page.getByLabel('Password', { exact: true }).inputValue()).toBe('${ORDERS_DB_PASSWORD}')
  await page.getByRole('button', { name: 'Cancel' }).press('Enter')
  await page.getByRole('button', { name: 'Remove…' }).press('Enter')
  const dialog = page.getByRole('dialog')
  for (const text of ['2 gates', 'Error burst (green), Uptime (green)', '1 step of the rollback', '1 figure of the Live screen']) await dialog.getByText(text).waitFor()
  expect(await axe(opened)).toEqual([])
  await dialog.getByRole('textbox').focus()
  await page.keyboard.type('the server is gone')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await told(opened).toEqual([['connections.remove', { target: 'orders-db', reason: 'the server is gone' }]])
})

test('each trouble reads differently, and another server than expected is said to be one', async () => {
  const opened = await open('blocked', 'connections/edge')
  const { page } = opened
  for (const word of ['not let in', 'certificate not trusted', 'slow', 'another than expected']) await page.getByRole('table').first().getByText(word).waitFor()
  await page.getByText('expected: haproxy edge-1').waitFor()
  await page.getByRole('button', { name: 'Expect this one…' }).click()
  await page.getByRole('dialog').getByRole('textbox').fill('it was rebuilt')
  await page.getByRole('dialog').getByRole('button', { name: 'Expect it' }).click()
  await told(opened).toEqual([['connections.expect', { target: 'edge', identity: 'haproxy edge-2', reason: 'it was rebuilt' }]])
})

test('without a keychain the screen says what to do instead, and offers no way to set a secret', async () => {
  const { page } = await open('fresh', 'connections')
  await page.getByText('Set secrets as environment variables before it is started.').waitFor()
  await page.getByText('Nothing is connected').waitFor()
  expect(await page.getByRole('button', { name: /secret/i }).count()).toBe(0)
})

test('a plan file with mistakes is not written over', async () => {
  const { page } = await open('mistakes', 'connections')
  await page.getByText('Mend the file first.').waitFor()
  expect(await page.getByRole('button', { name: 'Edit…' }).isDisabled()).toBe(true)
})

test('a viewer sees all of it and changes none of it, not by the address either', async () => {
  const { page } = await open('blocked', 'connections/~new', 'viewer')
  await page.getByText('Access denied').or(page.getByText('There is no such connection')).first().waitFor()
  expect(await page.getByRole('main').getByRole('button').count()).toBe(0)
})

test('g then n goes there', async () => {
  const { page } = await open('idle', 'live')
  await page.keyboard.press('g')
  await page.keyboard.press('n')
  await page.getByRole('heading', { name: 'Connections', level: 1 }).waitFor()
})

test('the consoles of a deployment: who is there, whose chain is refused, and the one press that takes a run over', async () => {
  const opened = await open('asking', 'connections')
  const panel = opened.page.getByRole('region', { name: 'Consoles' })
  await panel.getByText('This console could not reach somebody by any of their channels, and passed the turn on').waitFor()
  for (const text of ['Everything written here is there.', 'drives r-2', 'chain refused', '6 entries behind']) await panel.getByText(text).waitFor()
  await panel.getByRole('button', { name: 'Check their chains' }).click()
  await panel.getByText('c-2b7e1d90: all 418 entries are whole.').waitFor()
  expect(await axe(opened)).toEqual([])
  await panel.getByRole('button', { name: 'Take over…' }).press('Enter')
  await opened.page.getByRole('dialog').getByRole('textbox').fill('bo is on a train')
  await opened.page.getByRole('dialog').getByRole('button', { name: 'Take over' }).press('Enter')
  await told(opened).toEqual([['consoles.takeOver', { run: 'r-2', reason: 'bo is on a train' }]])
})

test('what another console wrote is found with one\'s own, says where, and stands in the replay at its place', async () => {
  const opened = await open('asking', 'incidents')
  const { page } = opened
  await page.getByLabel('Search the record').fill('pager')
  const hits = page.getByRole('list', { name: 'Entries that fit' })
  await hits.getByText('at c-2b7e1d90').waitFor()
  const hit = hits.getByRole('listitem').filter({ hasText: 'at c-2b7e1d90' }).first()
  // Its number is of that console's chain: the link leads to the incident, and to no entry of this one's by that number.
  expect(await hit.getByRole('link').getAttribute('href')).not.toMatch(/@/)
  await hit.getByRole('link').click()
  await page.getByRole('button', { name: 'Replay', exact: true }).click()
  const bar = page.getByRole('region', { name: 'Replay of the past' })
  const entries = page.getByRole('list', { name: 'Entries' })
  await bar.getByText(/^Entry \d+: /).waitFor()
  // Its events are read beside its first moment: there is no next one to go to before they are there.
  await bar.getByRole('slider', { name: 'Moment of the replay' }).waitFor()
  await entries.getByText(/opened the incident/).first().waitFor()
  expect(await entries.getByText('out of reach').count()).toBe(0)
  await page.keyboard.press('.')
  await bar.getByText('Entry 411 of c-2b7e1d90: Bo Lind noted').waitFor()
  await entries.getByText('out of reach').waitFor()
  await entries.getByText('at c-2b7e1d90').waitFor()
  expect(await axe(opened)).toEqual([])
  // Back before it nobody had written it yet.
  await page.keyboard.press(',')
  await entries.getByText('out of reach').waitFor({ state: 'detached' })
  await bar.getByText(/^Entry \d+: /).waitFor()
})

test('who drives hands the run over to a console that is there, and to no other', async () => {
  const opened = await open('ending', 'connections')
  const { page } = opened
  await page.getByRole('link', { name: /Also here bo/ }).waitFor()
  const panel = page.getByRole('region', { name: 'Consoles' })
  await panel.getByText('bo calls people and sends messages.').waitFor()
  expect(await panel.getByRole('button', { name: /^Hand over/ }).allInnerTexts()).toEqual(['Hand over to bo…'])
  await panel.getByRole('button', { name: 'Hand over to bo…' }).press('Enter')
  await page.getByRole('dialog').getByRole('textbox').fill('my shift ends')
  await page.getByRole('dialog').getByRole('button', { name: 'Hand over' }).press('Enter')
  await told(opened).toEqual([['consoles.handOver', { to: 'c-2b7e1d90', reason: 'my shift ends' }]])
})

test('a console that is cut off from the others says for how long, what is not sent, and that all works here', async () => {
  const { page } = await open('stale', 'connections')
  await page.getByRole('region', { name: 'Consoles' }).getByText(/Cut off from the shared database for 5 min\..*Every command works here as before, the rollback too\. 14 entries written here are not there yet\./).waitFor()
})
