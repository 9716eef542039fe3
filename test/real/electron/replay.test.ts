/** A real drill on the lab, replayed: the gate turns as the journal has it, and a changed rule stands beside it. Issue 4, replay. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemClock } from '../../../electron/clock.ts'
import { openConsole, type Console } from '../../../electron/console.ts'
import { setFault } from '../../../electron/lab/faults.ts'
import type { HistoryEvent, ReplayEvent, ReplaySource } from '../../../shared/contract.ts'
import type { Entry, EntryKind } from '../../../shared/journal.ts'
import type { GateChange, JudgedRun } from '../../../shared/replay.ts'
import { lenientPlan } from '../../doubles/plan-on.ts'
import { quietLog } from './shell/transports.ts'

const person = { kind: 'person', name: 'ada', role: 'operator' } as const
const home = mkdtempSync(join(tmpdir(), 'fifteen-replay-'))
const clock = systemClock()
let console: Console
let run: string
// How busy this machine is, is no part of these tests: it must open no run of its own.
const planFile = join(home, 'lenient.yaml')
writeFileSync(planFile, lenientPlan())
const open = (): Promise<Console> => openConsole({ home, planFile, env: {}, clock, log: quietLog(), user: 'ada' })
const entry = <K extends EntryKind>(kind: K, holds: (entry: Entry<K>) => boolean = () => true): Promise<Entry<K>> =>
  new Promise((resolve) => {
    const stop = console.journal.subscribe((one) => {
      if (one.kind !== kind || !holds(one as Entry<K>)) return
      stop()
      resolve(one as Entry<K>)
    })
  })
async function all<T>(stream: AsyncGenerator<T, void>): Promise<readonly T[]> {
  const found: T[] = []
  for await (const one of stream) found.push(one)
  return found
}
const replayed = async (source: ReplaySource, changes: readonly GateChange[] = []): Promise<readonly ReplayEvent[]> => all(await console.replays.run({ source, gates: ['error-burst'], changes }))
const gateOf = (events: readonly ReplayEvent[]) => events.find((one) => one.kind === 'gate')
const doneOf = (events: readonly ReplayEvent[]) => events.find((one) => one.kind === 'done')
const historyOf = (events: readonly HistoryEvent[]): readonly JudgedRun[] => events.flatMap((one) => (one.kind === 'run' ? [one.run] : []))

beforeAll(async () => {
  console = await open()
  // The window of the gate must have filled, or there is no verdict.
  let frames = 0
  await new Promise<void>((resolve) => {
    const stop = console.frames.subscribe(() => {
      frames += 1
      if (frames < 20) return
      stop()
      resolve()
    })
  })
  const opened = entry('rollback.opened')
  if (console.lab === undefined) throw new Error('the built-in plan has a lab')
  await setFault(console.lab.addresses, { name: 'errors', environment: 'green', on: true })
  run = (await opened).data.run
  console.runner.veto(run, { who: person, reason: 'a drill that was called off', lapse: 600_000 })
}, 180_000)
afterAll(async () => {
  await console.stop()
  rmSync(home, { recursive: true, force: true })
})

const recorded = (): readonly Entry<'gate.turned'>[] => console.journal.entries({ kinds: ['gate.turned'], after: 0, limit: 1_000 }).entries as readonly Entry<'gate.turned'>[]

test('the drill is a source, and its replay turns when the journal says that the gate turned', { timeout: 60_000 }, async () => {
  const { episodes, recorded: held } = await console.replays.sources()
  expect(episodes.find(({ id }) => id === run)).toMatchObject({ kind: 'run', recorded: true, title: 'Drill: Error burst above 10 %' })
  expect(held?.bytes).toBeGreaterThan(0)
  // The second in which it fired is whole, and the one after it.
  await expect.poll(async () => (await console.replays.sources()).recorded?.to).toBeGreaterThan(Math.max(...recorded().map(({ at }) => at.occurred)) + 2_000)
  const events = await replayed({ kind: 'run', id: run })
  const turns = gateOf(events)?.present.turns ?? []
  for (const to of ['pending', 'firing'] as const) {
    const live = recorded().find(({ data }) => data.gate === 'error-burst' && data.to === to)
    const again = turns.findLast((turn) => turn.to === to && Math.abs(turn.at - (live?.at.occurred ?? 0)) < 10_000)
    // A second of the tick's phase, and one for a sample that came after the live tick.
    expect(Math.abs((again?.at ?? 0) - (live?.at.occurred ?? Infinity)), `${to}: ${JSON.stringify(turns)}`).toBeLessThanOrEqual(2_500)
  }
  expect(doneOf(events)?.openings.present.map(({ gate, kind }) => ({ gate, kind }))).toEqual([{ gate: 'error-burst', kind: 'rollback' }])
})

test('a shorter time fires earlier by that much, a higher bar not at all', { timeout: 60_000 }, async () => {
  const [earlier, never] = [await replayed({ kind: 'run', id: run }, [{ gate: 'error-burst', for: 10_000 }]), await replayed({ kind: 'run', id: run }, [{ gate: 'error-burst', threshold: { value: 0.99 } }])]
  const firing = (events: readonly ReplayEvent[], which: 'present' | 'changed'): number | undefined => gateOf(events)?.[which]?.turns.find(({ to }) => to === 'firing')?.at
  expect((firing(earlier, 'present') ?? 0) - (firing(earlier, 'changed') ?? 0)).toBe(10_000)
  expect([firing(never, 'present'), firing(never, 'changed')]).toEqual([expect.any(Number), undefined])
  expect(doneOf(never)?.openings.changed).toEqual([])
})

test('the veto makes it a false alarm, for the rule that opened it and not for one that would not have', { timeout: 60_000 }, async () => {
  const runs = historyOf(await all(console.replays.history({ changes: [{ gate: 'error-burst', threshold: { value: 0.99 } }] })))
  expect(runs).toMatchObject([{ run, mark: 'false alarm', outcome: 'vetoed', drill: true, rules: { present: { opensAt: expect.any(Number) as number } } }])
  expect(runs[0]?.rules?.changed.opensAt).toBeUndefined()
})

test('after a restart the same samples say the same, and the charts go on', { timeout: 120_000 }, async () => {
  const before = gateOf(await replayed({ kind: 'run', id: run }))?.present.turns.filter(({ to }) => to === 'firing')
  const filled = (): number => console.series.window('error_rate', 'green', 'ratio', 600_000, clock.mono()).filled
  const held = filled()
  await console.stop()
  console = await open()
  expect(filled()).toBeGreaterThanOrEqual(held)
  expect(gateOf(await replayed({ kind: 'run', id: run }))?.present.turns.filter(({ to }) => to === 'firing')).toEqual(before)
})

test('a time in which nobody watched, and a run that was never there, are told', async () => {
  await expect(console.replays.run({ source: { kind: 'range', from: 0, to: 60_000 }, gates: ['error-burst'], changes: [] })).rejects.toThrow('no series of that time are left')
  await expect(console.replays.run({ source: { kind: 'run', id: 'r-none' }, gates: ['error-burst'], changes: [] })).rejects.toThrow('there is no run r-none')
})

test('a CSV is judged by the same rules', async () => {
  const rows = Array.from({ length: 120 }, (_, second) => `${second},error_rate,green,${second >= 30 && second < 80 ? 20 : 0},100`)
  const events = await replayed({ kind: 'csv', text: ['time,metric,environment,value,denominator', ...rows].join('\n'), phase: null })
  // 15 s of window: 10 % of it is passed 8 bad seconds in; then 20 s.
  expect(gateOf(events)?.present.turns.filter(({ to }) => to === 'pending' || to === 'firing').map(({ at, to }) => [at / 1_000, to])).toEqual([[37, 'pending'], [57, 'firing']])
})
