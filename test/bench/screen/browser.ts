import type { Browser } from 'playwright'
import { launch } from '../../real/parts/chromium.ts'
import type { Figure } from '../figure.ts'

type Say = (line: string) => void

/** A bench in a Chromium of its own, which is closed however it ends. */
export const inBrowser = (work: (browser: Browser, say: Say) => Promise<readonly Figure[]>) => async (say: Say): Promise<readonly Figure[]> => {
  const browser = await launch()
  try {
    return await work(browser, say)
  } finally {
    await browser.close()
  }
}
