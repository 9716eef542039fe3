/** The plan's benchmarks on the real lab: run, cancelled, ended by a rollback, killed in the middle; a baseline that moves the bars. */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemClock } from '../../../../../electron/clock.ts'
import { openConsole, type Console } from '../../../../../electron/console.ts'
import { quietLog } from '../../shell/transports.ts'

const ada = { kind: 'person', name: 'ada', role: 'operator' } as const
const yes = { who: ada, why: 'the test of the console', yes: true } as const
const homes = [0, 1].map(() => mkdtempSync(join(tmpdir(), 'fifteen-benches-')))
const [home = '', other = ''] = homes
const open = (dir: string): Promise<Console> => openConsole({ home: dir, env: {}, clock: systemClock(), log: quietLog(), user: 'ada' })

afterAll(() => homes.forEach((dir) => rmSync(dir, { recursive: true, force: true })))

describe('on the lab', () => {
  let console: Console
  beforeAll(async () => {
    console = await open(home)
  }, 60_000)
  afterAll(() => console.stop())

  test('the pre-flight says what it does and to whom, and users on it need a yes', async () => {
    await expect.poll(() => console.benches.list().benchmarks.find(({ id }) => id === 'compare')?.preflight.targets.every(({ users }) => users === true), { timeout: 20_000 }).toBe(true)
    const { benchmarks } = console.benches.list()
    expect(benchmarks.map(({ id, preflight }) => [id, preflight.needsYes, preflight.refused])).toEqual([['users', true, undefined], ['rows', true, undefined], ['compare', true, undefined]])
    expect(benchmarks[1]?.preflight).toMatchObject({ does: '7 times backtest on green, 60,000 rows each time, one after the other', targets: [{ id: 'green', environment: 'green', users: true }] })
    const before = console.journal.state().seq
    expect(() => console.benches.start('rows', { ...yes, yes: false })).toThrow(/users by flag.*Say yes/)
    expect(console.journal.state().seq).toBe(before)
  })

  test('rows are measured as a user has them, and their median as the new baseline moves a gate and a tile', { timeout: 90_000 }, async () => {
    const { bench } = console.benches.start('rows', yes)
    expect(() => console.benches.start('compare', yes)).toThrow(/one at a time/)
    expect(console.benches.list().active).toMatchObject({ bench, by: 'ada' })
    await console.benches.idle()
    const { started, finished } = console.benches.result(bench)
    expect(started).toMatchObject({ why: yes.why, onUsers: true, targets: ['green'] })
    expect(finished).toMatchObject({ ended: 'done', figures: { kind: 'rows', failedRounds: 0, bar: { baseline: 37_303, pass: 0.9, warn: 0.75, margin: 0.01 }, spread: { count: 6 } } })
    const { figures } = finished ?? {}
    if (figures?.kind !== 'rows' || figures.median === undefined) throw new Error('no rows')
    const { median } = figures
    // The lab's feed is throttled there: nobody has more of it.
    expect(median).toBeLessThan(37_303 * 1.05)

    const threshold = (): number | undefined => console.lastFrame()?.gates.find(({ gate }) => gate === 'performance-critical')?.status.evaluation.threshold
    expect(threshold()).toBe(0.75 * 37_303)
    expect(console.benches.setBaseline(bench, { who: ada, why: 'what green does now' })).toEqual({ metric: 'rows_per_second', value: median })
    await expect.poll(threshold).toBe(0.75 * median)
    expect(console.benches.list().benchmarks[1]?.bars[0]).toContain(Math.round(0.9 * median).toLocaleString('en-GB'))
    const step = (await console.runner.rehearse()).find(({ would }) => would.includes('of the baseline'))
    expect(step?.would ?? 'no data').toMatch(/of the baseline|no data/)
    expect(console.benches.result(bench).baseline).toMatchObject({ value: median, by: 'ada', why: 'what green does now' })
  })

  test('a load that is cancelled keeps what it had, and says who ended it', { timeout: 60_000 }, async () => {
    const told = new Promise<void>((resolve) => console.benchProgress.subscribe(({ leftMs = 0, done }) => void (done > 0.2 && leftMs > 0 && resolve())))
    const { bench } = console.benches.start('users', yes)
    await told
    console.benches.cancel(bench, ada)
    await console.benches.idle()
    const { finished } = console.benches.result(bench)
    expect(finished).toMatchObject({ ended: 'cancelled', outcome: 'inconclusive', figures: { kind: 'load' } })
    expect(finished?.why).toMatch(/^cancelled by ada; until then: /)
    expect(finished?.figures?.kind === 'load' && finished.figures.answered).toBeGreaterThan(0)
    expect(() => console.benches.cancel(bench, ada)).toThrow(/does not run any more/)
    expect(() => console.benches.setBaseline(bench, { who: ada, why: 'no' })).toThrow(/only a benchmark of rows/)
  })

  test('a rollback ends the benchmark that runs, and none begins during it', { timeout: 60_000 }, async () => {
    const began = new Promise<void>((resolve) => console.benchProgress.subscribe(() => resolve()))
    const { bench } = console.benches.start('users', yes)
    await began
    const { run } = console.runner.open({ trigger: 'critical-bug', manual: true, drill: true, who: ada, why: 'a drill', exposedSince: console.clock.mono(), title: 'Drill' })
    await console.benches.idle()
    expect(console.benches.result(bench).finished).toMatchObject({ ended: 'rollback', why: expect.stringContaining(`rollback ${run} began`) as string })
    expect(() => console.benches.start('rows', yes)).toThrow(new RegExp(`rollback ${run} is under way`))
    console.runner.stop(run, { who: ada, reason: 'only a test' })
  })

  test('the entries stay small, and history is what the journal has', () => {
    const { entries } = console.journal.entries({ kinds: ['bench.started', 'bench.finished'], after: 0, limit: 100 })
    expect(Math.max(...entries.map((entry) => JSON.stringify(entry).length))).toBeLessThan(10_000)
    expect(JSON.stringify(entries)).not.toContain(console.lab?.addresses.adminToken)
    expect(console.benches.history({ limit: 10 }).map(({ started, finished }) => [started.benchmark, finished?.ended])).toEqual([['users', 'rollback'], ['users', 'cancelled'], ['rows', 'done']])
  })
})

test('killed in the middle, the next start tells that it did not finish', { timeout: 90_000 }, async () => {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'bench-child.ts'), other], { stdio: ['ignore', 'pipe', 'inherit'] })
  const bench = await new Promise<string>((resolve) => child.stdout.once('data', (data: Buffer) => resolve(data.toString().trim().split('\n')[0] ?? '')))
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await gone
  const console = await open(other)
  try {
    expect(console.benches.result(bench)).toMatchObject({ started: { benchmark: 'users', by: 'ada' }, finished: { ended: 'interrupted', outcome: 'no data' } })
    expect(console.benches.list().active).toBeUndefined()
    expect(await console.journal.verify()).toMatchObject({ ok: true })
  } finally {
    await console.stop()
  }
})
