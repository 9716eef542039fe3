/**
 * What the machine does when nobody answers, when someone says no, and when it can't see: in a real Chromium, on the
 * real lab. Plan: "Automated Triggers"; semantics 3 and 5 of the design. The plan is the built-in one with shorter times.
 */
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import type { Browser, Locator, Page } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { systemClock } from '../../electron/clock.ts'
import { openJournal } from '../../electron/journal/journal.ts'
import { setFault } from '../../electron/lab/faults.ts'
import { readLabFile } from '../../electron/lab/lab-file.ts'
import { readBalancer } from '../../electron/lab/traffic.ts'
import { createLog } from '../../electron/log.ts'
import type { Entry, EntryKind } from '../../shared/journal.ts'
import { lenientPlan } from '../doubles/plan-on.ts'
import { launch } from '../real/parts/chromium.ts'
import { newHome, openPage, removeHome, startApp, type App } from './app.ts'

const home = newHome()
/** Seconds: short, and long enough for a crowded machine to press a button in. */
const validation = 30
const pending = 20
let app: App
let browser: Browser
let page: Page
let complaints: string[]
let wire: Wire

type Wire = { readonly address: string; readonly cut: (wanted: boolean) => void; readonly stop: () => void }

/** The wire between the console and green's figures. Cut, it takes connections and answers nothing, as a network that loses packets. */
async function wireTo(target: () => string): Promise<Wire> {
  const sockets = new Set<Socket>()
  let isCut = false
  const server: Server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket))
    if (isCut) return
    const { hostname, port } = new URL(target())
    const other = connect(Number(port), hostname)
    other.on('error', () => socket.destroy()).on('close', () => socket.destroy())
    socket.on('close', () => other.destroy())
    socket.pipe(other).pipe(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const drop = (): void => sockets.forEach((socket) => socket.destroy())
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut: (wanted) => {
      isCut = wanted
      drop()
    },
    stop: () => {
      server.close()
      drop()
    },
  }
}

/**
 * The TBS plan, in a hurry and on a machine of any speed: its error burst and its validation take seconds, and green's
 * figures come over the wire. A fifth
 * of users' requests fails, less of all: a bar well below it is crossed for certain.
 */
function hurriedPlan(): string {
  const raw = parse(lenientPlan()) as {
    readonly gates: Record<string, unknown>[]; readonly targets: Record<string, unknown>[]
    readonly rollback: Record<string, unknown> & { readonly stages: readonly { readonly steps: readonly { readonly id: string; readonly with?: Record<string, unknown> }[] }[] }
  }
  Object.assign(raw.gates.find(({ id }) => id === 'error-burst') ?? {}, { threshold: { value: 0.05 }, for: `${pending}s`, window: '5s' })
  // A veto is on one rule, and another that fires later opens a run of its own: here the failing requests fail sessions too.
  Object.assign(raw.gates.find(({ id }) => id === 'session-failures') ?? {}, { mode: 'observe' })
  // Users' errors are told by the balancer, whose wire is not cut: that rule would see them, and rightly open a run.
  Object.assign(raw.gates.find(({ id }) => id === 'users-errors') ?? {}, { mode: 'observe' })
  Object.assign(raw.targets.find(({ id }) => id === 'green') ?? {}, { address: wire.address })
  raw.rollback['validation'] = `${validation}s`
  // What follows the switch is another test's: a run is over sooner.
  for (const { id, with: settings } of raw.rollback.stages.flatMap(({ steps }) => steps)) {
    if (id === 'drain') Object.assign(settings ?? {}, { grace: '5s' })
    if (id === 'responsive') Object.assign(settings ?? {}, { window: '10s' })
  }
  return stringify(raw)
}

beforeAll(async () => {
  // The console is connected before it says where it is: the lab's file tells the address first.
  wire = await wireTo(() => readLabFile(join(home, 'lab')).addresses.green)
  writeFileSync(join(home, 'hurried.yaml'), hurriedPlan())
  app = await startApp(home, ['--plan', join(home, 'hurried.yaml')])
  browser = await launch()
  ;({ page, complaints } = await openPage(browser, app.link))
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await app?.end()
  wire?.stop()
  removeHome(home)
})

const seen = (locator: Locator, timeout = 60_000): Promise<void> => locator.first().waitFor({ state: 'visible', timeout })
const goTo = (name: string): Promise<void> => page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: new RegExp(`^${name}`) }).click()
const countdown = (): Locator => page.getByText(/Rolls back to blue in/)
const burst = (): Locator => page.getByRole('button', { name: /Error burst above 10 %/ })
const failing = (on: boolean): Promise<void> => setFault(app.lab(), { name: 'errors', environment: 'green', on })
const onGreen = async (): Promise<number> => Object.values((await readBalancer(app.lab())).flags).filter((one) => one === 'green').length
/** Waits for the open run to end; the runs before it stand on the same screen as completed. */
const runEnds = async (): Promise<void> => {
  await goTo('Rollback')
  await page.getByRole('region', { name: 'The open run' }).waitFor({ state: 'hidden', timeout: 180_000 })
  await seen(page.getByText(/completed/i))
}
/** Watches the page for so many seconds: no countdown may show, and users stay where they are. */
async function staysPut(seconds: number): Promise<void> {
  const until = Date.now() + seconds * 1_000
  while (Date.now() < until) {
    expect(await countdown().count()).toBe(0)
    expect(await onGreen()).toBeGreaterThan(0)
    await page.waitForTimeout(500)
  }
}

