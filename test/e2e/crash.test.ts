/** The button, and what survives: a closed window, a killed console, a broken plan. Faults 1, 3 and 26 of trust.md. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { ChainCheck } from '../../shared/contract.ts'
import type { State } from '../../shared/state.ts'
import { launch } from '../real/parts/chromium.ts'
import { hold, lenient, newHome, openPage, press, readRecord, removeHome, startApp, type App } from './app.ts'

let browser: Browser
let home: string
let app: App | undefined
beforeAll(async () => {
  browser = await launch()
})
afterAll(() => browser.close())
afterEach(async () => {
  await app?.end('SIGKILL')
  removeHome(home)
})

const recorded = (): Promise<{ readonly state: State; readonly check: ChainCheck }> =>
  readRecord(home, async (journal) => ({ state: journal.state(), check: await journal.verify() }))

describe('the button', () => {
  test('held by the keyboard for 1.2 s begins a rollback, let go before it does nothing', { timeout: 90_000 }, async () => {
    home = newHome()
    app = await startApp(home, lenient(home))
    const { page } = await openPage(browser, app.link)
    await page.getByText(/^ready/).first().waitFor()
    await hold(page, 'Space', 300)
    await hold(page, 'Enter', 300)
    await page.waitForTimeout(1_000)
    expect(await page.getByText('Exposed since').count()).toBe(0)
    await press(page)
    await page.getByText(/completed/i).first().waitFor({ timeout: 60_000 })
    await page.close()
    expect(await app.end()).toBe(0)
    const { state, check } = await recorded()
    expect(state.run).toMatchObject({ state: 'completed', manual: true, trigger: 'button' })
    expect(check.ok).toBe(true)
  })
})

describe('a console that is killed in the middle of a run', () => {
  test('takes the run up again where it was, once, and its clock does not begin anew', { timeout: 120_000 }, async () => {
    home = newHome()
    app = await startApp(home, lenient(home))
    const first = await openPage(browser, app.link)
    await first.page.getByText(/^ready/).first().waitFor()
    // A balancer that stands still holds the run in its first switch, however slow or fast this machine is.
    const { balancer } = app.labPids()
    process.kill(balancer, 'SIGSTOP')
    try {
      await first.page.getByRole('button', { name: 'Roll back' }).focus()
      await first.page.keyboard.down('Space')
      await first.page.getByText('Exposed since').waitFor()
      await app.end('SIGKILL')
    } finally {
      process.kill(balancer, 'SIGCONT')
    }
    await first.page.getByText(/All figures here are .* old/).waitFor({ timeout: 10_000 })
    await first.page.close()
    const left = await recorded()
    expect([left.check.ok, left.state.run?.state]).toEqual([true, 'running'])

    app = await startApp(home, lenient(home))
    const again = await openPage(browser, app.link)
    await again.page.goto(`${new URL(again.page.url()).origin}/#/rollback`)
    await again.page.getByText(/completed/i).first().waitFor({ timeout: 90_000 })
    await again.page.close()
    await app.end()
    const { state, check } = await recorded()
    expect(check.ok).toBe(true)
    expect(state.pastRuns).toHaveLength(1)
    expect(state.run).toMatchObject({ id: left.state.run?.id, startedAt: left.state.run?.startedAt, state: 'completed' })
  })
})

describe('a plan with mistakes', () => {
  test('is refused with each of them, and the console starts all the same', { timeout: 60_000 }, async () => {
    home = newHome()
    const file = join(home, 'my plan.yaml')
    writeFileSync(file, 'version: 2\ntitle: "<img src=x onerror=alert(1)>"\ngates: nothing\n')
    app = await startApp(home, ['--plan', file])
    const { page, complaints } = await openPage(browser, app.link)
    await page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: /^Plan/ }).click()
    await page.getByRole('cell', { name: /1:10/ }).or(page.getByRole('rowheader', { name: /1:10/ })).or(page.getByText('1:10')).first().waitFor()
    expect(await page.getByText(/mistakes?/).count()).toBeGreaterThan(0)
    await page.getByText('TBS Strategy Testing Framework').first().waitFor()
    expect(complaints).toEqual([])
    await page.close()
    await app.end()
    expect((await recorded()).state.plan?.from).toBe('built-in')
  })
})
