/** The screens in a real Chromium, before a console with plausible data. */
import { describe, expect, test, vi } from 'vitest'
import { holdFor } from '../../../renderer/parts/hold.ts'
import type { Scenario } from '../../doubles/demo-console.ts'
import { ada } from '../../doubles/demo-record.ts'
import { violationsOf } from './axe.ts'
import { inChromium } from './in-chromium.ts'
import type { Page } from 'playwright'
import type { Opened } from './pages.ts'

// Five people share two cores: a wait here is for a condition, and its end only a net.
vi.setConfig({ testTimeout: 60_000 })

const openDemoPage = inChromium()

const open = (scenario: Scenario, more: Omit<Parameters<typeof openDemoPage>[0], 'scenario'> = {}): Promise<Opened> => openDemoPage({ scenario, ...more })

/** Where what stands there can't be read, in either theme. */
async function contrastOf(page: Page): Promise<readonly string[]> {
  const found: string[] = []
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    found.push(...(await violationsOf(page, { type: 'rule', values: ['color-contrast'] })))
  }
  return found
}

describe('the rollback button', () => {
  test('held by the keyboard it presses once, after 1.2 s and not before', async () => {
    const { page, demo } = await open('idle')
    const button = page.getByRole('button', { name: 'Roll back', exact: true })
    await button.focus()
    const down = performance.now()
    await page.keyboard.down(' ')
    await page.keyboard.down(' ')
    await page.getByText('Rollback r-9 to blue has begun').waitFor()
    await page.keyboard.down(' ')
    await page.keyboard.up(' ')
    await page.locator('[data-hold="idle"]').waitFor()
    expect(demo.calls.map(({ path, input }) => ({ path, input }))).toEqual([{ path: 'rollback.press', input: { trigger: 'button' } }])
    expect((demo.calls[0]?.at ?? 0) - down).toBeGreaterThanOrEqual(holdFor)
  })

  test('let go early, or given up by Escape, it presses nothing', async () => {
    const { page, demo } = await open('idle')
    await page.getByRole('button', { name: 'Roll back', exact: true }).focus()
    await page.keyboard.down('Enter')
    await page.locator('[data-hold="holding"]').waitFor()
    await page.keyboard.up('Enter')
    await page.locator('[data-hold="idle"]').waitFor()
    await page.keyboard.down('Enter')
    await page.locator('[data-hold="holding"]').waitFor()
    await page.keyboard.press('Escape')
    await page.locator('[data-hold="cancelled"]').waitFor()
    const until = performance.now() + holdFor * 1.5
    await page.waitForFunction((end) => performance.timeOrigin + performance.now() > end, performance.timeOrigin + until)
    expect(demo.calls).toEqual([])
    expect(await page.locator('[data-hold]').getAttribute('data-hold')).toBe('cancelled')
  })

  test('blocked, it says what blocks and asks before it presses', async () => {
    const { page, demo } = await open('blocked')
    await page.getByRole('button', { name: 'Roll back', exact: true }).focus()
    await page.keyboard.down(' ')
    const dialog = page.getByRole('alertdialog', { name: /blocked/ })
    await dialog.getByText('blue: connection refused').waitFor()
    await page.keyboard.up(' ')
    expect(demo.calls).toEqual([])
    await dialog.getByRole('button', { name: 'Roll back all the same' }).click()
    await expect.poll(() => demo.calls.map(({ path }) => path)).toEqual(['rollback.press'])
  })

  test('a manual trigger of the plan is pressed with its own name and reason', async () => {
    const { page, demo, go } = await open('idle')
    await go('rollback')
    await page.getByRole('button', { name: /Roll back: Data integrity/ }).click()
    await page.getByRole('textbox').fill('orders differ between the archives')
    await page.getByRole('button', { name: 'Hold to roll back' }).focus()
    await page.keyboard.down(' ')
    await expect.poll(() => demo.calls.map(({ input }) => input)).toEqual([{ trigger: 'data-integrity', reason: 'orders differ between the archives' }])
    await page.keyboard.up(' ')
  })
})

const acts = /roll ?back|join the run|veto|confirm|stop the run|try again|skip…|^set|end the phase|^tick|untick|close…|open an incident|add the|correct|send pilot|add a connection|edit…|remove…|expect this|replace…|set a secret|^test$|^save|i have it|silence…|end it/i
/** Read at one moment: a list that is still being filled has others the next. */
const enabledControls = ({ page }: Opened): Promise<readonly string[]> =>
  page.locator('button:enabled, input:enabled, textarea:enabled').evaluateAll((all) => all.map((one) =>
    one.getAttribute('aria-label') ?? one.closest('label')?.textContent ?? (one.textContent || one.getAttribute('placeholder') || one.getAttribute('type') || '')))
