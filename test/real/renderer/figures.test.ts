/** Each figure on Live carries its age and source, in a real Chromium. Issue 3. */
import type { Locator } from 'playwright'
import { expect, test, vi } from 'vitest'
import type { Scenario } from '../../doubles/demo-console.ts'
import { inChromium } from './in-chromium.ts'

vi.setConfig({ testTimeout: 120_000 })

const openDemoPage = inChromium()

async function live(scenario: Scenario) {
  const { page, complaints } = await openDemoPage({ scenario })
  await page.getByRole('heading', { name: 'Gates' }).waitFor()
  const tiles = page.getByRole('list', { name: /System|People/ }).getByRole('listitem')
  const charts = page.getByRole('figure')
  const gates = page.getByRole('region', { name: 'Gates' }).getByRole('listitem')
  await gates.first().waitFor()
  return { page, complaints, tiles, charts, gates }
}
const told = (host: Locator): Promise<string> => host.getByRole('tooltip').innerText()
const origin = /(From (blue|green), 0 s old, 94 observations\.|No target of the plan brings it\.|From \d+ gates with a verdict\.)/

test.each(['tiles', 'charts', 'gates'] as const)('each of the %s says where it comes from and how old it is, pointed at or by the keyboard', async (kind) => {
  const { [kind]: all, page, complaints } = await live('idle')
  for (const host of await all.all()) {
    expect(await host.getByRole('tooltip').count()).toBe(0)
    await host.hover()
    expect(await told(host)).toMatch(origin)
    await page.mouse.move(0, 0)
    const focusable = kind === 'gates' ? host.getByRole('button') : kind === 'charts' ? host.getByRole('application') : host
    await focusable.focus()
    // Focus that a script gives counts as the keyboard's once a key was pressed.
    await page.keyboard.press('Shift')
    expect(await told(host)).toMatch(origin)
    const described = await focusable.getAttribute('aria-describedby')
    expect(await page.locator(`[id="${described}"]`).innerText()).toMatch(origin)
    await focusable.blur()
  }
  expect(complaints).toEqual([])
})

test('a figure that is old says so openly, everywhere that it stands', async () => {
  const { tiles, charts, gates } = await live('stale')
  const [tile, chart, gate] = [tiles.filter({ has: tiles.page().getByRole('heading', { name: 'Error Rate' }) }), charts.first(), gates.filter({ hasText: 'Error burst' }).first()]
  for (const host of [tile, chart, gate]) expect(await host.getByText('42 s old', { exact: true }).first().isVisible()).toBe(true)
})

test('a figure that is new does not', async () => {
  for (const all of Object.values(await live('idle').then(({ tiles, charts, gates }) => ({ tiles, charts, gates })))) expect(await all.getByText(/^\d+ s old$/).count()).toBe(0)
})

test('a source says when it last answered, and who it is; the traffic who reports it', async () => {
  const { page } = await live('idle')
  const rows = page.getByRole('table').filter({ has: page.getByRole('columnheader', { name: 'Last good' }) }).getByRole('row')
  const texts = await rows.filter({ has: page.getByRole('rowheader') }).allInnerTexts()
  expect(texts.length).toBeGreaterThan(2)
  // Journeys of an application are a source of their own, which answers by its address and less often.
  // Logs say how many lines come.
  for (const text of texts) expect(text).toMatch(/\d+ s\s+(build 2025|http:|[\d.]+ lines\/s)/)
  await page.getByRole('region', { name: 'Traffic' }).getByText(/\d s old/).waitFor()
})
