/** kill -9 of the console in a run, at named points, on the practice environment (faults 1 and 2). */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startLab, type Lab } from '../../../../electron/lab/lab.ts'
import { readUsers, resetTraffic } from '../../../../electron/lab/traffic.ts'
import { crashPlan } from './crash-plan.ts'
import { connectLab, soon, stand, targetsOf, type Connected } from './stand.ts'

const root = mkdtempSync(join(tmpdir(), 'fifteen-crash-'))
const child = join(import.meta.dirname, 'crash-child.ts')
let lab: Lab
let connected: Connected

beforeAll(async () => {
  lab = await startLab({ dir: join(root, 'lab'), users: 8, market: { rows: 20_000 } })
  connected = connectLab(targetsOf(lab.addresses))
}, 40_000)
afterAll(async () => {
  await connected.stop()
  await lab.stop()
  rmSync(root, { recursive: true, force: true })
})

/** Runs the console's process until it ends; how it ended. */
const runChild = (dir: string, point: string): Promise<string> => {
  const { promise, resolve } = Promise.withResolvers<string>()
  const spawned = spawn(process.execPath, [child, JSON.stringify({ dir, addresses: lab.addresses, point })], { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  spawned.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
  spawned.once('exit', (code, signal) => resolve(signal ?? `exit code ${code} ${said}`))
  return promise
}

/** Everyone on green, by weight and by flag; how often the balancer was changed by then. */
const everyoneOnGreen = async (): Promise<number> => {
  await resetTraffic(lab.addresses)
  const { fencing } = await connected.all.balancer.read(soon())
  await connected.all.balancer.setWeights({ blue: 0, green: 100 }, fencing, soon())
  return (await connected.all.balancer.read(soon())).changed
}

const readRun = (dir: string) => {
  const one = stand({ dir, plan: crashPlan([]), targets: connected })
  const { run } = one.journal.state()
  const found = { run, unknown: one.of('step.outcome').filter(({ data }) => data.result === 'unknown').map(({ data }) => data.step), leases: one.of('lease.taken'), opened: one.of('rollback.opened') }
  return { ...found, verify: () => one.journal.verify(), stop: one.stop }
}

describe('a console that is killed in a run', () => {
  it.each([
    { point: 'after 4', unknown: undefined, at: 'the run is opened and nothing was begun' },
    { point: 'after 8', unknown: undefined, at: 'the first steps are intended' },
    { point: 'after weights', unknown: 'switch', at: 'the weights are set and the flags are not' },
    { point: 'before step.outcome switch', unknown: 'switch', at: 'the switch took effect and its outcome is not written' },
    { point: 'before step.outcome drain', unknown: 'drain', at: 'green is drained and the outcome is not written' },
    { point: 'before step.outcome move-sessions', unknown: 'move-sessions', at: 'the sessions are moved and the outcome is not written' },
    { point: 'after 30', unknown: undefined, at: 'the thirtieth entry is on disk' },
    { point: 'before rollback.finished', unknown: undefined, at: 'all is done and the end is not written' },
  ])('when $at, goes on at the next start, and every effect happens once', { timeout: 40_000 }, async ({ point, unknown }) => {
    const dir = mkdtempSync(join(root, 'home-'))
    const before = await everyoneOnGreen()
    expect(await runChild(dir, point)).toBe('SIGKILL')
    const killed = readRun(dir)
    const startedAt = killed.run?.startedAt
    expect(killed.run?.state).toBe('running')
    await killed.stop()

    expect(await runChild(dir, 'never')).toMatch(/^exit code 0/)
    const done = readRun(dir)
    try {
      expect(done.run).toMatchObject({ state: 'completed', startedAt })
      expect(done.run?.stages.flatMap(({ steps }) => steps).filter(({ state }) => state !== 'ok')).toEqual([])
      expect(done.opened).toHaveLength(1)
      expect(done.leases).toHaveLength(2)
      expect(done.leases[1]?.data.fencing).toBeGreaterThan(done.leases[0]?.data.fencing ?? Infinity)
      if (unknown !== undefined) expect(done.unknown).toContain(unknown)
      expect(await done.verify()).toMatchObject({ ok: true })
    } finally {
      await done.stop()
    }
    const routing = await connected.all.balancer.read(soon())
    expect(routing).toMatchObject({ weights: { blue: 100, green: 0 }, flags: { blue: 0, green: 0 }, drained: { green: true } })
    // Weights, flags and the drain: once each, however often the console was started.
    expect(routing.changed - before).toBe(3)
    expect(await connected.all.balancer.probe(10, soon())).toEqual({ answered: { blue: 10, green: 0 }, failed: 0 })
  })
  it('before its first write is on disk, has begun nothing', { timeout: 40_000 }, async () => {
    const dir = mkdtempSync(join(root, 'home-'))
    const before = await everyoneOnGreen()
    expect(await runChild(dir, 'in the first group')).toBe('SIGKILL')
    const killed = readRun(dir)
    expect([killed.run, killed.opened]).toEqual([undefined, []])
    await killed.stop()
    expect((await connected.all.balancer.read(soon())).changed).toBe(before)
  })
  it('and killed again in the resumed run, it is the same', { timeout: 60_000 }, async () => {
    const dir = mkdtempSync(join(root, 'home-'))
    const before = await everyoneOnGreen()
    expect(await runChild(dir, 'before step.outcome switch')).toBe('SIGKILL')
    expect(await runChild(dir, 'before step.outcome switch')).toBe('SIGKILL')
    expect(await runChild(dir, 'after 3')).toBe('SIGKILL')
    expect(await runChild(dir, 'never')).toMatch(/^exit code 0/)
    const done = readRun(dir)
    expect(done.run?.state).toBe('completed')
    await done.stop()
    expect((await connected.all.balancer.read(soon())).changed - before).toBe(3)
  })
  it('costs no user a session or an answer', async () => {
    expect((await readUsers(lab.addresses)).totals).toMatchObject({ sessionsLost: 0, failures: 0 })
  })
})
