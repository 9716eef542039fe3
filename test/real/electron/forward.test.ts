/**
 * Going forward again on the practice lab, after a real rollback: in steps under gates, until every user works on green with the
 * session that they had; held by a fault that is switched on in the middle; and taken over by the button.
 * Plan: "Traffic Routing: User-based flags and percentage distribution", "Session Affinity: Maintain user sessions during switches".
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { systemClock } from '../../../electron/clock.ts'
import { openConsole, type Console } from '../../../electron/console.ts'
import { setFault } from '../../../electron/lab/faults.ts'
import type { LabAddresses } from '../../../electron/lab/lab.ts'
import { readUsers } from '../../../electron/lab/traffic.ts'
import type { UsersReport } from '../../../electron/lab/users.ts'
import { waitsForNext, type ForwardRun } from '../../../shared/forward.ts'
import { lenientPlan } from '../../doubles/plan-on.ts'
import { connectConsole } from '../../doubles/window.ts'
import { until } from '../lab/tools.ts'
import { quietLog } from './shell/transports.ts'

type Raw = { gates: Record<string, unknown>[]; ramps: { id: string; steps: Record<string, unknown>[] }[]; phases: { id: string; criteria: { measure?: { window: string } }[] }[] }

let home: string
let console: Console
let window: ReturnType<typeof connectConsole>
let lab: LabAddresses

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'fifteen-forward-'))
  const raw = parse(lenientPlan()) as Raw
  // Seconds instead of minutes; and a burst of errors holds the ramp alone, so that the test is who rolls back.
  for (const gate of raw.gates) if (gate['id'] === 'error-burst') Object.assign(gate, { window: '5s', minimum: 2, response: 'alert' })
  for (const step of raw.ramps[0]?.steps ?? []) Object.assign(step, { hold: '1s', gates: ['environment-down', 'error-burst'] })
  // On the second way half of them are held for longer than the fault needs to show in its gate.
  const slow = structuredClone(raw.ramps[0])
  for (const step of slow?.steps ?? []) if (step['id'] === 'half') Object.assign(step, { hold: '30s' })
  if (slow) raw.ramps.push({ ...slow, id: 'slow' })
  // A day of evidence in as many seconds as the first way takes.
  for (const { measure } of raw.phases.find(({ id }) => id === 'phase-1')?.criteria ?? []) if (measure) measure.window = '15s'
  const planFile = join(home, 'mine.yaml')
  writeFileSync(planFile, stringify(raw))
  console = await openConsole({ home, planFile, env: {}, clock: systemClock(), log: quietLog(), user: 'ada' })
  window = connectConsole(console)
  if (console.lab === undefined) throw new Error(JSON.stringify(console.opened.mistakes))
  lab = console.lab.addresses
}, 60_000)
afterAll(async () => {
  window.close()
  await console.stop()
  rmSync(home, { recursive: true, force: true })
}, 30_000)

const forward = (): ForwardRun => {
  const { forward: run } = console.journal.state()
  if (run === undefined) throw new Error('no forward run')
  return run
}
const stateOf = (step: string): string | undefined => forward().stages.flatMap(({ steps }) => steps).find(({ id }) => id === step)?.state
const on = ({ users }: UsersReport, environment: string): number => users.filter((user) => user.environment === environment).length
const start = async (ramp: string): Promise<string> => {
  await until('a rollback could be made', () => console.lastFrame()?.readiness.ready === true, 30_000)
  return (await window.client.forward.start({ ramp, reason: 'the fault is mended' })).run
}
const rollBack = async (): Promise<void> => {
  const { run } = await window.client.rollback.press({ trigger: 'button', reason: 'for the test' })
  await until('the rollback has ended', () => console.activeRun() === undefined, 90_000)
  const { id, state, summary } = console.journal.state().run ?? {}
  expect([id, state], summary).toEqual([run, 'completed'])
}
/** Why it did not come so far: what each step says of itself. */
const told = (error: unknown): never => {
  const steps = forward().stages.flatMap((stage) => stage.steps).filter(({ state }) => state !== 'waiting')
  throw new Error(`${String(error)}\n${steps.map(({ id, state, detail = '', held }) => `${id} ${state} ${detail} ${held?.why ?? ''}`).join('\n')}`, { cause: error })
}

