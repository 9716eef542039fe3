/** By keys alone, in sight all the way, without motion where none is wanted. WCAG 2.2: 2.1.1, 2.1.2, 2.4.3, 2.4.7, 2.4.11, 2.5.8; "keyboard alone does everything". */
import { expect, test, vi } from 'vitest'
import { inChromium } from './in-chromium.ts'
import type { Opened } from './pages.ts'

vi.setConfig({ testTimeout: 90_000 })
const openPage = inChromium()

/** What has the focus: who it is, whether one sees that it has it, and whether it lies in sight. */
const focused = ({ page }: Opened) => page.evaluate(() => {
  const element = document.activeElement
  if (!(element instanceof HTMLElement) || element === document.body) return { name: 'nothing', marked: true, inSight: true }
  // Some controls have their mark on what stands for them.
  const marks = [element, element.parentElement, element.closest('label, [role="row"], li')].filter((one) => one !== null)
  const marked = marks.some((one) => {
    const { outlineStyle, outlineWidth, boxShadow, borderColor } = getComputedStyle(one)
    return (outlineStyle !== 'none' && parseFloat(outlineWidth) > 0) || (boxShadow !== 'none' && borderColor !== '') || one.hasAttribute('data-focus-visible')
  })
  const { left, top, width, height } = element.getBoundingClientRect()
  const [x, y] = [Math.min(innerWidth - 1, Math.max(0, left + width / 2)), Math.min(innerHeight - 1, Math.max(0, top + Math.min(height / 2, 12)))]
  const over = document.elementFromPoint(x, y)
  const hidden = width <= 1 || height <= 1
  const name = element.getAttribute('aria-label') ?? (element.textContent.trim().slice(0, 40) || element.tagName)
  return { name: `${element.tagName} ${name}`, marked: marked || hidden, inSight: hidden || over === null || element.contains(over) || over.contains(element) }
})

const mostStops = 220

/** Tab from the page's beginning until the focus leaves it. */
async function walk(opened: Opened): Promise<Awaited<ReturnType<typeof focused>>[]> {
  const stops: Awaited<ReturnType<typeof focused>>[] = []
  await opened.page.getByRole('link', { name: 'Skip to the screen' }).focus()
  for (let presses = 0; presses < mostStops; presses += 1) {
    await opened.page.keyboard.press('Tab')
    const stop = await focused(opened)
    if (stop.name === 'nothing' || /Skip to the screen/.test(stop.name)) return stops
    stops.push(stop)
  }
  throw new Error(`the focus is trapped: ${mostStops} stops, the last of them ${stops.slice(-4).map(({ name }) => name).join(' → ')}`)
}

test.each([['validating', 'live'], ['asking', 'rollback'], ['fresh', 'live'], ['piloting', 'programme']] as const)('the focus goes through all of it, marked and in sight, and out again (%s, %s)', async (scenario, screen) => {
  const opened = await openPage({ scenario })
  await opened.go(screen)
  await expect.poll(() => opened.page.getByText('Reading…').count(), { timeout: 30_000 }).toBe(0)
  const stops = await walk(opened)
  expect(stops.length).toBeGreaterThan(20)
  expect(stops.filter(({ marked }) => !marked).map(({ name }) => name)).toEqual([])
  expect(stops.filter(({ inSight }) => !inSight).map(({ name }) => name)).toEqual([])
})

/** Tab to a control of this name and press it. */
async function press(opened: Opened, name: RegExp, key = 'Enter'): Promise<void> {
  for (let presses = 0; presses < mostStops; presses += 1) {
    if (name.test((await focused(opened)).name)) return opened.page.keyboard.press(key)
    await opened.page.keyboard.press('Tab')
  }
  throw new Error(`Tab never came to ${String(name)}`)
}

test('the main job: from the alarm by the yes, a question’s answer and a veto’s reason, to the record', async () => {
  const opened = await openPage({ scenario: 'validating' })
  const { page, demo } = opened
  const calls = () => expect.poll(() => demo.calls.map(({ path }) => path), { timeout: 20_000 })
  await page.getByText('Rolls back to blue in').waitFor()
  await press(opened, /^BUTTON Veto…/)
  const reason = page.getByRole('dialog', { name: 'Veto this rollback' }).getByRole('textbox')
  await expect.poll(() => reason.evaluate((element) => element === document.activeElement)).toBe(true)
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  // Back where it came from, not at the top of the page.
  await expect.poll(async () => (await focused(opened)).name).toMatch(/^BUTTON Veto…/)
  await press(opened, /^BUTTON Confirm now/)
  await calls().toEqual(['rollback.confirm'])
  await page.keyboard.press('g')
  await page.keyboard.press('i')
  await page.getByRole('heading', { level: 1, name: 'Incidents' }).waitFor()
  await expect.poll(async () => page.evaluate(() => document.activeElement?.id)).toBe('screen')
  await press(opened, /^A .*Error burst/)
  await page.getByRole('list', { name: 'Entries' }).waitFor()
})

test('a step’s question is answered', async () => {
  const opened = await openPage({ scenario: 'asking' })
  const { page, demo } = opened
  await press(opened, /^BUTTON Answer$/)
  await page.getByRole('heading', { level: 1, name: /Rollback/ }).waitFor()
  await press(opened, /^BUTTON (Try again|Retry)/)
  await expect.poll(() => demo.calls.map(({ path }) => path), { timeout: 20_000 }).toEqual(['rollback.answer'])
})

const moving = ({ page }: Opened): Promise<number> => page.evaluate(() => document.getAnimations().filter(({ playState }) => playState === 'running').length)

test('where less motion is wanted nothing moves; elsewhere what is busy turns', async () => {
  const opened = await openPage({ scenario: 'asking' })
  await opened.go('rollback')
  await opened.page.getByRole('region', { name: 'The open run' }).waitFor()
  await expect.poll(() => moving(opened)).toBe(0)
  await opened.page.emulateMedia({ reducedMotion: 'no-preference' })
  await expect.poll(() => moving(opened)).toBeGreaterThan(0)
})
