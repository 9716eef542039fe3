/** The built page in a real Chromium, before the demo console. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { chromium, type Browser, type Page } from 'playwright'
import { build } from 'vite'
import { openDemo, type Demo, type Scenario } from '../../doubles/demo-console.ts'

const root = resolve(import.meta.dirname, '../../..')

const sources = ['renderer', 'shared', 'build', 'package-lock.json'].map((name) => join(root, name))
const filesOf = (path: string): readonly string[] =>
  statSync(path).isDirectory() ? readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)) : [path]

/** The page, built once for what it is made of now, however many files of tests ask for it at once. @returns its folder */
export async function buildPage(): Promise<string> {
  const made = createHash('sha256')
  for (const file of sources.flatMap(filesOf).toSorted()) {
    const { size, mtimeMs } = statSync(file)
    made.update(`${file} ${size} ${mtimeMs}\n`)
  }
  const cache = join(root, 'node_modules/.cache/fifteen-page')
  const folder = join(cache, made.digest('hex').slice(0, 16))
  if (existsSync(folder)) return folder
  mkdirSync(cache, { recursive: true })
  const own = mkdtempSync(join(cache, 'making-'))
  await build({ configFile: join(root, 'build/vite.renderer.config.ts'), logLevel: 'error', build: { outDir: own } })
  try {
    renameSync(own, folder)
  } catch (error) {
    // Another file of tests was first.
    if (!existsSync(folder)) throw error
    rmSync(own, { recursive: true })
  }
  return folder
}

export const launch = (): Promise<Browser> =>
  chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] })

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
