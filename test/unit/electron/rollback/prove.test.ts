/** Another server than the one that a run was opened for is never acted upon. Semantics 7 of the design. */
import { describe, expect, it } from 'vitest'
import { identityWrong } from '../../../../electron/rollback/prove.ts'
import { target, type Plan } from '../../../../shared/plan.ts'
import { fakeWorld } from '../../../doubles/fake-world.ts'
import { planWith, stage, step } from '../../../doubles/rollback-plan.ts'
import { ada, bench } from './bench.ts'

type StepInput = Parameters<typeof stage>[3]
const opened = { blue: 'build-blue', green: 'build-green', balancer: 'balancer-1', archive: 'archive' }
const ones = (steps: readonly StepInput[], { identities = opened, targets = [], world = fakeWorld() }: { readonly identities?: Readonly<Record<string, string>>; readonly targets?: Plan['targets']; readonly world?: ReturnType<typeof fakeWorld> } = {}) =>
  bench(planWith([stage('one', '0s', '10m', ...steps)], { targets }), { world, deps: { identities: () => identities } })
const acts = ['route', 'drain', 'sync', 'sessions', 'auth', 'journeys', 'sessions-kept'] as const
const writes = /weights|flags|drain|close|sync|import|export|notice|journey/

describe('a target that another one answers for', () => {
  it.each([['balancer', 'route'], ['balancer', 'drain'], ['archive', 'sync'], ['blue', 'sessions'], ['green', 'sessions'], ['blue', 'auth'], ['blue', 'journeys'], ['green', 'sessions-kept']] as const)('%s: %s does nothing and asks at once', async (who, kind) => {
    const world = fakeWorld()
    world.lacking = 2
    const run = ones([step('it', kind, { after: [], attempts: 3 })], { world, identities: { ...opened, [who]: 'another' } })
    run.press()
    await run.advance(200)
    expect(run.step('it')).toMatchObject({ state: 'asking', attempt: 1, detail: expect.stringMatching(new RegExp(`^${who} answers as .*; when this run opened it was another. Nothing was done to it`)) as string })
    const theirs = who === 'archive' ? 'archives' : who
    expect(run.world.calls.filter((call) => call.startsWith(`${theirs} `) && writes.test(call))).toEqual([])
    // The person brings the right one back.
    Object.assign(run.world.builds, { blue: who === 'blue' ? 'another' : 'build-blue', green: who === 'green' ? 'another' : 'build-green' })
    if (who === 'balancer') run.world.routing.id = 'another'
    if (who === 'archive') return
    run.runner.answer(run.run().id, { step: 'it', choice: 'retry', who: ada })
    await run.advance(2_000)
    expect(run.step('it').detail ?? '').not.toContain('answers as')
  })
  it('the one that the plan expects is asked for, whoever it was at the opening', async () => {
    const targets = [target.parse({ id: 'balancer', kind: 'haproxy', expect: { identity: 'the-right-one' } })]
    const run = ones([step('it', 'drain', { after: [] })], { targets })
    run.press()
    await run.advance(200)
    expect(run.step('it')).toMatchObject({ state: 'asking', detail: expect.stringContaining('balancer answers as balancer-1; the plan expects the-right-one. Nothing was done to it') as string })
    expect(run.world.routing.drained.green).toBe(false)
  })
  it('blue is swapped in the middle of a run: the next step that acts on it asks', async () => {
    const run = ones([step('first', 'auth', { after: [] }), step('second', 'journeys', { after: ['first'] })])
    run.world.answeredBy = 'blue'
    run.world.before = (call) => {
      if (call === 'blue journey sign-in') run.world.builds.blue = 'build-blue-2'
    }
    run.press()
    await run.advance(500)
    expect([run.step('first').state, run.step('second').state]).toEqual(['ok', 'asking'])
    expect(run.step('second').detail).toContain('blue answers as build-blue-2; when this run opened it was build-blue')
  })
  it('one that was not known at the opening is pinned by the first step that acts on it', async () => {
    const run = ones([step('first', 'auth', { after: [] }), step('second', 'journeys', { after: ['first'] })], { identities: {} })
    run.world.answeredBy = 'blue'
    run.press()
    await run.advance(100)
    expect(run.step('first').facts).toMatchObject({ 'identity of blue': 'build-blue' })
    expect(identityWrong('blue', 'build-blue-2', { run: run.run(), plan: { targets: [] } })).toContain('when this run opened it was build-blue')
  })
  it('a target that does not answer who it is, is not acted upon either', async () => {
    const world = fakeWorld()
    const { balancer } = world.targets
    world.targets = { ...world.targets, balancer: () => ({ ...balancer(), identify: () => new Promise<never>(() => undefined) }) }
    const run = ones([step('it', 'drain', { after: [], attempts: 1 })], { world })
    run.press()
    await run.advance(3_000)
    expect(run.step('it')).toMatchObject({ state: 'asking', detail: expect.stringContaining('who balancer is: no answer within 2 s') as string })
    expect(run.world.routing.drained.green).toBe(false)
  })
  it.each(acts)('%s asks each target at most once who it is', async (kind) => {
    const world = fakeWorld()
    world.lacking = 2
    const asked: string[] = []
    const { app, balancer, archives } = world.targets
    const counted = <T extends { readonly target: string; identify(signal: AbortSignal): Promise<{ readonly id: string; readonly detail: Readonly<Record<string, string>> }> }>(one: T): T => ({ ...one, identify: (signal) => {
      asked.push(one.target)
      return one.identify(signal)
    } })
    world.targets = { app: (environment) => counted(app(environment)), balancer: () => counted(balancer()), archives: () => counted(archives()) }
    const run = ones([step('it', kind, { after: [] })], { world })
    run.press()
    await run.advance(100)
    expect(asked.length).toBeGreaterThan(0)
    // The look at what would be moved reads green's sessions before the step does, and proves green for itself.
    expect(asked).toEqual(kind === 'sessions' ? ['green', 'green', 'blue'] : [...new Set(asked)])
  })
})
