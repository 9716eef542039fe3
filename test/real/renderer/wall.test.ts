/** The wall in a real Chromium: read from six metres, by everyone, at 1080p and 4K; honest when it is old; back by itself; shared by a link with an end. */
import type { Page } from 'playwright'
import { describe, expect, test, vi } from 'vitest'
import type { Scenario } from '../../doubles/demo-console.ts'
import { ada } from '../../doubles/demo-record.ts'
import { violationsOf } from './axe.ts'
import { inChromium } from './in-chromium.ts'
import type { Opened } from './pages.ts'
import { measureTexts, type Text } from './wall-texts.ts'

vi.setConfig({ testTimeout: 120_000 })
const openDemoPage = inChromium()
const sizes = [{ width: 1_920, height: 1_080 }, { width: 3_840, height: 2_160 }] as const
/** Of the wall's height: 10 and 14 arc minutes from six metres on a screen of 75 inches. */
const smallest = { text: 0.018, figure: 0.027 } as const
const long = 'The deployment of the trading back-end to all users of every region with a name that never ends and goes on after that'

const described = (list: readonly Text[]): readonly string[] => list.map(({ text, capital, contrast }) => `“${text}” capitals ${(capital * 100).toFixed(2)} %, contrast ${contrast.toFixed(1)}`)
/** What is wrong with the texts that stand on the wall now. */
async function wrongIn(page: Page): Promise<readonly string[]> {
  const texts = await measureTexts(page)
  expect(texts.length).toBeGreaterThan(20)
  expect(texts.filter(({ figure }) => figure).length).toBeGreaterThan(1)
  return [
    ...described(texts.filter(({ capital, figure }) => capital < (figure ? smallest.figure : smallest.text))).map((one) => `too small: ${one}`),
    ...described(texts.filter(({ contrast }) => contrast < 7)).map((one) => `too faint: ${one}`),
    ...described(texts.filter(({ outside }) => outside)).map((one) => `cut: ${one}`),
    ...texts.flatMap(({ text, under }) => (under === undefined ? [] : [`“${text}” stands on “${under}”`])),
  ]
}

const filled = ({ demo }: Opened): void => {
  for (const [role, person] of [['commander', 'Ada Obi'], ['communications', 'Bo Lind'], ['technical lead', 'Chidi Anagonye-Featherstonehaugh'], ['scribe', 'Dee']] as const)
    demo.record.add({ kind: 'incident.role', who: ada, incident: 'i-3', data: { role, person } })
  demo.record.add({ kind: 'message.queued', who: ada, data: { message: 'm-1', kind: 'update', to: 'management and the product owner', channels: ['mail'], title: 'Users are back on blue; what is known so far and what comes next', text: 'x', due: Date.now() + 754_000 } })
}

describe('every text of the wall', () => {
  test.each(['fresh', 'idle', 'pending', 'validating', 'asking', 'blocked', 'ramping'] satisfies Scenario[])('is large and clear enough at 1080p and 4K, in dark and light, and none is cut (%s)', async (scenario) => {
    const opened = await openDemoPage({ scenario, ...(scenario === 'pending' && { title: long }), size: sizes[0] })
    const { page, go, complaints } = opened
    if (scenario === 'asking' || scenario === 'validating') filled(opened)
    await go('wall')
    await page.getByRole('region', { name: 'Traffic' }).getByText('%').first().waitFor()
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      for (const size of sizes) {
        await page.setViewportSize(size)
        expect.soft(await wrongIn(page), `${colorScheme} at ${size.height}`).toEqual([])
      }
    }
    expect(complaints).toEqual([])
  })
})

/** As a wall is opened: by a shared link, on a page without the console. */
async function shared(scenario: Scenario, size: (typeof sizes)[number] = sizes[0]): Promise<Opened & { readonly share: string; readonly wall: string }> {
  const opened = await openDemoPage({ scenario, size })
  const { share, links } = await opened.demo.walls.share({ label: 'Room 2', lasts: 3_600_000 }, ada, 'a test')
  const wall = links[0]?.url ?? ''
  await opened.page.goto(wall)
  await opened.page.getByRole('region', { name: 'Figures' }).getByText('%').first().waitFor()
  return { ...opened, share, wall }
}

