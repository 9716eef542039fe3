import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launch } from '../parts/chromium.ts'
import { gluedWords } from './glued.ts'

let browser: Browser
let page: Page
beforeAll(async () => {
  browser = await launch()
  page = await browser.newPage()
}, 60_000)
afterAll(() => browser?.close())

test.each([
  ['<p>Web application<span>of</span> blue</p>', ['Web application|of']],
  ['<p>4 kB<b>since</b> noon</p>', ['4 kB|since']],
  ['<p>Web application <span>of</span> blue</p>', []],
  ['<p>two</p><p>paragraphs</p>', []],
  ['<p><b>14</b>:<b>7</b> and <b>1</b>.<b>5</b></p>', []],
  ['<p>Done.<b>Next</b></p>', ['Done.|Next']],
  ['<p>12<small>, 3 more</small></p>', []],
  ['<p><span style="margin-right: 8px">a</span><span>gap</span></p>', []],
  ['<p>seen<span hidden>not</span> only</p>', []],
])('%s has %j', async (html, glued) => {
  await page.setContent(html)
  expect(await gluedWords(page)).toEqual(glued)
})
