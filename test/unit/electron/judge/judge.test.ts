import { describe, expect, it } from 'vitest'
import { MissingBaselineError, type Read, type WindowReading } from '../../../../electron/judge/evaluate.ts'
import { createJudge, judgeSnapshot, type JudgeOptions } from '../../../../electron/judge/judge.ts'
import { createSeriesStore } from '../../../../electron/observe/series.ts'
import type { Environment, MetricName } from '../../../../shared/metrics.ts'
import { target, type Gate } from '../../../../shared/plan.ts'
import { exampleGate, reading } from './examples.ts'

const s = 1_000
const alive = reading(1)
const targets = [target.parse({ id: 'green', kind: 'app', environment: 'green' })]
const clockAt = (mono: number, wall = 1_000_000 + mono, boot = 'first') => ({ mono: () => mono, wall: () => wall, boot })

/** A judge over readings that the test changes as it goes. */
function bench(gates: readonly Gate[], changes: Partial<JudgeOptions> = {}) {
  const now: Partial<Record<`${MetricName}/${Environment}`, WindowReading>> = { 'up/green': alive, 'up/blue': alive, 'error_rate/green': reading(0.01), 'error_rate/blue': reading(0.01) }
  const read: Read = (metric, environment) => now[`${metric}/${environment}`] ?? reading(undefined, { samples: 0, missing: 1, reason: 'none' })
  return { now, judge: createJudge({ plan: { gates: [...gates], baselines: {}, targets }, read, clock: clockAt(0), ...changes }) }
}
const turnsOf = (turns: readonly { readonly gate: Gate; readonly environment: string; readonly from: string; readonly to: string }[]) =>
  turns.map(({ gate, environment, from, to }) => `${gate.id} ${environment}: ${from} → ${to}`)

describe('a tick', () => {
  it('judges every gate in each of its environments and keeps all', () => {
    const { judge } = bench([exampleGate({ environments: ['blue', 'green'] }), exampleGate({ id: 'cpu', metric: 'cpu_usage', statistic: 'last' })])
    const { views, turns } = judge.tick(60 * s, { phase: null })
    expect(views.map(({ gate, environment, status }) => [gate, environment, status.state])).toEqual([
      ['error-burst', 'blue', 'ok'], ['error-burst', 'green', 'ok'], ['cpu', 'green', 'no data'],
    ])
    expect(turnsOf(turns)).toEqual(['error-burst blue: no data → ok', 'error-burst green: no data → ok'])
    expect(judge.views()).toBe(views)
  })
  it('tells of each turn once, in one environment only', () => {
    const { judge, now } = bench([exampleGate({ environments: ['blue', 'green'] })])
    judge.tick(60 * s, { phase: null })
    now['error_rate/green'] = reading(0.124)
    const told = Array.from({ length: 23 }, (_, second) => turnsOf(judge.tick((61 + second) * s, { phase: null }).turns))
    expect(told.flat()).toEqual(['error-burst green: ok → pending', 'error-burst green: pending → firing'])
    expect(told[20]).toEqual(['error-burst green: pending → firing'])
  })
  it('shows the progress of a pending gate', () => {
    const { judge, now } = bench([exampleGate()])
    now['error_rate/green'] = reading(0.124)
    for (let second = 60; second <= 70; second += 1) judge.tick(second * s, { phase: null })
    expect(judge.views()[0]?.progress).toBe(0.5)
  })
  it('a gate that cannot be read is an error and does not blind the console to the others', () => {
    const read: Read = (metric) => {
      if (metric === 'cpu_usage') throw new RangeError('cpu_usage is a gauge: it has no ratio')
      return reading(0.01)
    }
    const { judge } = bench([exampleGate({ id: 'cpu', metric: 'cpu_usage', statistic: 'last' }), exampleGate()], { read })
    const { views } = judge.tick(60 * s, { phase: null })
    expect(views.map(({ status }) => status.evaluation.outcome)).toEqual(['error', 'pass'])
    expect(views[0]?.status.evaluation.cause).toBe('could not read cpu_usage: cpu_usage is a gauge: it has no ratio')
  })
  it('a plan whose bar hangs on no baseline is refused at once', () =>
    expect(() => bench([exampleGate({ threshold: { ratio: 2, of: 'error_rate' } })])).toThrow(MissingBaselineError))
})

describe('a phase', () => {
  const gates = [exampleGate({ id: 'phase-1-errors', phases: ['phase-1'], for: '0s' })]
  it('sets gates of other phases aside, firing ones too, and says so', () => {
    const { judge, now } = bench(gates)
    now['error_rate/green'] = reading(0.5)
    expect(turnsOf(judge.tick(60 * s, { phase: 'phase-1' }).turns)).toEqual(['phase-1-errors green: no data → firing'])
    const { turns, views } = judge.tick(61 * s, { phase: 'phase-2' })
    expect(turnsOf(turns)).toEqual(['phase-1-errors green: firing → no data'])
    expect(views[0]?.status.evaluation).toMatchObject({ outcome: 'not yet', value: 0.5, cause: 'not judged in phase 2' })
    expect(judge.tick(62 * s, { phase: 'phase-1' }).views[0]?.status).toMatchObject({ state: 'firing', activeSince: 62 * s })
  })
})

