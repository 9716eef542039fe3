/** The whole rollback on the practice environment, with its users on it. */
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { setFault } from '../../../../electron/lab/faults.ts'
import { startLab, type Lab } from '../../../../electron/lab/lab.ts'
import { readLabFile } from '../../../../electron/lab/lab-file.ts'
import { readUsers, resetTraffic } from '../../../../electron/lab/traffic.ts'
import type { Plan } from '../../../../shared/plan.ts'
import type { StepRun } from '../../../../shared/rollback.ts'
import { planWith, stage, step, wholeProcedure } from '../../../doubles/rollback-plan.ts'
import { ada, connectLab, soon, stand, targetsOf, until, type Connected, type Stand, type StandOptions } from './stand.ts'

const root = mkdtempSync(join(tmpdir(), 'fifteen-run-'))
const labDir = join(root, 'lab')
let lab: Lab
let connected: Connected
let whole: Plan
let open: Stand | undefined
let number = 0

beforeAll(async () => {
  lab = await startLab({ dir: labDir, users: 12, market: { rows: 20_000 } })
  const targets = targetsOf(lab.addresses)
  connected = connectLab(targets)
  whole = planWith(wholeProcedure, { targets })
}, 40_000)
afterAll(async () => {
  await connected.stop()
  await lab.stop()
  rmSync(root, { recursive: true, force: true })
})
beforeEach(async () => {
  await resetTraffic(lab.addresses)
  // Everyone by weight to green, on top of the pilots by flag.
  const { fencing } = await connected.all.balancer.read(soon())
  await connected.all.balancer.setWeights({ blue: 0, green: 100 }, fencing, soon())
})
afterEach(async () => {
  await open?.stop()
  open = undefined
})

const newStand = (options: Partial<StandOptions> = {}): Stand => {
  open = stand({ dir: mkdtempSync(join(root, `run-${(number += 1)}-`)), plan: whole, targets: connected, sampled: connected.sampled, ...options })
  return open
}
const runOf = ({ journal }: Stand) => {
  const { run } = journal.state()
  if (run === undefined) throw new Error('no run')
  return run
}
const stepsOf = (one: Stand): readonly StepRun[] => runOf(one).stages.flatMap(({ steps }) => steps)
const stepOf = (one: Stand, id: string): StepRun | undefined => stepsOf(one).find((found) => found.id === id)
const few = (...steps: Parameters<typeof stage>[3][]): Plan => planWith([stage('one', '0s', '5m', step('validate', 'confirm', { after: [] }), ...steps)])

describe('a press on the practice environment', () => {
  it('takes everyone back to blue, with no failed request and no lost session', { timeout: 60_000 }, async () => {
    const before = (await readUsers(lab.addresses)).totals
    const { failed } = await connected.all.balancer.read(soon())
    await setFault(lab.addresses, { name: 'diverge', environment: 'green', on: true })
    const one = newStand()
    one.press()
    await one.runner.idle()
    await setFault(lab.addresses, { name: 'diverge', environment: 'green', on: false })
    expect(stepsOf(one).filter(({ state }) => state !== 'ok')).toEqual([])
    expect(runOf(one)).toMatchObject({ state: 'completed', overDeadline: false, summary: expect.stringContaining('All 19 steps done') as string })
    const routing = await connected.all.balancer.read(soon())
    expect(routing).toMatchObject({ weights: { blue: 100, green: 0 }, flags: { blue: 0, green: 0 }, drained: { green: true }, inFlight: { green: 0 }, failed })
    expect(await connected.all.balancer.probe(30, soon())).toEqual({ answered: { blue: 30, green: 0 }, failed: 0 })
    await until('every user works on blue', async () => (await readUsers(lab.addresses)).users.every(({ environment, waiting }) => environment === 'blue' && !waiting))
    const { totals } = await readUsers(lab.addresses)
    expect([totals.failures - before.failures, totals.sessionsLost - before.sessionsLost]).toEqual([0, 0])
    expect(stepOf(one, 'copy')?.facts).toMatchObject({ inserted: 3, updated: 5, 'before-images': 5 })
    expect(stepOf(one, 'switch')?.facts).toMatchObject({ probes: '20 of 20 answered by blue', build: 'html-js-4.7.2' })
    expect(await one.journal.verify()).toMatchObject({ ok: true })
  })
  it('leaves a report that can be read back, and a record of who was told', { timeout: 60_000 }, async () => {
    const one = newStand()
    one.press()
    await one.runner.idle()
    const { file, sha256 } = stepOf(one, 'report')?.facts ?? {}
    const text = readFileSync(String(file), 'utf8')
    expect(createHash('sha256').update(text).digest('hex')).toBe(sha256)
    expect(text).toContain('Title of switch')
    expect(text).toContain('20 of 20 answered by blue')
    expect(one.of('notice.sent').map(({ data, environment }) => `${data.audience}: ${data.channel} ${environment ?? ''}`)).toEqual(
      expect.arrayContaining(['deployment team: journal ', 'deployment team: app blue', 'users: app blue']))
  })
  it('that comes twice is one run', { timeout: 60_000 }, async () => {
    const one = newStand()
    const [first, second] = [one.press(), one.press({ trigger: 'data-integrity' })]
    await one.runner.idle()
    expect(second).toEqual({ run: first.run, joined: true })
    expect(one.of('rollback.opened')).toHaveLength(1)
    expect(one.of('rollback.joined')).toHaveLength(1)
  })
  it('says in the rehearsal what it would do, and changes nothing', async () => {
    const one = newStand()
    const { changed } = await connected.all.balancer.read(soon())
    const said = new Map((await one.runner.rehearse()).map(({ step: id, would }) => [id, would]))
    expect(said.get('switch')).toMatch(/^set weights blue 100, green 0 \(now 0, 100\), clear \d+ flags, and see 20 probes answered by blue, build html-js-4.7.2$/)
    // Users work on green: a row may be on its way just now.
    expect(said.get('compare')).toMatch(/^compare \d+ rows; now blue lacks /)
    expect([...said].filter(([, would]) => would.startsWith('not known'))).toEqual([])
    expect((await connected.all.balancer.read(soon())).changed).toBe(changed)
  })
})

