/** The set-up of every test of the screens: one browser a file, one page at a time, closed after its test. */
import type { Browser } from 'playwright'
import { afterAll, afterEach, beforeAll } from 'vitest'
import { launch } from '../parts/chromium.ts'
import { buildPage, openScreen, type Opened } from './pages.ts'

/** @returns opens a page before the demo console; to be called within the tests */
export function inChromium(): (options: Omit<Parameters<typeof openScreen>[0], 'browser' | 'folder'>) => Promise<Opened> {
  let browser: Browser
  let folder: string
  let present: Opened | undefined
  beforeAll(async () => {
    folder = await buildPage()
    browser = await launch()
  }, 120_000)
  afterEach(async () => {
    await present?.close()
    present = undefined
  })
  afterAll(async () => {
    await browser?.close()
  })
  return async (options) => (present = await openScreen({ browser, folder, ...options }))
}