describe('a dead environment', () => {
  const gates = [exampleGate({ for: '2s' }), exampleGate({ id: 'through-the-balancer', metric: 'balancer_errors', for: '2s' })]
  const outcomesOf = ({ judge }: ReturnType<typeof bench>, second: number) =>
    judge.tick(second * s, { phase: null }).views.map(({ status }) => status.evaluation.outcome)

  it('does not fire its own error gates: they are inconclusive, with the cause', () => {
    const one = bench(gates)
    Object.assign(one.now, { 'up/green': reading(0), 'error_rate/green': reading(0.9), 'balancer_errors/green': reading(0.9) })
    for (let second = 60; second < 70; second += 1) expect(outcomesOf(one, second)).toEqual(['inconclusive', 'fail'])
    expect(one.judge.views().map(({ status }) => status.state)).toEqual(['no data', 'firing'])
    expect(one.judge.views()[0]?.status.evaluation.cause).toBe('green is down')
  })
  it('is also one that was up and does not answer any more', () => {
    const one = bench(gates)
    one.now['error_rate/green'] = reading(0.9)
    expect(outcomesOf(one, 60)[0]).toBe('fail')
    one.now['up/green'] = reading(undefined, { missing: 3, reason: 'timeout' })
    expect(outcomesOf(one, 61)[0]).toBe('inconclusive')
    expect(one.judge.views()[0]?.status.evaluation.cause).toBe('green does not answer: no answer in time')
  })
  it('is not one whose up was never measured: that must not silence the gates', () => {
    const one = bench(gates)
    delete one.now['up/green']
    one.now['error_rate/green'] = reading(0.9)
    expect(outcomesOf(one, 60)[0]).toBe('fail')
  })
  it('does not silence the other environment', () => {
    const one = bench([exampleGate({ environments: ['blue'] })])
    Object.assign(one.now, { 'up/green': reading(0), 'error_rate/blue': reading(0.9) })
    expect(outcomesOf(one, 60)).toEqual(['fail'])
  })
  it('is asked for over three samples of its source, however slow that is', () => {
    const asked: number[] = []
    const read: Read = (metric, environment, _, windowMs) => {
      if (metric === 'up' && environment === 'green') asked.push(windowMs)
      return alive
    }
    const slow = [target.parse({ id: 'green', kind: 'app', environment: 'green', every: '5s' })]
    createJudge({ plan: { gates, baselines: {}, targets: slow }, read, clock: clockAt(0) }).tick(60 * s, { phase: null })
    bench(gates, { read }).judge.tick(60 * s, { phase: null })
    expect(asked).toEqual([15 * s, 3 * s])
  })
})

describe('a restart', () => {
  const saved = (seconds: number) => {
    const { judge, now } = bench([exampleGate()], { clock: clockAt(60 * s + seconds * s) })
    now['error_rate/green'] = reading(0.124)
    for (let second = 0; second <= seconds; second += 1) judge.tick((200 + second) * s, { phase: null })
    // As the caller stores it: text.
    return judgeSnapshot.parse({ ...JSON.parse(JSON.stringify(judge.snapshot())), mono: (200 + seconds) * s, wall: 5_000_000 })
  }
  const resumed = (mono: number, boot = 'first', wall = 5_000_000) => {
    const one = bench([exampleGate()], { clock: clockAt(mono, wall, boot), initial: saved(10) })
    one.now['error_rate/green'] = reading(0.124)
    return one
  }

  it('restores a pending window; the time between does not count as sustained', () => {
    const { judge } = resumed(240 * s)
    const first = judge.tick(240 * s, { phase: null }).views[0]?.status
    expect(first).toMatchObject({ state: 'pending', sustained: 10 * s, activeSince: 200 * s })
    expect(first?.evaluation.outcome).toBe('not yet')
    const filled = Array.from({ length: 60 }, (_, second) => judge.tick((241 + second) * s, { phase: null }).turns).flat()
    // 30 s to fill the window, then the 10 s that were left.
    expect(filled.map(({ to, status }) => [to, status.since])).toEqual([['firing', 279 * s]])
  })
  it('keeps distances by the wall clock where the machine has booted since', () => {
    const { judge } = resumed(7 * s, 'second', 5_000_000 + 100 * s)
    expect(judge.tick(7 * s, { phase: null }).views[0]?.status).toMatchObject({ state: 'pending', sustained: 10 * s, activeSince: (7 - 100 - 10) * s })
  })
  it('does not travel into the future where the wall clock was set back', () => {
    const { judge } = resumed(7 * s, 'second', 4_000_000)
    expect(judge.tick(7 * s, { phase: null }).views[0]?.status.activeSince).toBe(-3 * s)
  })
  it('leaves out gates that the plan no longer has', () => {
    const one = bench([exampleGate({ id: 'another' })], { initial: saved(10), clock: clockAt(240 * s) })
    expect(Object.keys(one.judge.snapshot().statuses)).toEqual([])
  })
  it('a snapshot that is damaged is refused by its schema', () =>
    expect(judgeSnapshot.safeParse({ ...saved(1), statuses: { 'error-burst/green': { state: 'firing' } } }).success).toBe(false))
})

it('judges the real series store: an error burst on green fires once sustained, a lost second costs its second', () => {
  const store = createSeriesStore({ start: 0 })
  const gate = exampleGate({ window: '15s', for: '20s', minimum: 20 })
  const judge = createJudge({ plan: { gates: [gate], baselines: {}, targets }, read: store.window, clock: clockAt(0) })
  const turns: string[] = []
  for (let second = 0; second < 90; second += 1) {
    const at = second * s
    turns.push(...judge.tick(at, { phase: null }).turns.map(({ to }) => `${second} ${to}`))
    store.record({ metric: 'up', environment: 'green', kind: 'gauge', value: 1 }, at, at)
    if (second === 50) store.miss({ metric: 'error_rate', environment: 'green' }, 'timeout', at, at)
    else store.record({ metric: 'error_rate', environment: 'green', kind: 'ratio', numerator: second < 40 ? 0 : 5, denominator: 10 }, at, at)
  }
  // 15 s to fill; three bad seconds of fifteen lie on the bar, four beyond it (seconds 40 to 43, read at 44).
  expect(turns).toEqual(['15 ok', '44 pending', '65 firing'])
})
