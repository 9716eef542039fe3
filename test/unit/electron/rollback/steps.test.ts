/** Each kind of step on its own: what it finds, what it does, what it never calls done. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Comparison } from '../../../../electron/connect/connector.ts'
import { behindOf, isBehind } from '../../../../electron/rollback/steps/behind.ts'
import { checkSteps, kinds } from '../../../../electron/rollback/steps/index.ts'
import { fillIn } from '../../../../electron/rollback/steps/notify.ts'
import { missingAt } from '../../../../electron/rollback/steps/sessions.ts'
import { stepKinds, type Plan } from '../../../../shared/plan.ts'
import { planWith, stage, step } from '../../../doubles/rollback-plan.ts'
import { tbsPlan } from '../../shared/plan/tbs-plan.ts'
import { ada, bench, type BenchOptions } from './bench.ts'

type StepInput = Parameters<typeof stage>[3]
const one = (kind: StepInput['kind'], more: Partial<StepInput> = {}, options: BenchOptions & { readonly targets?: Plan['targets'] } = {}) =>
  bench(planWith([stage('one', '0s', '10m', step('it', kind, { after: [], attempts: 1, ...more }))], { targets: options.targets ?? [] }), options)

describe('the registry', () => {
  it('has every kind of step', () => {
    expect(Object.keys(kinds).toSorted()).toEqual([...stepKinds].toSorted())
  })
  it('names what a plan got wrong in the settings of a step, by its path', () => {
    const plan = planWith([stage('one', '0s', '1m', step('a', 'route', { with: { probes: 0 } }), step('b', 'notify', { with: { audience: 'x', text: 'y', colour: 'red' } }), step('c', 'drain', { with: { grace: '5s' } }))])
    expect(checkSteps(plan).map(({ path }) => path.join('.'))).toEqual(['rollback.stages.0.steps.0.with.probes', 'rollback.stages.0.steps.1.with'])
  })
  it('a step whose settings are not understood asks at once, in words', async () => {
    const wrong = one('performance', { attempts: 3 })
    wrong.press()
    await wrong.advance(100)
    expect(wrong.step('it')).toMatchObject({ state: 'asking', attempt: 1, detail: expect.stringContaining('settings of it are not understood: atLeast') as string })
  })
})

describe('route', () => {
  it('changes only what is not so yet, the drain of the target first', async () => {
    const bare = one('route')
    bare.world.routing.weights = { blue: 100, green: 0 }
    bare.world.routing.drained.blue = true
    bare.press()
    await bare.advance(100)
    expect(bare.world.calls.filter((call) => /weights|flags|drain/.test(call))).toEqual(['balancer drain', 'balancer flags'])
    expect(bare.world.routing).toMatchObject({ drained: { blue: false }, flags: { green: 0 } })
  })
  it('is not verified where the balancer says blue and a probe says green (fault 12)', async () => {
    const liar = one('route')
    liar.world.answeredBy = 'green'
    liar.press()
    await liar.advance(100)
    expect(liar.step('it')).toMatchObject({ state: 'asking', detail: 'The balancer says blue, but of 20 probes through it 0 were answered by blue, 20 by green, and 0 failed.' })
  })
  it('switches nothing to a target that does not answer, and says what is known (fault 11)', async () => {
    const dead = one('route')
    dead.world.trouble.blue = 'dead'
    dead.press()
    await dead.advance(100)
    expect(dead.step('it').question?.text).toMatch(/Blue is not fit to take users: .*connection refused.* The balancer sees blue healthy, green healthy; 3 users .* on green\. Nothing was switched\./)
    expect(dead.world.routing.changed).toBe(0)
  })
  it('switches nothing to another build than the run was opened for', async () => {
    const other = one('route')
    other.world.builds.blue = 'build-of-today'
    other.press()
    await other.advance(100)
    expect(other.step('it').detail).toBe('Blue answers as build build-of-today, the run was opened for build-blue. Nothing was switched.')
    expect(other.world.routing.changed).toBe(0)
  })
})

describe('drain', () => {
  it('waits for what is in flight, and forces it at its limit (fault 10)', async () => {
    const slow = one('drain', { timeout: '30s', with: { grace: '5s' } })
    slow.world.routing.inFlight.green = 2
    slow.press()
    await slow.advance(4_900)
    expect(slow.world.calls).not.toContain('balancer close')
    expect(slow.progress.at(-1)?.text).toBe('2 requests in flight on green, 3 users answered there in the last minute')
    await slow.advance(1_000)
    expect(slow.step('it')).toMatchObject({ state: 'ok', facts: { 'in flight at first': 2, 'closed by force': 2, 'in flight': 0, 'still sticky': 3 } })
  })
  it('is not done while green still answers', async () => {
    const leaky = one('drain', { timeout: '30s', with: { grace: '1s' } })
    leaky.world.before = (call) => {
      if (call === 'balancer read') leaky.world.routing.served.green += 1
    }
    leaky.press()
    await leaky.advance(5_000)
    expect(leaky.step('it')).toMatchObject({ state: 'asking', detail: 'green still gave 1 answer in 500 ms after the drain.' })
  })
})

describe('notify', () => {
  const told = { audience: 'team', channels: ['journal', 'app'], text: '{trigger} in {run} for {nobody}' }
  it('fills in what is known, and leaves what is not', () => {
    expect(fillIn('{a} {b} {a}', { a: '1' })).toBe('1 {b} 1')
  })
  it('one failed channel does not fail the other, and is on the record', async () => {
    const half = one('notify', { with: told })
    half.world.trouble.green = 'dead'
    half.press()
    await half.advance(100)
    expect(half.step('it')).toMatchObject({ state: 'ok', facts: { sent: 'on the record, in the app of blue', 'not sent': 'in the app of green' } })
    expect(half.journal.of('notice.failed')[0]).toMatchObject({ environment: 'green', data: { error: expect.stringContaining('connection refused') as string } })
    expect(half.world.notices[0]?.text).toMatch(/^critical-bug in r-.* for \{nobody\}$/)
  })
  it('fails where no channel works, and does not tell twice by one that has', async () => {
    const none = one('notify', { attempts: 2, with: { ...told, channels: ['app'] } })
    none.world.trouble.green = 'dead'
    none.world.trouble.blue = 'dead'
    none.press()
    await none.advance(100)
    expect(none.step('it').state).toBe('failed')
    none.world.trouble.blue = 'none'
    await none.advance(2_000)
    expect(none.step('it').state).toBe('ok')
    expect(none.world.notices.map(({ environment }) => environment)).toEqual(['blue'])
  })
})

describe('notify by the plan’s channels', () => {
  const people = { ...tbsPlan().people, audiences: [{ id: 'devops', title: 'DevOps team', to: [], channels: ['chat', 'desktop'], public: false }] }
  const told = (audience: string) => bench({ ...planWith([stage('one', '0s', '10m', step('it', 'notify', { after: [], attempts: 1, with: { audience, channels: ['journal', 'people'], severity: 'critical', text: 'Back to {target}' } }))]), people })
  it('gives the message to the outbox once, for the audience of that name, under the run’s own key', async () => {
    const one = told('DevOps team')
    one.press()
    await one.advance(100)
    expect(one.step('it')).toMatchObject({ state: 'ok', facts: { sent: 'on the record, by their own channels' } })
    expect(one.journal.of('message.queued').map(({ data }) => data)).toEqual([{ message: `${one.run().id}/it`, kind: 'notice', to: 'devops', channels: ['chat', 'desktop'], title: 'Title of it', text: 'Back to blue', severity: 'P0' }])
  })
  it('says that the plan has no such audience, and tells by the other way all the same', async () => {
    const one = told('nobody')
    one.press()
    await one.advance(100)
    expect(one.step('it')).toMatchObject({ state: 'ok', facts: { sent: 'on the record', 'not sent': 'by their own channels' } })
    expect(one.journal.of('notice.failed')[0]?.data.error).toContain('no audience "nobody"')
    expect(one.journal.of('message.queued')).toEqual([])
  })
})

describe('transactions', () => {
  it('are waited for, listed with age and statement, and none is ended (fault 15)', async () => {
    const long = one('transactions', { timeout: '10s' })
    long.world.pending = [{ id: 't-1', user: 'ada', since: long.clock.wall() - 42_000, statement: 'backtest sma-5-20' }]
    long.press()
    await long.advance(11_000)
    expect(long.step('it')).toMatchObject({ state: 'asking', attempt: 1, facts: { open: 1, list: expect.stringMatching(/^ada: backtest sma-5-20 \(5\d s\)$/) as string } })
    long.world.pending = []
    long.runner.answer(long.run().id, { step: 'it', choice: 'retry', who: ada })
    await long.advance(1_000)
    expect(long.run().state).toBe('completed')
  })
})

describe('the end of transactions', () => {
  const open = (id: string, user: string, statement = 'UPDATE t') => ({ id, user, since: 1_000, statement, mark: `began ${id}` })
  const asked = async (mayNotEnd?: string) => {
    const at = one('transactions', { timeout: '10s' })
    at.world.mayNotEnd = mayNotEnd
    at.world.pending = [open('1', 'ada', "UPDATE t SET secret = 'hunter2', note = \"it's\" WHERE id = 4"), open('2', 'bo')]
    at.press()
    await at.advance(11_000)
    return at
  }
  const why = 'the report can run again'
  it('is offered with who and what, without the values of a statement', async () => {
    const { step } = await asked()
    expect(step('it').question).toMatchObject({
      options: ['retry', 'end', 'skip', 'stop'], silence: 'skip',
      endable: { environment: 'green', pending: [{ id: '1', user: 'ada', statement: "UPDATE t SET secret = '…', note = '…' WHERE id = 4" }, { id: '2', user: 'bo' }] },
    })
    expect(JSON.stringify(step('it'))).not.toContain('hunter2')
  })
  it('ends those that were shown, each on the record with name and reason, and waits for one that came later', async () => {
    const at = await asked()
    at.world.pending = [...at.world.pending, open('3', 'cy')]
    at.runner.answer(at.run().id, { step: 'it', choice: 'end', who: ada, reason: why, asked: 1 })
    await at.advance(1_000)
    expect(at.world.pending.map(({ id }) => id)).toEqual(['3'])
    expect(at.journal.of('step.intended').at(-1)?.data.effect).toMatch(/^End 2 transactions of green, as Ada said \(the report can run again\): ada: UPDATE .*; bo: UPDATE t\. Then wait/)
    expect(at.journal.of('transaction.ended')).toMatchObject([
      { who: ada, why, environment: 'green', data: { transaction: { id: '1', user: 'ada' }, result: 'ended' } }, { who: ada, why, data: { transaction: { id: '2' }, result: 'ended' } },
    ])
    await at.advance(10_000)
    expect(at.step('it').question?.endable?.pending.map(({ id }) => id)).toEqual(['3'])
    at.world.pending = []
    at.runner.answer(at.run().id, { step: 'it', choice: 'retry', who: ada })
    await at.advance(1_000)
    expect(at.run().state).toBe('completed')
    expect(at.world.calls.filter((call) => call.includes('end '))).toHaveLength(2)
  })
  it('says of one that ended by itself meanwhile that nothing was done to it', async () => {
    const at = await asked()
    at.world.pending = at.world.pending.slice(1)
    at.runner.answer(at.run().id, { step: 'it', choice: 'end', who: ada, reason: why, asked: 1 })
    await at.advance(2_000)
    expect(at.journal.of('transaction.ended').map(({ data }) => data.result)).toEqual(['gone', 'ended'])
    expect(at.step('it')).toMatchObject({ state: 'ok', facts: { ended: 1, gone: 1 } })
  })
  it('is not done without a reason, twice, for a rule, or by a yes to an older list; and never by silence', async () => {
    const at = await asked()
    const answer = (more: object) => () => at.runner.answer(at.run().id, { step: 'it', choice: 'end', who: ada, reason: why, asked: 1, ...more })
    expect(answer({ reason: ' ' })).toThrow(/on the record/)
    expect(answer({ who: { kind: 'rule', name: 'silence' } })).toThrow(/Nothing was ended/)
    at.runner.answer(at.run().id, { step: 'it', choice: 'retry', who: ada })
    await at.advance(11_000)
    expect(answer({})).toThrow(/has changed since: look at it again/)
    answer({ asked: 2 })()
    expect(answer({ asked: 2 })).toThrow(/asks nothing now/)
    await at.advance(2_000)
    expect(at.journal.of('transaction.ended')).toHaveLength(2)
    const silent = await asked()
    await silent.advance(70_000)
    expect(silent.step('it').state).toBe('skipped')
    expect(silent.world.pending).toHaveLength(2)
  })
  it('that fails for one of them ends the others, and asks again about that one alone', async () => {
    const at = await asked()
    at.world.before = (call) => {
      if (call.includes('end 2')) throw new Error('access denied')
    }
    at.runner.answer(at.run().id, { step: 'it', choice: 'end', who: ada, reason: why, asked: 1 })
    await at.advance(100)
    expect(at.journal.of('transaction.ended').map(({ data }) => data.result)).toEqual(['ended', 'not ended'])
    expect(at.step('it')).toMatchObject({ state: 'asking', question: { endable: { pending: [{ id: '2' }] } } })
  })
  it('is not offered where the archive may not, which is told', async () => {
    const { step } = await asked('user fifteen lacks the right')
    expect(step('it').question).toMatchObject({ options: ['retry', 'skip', 'stop'], text: expect.stringContaining('none can be from here: user fifteen lacks the right') as string })
    expect(step('it').question?.endable).toBeUndefined()
  })
})

describe('the archives', () => {
  const comparison = (differing: Partial<Comparison['tables'][number]['differing']>): Comparison => ({
    ms: 1, tables: [{ table: 't', blueRows: 5, greenRows: 5, sampleKeys: ['1'], differing: { onlyBlue: 0, onlyGreen: 0, changed: 0, newer: { blue: 0, green: 0 }, ...differing } }],
  })
  it.each([
    { what: 'equal', differing: {}, behind: false },
    { what: 'rows that only blue has', differing: { onlyBlue: 3 }, behind: false },
    { what: 'rows that are newer on blue', differing: { changed: 2, newer: { blue: 2, green: 0 } }, behind: false },
    { what: 'rows that only green has', differing: { onlyGreen: 1 }, behind: true },
    { what: 'rows that are newer on green', differing: { changed: 2, newer: { blue: 1, green: 1 } }, behind: true },
    { what: 'rows that differ and do not say which is newer', differing: { changed: 1 }, behind: true },
  ])('for a target blue, $what: behind $behind', ({ differing, behind }) => {
    expect(isBehind(behindOf(comparison(differing), 'blue'))).toBe(behind)
  })
  it('for a target green it is the other way round', () => {
    expect(isBehind(behindOf(comparison({ onlyGreen: 1 }), 'green'))).toBe(false)
    expect(isBehind(behindOf(comparison({ onlyBlue: 1 }), 'green'))).toBe(true)
  })
  it('sync copies what is lacking and is green only once nothing is', async () => {
    const lacking = one('sync')
    lacking.world.lacking = 4
    lacking.press()
    await lacking.advance(100)
    expect(lacking.step('it')).toMatchObject({ state: 'ok', facts: { inserted: 4, 'lacking on blue': 0 } })
  })
  it('verify fails where the target lacks something, with how much', async () => {
    const lacking = one('verify')
    lacking.world.lacking = 4
    lacking.press()
    await lacking.advance(100)
    expect(lacking.step('it')).toMatchObject({ state: 'asking', detail: 'The archives are not equal: blue lacks 4 rows and holds 0 older versions (trades 11).', facts: { 'lacking on blue': 4 } })
  })
  it('restore is not necessary where it is whole, and else a person is asked at once', async () => {
    const [whole, torn] = [one('restore', { attempts: 3 }), one('restore', { attempts: 3 })]
    torn.world.whole = false
    for (const each of [whole, torn]) {
      each.press()
      await each.advance(100)
    }
    expect(whole.step('it')).toMatchObject({ state: 'ok', facts: { restore: 'not necessary' } })
    expect(torn.step('it')).toMatchObject({ state: 'asking', attempt: 1, detail: expect.stringContaining('no checkpoint that was proven') as string })
  })
})

describe('sessions', () => {
  it('are found on the target afterwards; a user who signed in anew there has lost nothing', async () => {
    expect(missingAt([{ sessionId: 'a', user: 'ada' }, { sessionId: 'b', user: 'bob' }, { sessionId: 'c', user: 'cy' }], [{ sessionId: 'a', user: 'ada' }, { sessionId: 'z', user: 'bob' }])).toEqual([{ sessionId: 'c', user: 'cy' }])
    const moved = one('sessions')
    moved.press()
    await moved.advance(100)
    expect(moved.world.sessions.blue).toEqual([{ sessionId: 's-1', user: 'ada' }])
    expect(moved.step('it').facts).toMatchObject({ sessions: 1, moved: 1, verified: '1 of 1 on blue' })
  })
  it('of a dead green can not be had: said, and not failed', async () => {
    const dead = one('sessions')
    dead.world.trouble.green = 'dead'
    dead.press()
    await dead.advance(100)
    expect(dead.step('it')).toMatchObject({ state: 'ok', facts: { moved: 0, green: expect.stringContaining('connection refused') as string } })
  })
  it.each([
    ['sessions', 'The plan does not say how Green\'s sessions are moved: they were left where they are.'],
    ['auth', 'The plan gives Blue no journey sign-in, so this can\'t be tried by itself.'],
    ['journeys', 'The plan gives Blue no journeys, so nobody tried whether it works.'],
    ['sessions-kept', 'The plan gives Blue no journey session, so this can\'t be tried by itself.'],
  ] as const)('%s asks a person at once, and says why, where the plan does not give the apps what it needs', async (kind, why) => {
    const bare = one(kind, { attempts: 3 })
    bare.world.movesSessions = false
    bare.world.journeys = []
    bare.press()
    await bare.advance(100)
    expect(bare.step('it')).toMatchObject({ state: 'asking', attempt: 1, detail: expect.stringContaining(why) as string })
    expect(bare.world.calls).toEqual([])
  })
  it('a session or a setting that was begun on green is carried on at blue and through the balancer, by a journey of the plan', async () => {
    for (const [kind, more] of [['sessions-kept', {}], ['preferences', { with: { journey: 'session' } }]] as const) {
      const kept = one(kind, more)
      kept.world.answeredBy = 'blue'
      kept.press()
      await kept.advance(100)
      expect(kept.step('it')).toMatchObject({ state: 'ok', facts: { proven: true, 'answered by': 'blue' } })
      // Who drives is read before each that is acted upon.
      expect(kept.world.calls.filter((call) => call !== 'balancer read')).toEqual(['green journey sign-in', 'blue journey session', 'blue journey session'])
    }
  })
  it('sessions-kept fails where green still answers through the balancer', async () => {
    const stays = one('sessions-kept')
    stays.press()
    await stays.advance(100)
    expect(stays.step('it').detail).toBe('Journey “Use the session” through the balancer was answered by green and not by blue.')
  })
})

describe('performance', () => {
  const wanted = { with: { atLeast: 0.95 }, timeout: '5s' }
  type Reading = ReturnType<NonNullable<NonNullable<BenchOptions['deps']>['read']>>
  const after = async (reading: Reading, more: Partial<StepInput> = wanted) => {
    const fast = one('performance', more, { deps: { read: () => reading } })
    fast.press()
    await fast.advance(6_000)
    return fast.step('it')
  }
  it.each([
    { reading: { samples: 0, missing: 0 }, why: 'nothing was measured' },
    { reading: { value: 37_303, samples: 0, missing: 0 }, why: 'no row was processed' },
    { reading: { value: Number.NaN, samples: 5, missing: 0 }, why: 'it is not a number' },
    { reading: { value: 37_303, samples: 5, missing: 9 }, why: 'it is old' },
  ])('never passes without data: $why', async ({ reading }) => {
    expect(await after(reading)).toMatchObject({ state: 'asking', detail: expect.stringContaining('no data: rows_per_second of blue') as string })
  })
  it('judges what was measured since users came back, and nothing from before', async () => {
    const windows: number[] = []
    const read: NonNullable<NonNullable<BenchOptions['deps']>['read']> = (_metric, _environment, _statistic, window) => {
      windows.push(window)
      return { value: window >= 5_000 ? 37_303 : 1, samples: 5, missing: 0 }
    }
    const plan = planWith([stage('one', '0s', '10m', step('switch', 'route', { after: [] }), step('it', 'performance', { after: ['switch'], attempts: 1, timeout: '20s', with: { atLeast: 0.9, window: '30s' } }))])
    const fast = bench(plan, { deps: { read } })
    fast.press()
    await fast.advance(10_000)
    expect(fast.step('it').state).toBe('ok')
    expect([Math.min(...windows) >= 3_000, Math.max(...windows) <= 6_000]).toEqual([true, true])
  })
  it('holds the figure against the share of the baseline, with its margin', async () => {
    expect((await after({ value: 0.95 * 37_303 * 0.991, samples: 5, missing: 0 })).state).toBe('ok')
    expect(await after({ value: 0.95 * 37_303 * 0.989, samples: 5, missing: 0 })).toMatchObject({ state: 'asking', detail: expect.stringMatching(/% of the baseline; at least 95\.0 % \(margin 1\.0 %\)/) as string })
  })
})

describe('health, auth, journeys, monitoring', () => {
  it('health fails where another build answers than the run was opened for', async () => {
    const other = one('health')
    other.world.builds.blue = 'build-of-today'
    other.press()
    await other.advance(100)
    expect(other.step('it').detail).toBe('Blue answers as build build-of-today, expected build-blue.')
  })
  it('auth and journeys fail where green answers through the balancer', async () => {
    for (const kind of ['auth', 'journeys'] as const) {
      const stays = one(kind)
      stays.press()
      await stays.advance(100)
      expect(stays.step('it').detail).toMatch(/green/)
    }
  })
  it('monitoring is reset once every source of the target answers and no gate fires there; the other is listed', async () => {
    const firing = [{ gate: 'errors', environment: 'blue' as 'blue' | 'green' }]
    const targets = [{ id: 'green', kind: 'app', environment: 'green', every: 1_000, timeout: 900 }] as const
    const watched = one('monitoring-reset', { timeout: '20s' }, { targets: [...targets], deps: { monitoring: () => ({ sources: [{ target: 'blue', state: 'ok' }, { target: 'green', state: 'refused' }], firing }) } })
    watched.press()
    await watched.advance(5_000)
    expect(watched.progress.at(-1)?.text).toBe('firing on blue: errors')
    firing.splice(0, 1, { gate: 'errors', environment: 'green' })
    await watched.advance(2_000)
    expect(watched.step('it')).toMatchObject({ state: 'ok', facts: { 'still firing on green': 'errors', 'not answering on green': 'green (refused)' } })
  })
  it('the report names the file, and its sum is that of what is there', async () => {
    const written = one('report')
    written.press()
    await written.advance(100)
    const { file, bytes } = written.step('it').facts
    expect(readFileSync(String(file)).length).toBe(bytes)
  })
})
