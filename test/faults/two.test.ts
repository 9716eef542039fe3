/** Two consoles at once: on one home folder, and on two before the same HAProxy (fault 7 of trust.md; semantics 7 and 12). */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { until } from '../real/parts/process.ts'
import { startConsole, startReady, type Config, type ConsoleProcess } from './console.ts'
import { kindsOf, recordOf, startFaultStand, type FaultStand } from './stand.ts'

let stand: FaultStand
let open: ConsoleProcess[] = []
beforeAll(async () => {
  stand = await startFaultStand()
}, 60_000)
beforeEach(() => stand.reset())
afterEach(async () => {
  for (const one of open.splice(0)) await one.end()
})
afterAll(() => stand?.stop())

async function started(config: Config): Promise<ConsoleProcess> {
  const one = startConsole(config)
  open.push(one)
  await one.open
  return one
}
/** Whoever presses has it on the screen where the balancer stands. */
async function ready(config: Config): Promise<ConsoleProcess> {
  const one = await startReady(config)
  open.push(one)
  return one
}
const stateOf = async (one: ConsoleProcess): Promise<string | undefined> => (await one.look()).run?.state
const refused = async (one: ConsoleProcess): Promise<boolean> => one.log().includes('"result":"refused"')
const settled = (one: ConsoleProcess): Promise<void> =>
  until('it is over for that console', async () => (await stateOf(one)) === 'completed' || (await refused(one)), 60_000)
const drained = (): readonly string[] => stand.ledger.effects().map(({ sent }) => sent).filter((sent) => sent.endsWith(' state drain'))

async function everyoneIsOnBlue(): Promise<void> {
  expect(await stand.haproxy.type(`show map ${stand.haproxy.users}`)).not.toMatch(/green/)
  expect(new Set(drained()).size).toBe(3)
}

describe('two consoles on one home folder', () => {
  test('the second is not opened, and says who has it; what it wants goes by the first: one run', { timeout: 120_000 }, async () => {
    const config = stand.config()
    const first = await started(config)
    const second = startConsole(config)
    await expect(second.open).rejects.toThrow(new RegExp(`the journal is open in process ${first.pid}.*Close that Fifteen, or go on there`, 's'))
    await second.ended
    const cli = promisify(execFile)(process.execPath, [join(import.meta.dirname, '../../electron/cli.ts'), 'rollback', '--home', config.home, '--reason', 'pressed at once', '--yes', '--json'])
    const [run] = await Promise.all([first.tell<string>({ do: 'press' }), cli])
    await first.tell({ do: 'idle' })
    await first.tell({ do: 'close' })
    const { state, entries } = await recordOf(config.home)
    expect([state.run?.id, state.run?.state, state.run?.joined]).toEqual([run, 'completed', 1])
    expect(entries.filter(({ kind }) => kind === 'rollback.opened')).toHaveLength(1)
    await everyoneIsOnBlue()
    expect(drained()).toHaveLength(3)
  })
})

describe('two consoles on one HAProxy', () => {
  test('pressed at once: the larger number drives to the end, the other is refused where it acts and says so', { timeout: 120_000 }, async () => {
    const configs = [stand.config(), stand.config()].map((config, index) => ({ ...config, user: `console-${index}` }))
    const both = await Promise.all(configs.map(ready))
    await Promise.all(both.map((one) => one.tell({ do: 'press' })))
    await Promise.all(both.map(settled))
    const runs = await Promise.all(both.map(async (one) => (await one.look()).run))
    const [winner, loser] = runs.toSorted((a, b) => (b?.fencing ?? 0) - (a?.fencing ?? 0))
    expect(winner?.fencing).toBeGreaterThan(loser?.fencing ?? Infinity)
    expect([winner?.state, loser?.state]).toEqual(['completed', 'running'])
    expect(loser?.stages.flatMap(({ steps }) => steps).some(({ detail }) => detail?.includes(`another driver came with ${winner?.fencing}`))).toBe(true)
    await everyoneIsOnBlue()
    // Users are told by the one that drives.
    expect(stand.ledger.effects().filter(({ what }) => what === 'POST /admin/notice')).toHaveLength(1)
    // Nobody turns anything back: what one has done stays.
    const commands = stand.ledger.effects().map(({ sent }) => sent).filter((sent) => /weight|ready|add map .*users/.test(sent))
    expect([...new Set(commands)].toSorted()).toEqual(['set server split/blue weight 100', 'set server split/green weight 0'])
    // Who was refused can leave it, and press anew with a number that counts.
    const late = both[runs.findIndex((run) => run?.id === loser?.id)]
    await late?.tell({ do: 'stop run', run: loser?.id ?? '', reason: 'the other console drives' })
    await late?.tell({ do: 'press' })
    await late?.tell({ do: 'idle' })
    expect(await late?.look()).toMatchObject({ run: { state: 'completed' } })
  })

  test('of which one has its clock an hour ahead: whoever presses later still drives', { timeout: 120_000 }, async () => {
    const config = stand.config()
    const ahead = await started({ ...config, moved: { slept: 0, set: 3_600_000 } })
    await ahead.tell({ do: 'press' })
    await ahead.tell({ do: 'idle' })
    await ahead.tell({ do: 'close' })
    await stand.reset()
    // As the one ahead left it: its number stands in HAProxy.
    const number = kindsOf(await recordOf(config.home), 'lease.taken')[0]?.data.fencing
    await stand.haproxy.type(`add map ${stand.haproxy.fence} ${number} ${number}`)
    const later = await ready(stand.config())
    await later.tell({ do: 'press' })
    await settled(later)
    expect(await stateOf(later)).toBe('completed')
    await everyoneIsOnBlue()
  })

  test('of which one was killed, and another took over: started again it touches nothing, and says who drives', { timeout: 120_000 }, async () => {
    const config = stand.config()
    stand.ledger.onEffect((when, _, what) => {
      if (when === 'after' && what === 'set server') killed.kill()
    })
    const killed = await started(config)
    await killed.tell({ do: 'press' }).catch(() => undefined)
    expect(await killed.ended).toBe('SIGKILL')
    stand.ledger.onEffect()
    const other = await ready(stand.config())
    await other.tell({ do: 'press' })
    await other.tell({ do: 'idle' })
    stand.ledger.begin()
    const again = await started(config)
    await until('it is refused', () => refused(again), 60_000)
    expect(await stateOf(again)).toBe('running')
    expect(stand.ledger.effects()).toEqual([])
    expect(again.log()).toMatch(/another driver came with \d+/)
  })
})
