/**
 * The screen in a real Chromium: twelve charts of 3,600 points for both environments, a timeline of 5,000 entries under a
 * scripted scroll, and the time from a process' start to its first live figure. Goals: issue 9.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:http'
import type { Browser, CDPSession, Page } from 'playwright'
import { build } from 'vite'
import { planOn } from '../doubles/plan-on.ts'
import { newHome, removeHome, startApp } from '../e2e/app.ts'
import { buildPage, launch, openScreen } from '../real/renderer/pages.ts'
import { figure, quantile, type Figure } from './figure.ts'
import type { Measured } from './screen-page/charts.ts'

const goal = { longestTask: 50, update: 8, start: 1_500 } as const
const updates = { slow: 15, fast: 60 } as const
const entries = 5_000
const starts = 5

/** Seconds that the main thread was at work, all told. */
async function taskSeconds(devtools: CDPSession): Promise<number> {
  const { metrics } = await devtools.send('Performance.getMetrics')
  return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN
}

async function measureCharts(browser: Browser, say: (line: string) => void): Promise<readonly Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'fifteen-bench-page-'))
  await build({ root: join(import.meta.dirname, 'screen-page'), base: './', configFile: false, logLevel: 'error', build: { outDir: folder, emptyOutDir: true, target: 'chrome130' } })
  const server = createServer((request, response) => {
    const name = (request.url ?? '/').split('?')[0] ?? '/'
    void import('node:fs').then(({ readFile }) => readFile(join(folder, name === '/' ? 'index.html' : name), (error, text) => {
      if (error) return response.writeHead(404).end()
      return response.writeHead(200, { 'content-type': name.endsWith('.js') ? 'text/javascript' : name.endsWith('.css') ? 'text/css' : 'text/html' }).end(text)
    }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } })
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
    await page.waitForFunction(() => typeof globalThis.feedCharts === 'function')
    const devtools = await page.context().newCDPSession(page)
    await devtools.send('Performance.enable')
    await page.evaluate(() => globalThis.feedCharts(4, 6))
    const found: Figure[] = []
    for (const [name, hertz, count] of [['1hz', 1, updates.slow], ['10hz', 10, updates.fast]] as const) {
      say(`12 charts × 3,600 points × 2, ${hertz} Hz …`)
      const before = await taskSeconds(devtools)
      const { longest }: Measured = await page.evaluate(([rate, times]) => globalThis.feedCharts(rate, times), [hertz, count] as const)
      const each = (1_000 * ((await taskSeconds(devtools)) - before)) / count
      found.push(figure(`screen.charts-${name}.longest-task`, longest, 'ms', goal.longestTask), figure(`screen.charts-${name}.main-thread`, each, 'ms an update', goal.update))
    }
    await page.close()
    return found
  } finally {
    server.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

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
      const seen = [0.35, 0.6, 0.85].filter((share) => document.elementFromPoint(left + width / 2, top + height * share)?.closest('[role="listitem"], [role="list"] ~ *') != null)
      if (seen.length === 0) blank += 1
    }
    return { frames, blank, late }
  })

async function measureTimeline(browser: Browser, say: (line: string) => void): Promise<readonly Figure[]> {
  say(`a timeline of ${entries} entries …`)
  const { page, demo, go, close } = await openScreen({ browser, folder: await buildPage(), scenario: 'idle' })
  try {
    for (let number = 0; number < entries; number += 1)
      demo.record.add({ kind: 'incident.note', who: { kind: 'person', name: 'Ada Obi', role: 'operator' }, incident: 'i-1', data: { text: `Line ${number} of a long night: ${'what was seen, '.repeat(number % 5)}and by whom.` } })
    await go('incidents/journal')
    const list = page.getByRole('list', { name: 'Entries' })
    await list.waitFor()
    const more = page.getByRole('button', { name: 'Load earlier ones' })
    for (let pages = 0; pages < entries / 200; pages += 1) {
      await more.waitFor({ timeout: 60_000 })
      await more.click()
      await page.getByText('Reading…').waitFor({ state: 'detached', timeout: 60_000 })
    }
    const { frames, blank, late } = await scrollThrough(page)
    say(`${frames} frames`)
    return [figure('screen.timeline-5k.blank-frames', blank, 'frames', frames), figure('screen.timeline-5k.frame-p99', quantile(late, 0.99), 'ms', 50)]
  } finally {
    await close()
  }
}

/** From the process' start to a figure that is drawn; the browser runs already. @returns ms: until it is served, until it is drawn */
async function startOnce(browser: Browser, args: readonly string[]): Promise<{ readonly served: number; readonly drawn: number }> {
  const home = newHome()
  const begun = performance.now()
  const app = await startApp(home, args)
  const served = performance.now() - begun
  const page = await browser.newPage()
  try {
    await page.goto(app.link)
    await page.waitForFunction(() => [...document.querySelectorAll('main li [data-figure]')].some((one) => /\d/.test(one.textContent ?? '')), undefined, { polling: 'raf', timeout: 60_000 })
    return { served, drawn: performance.now() - begun }
  } finally {
    await page.close()
    await app.end()
    removeHome(home)
  }
}

async function measureStart(browser: Browser, say: (line: string) => void): Promise<readonly Figure[]> {
  const server = createServer((_, response) => void response.setHeader('content-type', 'application/json').end('{"users":12,"rows":37000}'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const folder = mkdtempSync(join(tmpdir(), 'fifteen-bench-start-'))
  try {
    const plan = join(folder, 'plan.yaml')
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
    writeFileSync(plan, planOn([{ id: 'page', kind: 'json', environment: 'green', address, metrics: { active_users: { path: 'users' }, user_satisfaction: { path: 'users' } } }]))
    const median = async (what: string, args: readonly string[]) => {
      say(`${starts} starts ${what} …`)
      const all: { readonly served: number; readonly drawn: number }[] = []
      // The first one builds the page where it is stale: nobody who installed it waits for that.
      for (let start = 0; start <= starts; start += 1) all.push(await startOnce(browser, args))
      const of = (key: 'served' | 'drawn'): number => quantile(all.slice(1).map((one) => one[key]), 0.5)
      return { served: of('served'), drawn: of('drawn') }
    }
    const own = await median('on a plan of one’s own', ['--plan', plan])
    const lab = await median('with the practice lab', [])
    return [
      figure('screen.start-to-figure', own.drawn, 'ms', goal.start),
      figure('screen.start-to-served', own.served, 'ms', goal.start),
      figure('screen.start-with-lab-to-figure', lab.drawn, 'ms', goal.start),
      figure('screen.lab-start', lab.served - own.served, 'ms', lab.drawn),
    ]
  } finally {
    server.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

export async function measure(say: (line: string) => void): Promise<readonly Figure[]> {
  const browser = await launch()
  try {
    return [...(await measureCharts(browser, say)), ...(await measureTimeline(browser, say)), ...(await measureStart(browser, say))]
  } finally {
    await browser.close()
  }
}
