/** A machine that sleeps in the middle of a run, and clocks that are set (faults 5 and 6 of trust.md; semantics 8). */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { until } from '../real/parts/process.ts'
import { startConsole, startReady, type Config, type ConsoleProcess } from './console.ts'
import { kindsOf, recordOf, startFaultStand, type FaultStand } from './stand.ts'

const [minute, hour] = [60_000, 3_600_000]
let stand: FaultStand
let one: ConsoleProcess
let config: Config
beforeAll(async () => {
  stand = await startFaultStand()
}, 60_000)
afterAll(() => stand?.stop())
beforeEach(async () => {
  await stand.reset()
  config = stand.config()
  one = await startReady(config)
})
afterEach(async () => {
  stand.haproxy.thaw()
  await one.end()
})

/** Presses, and has the run wait in its switch until the HAProxy goes on. */
async function pressedAndHeld(): Promise<void> {
  stand.haproxy.freeze()
  await one.tell({ do: 'press' })
}
const gaps = async () => kindsOf(await recordOf(config.home), 'console.gap').map(({ data }) => data)
async function ended(): Promise<void> {
  stand.haproxy.thaw()
  await one.tell({ do: 'idle' })
  await one.tell({ do: 'close' })
  await one.ended
}

describe('a machine that sleeps for ten minutes in the middle of a run', () => {
  test('counts them: the deadline stays where it was, the gap is an entry, and targets are asked before anything is done', { timeout: 2 * minute }, async () => {
    await pressedAndHeld()
    const before = (await one.look()).run
    process.kill(one.pid, 'SIGSTOP')
    stand.ledger.begin()
    const slept = one.tell({ do: 'sleep', ms: 10 * minute })
    stand.haproxy.thaw()
    process.kill(one.pid, 'SIGCONT')
    await slept
    await ended()
    const record = await recordOf(config.home)
    const { run } = record.state
    expect([run?.state, run?.startedAt, run?.deadline]).toEqual(['completed', before?.startedAt, before?.deadline])
    const took = (run?.endedAt ?? 0) - (run?.startedAt ?? 0)
    expect(took).toBeGreaterThan(10 * minute)
    expect(took).toBeLessThan(15 * minute)
    expect(run?.overDeadline).toBe(false)
    const sleep = (await gaps()).filter(({ cause }) => cause === 'sleep')
    expect(sleep).toHaveLength(1)
    expect(Math.abs((sleep[0]?.ms ?? 0) - 10 * minute)).toBeLessThan(0.2 * minute)
    // Windows that ended while it slept are said to be over, and the run went on.
    expect(run?.stages.filter(({ over }) => over !== undefined).map(({ id }) => id)).toEqual(expect.arrayContaining(['traffic', 'data']))
    const first = (target: string): string | undefined => stand.ledger.passed().find((one) => one.target === target)?.line
    expect(first('haproxy')).toMatch(/^show info/)
    expect(first('blue')).toMatch(/^GET \/(identity|health|metrics)/)
    expect(stand.ledger.effects().filter(({ sent }) => / state drain$| weight \d+$/.test(sent))).toHaveLength(5)
    expect(record.check.ok).toBe(true)
  })
})

describe('a wall clock that is set in the middle of a run', () => {
  test('an hour forward and an hour back of where it was, moves neither deadline nor durations, and is an entry each time', { timeout: 2 * minute }, async () => {
    await pressedAndHeld()
    const before = (await one.look()).run
    for (const ms of [hour, -2 * hour]) {
      const known = (await gapsSoFar()) + 1
      await one.tell({ do: 'set', ms })
      await until('the jump is noticed', async () => (await gapsSoFar()) >= known)
    }
    await ended()
    const record = await recordOf(config.home)
    const { run } = record.state
    expect([run?.state, run?.startedAt, run?.deadline, run?.overDeadline]).toEqual(['completed', before?.startedAt, before?.deadline, false])
    expect((run?.endedAt ?? Infinity) - (run?.startedAt ?? 0)).toBeLessThan(5 * minute)
    const jumps = (await gaps()).filter(({ cause }) => cause === 'clock').map(({ ms }) => Math.round(ms / hour))
    expect(jumps).toEqual([1, -2])
    const times = record.entries.map(({ at }) => at.mono)
    expect(times).toEqual(times.toSorted((a, b) => a - b))
    expect(record.check.ok).toBe(true)
  })

  test('before a console that was killed is started again, leaves its run as it was', { timeout: 2 * minute }, async () => {
    await pressedAndHeld()
    const before = (await one.look()).run
    one.kill()
    await one.ended
    stand.haproxy.thaw()
    one = startConsole({ ...config, moved: { slept: 0, set: -hour }, alone: true })
    expect(await one.ended, one.log().slice(-2_000)).toBe('exit code 0')
    const { state, check } = await recordOf(config.home)
    expect([state.run?.state, state.run?.id, state.run?.startedAt, state.run?.overDeadline, check.ok]).toEqual(['completed', before?.id, before?.startedAt, false, true])
    expect((state.run?.endedAt ?? Infinity) - (before?.startedAt ?? 0)).toBeLessThan(5 * minute)
  })
})

/** The jumps that the console has written so far: counted by what it says, since its journal is open. */
async function gapsSoFar(): Promise<number> {
  return one.tell<number>({ do: 'count', kind: 'console.gap' })
}
