/**
 * Windows that are pending or firing outlive the console: kept in the journal every few seconds, taken up at the next start.
 * Time that it did not run is not sustained. Fault 21 of trust.md. Real journal, series and watch; the clock is given.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { startWatch } from '../../../electron/console/watch/watch.ts'
import { judgeSnapshot } from '../../../electron/judge/judge.ts'
import { openJournal } from '../../../electron/journal/journal.ts'
import { createSeriesStore } from '../../../electron/observe/series.ts'
import { createRunner } from '../../../electron/rollback/runner.ts'
import type { Frame } from '../../../shared/contract.ts'
import { fakeTime } from '../../doubles/fake-time.ts'
import { fakeWorld } from '../../doubles/fake-world.ts'
import { tbsPlan } from '../../unit/shared/plan/tbs-plan.ts'
import { exampleGate } from '../../unit/electron/judge/examples.ts'
import { quietLog } from './shell/transports.ts'

const s = 1_000
const homes: string[] = []
afterEach(() => {
  for (const home of homes.splice(0)) rmSync(home, { recursive: true, force: true })
})

const gate = exampleGate({ window: '5s', for: '30s', response: 'alert' })
const plan = { ...tbsPlan(), gates: [gate], targets: [] }

/** A console's watching part, as the composition root starts it. `ratio` is what green's requests fail by. */
function start(home: string, time: ReturnType<typeof fakeTime>) {
  const { clock, timers } = time
  const journal = openJournal({ file: join(home, 'journal.sqlite'), clock, log: quietLog() })
  const series = createSeriesStore({ start: clock.mono() })
  const opened = { plan, hash: 'hash', from: 'built-in', text: '', file: 'plan.yaml', mistakes: [] } as unknown as Parameters<typeof startWatch>[0]['opened']
  const runner = createRunner({
    journal, clock, timers, holder: 'console', dir: home, log: quietLog(), plan: () => opened, planOf: () => plan, targets: fakeWorld().targets, read: series.window,
    monitoring: () => ({ sources: [], firing: [] }), onProgress: () => undefined,
  })
  const saved = judgeSnapshot.safeParse(journal.kept('judge'))
  let frame: Frame | undefined
  const watch = startWatch({
    opened, journal, series, runner, newIncident: () => 'i-1', clock, timers, log: quietLog(), ...(saved.success && { initial: saved.data }),
    onFrame: (one) => { frame = one },
  })
  return {
    journal,
    status: () => frame?.gates.find((view) => view.gate === gate.id)?.status,
    run: async (seconds: number, ratio: number) => {
      for (let second = 0; second < seconds; second += 1) {
        const now = clock.mono()
        series.record({ metric: 'error_rate', environment: 'green', kind: 'ratio', numerator: ratio * 100, denominator: 100 }, now, now)
        await time.advance(s)
      }
    },
    /** As a power cut: nothing is put down any more. */
    cut: () => journal.close(),
    /** What is left of it after the cut must not outlive the test. */
    stop: () => watch.stop(),
  }
}

it.each([
  ['the same boot', 'boot-1', 1_000_000 + 500 * s],
  ['another boot, which counts from another zero', 'boot-2', 7 * s],
] as const)('a pending window goes on after a restart of eight minutes on %s, and needs the seconds that it lacked', async (_, boot, mono) => {
  const home = mkdtempSync(join(tmpdir(), 'fifteen-restart-'))
  homes.push(home)
  const before = fakeTime()
  const one = start(home, before)
  await one.run(25, 0.5)
  const pending = one.status()
  expect(pending?.state).toBe('pending')
  const startedWall = before.clock.wall()
  one.cut()
  await one.stop()

  const after = fakeTime({ boot, mono, wall: startedWall + 475 * s })
  const two = start(home, after)
  await two.run(1, 0.5)
  const taken = two.status()
  // Kept every five ticks: no more of it can be lost. None of the eight minutes was added.
  expect(taken?.state).toBe('pending')
  expect(taken?.sustained).toBeLessThanOrEqual(pending?.sustained ?? 0)
  expect(taken?.sustained).toBeGreaterThanOrEqual((pending?.sustained ?? Infinity) - 5 * s)
  const lacking = (gate.for - (taken?.sustained ?? 0)) / s
  await two.run(4 + lacking - 2, 0.5)
  expect(two.status()?.state).toBe('pending')
  await two.run(4, 0.5)
  expect(two.status()?.state).toBe('firing')
  const turns = two.journal.entries({ kinds: ['gate.turned'], after: 0, limit: 100 }).entries.map((entry) => (entry.kind === 'gate.turned' ? entry.data.to : ''))
  expect(turns).toEqual(['pending', 'firing'])
  two.cut()
  await two.stop()
})

it('a gate that fires does so after a restart, tells nobody twice, and resolves only by what it sees', async () => {
  const home = mkdtempSync(join(tmpdir(), 'fifteen-restart-'))
  homes.push(home)
  const before = fakeTime()
  const one = start(home, before)
  await one.run(50, 0.5)
  expect(one.status()?.state).toBe('firing')
  const startedWall = before.clock.wall()
  one.cut()
  await one.stop()
  const two = start(home, fakeTime({ boot: 'boot-2', mono: 5 * s, wall: startedWall + 7_200 * s }))
  await two.run(3, 0)
  // Two hours later: the window has not filled, so nobody knows yet.
  expect(two.status()?.state).toBe('firing')
  const alerts = (): number => two.journal.entries({ kinds: ['alert.raised'], after: 0, limit: 100 }).entries.length
  expect(alerts()).toBe(1)
  await two.run(6, 0)
  expect(two.status()?.state).toBe('ok')
  expect(alerts()).toBe(1)
  two.cut()
  await two.stop()
})
