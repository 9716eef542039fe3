/** Targets that fail in the middle of a run (faults 8, 9 and 10 of trust.md): HAProxy's socket gone, HAProxy killed, a green that hangs in its drain. */
import { renameSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { Browser } from '../../electron/lab/browser.ts'
import { freezeAll, thawAll, until } from '../real/parts/process.ts'
import { startReady, type Config, type ConsoleProcess } from './console.ts'
import { kindsOf, recordOf, startFaultStand, type FaultStand, type Record } from './stand.ts'

const aMinute = 60_000
let stand: FaultStand
let one: ConsoleProcess
let config: Config
beforeAll(async () => {
  stand = await startFaultStand({ steps: { drain: { with: { grace: '3s' } } } })
}, 60_000)
afterAll(() => stand?.stop())
beforeEach(async () => {
  await stand.reset()
  config = stand.config()
  one = await startReady(config)
})
afterEach(async () => {
  await one.end()
})

const failures = (step: string): Promise<boolean> => Promise.resolve(one.log().includes(`"step":"${step}","attempt":1`))
async function ended(): Promise<Record> {
  await one.tell({ do: 'idle' })
  await one.tell({ do: 'close' })
  await one.ended
  const record = await recordOf(config.home)
  const { run } = record.state
  expect(run?.state, run?.summary).toBe('completed')
  expect(kindsOf(record, 'step.asked')).toEqual([])
  expect(await stand.haproxy.type(`show map ${stand.haproxy.users}`)).not.toMatch(/green/)
  return record
}
const outcomesOf = (record: Record, step: string) => kindsOf(record, 'step.outcome').flatMap(({ data }) => (data.step === step ? [data] : []))

describe('a rollback', () => {
  test('whose HAProxy takes its socket away at the switch goes on once it is back, and asks nobody', { timeout: 2 * aMinute }, async () => {
    const [socket, away] = [join(stand.dir, 'runtime.sock'), join(stand.dir, 'away.sock')]
    renameSync(socket, away)
    try {
      await one.tell({ do: 'press' })
      await until('the first attempt has failed', () => failures('switch'), 30_000)
    } finally {
      renameSync(away, socket)
    }
    const [first, ...later] = outcomesOf(await ended(), 'switch')
    expect(first).toMatchObject({ result: 'failed', detail: expect.stringMatching(/ENOENT.*Nothing listens there: start HAProxy, or mend the address/s) as string })
    expect(later.at(-1)?.result).toBe('ok')
    expect(stand.ledger.effects().filter(({ sent }) => sent === 'set server split/green weight 0')).toHaveLength(1)
  })

  test('whose HAProxy is killed between the two weights of the switch, and started again, sets what it forgot', { timeout: 2 * aMinute }, async () => {
    let killed: Promise<void> | undefined
    stand.ledger.onEffect((when, _, what) => {
      if (killed !== undefined || when !== 'after' || what !== 'set server') return
      killed = stand.haproxy.kill()
      throw new Error('cut')
    })
    await one.tell({ do: 'press' })
    await until('the attempt has failed', () => failures('switch'), 30_000)
    await killed
    await stand.haproxy.start()
    const record = await ended()
    expect(outcomesOf(record, 'switch').map(({ result }) => result)).toEqual([...outcomesOf(record, 'switch').slice(1).map(() => 'failed'), 'ok'])
    const stat = (await stand.haproxy.type('show stat')).split('\n')
    expect(stat.filter((line) => line.startsWith('split,green,')).join()).toMatch(/DRAIN/)
  })

  test('whose green hangs with requests in flight drains it to the limit, closes them by force, and says how many', { timeout: 3 * aMinute }, async () => {
    const { green } = stand.apps.pids
    freezeAll([green])
    const hanging = ['amara', 'bjorn'].map((user) => new Browser(stand.haproxy.address, { user }))
    const answers = hanging.map((browser) => browser.ask('GET', '/quote?symbol=SAP').then(({ servedBy }) => servedBy, (error: unknown) => String(error)))
    let record: Record
    try {
      await until('HAProxy has them open on green', async () => (await one.look()).routing?.inFlight.green === 2)
      await one.tell({ do: 'press' })
      record = await ended()
    } finally {
      thawAll([green])
    }
    expect(outcomesOf(record, 'drain').at(-1)).toMatchObject({ result: 'ok', facts: { 'in flight at first': 2, 'closed by force': 2, 'in flight': 0 } })
    // Cut from green, they were answered by blue: HAProxy tried them there.
    expect(await Promise.all(answers)).toEqual(['blue', 'blue'])
    hanging.forEach((browser) => browser.close())
    // What could not be had from green is said, and holds up nothing.
    expect(outcomesOf(record, 'migrate-sessions').at(-1)).toMatchObject({ result: 'ok', facts: { moved: 0, green: expect.stringMatching(/gives no sessions/) as string } })
  })
})
