/** Twelve charts of 3,600 points for both environments in a real Chromium, at 1 Hz and 10 Hz. Goals: issue 9. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, CDPSession } from 'playwright'
import { build } from 'vite'
import { inkOfCanvases, leastInk } from '../../real/renderer/ink.ts'
import { figure, type Figure } from '../figure.ts'
import { inBrowser } from './browser.ts'

const goal = { longestTask: 50, update: 8 } as const
const updates = { slow: 15, fast: 60 } as const
const types = { js: 'text/javascript', css: 'text/css', html: 'text/html' } as const

/** Seconds of a core that the main thread has taken, all told, and the page with all its threads; work of others on the machine does not count. */
async function coreSeconds(devtools: CDPSession): Promise<{ readonly main: number; readonly all: number }> {
  const { metrics } = await devtools.send('Performance.getMetrics')
  const of = (wanted: string): number => metrics.find(({ name }) => name === wanted)?.value ?? Number.NaN
  return { main: of('ThreadTime'), all: of('ProcessTime') }
}

async function measureCharts(browser: Browser, say: (line: string) => void): Promise<readonly Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'fifteen-bench-page-'))
  await build({ root: join(import.meta.dirname, 'page'), base: './', configFile: false, logLevel: 'error', build: { outDir: folder, emptyOutDir: true, target: 'chrome130' } })
  const server = createServer(({ url = '/' }, response) => {
    const name = url === '/' ? 'index.html' : url.slice(1)
    const type = Object.entries(types).find(([ending]) => name.endsWith(`.${ending}`))?.[1]
    if (type === undefined || name.includes('..')) return void response.writeHead(404).end()
    response.writeHead(200, { 'content-type': type }).end(readFileSync(join(folder, name)))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } })
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
    await page.waitForFunction(() => typeof globalThis.feedCharts === 'function')
    const devtools = await page.context().newCDPSession(page)
    await devtools.send('Performance.enable')
    await page.evaluate(() => globalThis.feedCharts(4, 8, false))
    const drawn = await page.evaluate(inkOfCanvases)
    // Where they were not drawn, nothing was measured.
    if (drawn.length !== 12 || drawn.some((share) => share < leastInk)) throw new Error(`not all of the twelve charts are drawn: ${drawn.map((share) => share.toFixed(3)).join(' ')}`)
    const found: Figure[] = []
    for (const [name, hertz, count] of [['1hz', 1, updates.slow], ['10hz', 10, updates.fast]] as const) {
      say(`12 charts × 3,600 points × 2, ${hertz} Hz …`)
      const feed = (watches: boolean): Promise<number> => page.evaluate(([rate, times, watching]) => globalThis.feedCharts(rate, times, watching), [hertz, count, watches] as const)
      const before = await coreSeconds(devtools)
      await feed(false)
      const after = await coreSeconds(devtools)
      const each = (of: keyof typeof after): number => (1_000 * (after[of] - before[of])) / count
      found.push(
        figure(`screen.charts-${name}.longest-task`, await feed(true), 'ms', goal.longestTask),
        figure(`screen.charts-${name}.main-thread`, each('main'), 'ms an update', goal.update),
        figure(`screen.charts-${name}.all-threads`, each('all'), 'ms an update', 1_000 / hertz),
      )
    }
    await page.close()
    return found
  } finally {
    server.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

export const measure = inBrowser(measureCharts)
