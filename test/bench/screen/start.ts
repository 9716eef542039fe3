/** From a process' start to its first live figure, with the practice lab and without. Goals: issue 9. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright'
import { planOn } from '../../doubles/plan-on.ts'
import { newHome, removeHome, startApp } from '../../e2e/app.ts'
import { figure, quantile, type Figure } from '../figure.ts'
import { inBrowser } from './browser.ts'

/** ms */
const goal = 1_500
const starts = 5

/** From the process' start to a figure that is drawn; the browser runs already. @returns ms: until it is served, until it is drawn */
async function startOnce(browser: Browser, args: readonly string[]): Promise<{ readonly served: number; readonly drawn: number }> {
  const home = newHome()
  const begun = performance.now()
  const app = await startApp(home, args)
  const served = performance.now() - begun
  const page = await browser.newPage()
  try {
    await page.goto(app.link)
    await page.waitForFunction(() => [...document.querySelectorAll('main li')].some((tile) => tile.querySelector('h2, h3')?.textContent === 'Active Users' && /\d/.test(tile.querySelector('[data-figure]')?.textContent ?? '')), undefined, { polling: 'raf', timeout: 60_000 })
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
      figure('screen.start-to-figure', own.drawn, 'ms', goal),
      figure('screen.start-to-served', own.served, 'ms', goal),
      figure('screen.start-with-lab-to-figure', lab.drawn, 'ms', goal),
      figure('screen.lab-start', lab.served - own.served, 'ms', lab.drawn),
    ]
  } finally {
    server.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

export const measure = inBrowser(measureStart)