describe('a shared wall', () => {
  test('is the war room and nothing else: no link, no button, no token in its address, nothing kept in the page', async () => {
    const { page, complaints } = await shared('asking')
    expect(new URL(page.url()).search).toBe('')
    expect(await page.locator('a, button, input, textarea, [tabindex]').count()).toBe(0)
    expect(await page.evaluate(() => [document.cookie, localStorage.length, sessionStorage.length])).toEqual(['', 0, 0])
    await page.keyboard.press('Escape')
    await page.getByRole('main', { name: 'War room' }).waitFor()
    expect(await violationsOf(page)).toEqual([])
    expect(complaints).toEqual([])
  })

  test('says within seconds how old it is, in its largest words, and lives again by itself when the engine does', async () => {
    const { page, demo } = await shared('idle')
    await page.evaluate(() => Object.assign(globalThis, { sameDocument: true }))
    await demo.wallDown()
    const alert = page.getByRole('alert')
    await alert.getByText('Connection lost').waitFor({ timeout: 10_000 })
    await alert.getByText(/^0:0\d old$/).waitFor({ timeout: 10_000 })
    for (const size of sizes) {
      await page.setViewportSize(size)
      const texts = await measureTexts(page)
      const [largest] = texts.toSorted((one, other) => other.capital - one.capital)
      expect(largest?.text).toMatch(/^0:\d\d old$/)
      expect(described(texts.filter(({ text, contrast }) => /old$|lost|true then/.test(text) && contrast < 7))).toEqual([])
    }
    demo.record.add({ kind: 'incident.opened', who: ada, incident: 'i-9', data: { title: 'While nobody looked', severity: 'P1', cause: 'x' } })
    demo.wallUp()
    await alert.waitFor({ state: 'hidden', timeout: 20_000 })
    await page.getByRole('region', { name: 'Who has what' }).getByText('P1 · While nobody looked').waitFor()
    expect(await page.evaluate(() => 'sameDocument' in globalThis), 'the page was not loaded again').toBe(true)
  })

  test('says so where the engine lives and is silent', async () => {
    const { page, demo } = await shared('idle')
    demo.silence()
    await page.getByRole('alert').getByText('The engine is silent').waitFor({ timeout: 10_000 })
    await page.getByRole('alert').getByText(/^0:0\d old$/).waitFor()
  })

  test('withdrawn goes old, and a page that is loaded again is refused in words', async () => {
    const { page, demo, share, wall } = await shared('idle')
    await demo.walls.share({ label: 'Another', lasts: 3_600_000 }, ada, 'so that it is served')
    demo.walls.revoke(share, ada, 'over')
    await page.getByRole('alert').getByText('Connection lost').waitFor({ timeout: 10_000 })
    await page.goto(wall)
    await page.getByText('This link has ended, was withdrawn, or is not whole').waitFor()
  })

  test('tells who has what and the message that is due next', async () => {
    const opened = await shared('asking')
    const { page } = opened
    filled(opened)
    const who = page.getByRole('region', { name: 'Who has what' })
    await who.getByText('Bo Lind').waitFor()
    await who.getByText('P0 · driven by console-a7 · Error burst on green').waitFor()
    const next = page.getByRole('region', { name: 'Next message' })
    await next.getByText(/^late by \d+:\d\d$/).waitFor()
    await next.getByText('Did not go out to Product manager: Drill: P0: Error burst on green').waitFor()
  })
})

describe('sharing', () => {
  test('makes a link with an end by keyboard alone, shows it as text and as a code once, lists it, and withdraws it', async () => {
    const opened = await openDemoPage({ scenario: 'idle' })
    const { page, demo, complaints } = opened
    await page.getByRole('button', { name: 'Share the war room' }).focus()
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog')
    await dialog.getByText('This machine alone.').waitFor()
    await page.keyboard.type('Meeting room 2')
    await dialog.getByRole('radio', { name: '1 h', exact: true }).press('Space')
    await dialog.getByLabel('Reason, for the record').fill('the team meets there')
    await page.keyboard.press('Tab')
    await dialog.getByRole('button', { name: 'Share', exact: true }).press('Enter')
    await page.getByRole('img', { name: 'QR code of the link' }).waitFor()
    const url = (await dialog.locator('code').textContent()) ?? ''
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}$/)
    expect(await decoded(page)).toBe(url)
    expect(await violationsOf(page)).toEqual([])
    const { wallShares: [made] } = demo.record.state()
    expect([made?.label, made?.by, (made?.until ?? 0) - (made?.at ?? 0)]).toEqual(['Meeting room 2', 'Ada Obi', 3_600_000])
    await dialog.getByRole('button', { name: 'Done' }).press('Enter')
    await page.getByRole('button', { name: 'Share the war room' }).press('Enter')
    const row = dialog.getByRole('list', { name: 'Links that live' }).getByRole('listitem').filter({ hasText: 'Meeting room 2' })
    await row.getByText('not opened yet').waitFor()
    expect(await dialog.textContent()).not.toContain(new URL(url).searchParams.get('token'))
    const wall = await page.context().newPage()
    await wall.goto(url)
    await row.getByText('1 screen open').waitFor({ timeout: 10_000 })
    await row.getByRole('button', { name: 'Withdraw Meeting room 2' }).press('Enter')
    await page.getByLabel('Reason, for the record').fill('the meeting is over')
    await page.getByRole('button', { name: 'Withdraw it' }).press('Enter')
    await wall.getByRole('alert').getByText('Connection lost').waitFor({ timeout: 10_000 })
    await expect.poll(() => demo.record.state().wallShares[0]?.revoked?.by).toBe('Ada Obi')
    expect(complaints).toEqual([])
  })

  test('is not offered to a viewer', async () => {
    const { page } = await openDemoPage({ scenario: 'idle', role: 'viewer' })
    await page.getByText('viewer', { exact: true }).first().waitFor()
    expect(await page.getByRole('button', { name: 'Share the war room' }).count()).toBe(0)
    await page.keyboard.press('Control+k')
    await page.getByPlaceholder('Screen, incident, run, help or action').fill('share')
    expect(await page.getByRole('menuitem', { name: /Share the war room/ }).count()).toBe(0)
  })
})

/** What a camera would read: the code's modules as they are drawn, compared with those of the link. */
async function decoded(page: Page): Promise<string> {
  const { encode } = await import('uqr')
  const shown = await page.getByRole('img', { name: 'QR code of the link' }).locator('path').getAttribute('d')
  const url = (await page.getByRole('dialog').locator('code').textContent()) ?? ''
  const expected = encode(url, { ecc: 'M', border: 4 }).data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : []))).join('')
  return shown === expected ? url : 'another code'
}
