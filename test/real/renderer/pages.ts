/** The built page in a real Chromium, before the demo console. */
import { join, resolve } from 'node:path'
import type { Browser, Page } from 'playwright'
import { build } from 'vite'
import { buildIfStale } from '../../../electron/shell/build-if-stale.ts'
import { openDemo, type Demo, type Scenario } from '../../doubles/demo-console.ts'

const root = resolve(import.meta.dirname, '../../..')

/** The page as people get it, where `npm start` serves it from, built once for a run of tests (test/page.ts) if it is older than its sources. @returns its folder */
export async function buildPage(): Promise<string> {
  const folder = join(root, 'dist/renderer')
  await buildIfStale({
    what: 'the pages', result: join(folder, 'index.html'), sources: ['renderer', 'shared', 'build', 'package-lock.json'].map((name) => join(root, name)),
    build: () => build({ configFile: join(root, 'build/vite.renderer.config.ts'), logLevel: 'error' }),
    say: (line) => void process.stderr.write(`${line}\n`),
  })
  return folder
}

export type Opened = {
  readonly demo: Demo
  readonly page: Page
  /** What the page's own scripts and the browser complained about. */
  readonly complaints: readonly string[]
  readonly go: (address: string) => Promise<void>
  readonly close: () => Promise<void>
}

export async function openScreen(options: {
  readonly browser: Browser
  readonly folder: string
  readonly scenario: Scenario
  readonly role?: 'operator' | 'viewer'
  readonly title?: string
  readonly size?: { readonly width: number; readonly height: number }
}): Promise<Opened> {
  const { browser, folder, scenario, role = 'operator', title, size = { width: 1440, height: 900 } } = options
  const demo = await openDemo({ scenario, page: folder, ...(title !== undefined && { title }) })
  const context = await browser.newContext({ viewport: size, reducedMotion: 'reduce', colorScheme: 'dark' })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  await page.goto(demo[role])
  await page.getByRole('heading', { level: 1 }).waitFor()
  return {
    demo, page, complaints,
    go: async (address) => {
      await page.goto(`${demo.address}#/${address}`)
      await page.getByRole('heading', { level: 1 }).waitFor()
    },
    close: async () => {
      await context.close()
      await demo.stop()
    },
  }
}
