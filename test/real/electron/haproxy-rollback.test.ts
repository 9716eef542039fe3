/**
 * The whole procedure on a real HAProxy in place of the lab's balancer, under load.
 * Plan: "Instant Switching: <30 second traffic redirection capability"; faults 8 and 11 of trust.md.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Console } from '../../../electron/console.ts'
import { startLoad, type Load } from '../../bench/load.ts'
import { until } from '../lab/tools.ts'
import type { TestHaproxy } from '../parts/haproxy.ts'
import { startHaproxyConsole, type HaproxyConsole } from './haproxy-console.ts'

const users = ['amara', 'bjorn', 'chiara', 'dmitri']
let stand: HaproxyConsole
let haproxy: TestHaproxy
let console: Console
let window: HaproxyConsole['window']
let load: Load

beforeAll(async () => {
  stand = await startHaproxyConsole(users)
  ;({ haproxy, console, window } = stand)
  load = startLoad(haproxy.address, users, 6)
}, 60_000)
afterAll(async () => {
  await load?.stop()
  await stand?.stop()
})

describe('a rollback on HAProxy', () => {
  test('the plan is in use as it was written', () => {
    expect([console.opened.from, console.opened.mistakes]).toEqual(['file', []])
  })

  test('is ready once HAProxy answers and takes orders, with users on green', { timeout: 40_000 }, async () => {
    const frame = await until('ready', () => {
      const last = console.lastFrame()
      return last?.readiness.ready === true && last.routing !== undefined && last.routing.share.green > 0.9 && last.figures.blue.rows_per_second?.value !== undefined ? last : undefined
    }, 30_000)
    expect(frame.routing).toMatchObject({ weights: { blue: 100, green: 0 }, flags: { green: users.length } })
    expect(frame.readiness.checks.find(({ id }) => id === 'write-path')?.state).toBe('ok')
  })

  test('takes everyone back to blue, and no request fails', { timeout: 90_000 }, async () => {
    const before = await load.report()
    const { run } = await window.client.rollback.press({ trigger: 'button' })
    await until('the run has ended', () => console.activeRun() === undefined, 80_000)
    const { state, summary } = console.journal.state().run ?? {}
    expect([run, state], summary).toEqual([console.journal.state().run?.id, 'completed'])
    const { green } = await load.report()
    await until('a thousand more requests', async () => (await load.report()).requests > before.requests + 1_000)
    const after = await load.report()
    expect([after.failed, after.green]).toEqual([0, green])
  })

  test('stays on blue over a reload by someone else', { timeout: 30_000 }, async () => {
    const { green } = await load.report()
    await haproxy.reload()
    const { requests } = await load.report()
    await until('five hundred more requests', async () => (await load.report()).requests > requests + 500)
    expect((await load.report()).green).toBe(green)
  })

  test('someone who sends users to green again is seen, once', { timeout: 30_000 }, async () => {
    const drifts = () => console.journal.entries({ kinds: ['routing.drifted'], after: 0, limit: 10 }).entries
    expect(drifts()).toEqual([])
    await haproxy.type(`set map ${haproxy.users} amara green`)
    await haproxy.type(`add map ${haproxy.users} amara green`)
    await until('the drift is an entry', () => drifts().length > 0)
    await until('it is in the readiness', () => console.lastFrame()?.readiness.checks.find(({ id }) => id === 'drift')?.state === 'warn')
    expect(drifts()).toHaveLength(1)
  })
})
