/** A drill on the practice lab, from the press to the checklist's tick: prepared, seen by a gate, run, scored. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { systemClock } from '../../../electron/clock.ts'
import { openConsole, type Console } from '../../../electron/console.ts'
import { readFaults } from '../../../electron/lab/faults.ts'
import { Refusal } from '../../../electron/refusal.ts'
import type { Entry } from '../../../shared/journal.ts'
import { tbsRaw } from '../../unit/shared/plan/tbs-plan.ts'
import { quietLog } from './shell/transports.ts'

let home: string
let console: Console
const ada = { kind: 'person', name: 'Ada', role: 'operator' } as const

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'fifteen-drill-'))
  // How fast blue is on a crowded machine is not what is tested here.
  const raw = tbsRaw() as unknown as { readonly rollback: { readonly stages: readonly { readonly steps: readonly { readonly id: string; with?: unknown }[] }[] } }
  for (const step of raw.rollback.stages.flatMap(({ steps }) => steps)) if (step.id === 'responsive') step.with = { atLeast: 0.01, of: 'rows_per_second', statistic: 'ratio', window: '30s' }
  const planFile = join(home, 'mine.yaml')
  writeFileSync(planFile, stringify(raw))
  console = await openConsole({ home, planFile, env: {}, clock: systemClock(), log: quietLog(), user: 'ada' })
}, 60_000)
afterAll(async () => {
  await console.stop()
  rmSync(home, { recursive: true, force: true })
}, 30_000)

const entry = (holds: (entry: Entry) => boolean): Promise<Entry> =>
  new Promise((resolve) => {
    const stop = console.journal.subscribe((one) => {
      if (!holds(one)) return
      stop()
      resolve(one)
    })
  })

test('a drill with a fault is seen by a gate, goes the whole way back, is scored, and ticks the item that it proves', { timeout: 240_000 }, async () => {
  const [ended, ticked] = [entry(({ kind }) => kind === 'drill.ended'), entry(({ kind }) => kind === 'checklist.ticked')]
  const { drill } = console.drills.start({ fault: 'errors', who: ada })
  expect(console.journal.state().drills.preparing).toMatchObject({ id: drill, fault: 'errors', by: 'Ada' })
  expect(() => console.drills.start({ fault: 'none', who: ada })).toThrow(Refusal)
  const { run } = (await ended).data as { readonly run: string }
  const { past, preparing } = console.journal.state().drills
  expect(preparing).toBeUndefined()
  expect(past).toMatchObject([{ run, fault: 'errors', state: 'completed', ok: true, skipped: [], deadline: 900_000, by: expect.any(String) as string }])
  expect(past[0]?.stages.map(({ id, within }) => [id, within])).toEqual(['trigger', 'traffic', 'data', 'sessions', 'final'].map((id) => [id, true]))
  const opened = console.journal.entries({ kinds: ['rollback.opened'], after: 0, limit: 10 }).entries
  expect(opened).toHaveLength(1)
  expect(opened[0]?.data).toMatchObject({ drill: true })
  // Before data and sessions moved, what would be lost was on the record.
  expect(console.journal.state().run?.stages.filter(({ preview }) => preview).map(({ id }) => id)).toEqual(['data', 'sessions'])
  if (console.lab === undefined) throw new Error('the plan has no lab')
  expect((await readFaults(console.lab.addresses)).filter(({ on }) => on)).toEqual([])
  expect(await ticked).toMatchObject({ who: { kind: 'rule', name: 'drill-proof' }, data: { checklist: 'preparation', item: 'rollback', evidence: expect.stringContaining(`drill ${run}: 0:`) as string } })
  expect(console.lastFrame()?.readiness.checks.find(({ id }) => id === 'drill')).toBeDefined()
})

test('a drill that is called off leaves no fault and no run', { timeout: 60_000 }, async () => {
  const runs = console.journal.state().pastRuns.length
  console.drills.start({ fault: 'slow', who: ada })
  await console.drills.cancel(ada)
  expect(console.journal.state().drills).toMatchObject({ failed: { why: 'called off while it was prepared' } })
  expect(console.journal.state().drills.preparing).toBeUndefined()
  expect([console.journal.state().pastRuns.length, console.activeRun()]).toEqual([runs, undefined])
  await expect(console.drills.cancel(ada)).rejects.toThrow('No drill is being prepared')
})
