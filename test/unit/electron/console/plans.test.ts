/** Fault 26 of trust.md: a plan edited during a run, a broken plan; and one that takes the place of another without a restart. */
import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createPlans, type By } from '../../../../electron/console/plans.ts'
import { createLog } from '../../../../electron/log.ts'
import { openPlan, planReader, type Opened } from '../../../../electron/plan/open.ts'
import type { Mistake } from '../../../../shared/contract.ts'
import { fakeTime } from '../../../doubles/fake-time.ts'
import { tbsFile, tbsText } from '../../shared/plan/tbs-plan.ts'

const by: By = { who: { kind: 'person', name: 'ada', role: 'operator' }, why: 'a new gate' }
// References that are not resolved here are as good as any: nothing is connected.
const env = Object.fromEntries([...tbsText.matchAll(/\$\{(LAB_\w+)\}/g)].map(([, name]) => [name, 'http://127.0.0.1:9']))
const called = (title: string): string => tbsText.replace(/^title: .*$/m, `title: ${title}`)

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'fifteen-plans-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

async function setUp(text?: string) {
  const time = fakeTime()
  const file = join(dir, 'my.yaml')
  const lastGood = join(dir, 'last-good.yaml')
  if (text !== undefined) writeFileSync(file, text)
  const reader = planReader({ env })
  const first = await openPlan({ builtIn: tbsFile, lastGood, env, ...(text !== undefined && { file }) })
  const told: { used: [string, By][]; refused: (readonly Mistake[])[] } = { used: [], refused: [] }
  let broken: Error | undefined
  let ended: { readonly promise: Promise<void>; readonly resolve: () => void } | undefined
  const plans = createPlans({
    first, file, lastGood, reader, clock: time.clock, timers: time.timers,
    use: async () => {
      if (broken) throw broken
    },
    onUsed: (next: Opened, given) => told.used.push([next.plan.title, given]),
    onRefused: (_, mistakes) => told.refused.push(mistakes),
    running: () => ended?.promise,
    log: createLog({ write: () => undefined, level: 'error', clock: time.clock }),
  })
  let stamp = 1_700_000_000
  return {
    plans, told, file, time,
    edit: async (changed: string) => {
      writeFileSync(file, changed)
      utimesSync(file, (stamp += 10), stamp)
      await time.advance(2_000)
      // The file is read for real: its turn is waited for.
      await plans.apply('', by)
    },
    begin: () => { ended = Promise.withResolvers<void>() },
    end: async () => {
      const { resolve } = ended ?? {}
      ended = undefined
      resolve?.()
      await time.settle()
      await plans.apply('', by)
    },
    break: (error: Error) => { broken = error },
  }
}

test('a text that is applied is written to the file, kept as the last good one, and in use', async () => {
  const { plans, told, file } = await setUp()
  expect(plans.opened()).toMatchObject({ from: 'built-in' })
  expect(await plans.apply(called('Mine'), by)).toEqual({ ok: true, from: 'now' })
  expect(plans.opened()).toMatchObject({ from: 'file', file, plan: { title: 'Mine' }, mistakes: [] })
  expect([readFileSync(file, 'utf8'), readFileSync(join(dir, 'last-good.yaml'), 'utf8')]).toEqual([called('Mine'), called('Mine')])
  expect(told.used).toEqual([['Mine', by]])
  await plans.stop()
})

test('a text with mistakes changes nothing, and every mistake is told', async () => {
  const { plans, told, file } = await setUp(called('Mine'))
  const applied = await plans.apply(called('Mine').replace('version: 1', 'version: 2').replace(/^gates:/m, 'gats:'), by)
  expect(applied).toMatchObject({ ok: false })
  expect(applied.ok ? [] : applied.mistakes.map(({ line }) => line > 0)).toContain(true)
  expect([plans.opened().plan.title, readFileSync(file, 'utf8'), told.used]).toEqual(['Mine', called('Mine'), []])
  await plans.stop()
})

test('a file that is changed by its owner is taken into use, one with mistakes is refused and the plan goes on', async () => {
  const { plans, told, edit } = await setUp(called('Mine'))
  await edit(called('Mine'))
  expect(told).toEqual({ used: [], refused: [] })
  await edit(called('Other'))
  expect(told.used).toMatchObject([['Other', { who: { kind: 'rule', name: 'plan-file' } }]])
  await edit('version: 2\n')
  expect(told.refused).toHaveLength(1)
  expect(plans.opened()).toMatchObject({ plan: { title: 'Other' }, mistakes: told.refused[0] })
  await edit(called('Mended'))
  expect(plans.opened()).toMatchObject({ plan: { title: 'Mended' }, mistakes: [] })
  await plans.stop()
})

test('a file that was broken at the start is told once, and taken into use when it is mended', async () => {
  const { plans, told, edit } = await setUp('version: 2\n')
  expect(plans.opened().from).toBe('built-in')
  await edit('version: 2\n')
  expect(told.refused).toEqual([])
  await edit(called('Mended'))
  expect(plans.opened()).toMatchObject({ from: 'file', plan: { title: 'Mended' }, mistakes: [] })
  await plans.stop()
})

test('during a run nothing changes; the newest text is used once it has ended', async () => {
  const { plans, told, begin, end } = await setUp(called('Mine'))
  begin()
  expect(await plans.apply(called('Second'), by)).toEqual({ ok: true, from: 'after the run' })
  expect(await plans.apply(called('Third'), by)).toEqual({ ok: true, from: 'after the run' })
  expect([plans.opened().plan.title, told.used]).toEqual(['Mine', []])
  await end()
  expect([plans.opened().plan.title, told.used]).toEqual(['Third', [['Third', by]]])
  await plans.stop()
})

test('a plan that can not be put into use leaves the one before', async () => {
  const { plans, told, break: breakIt } = await setUp(called('Mine'))
  breakIt(new Error('no such baseline'))
  await expect(plans.apply(called('Other'), by)).rejects.toThrow('no such baseline')
  expect([plans.opened().plan.title, told.used]).toEqual(['Mine', []])
  await plans.stop()
})
