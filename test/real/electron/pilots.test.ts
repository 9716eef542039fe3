/** Pilot users on a real console and the real lab: who may do what, and a user who really goes where the flag says. */
import { call, createRouterClient, ORPCError } from '@orpc/server'
import Database from 'better-sqlite3'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { systemClock } from '../../../electron/clock.ts'
import { openConsole, type Console } from '../../../electron/console.ts'
import { router } from '../../../electron/router.ts'
import { pilots } from '../../../electron/router/pilots.ts'
import { rollback } from '../../../electron/router/rollback.ts'
import { quietLog } from './shell/transports.ts'

vi.setConfig({ testTimeout: 60_000 })
const home = mkdtempSync(join(tmpdir(), 'fifteen-pilots-'))
let console: Console
const as = (role: 'operator' | 'viewer') => ({ context: { console, role, me: { name: 'Ada' } } })
const codeOf = (done: Promise<unknown>): Promise<string> => done.then(() => 'no error', (error: unknown) => (error instanceof ORPCError ? String(error.code) : String(error)))

beforeAll(async () => {
  console = await openConsole({ home, env: {}, clock: systemClock(), log: quietLog(), user: 'ada' })
}, 60_000)
afterAll(async () => {
  await console.stop()
  rmSync(home, { recursive: true, force: true })
})

/** The last of the lab's users is none of the first pilots: by weight they are on blue. */
async function someoneOnBlue(): Promise<{ readonly user: string; readonly pilot: string }> {
  const { flags, sessions } = await call(pilots.now, undefined, as('viewer'))
  const user = Object.keys(sessions).find((one) => flags[one] === undefined) ?? ''
  const { pilot } = await call(pilots.add, { person: { name: `Person ${user}` }, user, profile: 'Trader', experience: 'experienced' }, as('operator'))
  return { user, pilot }
}
const servedBy = async (user: string): Promise<string> => (await fetch(`${console.lab?.addresses.balancer}/identity`, { headers: { cookie: `user=${user}` } })).headers.get('x-served-by') ?? 'nobody'
/** As the user's archive there has them. */
function preferencesOf(environment: 'blue' | 'green', user: string): unknown {
  const archive = new Database(console.lab?.addresses[`${environment}Archive`] ?? '', { readonly: true })
  try {
    return archive.prepare('SELECT theme, symbol, lots FROM preferences WHERE user = ?').get(user)
  } finally {
    archive.close()
  }
}

test('one user is flagged to green, the balancer sends that user there, and back in one press', async () => {
  const { user, pilot } = await someoneOnBlue()
  const flag = (to: 'blue' | 'green') => call(pilots.flag, { pilots: [pilot], to, reason: 'as the test asks' }, as('operator'))
  expect(await codeOf(flag('green')), 'nobody is sent on who has not consented').toBe('CONFLICT')
  await call(pilots.consent, { pilot, given: true, on: '2026-01-05' }, as('operator'))
  const before = preferencesOf('blue', user)
  expect(before).toMatchObject({ symbol: expect.any(String) })
  expect(await servedBy(user)).toBe('blue')
  const others = (await call(pilots.now, undefined, as('viewer'))).flags
  expect((await flag('green')).detail).toContain(`read back: ${user} goes to green`)
  expect(await servedBy(user)).toBe('green')
  expect((await call(pilots.now, undefined, as('viewer'))).flags).toEqual({ ...others, [user]: 'green' })
  await flag('blue')
  expect(await servedBy(user)).toBe('blue')
  // Both ways: what they had set up stays where they were, and is where they were sent.
  expect([preferencesOf('blue', user), preferencesOf('green', user)]).toEqual([before, before])
  const { entries } = console.journal.entries({ kinds: ['flag.intended', 'flag.outcome'], after: 0, limit: 10 })
  expect(entries.map(({ kind, who, why }) => [kind, who.name, why])).toEqual([['flag.intended', 'Ada', 'as the test asks'], ['flag.outcome', 'Ada', undefined], ['flag.intended', 'Ada', 'as the test asks'], ['flag.outcome', 'Ada', undefined]])
})

