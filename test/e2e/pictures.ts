/**
 * `npm run pictures`: drives a drill on the lab and takes the pictures of docs/, each screen in both themes.
 * `--all DIR` writes every picture at 1440×900 and 1920×1080 to a folder, for looking at what was built.
 */
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { Page } from 'playwright'
import { launch, newHome, openPage, removeHome, startApp } from './app.ts'

const { values: { all } } = parseArgs({ options: { all: { type: 'string' } } })
const docs = resolve(import.meta.dirname, '../../docs/pictures')
const folder = all === undefined ? docs : resolve(all)
const sizes = all === undefined ? [{ width: 1440, height: 900 }] : [{ width: 1440, height: 900 }, { width: 1920, height: 1080 }]
const themes = ['dark', 'light'] as const

async function shoot(page: Page, name: string, screen: string): Promise<void> {
  await page.goto(`${new URL(page.url()).origin}/#/${screen}`)
  for (const colorScheme of themes) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    for (const size of sizes) {
      await page.setViewportSize(size)
      // Charts are drawn on the frame after a size is known.
      await page.waitForTimeout(1_200)
      const suffix = all === undefined ? '' : `-${size.width}`
      await page.screenshot({ path: join(folder, `${name}-${colorScheme}${suffix}.png`) })
    }
  }
  process.stderr.write(`${name}\n`)
}

/** The wall as it hangs: 1080p and 4K, each at its own size. */
async function shootWall(page: Page, name: string): Promise<void> {
  await page.goto(`${new URL(page.url()).origin}/#/wall`)
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
  for (const [suffix, size] of [['1080p', { width: 1_920, height: 1_080 }], ['4k', { width: 3_840, height: 2_160 }]] as const) {
    await page.setViewportSize(size)
    await page.waitForTimeout(1_200)
    await page.screenshot({ path: join(folder, `${name}-${suffix}.png`) })
  }
  await page.setViewportSize(sizes[0] ?? { width: 1440, height: 900 })
  process.stderr.write(`${name}\n`)
}

const home = newHome()
mkdirSync(folder, { recursive: true })
const app = await startApp(home)
const browser = await launch()
try {
  const { page } = await openPage(browser, app.link)
  await page.getByText('TBS', { exact: false }).first().waitFor()
  // Figures of a minute, so that charts and gates have something to say.
  await page.waitForTimeout(70_000)
  // The question of a fresh home has its answer.
  await page.keyboard.press('Escape')
  await shoot(page, 'live', 'live')
  await shoot(page, 'rollback-ready', 'rollback')
  await shoot(page, 'checklists', 'checklists')
  await shoot(page, 'checkpoints', 'checkpoints')
  await shoot(page, 'traffic', 'traffic')
  await shoot(page, 'on-call', 'on-call')
  await shoot(page, 'hand-over', 'hand-over')
  await shoot(page, 'programme', 'programme/phase-2')
  await shoot(page, 'pilots', 'pilots')
  await shoot(page, 'reports', 'programme/~reports')
  await shoot(page, 'help', 'help')
  await shoot(page, 'benchmarks', 'benchmarks')
  await shoot(page, 'plan', 'plan')
  await shoot(page, 'connections', 'connections')
  await shootWall(page, 'wall-calm')
  await page.goto(`${new URL(page.url()).origin}/#/live`)
  await page.getByRole('button', { name: 'Practice lab', exact: true }).click()
  await page.getByRole('switch', { name: /Failing requests.*green/i }).press('Space')
  await page.getByRole('progressbar', { name: /error burst.*pending/i }).waitFor({ timeout: 60_000 })
  await shoot(page, 'live-pending', 'live')
  await page.getByText(/Rolls back to blue in/).first().waitFor({ timeout: 60_000 })
  await shoot(page, 'rollback', 'rollback')
  await shootWall(page, 'war-room')
  await page.goto(`${new URL(page.url()).origin}/#/rollback`)
  await page.getByRole('button', { name: 'Confirm now' }).click()
  await page.getByText(/completed/i).first().waitFor({ timeout: 150_000 })
  await shoot(page, 'rollback-done', 'rollback')
  await shoot(page, 'drills', 'drills')
  await shoot(page, 'messages', 'messages')
  await page.goto(`${new URL(page.url()).origin}/#/incidents`)
  await page.getByRole('link', { name: /burst/i }).first().click()
  const chosen = new URL(page.url()).hash.replace('#/', '')
  await shoot(page, 'incidents', chosen)
  await page.getByRole('button', { name: 'Export the incident' }).click()
  const saved = page.waitForEvent('download')
  await page.getByRole('button', { name: /^Save .*\.fifteen$/ }).click({ timeout: 60_000 })
  await page.getByLabel('Bundle file').setInputFiles(await (await saved).path())
  await page.getByText('from a bundle, read-only').waitFor()
  await page.getByRole('region', { name: 'Is it whole?' }).getByText('whole', { exact: true }).waitFor()
  await shoot(page, 'bundle', new URL(page.url()).hash.replace('#/', ''))
  await page.goto(`${new URL(page.url()).origin}/#/${chosen}`)
  const printed = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Save the report as HTML' }).click()
  const report = await browser.newPage({ viewport: sizes[0] ?? { width: 1440, height: 900 } })
  await report.goto(`file://${await (await printed).path()}`)
  await report.screenshot({ path: join(folder, 'report.png') })
  await report.close()
  await page.getByRole('button', { name: 'Replay', exact: true }).click()
  await page.getByRole('slider', { name: 'Moment of the replay' }).waitFor()
  for (let count = 0; count < 12; count += 1) await page.keyboard.press('.')
  await shoot(page, 'incident-replay', 'rollback')
  await page.keyboard.press('Escape')
  await page.goto(`${new URL(page.url()).origin}/#/replay`)
  await page.getByRole('radio', { name: 'Run or incident' }).click()
  await page.getByRole('button', { name: /Run or incident$/ }).click()
  await page.getByRole('option', { name: /Drill/ }).first().click()
  await page.getByRole('button', { name: /Gate$/ }).click()
  await page.getByRole('option', { name: /Error burst/ }).click()
  await page.getByRole('textbox', { name: 'For', exact: true }).fill('10s')
  await page.getByRole('button', { name: 'Replay', exact: true }).click()
  await page.getByText(/10 s earlier/).waitFor({ timeout: 60_000 })
  await shoot(page, 'replay', 'replay')
} finally {
  await browser.close()
  await app.end()
  removeHome(home)
}
