/** The network between the console and its targets cut in the middle of a run, and healed: a real link into a namespace of its own. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startChild, type Child } from '../real/parts/local.ts'
import { until } from '../real/parts/process.ts'
import { startReady, type Config, type ConsoleProcess } from './console.ts'
import { kindsOf, recordOf, startFaultStand, type FaultStand } from './stand.ts'

const aMinute = 60_000
const [name, here, there] = [`fifteen${process.pid % 10_000}`, `10.215.${process.pid % 250}.1`, `10.215.${process.pid % 250}.2`]
const [outer, inner] = [`ff${process.pid % 10_000}a`, `ff${process.pid % 10_000}b`]
const ports = { balancer: 18_401, blue: 18_402 }
const ip = (...args: readonly string[]): string => {
  const { status, stderr, error } = spawnSync('ip', args, { encoding: 'utf8' })
  return status === 0 ? '' : (error?.message ?? stderr.trim())
}
const must = (...args: readonly string[]): void => expect(ip(...args), `ip ${args.join(' ')}`).toBe('')
/** Why this machine allows no namespace; empty where it does. */
const why = process.platform === 'linux' ? ip('netns', 'add', name) : 'not Linux'
if (why !== '') process.stderr.write(`The network was not cut: ${why}\n`)

let stand: FaultStand
let one: ConsoleProcess
let config: Config
const relays: Child[] = []
const inside = (...args: readonly string[]): readonly string[] => ['netns', 'exec', name, ...args]
const link = (state: 'up' | 'down'): void => must('link', 'set', outer, state)

describe.skipIf(why !== '')('a rollback', () => {
  beforeAll(async () => {
    must('link', 'add', outer, 'type', 'veth', 'peer', 'name', inner, 'netns', name)
    must('addr', 'add', `${here}/24`, 'dev', outer)
    link('up')
    must(...inside('ip', 'addr', 'add', `${there}/24`, 'dev', inner))
    must(...inside('ip', 'link', 'set', inner, 'up'))
    const relay = async (program: string, args: readonly string[], ...pairs: readonly string[]): Promise<void> => {
      const child = startChild(program, [...args, join(import.meta.dirname, 'relay.ts'), ...pairs])
      relays.push(child)
      await until('the relay is up', () => child.output().split('up\n').length > pairs.length / 2)
    }
    stand = await startFaultStand({
      targets: async ({ dir, wires }) => {
        // Socket files lead out of a namespace: what stands inside answers there for what runs outside.
        await relay(process.execPath, [], join(dir, 'blue.sock'), new URL(wires.blue).host)
        await relay('ip', inside(process.execPath), `${there}:${ports.balancer}`, wires.balancer, `${there}:${ports.blue}`, join(dir, 'blue.sock'))
        return { balancer: { runtime: `${there}:${ports.balancer}` }, blue: { address: `http://${there}:${ports.blue}` } }
      },
    })
  }, 60_000)
  afterAll(async () => {
    for (const relay of relays) await relay.stop()
    await stand?.stop()
    ip('link', 'del', outer)
    ip('netns', 'del', name)
  })
  beforeEach(async () => {
    await stand.reset()
    config = stand.config()
    one = await startReady(config)
  })
  afterEach(async () => {
    ip('link', 'set', outer, 'up')
    await one.end()
  })

  test.for([
    { at: 'between the two weights of the switch', what: 'set server', step: 'switch' },
    { at: 'in the drain', what: 'shutdown sessions', step: 'drain' },
  ])('whose balancer and blue can be reached no more $at goes on once they can, nothing is done twice', { timeout: 2 * aMinute }, async ({ what, step }) => {
    let isCut = false
    stand.ledger.onEffect((when, _, effect) => {
      if (isCut || when !== 'after' || effect !== what) return
      link('down')
      isCut = true
    })
    await one.tell({ do: 'press' })
    await until('an attempt has failed', () => one.log().includes(`"step":"${step}","attempt":1`), 60_000)
    expect(isCut).toBe(true)
    link('up')
    await one.tell({ do: 'idle' })
    await one.tell({ do: 'close' })
    await one.ended
    const record = await recordOf(config.home)
    expect(record.state.run?.state, record.state.run?.summary).toBe('completed')
    const failed = kindsOf(record, 'step.outcome').find(({ data }) => data.step === step && data.result !== 'ok')
    expect(failed?.data.detail).toMatch(/no (whole )?answer|EHOSTUNREACH|ENETUNREACH/)
    expect(await stand.haproxy.type(`show map ${stand.haproxy.users}`)).not.toMatch(/green/)
    const commands = stand.ledger.effects().map(({ sent }) => sent).filter((sent) => / state drain$| weight \d+$|^clear map/.test(sent))
    expect(commands.toSorted()).toEqual([...new Set(commands)].toSorted())
    expect(stand.onBlue().missing).toBe(0)
  })
})