describe('when something is in the way', () => {
  it('another driver with a larger number ends this one, and nothing is changed', { timeout: 20_000 }, async () => {
    const { fencing } = await connected.all.balancer.read(soon())
    await connected.all.balancer.setWeights({ blue: 0, green: 100 }, fencing + 1_000_000_000, soon())
    const { changed } = await connected.all.balancer.read(soon())
    const one = newStand()
    const { run } = one.press()
    await until('it is refused', () => one.of('step.outcome').some(({ data }) => data.result === 'refused'))
    expect((await connected.all.balancer.read(soon())).changed).toBe(changed)
    expect([runOf(one).state, one.of('step.asked')]).toEqual(['running', []])
    one.runner.stop(run, { who: ada, reason: 'the other console drives' })
    await one.runner.idle()
    await lab.restart('balancer')
  })
  it('a dead blue is said, with what is known, and nobody is sent there until it lives (fault 11)', { timeout: 40_000 }, async () => {
    const one = newStand({ plan: few(step('switch', 'route', { backoff: '100ms' })) })
    process.kill(readLabFile(labDir).pids.blue, 'SIGKILL')
    const { run } = one.press()
    await until('it asks', () => stepOf(one, 'switch')?.state === 'asking')
    expect(stepOf(one, 'switch')?.question?.text).toMatch(/Blue is not fit to take users: .*The balancer sees blue .*healthy.*Nothing was switched/)
    expect((await connected.all.balancer.read(soon())).weights).toEqual({ blue: 0, green: 100 })
    await lab.restart('blue')
    one.runner.answer(run, { step: 'switch', choice: 'retry', who: ada })
    await one.runner.idle()
    expect(runOf(one).state).toBe('completed')
    expect((await connected.all.balancer.read(soon())).weights).toEqual({ blue: 100, green: 0 })
  })
  it('a dead green holds up nothing: what can be done without it is done', { timeout: 60_000 }, async () => {
    process.kill(readLabFile(labDir).pids.green, 'SIGKILL')
    const one = newStand({ plan: planWith(wholeProcedure.map((each) => ({ ...each, steps: each.steps.filter(({ id }) => id !== 'pending').map((other) => (other.id === 'copy' ? { ...other, after: ['drain'] } : other)) })), { targets: targetsOf(lab.addresses) }) })
    one.press()
    await one.runner.idle()
    expect(stepsOf(one).filter(({ state }) => state !== 'ok')).toEqual([])
    expect(stepOf(one, 'move-sessions')?.facts['green']).toContain('gives no sessions')
    expect(stepOf(one, 'keep-sessions')?.facts).toMatchObject({ proven: false })
    await lab.restart('green')
  })
  it('a balancer that is killed and comes back is asked again, and the switch is read back (fault 8)', { timeout: 60_000 }, async () => {
    process.kill(readLabFile(labDir).pids.balancer, 'SIGKILL')
    const one = newStand({ plan: few(step('switch', 'route', { backoff: '100ms' }), step('drain', 'drain', { after: ['switch'], timeout: '30s', with: { grace: '2s' } })) })
    const { run } = one.press()
    await until('it asks', () => stepOf(one, 'switch')?.state === 'asking')
    expect(stepOf(one, 'switch')?.question?.silence).toBe('retry')
    await lab.restart('balancer')
    one.runner.answer(run, { step: 'switch', choice: 'retry', who: ada })
    await one.runner.idle()
    expect(runOf(one).state).toBe('completed')
    expect(await connected.all.balancer.read(soon())).toMatchObject({ weights: { blue: 100, green: 0 }, drained: { green: true } })
  })
  it('a veto leaves everyone where they are', { timeout: 20_000 }, async () => {
    const one = newStand()
    const { changed } = await connected.all.balancer.read(soon())
    const { run } = one.press({ manual: false, who: { kind: 'rule', name: 'error-burst' }, trigger: 'error-burst' })
    await until('the team is told', () => stepOf(one, 'tell-team')?.state === 'ok')
    one.runner.veto(run, { who: ada, reason: 'a load test', lapse: 600_000 })
    await one.runner.idle()
    expect(runOf(one).state).toBe('vetoed')
    expect((await connected.all.balancer.read(soon())).changed).toBe(changed)
  })
})