test('green fails, nobody answers: after the validation window the console rolls back by itself', { timeout: 300_000 }, async () => {
  expect(await onGreen()).toBeGreaterThan(0)
  // The windows must fill before anything is judged.
  await seen(burst().filter({ hasText: 'ok' }))
  await failing(true)
  await seen(countdown())
  expect(await onGreen()).toBeGreaterThan(0)
  await expect.poll(onGreen, { timeout: 60_000 }).toBe(0)
  await runEnds()
})

test('the source is cut before it fires: no rollback, and the gate says that it does not know', { timeout: 240_000 }, async () => {
  await failing(false)
  await goTo('Live')
  await page.getByRole('button', { name: 'Practice lab', exact: true }).click()
  await page.getByRole('button', { name: 'Send pilot users to green again' }).click()
  await expect.poll(onGreen, { timeout: 30_000 }).toBeGreaterThan(0)
  await seen(burst().filter({ hasText: 'ok' }))
  await failing(true)
  await seen(page.getByRole('progressbar', { name: /error burst.*pending/i }))
  wire.cut(true)
  await seen(burst().filter({ hasText: 'no data' }), 30_000)
  await burst().click()
  await seen(page.getByText(/did not fire because there is no verdict \(inconclusive\)/))
  // Had it been seen, it would have fired and counted down by now.
  await staysPut(pending)
})

test('the source is back and green still fails: it asks, and a veto with a reason keeps users there until it lapses', { timeout: 400_000 }, async () => {
  wire.cut(false)
  await seen(countdown())
  await page.getByRole('button', { name: 'Veto…' }).press('Enter')
  await page.getByRole('radio', { name: '1 min', exact: true }).press('Space')
  await page.getByLabel('Why is it safe to stay?').fill('a bad batch, it ends in a minute')
  await page.getByRole('button', { name: 'Veto', exact: true }).press('Enter')
  await countdown().first().waitFor({ state: 'hidden', timeout: 10_000 })
  const vetoedAt = Date.now()
  await staysPut(45)
  await seen(countdown())
  expect(Date.now() - vetoedAt).toBeGreaterThan(55_000)
  await page.getByRole('button', { name: 'Confirm now' }).press('Enter')
  await expect.poll(onGreen, { timeout: 60_000 }).toBe(0)
  await runEnds()
})

test('nothing went wrong in the page', () => expect(complaints).toEqual([]))

test('the record tells all of it: silence, a veto with its name, reason and lapse, and no run out of ignorance', { timeout: 60_000 }, async () => {
  expect(await app.end()).toBe(0)
  const clock = systemClock()
  const journal = openJournal({ file: join(home, 'journal.sqlite'), clock, log: createLog({ write: () => undefined, level: 'error', clock }) })
  try {
    const all = journal.entries({ after: 0, limit: 5_000 }).entries
    const of = <K extends EntryKind>(kind: K): readonly Entry<K>[] => all.filter((entry) => entry.kind === kind) as unknown as readonly Entry<K>[]
    expect(of('rollback.opened').map(({ data: { trigger, manual } }) => [trigger, manual])).toEqual(Array.from({ length: 3 }, () => ['error-burst', false]))
    expect(of('rollback.validated').map(({ data: { how } }) => how)).toEqual(['silence', 'confirmed'])
    expect(of('rollback.finished').map(({ data: { outcome } }) => outcome).filter((one) => one === 'completed')).toHaveLength(2)
    const [veto] = of('rollback.vetoed')
    expect(veto).toMatchObject({ who: { kind: 'person' }, why: 'a bad batch, it ends in a minute', data: { lapse: 60_000 } })
    const [first, second, third] = of('rollback.opened').map(({ data }) => data.startedAt)
    // The validation window was given whole, and the third run waited for the veto to lapse.
    const validated = of('rollback.validated').map(({ at }) => at.mono)
    expect((validated[0] ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(validation * 1_000)
    expect((third ?? 0) - (veto?.at.mono ?? Infinity)).toBeGreaterThanOrEqual(60_000)
    const lost = of('gate.turned').filter(({ data: { gate, to } }) => gate === 'error-burst' && to === 'no data')
    expect(lost.map(({ data: { from, outcome } }) => [from, outcome])).toContainEqual(['pending', 'inconclusive'])
    expect(lost.some(({ at }) => at.mono < (second ?? 0))).toBe(true)
  } finally {
    journal.close()
  }
})