const acting = async (opened: Opened): Promise<readonly string[]> => {
  // "Rollback ready, show all checks" opens a list, "Rollback" filters entries, a report is a file of one's own: none acts.
  const harmless = /show all checks|^Rollback$|ready|blocked|→|Automation|^Save the report/
  return (await enabledControls(opened)).filter((name) => acts.test(name) && !harmless.test(name))
}

describe('a viewer', () => {
  test.each([['idle', ['rollback', 'checklists', 'incidents/i-1', 'plan']], ['asking', ['rollback']], ['ending', ['rollback']], ['validating', ['live']], ['pending', ['live', 'connections']]] as const)(
    'sees no control that acts, where an operator has some (%s, %j)', async (scenario, screens) => {
      const operator = await open(scenario)
      for (const screen of screens) {
        await operator.go(screen)
        await expect.poll(async () => (await acting(operator)).length, { timeout: 20_000 }).toBeGreaterThan(1)
      }
      await operator.close()
      const viewer = await open(scenario, { role: 'viewer' })
      for (const screen of screens) {
        await viewer.go(screen)
        await viewer.page.getByText('viewer', { exact: true }).first().waitFor()
        expect(await acting(viewer), screen).toEqual([])
        const boxes = viewer.page.getByRole('checkbox')
        expect(await boxes.evaluateAll((all) => all.filter((one) => one instanceof HTMLInputElement && !one.disabled).length), screen).toBe(0)
      }
    })
})

describe('what is no longer true is said', () => {
  test('a lost link', async () => {
    const { page, demo } = await open('idle')
    await demo.stop()
    await page.getByRole('alert').filter({ hasText: 'Connection to the engine lost' }).waitFor()
  })

  test('an engine that falls silent', async () => {
    const { page, demo } = await open('idle')
    await page.getByRole('region', { name: 'Traffic' }).getByText('0 s old').waitFor()
    demo.silence()
    await page.getByRole('alert').filter({ hasText: 'The engine is silent' }).waitFor()
    // What is old is marked, its age goes on, and it can still be read.
    await page.getByRole('listitem').filter({ hasText: 'Response Time' }).getByText(/^ \d+ s old$/).waitFor()
    await page.getByRole('region', { name: 'Traffic' }).getByText(/^([4-9]|\d\d) s old$/).waitFor()
    expect(await contrastOf(page)).toEqual([])
  })

  test('on the wall, over everything', async () => {
    const { page, demo, go } = await open('asking', { size: { width: 1920, height: 1080 } })
    await go('wall')
    await demo.stop()
    const banner = page.getByRole('alert').filter({ hasText: 'Connection lost' })
    await banner.waitFor()
    expect((await banner.boundingBox())?.width).toBe(1920)
    expect(await contrastOf(page)).toEqual([])
  })
})

// How large, how clear and how honest it is: wall.test.ts.
test('the war room has no control, shows what is left, the stage, the step and the head of the chain, and is left by Esc', async () => {
  const { page, demo, go } = await open('asking')
  await go('wall')
  for (const text of ['Left of 15:00', 'Stage 2 of 5: Traffic Routing', 'Connection Draining', 'Exposed for']) await page.getByText(text).first().waitFor()
  await page.getByText(demo.record.state().head.slice(0, 12)).waitFor()
  expect(await page.getByRole('button').count()).toBe(0)
  await page.keyboard.press('Escape')
  await page.getByRole('navigation', { name: 'Screens' }).waitFor()
})

test('a script in a title or a note is text and never runs', async () => {
  const script = '<img src=x onerror="globalThis.ran=1"><script>globalThis.ran=1</script>'
  const { page, demo, go } = await open('idle', { title: script })
  await go('incidents/i-1')
  await page.getByRole('heading', { name: script }).waitFor()
  await page.getByLabel('Note', { exact: true }).fill(script)
  await page.getByRole('button', { name: 'Add the note' }).click()
  await page.getByRole('list', { name: 'Entries' }).getByText(script, { exact: true }).waitFor()
  demo.record.add({ kind: 'incident.opened', who: ada, incident: 'i-9', data: { title: script, severity: 'P1', cause: script } })
  await go('wall')
  await page.getByText(`P1 · ${script}`).waitFor()
  // A wall reads no notes.
  expect(await page.getByText('Ada Obi noted').count()).toBe(0)
  expect(await page.evaluate(() => 'ran' in globalThis)).toBe(false)
})
