/** The run in time: windows, questions, retries, vetoes, one driver. On a clock that stands still. */
import { describe, expect, it } from 'vitest'
import { hasPreview } from '../../../../electron/rollback/pinned.ts'
import { Refusal } from '../../../../electron/refusal.ts'
import { kinds } from '../../../../electron/rollback/steps/index.ts'
import { openGroups } from '../../../../shared/alert.ts'
import type { Entry } from '../../../../shared/journal.ts'
import type { StepKind } from '../../../../shared/plan.ts'
import { fakeTime } from '../../../doubles/fake-time.ts'
import { fakeWorld } from '../../../doubles/fake-world.ts'
import { planWith, stage, step, wholeProcedure } from '../../../doubles/rollback-plan.ts'
import { ada, bench, errorBurst } from './bench.ts'

const whole = () => planWith(wholeProcedure)
const only = (...steps: Parameters<typeof stage>[3][]) => planWith([stage('one', '0s', '2m', step('validate', 'confirm', { after: [] }), ...steps)])
const conflict = (act: () => unknown): Refusal => {
  try {
    act()
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
  throw new Error('nothing was refused')
}

describe('a press', () => {
  it('is durable before it returns: incident, run, lease and validation in one append', () => {
    const { press, journal } = bench(whole())
    const appended: number[] = []
    const all = journal.appendAll
    journal.appendAll = (drafts) => {
      appended.push(drafts.length)
      return all(drafts)
    }
    const { run, joined } = press()
    expect(joined).toBe(false)
    expect(appended[0]).toBe(4)
    expect(journal.all().slice(0, 4).map(({ kind }) => kind)).toEqual(['incident.opened', 'rollback.opened', 'lease.taken', 'rollback.validated'])
    expect(journal.of('rollback.validated')[0]).toMatchObject({ who: ada, data: { run, how: 'pressed' } })
    expect(new Set(journal.all().map(({ incident }) => incident)).size).toBe(1)
  })
  it('opens an incident of severity P0, and P2 for a drill', () => {
    const [real, drill] = [bench(whole()), bench(whole())]
    real.press({ drill: false })
    drill.press({ drill: true })
    expect([real, drill].map(({ journal }) => journal.of('incident.opened')[0]?.data.severity)).toEqual(['P0', 'P2'])
  })
  it('uses the incident that it is given, and opens that only where the record does not have it', () => {
    const { press, journal, runner } = bench(whole())
    journal.append({ kind: 'incident.opened', who: errorBurst, incident: 'i-7', data: { title: 'Errors', severity: 'P0', cause: 'errors' } })
    press({ incident: 'i-7' })
    expect(journal.of('incident.opened')).toHaveLength(1)
    expect(runner.active()?.incident).toBe('i-7')
  })
  it('that comes second joins the run, and every entry of it bears the incident', async () => {
    const { press, journal, advance, run } = bench(whole())
    const first = press()
    expect(press({ trigger: 'data-integrity' })).toEqual({ run: first.run, joined: true })
    await advance(60_000)
    expect(journal.of('rollback.joined')).toHaveLength(1)
    expect(journal.of('rollback.opened')).toHaveLength(1)
    expect(run()).toMatchObject({ state: 'completed', joined: 1 })
    expect(journal.all().filter(({ incident }) => incident !== run().incident)).toEqual([])
  })
  it('by a person while a rule waits for a person is the validation', async () => {
    const { trigger, press, run, advance, journal } = bench(whole())
    trigger()
    await advance(5_000)
    expect(run().state).toBe('validating')
    press()
    expect(run().state).toBe('running')
    expect(journal.of('rollback.validated')[0]).toMatchObject({ who: ada, data: { how: 'pressed' } })
  })
  it('leads through the whole procedure to a completed run with every step done', async () => {
    const { press, run, advance, runner, world } = bench(whole())
    press()
    const idle = runner.idle()
    await advance(60_000)
    await idle
    expect(run().stages.flatMap(({ steps }) => steps).filter(({ state }) => state !== 'ok')).toEqual([])
    expect(run()).toMatchObject({ state: 'completed', summary: expect.stringContaining('Users went back to Blue within') as string })
    expect(world.routing).toMatchObject({ weights: { blue: 100, green: 0 }, flags: { green: 0 }, drained: { green: true } })
    expect(runner.active()).toBeUndefined()
  })
  it('puts each intent on disk before its effect, and the outcome after it', async () => {
    const world = fakeWorld()
    const { press, journal, advance } = bench(whole(), { world })
    const seen: string[] = []
    world.before = (call) => {
      if (!/balancer (weights|flags|drain|close)|blue import|archives sync|notice/.test(call)) return
      const open = journal.of('step.intended').filter(({ data }) => !journal.of('step.outcome').some((one) => one.data.step === data.step && one.data.attempt === data.attempt))
      seen.push(`${call}: ${open.length > 0}`)
    }
    press()
    await advance(60_000)
    expect(seen.length).toBeGreaterThan(5)
    expect(seen.filter((line) => line.endsWith('false'))).toEqual([])
    for (const { data, seq } of journal.of('step.outcome'))
      expect(journal.of('step.intended').find((one) => one.data.step === data.step && one.data.attempt === data.attempt)?.seq).toBeLessThan(seq)
  })
})

describe('the validation of an automatic run', () => {
  it('tells people and logs at once, and switches nothing for two minutes', async () => {
    const { trigger, run, step: stepRun, advance, world } = bench(whole())
    trigger()
    await advance(119_000)
    expect(run().state).toBe('validating')
    expect([stepRun('record').state, stepRun('tell-team').state, stepRun('validate').state, stepRun('switch').state]).toEqual(['ok', 'ok', 'running', 'waiting'])
    expect(world.routing.changed).toBe(0)
  })
  it('goes ahead on silence, in the name of the rule', async () => {
    const { trigger, run, advance, journal, world } = bench(whole())
    trigger()
    await advance(120_000)
    expect(journal.of('rollback.validated')[0]).toMatchObject({ who: { kind: 'rule' }, data: { how: 'silence' } })
    expect(run().validatedAt).toBe(1_120_000)
    expect(world.routing.weights).toEqual({ blue: 100, green: 0 })
  })
  it('counts from the trigger and not from when the run was opened', async () => {
    const { trigger, run, advance, clock } = bench(whole())
    trigger({ startedAt: clock.mono() - 100_000 })
    await advance(20_000)
    expect(run().state).not.toBe('validating')
  })
  it('starts the switch now when it is confirmed', async () => {
    const { trigger, runner, advance, world, journal } = bench(whole())
    const { run } = trigger()
    await advance(3_000)
    runner.confirm(run, ada)
    await advance(1_000)
    expect(journal.of('rollback.validated')[0]).toMatchObject({ who: ada, data: { how: 'confirmed' } })
    expect(world.routing.weights.blue).toBe(100)
    expect(conflict(() => runner.confirm(run, ada))).toMatchObject({ code: 'CONFLICT' })
  })
  it('is vetoed with a name, a reason and a lapse, and then nothing is switched', async () => {
    const { trigger, runner, advance, world, journal, run } = bench(whole())
    const opened = trigger()
    await advance(3_000)
    runner.veto(opened.run, { who: ada, reason: 'a load test', lapse: 600_000 })
    await runner.idle()
    await advance(300_000)
    expect(run()).toMatchObject({ state: 'vetoed', vetoLapse: 600_000 })
    expect(journal.of('rollback.vetoed')[0]).toMatchObject({ who: ada, why: 'a load test' })
    expect(world.routing.changed).toBe(0)
    expect(journal.state().vetoes['error-burst']).toBeGreaterThan(0)
  })
  it('can be vetoed no more once the switch has begun, nor a run that is not open', () => {
    const { press, runner } = bench(whole())
    const { run } = press()
    const veto = { who: ada, reason: 'too late', lapse: 600_000 }
    expect(conflict(() => runner.veto(run, veto)).code).toBe('CONFLICT')
    expect(conflict(() => runner.veto('r-other', veto)).code).toBe('NOT_FOUND')
  })
  it('holds back a switch that waits for nothing by the plan', async () => {
    const { trigger, advance, world } = bench(planWith([stage('one', '0s', '5m', step('switch', 'route', { after: [] }))]))
    trigger()
    await advance(100_000)
    expect(world.routing.changed).toBe(0)
    await advance(30_000)
    expect(world.routing.weights.blue).toBe(100)
  })
})

describe('a step that fails', () => {
  it('is tried again after a backoff that doubles, then asks', async () => {
    const { press, advance, journal, step: stepRun, world } = bench(only(step('switch', 'route', { attempts: 3, backoff: '1s' })))
    world.trouble.balancer = 'dead'
    press()
    await advance(5_000)
    const times = journal.of('step.intended').filter(({ data }) => data.step === 'switch').map(({ at }) => at.mono - 1_000_000)
    expect(times).toEqual([0, 1_000, 3_000])
    expect(journal.of('step.outcome').filter(({ data }) => data.step === 'switch').map(({ data }) => data.result)).toEqual(['failed', 'failed', 'failed'])
    expect(stepRun('switch')).toMatchObject({ state: 'asking', question: { options: ['retry', 'skip', 'stop'], silence: 'retry', answerBy: 1_063_000 } })
    expect(stepRun('switch').question?.text).toContain('connection refused')
  })
  it('of the traffic is tried again on silence, with all its attempts, until it is done', async () => {
    const { press, advance, journal, world, run } = bench(only(step('switch', 'route', { attempts: 3, backoff: '1s' })))
    world.trouble.balancer = 'dead'
    press()
    await advance(63_000)
    expect(journal.of('step.answered')[0]).toMatchObject({ who: { kind: 'rule' }, data: { choice: 'retry', bySilence: true } })
    world.trouble.balancer = 'none'
    await advance(2_000)
    expect(run().state).toBe('completed')
  })
  it('elsewhere is skipped on silence, and the summary names it', async () => {
    const { press, advance, journal, run, world } = bench(only(step('switch', 'route'), step('restore', 'restore', { after: [] })))
    world.whole = false
    press()
    await advance(70_000)
    expect(journal.of('step.skipped')[0]).toMatchObject({ who: { kind: 'rule' }, why: expect.stringContaining('nobody answered') as string, data: { step: 'restore' } })
    expect(run()).toMatchObject({ state: 'completed', summary: expect.stringMatching(/skipped: Title of restore \(nobody answered in time: .*damaged/) as string })
  })
  it('asks no longer than its stage has left, and never less than ten seconds', async () => {
    const inWindow = (to: string) => planWith([stage('one', '0s', to, step('validate', 'confirm', { after: [] }), step('restore', 'restore', { after: [] }))])
    const [short, over] = [bench(inWindow('30s')), bench(inWindow('1s'))]
    for (const one of [short, over]) {
      one.world.whole = false
      one.press()
      await one.advance(2_000)
    }
    expect(short.step('restore').question?.answerBy).toBe(1_030_000)
    expect(over.step('restore').question?.answerBy).toBe(1_010_000)
  })
  it('never holds back the switch, whatever it is', async () => {
    const { press, advance, step: stepRun, world } = bench(whole(), { deps: { monitoring: () => ({ sources: [], firing: [] }) } })
    world.trouble.green = 'dead'
    world.trouble.archives = 'dead'
    press()
    await advance(1_000)
    expect(stepRun('switch').state).toBe('ok')
  })
  it('is answered by a person: retry, skip with a reason, stop', async () => {
    const fails = only(step('restore', 'restore', { after: [] }))
    const asked = async () => {
      const one = bench(fails)
      one.world.whole = false
      const { run } = one.press()
      await one.advance(1_000)
      return { ...one, id: run }
    }
    const retried = await asked()
    retried.world.whole = true
    retried.runner.answer(retried.id, { step: 'restore', choice: 'retry', who: ada })
    await retried.advance(1_000)
    expect(retried.run().state).toBe('completed')

    const skipped = await asked()
    expect(conflict(() => skipped.runner.answer(skipped.id, { step: 'restore', choice: 'skip', who: ada })).message).toContain('Say why')
    skipped.runner.answer(skipped.id, { step: 'restore', choice: 'skip', who: ada, reason: 'known and harmless' })
    await skipped.advance(1_000)
    expect(skipped.step('restore')).toMatchObject({ state: 'skipped', skippedBecause: 'known and harmless' })
    expect(skipped.run().state).toBe('completed')

    const stopped = await asked()
    stopped.runner.answer(stopped.id, { step: 'restore', choice: 'stop', who: ada, reason: 'restore by hand' })
    expect(stopped.run()).toMatchObject({ state: 'stopped', summary: expect.stringContaining('restore by hand') as string })
    expect(conflict(() => stopped.runner.answer(stopped.id, { step: 'restore', choice: 'retry', who: ada })).message).toContain('has ended: stopped')
  })
  it('that asks nothing takes no answer', () => {
    const { press, runner } = bench(whole())
    const { run } = press()
    expect(conflict(() => runner.answer(run, { step: 'switch', choice: 'retry', who: ada })).code).toBe('CONFLICT')
    expect(conflict(() => runner.answer(run, { step: 'nothing', choice: 'retry', who: ada })).code).toBe('NOT_FOUND')
  })
  it('because it hangs times out by its own time-out, in words, and looks before it is tried again', async () => {
    const { press, advance, journal, world } = bench(only(step('move', 'sessions', { after: [], timeout: '4s', attempts: 2 })))
    world.trouble.blue = 'hangs'
    press()
    await advance(4_000)
    expect(journal.of('step.outcome').find(({ data }) => data.step === 'move')?.data).toMatchObject({ result: 'timed out', detail: expect.stringContaining('4 s') as string, ms: 4_000 })
    world.trouble.blue = 'none'
    await advance(2_000)
    expect(journal.state().run?.state).toBe('completed')
  })
  it('because a question to the balancer hangs fails within two seconds (fault 9)', async () => {
    const { press, advance, journal, world } = bench(only(step('switch', 'route', { after: [] })))
    world.trouble.balancer = 'hangs'
    press()
    await advance(2_000)
    expect(journal.of('step.outcome').at(-1)?.data).toMatchObject({ step: 'switch', result: 'failed', detail: 'the balancer: no answer within 2 s' })
  })
})

describe('the fifteen minutes', () => {
  it('one entry says that a stage is over its window, one that the deadline is missed, and the run goes on', async () => {
    const { press, advance, journal, world, run } = bench(only(step('switch', 'route', { after: [] })))
    world.trouble.balancer = 'dead'
    press()
    await advance(119_000)
    expect(journal.of('rollback.over')).toEqual([])
    await advance(2_000)
    expect(journal.of('rollback.over').map(({ data }) => data)).toEqual([{ run: run().id, what: 'stage', stage: 'one', by: 0 }])
    await advance(900_000)
    expect(journal.of('rollback.over').map(({ data }) => data.what)).toEqual(['stage', 'deadline'])
    expect(run()).toMatchObject({ state: 'running', overDeadline: true })
    world.trouble.balancer = 'none'
    await advance(70_000)
    expect(run().state).toBe('completed')
  })
  it('over a window an alert is raised and the plan escalated one step up, over the deadline to the top; both alerts end with the run', async () => {
    const plan = planWith([stage('one', '0s', '2m', step('validate', 'confirm', { after: [] }), step('switch', 'route', { after: [] }))], { escalation: [{ severity: 'P0', title: 'Critical', path: ['First', 'Second', 'Manager'], levels: [] }] })
    const { press, advance, journal, world, run } = bench(plan)
    world.trouble.balancer = 'dead'
    press({ drill: false })
    await advance(121_000)
    expect(journal.of('alert.raised').map(({ data, incident }) => [data.title, data.response, incident])).toEqual([['Stage one is over its window', 'alert', run().incident]])
    expect(journal.of('notice.sent').at(-1)?.data).toMatchObject({ audience: 'Second', text: expect.stringMatching(/^Escalated \(P0\): Stage one is over its window: 2:00 has passed, .* not done: Title of switch\. The run goes on\.$/) as string })
    await advance(900_000)
    expect(journal.of('notice.sent').at(-1)?.data).toMatchObject({ audience: 'Manager', text: expect.stringContaining('The rollback is over its deadline') as string })
    expect(openGroups(journal.state().alerts).flatMap(({ alerts }) => alerts)).toHaveLength(2)
    world.trouble.balancer = 'none'
    await advance(70_000)
    expect([run().state, openGroups(journal.state().alerts)]).toEqual(['completed', []])
  })
  it('ten minutes of sleep move neither deadline nor effects', async () => {
    const { press, advance, sleep, journal, world, run } = bench(only(step('switch', 'route', { after: [] })))
    world.trouble.balancer = 'dead'
    press()
    await advance(30_000)
    sleep(600_000)
    world.trouble.balancer = 'none'
    await advance(2_000)
    expect(journal.of('rollback.over')[0]?.data).toMatchObject({ what: 'stage', by: 510_000 })
    expect(run().state).toBe('completed')
    expect(world.routing.changed).toBe(2)
    expect(journal.of('rollback.finished')[0]?.data.ms).toBeGreaterThanOrEqual(630_000)
  })
})

describe('a stop', () => {
  it('ends the run, cancels what is under way, and nothing more is done', async () => {
    const { press, runner, advance, journal, world, run } = bench(whole())
    world.trouble.balancer = 'hangs'
    const opened = press()
    await advance(500)
    runner.stop(opened.run, { who: ada, reason: 'wrong button' })
    world.trouble.balancer = 'none'
    const entries = journal.all().length
    await advance(120_000)
    expect(journal.all()).toHaveLength(entries)
    expect(run()).toMatchObject({ state: 'stopped' })
    expect(journal.of('step.outcome').filter(({ data }) => data.result === 'cancelled').map(({ data }) => data.step)).toContain('switch')
    expect(world.routing.changed).toBe(0)
    expect(conflict(() => runner.stop(opened.run, { who: ada, reason: 'again' })).code).toBe('CONFLICT')
  })
})

describe('one driver', () => {
  it('takes a number at opening that every write to the balancer carries', async () => {
    const { press, advance, journal, world } = bench(whole())
    press()
    await advance(30_000)
    expect(journal.of('lease.taken')[0]?.data).toMatchObject({ holder: 'console-1', fencing: 1 })
    expect(new Set(journal.of('step.intended').map(({ data }) => data.fencing))).toEqual(new Set([1]))
    expect(world.routing.fencing).toBe(1)
  })
  it('whose number is dead stops driving at once, asks nothing, and leaves the run open', async () => {
    const world = fakeWorld()
    world.routing.fencing = 9
    const { press, advance, journal, run, runner, progress } = bench(whole(), { world })
    const opened = press()
    await advance(200_000)
    expect(journal.of('step.outcome').find(({ data }) => data.result === 'refused')?.data).toMatchObject({ step: 'switch', detail: expect.stringContaining('another driver came with 9') as string })
    expect(journal.of('step.asked')).toEqual([])
    expect(run().state).toBe('running')
    expect(world.routing.changed).toBe(0)
    expect(progress.at(-1)?.text).toContain('Another console drives now')
    expect(journal.of('step.intended').filter(({ data }) => data.step === 'drain')).toEqual([])
    runner.stop(opened.run, { who: ada, reason: 'the other one has it' })
    await runner.idle()
    expect(run().state).toBe('stopped')
  })
})

describe('several drivers', () => {
  it('a press goes beyond the number that the balancer has shown, whatever the clocks say', async () => {
    const world = fakeWorld()
    world.routing.fencing = 9
    const { press, advance, journal, run } = bench(whole(), { world, deps: { seenFencing: () => world.routing.fencing } })
    press()
    await advance(30_000)
    expect([run().state, journal.of('lease.taken').map(({ data }) => data.fencing), world.routing.fencing]).toEqual(['completed', [10], 10])
  })
  it('a run that is taken up again after another console drove touches nothing, an application no more than the balancer', async () => {
    const first = bench(whole())
    first.press()
    await first.advance(60_000)
    const at = first.journal.all().findIndex(({ kind, data }) => kind === 'step.outcome' && 'step' in data && data.step === 'drain')
    const { world } = first
    world.routing.fencing = 9
    const again = bench(whole(), { world, held: first.journal.all().slice(0, at + 1), time: fakeTime({ mono: 1_010_000 }), deps: { seenFencing: () => world.routing.fencing } })
    world.calls.splice(0)
    again.runner.resume()
    await again.advance(30_000)
    expect(again.run().state).toBe('running')
    expect(again.journal.of('step.outcome').some(({ data }) => data.result === 'refused' && data.detail.includes('another driver came with 9'))).toBe(true)
    expect(world.calls.filter((call) => /weights|flags|drain|close|sync|import|notice/.test(call))).toEqual([])
  })
})

describe('a console that was closed or killed', () => {
  const left = async (until: (entry: Entry) => boolean) => {
    const world = fakeWorld()
    const first = bench(whole(), { world })
    first.press()
    await first.advance(60_000)
    const at = first.journal.all().findIndex(until)
    return { world, held: first.journal.all().slice(0, at + 1) }
  }
  it('finds an intent without an outcome: unknown, looked at, and not done twice', async () => {
    const { world, held } = await left(({ kind, data }) => kind === 'step.intended' && 'step' in data && data.step === 'switch')
    const again = bench(whole(), { world, held, time: fakeTime({ mono: 1_010_000 }) })
    const { changed } = world.routing
    again.runner.resume()
    await again.advance(60_000)
    expect(again.run().state).toBe('completed')
    expect(again.journal.of('step.outcome').find(({ data }) => data.step === 'switch' && data.result === 'unknown')).toBeDefined()
    expect(again.journal.of('step.outcome').findLast(({ data }) => data.step === 'switch')?.data).toMatchObject({ result: 'ok', attempt: 2, detail: 'It was so already' })
    expect(world.routing.changed).toBe(changed)
    expect(again.journal.of('lease.taken').map(({ data }) => data.fencing)).toEqual([1, 2])
  })
  it('resumes after any entry of the run, with the deadline unmoved', async () => {
    const done = bench(whole())
    done.press()
    await done.advance(60_000)
    const total = done.journal.all().findIndex(({ kind }) => kind === 'rollback.finished')
    expect(total).toBeGreaterThan(40)
    for (let kept = 4; kept < total; kept += 1) {
      // What took effect by then is not undone by the crash: the world is at its end.
      const again = bench(whole(), { world: done.world, held: done.journal.all().slice(0, kept), time: fakeTime({ mono: 1_100_000 }) })
      const { changed } = done.world.routing
      again.runner.resume()
      await again.advance(60_000)
      expect([kept, again.run().state, again.run().startedAt, done.world.routing.changed]).toEqual([kept, 'completed', 1_000_000, changed])
    }
  })
  it('on another boot counts by wall time: the window that passed has passed', async () => {
    const first = bench(whole())
    first.trigger()
    await first.advance(10_000)
    await first.runner.shutdown()
    const again = bench(whole(), { world: first.world, held: first.journal.all(), time: fakeTime({ mono: 5_000, wall: first.clock.wall() + 115_000, boot: 'boot-2' }) })
    again.runner.resume()
    await again.advance(100)
    expect(again.journal.of('rollback.validated')[0]?.data.how).toBe('silence')
    await again.advance(60_000)
    expect(again.run().state).toBe('completed')
  })
  it('says nothing false when it is closed in the middle, and begins nothing more', async () => {
    const { press, runner, advance, journal, world, run } = bench(whole())
    world.trouble.balancer = 'hangs'
    press()
    await advance(500)
    const closing = runner.shutdown()
    const entries = journal.all().length
    await advance(10_000)
    await closing
    expect(journal.all()).toHaveLength(entries)
    expect(run().state).toBe('running')
    expect(journal.of('step.intended').some(({ data }) => data.step === 'switch')).toBe(true)
    expect(conflict(() => press()).code).toBe('CONFLICT')
  })
  it('goes on by the present plan where its own is gone, and asks for what is lost', async () => {
    const first = bench(whole())
    first.world.trouble.balancer = 'hangs'
    first.press()
    await first.advance(500)
    await Promise.all([first.runner.shutdown(), first.advance(3_000)])
    first.world.trouble.balancer = 'none'
    const other = planWith([stage('other', '0s', '2m', step('something', 'record'))])
    const again = bench(other, { world: first.world, held: first.journal.all(), deps: { plan: () => ({ plan: other, hash: 'other' }), planOf: () => undefined }, time: fakeTime({ mono: 1_004_000 }) })
    again.runner.resume()
    await again.advance(2_000)
    expect(again.step('switch').state).toBe('ok')
    await again.advance(600_000)
    expect(again.run()).toMatchObject({ state: 'completed', summary: expect.stringContaining('Title of tell-users') as string })
  })
})

describe('what would be lost', () => {
  const moves = () => only(step('switch', 'route'), step('copy', 'sync', { after: ['switch'], timeout: '30s' }), step('whole', 'restore', { after: ['copy'] }), step('people', 'sessions', { after: ['switch'] }), step('late', 'sessions', { after: ['people'] }))
  it('is on the record before the stage moves anything: rows by table, sessions and users, and no checkpoint', async () => {
    const { press, advance, journal, world, run } = bench(moves())
    world.lacking = 3
    press()
    await advance(30_000)
    expect(run().state).toBe('completed')
    expect(journal.of('stage.previewed').map(({ data }) => data)).toEqual([{
      run: run().id, stage: 'one', previews: [
        { step: 'copy', text: 'Without the copy this would be lost to users: blue lacks 3 rows and holds 0 older versions (trades 11). What blue has alone or newer stays.', tables: [{ table: 'trades', lacking: 3, older: 0, undecided: 0, ahead: 0 }] },
        { step: 'whole', text: expect.stringContaining('no checkpoint yet') as string, restore: {} },
        { step: 'people', text: '1 session of 1 user would move to blue; none is ended.', affected: { sessions: 1, users: 1 } },
      ],
    }])
    const at = (kind: string, id?: string): number => journal.all().findIndex((entry) => entry.kind === kind && (id === undefined || ('step' in entry.data && entry.data.step === id)))
    expect(at('stage.previewed')).toBeGreaterThan(at('step.outcome', 'switch'))
    expect(Math.min(at('step.intended', 'copy'), at('step.intended', 'people'))).toBeGreaterThan(at('stage.previewed'))
    expect(run().stages[0]?.preview?.previews).toHaveLength(3)
  })
  it('holds up the run for three seconds at most, and says what it could not find out', async () => {
    const { press, advance, journal, world, step: stepRun } = bench(moves())
    world.trouble.archives = 'hangs'
    press()
    await advance(2_900)
    expect([stepRun('switch').state, stepRun('people').state, journal.of('stage.previewed').length]).toEqual(['ok', 'waiting', 0])
    await advance(1_000)
    expect(journal.of('stage.previewed')[0]?.data.previews[0]).toEqual({ step: 'copy', text: 'Not known now: looking at what would be moved: no answer within 3 s' })
    expect(stepRun('people').state).toBe('ok')
  })
  it('is looked at anew where the console ended before it was written', async () => {
    const first = bench(moves())
    first.press()
    await first.advance(30_000)
    const cut = first.journal.all().findIndex(({ kind }) => kind === 'stage.previewed')
    const again = bench(moves(), { held: first.journal.all().slice(0, cut) })
    again.runner.resume()
    await again.advance(30_000)
    expect([again.run().state, again.journal.of('stage.previewed').length]).toEqual(['completed', 1])
  })
  it('has every kind of step that shows it, and no other, waiting for it', () => {
    expect(Object.entries(kinds).filter(([kind, { preview }]) => (preview !== undefined) !== hasPreview(kind as StepKind)).map(([kind]) => kind)).toEqual([])
  })
})

describe('the rehearsal', () => {
  it('says for each step what it would do now and how long it took before, and changes nothing', async () => {
    const { press, advance, runner, world } = bench(whole())
    press()
    await advance(60_000)
    world.routing.weights = { blue: 0, green: 100 }
    world.routing.flags.green = 4
    const { changed } = world.routing
    const said = await runner.rehearse()
    expect(said).toHaveLength(19)
    expect(said.find((one) => one.step === 'switch')?.would).toContain('set weights blue 100, green 0 (now 0, 100), clear 4 flags')
    expect(said.find((one) => one.step === 'drain')?.times?.median).toBeGreaterThan(0)
    expect(world.routing.changed).toBe(changed)
  })
  it('names what is not known, and is held up by nothing', async () => {
    const { runner, world, advance } = bench(whole())
    world.trouble.balancer = 'hangs'
    world.trouble.blue = 'dead'
    const said = runner.rehearse()
    await advance(6_000)
    const texts = new Map((await said).map((one) => [one.step, one.would]))
    expect(texts.get('switch')).toMatch(/^not known now: .*(connection refused|no answer)/)
    expect(texts.get('record')).toContain('open an incident')
  })
})
