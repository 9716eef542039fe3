/** The charts in a real Chromium: who draws them, for how long, and what is read from them. Issue 9. */
import type { Page } from 'playwright'
import { expect, test, vi } from 'vitest'
import { inChromium } from './in-chromium.ts'
import { inkOfCanvases, leastInk } from './ink.ts'

vi.setConfig({ testTimeout: 60_000 })

const openDemoPage = inChromium()
const threads = (page: Page): number => page.workers().filter((worker) => worker.url().includes('chart-thread')).length
/** Six charts of Live, and each is drawn. */
const areDrawn = (page: Page) => expect.poll(async () => (await page.evaluate(inkOfCanvases)).filter((share) => share > leastInk).length, { timeout: 20_000 }).toBe(6)

test('all charts of a screen are drawn by one thread, which is there as long as they are', async () => {
  const { page, go, complaints } = await openDemoPage({ scenario: 'idle' })
  for (let visit = 0; visit < 2; visit += 1) {
    await areDrawn(page)
    expect(threads(page)).toBe(1)
    await go('plan')
    await expect.poll(() => threads(page)).toBe(0)
    await go('live')
  }
  await areDrawn(page)
  expect(complaints).toEqual([])
})

test('where no thread can be started, the page draws them itself', async () => {
  const { page } = await openDemoPage({ scenario: 'idle' })
  await page.route(/chart-thread/, (route) => route.abort())
  await page.reload()
  await areDrawn(page)
  expect(threads(page)).toBe(0)
})

test('a chart that is pointed at tells the values of that moment, and no longer when it is left; so by the keyboard, which says them too', async () => {
  const { page } = await openDemoPage({ scenario: 'idle' })
  await areDrawn(page)
  const [rests = 0] = await page.evaluate(inkOfCanvases)
  const ink = async (): Promise<number> => ((await page.evaluate(inkOfCanvases))[0] ?? 0) - rests
  // A box with two lines of text covers a tenth of a chart and more.
  const canvas = page.getByRole('figure').first().locator('canvas')
  const { width, height } = await canvas.evaluate(({ clientWidth, clientHeight }) => ({ width: clientWidth, height: clientHeight }))
  // Not in the middle, where the demo's lines have a gap.
  await canvas.hover({ position: { x: width * 0.8, y: height / 2 } })
  await expect.poll(ink).toBeGreaterThan(0.04)
  await page.mouse.move(0, 0)
  await expect.poll(ink).toBeLessThan(0.02)
  const chart = page.getByRole('figure').first().getByRole('application', { name: 'Performance, point by point' })
  const said = () => expect.poll(() => page.getByRole('figure').first().locator('[aria-live]').textContent())
  await chart.press('End')
  await chart.press('Shift+ArrowLeft')
  await said().toMatch(/^\d\d:\d\d:\d\d: blue [\d,]+ rows\/s, green [\d,]+ rows\/s$/)
  await expect.poll(ink).toBeGreaterThan(0.04)
  await chart.press('Escape')
  await said().toBe('')
  await expect.poll(ink).toBeLessThan(0.02)
})

test('on a screen with more pixels a chart is drawn with as many', async () => {
  const { page } = await openDemoPage({ scenario: 'idle' })
  await areDrawn(page)
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Emulation.setDeviceMetricsOverride', { width: 1_000, height: 900, deviceScaleFactor: 2, mobile: false })
  await expect.poll(() => page.evaluate(() => [...document.querySelectorAll('canvas')].map((canvas) => [canvas.width - 2 * canvas.clientWidth, canvas.height - 2 * canvas.clientHeight]))).toEqual(Array.from({ length: 6 }, () => [0, 0]))
  await areDrawn(page)
})