test('after a rollback everyone comes to green in three steps, with their sessions, and no request fails', { timeout: 200_000 }, async () => {
  await until('it is ready and users are on green', () => console.lastFrame()?.readiness.ready === true && (console.lastFrame()?.routing?.share.green ?? 0) > 0, 30_000)
  await rollBack()
  await until('everyone works on blue', async () => on(await readUsers(lab), 'green') === 0)
  // As phase 1 of a programme, which its ramp belongs to: no other phase could start it.
  await window.client.programme.begin({ day1: new Date(console.clock.wall()).toISOString().slice(0, 10), reason: 'agreed with the desk' })
  await expect(start('forward')).rejects.toThrow(/the ramp belongs to Phase 1: Internal Testing/)
  await window.client.programme.phase({ phase: 'phase-1', reason: 'it begins', despite: true, withoutCheckpoint: true })
  const before = await readUsers(lab)
  await start('forward')
  // Affinity is kept until the step: nobody is moved by the checks before it.
  await until('the tenth is sent', () => stateOf('tenth-share') === 'ok', 60_000).catch(told)
  await until('somebody works on green', async () => on(await readUsers(lab), 'green') > 0)
  expect(on(await readUsers(lab), 'green')).toBeLessThanOrEqual(3)
  await until('half of them are sent', () => stateOf('half-share') === 'ok', 60_000).catch(told)
  await until('half of them work there', async () => on(await readUsers(lab), 'green') >= Math.floor(before.users.length / 2), 20_000)
  expect(on(await readUsers(lab), 'blue')).toBeGreaterThan(0)
  await until('the last step waits for a person', () => waitsForNext(forward())?.stage === 'all', 60_000).catch(told)
  await window.client.forward.next({ run: forward().id })
  await until('it has ended', () => forward().state !== 'running', 60_000).catch(told)
  expect(forward()).toMatchObject({ state: 'completed' })
  await until('everyone works on green', async () => on(await readUsers(lab), 'green') === before.users.length, 20_000)
  const { totals } = await readUsers(lab)
  expect([totals.failures - before.totals.failures, totals.sessionsLost - before.totals.sessionsLost]).toEqual([0, 0])
  expect(totals.requests).toBeGreaterThan(before.totals.requests + 50)
  // It belongs to no incident: its entries bear its own name.
  const { entries } = await window.client.incidents.timeline({ incident: forward().id, after: 0, limit: 500 })
  expect(entries.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['forward.opened', 'forward.next', 'forward.finished']))
  expect(console.journal.state().incidents.some(({ id }) => id === forward().id)).toBe(false)
})

test('the phase that sent them on is decided on what was really measured, and its report says just that', { timeout: 60_000 }, async () => {
  const { client } = window
  const standing = () => console.programme.standing('phase-1')
  const stateOfCriterion = (id: string) => standing()?.standings.find(({ criterion }) => criterion.id === id)
  await until('all live criteria are known', () => ['p1-performance', 'p1-stability', 'p1-integrity'].every((id) => ['met', 'not met'].includes(stateOfCriterion(id)?.state ?? '')), 40_000)
    .catch((error: unknown) => { throw new Error(JSON.stringify(standing()), { cause: error }) })
  const measuredAt = console.clock.wall()
  await client.programme.record({ criterion: 'p1-functionality', result: { kind: 'count', positive: 42, answered: 42, asked: 42 }, text: 'the list of features', measuredAt })
  await client.programme.record({ criterion: 'p1-bugs', result: { kind: 'value', value: 0 }, text: 'none was reported', measuredAt })
  const [verdict, seen] = [standing()?.verdict, Object.fromEntries((standing()?.standings ?? []).map(({ criterion, state }) => [criterion.id, state]))]
  // No request failed on the way (the test before): that is what the series must say. How fast this machine is decides the rest.
  expect(seen).toMatchObject({ 'p1-stability': 'met', 'p1-functionality': 'met', 'p1-bugs': 'met' })
  const outcome = verdict?.state === 'passes' ? 'GO' : 'NO-GO'
  await client.programme.decide({ phase: 'phase-1', outcome, role: 'DevOps Engineer', reason: 'as it was measured', dissent: [], seen })
  const [decision] = console.journal.state().programme.decisions
  const frozen = (id: string) => decision?.evidence.find(({ criterion }) => criterion === id)
  expect(frozen('p1-stability')).toMatchObject({ state: 'met', value: '0 %', source: 'green' })
  const rows = Number((frozen('p1-performance')?.value ?? '').replaceAll(/[^\d.]/g, ''))
  expect([rows > 0, frozen('p1-performance')?.state]).toEqual([true, rows >= 37_303 * 0.99 ? 'met' : 'not met'])
  const report = await client.reports.look({ report: 'transition', phase: 'phase-1' })
  const tables = report.sections.flatMap(({ blocks }) => blocks.flatMap((block) => (block.kind === 'table' ? block.rows : [])))
  for (const one of decision?.evidence ?? []) expect(tables).toContainEqual([one.title, one.target, one.state, one.value, one.source, expect.any(String)])
  // Its figures are of the series of this very time.
  expect(tables.find(([environment, figure]) => environment === 'green' && figure === 'Error rate')?.[2]).toBe('0 %')
  expect(tables.find(([environment, figure]) => environment === 'green' && figure === 'Error rate')?.[5]).toMatch(/^[\d,]+ samples, 1 of \d+ days$/)
  await client.programme.phase({ phase: null, reason: 'what follows is of no phase' })
})

test('a fault in the middle holds it, and the button takes over', { timeout: 200_000 }, async () => {
  await rollBack()
  await start('slow')
  await until('half of them are sent', () => stateOf('half-share') === 'ok', 90_000).catch(told)
  await setFault(lab, { name: 'errors', environment: 'green', on: true })
  await until('its gate asks', () => stateOf('half-gates') === 'asking', 60_000).catch(told)
  // A gate may fail before the next look at the balancer.
  await until('the share stays, and is seen', () => console.lastFrame()?.routing?.weights.green === 50).catch(told)
  await setFault(lab, { name: 'errors', environment: 'green', on: false })
  await rollBack()
  expect(forward()).toMatchObject({ state: 'stopped', ramp: { takenOverBy: console.journal.state().run?.id } })
  await until('everyone works on blue', async () => on(await readUsers(lab), 'green') === 0, 20_000)
})
