/** A timeline of 5,000 entries in a real Chromium, under a scripted scroll from end to end. Goals: issue 9. */
import type { Browser, Page } from 'playwright'
import { buildPage, openScreen } from '../../real/renderer/pages.ts'
import { figure, quantile, type Figure } from '../figure.ts'
import { inBrowser } from './browser.ts'

const entries = 5_000
const atOnce = 100
const longTask = 50

/** Scrolls through all of it, a screen's height in six frames; counts frames with nothing where rows belong. */
const scrollThrough = (page: Page): Promise<{ readonly frames: number; readonly blank: number; readonly late: readonly number[] }> =>
  page.evaluate(async () => {
    const main = document.querySelector('main')
    if (main === null) throw new Error('the page has no main')
    const late: number[] = []
    let [frames, blank, before] = [0, 0, performance.now()]
    const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve))
    main.scrollTop = 0
    await frame()
    while (main.scrollTop + main.clientHeight < main.scrollHeight - 1 && frames < 5_000) {
      main.scrollTop += main.clientHeight / 6
      const now = await frame()
      frames += 1
      late.push(now - before)
      before = now
      const { left, top, width, height } = main.getBoundingClientRect()
      const list = document.querySelector('[role="list"][aria-label="Entries"]')?.getBoundingClientRect()
      // Where the list reaches over the place, a row must be there.
      const places = [0.25, 0.5, 0.75].map((share) => top + height * share).filter((y) => list !== undefined && list.top <= y && list.bottom >= y)
      if (places.some((y) => document.elementFromPoint(left + width * 0.7, y)?.closest('[role="listitem"]') === null)) blank += 1
    }
    return { frames, blank, late }
  })

async function measureTimeline(browser: Browser, say: (line: string) => void): Promise<readonly Figure[]> {
  const { page, demo, go, close } = await openScreen({ browser, folder: await buildPage(), scenario: 'idle' })
  try {
    for (let number = 0; number < entries; number += 1) {
      demo.record.add({ kind: 'incident.note', who: { kind: 'person', name: 'Ada Obi', role: 'operator' }, incident: 'i-1', data: { text: `Line ${number} of a long night: ${'what was seen, '.repeat(number % 5)}and by whom.` } })
      // The page takes them in as it would: what is told at once beyond its queue is a lost link.
      if (number % atOnce === 0) await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)))
    }
    await go('incidents/journal')
    const shown = page.getByText(/entries shown/)
    const more = page.getByRole('button', { name: 'Load earlier ones' })
    await shown.waitFor({ timeout: 60_000 })
    for (let count = 0; count < entries;) {
      await more.click({ timeout: 60_000 })
      await page.waitForFunction((before) => Number(/([\d,]+) entries shown/.exec(document.body.textContent ?? '')?.[1]?.replaceAll(',', '') ?? 0) > before, count, { timeout: 60_000 })
      count = Number(/([\d,]+) entries/.exec(await shown.innerText())?.[1]?.replaceAll(',', '') ?? 0)
    }
    const { frames, blank, late } = await scrollThrough(page)
    say(`${await shown.innerText()}, ${frames} frames`)
    return [figure('screen.timeline-5k.blank-frames', blank, 'frames', frames), figure('screen.timeline-5k.frame-p99', quantile(late, 0.99), 'ms', longTask)]
  } finally {
    await close()
  }
}

export const measure = inBrowser(measureTimeline)