test('a viewer reads and changes nothing', async () => {
  const { seq } = console.journal.state()
  const pilot = console.journal.state().pilots.roster[0]?.id ?? ''
  const client = createRouterClient(router, as('viewer'))
  const file = { file: 'x.csv', base64: Buffer.from('name,profile,experience\nA,B,new').toString('base64') }
  const calls = [
    client.pilots.add({ person: { name: 'x' }, profile: 'x', experience: 'new' }), client.pilots.change({ pilot, profile: 'x' }), client.pilots.remove({ pilot, reason: 'because' }), client.pilots.consent({ pilot, given: true, on: '2026-01-05' }),
    client.pilots.training({ pilot, part: 'training', state: 'completed' }), client.pilots.workflow({ pilot, workflow: 'x', seconds: 1, baseline: 1, environment: 'green', ok: true }), client.pilots.adoption({ pilot, uses: true }),
    client.pilots.select({ phase: 'phase-2', cohort: 'x', pilots: [pilot], reason: 'because' }), client.pilots.preview(file), client.pilots.import({ ...file, hash: 'x' }), client.pilots.flag({ pilots: [pilot], to: 'green', reason: 'because' }),
    client.pilots.survey({ title: 'x y z', pilots: [pilot] }), client.pilots.links({ survey: 's' }), client.pilots.closeSurvey({ survey: 's', reason: 'because' }), client.pilots.answers({ survey: 's', ...file }),
    client.pilots.reportBug({ title: 'x y z', severity: 'minor' }), client.pilots.resolveBug({ bug: 'b', how: 'fixed' }), client.pilots.reopenBug({ bug: 'b', reason: 'because' }),
    client.pilots.startExperiment({ title: 'x y z', outcome: 'requests', reason: 'because' }), client.pilots.endExperiment({ experiment: 'x', reason: 'because' }),
  ]
  expect(await Promise.all(calls.map(codeOf))).toEqual(calls.map(() => 'FORBIDDEN'))
  expect((await client.pilots.now()).server).toMatchObject({ on: false })
  expect((await client.pilots.export()).text).toContain('name,email,user,profile,experience')
  expect(console.journal.entries({ after: seq, limit: 100 }).entries.filter(({ who }) => who.kind === 'person')).toEqual([])
})

test('a file is looked at, then taken whole; it is not taken once the roster has changed', async () => {
  const base64 = Buffer.from('name,profile,experience\nImani,Trader,new\nJo,Trader,strange').toString('base64')
  const looked = await call(pilots.preview, { file: 'desk.csv', base64 }, as('operator'))
  expect([looked.take.map(({ name, does }) => [name, does]), looked.wrong.map(({ line }) => line)]).toEqual([[['Imani', 'add']], [3]])
  await call(pilots.add, { person: { name: 'Lea' }, profile: 'Trader', experience: 'new' }, as('operator'))
  expect(await codeOf(call(pilots.import, { file: 'desk.csv', base64, hash: looked.hash }, as('operator')))).toBe('CONFLICT')
  const again = await call(pilots.preview, { file: 'desk.csv', base64 }, as('operator'))
  expect(await call(pilots.import, { file: 'desk.csv', base64, hash: again.hash }, as('operator'))).toMatchObject({ added: 1, wrong: [{ line: 3 }] })
  expect(console.journal.state().pilots.roster.map(({ person }) => person.name)).toContain('Imani')
})

test('critical bugs and their resolution are series, and an A/B test counts what both environments answer', async () => {
  const { experiment } = await call(pilots.startExperiment, { title: 'Requests', outcome: 'requests', reason: 'to count' }, as('operator'))
  const { bug } = await call(pilots.reportBug, { title: 'Orders vanish', severity: 'critical' }, as('operator'))
  await call(pilots.resolveBug, { bug, how: 'fixed' }, as('operator'))
  const read = (metric: 'critical_bugs' | 'issue_resolution', statistic: 'sum' | 'last') => console.series.window(metric, 'green', statistic, 60_000, console.clock.mono()).value
  await expect.poll(() => read('critical_bugs', 'sum')).toBe(1)
  await expect.poll(() => read('issue_resolution', 'last')).toBeLessThan(1)
  const counted = async () => (await call(pilots.now, undefined, as('viewer'))).experiments.find((one) => one.experiment === experiment)?.counts
  await expect.poll(async () => Math.min((await counted())?.blue.of ?? 0, (await counted())?.green.of ?? 0), { timeout: 20_000 }).toBeGreaterThan(0)
  await call(pilots.endExperiment, { experiment, reason: 'enough' }, as('operator'))
  const [ended] = console.journal.entries({ kinds: ['experiment.ended'], after: 0, limit: 1 }).entries
  expect(ended?.kind === 'experiment.ended' && ended.data.counts.green.of > 0).toBe(true)
})

test('while a rollback runs no flag is set, and after it everyone is back', async () => {
  const pilot = console.journal.state().pilots.roster.find(({ user }) => user !== undefined)
  const { run } = await call(rollback.press, { trigger: 'button', reason: 'the test presses' }, as('operator'))
  expect(await codeOf(call(pilots.flag, { pilots: [pilot?.id ?? ''], to: 'green', reason: 'too late' }, as('operator')))).toBe('CONFLICT')
  await expect.poll(async () => Object.values((await call(pilots.now, undefined, as('viewer'))).flags).filter((one) => one === 'green').length, { timeout: 40_000 }).toBe(0)
  await call(rollback.stop, { run, reason: 'seen enough' }, as('operator')).catch(() => undefined)
})
