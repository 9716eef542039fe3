/** Every screen in every state that the demo knows, read by axe and at both sizes; in light, whose places are the same, its colours alone. Two files of tests share the states, so that they run side by side. */
import { expect, test } from 'vitest'
import type { Scenario } from '../../doubles/demo-console.ts'
import { violationsOf } from './axe.ts'
import { gluedWords } from './glued.ts'
import { inChromium } from './in-chromium.ts'

type Pictures = readonly (readonly [Scenario, readonly string[]])[]

/** Nothing has happened yet, or it is a day as others. */
export const quiet: Pictures = [
  ['fresh', ['live', 'rollback', 'traffic', 'drills', 'checkpoints', 'programme', 'pilots', 'pilots/surveys', 'pilots/bugs', 'pilots/tests', 'checklists', 'incidents', 'messages', 'on-call', 'hand-over', 'benchmarks', 'replay', 'connections', 'plan', 'wall']],
  ['idle', ['live', 'rollback', 'traffic', 'rollback/r-1', 'drills', 'checkpoints', 'checkpoints/c-t5ac80-77f0', 'checklists', 'incidents', 'incidents/i-1', 'incidents/bundle:2222222222222222', 'incidents/journal', 'on-call', 'hand-over', 'benchmarks', 'benchmarks/rows', 'benchmarks/compare', 'replay', 'connections', 'connections/~new', 'plan', 'wall']],
]

/** Something is under way, or wrong. */
export const busy: Pictures = [
  ['benching', ['benchmarks', 'checkpoints']],
  ['ramping', ['traffic', 'wall']],
  ['ramp-asks', ['traffic', 'wall']],
  ['piloting', ['programme', 'programme/phase-1', 'programme/~reports', 'pilots', 'pilots/u-ines', 'pilots/surveys', 'pilots/bugs', 'pilots/tests', 'checklists', 'help', 'help/support']],
  ['pending', ['live', 'plan', 'wall']],
  ['validating', ['rollback', 'live', 'wall']],
  ['asking', ['rollback', 'incidents', 'messages', 'on-call', 'hand-over', 'wall']],
  ['ending', ['rollback']],
  ['completed', ['rollback']],
  ['mistakes', ['plan', 'connections']],
  ['blocked', ['rollback', 'checkpoints', 'connections', 'connections/edge', 'wall']],
]

/** WCAG 2.2 AA whole, target sizes too, which axe leaves out by itself; and what it holds for good practice. */
export const wcag = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] as const

export function fits(pictures: Pictures): void {
  const openDemoPage = inChromium()
  test.each(pictures)('%s: every screen can be read by everyone, fits and complains of nothing', { timeout: 240_000 }, async (scenario, screens) => {
    const { page, go, complaints } = await openDemoPage({ scenario })
    for (const screen of screens) {
      await go(screen)
      await expect.poll(() => page.getByText('Reading…').count(), { timeout: 30_000 }).toBe(0)
      expect.soft(await violationsOf(page, { type: 'tag', values: wcag }), `${screen} in dark`).toEqual([])
      expect.soft(await gluedWords(page), `words that run together in ${screen}`).toEqual([])
      await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
      // The page may still be changing its colours, and its sizes below.
      await expect.poll(() => violationsOf(page, { type: 'rule', values: ['color-contrast'] }), { timeout: 60_000, message: `${screen} in light` }).toEqual([])
      await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
      for (const size of [{ width: 1440, height: 900 }, { width: 1920, height: 1080 }]) {
        await page.setViewportSize(size)
        await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth - innerWidth + Math.max(0, ...[...document.querySelectorAll('main')].map((main) => main.scrollWidth - main.clientWidth))), { message: `${screen} at ${size.width}` }).toBe(0)
      }
    }
    expect(complaints).toEqual([])
  })
}
