/**
 * Sending users on behind a real HAProxy: the share that a step says is what users get, newcomers by weight within what chance
 * allows, and those who are signed in by name; no request fails. Plan: "User-based flags and percentage distribution".
 */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import type { Console } from '../../../electron/console.ts'
import { waitsForNext, type ForwardRun } from '../../../shared/forward.ts'
import { until } from '../lab/tools.ts'
import { startHaproxyConsole, type HaproxyConsole } from './haproxy-console.ts'

let stand: HaproxyConsole
let console: Console

beforeAll(async () => {
  stand = await startHaproxyConsole([], { alter: (text) => {
    const raw = parse(text) as { ramps: { steps: Record<string, unknown>[] }[] }
    // Each step waits for the test, which counts in between.
    for (const step of raw.ramps[0]?.steps ?? []) Object.assign(step, { hold: '1s', gates: ['environment-down'], by: 'hand' })
    return stringify(raw)
  } })
  ;({ console } = stand)
}, 60_000)
afterAll(() => stand?.stop())

const forward = (): ForwardRun | undefined => console.journal.state().forward
const told = (error: unknown): never => {
  const steps = forward()?.stages.flatMap((stage) => stage.steps).filter(({ state }) => state !== 'waiting') ?? []
  throw new Error(`${String(error)}\n${steps.map(({ id, state, detail = '', held }) => `${id} ${state} ${detail} ${held?.why ?? ''}`).join('\n')}`, { cause: error })
}

const asked = 600
/** Who answers so many newcomers, each with a name that nobody knows. */
async function newcomers(): Promise<{ readonly green: number; readonly failed: number }> {
  let [green, failed] = [0, 0]
  for (let number = 0; number < asked; number += 1) {
    const { ok, headers } = await fetch(`${stand.haproxy.address}/identity`, { headers: { cookie: `user=newcomer-${number}` } })
    if (!ok) failed += 1
    else if (headers.get('x-served-by') === 'green') green += 1
  }
  return { green, failed }
}
const onGreen = async (): Promise<readonly string[]> =>
  (await stand.haproxy.type(`show map ${stand.haproxy.users}`)).split('\n').flatMap((line) => (line.endsWith(' green') ? [line.split(' ')[1] ?? ''] : []))

const userMap = async (): Promise<Readonly<Record<string, string>>> =>
  Object.fromEntries((await stand.haproxy.type(`show map ${stand.haproxy.users}`)).split('\n').flatMap((line) => { const [, user, where] = line.split(' '); return user !== undefined && where !== undefined ? [[user, where] as const] : [] }))
const servedBy = async (user: string): Promise<string> => (await fetch(`${stand.haproxy.address}/identity`, { headers: { cookie: `user=${user}` } })).headers.get('x-served-by') ?? 'nobody'
/** A pilot user who has consented; none of those who work here all the time. */
async function pilotFor(user: string): Promise<string> {
  const { pilot } = await stand.window.client.pilots.add({ person: { name: `Person ${user}` }, user, profile: 'Trader', experience: 'experienced' })
  await stand.window.client.pilots.consent({ pilot, given: true, on: '2026-01-05' })
  return pilot
}
const flag = (pilots: readonly string[], to: 'blue' | 'green') => stand.window.client.pilots.flag({ pilots: [...pilots], to, reason: 'for the test' })
let flagged: { readonly pia: string; readonly quin: string; readonly rosa: string }

test('one user is flagged to green and HAProxy sends that user there, no other; all flagged ones are taken back in one press', { timeout: 60_000 }, async () => {
  await until('a rollback could be made', () => console.lastFrame()?.readiness.ready === true, 30_000)
  flagged = { pia: await pilotFor('pia'), quin: await pilotFor('quin'), rosa: await pilotFor('rosa') }
  expect(await Promise.all(['pia', 'quin', 'rosa'].map(servedBy))).toEqual(['blue', 'blue', 'blue'])
  expect((await flag([flagged.pia], 'green')).detail).toContain('read back: pia goes to green')
  expect(await Promise.all(['pia', 'quin', 'rosa'].map(servedBy))).toEqual(['green', 'blue', 'blue'])
  expect(await userMap()).toMatchObject({ pia: 'green' })
  await flag([flagged.quin, flagged.rosa], 'green')
  // A reload by someone else does not lose a flag: it is in the file.
  await stand.haproxy.reload()
  expect(await Promise.all(['pia', 'quin', 'rosa'].map(servedBy))).toEqual(['green', 'green', 'green'])
  await flag(Object.values(flagged), 'blue')
  expect(await Promise.all(['pia', 'quin', 'rosa'].map(servedBy))).toEqual(['blue', 'blue', 'blue'])
  await flag([flagged.quin], 'green')
})

test('10, 50 and 100 % are what users get', { timeout: 150_000 }, async () => {
  await until('a rollback could be made', () => console.lastFrame()?.readiness.ready === true, 30_000)
  const { run } = await stand.window.client.forward.start({ ramp: 'forward', reason: 'for the test' })
  let named: readonly string[] = []
  for (const percent of [10, 50, 100]) {
    await until(`${percent} % waits for a person`, () => waitsForNext(forward() as ForwardRun)?.percent === percent, 60_000).catch(told)
    const first = percent === 10 ? await newcomers() : undefined
    if (first) expect(first).toEqual({ green: 0, failed: 0 })
    await stand.window.client.forward.next({ run })
    await until(`${percent} % is held`, () => console.lastFrame()?.routing?.weights.green === percent && (forward()?.stages.find(({ id }) => id === { 10: 'tenth', 50: 'half', 100: 'all' }[percent])?.steps.some(({ kind, state }) => kind === 'ramp' && state === 'ok') ?? false), 30_000).catch(told)
    const { green, failed } = await newcomers()
    const p = percent / 100
    expect(failed).toBe(0)
    // Five standard deviations of as many throws of a coin.
    expect(Math.abs(green - asked * p), `${green} of ${asked} at ${percent} %`).toBeLessThanOrEqual(5 * Math.sqrt(asked * p * (1 - p)))
    const now = await onGreen()
    expect(now, 'nobody goes back').toEqual(expect.arrayContaining([...named]))
    named = now
  }
  await until('it has ended', () => forward()?.state === 'completed', 60_000).catch(told)
  // Whom a person flagged the ramp has left alone, at every step.
  expect(await Promise.all(['pia', 'quin', 'rosa'].map(servedBy))).toEqual(['blue', 'green', 'blue'])
  expect(named.length).toBeGreaterThanOrEqual(8)
  // What stays is on disk: a reload by someone else changes nothing.
  await stand.haproxy.reload()
  expect(await newcomers()).toEqual({ green: asked, failed: 0 })
})

test('everything is disabled in one press: whoever is on green goes back, flagged or not', { timeout: 120_000 }, async () => {
  await until('a rollback could be made', () => console.lastFrame()?.readiness.ready === true, 30_000)
  await stand.window.client.rollback.press({ trigger: 'button' })
  await until('HAProxy sends nobody to green', async () => (await onGreen()).length === 0, 30_000)
  expect(await Promise.all(['quin', 'somebody-new'].map(servedBy))).toEqual(['blue', 'blue'])
  await until('the run has ended', () => console.activeRun() === undefined, 90_000)
  const { state, summary } = console.journal.state().run ?? {}
  expect(state, summary).toBe('completed')
  // What was asked of single users before it holds no more: the next ramp begins with nobody.
  expect(console.journal.state().pilots.flags).toEqual({})
})
