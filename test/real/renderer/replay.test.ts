/** The Replay screen in a real Chromium, before a console whose samples are made up and whose judge is the real one. */
import type { Page } from 'playwright'
import { expect, test, vi } from 'vitest'
import type { Scenario } from '../../doubles/demo-console.ts'
import { violationsOf } from './axe.ts'
import { inChromium } from './in-chromium.ts'
import type { Opened } from './pages.ts'

// Others share the cores: a wait here is for a condition, and its end only a net.
vi.setConfig({ testTimeout: 120_000 })

const openDemoPage = inChromium()

async function open(scenario: Scenario, role: 'operator' | 'viewer' = 'operator'): Promise<Opened> {
  const opened = await openDemoPage({ scenario, role })
  await opened.go('replay')
  return opened
}
async function choose(page: Page, gate: string): Promise<void> {
  await page.getByRole('button', { name: /Gate$/ }).click()
  await page.getByRole('option', { name: gate, exact: true }).click()
}
const press = (page: Page): Promise<void> => page.getByRole('button', { name: 'Replay', exact: true }).click()
const complaintsOf = async (page: Page): Promise<readonly string[]> => {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
  return [...(await violationsOf(page)), ...(wide > 0 ? [`${wide} px too wide`] : [])]
}

test('a changed rule stands beside the plan’s: states in words, differences, rollbacks, counts; readable by everyone', async () => {
  const { page, complaints } = await open('idle')
  await choose(page, 'Error burst above 10 %')
  await page.getByRole('textbox', { name: 'For', exact: true }).fill('50s')
  await press(page)
  await page.getByRole('img', { name: /^Changed: .*firing from/ }).waitFor()
  await page.getByRole('img', { name: /^Plan: .*firing from .*firing from/ }).waitFor()
  await page.getByText('30 s later').first().waitFor()
  await page.getByText('plan 2, changed').waitFor()
  await page.getByText(/turns$/).click()
  await page.getByRole('button', { name: 'Count over the record' }).click()
  await page.getByRole('row', { name: /False: people vetoed them 1 0/ }).waitFor()
  await page.getByRole('row', { name: /Pressed by Ada Obi.*does not open.*before/ }).waitFor()
  await page.getByText('no samples left').first().waitFor()
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    expect.soft(await complaintsOf(page), colorScheme).toEqual([])
  }
  expect(complaints).toEqual([])
})

test('a rule that can not be is told at its field, and is not replayed', async () => {
  const { page } = await open('idle')
  await page.getByRole('textbox', { name: 'For', exact: true }).fill('soon')
  await page.getByText('expected a time such as 20s, 5m or 1h').waitFor()
  expect(await page.getByRole('button', { name: 'Replay', exact: true }).isDisabled()).toBe(true)
  await page.getByRole('button', { name: 'Back to the plan’s rule' }).click()
  expect(await page.getByRole('button', { name: 'Replay', exact: true }).isDisabled()).toBe(false)
})

test('the mistakes of a CSV are told with line and column; a good one is judged', async () => {
  const { page } = await open('idle')
  await page.getByRole('radio', { name: 'CSV' }).click()
  expect(await page.getByRole('button', { name: 'Replay', exact: true }).isDisabled()).toBe(true)
  await page.getByRole('textbox', { name: 'Samples' }).fill('time,metric,environment,value\ntoday,cpu,green,1\n12,cpu_usage,red,1')
  await press(page)
  await page.getByText('line 2, column 1: "today" is no time').waitFor()
  await page.getByText('line 3, column 14: "red" is neither blue nor green').waitFor()
  expect(await complaintsOf(page)).toEqual([])
  await page.getByRole('textbox', { name: 'Samples' }).fill(['time,metric,environment,value,denominator', ...Array.from({ length: 120 }, (_, second) => `${second},error_rate,green,${second > 40 ? 30 : 0},100`)].join('\n'))
  await choose(page, 'Error burst above 10 %')
  await press(page)
  await page.getByRole('img', { name: /^State: .*firing from/ }).waitFor()
})

test('by keyboard: a run is chosen and replayed', async () => {
  const { page } = await open('idle')
  await page.getByRole('radio', { name: 'Last hours' }).focus()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: /Run or incident$/ }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('option', { name: /Drill: Error burst/ }).waitFor()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Replay', exact: true }).focus()
  await page.keyboard.press('Enter')
  await page.getByText(/judged second by second/).waitFor()
})

test('the change is taken over by an operator with a reason; a viewer may replay and copy, and takes nothing over', async () => {
  const { page, demo, close } = await open('idle')
  await choose(page, 'Error burst above 10 %')
  await page.getByRole('textbox', { name: /^Bar/ }).fill('8')
  await page.getByText('threshold: { value: 0.08 }').waitFor()
  await page.getByRole('button', { name: 'Use it from now on…' }).click()
  await page.getByRole('dialog').getByRole('textbox').fill('the drill of Monday fired too late')
  await page.getByRole('button', { name: 'Use them' }).click()
  await page.getByText('The changed rules judge from now on').waitFor()
  expect(demo.calls).toMatchObject([{ path: 'replay.use', input: { changes: [{ gate: 'error-burst', threshold: { value: 0.08 } }], reason: 'the drill of Monday fired too late' } }])
  await close()
  const viewer = await open('idle', 'viewer')
  await viewer.page.getByRole('textbox', { name: 'For', exact: true }).fill('1s')
  await viewer.page.getByRole('button', { name: 'Copy as YAML' }).waitFor()
  expect(await viewer.page.getByRole('button', { name: 'Use it from now on…' }).count()).toBe(0)
  await press(viewer.page)
  await viewer.page.getByText(/judged second by second/).waitFor()
})

test('with nothing recorded and nothing on the record it says so', async () => {
  const { page } = await open('fresh')
  await page.getByText('Nothing is written yet').waitFor()
  expect(await page.getByRole('button', { name: 'Replay', exact: true }).isDisabled()).toBe(true)
  await page.getByRole('radio', { name: 'Run or incident' }).click()
  await page.getByText('None with samples').waitFor()
  await page.getByRole('button', { name: 'Count over the record' }).click()
  await page.getByText('No run on the record').waitFor()
  expect(await complaintsOf(page)).toEqual([])
})
