/**
 * `npm run pictures`: drives a drill on the lab and takes the pictures of docs/, each screen in both themes.
 * Names after it take those alone: `npm run pictures -- live report`.
 * `--all DIR` writes every picture at 1440×900 and 1920×1080 to a folder, for looking at what was built.
 * Exit code: 0 all are taken, 1 some are not (it says which), 2 not understood.
 */
import { mkdirSync, mkdtempSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { Page } from 'playwright'
import { openDemo } from '../doubles/demo-console.ts'
import { launch } from '../real/parts/chromium.ts'
import { newHome, openPage, removeHome, startApp } from './app.ts'
import { pictureNames, takePictures, type Room } from './picture-stages.ts'

const { values: { all }, positionals: wanted } = parseArgs({ allowPositionals: true, options: { all: { type: 'string' } } })
const unknown = wanted.filter((name) => !pictureNames.includes(name))
if (unknown.length > 0) {
  process.stderr.write(`There is no picture ${unknown.join(', ')}. There are: ${pictureNames.join(', ')}\n`)
  process.exit(2)
}
const folder = all === undefined ? resolve(import.meta.dirname, '../../docs/pictures') : resolve(all)
const desk = { width: 1_440, height: 900 }
const sizes = all === undefined ? [desk] : [desk, { width: 1_920, height: 1_080 }]
const themes = ['dark', 'light'] as const

async function shoot(page: Page, file: string): Promise<void> {
  // The focus of the press before it, and what that left to say, are not the screen.
  await page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur())
  await page.waitForFunction(() => document.querySelector('[aria-label="Outcomes of commands"] [role="status"]') === null)
  // Charts are drawn on the frame after a size is known, and a theme after a look at it.
  await page.waitForTimeout(1_200)
  await page.screenshot({ path: join(folder, `${file}.png`) })
  process.stderr.write(`${file}\n`)
}

async function shootThemes(page: Page, name: string): Promise<void> {
  for (const colorScheme of themes) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    for (const size of sizes) {
      await page.setViewportSize(size)
      await shoot(page, `${name}-${colorScheme}${all === undefined ? '' : `-${size.width}`}`)
    }
  }
  await page.setViewportSize(desk)
}

const home = newHome()
mkdirSync(folder, { recursive: true })
const app = await startApp(home)
const browser = await launch()
try {
  const { page } = await openPage(browser, app.link)
  const scratch = mkdtempSync(join(home, 'pictures-'))
  const open = async (address: string): Promise<void> => {
    await page.goto(`${new URL(page.url()).origin}/#/${address}`)
    await page.getByRole('heading', { level: 1 }).first().waitFor()
  }
  const room: Room = {
    page, open,
    scratch: (name) => join(scratch, name),
    shoot: async (name, address) => {
      if (address !== undefined) await open(address)
      await shootThemes(page, name)
    },
    shootDemo: async (name, scenario, address) => {
      const demo = await openDemo({ scenario })
      const { page: own } = await openPage(browser, demo.operator)
      await own.goto(`${demo.address}#/${address}`)
      await own.getByRole('heading', { level: 1 }).first().waitFor()
      await shootThemes(own, name)
      await own.context().close()
      await demo.stop()
    },
    shootWall: async (name) => {
      await open('wall')
      for (const colorScheme of all === undefined ? (['dark'] as const) : themes) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
        for (const [suffix, size] of [['1080p', { width: 1_920, height: 1_080 }], ['4k', { width: 3_840, height: 2_160 }]] as const) {
          await page.setViewportSize(size)
          await shoot(page, `${name}-${suffix}${colorScheme === 'light' ? '-light' : ''}`)
        }
      }
      await page.setViewportSize(desk)
    },
    shootFile: async (name, file) => {
      const context = await browser.newContext({ viewport: desk })
      const paper = await context.newPage()
      await paper.goto(`file://${file}`)
      await shoot(paper, name)
      if (all !== undefined) await paper.screenshot({ path: join(folder, `${name}-whole.png`), fullPage: true })
      await context.close()
    },
  }
  const missed = await takePictures(room, wanted)
  for (const { name, why } of missed) process.stderr.write(`NOT TAKEN: ${name}: ${why}\n`)
  if (missed.length > 0) process.exitCode = 1
} finally {
  await browser.close()
  await app.end()
  removeHome(home)
}
