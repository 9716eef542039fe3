/** Sending users on in steps, in time: holds, gates, people, and the rollback that always wins. On a clock that stands still. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Refusal } from '../../../../electron/refusal.ts'
import { chosenOf, fitsShare, weightWrong } from '../../../../electron/rollback/steps/share.ts'
import { counted, lookAtGates } from '../../../../electron/rollback/steps/hold.ts'
import type { Outcome } from '../../../../shared/gate.ts'
import { runEnded } from '../../../../shared/rollback.ts'
import { fakeWorld } from '../../../doubles/fake-world.ts'
import { step } from '../../../doubles/rollback-plan.ts'
import { ada, errorBurst } from './bench.ts'
import { forwardBench, rampPlan, threeSteps } from './forward-bench.ts'

const refused = (act: () => unknown): string => {
  try {
    act()
  } catch (error) {
    if (error instanceof Refusal) return error.message
    throw error
  }
  throw new Error('nothing was refused')
}
const by = { who: ada, reason: 'as agreed' }

describe('a ramp', () => {
  it('is durable before it returns, ends the drain that the rollback left, and goes 10, 50, 100 with its holds between', async () => {
    const { start, share, advance, forward, world, kinds } = forwardBench()
    start()
    expect(kinds().slice(0, 3)).toEqual(['forward.opened', 'lease.taken', 'step.intended'])
    await advance(5_000)
    expect(share()).toBe(10)
    expect(world.routing.drained.green).toBe(false)
    await advance(50_000)
    expect(share()).toBe(10)
    await advance(10_000)
    expect(share()).toBe(50)
    await advance(130_000)
    expect(share()).toBe(100)
    expect(forward()).toMatchObject({ state: 'completed', summary: expect.stringContaining('100 % was set for green') })
  })
  it('asks what must be so before the first user is sent, and sends nobody where it is not', async () => {
    const world = fakeWorld()
    world.routing.weights = { blue: 100, green: 0 }
    world.trouble.green = 'dead'
    const { start, share, advance, forward, stepOf } = forwardBench({ world, plan: rampPlan(threeSteps({ before: [step('fit', 'health')] })) })
    start()
    await advance(120_000)
    expect(share()).toBe(0)
    expect(stepOf('fit')).toMatchObject({ state: 'asking', question: { silence: 'stop' } })
    expect(forward().state).toBe('running')
  })
  it('brings sessions along at each step, and sends the same signed-in users first', async () => {
    const world = fakeWorld()
    world.routing.weights = { blue: 100, green: 0 }
    world.sessions.blue.push(...['bea', 'cem', 'dan', 'eve', 'fay', 'gus', 'hal', 'ida', 'jan'].map((user) => ({ sessionId: `s-${user}`, user })))
    const { start, advance } = forwardBench({ world, plan: rampPlan(threeSteps({ moves: 'everyone', each: [step('sessions', 'sessions')] })) })
    const named = (): readonly string[] => [...world.named].filter(([, environment]) => environment === 'green').map(([user]) => user)
    start()
    await advance(5_000)
    const first = named()
    expect(first).toHaveLength(1)
    expect(world.sessions.green).toHaveLength(10)
    await advance(65_000)
    expect(named()).toHaveLength(5)
    expect(named()).toEqual(expect.arrayContaining([...first]))
    await advance(65_000)
    expect(named()).toHaveLength(10)
  })
  it('leaves whom a person flagged where the flag says, at every step', async () => {
    const world = fakeWorld()
    world.routing.weights = { blue: 100, green: 0 }
    world.sessions.blue.push(...['bea', 'cem', 'dan', 'eve'].map((user) => ({ sessionId: `s-${user}`, user })))
    const { start, advance, journal, share } = forwardBench({ world, plan: rampPlan(threeSteps({ moves: 'everyone' })) })
    const flag = (user: string, to: 'blue' | 'green'): void => {
      journal.append({ kind: 'flag.intended', who: ada, why: 'said so', data: { flag: `f-${user}`, users: [user], to, fencing: 1 } })
      journal.append({ kind: 'flag.outcome', who: ada, data: { flag: `f-${user}`, result: 'done', detail: 'read back' } })
    }
    flag('zoe', 'green')
    start()
    await advance(5_000)
    expect([share(), world.named.get('zoe')]).toEqual([10, 'green'])
    // While it runs: an emergency disable of one user is not undone by the next step.
    flag('bea', 'blue')
    await advance(65_000)
    await advance(65_000)
    expect(share()).toBe(100)
    expect(Object.fromEntries(world.named)).toMatchObject({ bea: 'blue', cem: 'green', dan: 'green', eve: 'green', zoe: 'green' })
  })
  it('takes users back with their sessions where its share is smaller than what is there', async () => {
    const world = fakeWorld()
    world.sessions.green.push(...['bea', 'cem', 'dan'].map((user) => ({ sessionId: `s-${user}`, user })))
    const { start, advance, share } = forwardBench({ world, plan: rampPlan(threeSteps({ moves: 'everyone' })) })
    expect(share()).toBe(100)
    start()
    await advance(5_000)
    expect([share(), [...world.named.values()].filter((one) => one === 'blue').length]).toEqual([10, 3])
    const back = [...world.named].flatMap(([user, environment]) => (environment === 'blue' ? [user] : []))
    expect(world.sessions.blue.map(({ user }) => user).toSorted()).toEqual(back.toSorted())
  })
  it('is not set where the balancer reports another share, or others answer than it says', async () => {
    const { start, advance, world, stepOf, share } = forwardBench()
    world.answeredBy = 'blue'
    start()
    await advance(60_000)
    expect(stepOf('tenth-share')).toMatchObject({ state: 'asking', detail: expect.stringContaining('0 of 100 probes') })
    expect(share()).toBe(10)
  })
  it('begins at a step that is named, such as after a stop', async () => {
    const { start, advance, share, forward } = forwardBench()
    start('half')
    await advance(5_000)
    expect(share()).toBe(50)
    expect(forward().stages.map(({ id }) => id)).toEqual(['half', 'all'])
  })
})

describe('a hold', () => {
  it.each<Outcome | 'none'>(['no data', 'inconclusive', 'not yet', 'error', 'warn', 'none'])('stands still while its gate says %s, and says so', async (outcome) => {
    const { start, advance, says, share, stepOf, journal } = forwardBench()
    start()
    await advance(30_000)
    says.outcome = outcome
    await advance(600_000)
    expect(share()).toBe(10)
    expect(stepOf('tenth-gates')).toMatchObject({ state: 'running', held: { why: expect.stringContaining(outcome === 'none' ? 'not judged' : outcome) } })
    expect(journal.of('hold.counted').filter(({ data }) => data.why !== undefined)).toHaveLength(1)
    says.outcome = 'pass'
    await advance(20_000)
    expect(share()).toBe(10)
    await advance(15_000)
    expect(share()).toBe(50)
  })
  it('stands still while the phase is held', async () => {
    const { start, advance, share, stepOf, journal } = forwardBench()
    start()
    await advance(10_000)
    journal.append({ kind: 'phase.held', who: errorBurst, data: { phase: 'phase-2', gate: 'user-satisfaction', title: 'User satisfaction', text: '65 %' } })
    await advance(600_000)
    expect([share(), stepOf('tenth-gates').held?.why]).toEqual([10, 'the phase is held by “User satisfaction”'])
    journal.append({ kind: 'phase.released', who: ada, why: 'asked again', data: { phase: 'phase-2' } })
    await advance(60_000)
    expect(share()).toBe(50)
  })
  it('counts no verdict that is old: a judge that stands still judges nothing', async () => {
    const { start, advance, says, share } = forwardBench()
    start()
    await advance(10_000)
    says.judging = false
    await advance(600_000)
    expect(share()).toBe(10)
  })
  it('asks where its gate fails, calls people, and measures anew when it is told to', async () => {
    const { start, advance, says, share, stepOf, runner, forward, journal } = forwardBench()
    start()
    await advance(50_000)
    says.outcome = 'fail'
    await advance(5_000)
    expect(stepOf('tenth-gates')).toMatchObject({ state: 'asking', question: { options: ['retry', 'skip', 'stop'], silence: 'stop' }, detail: expect.stringContaining('Error rate: it fails') })
    expect(journal.of('alert.raised')).toHaveLength(1)
    says.outcome = 'pass'
    await advance(300_000)
    // Well again, and nobody said so: it does not go on.
    expect(share()).toBe(10)
    runner.forward.answer(forward().id, { step: 'tenth-gates', choice: 'retry', who: ada })
    expect(journal.of('alert.ended')).toHaveLength(1)
    await advance(55_000)
    expect(share()).toBe(10)
    await advance(10_000)
    expect(share()).toBe(50)
  })
  it('goes on without its gate for a person with a reason, and without anyone stops', async () => {
    const { start, advance, says, share, runner, forward } = forwardBench()
    start()
    await advance(5_000)
    says.outcome = 'fail'
    await advance(5_000)
    expect(refused(() => runner.forward.answer(forward().id, { step: 'tenth-gates', choice: 'skip', who: ada }))).toContain('Say why')
    runner.forward.answer(forward().id, { step: 'tenth-gates', choice: 'skip', who: ada, reason: 'known noise' })
    await advance(5_000)
    expect(share()).toBe(50)
    await advance(31 * 60_000)
    expect(forward()).toMatchObject({ state: 'stopped', summary: expect.stringContaining('nobody answered in time') })
    expect(share()).toBe(50)
  })
  it('asks where somebody changed the share', async () => {
    const { start, advance, world, stepOf } = forwardBench()
    start()
    await advance(10_000)
    world.routing.weights = { blue: 40, green: 60 }
    await advance(5_000)
    expect(stepOf('tenth-gates')).toMatchObject({ state: 'asking', detail: expect.stringContaining('60 %, not 10 %') })
  })
  it('does not count a sleep, and goes on after a restart from what was watched', async () => {
    const { start, advance, time, sleep, share, journal, world, clock, timers, waiting, settle, runner } = { ...forwardBench(), time: undefined }
    start()
    await advance(30_000)
    sleep(600_000)
    await advance(20_000)
    expect(share()).toBe(10)
    await runner.shutdown()
    const held = journal.state().forward?.stages[0]?.steps.at(-1)?.held?.ms ?? 0
    expect(held).toBeGreaterThanOrEqual(40_000)
    expect(time).toBeUndefined()
    const second = forwardBench({ world, held: journal.all(), time: { clock, timers, advance, sleep, waiting, settle } })
    second.runner.resume()
    await second.advance(60_000 - held - 2_000)
    expect(second.share()).toBe(10)
    await second.advance(8_000)
    expect(second.share()).toBe(50)
    expect(second.journal.of('step.outcome').filter(({ data }) => data.result === 'unknown')).toHaveLength(1)
  })
})

describe('people', () => {
  it('let a step begin that goes by hand, and not before its gates are through', async () => {
    const input = threeSteps()
    const { start, advance, share, runner, forward, says, stepOf } = forwardBench({ plan: rampPlan({ ...input, steps: input.steps.map((one) => ({ ...one, by: one.id === 'half' ? 'hand' : 'automatic' })) }) })
    start()
    await advance(30_000)
    expect(refused(() => runner.forward.next(forward().id, ada))).toContain('gates decide first')
    await advance(600_000)
    expect(share()).toBe(10)
    // It was well for its hold, and is not now.
    says.outcome = 'fail'
    runner.forward.next(forward().id, ada)
    await advance(60_000)
    expect(share()).toBe(10)
    expect(stepOf('half-share')).toMatchObject({ state: 'asking', detail: expect.stringContaining('Nobody more is sent') })
    says.outcome = 'pass'
    runner.forward.answer(forward().id, { step: 'half-share', choice: 'retry', who: ada })
    await advance(5_000)
    expect(share()).toBe(50)
  })
  it('hold it, and let it go on', async () => {
    const { start, advance, share, runner, forward } = forwardBench()
    start()
    await advance(10_000)
    runner.forward.hold(forward().id, by)
    await advance(600_000)
    expect(share()).toBe(10)
    runner.forward.next(forward().id, ada)
    await advance(5_000)
    expect(share()).toBe(50)
  })
  it('go back one step under a newer number, and further on by hand alone', async () => {
    const { start, advance, share, runner, forward, journal } = forwardBench()
    start()
    await advance(5_000)
    expect(refused(() => runner.forward.back(forward().id, by))).toContain('the rollback')
    await advance(65_000)
    expect(share()).toBe(50)
    runner.forward.back(forward().id, by)
    await advance(5_000)
    expect(share()).toBe(10)
    const numbers = journal.of('lease.taken').map(({ data }) => data.fencing)
    expect(numbers[1]).toBeGreaterThan(numbers[0] ?? Infinity)
    await advance(600_000)
    expect(share()).toBe(10)
    runner.forward.next(forward().id, ada)
    await advance(5_000)
    expect(share()).toBe(50)
  })
  it('stop it: users stay where they are, and it says where', async () => {
    const { start, advance, share, runner, forward } = forwardBench()
    start()
    await advance(10_000)
    runner.forward.stop(forward().id, by)
    await advance(600_000)
    expect(share()).toBe(10)
    expect(forward()).toMatchObject({ state: 'stopped', summary: 'Stopped by Ada: as agreed. Users stay where they are: 10 % was set for green.' })
    expect(refused(() => runner.forward.stop(forward().id, by))).toContain('has ended')
  })
  it.each([
    ['a rollback could not be made', () => forwardBench({ deps: { refusals: () => ['a rollback could not be made now: Blue answers: it is down'] } }), 'Blue answers'],
    ['the plan has no such ramp', () => forwardBench({ plan: rampPlan(threeSteps({ id: 'other' })) }), 'no ramp forward'],
  ] as const)('are refused where %s', (_when, make, words) => {
    const { start, kinds } = make()
    expect(refused(() => start())).toContain(words)
    expect(kinds()).toEqual([])
  })
  it('are refused while one or a rollback is under way', async () => {
    const { start, press, advance } = forwardBench()
    start()
    expect(refused(() => start())).toContain('one at a time')
    press()
    expect(refused(() => start())).toContain('Rollback')
    await advance(60_000)
  })
})

describe('a rollback', () => {
  it('ends it in the same append, under a newer number, and sends everyone back', async () => {
    const { start, advance, press, journal, forward, share, run, logged } = forwardBench()
    start()
    await advance(90_000)
    expect(share()).toBe(50)
    const before = journal.all().length
    const { run: id } = press()
    const kinds = journal.all().slice(before).map(({ kind }) => kind)
    expect(kinds.slice(0, 6)).toEqual(['step.outcome', 'forward.finished', 'incident.opened', 'rollback.opened', 'lease.taken', 'rollback.validated'])
    expect(forward()).toMatchObject({ state: 'stopped', ramp: { takenOverBy: id } })
    expect(run().fencing).toBeGreaterThan(forward().fencing)
    await advance(5_000)
    expect(share()).toBe(0)
    expect(run().state).toBe('completed')
    await advance(600_000)
    expect(share()).toBe(0)
    expect(logged.filter((line) => line.startsWith('error'))).toEqual([])
  })
  it('orders everyone back even where nothing is reported to be elsewhere: an order may be on its way', async () => {
    const { start, settle, press, advance, world, share } = forwardBench()
    const held = Promise.withResolvers<void>()
    const { balancer } = world.targets
    const real = balancer()
    let waits = true
    // Sent, and slow to take effect.
    Object.assign(real, { setWeights: ((plain) => async (...given: Parameters<typeof plain>) => {
      if (waits) {
        waits = false
        await held.promise
      }
      return plain(...given)
    })(real.setWeights) })
    start()
    await settle()
    await advance(10)
    press()
    await advance(100)
    held.resolve()
    await advance(5_000)
    expect(share()).toBe(0)
  })
  it('that a rule proposes stops it at once, and waits for its validation', async () => {
    const { start, advance, trigger, share, forward } = forwardBench()
    start()
    await advance(90_000)
    trigger()
    expect(forward().state).toBe('stopped')
    await advance(60_000)
    expect(share()).toBe(50)
    await advance(65_000)
    expect(share()).toBe(0)
  })
})

it('whatever happens: no greater share while its gate fails or is without data, what is set is read back, and a rollback ends it', async () => {
  const outcome = fc.constantFrom<Outcome | 'none'>('pass', 'pass', 'pass', 'fail', 'no data', 'inconclusive', 'none', 'warn')
  const act = fc.oneof(
    fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 500, max: 70_000 }) }),
    fc.record({ do: fc.constant('gate' as const), outcome }),
    fc.record({ do: fc.constantFrom('next', 'hold', 'back', 'stop', 'retry', 'press', 'start') }),
  )
  await fc.assert(fc.asyncProperty(fc.array(act, { minLength: 5, maxLength: 25 }), async (acts) => {
    const one = forwardBench()
    const { world, says, runner, share, advance, journal } = one
    const broken: string[] = []
    const real = world.targets.balancer()
    Object.assign(real, { setWeights: ((plain) => async (...given: Parameters<typeof plain>) => {
      if (given[0].green > share() && share() > 0 && says.outcome !== 'pass') broken.push(`${share()} → ${given[0].green} while ${says.outcome}`)
      return plain(...given)
    })(real.setWeights) })
    const trying = (work: () => unknown): void => {
      try {
        work()
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
      }
    }
    one.start()
    for (const each of acts) {
      const id = one.forward().id
      const asking = one.forward().stages.flatMap((stage) => stage.steps).find(({ state }) => state === 'asking')
      if (each.do === 'wait') await advance(each.ms)
      else if (each.do === 'gate') says.outcome = each.outcome
      else if (each.do === 'next') trying(() => runner.forward.next(id, ada))
      else if (each.do === 'retry') trying(() => asking && runner.forward.answer(id, { step: asking.id, choice: 'retry', who: ada }))
      else if (each.do === 'press') one.press()
      else if (each.do === 'start') trying(() => one.start())
      else trying(() => runner.forward[each.do as 'hold' | 'back' | 'stop'](id, by))
      const { run } = journal.state()
      if (run && !runEnded(run) && !runEnded(one.forward())) broken.push('both under way')
    }
    for (const { data } of journal.of('step.outcome'))
      if (data.step.endsWith('-share') && data.result === 'ok' && data.facts['share'] !== { tenth: 10, half: 50, all: 100 }[data.step.replace('-share', '')]) broken.push(`${data.step} read back as ${data.facts['share']}`)
    expect(one.refolded()).toEqual(one.forward())
    expect(broken).toEqual([])
    await runner.shutdown()
  }), { numRuns: 60 })
})

describe('tables', () => {
  it.each([[0, 0, false], [1, 0, true], [100, 100, false], [99.9, 100, true], [10.4, 10, false], [12, 10, true], [0, 0.5, true], [100, 99.5, true]])('a share of %d read back for %d is wrong: %s', (is, wanted, wrong) => expect(weightWrong(is, wanted)).toBe(wrong))
  it.each([[0, 100, 0, true], [1, 100, 0, false], [100, 100, 100, true], [99, 100, 100, false], [10, 100, 10, true], [24, 100, 10, false], [50, 100, 50, true], [75, 100, 50, false]])('%d of %d answers for %d %%: %s', (answered, probes, percent, fits) => expect(fitsShare(answered, probes, percent)).toBe(fits))
  it('time counts between two looks that passed, near each other', () => {
    expect(counted({ at: 0, passes: true }, { at: 1_000, passes: true })).toBe(1_000)
    expect(counted({ at: 0, passes: false }, { at: 1_000, passes: true })).toBe(0)
    expect(counted({ at: 0, passes: true }, { at: 600_000, passes: true })).toBe(0)
  })
  it('all gates of the phase are those that judge the environment in it', () => {
    const gate = (id: string, phases?: readonly string[]) => ({ id, title: id, environments: ['green'] as ('green')[], ...(phases && { phases: [...phases] }) })
    const gates = [gate('always'), gate('second', ['phase-2']), { ...gate('blue'), environments: ['blue'] as ('blue')[] }]
    expect(lookAtGates({ gates, named: undefined, phase: 'phase-1', views: [], environment: 'green', now: 0 })).toEqual({ kind: 'holds', why: 'always: not judged' })
    expect(lookAtGates({ gates, named: undefined, phase: 'phase-2', views: [], environment: 'green', now: 0 })).toEqual({ kind: 'holds', why: 'always: not judged; second: not judged' })
  })
  it('a share of those who are signed in only grows', () =>
    fc.assert(fc.property(fc.uniqueArray(fc.string({ minLength: 1, maxLength: 8 }), { maxLength: 40 }), fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 100 }), (users, a, b) => {
      const [few, many] = [Math.min(a, b), Math.max(a, b)].map((percent) => chosenOf('forward', users, percent))
      expect(many?.chosen).toEqual(expect.arrayContaining([...(few?.chosen ?? [])]))
      expect((many?.chosen.length ?? 0) + (many?.rest.length ?? 0)).toBe(users.length)
      expect(chosenOf('forward', users, 100).rest).toEqual([])
      expect(chosenOf('forward', users, 0).chosen).toEqual([])
    })))
})
