/**
 * From the press to the last request that green answered, and the requests that failed, under load on the lab.
 * The press goes the desktop window's way: the contract over a MessagePort, the record, the runner, the balancer.
 * The peer, in the same run: the balancer's own switch, asked directly, without console or record.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../../electron/clock.ts'
import { openConsole } from '../../electron/console.ts'
import { readBalancer, readUsers } from '../../electron/lab/traffic.ts'
import type { LabAddresses } from '../../electron/lab/lab.ts'
import { createLog } from '../../electron/log.ts'
import { connectConsole } from '../doubles/window.ts'
import { figure, quantile, type Figure } from './figure.ts'
import { startLoad, until } from './load.ts'

const presses = 100
const lanes = 8
const now = (): number => Number(process.hrtime.bigint()) / 1e6

async function switchDirectly({ control, adminToken }: LabAddresses, fencing: number): Promise<void> {
  const write = async (path: string, body: unknown): Promise<void> => {
    const answer = await fetch(`${control}${path}`, {
      method: 'PUT', body: JSON.stringify(body),
      headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json', 'x-fencing': String(fencing) },
    })
    if (!answer.ok) throw new Error(`the balancer answered ${answer.status}`)
  }
  await write('/weights', { blue: 100, green: 0 })
  await write('/flags', { clear: 'all' })
}

export async function measure(say: (line: string) => void): Promise<readonly Figure[]> {
  const home = mkdtempSync(join(tmpdir(), 'fifteen-bench-'))
  const clock = systemClock()
  const log = createLog({ write: () => undefined, level: 'error', clock })
  const console = await openConsole({ home, env: {}, clock, log, user: 'bench' })
  const { client, close } = connectConsole(console)
  const { lab } = console
  if (lab === undefined) throw new Error('the built-in plan has no lab')
  const pilots = (await readUsers(lab.addresses)).users.filter(({ cohort }) => cohort === 'pilot').map(({ user }) => user)
  const load = startLoad(lab.addresses.balancer, pilots, lanes)
  const times: { readonly pressed: number[]; readonly direct: number[] } = { pressed: [], direct: [] }
  try {
    for (let press = 0; press < presses; press += 1) {
      for (const way of ['pressed', 'direct'] as const) {
        await client.lab.reset()
        await until(load, (green, before) => green > before)
        const at = now()
        let run: string | undefined
        if (way === 'pressed') run = (await client.rollback.press({ trigger: 'button' })).run
        else await switchDirectly(lab.addresses, (await readBalancer(lab.addresses)).fencing)
        await until(load, (green, before) => green === before)
        times[way].push((await load.report()).lastGreenMs - at)
        if (run !== undefined) await client.rollback.stop({ run, reason: 'measured' }).catch(() => undefined)
      }
      say(`press ${press + 1} of ${presses}: ${times.pressed.at(-1)?.toFixed(1)} ms, the balancer directly ${times.direct.at(-1)?.toFixed(1)} ms`)
    }
    const { requests, failed } = await load.report()
    say(`${requests} requests by ${lanes} connections`)
    return [
      figure('switch.p50', quantile(times.pressed, 0.5), 'ms', quantile(times.direct, 0.5)),
      figure('switch.p99', quantile(times.pressed, 0.99), 'ms', quantile(times.direct, 0.99)),
      figure('switch.p99-of-objective', quantile(times.pressed, 0.99), 'ms', console.plan.balancer.switchObjective),
      figure('switch.failed', failed, 'requests', requests),
    ]
  } finally {
    await load.stop()
    close()
    await console.stop()
    rmSync(home, { recursive: true, force: true })
  }
}
