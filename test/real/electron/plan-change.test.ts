/** A plan takes the place of another under a running console: targets, gates and screens follow, series and record go on. Fault 26 of trust.md. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { systemClock } from '../../../electron/clock.ts'
import { openConsole, type Console } from '../../../electron/console.ts'
import type { Frame } from '../../../shared/contract.ts'
import { tbsRaw, type Raw } from '../../unit/shared/plan/tbs-plan.ts'
import { quietLog } from './shell/transports.ts'

let home: string
let server: Server
let console: Console
const file = (): string => join(home, 'mine.yaml')
const person = { kind: 'person', name: 'ada', role: 'operator' } as const

/** The TBS plan without a lab, watching figures of one JSON page. */
const planText = (title: string, targets: readonly string[]): string => {
  type Parts = { readonly phases: readonly { readonly criteria: readonly Record<string, unknown>[] }[]; readonly checklists: readonly { readonly items: readonly object[] }[] }
  const raw = tbsRaw() as unknown as Record<string, unknown> & Parts
  // What names the lab's targets, and what refers to that.
  for (const section of ['lab', 'benchmarks', 'checkpoints', 'logs', 'ramps', 'pilots']) delete raw[section]
  const phases = raw.phases.map((phase) => ({ ...phase, ramp: undefined, criteria: phase.criteria.map((one) => (one['benchmark'] === undefined ? one : { ...one, evidence: 'statement', benchmark: undefined })) }))
  const checklists = raw.checklists.map((list) => ({ ...list, items: list.items.map((item) => ({ ...item, by: undefined })) }))
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const target = (id: string) => ({ id, kind: 'json', environment: 'green', address: `${address}/${id}`, metrics: { [id === 'users' ? 'active_users' : 'db_pool_usage']: { path: 'value' } } })
  return stringify({ ...raw, title, phases, checklists, targets: targets.map(target) } as unknown as Raw)
}
const frameWith = (holds: (frame: Frame) => boolean): Promise<Frame> =>
  new Promise((resolve) => {
    const stop = console.frames.subscribe((frame) => {
      if (!holds(frame)) return
      stop()
      resolve(frame)
    })
  })

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'fifteen-plan-change-'))
  server = createServer((_, response) => void response.setHeader('content-type', 'application/json').end('{"value":0.5}'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  writeFileSync(file(), planText('First', ['users']))
  console = await openConsole({ home, planFile: file(), env: {}, clock: systemClock(), log: quietLog(), user: 'ada' })
})
afterAll(async () => {
  await console.stop()
  server.close()
  rmSync(home, { recursive: true, force: true })
})

test('a plan with one more target is watched at once, and what was measured before stays', { timeout: 30_000 }, async () => {
  expect([console.opened.mistakes, console.plan.title]).toEqual([[], 'First'])
  await frameWith(({ figures }) => (figures.green.active_users?.samples ?? 0) >= 1 && figures.green.active_users?.value === 0.5)
  const measured = (): number => console.series.window('active_users', 'green', 'avg', 60_000, console.clock.mono()).filled
  const before = measured()
  expect(await console.plans.apply(planText('Second', ['users', 'pool']), { who: person, why: 'the pool is watched too' })).toEqual({ ok: true, from: 'now' })
  expect(measured()).toBeGreaterThanOrEqual(before)
  const frame = await frameWith(({ sources }) => sources.length === 2 && sources.every(({ state }) => state === 'ok'))
  expect(frame.sources.map(({ target }) => target)).toEqual(['users', 'pool'])
  await frameWith(({ figures }) => figures.green.db_pool_usage?.value === 0.5)
  expect(console.plan.title).toBe('Second')
  const [pinned] = console.journal.recent(20).filter(({ kind }) => kind === 'plan.pinned').toReversed()
  expect(pinned).toMatchObject({ who: person, why: 'the pool is watched too', data: { title: 'Second', text: readFileSync(file(), 'utf8') } })
})

test('a file that its owner edits is taken into use; with a mistake it is refused on the record, and the plan goes on', { timeout: 30_000 }, async () => {
  const recorded = (kind: string): Promise<void> =>
    new Promise((resolve) => {
      const stop = console.journal.subscribe((entry) => {
        if (entry.kind !== kind) return
        stop()
        resolve()
      })
    })
  const pinned = recorded('plan.pinned')
  writeFileSync(file(), planText('Third', ['users']))
  await pinned
  expect([console.plan.title, console.opened.mistakes]).toEqual(['Third', []])
  const refused = recorded('plan.refused')
  writeFileSync(file(), 'version: 1\ntitle: [\n')
  await refused
  expect(console.plan.title).toBe('Third')
  expect(console.opened.mistakes.length).toBeGreaterThan(0)
  await frameWith(({ sources }) => sources.length === 1)
})
