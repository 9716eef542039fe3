/** kill -9 of the console in the middle of a hold: started again it goes on from what was watched, and no share is sent twice (faults 1 and 2 of trust.md). */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import type { StepRun } from '../../shared/rollback.ts'
import { until } from '../real/parts/process.ts'
import { startReady, type Config, type ConsoleProcess } from './console.ts'
import { kindsOf, recordOf, startFaultStand, type FaultStand } from './stand.ts'

let stand: FaultStand
let open: ConsoleProcess[] = []
beforeAll(async () => {
  stand = await startFaultStand()
}, 60_000)
afterEach(async () => {
  for (const one of open.splice(0)) await one.end()
})
afterAll(() => stand?.stop())

const hold = 3_000

/** The stand's plan with a hold of seconds. */
function shortPlan({ plan }: Config): string {
  const raw = parse(readFileSync(plan, 'utf8')) as { gates: Record<string, unknown>[]; ramps: { steps: Record<string, unknown>[] }[] }
  // A window that a console which has just begun has soon filled.
  for (const gate of raw.gates) if (gate['id'] === 'environment-down') Object.assign(gate, { window: '2s', minimum: 1 })
  for (const step of raw.ramps[0]?.steps ?? []) Object.assign(step, { hold: step['id'] === 'tenth' ? `${hold}ms` : '1s', gates: ['environment-down'], by: 'automatic' })
  const file = join(stand.dir, 'forward.yaml')
  writeFileSync(file, stringify(raw))
  return file
}

test('a hold goes on after a kill, from what was watched', { timeout: 120_000 }, async () => {
  await stand.reset()
  const { haproxy } = stand
  for (const command of ['set server split/blue weight 100', 'set server split/green weight 0', `clear map ${haproxy.users}`]) await haproxy.type(command)
  stand.ledger.begin()
  const own = stand.config()
  const config = { ...own, plan: shortPlan(own) }
  const started = async (): Promise<ConsoleProcess> => {
    const one = await startReady(config)
    open.push(one)
    return one
  }
  const holdOf = async (one: ConsoleProcess): Promise<StepRun | undefined> => (await one.look()).forward?.stages.flatMap(({ steps }) => steps).find(({ id }) => id === 'tenth-gates')
  const first = await started()
  await until('a rollback could be made', async () => (await first.look()).ready, 30_000)
  await first.tell({ do: 'forward' })
  await until('two parts of the hold are on the record', async () => ((await holdOf(first))?.held?.ms ?? 0) > hold / 5, 40_000)
  first.kill()
  await first.ended
  const before = (await recordOf(config.home)).state.forward
  const held = before?.stages.flatMap(({ steps }) => steps).find(({ id }) => id === 'tenth-gates')?.held?.ms ?? 0
  expect(before?.state).toBe('running')

  const second = await started()
  await until('it has completed', async () => (await second.look()).forward?.state === 'completed', 60_000)
  await second.tell({ do: 'close' })
  const record = await recordOf(config.home)
  const outcomes = kindsOf(record, 'step.outcome').filter(({ data }) => data.step === 'tenth-gates').map(({ data }) => [data.result, data.facts['held']])
  expect(outcomes).toEqual([['unknown', undefined], ['ok', expect.any(Number)]])
  // The record's own clock: the second watched the rest of the hold, and no less.
  const resumed = kindsOf(record, 'step.intended').findLast(({ data }) => data.step === 'tenth-gates')?.at.mono ?? 0
  const passed = kindsOf(record, 'step.outcome').findLast(({ data }) => data.step === 'tenth-gates')?.at.mono ?? 0
  expect(passed - resumed).toBeGreaterThanOrEqual(hold - held - 50)
  const shares = stand.ledger.effects().filter(({ target, sent }) => target === 'haproxy' && sent.startsWith('set server split/green weight')).map(({ sent }) => sent)
  expect(shares).toEqual([10, 50, 100].map((share) => `set server split/green weight ${share}`))
})
